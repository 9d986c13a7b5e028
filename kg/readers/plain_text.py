"""Plain text: abstracts between blank lines, with or without a heading before each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from kg.readers.headings import fields_of, heading_size, is_below_title, trailing_fields
from kg.readers.list_items import is_link_list, items, last_items, part_label
from kg.readers.markdown_lines import heading_level, unmarked_lines
from kg.readers.paragraphs import (
    Paragraph,
    ends_sentence,
    is_abstract,
    is_other_format,
    is_prose,
    is_sentence,
    is_title,
    paper_of,
    paragraphs,
)
from kg.readers.registry import Format, Reading
from kg.records import Paper

__all__ = ["FORMAT"]

# In lines; a longer one is a list of names or links without an abstract.
_LONGEST_HEADING = 30
# In characters; hardly any abstract is longer.
_LONGEST_USUAL = 4_000
# A wrapped text has no more lines of less than half the length of its longest.
_MOST_SHORT_LINES = 2
_NO_ABSTRACT = (
    "a short paragraph with no abstract after it; titles or identifiers alone do not suffice"
)


def _detect(head: str) -> bool:
    return bool(head.strip()) and not is_other_format(head)


class _Block(NamedTuple):
    """A paper in the making; `level` is that of the Markdown heading above it, 0 without one."""

    line: int
    fields: Mapping[str, str]
    abstract: str
    level: int = 0


def _parts(reading: Reading) -> Iterator[Paragraph]:
    for paragraph in paragraphs(unmarked_lines(reading.stream), cut=last_items):
        if is_link_list(paragraph.lines):
            reading.skip(f"line {paragraph.line}", "a list of links without abstracts")
        else:
            yield from items(paragraph)


def _blocks(reading: Reading) -> Iterator[_Block]:
    """Yield blocks; a possible title is one if an abstract follows it.

    A block without an abstract holds the fields from below the previous abstract.
    """
    waiting: Paragraph | None = None
    links_lead: bool | None = None
    for part in _parts(reading):
        lines = part.indented_lines
        below = trailing_fields(lines)
        links_lead = below is not None if links_lead is None else links_lead
        if waiting and _goes_on(waiting, lines):
            part = Paragraph(f"{waiting.text}\n{part.text}", waiting.line)
            lines, waiting, below = part.indented_lines, None, None
        size = heading_size(lines)
        text = "\n".join(lines[size:])
        if waiting and (size or is_sentence(waiting.text)):
            yield from _alone(reading, waiting)
            waiting = None
        if below and not waiting and not links_lead:
            yield _Block(part.line, below, "")
        elif size == len(lines) or not (size or is_abstract(text) or _follows(waiting, text)):
            if waiting:
                yield from _alone(reading, waiting)
            waiting = part
        elif waiting:
            level = heading_level(waiting.text)
            yield _Block(waiting.line, fields_of(waiting.indented_lines), text, level)
            waiting = None
        else:
            yield _Block(part.line, fields_of(lines[:size]), text)
    if waiting:
        yield from _alone(reading, waiting)


def _goes_on(waiting: Paragraph, lines: list[str]) -> bool:
    """Check whether a heading goes on after a blank line."""
    if len(waiting.indented_lines) > _LONGEST_HEADING:
        return False
    title = fields_of(waiting.indented_lines).get("title")
    if title is None:
        return heading_size(lines) > 0 or is_title("\n".join(lines))
    return is_title(title) and not ends_sentence(title.rstrip("?")) and is_below_title(lines)


def _follows(waiting: Paragraph | None, text: str) -> bool:
    """Check whether a short paragraph is the abstract of the heading before it."""
    title = fields_of(waiting.indented_lines).get("title", "") if waiting else ""
    return is_prose(text) and is_title(title) and not ends_sentence(title)


def _alone(reading: Reading, paragraph: Paragraph) -> Iterator[_Block]:
    """Yield a short paragraph as an abstract if it is prose, else report it as skipped."""
    if is_prose(paragraph.text) and not heading_size(paragraph.indented_lines):
        yield _Block(paragraph.line, {}, paragraph.text)
    else:
        reading.skip(f"line {paragraph.line}", _NO_ABSTRACT)


def _whole(reading: Reading) -> Iterator[_Block]:
    """Merge blocks into papers: fields from below an abstract, parts of a structured abstract."""
    last: _Block | None = None
    labels: set[str] = set()
    for block in _blocks(reading):
        if block.abstract:
            label = part_label(block.abstract)
            if last and labels and label and label not in labels and not block.fields:
                # The parts of a structured abstract may be paragraphs of their own.
                last = last._replace(abstract=f"{last.abstract}\n{block.abstract}")
                labels.add(label)
                continue
            if last:
                yield last
            last, labels = block, {label} - {""}
        elif last:
            last = last._replace(fields={**block.fields, **last.fields})
        else:
            reading.skip(f"line {block.line}", _NO_ABSTRACT)
    if last:
        yield last


def _listed(reading: Reading) -> Iterator[_Block]:
    """Leave out what stands below the heading of the whole list and not of a paper."""
    found = _whole(reading)
    first = next(found, None)
    if first and first.level and not is_abstract(first.abstract):
        # Alone, or among papers with such headings, a short text is an abstract all the same.
        second = next(found, None)
        if second and "title" in second.fields and second.level != first.level:
            reading.skip(f"line {first.line}", "a short text above a list of papers")
            first = None
        found = chain([second] if second else [], found)
    yield from chain([first] if first else [], found)


def _read(reading: Reading) -> Iterator[Paper]:
    papers, only = 0, None
    for position, block in enumerate(_listed(reading), 1):
        only = block if position == 1 else None
        if paper := paper_of(reading, position, block.line, block.fields, block.abstract):
            papers += 1
            yield paper
    if papers == 1 and only and "title" not in only.fields and not _is_usual(only.abstract):
        reading.note(
            f"line {only.line}",
            f"read as one paper of {len(only.abstract):,} characters without a title;"
            " is this the right format?",
        )


def _is_usual(abstract: str) -> bool:
    """Check whether a text has the length and the lines of an abstract, wrapped or not."""
    *lines, _ = map(len, abstract.split("\n"))
    short = sum(2 * length < max(lines) for length in lines)
    return len(abstract) <= _LONGEST_USUAL and short <= _MOST_SHORT_LINES


# No `.md`: in a folder that is a README more often than a list.
FORMAT = Format(
    "text",
    "plain text, abstracts between blank lines",
    _detect,
    _read,
    suffixes=(".txt", ".text"),
    prose=True,
)
