"""Reads single lines above an abstract: links, labels, names with a year or a venue."""

from __future__ import annotations

import re
from collections.abc import Callable

from kg.data_files import data_lines
from kg.readers.author_lines import authors_in, family_names_in, without_footnotes
from kg.readers.identifiers import arxiv_id
from kg.readers.list_items import part_label
from kg.readers.paragraphs import is_abstract, word_count
from kg.readers.repositories import companion_kind, repositories
from kg.readers.yaml_values import plain_value

__all__ = [
    "LINKED",
    "Teller",
    "bare",
    "below_title",
    "labelled",
    "labelled_in_record",
    "labelled_in_yaml",
    "labelled_or_links",
    "links_in",
    "set_apart",
    "unmarked",
    "venue_in",
]

# Reads the fields of a line; None if it holds anything else.
Teller = Callable[[str], dict[str, str] | None]

# Enough for two hundred authors; a longer line is text, and slow to match.
LONGEST_LINE = 5_000
# In words: `ACL 2024`, `May 2, 2024 (oral)`; a longer line with a year may be half of a title.
_LONGEST_VENUE = 4
_FIELD_OF = dict(line.split("\t") for line in data_lines("readers/data/heading_labels.tsv"))

_MARK = re.compile(r"\s*(?:#{1,6}\s+|(?:[-*+•–]|\(?\d{1,4}[.)]|\[\d{1,4}\])\s+)*")
# Inside a word or formula the characters are literal: `CUET_Blitz_Aces`, `A$_3$B$_2$`.
# The bound keeps the time linear; a longer emphasis is a paragraph.
_EMPHASISED = re.compile(r"(?<![\w$])(\*{1,3}|_{1,3})(?=\S)(.{1,300}?)(?<=\S)\1(?![\w$])")
LINKED = re.compile(r"\[([^\[\]]+)\]\((https?://[^\s()]+)\)")
_LABELLED = re.compile(r"([A-Za-z][A-Za-z() -]{0,20}?)\s*:\s*(.*)", re.DOTALL)
# In a record with `Title:`, any short label in capitals is one.
_ANY_LABEL = re.compile(
    r"(?!Abstract)([A-Z][\w()/&.#-]{0,20}(?: [\w()/&.#-]{1,20}){0,2})\s{0,9}:(?:\s+(.*))?",
    re.DOTALL,
)
# In YAML, above a note, labels are in small letters.
_ANY_KEY = re.compile(r"(?!abstract)([a-z][\w-]{0,30}):(?:\s+(.*))?", re.DOTALL)
_ITALIC = re.compile(r"([*_])(?!\1)[^*_]+\1")
_URL = re.compile(r"https?://[^\s|,;]+", re.IGNORECASE)
_ARXIV = re.compile(
    r"\barxiv\s*[:.]?\s*(?:[a-z-]+(?:\.[a-z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?"
    r"(?:\s*\[[a-z.-]+\])?",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:\bdoi\s*[:.]?\s*)?\b10\.\d{4,9}/\S+", re.IGNORECASE)
_LINK_WORDS = re.compile(
    rf"(?:\W|\b(?:{'|'.join(data_lines('readers/data/link_words.txt'))})\b)*", re.IGNORECASE
)
_YEAR_IN_BRACKETS = re.compile(r"\(((?:19|20)\d{2})\)")
# `Ann Lee et al. 2023`, `Ann Lee, Bob Roe, 2023`.
_YEAR_BEHIND = re.compile(r"(?:(?<=\bet al)|(?<=\bet al\.)|,)\s+((?:19|20)\d{2})$")
# `**A title** — names (venue)`, `[A title](https://...), names`, as reading lists have it.
_SET_APART = re.compile(
    r"(?:\*\*(?P<bold>[^*\n]{1,300})\*\*|\[(?P<linked>[^\[\]\n]{1,300})\]\(https?://[^\s()]+\))"
    r"[ \t]*[—–:.,;|-]*[ \t]*(?P<names>\S[^\n]*)"
)
_DECORATION = re.compile(r"\s*[^\w\s()\[\].,;:!?'\"*_/&-]+\s*$")
_BRACKETED = re.compile(r"\([^()]+\)")
_AROUND_NAMES = " \t.,;:|·•–—-"
_AROUND_VENUE = f"{_AROUND_NAMES}()[]"
_BETWEEN_CREDITS = re.compile(r"[,.;:|·•–—(]\s*")
# `Ann Lee. ACL` is no name, `Ann B. Lee` and `Ann Lee Jr. ` are.
_TWO_PARTS = re.compile(r"[a-z]{2}\. ")
_MOST_CREDITS = 4
_ACRONYM = re.compile(r"[A-Z]{3}|[a-z][A-Z]")
_YEAR = re.compile(r"(?<![\d.:/])(?:19|20)\d{2}(?![\d.:/])")


def _plain(line: str) -> str:
    """Remove Markdown's emphasis from a line."""
    return _EMPHASISED.sub(r"\2", line.strip()) if len(line) <= LONGEST_LINE else line.strip()


def unmarked(line: str) -> str:
    """Remove the marks of a list item or heading from a title."""
    return _plain(line[_MARK.match(line).end() :])  # type: ignore[union-attr]


