"""OpenReview notes from both versions of its API, and the lists of papers made from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kg.readers.json_lines import SUFFIXES, read_json
from kg.readers.json_outline import outline
from kg.readers.json_values import day, mapping, mappings, strings, text
from kg.readers.registry import Format, Reading
from kg.records import Paper

__all__ = ["FORMAT"]

_HOME = "https://openreview.net"
_SUMMARIES = ("TLDR", "TL;DR", "one-sentence_summary")


def _detect(head: str) -> bool:
    keys = outline(head).keys
    is_note = "content.title" in keys and bool({"forum", "invitation", "invitations"} & keys)
    return is_note or ({"title", "author", "status"} <= keys and bool({"track", "site"} & keys))


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    return _note_fields(record) if "content" in record else _list_fields(record)


def _note_fields(note: Mapping[str, Any]) -> dict[str, Any]:
    if note.get("replyto"):
        raise ValueError("is a reply, such as a review, not a paper")
    content = mapping(note.get("content"))
    identifier = text(note.get("id"))
    forum = text(note.get("forum")) or identifier
    link = text(content.get("pdf"))
    dates = (day(note.get(key)) for key in ("pdate", "cdate", "tcdate"))
    return {
        "id": f"openreview:{identifier}" if identifier else "",
        "title": text(content.get("title")),
        "abstract": text(content.get("abstract")),
        "authors": _authors(content.get("authors")),
        "date": next(filter(None, dates), ""),
        "url": f"{_HOME}/forum?id={forum}" if forum else link,
        "keywords": ", ".join(strings(content.get("keywords"))),
        "venue": text(content.get("venue")),
        "tldr": next(filter(None, (text(content.get(key)) for key in _SUMMARIES)), ""),
        "repositories": [text(content.get(key)) for key in ("code", "code_link", "data")],
    }


def _authors(value: Any) -> list[Any]:
    """Return the names of authors, or the objects that newer notes have for them."""
    inner = mapping(value).get("value", value)
    return mappings(inner) or strings(inner)


def _list_fields(record: Mapping[str, Any]) -> dict[str, Any]:
    identifier = text(record.get("id"))
    return {
        "id": f"openreview:{identifier}" if identifier else "",
        "title": text(record.get("title")),
        "abstract": text(record.get("abstract")),
        "authors": [name.strip() for name in text(record.get("author")).split(";")],
        "year": text(record.get("year")),
        "url": text(record.get("site")),
        "keywords": text(record.get("keywords")).replace(";", ", "),
        "venue": text(record.get("status")),
        "track": text(record.get("track")),
        "tldr": text(record.get("tldr")),
        "repositories": [text(record.get(key)) for key in ("github", "project")],
    }


def _read(reading: Reading) -> Iterator[Paper]:
    return read_json(reading, _fields)


FORMAT = Format("openreview", "OpenReview notes, and lists of them", _detect, _read, SUFFIXES)
