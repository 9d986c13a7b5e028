"""Text for a terminal: control characters are replaced, and columns are aligned."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

__all__ = ["column_widths", "in_columns", "json_text", "plain"]

# Characters that JSON does not escape itself: C1 controls and those that change text direction.
_STEERING = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    r"""Replace with a space each character that breaks the line, turns it or controls a terminal.

    Examples
    --------
    >>> plain("red\x1b[31m\u202e")
    'red [31m '
    """
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def json_text(value: Any, indent: int | None = None) -> str:
    r"""Write a value as JSON with readable text in any script and no terminal control characters.

    Examples
    --------
    >>> print(json_text({"title": "é \x9b31m"}))
    {"title": "é \u009b31m"}
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def column_widths(rows: Iterable[Sequence[str]]) -> list[int]:
    """Return the widths of the columns of a table, in terminal cells.

    Examples
    --------
    >>> column_widths([("name", "papers"), ("Qwen2.5", "12")])
    [7, 6]
    """
    return [max(map(_width, column)) for column in zip(*rows, strict=True)]


def in_columns(row: Sequence[str], widths: Sequence[int]) -> str:
    """Join the cells of a row, each as wide as its column.

    Examples
    --------
    >>> in_columns(("a", "b"), [4, 1]), in_columns(("図", "b"), [4, 1])
    ('a     b', '図    b')
    """
    cells = (cell + " " * (wide - _width(cell)) for cell, wide in zip(row, widths, strict=True))
    return "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """Count the terminal cells of a text: two for a Chinese character, none for a combining one."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))
