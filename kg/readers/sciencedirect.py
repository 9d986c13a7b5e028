"""ScienceDirect's export as text: a citation of one part a line, then the abstract."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from kg.readers.limits import LONGEST_ABSTRACT
from kg.readers.paragraphs import paper_of
from kg.readers.registry import Format, Reading
from kg.records import Paper

__all__ = ["FORMAT"]

# The last line of a citation.
_LINK = re.compile(r"\((https?://www\.sciencedirect\.com/science/article/\S{1,200})\)\s*")
# What may stand below authors, title and journal or book.
_DETAIL = re.compile(
    r"(?:Volumes?|Issues?|Part|Pages?|ISSN|ISBN|Editor\(s\):|https?:)|(?:19|20)\d\d,"
)
_EDITORS = "Editor(s):"
_YEAR = re.compile(r"((?:19|20)\d\d),")
_DOI = re.compile(r"https?://doi\.org/(\S+?)\.?")
_LABELS = {"Abstract:": "abstract", "Keywords:": "keywords"}
# In lines; what is longer is part of an abstract.
_LONGEST_CITATION = 30


def _detect(head: str) -> bool:
    lines = head.split("\n", _LONGEST_CITATION)
    ends = (index for index, line in enumerate(lines) if _LINK.fullmatch(line))
    citation = [line for line in lines[: next(ends, 0)] if line.strip()]
    return len(citation) > 1 and citation[0].rstrip().endswith(",")


def _records(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each citation with its abstract below it, and the number of its first line."""
    begun, held, size = 1, list[str](), 0
    start, citation = 1, list[str]()
    for number, line in enumerate(lines, 1):
        start = start if citation else number
        citation.append(line.strip())
        if _LINK.fullmatch(citation[-1]):
            if held:
                yield begun, held
            begun, held, size, citation = start, citation, 0, []
        elif not citation[-1] or len(citation) > _LONGEST_CITATION:
            # An abstract that is too long is refused, and must not fill the memory.
            held += citation if size <= LONGEST_ABSTRACT else []
            size += sum(map(len, citation))
            citation = []
    yield begun, held + citation


def _fields(citation: list[str]) -> dict[str, str]:
    """Return the fields of a citation: authors, unless there are none, title, journal, details."""
    parts = [line.removesuffix(",") for line in takewhile(lambda x: not _DETAIL.match(x), citation)]
    details = citation[len(parts) :]
    if details and details[0].startswith(_EDITORS):
        # The chapter of a book.
        parts.append(details[1].removesuffix(",") if len(details) > 1 else "")
    *authors, title, venue = ["", *parts] if len(parts) > 1 else ["", *parts, ""]
    found = {
        "title": title,
        "authors": " ".join(filter(None, authors)),
        "venue": venue,
        "year": next((year[1] for line in details if (year := _YEAR.fullmatch(line))), ""),
        "doi": next((doi[1] for line in details if (doi := _DOI.fullmatch(line))), ""),
        "url": next((link[1] for line in details if (link := _LINK.fullmatch(line))), ""),
    }
    return {name: value for name, value in found.items() if value}


def _read(reading: Reading) -> Iterator[Paper]:
    for position, (line, held) in enumerate(_records(reading.stream), 1):
        end = next((index for index, text in enumerate(held, 1) if _LINK.fullmatch(text)), 0)
        fields = _fields([text for text in held[:end] if text])
        label = ""
        for text in held[end:]:
            label, text = _labelled(text, label)
            if label and text:
                fields[label] = f"{fields[label]}\n{text}" if label in fields else text
        paper = paper_of(reading, position, line, fields, fields.pop("abstract", ""))
        if paper:
            yield paper


def _labelled(text: str, label: str) -> tuple[str, str]:
    """Return what a line belongs to, and the line without its label."""
    for sign, field in _LABELS.items():
        if text.startswith(sign):
            return field, text.removeprefix(sign).strip()
    return label, text


FORMAT = Format("sciencedirect", "ScienceDirect's export as text", _detect, _read)
