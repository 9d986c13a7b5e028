"""Serves a built graph over HTTP: SPARQL, linked data, a JSON API and the page."""
