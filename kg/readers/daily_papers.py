"""A Hugging Face Daily Papers page as copied from the browser, with or without its dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.readers.daily_papers_details import (
    Draft,
    add_counts,
    add_details,
    add_text,
    organisation_of,
)
from kg.readers.daily_papers_lines import (
    HEADINGS,
    SEPARATOR,
    SUBMITTED,
    is_detailed,
    is_name,
    is_page,
    parts,
)
from kg.readers.paragraphs import (
    Paragraph,
    ends_sentence,
    is_abstract,
    is_prose,
    is_title,
    paper_of,
)
from kg.readers.registry import Format, Reading
from kg.records import Paper

__all__ = ["FORMAT"]

# Of `Submitted by`, in a page without its heading.
_FEWEST_CARDS = 2


def _detect(head: str) -> bool:
    lines = [line.strip() for line in head.split("\n")]
    return (
        any(line.lower() in HEADINGS for line in lines)
        or sum(line == SEPARATOR for line in lines) > 1
        or sum(SUBMITTED.fullmatch(line) is not None for line in lines) >= _FEWEST_CARDS
    )


def _drafts(reading: Reading) -> Iterator[Draft]:
    """Yield papers: neighbours tell titles from abstracts, and lines of details end a paper."""
    draft: Draft | None = None
    waiting: list[Paragraph] = []
    # Whether `Submitted by` stands above the titles; the first one tells.
    above: bool | None = None
    for paragraph in parts(reading.stream):
        if above is None and SUBMITTED.fullmatch(paragraph.lines[0]):
            above = draft is None or draft.closed
        if above and SUBMITTED.fullmatch(paragraph.lines[0]):
            if ended := _closed_with(reading, draft, waiting):
                yield ended
            draft, waiting = Draft(paragraph.line, carded=True), []
            add_details(reading, draft, paragraph)
        elif is_detailed(paragraph):
            started = _draft_of(waiting, draft)
            if started and draft:
                yield draft
            draft, waiting = _detailed(reading, draft, started, waiting, paragraph), []
        elif is_page(paragraph):
            waiting = _beside_furniture(reading, draft, waiting, paragraph)
        elif draft and draft.carded and not draft.closed:
            add_text(draft, paragraph)
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
    if ended := _closed_with(reading, draft, waiting):
        yield ended


def _detailed(
    reading: Reading,
    draft: Draft | None,
    started: Draft | None,
    waiting: list[Paragraph],
    paragraph: Paragraph,
) -> Draft | None:
    """Add details to the paper that they stand below."""
    # Details below a title without an abstract do not belong to the paper above it.
    orphaned = bool(waiting) and draft is not None and draft.closed and not started
    if draft and not started:
        waiting = _without_organisation(draft, waiting, paragraph)
    draft = started or _closed_with(reading, draft, waiting)
    if draft and not orphaned:
        add_details(reading, draft, paragraph)
        draft.closed = True
    elif not draft and not is_page(paragraph):
        reading.skip(f"line {paragraph.line}", "details with no paper above them")
    return draft


def _without_organisation(
    draft: Draft, waiting: list[Paragraph], details: Paragraph
) -> list[Paragraph]:
    """Take the organisation from the line above the dot that begins the details."""
    if draft.closed or details.lines[0] != SEPARATOR:
        return waiting
    if waiting and is_name(waiting[-1].text):
        draft.organisation = organisation_of(waiting[-1].text)
        draft.abstract += [part.text for part in waiting[:-1]]
        return []
    if draft.carded and draft.abstract and is_name(draft.abstract[-1]):
        draft.organisation = organisation_of(draft.abstract.pop())
    return waiting


def _beside_furniture(
    reading: Reading, draft: Draft | None, waiting: list[Paragraph], paragraph: Paragraph
) -> list[Paragraph]:
    """Take the counts among furniture; what stands above the heading of a page is no title."""
    if draft:
        add_counts(draft, paragraph, bare=draft.carded)
    elif any(line.lower() in HEADINGS for line in paragraph.lines):
        for part in waiting:
            reading.skip(f"line {part.line}", "a line above the papers of the page")
        return []
    return waiting


def _is_expected(waiting: list[Paragraph], paragraph: Paragraph) -> bool:
    """Check whether a short paragraph is the abstract of the title before it."""
    return (
        bool(waiting)
        and is_prose(paragraph.text)
        and is_title(waiting[-1].text)
        and not ends_sentence(waiting[-1].text)
    )


def _opened(parts: list[Paragraph], titled: bool) -> Draft:
    title = parts[0].text if titled else ""
    return Draft(parts[0].line, title, [part.text for part in parts[titled:]])


def _title_of(draft: Draft | None, waiting: list[Paragraph]) -> list[Paragraph]:
    """Return the waiting paragraphs that open a new paper; the rest go to the open one."""
    if draft and not draft.closed:
        draft.abstract += [part.text for part in waiting[:-1]]
        return waiting[-1:]
    return waiting


def _draft_of(waiting: list[Paragraph], draft: Draft | None) -> Draft | None:
    """Make a paper from short paragraphs between two groups of details: title and abstract."""
    if len(waiting) < 2 or (draft and not draft.closed):
        return None
    return _opened(waiting, titled=True)


def _closed_with(reading: Reading, draft: Draft | None, waiting: list[Paragraph]) -> Draft | None:
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
