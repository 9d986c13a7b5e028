"""RIS and Web of Science's field-tagged export: a line per field, after a two-letter tag."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from itertools import pairwise
from typing import Any

from kg.readers.dates import partial_date
from kg.readers.fields import paper_from_fields
from kg.readers.first_tags import is_above_records, opens_with
from kg.readers.identifiers import arxiv_id, doi
from kg.readers.json_values import page
from kg.readers.limits import LONGEST_RECORD
from kg.readers.people import forename_first
from kg.readers.registry import Format, Reading
from kg.readers.second_titles import TaggedField, up_to_second_title
from kg.records import Paper, Source

__all__ = ["RIS", "WEB_OF_SCIENCE"]

# The standard has capitals and two spaces. A first line that departs further from it holds a type
# and nothing else, so that a line of text is not taken for it.
_RIS_BEGIN = re.compile(r"^TY  ?-|^(?:TY|ty) {0,2}-[ \t]*[A-Za-z]{3,6}[ \t]*$")
_RIS_END = re.compile(r"^ER  -|^(?:ER|er) {0,2}-\s*$")
_RIS_TAG = re.compile(r"^([A-Za-z][A-Za-z0-9])( {0,2})-[ \t]?", re.MULTILINE)
_RIS_FIELD = re.compile(r"^[A-Z][A-Z0-9]  -", re.MULTILINE)
# The lines of Web of Science about the file itself.
_ABOUT_FILE = re.compile(r"(?:FN|VR) |EF\s*$")
_WOS_BEGIN = re.compile(r"^PT [A-Z]")
_WOS_FIELD = re.compile(r"[A-Z][A-Z0-9] ")
_WOS_END = re.compile(r"^ER\s*$")
_TITLES = ("title", "primary_title", "document_title")
_ABSTRACTS = ("abstract", "notes_abstract")
_DATES = ("date", "publication_year", "year", "year_published")
_AUTHORS = ("author_full_name", "authors", "first_authors")
# Zotero has the title of proceedings in `C3`, Springer that of a book in `BT`, unknown to rispy.
_VENUES = ("journal_name", "alternate_title3", "secondary_title", "publication_name", "custom3")
_BOOK_TITLE = "BT"


def _first(record: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((record[name] for name in names if record.get(name)), "")


def _date(record: Mapping[str, Any]) -> str:
    """Return the first date that can be parsed: IEEE puts the days of a conference in one."""
    dates = [str(record[name]).rstrip("/") for name in _DATES if record.get(name)]
    return next(filter(partial_date, dates), "; ".join(dates))


def _listed(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [part.strip() for each in values for part in re.split(r";\s*", str(each)) if part]


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    links = _listed(record.get("urls") or record.get("url") or [])
    stated = doi(str(record.get("doi", "")), *links)
    arxiv = arxiv_id(*links, str(_first(record, _VENUES)), str(record.get("doi", "")))
    people = _first(record, _AUTHORS) or []
    book = (record.get("unknown_tag") or {}).get(_BOOK_TITLE) or [""]
    own = record.get("id") or record.get("accession_number") or ""
    return {
        "id": f"arXiv:{arxiv}" if arxiv else str(own),
        "title": _first(record, _TITLES),
        "abstract": _first(record, _ABSTRACTS),
        "authors": [forename_first(name) for name in people if isinstance(name, str)],
        "date": _date(record),
        "url": next((link for link in links if link.startswith("http")), page(arxiv, stated)),
        "doi": stated or "",
        "venue": _first(record, _VENUES) or book[0],
        "keywords": record.get("keywords") or record.get("author_keywords", ""),
        "language": record.get("language", ""),
    }


def _records(
    reading: Reading, begin: re.Pattern[str], end: re.Pattern[str]
) -> Iterator[tuple[int, str, bool]]:
    """Yield the line and text of each record, and whether it has an end; report other fields."""
    lines: list[str] = []
    begun = size = 0
    is_lost = False
    for number, line in enumerate(map(_unmarked, reading.stream), 1):
        starts = begin.match(line) is not None
        if starts and lines:
            yield begun, "".join(lines), False
        if starts:
            lines, begun, size, is_lost = [], number, 0, False
        if starts or lines:
            size += len(line)
            if size <= LONGEST_RECORD:
                lines.append(line)
        elif not is_lost and _is_outside(line, begun):
            reading.skip(f"line {number}", "a field outside of any record")
            is_lost = True
        if end.match(line):
            if lines:
                yield begun, "".join(lines), True
            lines, is_lost = [], False
    if lines:
        yield begun, "".join(lines), False


def _unmarked(line: str) -> str:
    """Remove the byte order mark of a file that was appended to another."""
    return line.removeprefix("\ufeff")


def _is_outside(line: str, begun: int) -> bool:
    """Check for a line that should be in a record; above the first one, any text may stand."""
    if is_above_records(line) or _ABOUT_FILE.match(line):
        return False
    return begun > 0 or _RIS_FIELD.match(line) is not None


def _standard_tags(record: str, known: Container[str]) -> str:
    """Write the tags of a record in capitals, with the two spaces that rispy expects.

    A wrapped line can begin with a word and a dash: one space before the dash, or none, makes a tag
    only where the first line is written like this.
    """
    is_standard = record.startswith("  -", 2)
    is_capital = record.startswith("TY")

    def standard(found: re.Match[str]) -> str:
        tag = found[1].upper()
        as_usual = len(found[2]) == 2
        as_first = not is_standard and found[1].isupper() == is_capital
        is_tag = tag in known and (as_usual or as_first)
        return f"{tag}  - " if is_tag or (as_usual and found[1].isupper()) else found[0]

    return _RIS_TAG.sub(standard, record)


def _sure(reading: Reading, begun: int, record: str) -> str:
    """Return a record without the fields that are those of another paper."""
    starts = [found.start() for found in _RIS_FIELD.finditer(record)]
    fields: list[TaggedField] = []
    for start, next_start in pairwise((*starts, len(record))):
        tag, text = record[start : start + 2], record[start + 5 : next_start]
        fields.append(TaggedField(begun, tag, text))
        begun += text.count("\n")
    sure = up_to_second_title(reading, fields, ("TI", "T1"))
    whole = sure if sure[-1:] == fields[-1:] else [*sure, *fields[-1:]]
    return "".join(f"{field.tag}  -{field.text}" for field in whole)


def _read_ris(reading: Reading) -> Iterator[Paper]:
    from rispy import RisParser
    from rispy.config import TAG_KEY_MAPPING

    def parsed(line: int, text: str) -> list[dict[str, Any]]:
        sure = _sure(reading, line, _standard_tags(text, TAG_KEY_MAPPING))
        records: list[dict[str, Any]] = RisParser().parse(sure)
        return records

    yield from _papers(reading, parsed, _RIS_BEGIN, _RIS_END, "ER  -")


def _read_web_of_science(reading: Reading) -> Iterator[Paper]:
    from rispy import WokParser

    def parsed(_: int, text: str) -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = WokParser().parse(text)
        return records

    yield from _papers(reading, parsed, _WOS_BEGIN, _WOS_END, "ER")


def _papers(
    reading: Reading,
    parsed: Callable[[int, str], list[dict[str, Any]]],
    begin: re.Pattern[str],
    end: re.Pattern[str],
    mark: str,
) -> Iterator[Paper]:
    for position, (line, text, whole) in enumerate(_records(reading, begin, end), 1):
        place = f"line {line}"
        if not whole:
            reading.skip(place, f"the record has no end: {mark!r} is missing")
            continue
        try:
            records = parsed(line, text)
            if not records:
                raise ValueError("not a record")
            yield paper_from_fields(_fields(records[0]), Source(reading.file, position, line))
        except (ValueError, LookupError, OSError) as error:
            reading.skip(place, str(error) or "not a record")


RIS = Format(
    "ris",
    "RIS of reference managers and publishers",
    lambda head: opens_with(head, _RIS_BEGIN, _RIS_FIELD),
    _read_ris,
    suffixes=(".ris",),
)
WEB_OF_SCIENCE = Format(
    "web-of-science",
    "Web of Science's field-tagged export",
    lambda head: opens_with(head, _WOS_BEGIN, _WOS_FIELD) and "\nTI " in head,
    _read_web_of_science,
    suffixes=(".ciw", ".isi"),
)
