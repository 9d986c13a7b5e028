"""The Atom feed of arXiv's API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from kg.readers.identifiers import arxiv_id
from kg.readers.json_values import page
from kg.readers.registry import Format, Reading
from kg.readers.xml_records import child_text, detects, local_name, read_xml
from kg.records import Paper

__all__ = ["FORMAT"]


def _fields(entry: Element, _around: list[Element]) -> dict[str, Any] | None:
    link = child_text(entry, "id").strip()
    if "/api/errors" in link:
        raise ValueError(f"arXiv answered: {child_text(entry, 'summary').strip()}")
    arxiv = arxiv_id(link)
    people = [each for each in entry if local_name(each) == "author"]
    categories = [each.get("term", "") for each in entry if local_name(each) == "category"]
    return {
        "id": f"arXiv:{arxiv}" if arxiv else link,
        "title": child_text(entry, "title"),
        "abstract": child_text(entry, "summary"),
        "authors": [child_text(each, "name") for each in people],
        "affiliation": next(filter(None, (child_text(p, "affiliation") for p in people)), ""),
        "date": child_text(entry, "published")[:10],
        "url": page(arxiv, None, link),
        "doi": child_text(entry, "doi"),
        "categories": " ".join(filter(None, categories)),
        "comments": child_text(entry, "comment"),
        "venue": child_text(entry, "journal_ref"),
        "updated": child_text(entry, "updated")[:10],
    }


def _read(reading: Reading) -> Iterator[Paper]:
    return read_xml(reading, {"entry"}, _fields)


FORMAT = Format(
    "arxiv-atom",
    "Atom feed of arXiv's API",
    detects("feed"),
    _read,
    suffixes=(".atom",),
    binary=True,
)
