"""The same build on Spark: reading, extraction and N-Triples as jobs on files at any Hadoop path.

inputs and lines read, unique merges the records of a paper, mentions extracts, statements and
tables write; build runs all steps and is the one module to call.
"""
