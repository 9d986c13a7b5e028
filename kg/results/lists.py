"""Lists in a sentence: items separated by nothing but commas, "and" and the like."""

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
    """Group the items of a sentence into lists; an item that stands alone is a list of its own.

    Parameters
    ----------
    offset
        Offset of the sentence in the abstract; the items have offsets in the abstract.
    items
        Numbers or names, in the order of the text.
    between
        Pattern of the text between two items of a list.
    """
    lists: list[list[Spanned]] = []
    for item in items:
        if lists and between.fullmatch(text, lists[-1][-1].end - offset, item.start - offset):
            lists[-1].append(item)
        else:
            lists.append([item])
    return lists
