"""Plain text: abstracts between blank lines, with or without a title before each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.readers.paragraphs import (
    Paragraph,
    ends_sentence,
    is_abstract,
    is_prose,
    is_sentence,
    is_title,
    paper_of,
    paragraphs,
    title_and_text,
)
from kg.readers.registry import Format, Reading
from kg.records import Paper

__all__ = ["FORMAT"]

# What opens a file of another kind that happens to be text.
_OTHER_FORMATS = re.compile(
    r"\s*(?:<[?!a-zA-Z]|@\w+\s*[{(]|%PDF|TY  -|\{\s*[\"}]|\[\s*[{\]]|PK\x03)"
)


def _detect(head: str) -> bool:
    return bool(head.strip()) and not _OTHER_FORMATS.match(head)


class _Block(NamedTuple):
    line: int
    title: str
    abstract: str


def _blocks(reading: Reading) -> Iterator[_Block]:
    """Yield line, title and abstract; what might be a title is one if an abstract follows it."""
    waiting: Paragraph | None = None
    for paragraph in paragraphs(reading.stream):
        title, abstract = title_and_text(paragraph)
        whole = bool(title) or is_abstract(paragraph.text)
        if waiting and (title or is_sentence(waiting.text)):
            yield from _alone(reading, waiting)
            waiting = None
        if waiting and (whole or _follows(waiting.text, paragraph.text)):
            yield _Block(waiting.line, waiting.text, paragraph.text)
            waiting = None
        elif whole:
            yield _Block(paragraph.line, title, abstract)
        else:
            if waiting:
                yield from _alone(reading, waiting)
            waiting = paragraph
    if waiting:
        yield from _alone(reading, waiting)


def _follows(title: str, text: str) -> bool:
    return is_prose(text) and is_title(title) and not ends_sentence(title)


def _alone(reading: Reading, paragraph: Paragraph) -> Iterator[_Block]:
    """Take a short paragraph for an abstract if it is prose, and else note it."""
    if is_prose(paragraph.text):
        yield _Block(paragraph.line, "", paragraph.text)
    else:
        reading.skip(f"line {paragraph.line}", "a short paragraph that no abstract follows")


def _read(reading: Reading) -> Iterator[Paper]:
    for position, block in enumerate(_blocks(reading), 1):
        if paper := paper_of(reading, position, *block):
            yield paper


# No `.md`: in a folder that is a README more often than a list.
FORMAT = Format(
    "text",
    "plain text, abstracts between blank lines",
    _detect,
    _read,
    suffixes=(".txt", ".text"),
    prose=True,
)
