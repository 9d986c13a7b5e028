"""Pages of one paper each, copied from arXiv: title and authors, abstract, and a table below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.data_files import data_lines
from kg.readers.author_lines import authors_in
from kg.readers.identifiers import arxiv_id, arxiv_month
from kg.readers.json_values import page
from kg.readers.limits import LONGEST_ABSTRACT
from kg.readers.paragraphs import ends_sentence, is_abstract

__all__ = ["ArxivPage", "arxiv_pages", "fields_of_page", "has_labels", "is_arxiv_page"]

# Characters; only an abstract or a list of authors is longer.
_LONGEST_LABEL = 300
# In lines: a title may wrap over two, the authors stand below it.
_LONGEST_HEADING = 3
_FURNITURE = frozenset(data_lines("readers/data/arxiv_page_furniture.txt"))
_PATTERNS = re.compile(
    r"View a PDF of the paper titled .*|\(or (?:arXiv:)?\S+.* for this version\)|From: .*"
    r"|https?://(?:dx\.)?doi\.org/10\.48550/\S+|\[v\d+\] .*"
    r"|[A-Z][\w, -]{0,80} > [A-Z][\w,() -]{0,80}",
)
_SUBJECT = re.compile(r"[a-z-]{2,12}(?:\.[A-Za-z-]{2,})?")
_ABSTRACT = re.compile(r"Abstract:\s{0,9}")
_HEADING = re.compile(r"(Title|Authors?)\s{0,9}:\s{0,9}")
_NUMBER = re.compile(r"arXiv:\S{1,30}(?: [\[(]\S{1,20}[\])])?")
_TABLE = re.compile(
    r"(Comments|Subjects|Cite as|Journal[- ]reference|Related DOI|Report[- ]number|DOI"
    r"|(?:MSC|ACM)[- ]class(?:es)?)\s{0,9}:\s{0,9}",
    re.IGNORECASE,
)
_FIELDS = {
    "author": "authors",
    "cite as": "arxiv",
    "journal reference": "venue",
    "related doi": "doi",
    "subjects": "categories",
}
_SUBMITTED = re.compile(r"\[Submitted on (\d{1,2} [A-Z][a-z]{2,8} \d{4})\b")
_VERSION = re.compile(r"\[v1\] (?:[A-Z][a-z]{2}, )?(\d{1,2} [A-Z][a-z]{2,8} \d{4})\b")
_CITED = re.compile(r"Cite as:\s{0,9}(?:arXiv:.{1,300})?")
_LINKS = ("view pdf", "html (experimental)", "tex source", "other formats", "view license")
_HISTORY = "submission history"


@dataclass(slots=True)
class ArxivPage:
    """A page while its lines are being read.

    Attributes
    ----------
    heading
        Numbers and texts of the lines above the abstract that are no furniture.
    label
        Field of the line above if its value is still to come.
    opened
        True from the label of the abstract on.
    linked
        True if links of a page stand among the lines of the abstract: those of the next page.
    ended
        True below the abstract.
    """

    line: int
    heading: list[tuple[int, str]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    abstract: list[str] = field(default_factory=list)
    label: str = ""
    opened: bool = False
    linked: bool = False
    ended: bool = False
    size: int = 0

    def add(self, number: int, text: str) -> None:
        """Add a line to the part of the page that it belongs to."""
        self.size += len(text)
        if self.size > LONGEST_ABSTRACT:
            return
        if found := _SUBMITTED.match(text) or _VERSION.match(text):
            self.fields.setdefault("date", found[1])
        elif found := _TABLE.match(text) or _HEADING.match(text):
            name = found[1].lower().replace("-", " ")
            self.label, self.ended = _FIELDS.get(name, name), self.opened
            self.fill(text[found.end() :])
        elif self.label and text:
            self.fill(text)
        elif _NUMBER.fullmatch(text):
            self.fields.setdefault("arxiv", text)
        elif text.lower() == _HISTORY:
            self.ended = self.opened
        elif self.opened and not self.ended:
            # A wrapped line of an abstract may be a word that is furniture elsewhere.
            self.linked = self.linked or text.lower() in _LINKS
            if not (text.lower() in _LINKS or _is_labelled_furniture(text)):
                self.abstract.append(text)
        elif text and not (self.opened or _is_furniture(text)):
            self.heading.append((number, text))

    def fill(self, value: str) -> None:
        """Take the value of a label, which some browsers put on the next line."""
        if value:
            self.fields.setdefault(self.label, value)
            self.label = ""


def is_arxiv_page(head: str) -> bool:
    """Check by its beginning whether a file holds arXiv's pages of single papers."""
    lines = [line.strip() for line in head.split("\n")]
    submitted, cited = any(map(_SUBMITTED.match, lines)), any(map(_CITED.fullmatch, lines))
    if not has_labels(head):
        return submitted and cited
    return submitted or cited or any(line.lower() in (*_LINKS, _HISTORY) for line in lines)


