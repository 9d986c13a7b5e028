"""Decides between dataset and benchmark: by the text, else by the gazetteer."""

from __future__ import annotations

from spacy.tokens import Doc

from kg.extract.candidates import Candidate
from kg.extract.cues import cue_after, cue_before
from kg.extract.word_lists import read_cues
from kg.extract.words import words_of
from kg.records import RESOURCE_TYPES, EntityType

__all__ = ["resource_type"]

CUES = read_cues("resource_cues.tsv")


def resource_type(doc: Doc, candidate: Candidate, guess: EntityType) -> EntityType:
    """Decide whether a resource is a dataset or a benchmark.

    Parameters
    ----------
    guess
        The classifier's type; any other than these two is returned unchanged.
    """
    if guess not in RESOURCE_TYPES:
        return guess
    words = words_of(doc)
    said = cue_after(words, candidate.end, CUES) or cue_before(words, candidate.start, CUES)
    known = candidate.gazetteer if candidate.gazetteer in RESOURCE_TYPES else None
    decided = said or known or guess
    return "benchmark" if decided == "benchmark" else "dataset"
