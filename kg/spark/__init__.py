"""The same build on Spark: reading, extraction and N-Triples as jobs over files on any Hadoop path.

inputs and lines read, unique makes one paper of several records, mentions extracts, statements and
tables write; build is the whole way and the one module to call.
"""
