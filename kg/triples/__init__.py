"""How each record is stated in RDF, and how triples are written and read."""
