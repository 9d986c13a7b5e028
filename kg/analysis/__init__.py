"""What can be asked of a graph as a whole, and of two: its structure, what is near, what is new."""
