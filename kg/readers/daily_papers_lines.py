"""Classifies the lines of a copied Daily Papers page, and splits it where blank lines are lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from kg.readers.paragraphs import (
    Paragraph,
    ends_sentence,
    is_abstract,
    is_prose,
    is_title,
    title_and_text,
)

__all__ = ["AUTHORS", "COUNT", "DATE", "SEPARATOR", "is_details", "is_furniture", "parts"]

_FURNITURE = re.compile(
    r"new|subscribe|trending papers?|daily papers|get trending papers in your email inbox!?"
    r"|by\s*(?:ak|@?\w+) and the research community|submitted by.*|login|sign up|papers"
    r"|previous|next|view pdf|(?:view )?arxiv page|add to collection|upvote|github|hugging face"
    r"|models|datasets|spaces|buckets|community|docs|enterprise|pricing|daily|weekly|monthly"
    r"|trending|log ?in",
    re.IGNORECASE,
)
AUTHORS = re.compile(r"[•·*-]?\s*(\d+)\s+authors?")
_MONTH_DAY = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}"
DATE = re.compile(rf"(?:Published on\s+)?({_MONTH_DAY}(?:,\s*\d{{4}})?)(?:\s+(\d+))?")
COUNT = re.compile(r"(?:upvotes?\s*)?[\d.,]+k?|-", re.IGNORECASE)
SEPARATOR = "·"


def is_details(line: str) -> bool:
    """Check for a line below an abstract: number of authors, date, or the dot between them."""
    return line == SEPARATOR or bool(AUTHORS.fullmatch(line) or DATE.fullmatch(line))


def is_furniture(line: str) -> bool:
    """Check for a line of the page itself, which alone says nothing about a paper."""
    return bool(_FURNITURE.fullmatch(line) or COUNT.fullmatch(line) or DATE.fullmatch(line))


def parts(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Split a paragraph where text meets details or a title meets its abstract.

    Parameters
    ----------
    paragraph
        Lines of a copied page, which may have lost its blank lines.

    Yields
    ------
    Paragraph
        Each part with its own line number; the whole paragraph if no blank line was lost.
    """
    lines = paragraph.lines
    marks = _marks(lines)
    start = 0
    for marked, run in groupby(marks):
        end = start + len(list(run))
        part = Paragraph("\n".join(lines[start:end]), paragraph.line + start)
        if marked:
            yield part
        else:
            yield from _texts(part)
        start = end


def _marks(lines: list[str]) -> list[bool]:
    """Mark the lines that are not text: details, the organisation above them, furniture."""
    marks = [is_details(line) or is_furniture(line) for line in lines]
    start = 0
    for marked, group in groupby(list(marks)):
        end = start + len(list(group))
        run = lines[start:end]
        if marked and start and not any(map(is_details, run)):
            # Inside a text, `3` and `papers` are words of a wrapped line.
            marks[start:end] = [False] * len(run)
        start = end
    for index, line in enumerate(lines[1:], 1):
        if is_details(line) and not marks[index - 1]:
            first = _first_of_details(lines, marks, index)
            marks[first:index] = [True] * (index - first)
    return marks


def _first_of_details(lines: list[str], marks: list[bool], index: int) -> int:
    """Return where the details begin whose first recognisable line is at an index."""
    above = "\n".join(lines[:index])
    if not any(marks[:index]) and not (is_abstract(above) or is_prose(above)):
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
