"""Parses the lines above an abstract in a list: title, authors, links, where and when."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kg.data_files import data_lines
from kg.readers.author_lines import authors_in, without_footnotes
from kg.readers.identifiers import arxiv_id
from kg.readers.list_items import part_label
from kg.readers.paragraphs import (
    Paragraph,
    ends_sentence,
    is_abstract,
    is_prose,
    is_title,
    title_and_text,
    word_count,
)
from kg.readers.repositories import repositories
from kg.readers.yaml_values import plain_value, unquoted_value

_Teller = Callable[[str], dict[str, str] | None]

__all__ = ["LONGEST_TITLE", "fields_of", "heading_size", "is_below_title", "trailing_fields"]

# Enough for two hundred authors; a longer line is text, and slow to match.
_LONGEST_LINE = 5_000
# No title wraps over more lines.
LONGEST_TITLE = 3
# In words: `ACL 2024`, `May 2, 2024 (oral)`; a longer line with a year may be half of a title.
_LONGEST_VENUE = 4
# In words: `Google AI Language`. The first line of a wrapped abstract is longer.
_LONGEST_WORKPLACE = 5
_FIELD_OF = dict(line.split("\t") for line in data_lines("readers/data/heading_labels.tsv"))

_MARK = re.compile(r"\s*(?:#{1,6}\s+|(?:[-*+•–]|\(?\d{1,4}[.)]|\[\d{1,4}\])\s+)*")
# Inside a word or formula the characters are literal: `CUET_Blitz_Aces`, `A$_3$B$_2$`.
# The bound keeps the time linear; a longer emphasis is a paragraph.
_EMPHASISED = re.compile(r"(?<![\w$])(\*{1,3}|_{1,3})(?=\S)(.{1,300}?)(?<=\S)\1(?![\w$])")
_LINKED = re.compile(r"\[([^\[\]]+)\]\((https?://[^\s()]+)\)")
_LABELLED = re.compile(r"([A-Za-z][A-Za-z() -]{0,20}?)\s*:\s*(.*)", re.DOTALL)
# In a record with `Title:`, any short label in capitals is one.
_ANY_LABEL = re.compile(
    r"(?!Abstract)([A-Z][\w()/&.#-]{0,20}(?: [\w()/&.#-]{1,20}){0,2})\s{0,9}:(?:\s+(.*))?",
    re.DOTALL,
)
# In YAML, above a note, labels are in small letters.
_ANY_KEY = re.compile(r"(?!abstract)([a-z][\w-]{0,30}):(?:\s+(.*))?", re.DOTALL)
_URL = re.compile(r"https?://[^\s|,;]+", re.IGNORECASE)
_ARXIV = re.compile(
    r"\barxiv\s*[:.]?\s*(?:[a-z-]+(?:\.[a-z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?"
    r"(?:\s*\[[a-z.-]+\])?",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:\bdoi\s*[:.]?\s*)?\b10\.\d{4,9}/\S+", re.IGNORECASE)
# Words that may remain of a line of links after the links are removed.
_LINK_WORDS = re.compile(
    r"(?:\W|\b(?:abs|arxiv|at|available|code|data|demo|doi|eprint|github|html|link|links|page|paper"
    r"|pdf|preprint|project|read|repo|repository|source|url|web|website)\b)*",
    re.IGNORECASE,
)
_YEAR_IN_BRACKETS = re.compile(r"\(((?:19|20)\d{2})\)")
_LISTED = re.compile(r"\s*-\s+")
_MARKDOWN_HEADING = re.compile(r"\s*#{1,6}\s")
# `**A title** — names (venue)`, `[A title](https://...), names`, as reading lists have it.
_SET_APART = re.compile(
    r"(?:\*\*(?P<bold>[^*\n]{1,300})\*\*|\[(?P<linked>[^\[\]\n]{1,300})\]\(https?://[^\s()]+\))"
    r"[ \t]*[—–:.,;|-]*[ \t]*(?P<names>\S[^\n]*)"
)
_AROUND_NAMES = " \t.,;:|·•–—-"
_AROUND_VENUE = f"{_AROUND_NAMES}()[]"
_BETWEEN_CREDITS = re.compile(r"[,.;:|·•–—(]\s*")
# `Ann Lee. ACL` is no name, `Ann B. Lee` and `Ann Lee Jr. ` are.
_TWO_PARTS = re.compile(r"[a-z]{2}\. ")
_MOST_CREDITS = 4
_ACRONYM = re.compile(r"[A-Z]{3}|[a-z][A-Z]")
_YEAR = re.compile(r"(?<![\d.:/])(?:19|20)\d{2}(?![\d.:/])")
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


def _plain(line: str) -> str:
    """Remove Markdown's emphasis from a line."""
    return _EMPHASISED.sub(r"\2", line.strip()) if len(line) <= _LONGEST_LINE else line.strip()


