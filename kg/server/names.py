"""Finds papers and entities by a part of a name, in an index that is built once."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

__all__ = ["NameIndex", "fold"]

_NOT_IN_KEYS = re.compile(r"[^\w+]|_")


def fold(text: str) -> str:
    """Fold a text as the page does, ignoring case, accents, hyphens and spaces.

    Examples
    --------
    >>> fold("Naïve Bayes") == fold("naive-bayes")
    True
    """
    return _NOT_IN_KEYS.sub("", unicodedata.normalize("NFKD", text).lower())


class NameIndex:
    """The names of nodes in one byte string, so that a search is one fast scan of memory.

    Parameters
    ----------
    names
        Pairs of a node's id and one of its names, in the order in which they should be found.
    """

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._ids: list[str] = []
        keys: list[bytes] = []
        for id, name in names:
            # A lone surrogate has no UTF-8 encoding, and users do not type one.
            key = fold(name).encode("utf-8", "ignore")
            if key:
                self._ids.append(id)
                keys.append(key)
        # No key contains a line feed, so it marks where keys begin and end.
        self._text = b"\n" + b"\n".join(keys) + b"\n"
        self._starts = list(accumulate((len(key) + 1 for key in keys), initial=1))

    def find(self, wanted: str, most: int) -> Iterator[tuple[int, str]]:
        """Find nodes: first by whole names, then by beginnings of names, then by any other part.

        Parameters
        ----------
        wanted
            A part of a name.
        most
            Maximum number of nodes for each kind of match.

        Yields
        ------
        tuple of int and str
            0 for the whole name, 1 for its beginning, 2 for another part; the node's id.
        """
        key = fold(wanted).encode("utf-8", "ignore")
        if not key:
            return
        met: set[str] = set()
        for rank, sought in enumerate((b"\n" + key + b"\n", b"\n" + key, key)):
            for id in self._holding(sought, most, met):
                yield rank, id

    def _holding(self, sought: bytes, most: int, met: set[str]) -> Iterator[str]:
        position, found = self._text.find(sought), 0
        while position >= 0 and found < most:
            # A match that begins with the line feed before a name belongs to the name after it.
            number = bisect_right(self._starts, position + sought.startswith(b"\n")) - 1
            id = self._ids[number]
            if id not in met:
                met.add(id)
                found += 1
                yield id
            position = self._text.find(sought, self._starts[number + 1] - 1)
