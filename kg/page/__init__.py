"""What the page of a graph holds, and where its nodes stand."""
