"""RSS 1.0 and 2.0: what arXiv and publishers announce day by day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from kg.readers.arxiv_atom import announced_abstract
from kg.readers.cleaning import clean
from kg.readers.identifiers import arxiv_id, doi
from kg.readers.json_values import page
from kg.readers.registry import Format, Reading
from kg.readers.xml_records import (
    child_text,
    child_texts,
    detects,
    read_xml,
)
from kg.records import Paper

__all__ = ["FORMAT"]

# arXiv's feeds until 2024: `A title. (arXiv:2301.00001v1 [cs.CL] UPDATED)`.
_NUMBER_AFTER_TITLE = re.compile(r"\.?\s*\(arXiv:\S+ \[[\w.-]+\][^)]*\)\s*$")
# Springer Nature's feeds begin `Journal, Published online: 2 May 2024; <a ...>doi:10.1000/1</a>`.
_PUBLISHED_ONLINE = re.compile(
    r"\s*(?:<p>)?[^<]{0,200}, Published online: [^;<]*;\s*<a [^>]*>\s*doi:[^<]*</a>"
)
_IS_RSS, _IS_RDF = detects("rss"), detects("RDF")
_RSS_NAMESPACE = "http://purl.org/rss/1.0/"


def _fields(item: Element, _around: list[Element]) -> dict[str, Any] | None:
    link = child_text(item, "link").strip()
    identifiers = [
        *child_texts(item, "doi"),
        *child_texts(item, "identifier"),
        *child_texts(item, "guid"),
    ]
    arxiv, stated = arxiv_id(link, *identifiers), doi(*identifiers, link)
    # `encoded` has the whole text where `description` is a teaser; both may hold HTML.
    texts = (_PUBLISHED_ONLINE.sub("", child_text(item, n)) for n in ("description", "encoded"))
    people = [clean(name) for name in (*child_texts(item, "creator"), *child_texts(item, "author"))]
    return {
        "id": f"arXiv:{arxiv}" if arxiv else link,
        "title": _NUMBER_AFTER_TITLE.sub("", child_text(item, "title")),
        "abstract": announced_abstract(max(map(clean, texts), key=len)),
        "authors": people if len(people) > 1 else "".join(people),
        "date": next(iter([*child_texts(item, "publicationDate"), *child_texts(item, "date")]), "")
        or child_text(item, "pubDate"),
        "url": page(arxiv, stated, link),
        "doi": stated or "",
        "categories": " ".join(child_texts(item, "category")),
        "venue": child_text(item, "publicationName"),
    }


def _detect(head: str) -> bool:
    return _IS_RSS(head) or (_IS_RDF(head) and _RSS_NAMESPACE in head)


def _read(reading: Reading) -> Iterator[Paper]:
    return read_xml(reading, {"item"}, _fields)


FORMAT = Format(
    "rss", "RSS feeds of arXiv and publishers", _detect, _read, suffixes=(".rss",), binary=True
)
