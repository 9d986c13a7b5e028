"""The whole pipeline, loaded once."""

import pytest
from spacy.language import Language

from kg.extract import load_pipeline


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load_pipeline()