def has_labels(head: str) -> bool:
    """Check by its beginning whether the abstracts in a file have a label, or lost it."""
    return any(_ABSTRACT.match(line.strip()) for line in head.split("\n"))


def arxiv_pages(lines: Iterable[str], labelled: bool = True) -> Iterator[ArxivPage]:
    """Yield the pages in a text, pasted one below another.

    Parameters
    ----------
    labelled
        False if the text is what a page shows without the labels of its parts.
    """
    page = ArxivPage(1)
    for number, line in enumerate(lines, 1):
        text = line.strip()
        opening = _opening(page, text, labelled)
        if page.opened and (opening is not None or _begins(page, line)):
            heading = [] if opening is None or page.ended else _heading_below(page, number)
            yield page
            page = ArxivPage(number, heading)
        if opening is not None:
            page.opened, page.label = True, ""
            text = text[opening:]
        page.add(number, text)
    yield page


def _opening(page: ArxivPage, text: str, labelled: bool) -> int | None:
    """Return where the abstract begins in a line that opens one; None for any other line."""
    if labelled:
        label = _ABSTRACT.match(text)
        return label.end() if label else None
    is_first = not page.opened and len(page.heading) > 1
    return 0 if is_first and is_abstract(text) and not authors_in(text) else None


def _begins(page: ArxivPage, line: str) -> bool:
    """Check for a line above the next abstract."""
    text = line.strip()
    if _SUBMITTED.match(text) or _HEADING.match(text):
        return True
    is_below = line[:1].isspace() or _TABLE.match(text) or _is_furniture(text)
    return page.ended and text != "" and not page.label and not is_below


def _heading_below(page: ArxivPage, number: int) -> list[tuple[int, str]]:
    """Remove the next paper's heading from the end of an abstract with no table below it."""
    filled = [index for index, text in enumerate(page.abstract) if text]
    if len(filled) < _LONGEST_HEADING:
        return []
    first = filled[-1]
    while first and page.abstract[first - 1]:
        first -= 1
    if first == 0 or not 1 < filled[-1] - first + 1 <= _LONGEST_HEADING:
        # Title and authors are two lines, whatever became of the blank ones.
        first = filled[-2]
    above = page.abstract[filled[filled.index(first) - 1]]
    if not (page.linked or ends_sentence(above)):
        return []
    heading = [(number, text) for text in page.abstract[first:] if text]
    del page.abstract[first:]
    return heading


def _is_furniture(text: str) -> bool:
    is_known = text.lower() in _FURNITURE or _SUBJECT.fullmatch(text) is not None
    return is_known or _is_labelled_furniture(text)


def _is_labelled_furniture(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and _PATTERNS.fullmatch(text) is not None


def fields_of_page(found: ArxivPage) -> tuple[dict[str, str], list[int]]:
    """Return the fields of a page, and the numbers of the lines that belong to none."""
    heading = list(found.heading)
    fields = dict(found.fields)
    if "authors" not in fields and len(heading) > ("title" not in fields):
        fields["authors"] = heading.pop()[1]
    if "title" not in fields and heading:
        number, title = heading.pop()
        while heading and heading[-1][0] == number - 1 and len(heading) < _LONGEST_HEADING - 1:
            number, above = heading.pop()
            title = f"{above}\n{title}"
        fields["title"] = title
    arxiv = arxiv_id(fields.pop("arxiv", ""))
    if arxiv:
        fields = {"date": arxiv_month(arxiv) or "", **fields}
        fields |= {"id": f"arXiv:{arxiv}", "url": page(arxiv, None)}
    fields["abstract"] = "\n".join(found.abstract)
    return fields, [number for number, _ in heading]