def _unmarked(line: str) -> str:
    """Remove the marks of a list item or heading from a title."""
    return _plain(line[_MARK.match(line).end() :])  # type: ignore[union-attr]


def _links(line: str) -> dict[str, str] | None:
    """Return the fields in a line of links and identifiers; None if it holds anything else."""
    text = _LINKED.sub(r"\1 \2", line)
    left = text
    for link in (_URL, _ARXIV, _DOI):
        left = link.sub(" ", left)
    if left == text or not _LINK_WORDS.fullmatch(left):
        return None
    fields: dict[str, str] = {}
    if arxiv := arxiv_id(text):
        fields["arxiv"] = arxiv
        fields["url"] = f"https://arxiv.org/abs/{arxiv}"
    if found := _DOI.search(text):
        fields["doi"] = found[0]
    for url in repositories(text):
        if re.search(r"git(?:hub|lab)|bitbucket", url):
            fields["repositories"] = f"{fields.get('repositories', '')} {url}".strip()
        else:
            fields.setdefault("url", url)
    return fields


def _labelled(line: str) -> dict[str, str] | None:
    if (found := _LABELLED.fullmatch(_plain(line))) and (field := _FIELD_OF.get(found[1].lower())):
        value = plain_value(found[2].strip(" *_"))
        if field == "authors":
            value = " ".join(without_footnotes(value).replace("·", ";").split())
        return {field: value}
    return None


def _labelled_in_record(
    line: str, any_label: re.Pattern[str] = _ANY_LABEL
) -> dict[str, str] | None:
    """Return the field of a line in a record, under its own label if that is no known one."""
    stated = _labelled_or_links(line)
    if stated is not None or len(line) > _LONGEST_LINE:
        return stated
    found = any_label.fullmatch(_plain(_MARK.sub("", line, count=1)))
    # `Methods: We train ...` opens an abstract.
    if found is None or part_label(found[0]) or is_abstract(found[2] or ""):
        return None
    return {found[1].lower(): plain_value((found[2] or "").strip(" *_"))}


def _labelled_in_yaml(line: str) -> dict[str, str] | None:
    return _labelled_in_record(line, _ANY_KEY)


def _teller(lines: Sequence[str]) -> _Teller:
    """Return what reads the labelled lines of a heading: one with `Title:` is a record."""
    titled = next(filter(_is_titled, lines), None)
    if titled is None:
        return _labelled_or_links
    return _labelled_in_yaml if titled.startswith("title:") else _labelled_in_record


def _credits(line: str) -> dict[str, str] | None:
    """Return the fields of a line of names, with links, a year or a venue after them.

    Examples
    --------
    >>> _credits("Ada Lee et al., NAACL 2019. https://example.org/a")
    {'authors': 'Ada Lee', 'venue': 'NAACL 2019', 'year': '2019', 'url': 'https://example.org/a'}
    """
    text, found = _LINKED.sub(r"\2", line), []
    for link in (_URL, _ARXIV, _DOI):
        found += link.findall(text)
        text = link.sub(" ", text)
    fields = (_links(" ".join(found)) or {}) if found else {}
    text, years = _YEAR_IN_BRACKETS.subn(" ", text)
    text = text.strip(_AROUND_VENUE if found else _AROUND_NAMES)
    if (names := authors_in(text)) and not _TWO_PARTS.search(names):
        year = {"year": _YEAR_IN_BRACKETS.findall(line)[0]} if years else {}
        return {"authors": names, **year, **fields}
    for mark in [*_BETWEEN_CREDITS.finditer(text)][: -_MOST_CREDITS - 1 : -1]:
        names, rest = authors_in(text[: mark.start()]), text[mark.end() :].strip(_AROUND_VENUE)
        venue = _venue(rest) if rest else None
        # `New Orleans, December 2023` is a place; `Ada Lee, NAACL 2019` has a name of capitals.
        if not names or _TWO_PARTS.search(names):
            continue
        if venue and (";" in names or "et al" in text or _ACRONYM.search(rest)):
            return {"authors": names, **venue, **fields}
    return None


