"""Results: the numbers that an abstract states for a method on a dataset or benchmark."""
