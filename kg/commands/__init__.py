"""The commands of `kg`, what they share, and how they fail."""
