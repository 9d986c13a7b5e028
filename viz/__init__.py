"""Data files of the viewer: its template, script and style."""
