"""Tables in Markdown with a title and an abstract in each row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.readers.field_names import SYNONYMS, fold_field
from kg.readers.field_use import FieldUse
from kg.readers.fields import paper_from_fields
from kg.readers.heading_lines import unmarked
from kg.readers.headings import fields_of
from kg.readers.markdown_lines import heading_level
from kg.readers.paragraphs import is_abstract
from kg.readers.registry import Format, Reading
from kg.records import Paper, Source

__all__ = ["FORMAT"]

# A column of names or of remarks is in many tables that list no papers.
_TITLES = frozenset(SYNONYMS["title"]) - {"name", "displayname"} | {"paper"}
_ABSTRACTS = frozenset(SYNONYMS["abstract"]) - {"text", "content", "description", "descriptions"}
_BAR = re.compile(r"(?<!\\)\|")
_DASHES = re.compile(r"\s*:?-+:?\s*")
_LONGEST_HEADER = 5_000


def _cells(line: str) -> list[str]:
    r"""Split a row at its bars; `\|` is one within a cell."""
    text = line.strip().removeprefix("|")
    text = text[:-1] if text.endswith("|") and not text.endswith("\\|") else text
    return [cell.strip().replace("\\|", "|") for cell in _BAR.split(text)]


def _is_header(line: str, below: str) -> bool:
    """Check for the names of the columns, with the line of dashes below them."""
    if "|" not in line or len(line) > _LONGEST_HEADER or len(below) > _LONGEST_HEADER:
        return False
    names, dashes = _cells(line), _cells(below)
    return len(names) == len(dashes) and all(map(_DASHES.fullmatch, dashes))


def _holds_papers(names: Sequence[str]) -> bool:
    folded = {fold_field(name) for name in names}
    return not (folded.isdisjoint(_TITLES) or folded.isdisjoint(_ABSTRACTS))


def _detect(head: str) -> bool:
    for line, below in pairwise(head.split("\n")):
        if _is_header(line, below):
            return _holds_papers(_cells(line))
        if is_abstract(line):
            # A list of papers above a table that is about something else.
            return False
    return False


def _read(reading: Reading) -> Iterator[Paper]:
    use = FieldUse()
    header: list[str] = []
    above, position = "", 0
    for number, line in enumerate(reading.stream, 1):
        if _is_header(above, line):
            header = _header(reading, _cells(above))
        elif header and "|" in line:
            position += 1
            source = Source(reading.file, position, number)
            try:
                yield paper_from_fields(_record(header, line), source, reading.columns, use)
            except ValueError as error:
                reading.skip(f"line {number}", str(error))
        else:
            header = []
            if _is_text(line) and not _is_text(above):
                reading.skip(f"line {number}", "a text outside of the tables")
        above = line
    use.report(reading)


def _is_text(line: str) -> bool:
    """Check for a line that is no row, no Markdown heading and not blank."""
    return "|" not in line and line.strip() != "" and not heading_level(line)


def _header(reading: Reading, names: list[str]) -> list[str]:
    """Return the names of the columns; a column of papers has their titles."""
    wanted = {*reading.columns.values()}
    if not wanted.isdisjoint(names):
        return names
    if not _holds_papers(names):
        return []
    titled = any(fold_field(name) in SYNONYMS["title"] for name in names)
    return names if titled else ["title" if fold_field(n) == "paper" else n for n in names]


def _record(header: Sequence[str], line: str) -> dict[str, str]:
    """Return the values of a row, and the links of the title, by the names of the columns."""
    cells = _cells(line)
    if len(cells) > len(header):
        raise ValueError(f"has {len(cells)} cells under {len(header)} columns")
    linked: dict[str, str] = {}
    for place, name in enumerate(header[: len(cells)]):
        if fold_field(name) in SYNONYMS["title"]:
            linked = fields_of([cells[place]]) if "](" in cells[place] else {}
            cells[place] = linked.pop("title", unmarked(cells[place]))
    return {**dict(zip(header, cells, strict=False)), **linked}


FORMAT = Format(
    "markdown-table",
    "a table in Markdown with a title and an abstract in each row",
    _detect,
    _read,
    mapped=True,
)
