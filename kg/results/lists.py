"""Lists in a sentence: what nothing but commas and "and" parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from kg.results.methods import Place
from kg.results.numbers import StatedNumber

__all__ = ["NUMBERS", "lists_in"]

Spanned = TypeVar("Spanned", StatedNumber, Place)

# Between the numbers of one list: "1, 2 and 3".
NUMBERS = re.compile(r"[\s$*]*(?:,|/|&|,?\s*\band\b)[\s$*]*")


def lists_in(
    text: str, offset: int, items: Sequence[Spanned], between: re.Pattern[str]
) -> list[list[Spanned]]:
    """Split what stands in a sentence into its lists; what stands alone is one of its own.

    Parameters
    ----------
    offset
        Of the sentence in the abstract, in which the items are placed.
    items
        In the order of the text.
    between
        What may stand between two of a list.
    """
    lists: list[list[Spanned]] = []
    for item in items:
        if lists and between.fullmatch(text, lists[-1][-1].end - offset, item.start - offset):
            lists[-1].append(item)
        else:
            lists.append([item])
    return lists
