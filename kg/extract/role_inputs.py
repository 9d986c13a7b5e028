"""What the role network reads of a paper: its words, and which of them name which thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from kg.extract.found import Found
from kg.extract.words import words_of
from kg.records import ENTITY_TYPES

__all__ = ["MARKS", "RoleInputs", "role_inputs"]

# A word is part of no mention, or it begins or continues one of some type; in the title or not.
MARKS = 2 * (1 + 2 * len(ENTITY_TYPES))


@dataclass(frozen=True, slots=True)
class RoleInputs:
    """One paper as the role network reads it.

    Attributes
    ----------
    words
        Text of each token.
    marks
        For each token a number below `MARKS`: whether it begins or continues a mention, of which
        type, and whether it stands in the title.
    things
        For each thing of the paper, the tokens of its mentions.
    """

    words: Sequence[str]
    marks: Sequence[int]
    things: Sequence[Sequence[int]]


def role_inputs(doc: Doc, things: Sequence[Sequence[Found]]) -> RoleInputs:
    """Describe a document whose mentions are found.

    Parameters
    ----------
    things
        The mentions of each thing.
    """
    words = words_of(doc)
    begun = [0] * len(words)
    for mentions in things:
        for found in mentions:
            begins = 1 + 2 * ENTITY_TYPES.index(found.type)
            begun[found.start : found.end] = [begins + 1] * (found.end - found.start)
            begun[found.start] = begins
    marks = [2 * mark + (place < words.title_end) for place, mark in enumerate(begun)]
    members = [
        [place for found in mentions for place in range(found.start, found.end)]
        for mentions in things
    ]
    return RoleInputs(words.texts, marks, members)
