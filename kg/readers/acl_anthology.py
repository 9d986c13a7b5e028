"""The XML metadata of the ACL Anthology: a collection, its volumes, their papers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from kg.readers.registry import Format, Reading
from kg.readers.xml_records import child_text, detects, local_name, read_xml
from kg.records import Paper

__all__ = ["FORMAT"]

_SITE = "https://aclanthology.org/"
# Workshop collections write volume and paper numbers with two digits each.
_WORKSHOPS = "W"


def _anthology_id(collection: str, volume: str, paper: str) -> str:
    """Return the Anthology's id of a paper; until 2019 ids were a letter, a year and a number.

    Examples
    --------
    >>> _anthology_id("2020.acl", "main", "1"), _anthology_id("P18", "1", "7")
    ('2020.acl-main.1', 'P18-1007')
    """
    if not collection[:1].isalpha():
        return f"{collection}-{volume}.{paper}"
    if collection[0] == _WORKSHOPS:
        return f"{collection}-{volume.zfill(2)}{paper.zfill(2)}"
    return f"{collection}-{volume}{paper.zfill(3)}"


def _fields(paper: Element, around: list[Element]) -> dict[str, Any] | None:
    volume = next((each for each in around if local_name(each) == "volume"), None)
    collection = around[0].get("id", "") if around else ""
    meta = None if volume is None else next((e for e in volume if local_name(e) == "meta"), None)
    number = "" if volume is None else volume.get("id", "")
    stated = child_text(paper, "url").strip()
    identifier = _anthology_id(collection, number, paper.get("id", ""))
    if stated and "/" not in stated:
        identifier = stated
    people = [each for each in paper if local_name(each) == "author"]
    return {
        "id": f"acl:{identifier}",
        "title": child_text(paper, "title"),
        "abstract": child_text(paper, "abstract"),
        "authors": [
            f"{child_text(each, 'first')} {child_text(each, 'last')}".strip() for each in people
        ],
        "date": "" if meta is None else f"{child_text(meta, 'month')} {child_text(meta, 'year')}",
        "year": "" if meta is None else child_text(meta, "year"),
        "url": stated if stated.startswith("http") else f"{_SITE}{identifier}/",
        "doi": child_text(paper, "doi"),
        "venue": "" if meta is None else child_text(meta, "booktitle"),
        "bibtex_key": child_text(paper, "bibkey"),
    }


def _read(reading: Reading) -> Iterator[Paper]:
    return read_xml(reading, {"paper"}, _fields)


FORMAT = Format(
    "acl-anthology", "the ACL Anthology's XML", detects("collection"), _read, binary=True
)
