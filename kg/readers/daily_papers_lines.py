"""Classifies the lines of a copied Daily Papers page, and splits it where blank lines are lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise, repeat

from kg.data_files import data_lines
from kg.readers.limits import LONGEST_RECORD
from kg.readers.paragraphs import (
    Paragraph,
    ends_sentence,
    is_abstract,
    is_prose,
    is_title,
    paragraphs,
    title_and_text,
    word_count,
)

__all__ = [
    "AUTHORS",
    "COUNT",
    "COUNTED",
    "DATE",
    "HEADINGS",
    "SEPARATOR",
    "SUBMITTED",
    "is_detailed",
    "is_furniture",
    "is_name",
    "is_page",
    "parts",
]

_FURNITURE = frozenset(data_lines("readers/data/page_furniture.txt"))
_BY = re.compile(r"by\s*(?:ak|@?\w+) and the research community", re.IGNORECASE)
# The headings below which a page lists its papers.
HEADINGS = ("daily papers", "trending papers")
# A menu has at least as many known lines; text wraps to fewer lines that look like them.
_FEWEST_OF_MENU = 3
# In words. The longest entry of a menu, and the longest name of an organisation with its handle.
_LONGEST_ENTRY = 5
_LONGEST_NAME = 8
AUTHORS = re.compile(r"[•·*-]?\s*(\d+)\s+authors?")
_MONTH_DAY = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}"
DATE = re.compile(rf"(?:Published on\s+)?({_MONTH_DAY}(?:,\s*\d{{4}})?)(?:\s+(\d+))?")
_COUNT = r"\d[\d.,]{0,12}k?|-"
COUNT = re.compile(_COUNT, re.IGNORECASE)
COUNTED = re.compile(
    rf"(upvotes?|comments?|github)\s{{0,9}}:?\s{{0,9}}({_COUNT})"
    r"|(\d[\d.,]{0,12}k?)\s{0,9}(upvotes?|comments?)",
    re.IGNORECASE,
)
_SUBMITTED_BY = re.compile(r"S(?:ubmitted by|UBMITTED BY):?")
SUBMITTED = re.compile(rf"{_SUBMITTED_BY.pattern}(?:\s{{1,9}}(\S{{1,60}}(?:\s\S{{1,60}}){{0,3}}))?")
_HANDLE = re.compile(r"@?[\w.-]{1,60}")
SEPARATOR = "·"


def is_details(line: str) -> bool:
    """Check for a line below an abstract: number of authors, date, or the dot between them."""
    return line == SEPARATOR or bool(AUTHORS.fullmatch(line) or DATE.fullmatch(line))


def is_furniture(line: str) -> bool:
    """Check for a line of the page itself, which alone says nothing about a paper."""
    return _is_entry(line) or bool(
        COUNT.fullmatch(line) or COUNTED.fullmatch(line) or DATE.fullmatch(line)
    )


def is_name(text: str) -> bool:
    """Check for what may be the name of an organisation, where one is expected."""
    return is_title(text) and not is_prose(text) and word_count(text) <= _LONGEST_NAME


def _is_entry(line: str) -> bool:
    return line.lower() in _FURNITURE or _BY.fullmatch(line) is not None


def parts(lines: Iterable[str]) -> Iterator[Paragraph]:
    """Yield titles, abstracts, the details of papers and furniture, each as one paragraph.

    Parameters
    ----------
    lines
        A copied page, which may have lost its blank lines, or have one below every line.
    """
    held: list[Paragraph] = []
    for paragraph in paragraphs(_with_submitters(lines), LONGEST_RECORD):
        for part in _split(paragraph):
            if held and not _goes_with(held, part):
                yield _joined(held)
                held = []
            held.append(part)
    if held:
        yield _joined(held)


def _with_submitters(lines: Iterable[str]) -> Iterator[str]:
    """Put the name below `Submitted by` on the line of these words; line numbers stay."""
    below = 0
    for line in lines:
        text = line.strip()
        if below and not text:
            below += 1
            continue
        if below and _is_handle(text):
            yield from repeat("\n", below)
            yield f"Submitted by {text}\n"
            below = 0
            continue
        if below:
            yield "Submitted by\n"
            yield from repeat("\n", below - 1)
        below = 1 if _SUBMITTED_BY.fullmatch(text) else 0
        if not below:
            yield line
    if below:
        yield "Submitted by\n"


def _is_handle(text: str) -> bool:
    return (
        _HANDLE.fullmatch(text) is not None
        and any(map(str.isalpha, text))
        and not is_furniture(text)
    )


def _goes_with(held: list[Paragraph], part: Paragraph) -> bool:
    """Check for lines that a blank line separates from the details or furniture they belong to."""
    lines, above = part.lines, [line for each in held[-1:] for line in each.lines]
    if SUBMITTED.fullmatch(lines[0]) or not (is_page(held[0]) and is_page(part)):
        return False
    if len(lines) == 1 and DATE.fullmatch(lines[0]) and not lines[0].startswith("Published"):
        # Anywhere else, a date alone is the heading of a day.
        return above[-1] == SEPARATOR
    return any(map(is_detailed, held)) or not is_detailed(part)


def _joined(held: list[Paragraph]) -> Paragraph:
    text = held[0].text
    end = held[0].line + len(held[0].lines)
    texts = [text]
    for part in held[1:]:
        texts.append("\n" * (part.line - end) + part.text)
        end = part.line + len(part.lines)
    return Paragraph("\n".join(texts), held[0].line)


def is_page(paragraph: Paragraph) -> bool:
    """Check for a paragraph without any text of its own: details and furniture."""
    return all(
        not line or is_details(line) or is_furniture(line) or SUBMITTED.fullmatch(line)
        for line in paragraph.lines
    )


def is_detailed(paragraph: Paragraph) -> bool:
    """Check for a paragraph with details of a paper."""
    lines = paragraph.lines
    return SEPARATOR in lines or any(
        AUTHORS.fullmatch(line)
        or SUBMITTED.fullmatch(line)
        or (DATE.fullmatch(line) and (len(lines) > 1 or line.startswith("Published")))
        for line in lines
    )


def _split(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Split a paragraph where text meets details or a title meets its abstract."""
    lines = paragraph.lines
    menu = _menu_size(lines)
    # Among the entries of a menu that we know stand new ones.
    lines[:menu] = [line if _is_entry(line) else "" for line in lines[:menu]]
    marks = _marks(lines, menu)
    start = 0
    for marked, run in groupby(marks):
        end = start + len(list(run))
        if marked:
            # What is said below one paper is not said above the next.
            begins = [at for at in range(start + 1, end) if SUBMITTED.fullmatch(lines[at])]
            for begin, stop in pairwise((start, *begins, end)):
                yield Paragraph("\n".join(lines[begin:stop]), paragraph.line + begin)
        else:
            yield from _texts(Paragraph("\n".join(lines[start:end]), paragraph.line + start))
        start = end


