"""Parses the lines above an abstract in a list: title, authors, links, where and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.readers.heading_lines import (
    LINKED,
    Teller,
    bare,
    below_title,
    labelled,
    labelled_in_record,
    labelled_in_yaml,
    labelled_or_links,
    links_in,
    set_apart,
    unmarked,
    venue_in,
)
from kg.readers.paragraphs import (
    Paragraph,
    ends_sentence,
    is_abstract,
    is_prose,
    is_title,
    title_and_text,
    word_count,
)
from kg.readers.yaml_values import unquoted_value

__all__ = ["LONGEST_TITLE", "fields_of", "heading_size", "is_below_title", "trailing_fields"]

# No title wraps over more lines.
LONGEST_TITLE = 3
# In words: `Google AI Language`. The first line of a wrapped abstract is longer.
_LONGEST_WORKPLACE = 5
_LISTED = re.compile(r"\s*-\s+")
_MARKDOWN_HEADING = re.compile(r"\s*#{1,6}\s")
# Signs of the first line of a wrapped abstract that no title has.
_PROSE = re.compile(
    r"^(?:we|in this|this (?:paper|work)|these|here)\b|(?-i:[a-z]{3}\. [A-Z])", re.IGNORECASE
)
# Such a line goes on in the next, which may look like names: `Visual Genome, Open Images`.
_HALF = re.compile(
    r"(?:[,;:–—-]|\b(?:a|an|and|as|at|between|by|for|from|in|into|of|on|or|over|the|through|to|under"
    r"|using|via|with)|&)\s*$",
    re.IGNORECASE,
)
_INSTITUTION = re.compile(
    r"\b(?:universit\w+|institut\w*|laborator\w+|labs?|department|school|college|academy|faculty"
    r"|research|inc\.?|corporation|gmbh|centre|center)\b|\S@\S+\.\w",
    re.IGNORECASE,
)


def _teller(lines: Sequence[str]) -> Teller:
    """Return what reads the labelled lines of a heading: one with `Title:` is a record."""
    titled = next(filter(_is_titled, lines), None)
    if titled is None:
        return labelled_or_links
    return labelled_in_yaml if titled.startswith("title:") else labelled_in_record


def _is_titled(line: str) -> bool:
    return "title" in (labelled_or_links(line) or ())


def _told_end(lines: Sequence[str], start: int) -> int:
    """Return the index of the first line, from `start` on, that does not belong below a title."""
    tell = _teller(lines)
    label, named, stated_above = "", False, False
    for index, line in enumerate(lines[start:], start):
        stated = tell(line)
        goes_on = label and (line[:1].isspace() or _wraps(label, lines, index, tell))
        names = None
        if stated is None and not goes_on:
            names = (below_title(line, tell) or {}).get("authors")
        works_at = named and _is_workplace(line.strip())
        # Right below a title, a line with a year is the other half of the title.
        venue = stated_above and venue_in(bare(line))
        if not (stated is not None or goes_on or names or works_at or venue):
            return index
        if not goes_on or stated is not None:
            label = next(iter(stated or ()), "") if stated and not links_in(line) else ""
        named = named or names is not None or "authors" in (stated or ())
        stated_above = True
    return len(lines)


def _wraps(label: str, lines: Sequence[str], index: int, tell: Teller) -> bool:
    """Check for the second line of a title in a record: no name, and a label follows."""
    below = lines[index + 1 : index + LONGEST_TITLE]
    is_title_line = label == "title" and below_title(lines[index], tell) is None
    return is_title_line and _may_be_title(lines[index]) and any(map(tell, below))


def _is_workplace(line: str) -> bool:
    is_short = word_count(line) <= _LONGEST_WORKPLACE and line[0].isupper()
    return not ends_sentence(line) and (is_short or _INSTITUTION.search(line) is not None)


def _title_span(lines: Sequence[str]) -> tuple[int, int]:
    """Return the start and end of the title; the end is that of the lines if nothing follows."""
    start = 0
    tell = _teller(lines)
    while start < len(lines) and tell(lines[start]) is not None:
        start += 1
    if any(map(_is_titled, lines[:start])):
        return 0, 0
    for end in range(start + 1, len(lines)):
        if below_title(lines[end], tell) is not None and not _goes_on(lines[end - 1]):
            return start, end
    return start, len(lines)


def _goes_on(line: str) -> bool:
    return _HALF.search(line) is not None


def is_below_title(lines: Sequence[str]) -> bool:
    """Check whether lines hold only what comes between a title and its abstract.

    Examples
    --------
    >>> is_below_title(["Ada Example, Ben Sample", "arXiv:2405.01234 [cs.CL]", "ACL 2024"])
    True
    >>> is_below_title(["Learning to Parse, Fast and Slow"]), is_below_title(["Segment Anything"])
    (False, False)
    """
    return _told_end(lines, 0) == len(lines)


def trailing_fields(lines: Sequence[str]) -> dict[str, str] | None:
    """Return the fields in lines below an abstract; None if any is not a link or labelled."""
    stated: dict[str, str] = {}
    for line in lines:
        fields = labelled_or_links(line)
        if fields is None or "title" in fields:
            return None
        stated |= fields
    return stated


def heading_size(lines: Sequence[str]) -> int:
    """Return the number of lines at the beginning of a paragraph that are above its abstract.

    Examples
    --------
    >>> abstract = "We train a small encoder. It needs a tenth of the data that others need."
    >>> heading_size(["A Small Encoder", "Ada Example, Ben Sample", abstract])
    2
    >>> heading_size([abstract])
    0
    """
    start, end = _title_span(lines)
    title = [_title_in(line) for line in lines[start:end]]
    if end == len(lines) > start:
        # Only its length and its end distinguish such a title from the text below it.
        whole = Paragraph("\n".join((title[0], *lines[start + 1 :])), 0)
        return start + 1 if title_and_text(whole)[0] else 0
    if len(title) > LONGEST_TITLE or not all(map(_may_be_title, title)):
        return 0
    size = _told_end(lines, end)
    text = "\n".join(lines[size:])
    if text and (text.lstrip()[:1].islower() or _goes_on(lines[size - 1])):
        return 0
    return size if not text or is_prose(text) or is_abstract(text) else 0


def _title_in(line: str) -> str:
    """Return the part of a line above an abstract that is the title, without its link."""
    return set_apart(line).get("title") or LINKED.sub(r"\1", unmarked(line))


def _may_be_title(line: str) -> bool:
    is_whole = line.endswith("?") or not ends_sentence(line)
    return is_title(line) and not (is_abstract(line) or _PROSE.search(line)) and is_whole


def fields_of(lines: Sequence[str]) -> dict[str, str]:
    """Return the fields in the lines of a heading, under the names that tables use for them.

    Examples
    --------
    >>> fields = fields_of(["1. **A Small Encoder**", "Ada Lee and Bob Roe", "doi:10.1000/x"])
    >>> fields["title"], fields["authors"], fields["doi"]
    ('A Small Encoder', 'Ada Lee; Bob Roe', 'doi:10.1000/x')
    """
    start, end = _title_span(lines)
    tell = _teller(lines)
    if end and _told_end(lines, end) < len(lines):
        end = len(lines)
    fields: dict[str, str] = {}
    title = "\n".join(unmarked(line) for line in lines[start:end])
    if title:
        fields = set_apart(lines[start]) if end - start == 1 else {}
        fields.setdefault("title", LINKED.sub(r"\1", title))
    label = ""
    rest = (*lines[end:], *lines[:start])
    for index, line in enumerate(rest):
        stated = below_title(line, tell)
        is_indented = line[:1].isspace() and not labelled(line)
        if label and (is_indented or _wraps(label, rest, index, tell)):
            fields[label] = _with_line(fields[label], line)
        elif stated is not None:
            label = next(iter(stated), "") if tell(line) and not links_in(line) else ""
            fields = stated | fields if "authors" not in fields else _with(fields, stated)
        elif not _MARKDOWN_HEADING.match(line):
            fields.setdefault("organisation", line.strip())
    for _, url in LINKED.findall(title):
        fields |= links_in(url) or {}
    return fields


def _with_line(value: str, line: str) -> str:
    """Add a line to the value that it continues, or an entry to the list that it belongs to."""
    if listed := _LISTED.match(line):
        return f"{value}; {unquoted_value(line[listed.end() :])}".removeprefix("; ")
    return f"{value} {line.strip()}"


def _with(fields: dict[str, str], stated: dict[str, str]) -> dict[str, str]:
    """Add the fields of a line; names in a second line are appended."""
    if "authors" in stated:
        stated = {**stated, "authors": f"{fields['authors']}; {stated['authors']}"}
        return fields | stated
    return stated | fields
