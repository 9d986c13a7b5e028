"""The steps of training the model: annotated corpora, learning, silver labels."""
