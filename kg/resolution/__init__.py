"""The steps of resolution: names, senses, joins, descriptions, relations and overrides."""
