"""Data files of the graph's vocabulary: ontology, shapes, JSON-LD context, queries."""
