"""The data of a graph's page, and the layout of its nodes."""
