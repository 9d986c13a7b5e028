"""The parts of answering SPARQL: the store, the check of a query, its answer."""
