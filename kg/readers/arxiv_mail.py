"""arXiv's daily mails: headers and abstracts between lines that begin with ``\\\\``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.readers.fields import paper_from_fields
from kg.readers.identifiers import arxiv_id
from kg.readers.json_values import page
from kg.readers.limits import LONGEST_ABSTRACT
from kg.readers.registry import Format, Reading
from kg.records import Paper, Source

__all__ = ["FORMAT"]

# New papers, cross-lists and replacements; before 2007 the first line was `Paper: cs.CL/0112001`.
_NUMBER = r"(?:arXiv|Paper)(?:\s{0,9}\(\*cross-listing\*\))?\s{0,9}:\s{0,9}\S"
_DETECTED = re.compile(rf"^\\\\[ \t\r]*\n{_NUMBER}", re.MULTILINE)
_BEGIN = re.compile(_NUMBER)
_MARK = "\\\\"
_RULE = re.compile(r"[-%]{20,}\s*")
_LABEL = re.compile(r"([A-Za-z][A-Za-z-]+)(?:\s{0,9}\(\*cross-listing\*\))?\s{0,9}:\s*(.*)")
# The header's labels for our fields; other labels are kept under their own names.
_FIELDS = {"Authors": "authors", "Author": "authors", "Journal-ref": "venue", "Paper": "arXiv"}
_PLACES = re.compile(r"\s*\([^()]*\)")


@dataclass(slots=True)
class _Draft:
    """A paper while its lines are being read."""

    line: int
    header: dict[str, str] = field(default_factory=dict)
    label: str = ""
    abstract: list[str] = field(default_factory=list)
    in_header: bool = True
    size: int = 0

    def add(self, line: str) -> None:
        """Add a line of the header or of the abstract."""
        self.size += len(line)
        if self.size > LONGEST_ABSTRACT:
            return
        if not self.in_header:
            self.abstract.append(line)
        elif found := _LABEL.match(line):
            self.label = _FIELDS.get(found[1], found[1])
            self.header[self.label] = found[2].strip()
        elif self.label and line[:1].isspace() and line.strip():
            self.header[self.label] += f" {line.strip()}"


def _drafts(reading: Reading) -> Iterator[_Draft]:
    draft: _Draft | None = None
    marked = 0
    for number, line in enumerate(reading.stream, 1):
        if marked == number - 1 and _BEGIN.match(line):
            draft = _Draft(number)
        if line.startswith(_MARK):
            marked = number
            # A mark with an address after it ends the abstract, or the header of a replacement.
            if draft and draft.in_header and not line[len(_MARK) :].strip():
                draft.in_header = False
                continue
        elif not _RULE.fullmatch(line):
            if draft:
                draft.add(line)
            continue
        if draft:
            yield draft
            draft = None
    if draft:
        yield draft


def _fields(draft: _Draft) -> dict[str, str]:
    header = dict(draft.header)
    number = header.pop("arXiv", "")
    arxiv = arxiv_id(f"arXiv:{number}")
    people = header.pop("authors", "")
    # `Ann Lee (1), Bob Roe (2) ((1) MIT, (2) TU Berlin)`
    people = _PLACES.sub("", _PLACES.sub("", people))
    date = header.pop("Date", "").partition("(")[0]
    return {
        **{name.casefold(): value for name, value in header.items()},
        "id": f"arXiv:{arxiv}" if arxiv else "",
        "authors": people,
        "abstract": "".join(draft.abstract),
        "date": date,
        "url": page(arxiv, None),
    }


def _read(reading: Reading) -> Iterator[Paper]:
    for position, draft in enumerate(_drafts(reading), 1):
        try:
            yield paper_from_fields(_fields(draft), Source(reading.file, position, draft.line))
        except ValueError as error:
            reading.skip(f"line {draft.line}", str(error))


FORMAT = Format(
    "arxiv-mail", "daily mails of arXiv", lambda head: _DETECTED.search(head) is not None, _read
)
