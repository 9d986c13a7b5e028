"""A Hugging Face Daily Papers page as copied from the browser, with or without its dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kg.readers.daily_papers_lines import (
    AUTHORS,
    COUNT,
    DATE,
    SEPARATOR,
    is_details,
    is_furniture,
    parts,
)
from kg.readers.dates import partial_date
from kg.readers.identifiers import folded_letters
from kg.readers.limits import LONGEST_RECORD
from kg.readers.paragraphs import (
    Paragraph,
    ends_sentence,
    is_abstract,
    is_prose,
    is_title,
    paper_of,
    paragraphs,
)
from kg.readers.registry import Format, Reading
from kg.records import Paper

__all__ = ["FORMAT"]

# In words: no organisation joins more words of its name to a handle.
_LONGEST_HANDLE = 8


@dataclass(slots=True)
class _Draft:
    """A paper while its lines are being read."""

    line: int
    title: str = ""
    abstract: list[str] = field(default_factory=list)
    organisation: str | None = None
    date: str | None = None
    extra: dict[str, str] = field(default_factory=dict)
    closed: bool = False


def _detect(head: str) -> bool:
    lines = [line.strip().lower() for line in head.split("\n")]
    return "daily papers" in lines or sum(line == SEPARATOR for line in lines) > 1


def _is_furniture(paragraph: Paragraph) -> bool:
    return all(map(is_furniture, paragraph.lines))


def _is_details(paragraph: Paragraph) -> bool:
    lines = paragraph.lines
    return SEPARATOR in lines or any(
        AUTHORS.fullmatch(line)
        or (DATE.fullmatch(line) and (len(lines) > 1 or line.startswith("Published")))
        for line in lines
    )


def _is_page(paragraph: Paragraph) -> bool:
    return all(is_details(line) or is_furniture(line) for line in paragraph.lines)


def _parts(reading: Reading) -> Iterator[Paragraph]:
    # A page copied without blank lines is one paragraph.
    for paragraph in paragraphs(reading.stream, LONGEST_RECORD):
        yield from parts(paragraph)


def _add_details(reading: Reading, draft: _Draft, paragraph: Paragraph) -> None:
    """Take organisation, number of authors, date and comments from the lines below an abstract."""
    names = []
    for number, line in enumerate(paragraph.lines, paragraph.line):
        if authors := AUTHORS.fullmatch(line):
            draft.extra["authors"] = authors[1]
        elif date := DATE.fullmatch(line):
            draft.date = partial_date(date[1])
            if draft.date is None:
                # A date without a year means the year of copying, which is unknown.
                draft.extra["date"] = date[1]
            if date[2]:
                draft.extra["comments"] = date[2]
        elif upvotes := COUNT.fullmatch(line):
            draft.extra["upvotes"] = upvotes[0]
        elif line != SEPARATOR and not is_furniture(line):
            names.append((number, line))
    for number, _ in names[:-1]:
        reading.skip(f"line {number}", "a line that is not a detail of the paper above it")
    if names:
        draft.organisation = _organisation(names[-1][1])


def _organisation(line: str) -> str:
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


def _drafts(reading: Reading) -> Iterator[_Draft]:
    """Yield papers: neighbours tell titles from abstracts, and lines of details end a paper."""
    draft: _Draft | None = None
    waiting: list[Paragraph] = []
    for paragraph in _parts(reading):
        if _is_details(paragraph):
            started = _draft_of(waiting, draft)
            if started and draft:
                yield draft
            # Details below a title without an abstract do not belong to the paper above it.
            orphaned = bool(waiting) and draft is not None and draft.closed and not started
            draft = started or _closed_with(reading, draft, waiting)
            waiting = []
            if draft and not orphaned:
                _add_details(reading, draft, paragraph)
                draft.closed = True
            elif not draft and not _is_page(paragraph):
                reading.skip(f"line {paragraph.line}", "details with no paper above them")
        elif _is_furniture(paragraph):
            continue
        elif is_abstract(paragraph.text) or _is_expected(waiting, paragraph):
            if draft and not draft.closed and not (waiting and is_title(waiting[-1].text)):
                draft.abstract += [part.text for part in (*waiting, paragraph)]
            else:
                title = _title_of(draft, waiting)
                if draft:
                    yield draft
                draft = _opened([*title, paragraph], len(title) > 0)
            waiting = []
        else:
            waiting.append(paragraph)
    draft = _closed_with(reading, draft, waiting)
    if draft:
        yield draft


def _is_expected(waiting: list[Paragraph], paragraph: Paragraph) -> bool:
    """Check whether a short paragraph is the abstract of the title before it."""
    return (
        bool(waiting)
        and is_prose(paragraph.text)
        and is_title(waiting[-1].text)
        and not ends_sentence(waiting[-1].text)
    )


def _opened(parts: list[Paragraph], titled: bool) -> _Draft:
    title = parts[0].text if titled else ""
    return _Draft(parts[0].line, title, [part.text for part in parts[titled:]])


def _title_of(draft: _Draft | None, waiting: list[Paragraph]) -> list[Paragraph]:
    """Return the waiting paragraphs that open a new paper; the rest go to the open one."""
    if draft and not draft.closed:
        draft.abstract += [part.text for part in waiting[:-1]]
        return waiting[-1:]
    return waiting


def _draft_of(waiting: list[Paragraph], draft: _Draft | None) -> _Draft | None:
    """Make a paper from short paragraphs between two groups of details: title and abstract."""
    if len(waiting) < 2 or (draft and not draft.closed):
        return None
    return _opened(waiting, titled=True)


def _closed_with(reading: Reading, draft: _Draft | None, waiting: list[Paragraph]) -> _Draft | None:
    """Add the waiting paragraphs to the open paper, or report them as skipped."""
    if draft and not draft.closed and not (waiting and _stands_alone(waiting[-1])):
        draft.abstract += [part.text for part in waiting]
        return draft
    for part in waiting:
        reading.skip(f"line {part.line}", "a title with no abstract after it")
    return draft


def _stands_alone(paragraph: Paragraph) -> bool:
    return is_title(paragraph.text) and not ends_sentence(paragraph.text)


def _read(reading: Reading) -> Iterator[Paper]:
    for position, draft in enumerate(_drafts(reading), 1):
        title, abstract = {"title": draft.title}, "\n".join(draft.abstract)
        paper = paper_of(reading, position, draft.line, title, abstract)
        if paper:
            yield replace(
                paper,
                organisation=draft.organisation,
                date=draft.date,
                year=int(draft.date[:4]) if draft.date else None,
                extra=draft.extra,
            )


FORMAT = Format("daily-papers", "a copied Hugging Face Daily Papers page", _detect, _read)
