"""The papers of a list whose items have no blank lines between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.readers.paragraphs import Paragraph, is_abstract

__all__ = ["items", "last_items", "part_label"]

# Two abstracts in a row may be the two halves of one.
_FEWEST_LINES = 3
_FEWEST_ITEMS = 2
_MARK = re.compile(r"(?:([-*+•–])|[(\[]?(\d{1,4})[.)\]])\s+(?=\S)")
# `**Title**: abstract`, `Title<TAB>abstract`.
_TITLE_FIRST = re.compile(r"(\*\*[^*\n]+\*\*)\s*(?:[:.–—-]+\s*)?(?=\S)|([^\t\n]+)\t(?=[^\t]+$)")
# Parts of one abstract: `Background: ...`, `RESULTS - ...`.
_PART = re.compile(
    r"(?:aims?|background|conclusions?|context|data|design|discussion|evaluation|findings"
    r"|implications?|importance|introduction|limitations?|materials|methodology|methods?"
    r"|motivation|objectives?|outcomes?|problem|purpose|rationale|results?|setting|significance"
    r"|summary)(?:\s(?:and|&|/)\s\w+)?\s*(?:[:.–—]|-\s)",
    re.IGNORECASE,
)


def items(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Cut a paragraph that is a list of papers into them; any other is given back whole.

    Parameters
    ----------
    paragraph
        Its items begin with the same sign or with numbers that count up, or are lines that are
        an abstract each.
    """
    lines = paragraph.text.split("\n")
    starts = _starts(lines)
    if not starts:
        yield paragraph
        return
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield Paragraph(_titled("\n".join(lines[start:end])), paragraph.line + start)


def last_items(lines: list[str]) -> int:
    """Return where the last items of a list begin, as many as tell that it is one; 0 for none."""
    starts = _starts(lines)
    return starts[-_FEWEST_LINES] if len(starts) > _FEWEST_LINES else 0


def _starts(lines: list[str]) -> list[int]:
    return _marked(lines) or _abstracts(lines)


def part_label(text: str) -> str:
    """Return the label of a part of a structured abstract, empty where a text has none.

    Examples
    --------
    >>> part_label("METHODS: We train."), part_label("We train.")
    ('methods', '')
    """
    found = _PART.match(text.lstrip())
    return found[0].rstrip(" :.–—-").casefold() if found else ""


def _titled(item: str) -> str:
    """Put a title on a line of its own where it is told from the abstract after it."""
    mark = _MARK.match(item)
    begin = mark.end() if mark else 0
    if found := _TITLE_FIRST.match(item, begin):
        return f"{found[1] or found[2]}\n{item[found.end() :]}"
    return item[begin:]


def _marked(lines: list[str]) -> list[int]:
    """Return where items begin that a sign or a number marks, and that hold an abstract each."""
    marks = {index: mark for index, line in enumerate(lines) if (mark := _MARK.match(line))}
    if 0 not in marks:
        return []
    sign, number = marks[0].groups()
    starts: list[int] = []
    for index, mark in marks.items():
        if mark[1] == sign and (number is None or mark[2] == str(int(number) + len(starts))):
            starts.append(index)
    texts = [
        "\n".join(lines[start:end])
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]
    return starts if len(starts) >= _FEWEST_ITEMS and all(map(is_abstract, texts)) else []


def _abstracts(lines: list[str]) -> list[int]:
    whole = len(lines) >= _FEWEST_LINES and all(map(is_abstract, lines))
    return list(range(len(lines))) if whole and not any(map(_PART.match, lines)) else []
