"""Rejoins text that a program split with spaces: ``I 3 D``, ``VGG - 1 6``, ``2 0 1 2``."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["is_taken_apart", "original_span", "rejoined"]

# White space before a mark, which only a program leaves.
_TAKEN_APART = (" ,", " .", " )")
_SPACED = re.compile(
    r"(?<!\S)\d(?:\ ?\d)?(?:\ \.\ \d(?:\ ?\d)*)+(?!\S)"  # 47 . 7, 4 7 . 7, 1 . 2 . 3
    r"|(?<![\w.,])\d(?:\ \d)+(?!\w)"  # 2 0 1 2
    r"|\b[B-Z]\ \d\ (?=[A-Z]{1,2}\b)"  # I 3 D, but not A 3 D model
    r"|(?<![\w.,])\d\ D\b"  # 3 D
    r"|\b[A-Za-z]+v\ \d\b"  # YOLOv 3
    r"|\b\w+\ 2\ (?:vec|seq)\b"  # word 2 vec
    r"|(?<=[A-Za-z])\ -\ (?=\d)",  # VGG - 16
    re.VERBOSE,
)


def is_taken_apart(text: str) -> bool:
    """Say whether a program put spaces between the words and marks of a text.

    Examples
    --------
    >>> is_taken_apart("Self - attention , at last ."), is_taken_apart("Attention - at last.")
    (True, False)
    """
    return any(mark in text for mark in _TAKEN_APART)


def rejoined(text: str) -> tuple[str, Sequence[int] | None]:
    """Remove the spaces that a program put within names and numbers.

    Parameters
    ----------
    text
        Text as a tokenized corpus or a PDF file may give it; other text stays as it is.

    Returns
    -------
    tuple of str and sequence of int or None
        The text, and the offset of each of its characters in the original; None if unchanged.

    Examples
    --------
    >>> rejoined("We train I 3 D , on UCF - 1 0 1 .")[0]
    'We train I3D , on UCF-101 .'
    >>> rejoined("Figures 1 2 and 3 show it.")
    ('Figures 1 2 and 3 show it.', None)
    """
    if not is_taken_apart(text):
        return text, None
    dropped = {
        position
        for found in _SPACED.finditer(text)
        for position in range(*found.span())
        if text[position] == " "
    }
    if not dropped:
        return text, None
    places = [position for position in range(len(text)) if position not in dropped]
    return "".join(text[position] for position in places), places


def original_span(places: Sequence[int] | None, start: int, end: int) -> tuple[int, int]:
    """Return the bounds in the original of a span of the rejoined text.

    Examples
    --------
    >>> text, places = rejoined("We train I 3 D , on UCF - 1 0 1 .")
    >>> original_span(places, 9, 12)
    (9, 14)
    """
    if places is None or start >= end:
        return start, end
    return places[start], places[end - 1] + 1
