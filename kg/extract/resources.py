"""Dataset or benchmark: what the text calls it, else what the gazetteer does."""

from __future__ import annotations

from spacy.tokens import Doc

from kg.extract.candidates import Candidate
from kg.extract.word_lists import read_cues
from kg.records import EntityType

__all__ = ["resource_type"]

CUES = read_cues("resource_cues.tsv")
# A list of names between a mention and the word that says what they are.
LONGEST_LIST = 14
_JOINING = frozenset({",", "and", "or", "&", "(", ")", "-", "/"})
_OPENING_LISTS = frozenset({"as", "including", "like", "namely", ":", "e.g.", "("})


def _in_list(doc: Doc, position: int) -> bool:
    token = doc[position]
    return (
        token.text in _JOINING
        or token.text[:1].isupper()
        or any(character.isdigit() for character in token.text)
    )


def _cue_after(doc: Doc, end: int) -> str | None:
    for position in range(end, min(len(doc), end + LONGEST_LIST)):
        if kinds := CUES.get(doc[position].lower_):
            return kinds[0]
        if not _in_list(doc, position):
            return None
    return None


def _cue_before(doc: Doc, start: int) -> str | None:
    """Find the word in ``benchmarks such as X, Y and Z`` from any of the three."""
    for position in range(start - 1, max(-1, start - 1 - LONGEST_LIST), -1):
        lower = doc[position].lower_
        if kinds := CUES.get(lower):
            return kinds[0]
        if not (_in_list(doc, position) or lower in _OPENING_LISTS or lower == "such"):
            return None
    return None


def resource_type(doc: Doc, candidate: Candidate, guess: EntityType) -> EntityType:
    """Decide between dataset and benchmark for what is one of them.

    Parameters
    ----------
    guess
        The classifier's type; one other than these two is returned as it is.
    """
    if guess not in ("dataset", "benchmark"):
        return guess
    said = _cue_after(doc, candidate.end) or _cue_before(doc, candidate.start)
    known = candidate.gazetteer if candidate.gazetteer in ("dataset", "benchmark") else None
    decided = said or known or guess
    return "benchmark" if decided == "benchmark" else "dataset"
