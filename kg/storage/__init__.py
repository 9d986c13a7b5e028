"""The files in the folder of a built graph: its tables, the mentions found in texts, its lock."""
