"""Documents whose abstracts each begin with ``Abstract:``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.readers.headings import LONGEST_TITLE, fields_of, heading_size, trailing_fields
from kg.readers.limits import LONGEST_ABSTRACT
from kg.readers.markdown_lines import unmarked_lines
from kg.readers.paragraphs import (
    ends_sentence,
    is_abstract,
    is_other_format,
    is_rule,
    is_title,
    paper_of,
)
from kg.readers.registry import Format, Reading
from kg.records import Paper

__all__ = ["FORMAT"]

# A title, its authors and a link may have blank lines between them.
_MOST_PARAGRAPHS = 3

# `Abstract-level` opens a sentence; `Abstract - ` and `Abstract—` open an abstract. In Markdown the
# label is in bold or a heading.
_LABEL = re.compile(
    r"\s*(?:[-*•]\s+|#{1,6}\s+)?(?P<bold>[*_]{1,3})?abstract(?(bold)[*_]{0,3})"
    r"\s*(?:[:：—–]|\.\s|--|-\s|$)(?(bold)[*_]{0,3})\s*",
    re.IGNORECASE,
)
_NEXT_PART = re.compile(r"#{1,6}\s|(?:1\.?|I\.)?\s*introduction\s*$", re.IGNORECASE)
_TITLE = re.compile(r"\s*(?:[-*•]\s+)?[*_]{0,3}title[*_]{0,3}\s*:", re.IGNORECASE)


def _detect(head: str) -> bool:
    return not is_other_format(head) and any(map(_LABEL.match, unmarked_lines(head.split("\n"))))


def _split_heading(lines: list[str]) -> tuple[list[str], list[str]]:
    """Split the lines after a label into the abstract and the heading of the next paper."""
    start = _heading_start(lines)
    return lines[: min(start, _end(lines))], [line for line in lines[start:] if line.strip()]


def _end(lines: list[str]) -> int:
    """Return the index of the first Markdown or section heading, where an abstract must end."""
    ends = (index for index, line in enumerate(lines) if _NEXT_PART.match(line))
    return next(ends, len(lines))


def _heading_start(lines: list[str]) -> int:
    for index, text in enumerate(lines):
        if _TITLE.match(text):
            # In a listing, the date and the number are above the title.
            return index - len(_told_above(lines[:index]))
    found: int | None = None
    for start in _last_paragraphs(lines):
        heading = [line for line in lines[start:] if line.strip()]
        if heading_size(heading) == len(heading) > 0:
            # Authors and links may form a paragraph of their own, below the title.
            if "title" in fields_of(heading):
                return start
            found = start
    return _title_line(lines) if found is None else found


def _told_above(lines: list[str]) -> list[str]:
    told: list[str] = []
    while len(told) < len(lines) and (
        not lines[-1 - len(told)].strip() or trailing_fields([lines[-1 - len(told)]]) is not None
    ):
        told.append(lines[-1 - len(told)])
    return told


def _last_paragraphs(lines: list[str]) -> list[int]:
    """Return the indices at which the last paragraphs begin, the last one first."""
    starts = [
        index
        for index, text in enumerate(lines)
        if text.strip() and not (index and lines[index - 1].strip())
    ]
    return starts[: -1 - _MOST_PARAGRAPHS : -1]


def _title_line(lines: list[str]) -> int:
    """Return the index of a title at the end; the number of lines if there is none."""
    filled = [index for index, text in enumerate(lines) if text.strip()]
    if not filled:
        return len(lines)
    last = filled[-1]
    before = lines[last - 1] if last else ""
    # A line right below an unfinished sentence continues it.
    goes_on = bool(before.strip()) and not ends_sentence(before)
    if not goes_on and _may_be_title(lines[last].strip()):
        return last
    first = _last_paragraphs(lines)[0]
    is_wrapped = 0 < first < last < first + LONGEST_TITLE
    return first if is_wrapped and _may_be_title(" ".join(lines[first : last + 1])) else len(lines)


def _may_be_title(text: str) -> bool:
    return is_title(text) and not (is_abstract(text) or text.endswith("."))


def _blocks(reading: Reading) -> Iterator[tuple[int, dict[str, str], str]]:
    """Yield the line number, the heading fields and the abstract of each label."""
    start, size = 0, 0
    heading: list[str] = []
    held: list[str] = []
    for number, text in enumerate(unmarked_lines(reading.stream), 1):
        if label := _LABEL.match(text):
            if start:
                # The label's own line is never the title of the next paper.
                body, next_heading = _split_heading(held[1:])
                yield start, fields_of(heading), "\n".join([held[0], *body])
            else:
                # Nothing above the first heading can go on in it.
                _, next_heading = _split_heading(["", *held])
            start, heading, held = number, next_heading, [text[label.end() :].rstrip("\n")]
            size = len(held[0])
        elif size <= LONGEST_ABSTRACT and (text.strip() or (held and held[-1])):
            held.append("" if is_rule(text) else text.rstrip())
            size += len(text)
    if start:
        yield start, fields_of(heading), "\n".join([held[0], *held[1:][: _end(held[1:])]])


def _read(reading: Reading) -> Iterator[Paper]:
    for position, (line, heading, abstract) in enumerate(_blocks(reading), 1):
        if not abstract.strip():
            reading.skip(f"line {line}", "an `Abstract:` label without a text")
        elif paper := paper_of(reading, position, line, heading, abstract):
            yield paper


FORMAT = Format("abstracts", "abstracts that each begin with `Abstract:`", _detect, _read)
