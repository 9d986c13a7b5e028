"""EndNote's XML, which Zotero and Mendeley export too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from kg.readers.identifiers import arxiv_id, doi
from kg.readers.json_values import page
from kg.readers.people import forename_first
from kg.readers.registry import Format, Reading
from kg.readers.xml_records import child_text, detects, local_name, read_xml, whole_text
from kg.records import Paper

__all__ = ["FORMAT"]


def _texts(record: Element, around: str, name: str) -> list[str]:
    """Return the texts of all elements with a name in those called `around`."""
    holders = (each for each in record.iter() if local_name(each) == around)
    found = (each for holder in holders for each in holder.iter() if local_name(each) == name)
    return list(filter(None, (whole_text(each).strip() for each in found)))


def _fields(record: Element, _around: list[Element]) -> dict[str, Any] | None:
    links = [url for url in _texts(record, "urls", "url") if url.startswith("http")]
    number = child_text(record, "electronic-resource-num").strip()
    arxiv, stated = arxiv_id(number, *links), doi(number, *links)
    kind = next((each.get("name", "") for each in record if local_name(each) == "ref-type"), "")
    year = child_text(record, "dates", "year").strip()
    day = child_text(record, "dates", "pub-dates", "date").strip()
    venues = (child_text(record, "titles", "secondary-title"), child_text(record, "periodical"))
    return {
        "arxiv": f"arXiv:{arxiv}" if arxiv else "",
        "title": child_text(record, "titles", "title"),
        "abstract": child_text(record, "abstract"),
        "authors": list(map(forename_first, _texts(record, "authors", "author"))),
        # The day may be written with the year or without it: `May 2`.
        "date": day if year in day else f"{day} {year}",
        "year": year,
        "url": page(arxiv, stated, next(iter(links), "")),
        "doi": stated or "",
        "venue": next(filter(None, map(str.strip, venues)), ""),
        "type": kind,
        "keywords": "; ".join(_texts(record, "keywords", "keyword")),
        "language": child_text(record, "language"),
    }


def _read(reading: Reading) -> Iterator[Paper]:
    return read_xml(reading, {"record"}, _fields)


FORMAT = Format("endnote-xml", "EndNote's XML export", detects("xml"), _read, binary=True)
