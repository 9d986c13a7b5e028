"""PubMed's and EndNote's tagged exports: a tag and a field per line, with continuation lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from kg.readers.fields import paper_from_fields
from kg.readers.first_tags import opens_with
from kg.readers.identifiers import arxiv_id, doi
from kg.readers.json_values import page
from kg.readers.limits import LONGEST_RECORD
from kg.readers.people import forename_first
from kg.readers.registry import Format, Reading
from kg.readers.second_titles import TaggedField, up_to_second_title
from kg.records import Paper, Source

__all__ = ["ENDNOTE", "NBIB"]

_Fields = Mapping[str, list[str]]

_NBIB_LINE = re.compile(r"([A-Z]{2,4}) {0,2}- ?(.*)")
_NBIB_BEGIN = re.compile(r"^PMID- \d")
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")
_ENDNOTE_LINE = re.compile(r"%(\S) ?(.*)")
_ENDNOTE_BEGIN = re.compile(r"^%0 \S")


def _records(
    reading: Reading, tagged: re.Pattern[str], first: str
) -> Iterator[tuple[int, list[TaggedField]]]:
    """Yield each record with its line; the tag that opens a record ends the previous one."""
    fields: list[TaggedField] = []
    parts: list[str] = []
    begun = size = 0
    for number, line in enumerate(reading.stream, 1):
        size += len(line)
        found = tagged.match(line.rstrip("\n"))
        if found and found[1] == first:
            if fields:
                yield begun, _ended(fields, parts)
            fields, parts, begun, size = [], [], number, 0
        if size > LONGEST_RECORD:
            continue
        if found and begun:
            fields, parts = _ended(fields, parts), [found[2].strip()]
            fields.append(TaggedField(number, found[1], ""))
        elif parts and line.strip():
            parts.append(line.strip())
    if fields:
        yield begun, _ended(fields, parts)


def _ended(fields: list[TaggedField], parts: list[str]) -> list[TaggedField]:
    """Give the last field its text, the lines of which were read."""
    if fields:
        fields[-1] = fields[-1]._replace(text="\n".join(parts))
    return fields


def _by_tag(fields: Iterable[TaggedField]) -> _Fields:
    by_tag: dict[str, list[str]] = {}
    for field in fields:
        by_tag.setdefault(field.tag, []).append(field.text)
    return by_tag


def _joined(fields: _Fields, tag: str) -> str:
    return " ".join(fields.get(tag, ()))


def _nbib(fields: _Fields) -> dict[str, Any]:
    number = _joined(fields, "PMID")
    stated = (each for tag in ("LID", "AID") for each in fields.get(tag, ()) if "[doi]" in each)
    own = doi(next(stated, "").replace("[doi]", ""))
    home = f"https://pubmed.ncbi.nlm.nih.gov/{number}/" if number else ""
    return {
        "id": f"pmid:{number}" if number else "",
        "title": _joined(fields, "TI") or _joined(fields, "BTI"),
        "abstract": _joined(fields, "AB") or _joined(fields, "OAB"),
        "authors": [*map(forename_first, fields.get("FAU", ())), *fields.get("CN", ())],
        # The day of the publication online; `DP` is the issue, often with the month alone.
        "date": _DAY.sub(r"\1-\2-\3", _joined(fields, "DEP")) or _joined(fields, "DP"),
        "doi": own,
        "url": page(None, own, home),
        "venue": _joined(fields, "JT"),
        "language": _joined(fields, "LA"),
    }


def _endnote(fields: _Fields) -> dict[str, Any]:
    links = fields.get("U", [])
    own = doi(_joined(fields, "R"), *links)
    arxiv = arxiv_id(own, *links, _joined(fields, "J"))
    return {
        "id": f"arXiv:{arxiv}" if arxiv else "",
        "title": _joined(fields, "T"),
        "abstract": _joined(fields, "X"),
        "authors": [forename_first(name) for name in fields.get("A", ())],
        "year": _joined(fields, "D"),
        "doi": own,
        "url": links[0] if links else page(arxiv, own),
        "venue": _joined(fields, "J") or _joined(fields, "B"),
        "keywords": ", ".join(fields.get("K", ())),
    }


def _reader(
    tagged: re.Pattern[str],
    first: str,
    titles: Collection[str],
    record_of: Callable[[_Fields], Mapping[str, Any]],
) -> Callable[[Reading], Iterator[Paper]]:
    def read(reading: Reading) -> Iterator[Paper]:
        for position, (line, fields) in enumerate(_records(reading, tagged, first), 1):
            try:
                source = Source(reading.file, position, line)
                sure = _by_tag(up_to_second_title(reading, fields, titles))
                yield paper_from_fields(record_of(sure), source)
            except ValueError as error:
                reading.skip(f"line {line}", str(error))

    return read


NBIB = Format(
    "nbib",
    "PubMed's citations for reference managers",
    lambda head: opens_with(head, _NBIB_BEGIN, _NBIB_LINE),
    _reader(_NBIB_LINE, "PMID", ("TI", "BTI"), _nbib),
    suffixes=(".nbib",),
)
ENDNOTE = Format(
    "endnote",
    "EndNote's tagged export, as Google Scholar and publishers offer it",
    lambda head: opens_with(head, _ENDNOTE_BEGIN, _ENDNOTE_LINE),
    _reader(_ENDNOTE_LINE, "0", ("T",), _endnote),
    suffixes=(".enw",),
)