def links_in(line: str) -> dict[str, str] | None:
    """Return the fields in a line of links and identifiers; None if it holds anything else."""
    text = LINKED.sub(r"\1 \2", line)
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
    talks = []
    for url in repositories(text):
        kind = companion_kind(url)
        if kind == "code":
            fields["repositories"] = f"{fields.get('repositories', '')} {url}".strip()
        elif kind:
            talks.append(url)
        else:
            fields.setdefault("url", url)
    if talks:
        fields.setdefault("url", talks[0])
    return fields


def labelled(line: str) -> dict[str, str] | None:
    """Return the field of a line with a known label, such as ``Authors: ...``; else None."""
    if (found := _LABELLED.fullmatch(_plain(line))) and (field := _FIELD_OF.get(found[1].lower())):
        value = plain_value(found[2].strip(" *_"))
        if field == "authors":
            value = " ".join(without_footnotes(value).replace("·", ";").split())
        return {field: value}
    return None


def labelled_in_record(line: str, any_label: re.Pattern[str] = _ANY_LABEL) -> dict[str, str] | None:
    """Return the field of a line in a record, under its own label if that is no known one."""
    stated = labelled_or_links(line)
    if stated is not None or len(line) > LONGEST_LINE:
        return stated
    found = any_label.fullmatch(_plain(_MARK.sub("", line, count=1)))
    # `Methods: We train ...` opens an abstract.
    if found is None or part_label(found[0]) or is_abstract(found[2] or ""):
        return None
    return {found[1].lower(): plain_value((found[2] or "").strip(" *_"))}


def labelled_in_yaml(line: str) -> dict[str, str] | None:
    """Return the field of a line in YAML, as `labelled_in_record` does."""
    return labelled_in_record(line, _ANY_KEY)


def _credits(line: str) -> dict[str, str] | None:
    """Return the fields of a line of names, with links, a year or a venue after them.

    Examples
    --------
    >>> _credits("Ada Lee et al., NAACL 2019. https://example.org/a")
    {'authors': 'Ada Lee', 'venue': 'NAACL 2019', 'year': '2019', 'url': 'https://example.org/a'}
    """
    text, found = LINKED.sub(r"\2", line), []
    for link in (_URL, _ARXIV, _DOI):
        found += link.findall(text)
        text = link.sub(" ", text)
    fields = (links_in(" ".join(found)) or {}) if found else {}
    years = _YEAR_IN_BRACKETS.findall(text)
    text = _YEAR_IN_BRACKETS.sub(" ", text).strip(_AROUND_VENUE if found else _AROUND_NAMES)
    years += _YEAR_BEHIND.findall(text)
    names = authors_in(_YEAR_BEHIND.sub("", text))
    if names and not _TWO_PARTS.search(names):
        return {"authors": names, **({"year": years[0]} if years else {}), **fields}
    for mark in [*_BETWEEN_CREDITS.finditer(text)][: -_MOST_CREDITS - 1 : -1]:
        names, rest = authors_in(text[: mark.start()]), text[mark.end() :].strip(_AROUND_VENUE)
        venue = venue_in(rest) if rest else None
        # `New Orleans, December 2023` is a place; `Ada Lee, NAACL 2019` has a name of capitals.
        if not names or _TWO_PARTS.search(names):
            continue
        if venue and (";" in names or "et al" in text or _ACRONYM.search(rest)):
            return {"authors": names, **venue, **fields}
    return None


def venue_in(line: str) -> dict[str, str] | None:
    """Return the venue and the year in a line of nothing else; else None."""
    year = _YEAR.search(line)
    if year and year[0] == line.strip("()"):
        return {"year": year[0]}
    if year and word_count(line) <= _LONGEST_VENUE and line[0].isupper():
        return {"venue": line, "year": year[0]}
    return None


def bare(line: str) -> str:
    """Remove the marks of a line of names, and the word before the first."""
    return unmarked(line).removeprefix("by ").removeprefix("By ")


def labelled_or_links(line: str) -> dict[str, str] | None:
    """Return the fields of a line of links, or of a line with a known label; else None."""
    if len(line) > LONGEST_LINE:
        return None
    links = links_in(line)
    return labelled(_MARK.sub("", line, count=1)) if links is None else links


def below_title(line: str, tell: Teller) -> dict[str, str] | None:
    """Return the fields in a line below a title; None if it may be title or text."""
    stated = tell(line)
    if stated is not None or len(line) > LONGEST_LINE:
        return stated
    return _credits(bare(line)) or _families(line) or venue_in(bare(line))


def _families(line: str) -> dict[str, str] | None:
    """Return the family names in a line in italics: without forenames nothing else tells them."""
    if not _ITALIC.fullmatch(line.strip()):
        return None
    names = family_names_in(_plain(line))
    return {"authors": names} if names else None


def set_apart(line: str) -> dict[str, str]:
    """Return the fields of a line with title and names; empty if no mark-up sets them apart."""
    if len(line) > LONGEST_LINE:
        return {}
    found = _SET_APART.fullmatch(line[_MARK.match(line).end() :].strip())  # type: ignore[union-attr]
    if found is None:
        return {}
    # `(Ann Lee et al., ACL 2023) ⭐`
    names = _DECORATION.sub("", found["names"])
    names = names[1:-1] if _BRACKETED.fullmatch(names) else names
    stated = _credits(names) or links_in(names)
    return {"title": found["bold"] or found["linked"], **stated} if stated else {}
