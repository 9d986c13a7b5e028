"""Lines of Markdown without the marks of quotes, of tasks and of doubled brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.readers.paragraphs import unquoted

__all__ = ["heading_level", "unmarked_lines"]

# `- [x] A paper that was read`, `1. [ ] One to read`.
_TASK = re.compile(r"(\s*(?:[-*+]|\d{1,4}[.)])\s+)\[[ xX]\]\s+")
# `[[pdf]](https://...)`, as lists of papers have it.
_DOUBLED = re.compile(r"\[\[([^\[\]\n]{1,100})\]\](?=\(https?://)")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s")


def unmarked_lines(lines: Iterable[str]) -> Iterator[str]:
    """Remove the signs of quotes, the boxes of tasks and the second brackets around links.

    Examples
    --------
    >>> list(unmarked_lines(["- [x] Roots [[pdf]](https://example.org/a)", "  > We grow roots."]))
    ['- Roots [pdf](https://example.org/a)', 'We grow roots.']
    """
    for line in unquoted(lines):
        if "[" in line:
            line = _DOUBLED.sub(r"[\1]", _TASK.sub(r"\1", line, count=1))
        yield line


def heading_level(text: str) -> int:
    """Return the level of a Markdown heading, from 1; 0 for any other text.

    Examples
    --------
    >>> heading_level("## Roots"), heading_level("Roots")
    (2, 0)
    """
    found = _HEADING.match(text)
    return len(found[1]) if found else 0
