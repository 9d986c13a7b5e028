"""Counts how often terms of our vocabularies are stated, as bytes quick to store and compare."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping

from pyoxigraph import NamedNode

from kg.triples.vocabulary import VOCABULARIES

__all__ = ["add_counts", "pack_counts"]

_TERMS: tuple[NamedNode, ...] = tuple(
    vocabulary[name] for vocabulary in VOCABULARIES.values() for name in vocabulary
)
_NUMBERS = {term: number for number, term in enumerate(_TERMS)}


def pack_counts(properties: Mapping[NamedNode, int], classes: Mapping[NamedNode, int]) -> bytes:
    """Pack counts as pairs: twice the number of a term, plus 1 for a class, and its count.

    The numbers of terms depend on the vocabularies, and so on the version of the program.
    """
    pairs = array("I")
    for is_class, counted in enumerate((properties, classes)):
        for term, times in counted.items():
            pairs.extend((2 * _NUMBERS[term] + is_class, times))
    return pairs.tobytes()


def add_counts(blocks: Mapping[bytes, int]) -> tuple[Counter[NamedNode], Counter[NamedNode]]:
    """Sum packed counts, each times its number of blocks; return properties and classes apart."""
    sums = [0] * (2 * len(_TERMS))
    for counts, times in blocks.items():
        pairs = array("I", counts)
        for number, count in zip(pairs[::2], pairs[1::2], strict=True):
            sums[number] += count * times
    properties, classes = (
        Counter({term: count for term, count in zip(_TERMS, sums[first::2], strict=True) if count})
        for first in (0, 1)
    )
    return properties, classes