def _marks(lines: list[str], menu: int) -> list[bool]:
    """Mark the lines that are not text: details, the organisation above them, furniture."""
    marks = [
        index < menu or is_details(line) or is_furniture(line) or bool(SUBMITTED.fullmatch(line))
        for index, line in enumerate(lines)
    ]
    start = 0
    for marked, group in groupby(list(marks)):
        end = start + len(list(group))
        if marked and start and not _is_certain(lines[start:end]):
            # Inside a text, `3` and `papers` are words of a wrapped line.
            marks[start:end] = [False] * (end - start)
        start = end
    opening = marks.index(True) if True in marks else len(marks)
    for index, line in enumerate(lines[1:], 1):
        if is_details(line) and not marks[index - 1]:
            first = _first_of_details(lines, marks, index, index <= opening)
            marks[first:index] = [True] * (index - first)
    return marks


def _menu_size(lines: list[str]) -> int:
    """Return the number of lines at the beginning that are a menu: most of its entries we know."""
    size = known = 0
    for index, line in enumerate(lines):
        if _is_entry(line):
            known += 1
            if known >= _FEWEST_OF_MENU and 2 * known > index:
                size = index + 1
        elif is_details(line) or is_furniture(line) or word_count(line) > _LONGEST_ENTRY:
            break
    return size


def _is_certain(run: list[str]) -> bool:
    """Check for lines that are no words of a wrapped text."""
    return sum(map(_is_entry, run)) >= _FEWEST_OF_MENU or any(
        is_details(line) or SUBMITTED.fullmatch(line) or COUNTED.fullmatch(line) for line in run
    )


def _first_of_details(lines: list[str], marks: list[bool], index: int, opens: bool) -> int:
    """Return where the details begin whose first recognisable line is at an index."""
    if opens and not (is_abstract(above := "\n".join(lines[:index])) or is_prose(above)):
        return 0
    name, before = lines[index - 1], lines[index - 2] if index > 1 else ""
    is_name = is_title(name) and not is_abstract(name) and not is_prose(name)
    # A name below a date is the next paper's title; below half a sentence, the other half.
    after_text = not any(marks[index - 2 : index]) and (
        ends_sentence(before) or is_abstract(before)
    )
    return index - 1 if is_name and after_text else index


def _texts(part: Paragraph) -> Iterator[Paragraph]:
    """Split text before each title between two abstracts, and after each title."""
    lines = part.lines
    titles = [index for index in range(len(lines) - 1) if _is_between(lines, index)]
    starts = sorted({0, *titles})
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        whole = Paragraph("\n".join(lines[start:end]), part.line + start)
        if start in titles or title_and_text(whole)[0]:
            yield Paragraph(lines[start], whole.line)
            yield Paragraph("\n".join(lines[start + 1 : end]), whole.line + 1)
        else:
            yield whole


def _is_between(lines: list[str], index: int) -> bool:
    """Check for a title by the abstracts around it, each on one line."""
    line = lines[index]
    return (
        is_title(line)
        and not is_abstract(line)
        and (line.endswith("?") or not ends_sentence(line))
        and (index == 0 or is_abstract(lines[index - 1]))
        and is_abstract(lines[index + 1])
    )
