"""arXiv's metadata snapshot as Cornell publishes it on Kaggle: JSON Lines, one paper a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kg.readers.identifiers import arxiv_id
from kg.readers.json_lines import SUFFIXES, read_json
from kg.readers.json_outline import outline
from kg.readers.json_values import mappings, page, text
from kg.readers.mail_dates import mailed_day
from kg.readers.registry import Format, Reading
from kg.records import Paper

__all__ = ["FORMAT"]

_OWN_KEYS = frozenset(("submitter", "authors_parsed", "versions", "update_date", "categories"))


def _detect(head: str) -> bool:
    keys = outline(head).keys
    # An older or reduced snapshot lacks some of them.
    return {"id", "title"} <= keys and len(_OWN_KEYS & keys) >= 2


def _authors(record: Mapping[str, Any]) -> Any:
    """Return the authors, first name first, without the affiliations that may follow a name."""
    parsed = record.get("authors_parsed")
    if not isinstance(parsed, list):
        return record.get("authors")
    names = []
    for parts in parsed:
        if isinstance(parts, list) and parts:
            last, first, suffix = (*map(text, parts[:3]), "", "")[:3]
            names.append(" ".join(filter(None, (first, last, suffix))))
    return names


def _first_day(record: Mapping[str, Any]) -> str:
    """Return the date of the first version; the update date is that of a later one."""
    versions = mappings(record.get("versions"))
    created = mailed_day(text(versions[0].get("created"))) if versions else ""
    return created or text(record.get("update_date"))


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    identifier = text(record.get("id"))
    arxiv = arxiv_id(identifier)
    versions = mappings(record.get("versions"))
    return {
        "id": f"arXiv:{arxiv}" if arxiv else identifier,
        "title": text(record.get("title")),
        "abstract": text(record.get("abstract")),
        "authors": _authors(record),
        "date": _first_day(record),
        "url": page(arxiv, None),
        "doi": text(record.get("doi")),
        "categories": text(record.get("categories")),
        "comments": text(record.get("comments")),
        "venue": text(record.get("journal-ref")),
        "license": text(record.get("license")),
        "version": text(versions[-1].get("version")) if versions else "",
        "updated": text(record.get("update_date")),
    }


def _read(reading: Reading) -> Iterator[Paper]:
    return read_json(reading, _fields)


FORMAT = Format("arxiv-snapshot", "arXiv's metadata snapshot, JSON Lines", _detect, _read, SUFFIXES)
