"""The files of a built graph's folder: its tables, what was found in texts, its lock."""
