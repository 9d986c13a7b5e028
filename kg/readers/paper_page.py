"""Pages of one paper each, copied from Hugging Face: title, authors, abstract, then comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.readers.daily_papers_lines import COUNT, DATE
from kg.readers.fields import paper_from_fields
from kg.readers.identifiers import arxiv_id
from kg.readers.limits import LONGEST_ABSTRACT
from kg.readers.registry import Format, Reading
from kg.records import Paper, Source

__all__ = ["FORMAT"]

# Lines in small letters: what stands below an abstract, and before the authors.
_BELOW = frozenset(("view arxiv page", "view pdf", "add to collection", "community"))
_SUMMARISED = "ai-generated summary"
_UPVOTE = "upvote"
_NUMBER = re.compile(r"arxiv:\s?\S{1,30}", re.IGNORECASE)
_PUBLISHED = re.compile(rf"({DATE.pattern})(?:\s*·.*)?")
_AUTHORS = re.compile(r"Authors?:\s{0,9}")
_ABSTRACT = "abstract"
_CITED = re.compile(r"Cite (arxiv\.org/abs/\S{1,30}) in a ")
# In lines. A title may wrap.
_LONGEST_TITLE = 3


@dataclass(slots=True)
class _Page:
    """A page while its lines are being read; `part` is the part that the next line is in."""

    line: int
    fields: dict[str, str]
    part: str = ""
    authors: list[str] = field(default_factory=list)
    abstract: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, text: str) -> None:
        """Add a line to the part of the page that it belongs to."""
        self.size += len(text)
        if found := _AUTHORS.match(text):
            self.part, text = "authors", text[found.end() :]
        elif text.lower() == _ABSTRACT and self.part != "below":
            self.part, text = "abstract", ""
        elif text.lower() in _BELOW and self.abstract:
            self.part = "below"
        elif text.lower() == _SUMMARISED:
            # What stands above this is not by the authors.
            self.abstract.clear()
            return
        if self.part == "authors":
            self.authors.append(text)
        elif self.part == "abstract" and self.size <= LONGEST_ABSTRACT:
            self.abstract.append(text)
        elif self.part == "below" and (cited := _CITED.match(text)):
            self.fields.setdefault("arxiv", cited[1])
        elif self.part == "" and COUNT.fullmatch(text):
            self.fields.setdefault("upvotes", text)

    def paper(self, source: Source) -> Paper:
        """Make the paper of the page."""
        # Each name, and each comma, may stand on a line of its own.
        authors = " ".join(filter(None, self.authors)).replace(" ,", ",").strip(", ")
        number = arxiv_id(self.fields.pop("arxiv", ""))
        stated = {"id": f"arXiv:{number}"} if number else {}
        text = {"authors": authors.replace(",", ";"), "abstract": "\n".join(self.abstract)}
        return paper_from_fields({**self.fields, **stated, **text}, source)


def _detect(head: str) -> bool:
    lines = [line.strip() for line in head.split("\n")]
    return (
        any(map(_PUBLISHED.fullmatch, lines))
        and any(map(_AUTHORS.match, lines))
        and any(line.lower() == _ABSTRACT for line in lines)
        and any(line.lower() in (*_BELOW, _UPVOTE) for line in lines)
    )


def _pages(lines: Iterable[str]) -> Iterator[_Page]:
    """Yield the pages in a text, pasted one below another: each has the day of publication."""
    page: _Page | None = None
    above: list[tuple[int, str]] = []
    number = ""
    for position, line in enumerate(lines, 1):
        text = line.strip()
        published = _PUBLISHED.fullmatch(text) if text.startswith("Published") else None
        if published and (page is None or page.part == "below"):
            if page:
                yield page
            title = _title(above)
            begun = title[0][0] if title else position
            page = _Page(begun, {"title": "\n".join(text for _, text in title)})
            page.fields |= {"date": published[2], **({"arxiv": number} if number else {})}
            above, number = [], ""
            continue
        if page is None or page.part == "below":
            if _NUMBER.fullmatch(text):
                number = text
            above = [*above, (position, text)][-2 * _LONGEST_TITLE :]
        if page:
            page.add(text)
    if page:
        yield page


def _title(above: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the lines right above the day of publication, below the last blank one."""
    while above and not above[-1][1]:
        above = above[:-1]
    start = len(above)
    while start and above[start - 1][1] and not _NUMBER.fullmatch(above[start - 1][1]):
        start -= 1
    return above[start:][-_LONGEST_TITLE:]


def _read(reading: Reading) -> Iterator[Paper]:
    for position, page in enumerate(_pages(reading.stream), 1):
        try:
            yield page.paper(Source(reading.file, position, page.line))
        except ValueError as error:
            reading.skip(f"line {page.line}", str(error))


FORMAT = Format("paper-page", "pages of single papers, copied from Hugging Face", _detect, _read)
