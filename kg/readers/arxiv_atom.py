"""The Atom feeds of arXiv: answers of its API, and what it announces day by day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from kg.readers.identifiers import arxiv_id
from kg.readers.json_values import page
from kg.readers.registry import Format, Reading
from kg.readers.xml_records import child_text, detects, local_name, read_xml
from kg.records import Paper

__all__ = ["FORMAT", "announced_abstract"]

_ANNOUNCEMENT = re.compile(r"\s*arXiv:\S+\s+Announce Type:\s*[\w-]+\s+Abstract:\s*")


def announced_abstract(text: str) -> str:
    """Remove the announcement that arXiv's daily feeds put before an abstract.

    Examples
    --------
    >>> announced_abstract("arXiv:2405.01234v1 Announce Type: new Abstract: We train a model.")
    'We train a model.'
    """
    return _ANNOUNCEMENT.sub("", text, count=1) if _ANNOUNCEMENT.match(text) else text


def _fields(entry: Element, _around: list[Element]) -> dict[str, Any] | None:
    link = child_text(entry, "id").strip()
    if "/api/errors" in link:
        raise ValueError(f"arXiv answered: {child_text(entry, 'summary').strip()}")
    addresses = [each.get("href", "") for each in entry if local_name(each) == "link"]
    arxiv = arxiv_id(link, *addresses)
    people = [each for each in entry if local_name(each) == "author"]
    categories = [each.get("term", "") for each in entry if local_name(each) == "category"]
    return {
        "id": f"arXiv:{arxiv}" if arxiv else link,
        "title": child_text(entry, "title"),
        "abstract": announced_abstract(child_text(entry, "summary")),
        "authors": [child_text(each, "name") for each in people] or child_text(entry, "creator"),
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
    "Atom feeds of arXiv",
    detects("feed"),
    _read,
    suffixes=(".atom",),
    binary=True,
)
