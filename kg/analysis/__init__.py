"""Analyses of one graph as a whole, or of two: structure, related papers, what is new."""
