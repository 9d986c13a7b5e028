"""Splits a list of papers whose items have no blank lines between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.readers.paragraphs import Paragraph, is_abstract

__all__ = ["is_link_list", "items", "last_items", "part_label"]

# Two abstracts in a row may be the two halves of one.
_FEWEST_LINES = 3
_FEWEST_ITEMS = 2
_MARK = re.compile(r"(?:([-*+•–])|[(\[]?(\d{1,4})[.)\]])\s+(?=\S)")
# `- [Title](https://...), names, venue`.
_LINK = re.compile(r"\[([^\[\]]+)\]\(https?://[^\s()]+\)")
_LINK_FIRST = re.compile(rf"\s*{_MARK.pattern}[*_]*{_LINK.pattern}")
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
    """Split a paragraph that is a list of papers into its items; yield any other one whole.

    Parameters
    ----------
    paragraph
        A list if its items begin with the same bullet or with numbers that count up, or if each
        line is an abstract.
    """
    lines = paragraph.text.split("\n")
    starts = _starts(lines)
    if not starts:
        yield paragraph
        return
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield Paragraph(_titled("\n".join(lines[start:end])), paragraph.line + start)


def is_link_list(lines: list[str]) -> bool:
    """Check for a list of links to papers whose abstracts are elsewhere.

    Examples
    --------
    >>> is_link_list(["- [A](https://a.org), ACL 2023", "- [B](https://b.org), ACL 2024"])
    True
    """
    return len(lines) >= _FEWEST_ITEMS and all(
        _LINK_FIRST.match(line) and not is_abstract(_LINK.sub(r"\1", line)) for line in lines
    )


def last_items(lines: list[str]) -> int:
    """Return where the last `_FEWEST_LINES` items begin; 0 if the lines hold no more items."""
    starts = _starts(lines)
    return starts[-_FEWEST_LINES] if len(starts) > _FEWEST_LINES else 0


def _starts(lines: list[str]) -> list[int]:
    return _marked(lines) or _abstracts(lines)


def part_label(text: str) -> str:
    """Return the label of a structured abstract's part; empty if the text has none.

    Examples
    --------
    >>> part_label("METHODS: We train."), part_label("We train.")
    ('methods', '')
    """
    found = _PART.match(text.lstrip())
    return found[0].rstrip(" :.–—-").casefold() if found else ""


def _titled(item: str) -> str:
    """Put the title of an item on a line of its own if bold type or a tab sets it apart."""
    mark = _MARK.match(item)
    begin = mark.end() if mark else 0
    if found := _TITLE_FIRST.match(item, begin):
        return f"{found[1] or found[2]}\n{item[found.end() :]}"
    return item[begin:]


def _marked(lines: list[str]) -> list[int]:
    """Return where the items with a bullet or number begin, if each holds an abstract."""
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
