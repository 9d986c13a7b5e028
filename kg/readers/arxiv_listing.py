"""arXiv pages copied from the browser: new papers of a subject, search results, single papers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.readers.arxiv_page import arxiv_pages, fields_of_page, has_labels, is_arxiv_page
from kg.readers.dates import partial_date
from kg.readers.fields import paper_from_fields
from kg.readers.identifiers import arxiv_id, arxiv_month
from kg.readers.json_values import page
from kg.readers.limits import LONGEST_ABSTRACT
from kg.readers.registry import Format, Reading
from kg.records import Paper, Source

__all__ = ["FORMAT"]

# `[1] arXiv:2301.01234 [pdf, html, other]`; search results name the subjects after or below it.
_BEGIN = re.compile(
    r"(?:\[\d+\]|\d+\.)?\s{0,9}(arXiv:\S+)(?:\s{0,9}\((?:cross-list from [^()]*|replaced)\))?"
    r"\s{0,9}\[(?:pdf|ps|html|other|format|v\d+|,|\s)+\]\s{0,9}(.*)"
)
_LONGEST_BEGIN = 300
_SUBJECT = r"[a-z-]+(?:\.[A-Za-z-]{2,})?"
_SUBJECTS = re.compile(rf"{_SUBJECT}(?:\s+{_SUBJECT})*+")
# Beside the subjects or below them, in search results.
_DOI = re.compile(
    r"(.*?)\s{0,9}\b(?:doi\b:?\s{0,9}(10\.\d{4,9}/\S+)?|(10\.\d{4,9}/\S+))", re.IGNORECASE
)
_LABEL = re.compile(
    r"(Title|Authors|Abstract|Comments|Subjects|Journal[- ]ref(?:erence)?|Report[- ][Nn]umber"
    r"|(?:MSC|ACM)[- ][Cc]lass(?:es)?|Related DOI)\s*:\s*(.*)",
    re.DOTALL,
)
_FIELDS = {"title": "title", "authors": "authors", "abstract": "abstract", "journal-ref": "venue"}
_SUBMITTED = re.compile(r"Submitted\s+(\d{1,2} [A-Z][a-z]+, \d{4})\s*[;.]")
# `Showing new listings for Tuesday, 6 January 2026`, `Mon, 5 Jan 2026 (showing 25 of 90 entries )`.
_DAY = re.compile(
    r"(?:Showing \w+ listings for\s{1,9})?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},\s{1,9}"
    r"(\d{1,2} [A-Z][a-z]{2,8} \d{4})\b"
)
# A number is given at submission, and the paper announced within days: in this month or the next.
_LONGEST_WAIT = 1
# Page furniture, and the links that expand an abstract.
_FURNITURE = re.compile(
    r"(?:(?:New|Cross|Replacement|Continued) submissions?|Cross-lists|Replacements)\b.*entries\)?"
    r"|Total of \d+ entries.*|Showing \S+ .*|[△▽] (?:Less|More)",
    re.IGNORECASE,
)
_UNFOLD = re.compile(r"\s*[△▽] (?:Less|More)\s*$")


@dataclass(slots=True)
class _Draft:
    """A paper while its lines are being read."""

    line: int
    number: str
    day: str
    labels: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    size: int = 0

    def add(self, line: str) -> None:
        """Add a line to the field that its label names, or else to one still missing."""
        self.size += len(line)
        if self.size > LONGEST_ABSTRACT or _FURNITURE.fullmatch(line):
            return
        if found := _LABEL.fullmatch(line):
            name = found[1].casefold()
            self.labels = self.labels or name == "title"
            self.fields[_FIELDS.get(name, name)] = found[2]
        elif submitted := _SUBMITTED.match(line):
            self.fields["date"] = partial_date(submitted[1]) or ""
        elif "title" not in self.fields and self.add_subjects(line):
            return
        elif "title" not in self.fields:
            self.fields["title"] = line
        elif "authors" not in self.fields and self.labels:
            self.fields["authors"] = line
        elif "abstract" in self.fields or self.labels:
            self.fields["abstract"] = f"{self.fields.get('abstract', '')}\n{line}"

    def add_subjects(self, line: str) -> bool:
        """Take the subjects and the DOI above a title; False for any other line."""
        found = _DOI.fullmatch(line[:_LONGEST_BEGIN])
        subjects = found[1] if found else line
        if subjects and (self.fields.keys() - {"doi"} or not _SUBJECTS.fullmatch(subjects)):
            return False
        if subjects:
            self.fields["subjects"] = subjects
        if found and (published := found[2] or found[3]):
            self.fields["doi"] = published
        return True


def _begin(line: str) -> re.Match[str] | None:
    line = line.strip()
    return _BEGIN.fullmatch(line) if len(line) <= _LONGEST_BEGIN and "arXiv:" in line else None


def _detect(head: str) -> bool:
    return _is_listing(head) or is_arxiv_page(head)


def _is_listing(head: str) -> bool:
    return "arXiv:" in head and any(map(_begin, head.split("\n")))


def _drafts(reading: Reading) -> Iterator[_Draft]:
    draft: _Draft | None = None
    day = ""
    for number, line in enumerate(reading.stream, 1):
        if heading := _DAY.match(line[:_LONGEST_BEGIN].strip()):
            day = partial_date(heading[1]) or ""
        elif begun := _begin(line):
            if draft:
                yield draft
            draft = _Draft(number, begun[1], day)
            if begun[2] and not draft.add_subjects(begun[2]):
                draft.fields["subjects"] = begun[2]
        elif draft and line.strip():
            draft.add(line.strip())
    if draft:
        yield draft


def _date(day: str, arxiv: str | None) -> str:
    """Return the date of a listing if the paper was new on that day, else that of its number."""
    month = arxiv_month(arxiv) if arxiv else None
    if month is None or day == "":
        return month or day
    # A replaced or cross-listed paper may be years old.
    waited = _months(day) - _months(month)
    return day if 0 <= waited <= _LONGEST_WAIT else month


def _months(date: str) -> int:
    return int(date[:4]) * 12 + int(date[5:7])


def _read_pages(reading: Reading) -> Iterator[Paper]:
    position = 0
    for found in arxiv_pages(reading.stream, has_labels(reading.head)):
        fields, left = fields_of_page(found)
        for number in left if found.opened else [number for number, _ in found.heading]:
            reading.skip(f"line {number}", "a line of a page that belongs to no paper")
        if found.opened:
            position += 1
            try:
                yield paper_from_fields(fields, Source(reading.file, position, found.line))
            except ValueError as error:
                reading.skip(f"line {found.line}", str(error))


def _read(reading: Reading) -> Iterator[Paper]:
    if not _is_listing(reading.head) and is_arxiv_page(reading.head):
        yield from _read_pages(reading)
        return
    for position, draft in enumerate(_drafts(reading), 1):
        arxiv = arxiv_id(draft.number)
        fields = {
            "date": _date(draft.day, arxiv),
            **draft.fields,
            "abstract": _UNFOLD.sub("", draft.fields.get("abstract", "")),
            "id": f"arXiv:{arxiv}" if arxiv else "",
            "url": page(arxiv, None),
        }
        try:
            yield paper_from_fields(fields, Source(reading.file, position, draft.line))
        except ValueError as error:
            reading.skip(f"line {draft.line}", str(error))


FORMAT = Format(
    "arxiv-listing",
    "copied pages of arXiv: new papers of a subject, results of a search, single papers",
    _detect,
    _read,
)
