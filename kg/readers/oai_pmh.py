"""Answers of an OAI-PMH server, in Dublin Core or arXiv's own metadata."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from kg.readers.identifiers import arxiv_id, doi
from kg.readers.json_values import page
from kg.readers.mail_dates import mailed_day
from kg.readers.people import forename_first
from kg.readers.registry import Format, Reading
from kg.readers.xml_records import (
    child_text,
    child_texts,
    detects,
    local_name,
    read_xml,
    whole_text,
)
from kg.records import Paper

__all__ = ["FORMAT"]

# arXiv gives an author's comment as a second description.
_COMMENT = "Comment:"
_NAME_PARTS = ("forenames", "keyname", "suffix")


def _dublin_core(data: Element, identifier: str) -> dict[str, Any]:
    texts = [text for text in child_texts(data, "description") if not text.startswith(_COMMENT)]
    links = child_texts(data, "identifier")
    arxiv, stated = arxiv_id(*links), doi(*links)
    dates = child_texts(data, "date")
    return {
        "id": f"arXiv:{arxiv}" if arxiv else identifier,
        "title": next(iter(child_texts(data, "title")), ""),
        "abstract": max(texts, key=len, default=""),
        "authors": list(dict.fromkeys(map(forename_first, child_texts(data, "creator")))),
        "date": min(dates, default=""),
        "url": page(arxiv, stated, next((url for url in links if url.startswith("http")), "")),
        "doi": stated or "",
        "subjects": "; ".join(child_texts(data, "subject")),
        "venue": next(iter(child_texts(data, "source")), ""),
        "language": next(iter(child_texts(data, "language")), ""),
    }


def _arxiv(data: Element) -> dict[str, Any]:
    arxiv = arxiv_id(f"arXiv:{child_text(data, 'id').strip()}")
    listed = next((each for each in data if local_name(each) == "authors"), None)
    people: Any = [
        " ".join(filter(None, (child_text(each, part).strip() for part in _NAME_PARTS)))
        for each in (listed if listed is not None else ())
    ]
    version = next((each for each in data if local_name(each) == "version"), None)
    first = "" if version is None else mailed_day(child_text(version, "date"))
    return {
        "id": f"arXiv:{arxiv}",
        "title": child_text(data, "title"),
        "abstract": child_text(data, "abstract"),
        "authors": people or whole_text(listed),
        "date": child_text(data, "created") or first,
        "url": page(arxiv, None),
        "doi": child_text(data, "doi"),
        "categories": child_text(data, "categories"),
        "comments": child_text(data, "comments"),
        "venue": child_text(data, "journal-ref"),
        "license": child_text(data, "license"),
    }


def _fields(record: Element, _around: list[Element]) -> dict[str, Any] | None:
    if local_name(record) == "error":
        text = " ".join(whole_text(record).split())
        raise ValueError(
            ": ".join(filter(None, (f"the server answered {record.get('code')}", text)))
        )
    header = next((each for each in record if local_name(each) == "header"), None)
    if header is not None and header.get("status") == "deleted":
        raise ValueError("was deleted at its source")
    metadata = next((each for each in record if local_name(each) == "metadata"), None)
    data = next(iter(metadata), None) if metadata is not None else None
    if data is None:
        raise ValueError("has no metadata")
    if local_name(data) in ("arXiv", "arXivRaw"):
        return _arxiv(data)
    return _dublin_core(data, "" if header is None else child_text(header, "identifier").strip())


def _read(reading: Reading) -> Iterator[Paper]:
    return read_xml(reading, {"record", "error"}, _fields)


FORMAT = Format("oai-pmh", "answers of an OAI-PMH server", detects("OAI-PMH"), _read, binary=True)
