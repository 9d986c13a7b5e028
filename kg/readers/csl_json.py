"""CSL-JSON, which Zotero and other reference managers export and Crossref's API returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kg.readers.identifiers import arxiv_id, doi
from kg.readers.json_lines import SUFFIXES, read_json
from kg.readers.json_outline import outline
from kg.readers.json_values import mapping, mappings, page, text
from kg.readers.registry import Format, Reading
from kg.readers.subtitles import with_subtitle
from kg.records import Paper

__all__ = ["FORMAT"]


def _detect(head: str) -> bool:
    keys = outline(head).keys
    own = {"issued", "container-title", "title-short", "DOI", "author", "publisher-place"}
    return {"type", "title"} <= keys and len(own & keys) >= 2


def _issued(value: Any) -> str:
    """Return a date from its parts, year first, or as it is written."""
    date = mapping(value)
    parts = date.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        # Crossref writes an unknown date as `[[null]]`.
        numbers = filter(None, map(text, parts[0][:3]))
        return "-".join(number.zfill(2) for number in numbers)
    return text(date.get("raw")) or text(date.get("literal")) or text(value)


def _first(value: Any) -> str:
    # Crossref gives lists of titles.
    return text(value[0]) if isinstance(value, list) and value else text(value)


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    stated = doi(text(record.get("DOI")))
    links = [text(record.get(key)) for key in ("number", "URL", "archive_location")]
    note = text(record.get("note"))
    # Only the beginning counts: further on, a note may name other papers.
    own_note = note if note[:5].casefold() == "arxiv" else None
    arxiv = arxiv_id(stated, *links, own_note)
    return {
        # A citation key or the address of an item in one library is of no use as an id elsewhere.
        "citekey": text(record.get("citation-key")) or text(record.get("id")),
        "arxiv": f"arXiv:{arxiv}" if arxiv else "",
        "title": with_subtitle(_first(record.get("title")), _first(record.get("subtitle"))),
        "abstract": text(record.get("abstract")),
        "authors": mappings(record.get("author")),
        "date": _issued(record.get("issued")),
        "doi": stated,
        "url": page(arxiv, stated, text(record.get("URL"))),
        "venue": _first(record.get("container-title")),
        "type": text(record.get("type")),
    }


def _read(reading: Reading) -> Iterator[Paper]:
    return read_json(reading, _fields)


FORMAT = Format("csl-json", "CSL-JSON, as Zotero exports it", _detect, _read, SUFFIXES)