def _venue(line: str) -> dict[str, str] | None:
    year = _YEAR.search(line)
    if year and year[0] == line.strip("()"):
        return {"year": year[0]}
    if year and word_count(line) <= _LONGEST_VENUE and line[0].isupper():
        return {"venue": line, "year": year[0]}
    return None


def _bare(line: str) -> str:
    return _unmarked(line).removeprefix("by ").removeprefix("By ")


def _labelled_or_links(line: str) -> dict[str, str] | None:
    if len(line) > _LONGEST_LINE:
        return None
    links = _links(line)
    return _labelled(_MARK.sub("", line, count=1)) if links is None else links


def _below_title(line: str, tell: _Teller) -> dict[str, str] | None:
    """Return the fields in a line below a title; None if it may be title or text."""
    stated = tell(line)
    if stated is not None or len(line) > _LONGEST_LINE:
        return stated
    return _credits(_bare(line)) or _venue(_bare(line))


def _is_titled(line: str) -> bool:
    return "title" in (_labelled_or_links(line) or ())


def _told_end(lines: Sequence[str], start: int) -> int:
    """Return the index of the first line, from `start` on, that does not belong below a title."""
    tell = _teller(lines)
    label, named, stated_above = "", False, False
    for index, line in enumerate(lines[start:], start):
        stated = tell(line)
        goes_on = label and (line[:1].isspace() or _wraps(label, lines, index, tell))
        names = None
        if stated is None and not goes_on:
            names = (_below_title(line, tell) or {}).get("authors")
        works_at = named and _is_workplace(line.strip())
        # Right below a title, a line with a year is the other half of the title.
        venue = stated_above and _venue(_bare(line))
        if not (stated is not None or goes_on or names or works_at or venue):
            return index
        if not goes_on or stated is not None:
            label = next(iter(stated or ()), "") if stated and not _links(line) else ""
        named = named or names is not None or "authors" in (stated or ())
        stated_above = True
    return len(lines)


def _wraps(label: str, lines: Sequence[str], index: int, tell: _Teller) -> bool:
    """Check for the second line of a title in a record: no name, and a label follows."""
    below = lines[index + 1 : index + LONGEST_TITLE]
    is_title_line = label == "title" and _below_title(lines[index], tell) is None
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
        if _below_title(lines[end], tell) is not None and not _goes_on(lines[end - 1]):
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
        fields = _labelled_or_links(line)
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
    title = [_unmarked(line) for line in lines[start:end]]
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
    title = "\n".join(_unmarked(line) for line in lines[start:end])
    if title:
        fields = _credited(lines[start]) if end - start == 1 else {}
        fields.setdefault("title", _LINKED.sub(r"\1", title))
    label = ""
    rest = (*lines[end:], *lines[:start])
    for index, line in enumerate(rest):
        stated = _below_title(line, tell)
        is_indented = line[:1].isspace() and not _labelled(line)
        if label and (is_indented or _wraps(label, rest, index, tell)):
            fields[label] = _with_line(fields[label], line)
        elif stated is not None:
            label = next(iter(stated), "") if tell(line) and not _links(line) else ""
            fields = stated | fields if "authors" not in fields else _with(fields, stated)
        elif not _MARKDOWN_HEADING.match(line):
            fields.setdefault("organisation", line.strip())
    for _, url in _LINKED.findall(title):
        fields |= _links(url) or {}
    return fields


def _credited(line: str) -> dict[str, str]:
    """Return the fields of a line with title and names; empty if no mark-up sets them apart."""
    if len(line) > _LONGEST_LINE:
        return {}
    found = _SET_APART.fullmatch(line[_MARK.match(line).end() :].strip())  # type: ignore[union-attr]
    if found is None or (stated := _credits(found["names"])) is None:
        return {}
    return {"title": found["bold"] or found["linked"], **stated}


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
