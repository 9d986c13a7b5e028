"""What RDF says of each record, and how triples are written and read."""
