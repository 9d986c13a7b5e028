"""Input of the second role classifier: the first one's opinions on all things of a paper.

A paper proposes few things and compares with several; other things are seldom either. The role of
a thing therefore depends on the roles of the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from kg.extract.found import Found
from kg.extract.outline import outline_of
from kg.extract.words import words_of
from kg.records import ENTITY_TYPES, ROLES

__all__ = ["CONTEXT", "PLACES", "Numbers", "context", "places"]

Numbers = NDArray[np.float32]

# Where and how often a thing is named, among which others.
PLACES = (
    "type",
    "mentions",
    "sentences",
    "first sentence",
    "last sentence",
    "first sentence, of all",
    "last sentence, of all",
    "in title",
    "sentences of paper",
    "things of paper",
    "things of type",
    "order",
    "words",
)
# For each role: its probability by the first classifier, the highest one among other things and
# among others of the same type, and how many things have a higher one.
OPINIONS = ("own", "others most", "alike most", "rank")
CONTEXT = (*(f"{opinion} {role}" for opinion in OPINIONS for role in ROLES), *PLACES)


def places(doc: Doc, groups: Sequence[Sequence[Found]]) -> Numbers:
    """Describe where the things of a paper are named.

    Parameters
    ----------
    groups
        The mentions of each thing, in the order of the text.

    Returns
    -------
    array of shape (things, `PLACES`)
    """
    words, outline = words_of(doc), outline_of(doc)
    total = len(outline.sentences)
    number = {start: index for index, start in enumerate(outline.sentences)}
    kinds = [ENTITY_TYPES.index(mentions[0].type) for mentions in groups]
    starts = [mentions[0].start for mentions in groups]
    order = np.argsort(np.argsort(starts, kind="stable"), kind="stable")
    rows = []
    for index, mentions in enumerate(groups):
        said_in = {number[words.sentence_starts[mention.start]] for mention in mentions}
        first, last = min(said_in), max(said_in)
        rows.append(
            (
                kinds[index],
                len(mentions),
                len(said_in),
                first,
                last,
                first / total,
                last / total,
                starts[index] < outline.title_end,
                total,
                len(groups),
                kinds.count(kinds[index]),
                order[index],
                mentions[0].end - mentions[0].start,
            )
        )
    return np.array(rows, dtype=np.float32).reshape(len(groups), len(PLACES))


def context(placed: Numbers, opinions: Numbers) -> Numbers:
    """Describe each thing of a paper by the opinions on it and on the others.

    Parameters
    ----------
    placed
        Result of `places`.
    opinions
        The first classifier's probability of each of `ROLES`, for each thing.

    Returns
    -------
    array of shape (things, `CONTEXT`)
    """
    alike = np.zeros_like(opinions)
    kinds = placed[:, 0]
    for kind in set(kinds.tolist()):
        rows = (kinds == kind).nonzero()[0]
        alike[rows] = _most_of_others(opinions[rows])
    rank = np.empty_like(opinions)
    order = (-opinions).argsort(axis=0, kind="stable")
    rank[order, np.arange(len(ROLES))] = np.arange(len(rank))[:, None]
    most = _most_of_others(opinions)
    return np.hstack([opinions, most, alike, rank, placed])


def _most_of_others(opinions: Numbers) -> Numbers:
    """Return for each row the maximum of each column over the other rows; 0 without others."""
    if len(opinions) < 2:
        return np.zeros_like(opinions)
    first = opinions.argmax(axis=0)
    second, greatest = np.partition(opinions, len(opinions) - 2, axis=0)[-2:]
    others = np.empty_like(opinions)
    others[:] = greatest
    others[first, np.arange(len(ROLES))] = second
    return others
