"""What a copied Daily Papers page says of a paper beside its title and abstract."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.readers.daily_papers_lines import (
    AUTHORS,
    COUNT,
    COUNTED,
    DATE,
    SEPARATOR,
    SUBMITTED,
    is_furniture,
)
from kg.readers.dates import partial_date
from kg.readers.identifiers import folded_letters
from kg.readers.paragraphs import Paragraph, is_abstract, is_prose, is_title, word_count
from kg.readers.registry import Reading

__all__ = ["Draft", "add_counts", "add_details", "add_text", "organisation_of"]

# In words: no organisation joins more words of its name to a handle.
_LONGEST_HANDLE = 8
_LONGEST_USER = 3
# The names of `Paper.extra` for what a page counts; those of the API's JSON where it has one.
_COUNTS = {"upvote": "upvotes", "comment": "comments", "github": "github stars"}


@dataclass(slots=True)
class Draft:
    """A paper while its lines are being read.

    Attributes
    ----------
    carded
        True if a line above it says who submitted it, so that the next text is its title.
    closed
        True once its details were read: what follows belongs to another paper.
    """

    line: int
    title: str = ""
    abstract: list[str] = field(default_factory=list)
    organisation: str | None = None
    date: str | None = None
    extra: dict[str, str] = field(default_factory=dict)
    carded: bool = False
    closed: bool = False


def add_details(reading: Reading, draft: Draft, paragraph: Paragraph) -> None:
    """Take organisation, number of authors, date and counts from the lines beside an abstract."""
    names = []
    for number, line in enumerate(paragraph.lines, paragraph.line):
        if authors := AUTHORS.fullmatch(line):
            draft.extra["authors"] = authors[1]
        elif date := DATE.fullmatch(line):
            _add_date(draft, date)
        elif submitted := SUBMITTED.fullmatch(line):
            if submitted[1]:
                draft.extra["submitted by"] = submitted[1]
        elif line and line != SEPARATOR and not is_furniture(line):
            names.append((number, line))
    add_counts(draft, paragraph)
    if names and draft.carded and not draft.title:
        draft.title = names.pop(0)[1]
    for number, _ in names[:-1]:
        reading.skip(f"line {number}", "a line that is not a detail of the paper above it")
    if names:
        draft.organisation = organisation_of(names[-1][1])


def _add_date(draft: Draft, date: re.Match[str]) -> None:
    if draft.date or "date" in draft.extra:
        return
    draft.date = partial_date(date[1])
    if draft.date is None:
        # A date without a year means the year of copying, which is unknown.
        draft.extra["date"] = date[1]
    if date[2]:
        draft.extra["comments"] = date[2]


def add_counts(draft: Draft, paragraph: Paragraph, bare: bool = True) -> None:
    """Take the counts of upvotes, comments and stars, with their labels on the line or above it.

    Parameters
    ----------
    bare
        Whether a count without a label is one of upvotes or, after one, of comments.
    """
    label = ""
    for line in filter(None, paragraph.lines):
        counted = COUNTED.fullmatch(line)
        if counted or COUNT.fullmatch(line):
            told = (counted[1] or counted[4]) if counted else label
            value = (counted[2] or counted[3]) if counted else line
            name = _COUNTS[told.lower().rstrip("s")] if told else ""
            if bare and not name:
                name = "comments" if "upvotes" in draft.extra else "upvotes"
            if name and value != "-":
                draft.extra.setdefault(name, value)
        label = line if line.lower().rstrip("s") in _COUNTS else ""


def add_text(draft: Draft, paragraph: Paragraph) -> None:
    """Take title and abstract from the paragraphs below `Submitted by`."""
    first, *rest = paragraph.lines
    below = Paragraph("\n".join(rest), paragraph.line + 1)
    named = "submitted by" in draft.extra
    if draft.title and (named or draft.abstract or not _is_user(draft.title, first)):
        draft.abstract.append(paragraph.text)
    elif draft.title:
        draft.extra["submitted by"], draft.title = draft.title, ""
        add_text(draft, paragraph)
    elif is_abstract(first) or not is_title(first):
        # A title of one word looks like the name of a user.
        if (word := draft.extra.get("submitted by", "")) != word.lower():
            draft.title = draft.extra.pop("submitted by")
        draft.abstract.append(paragraph.text)
    elif rest and (is_abstract(below.text) or is_prose(below.text) or not named):
        draft.title = first
        add_text(draft, below)
    else:
        draft.title = paragraph.text


def _is_user(name: str, below: str) -> bool:
    """Check for a name of several words between `Submitted by` and a title."""
    return word_count(name) <= _LONGEST_USER and is_title(below) and not is_abstract(below)


def organisation_of(line: str) -> str:
    """Remove the handle from `nvidia NVIDIA`; the first word of `IBM Research` is none."""
    handle, _, name = line.partition(" ")
    is_handle = handle.islower() or _repeats(name, handle)
    return name if name and is_handle else line


def _repeats(name: str, handle: str) -> bool:
    """Check whether a name begins with the words of a handle: `ByteDance-Seed ByteDance Seed`."""
    told = folded_letters(handle)
    words = [folded_letters(word) for word in name.split(maxsplit=_LONGEST_HANDLE)]
    return bool(told) and any(
        "".join(words[:end]) == told for end in range(1, min(len(words), _LONGEST_HANDLE) + 1)
    )
