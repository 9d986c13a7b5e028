"""Recognises the names of a paper's authors in a line of a list."""

from __future__ import annotations

import re

from kg.data_files import data_lines

__all__ = ["authors_in", "family_names_in", "without_footnotes"]

_FEWEST_NAMES = 2
_TITLE_WORDS = frozenset(data_lines("readers/data/title_words.txt"))

_FOOTNOTES = re.compile(r"[\d*†‡§¶∗⋆♠♣♦⁰¹²³⁴-⁹]+(?:\s?,\s?[\d*†‡§¶∗⋆♠♣♦⁰¹²³⁴-⁹]+)*")
# Conferences list `Ann Lee (MIT), Bob Roe (ETH Zurich)`.
_WORKPLACE = re.compile(r"(?<=\w)\s?\([^()]*\)")
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;·•|&]|\band\b|\bet al\b\.?)\s*(?:\band\b\s*)?")
_INITIALS = r"(?:[^\W\d_a-z]\.?[\s-]*){1,4}"
_CAPITALISED = r"[^\W\d_a-z][\w'’ʼ.-]*"
_PARTICLES = r"(?:van|von|der|den|de|da|di|do|dos|du|del|della|la|le|el|al|bin|ibn|ben|ten|ter|zu)"
_NAME = re.compile(
    rf"{_CAPITALISED}(?:\s+(?:{_PARTICLES}\s+)*(?:[ld]['’])?{_CAPITALISED}){{1,4}}"
    rf"|{_PARTICLES}(?:\s+{_PARTICLES})*(?:\s+{_CAPITALISED}){{1,3}}"
)
_FAMILY_FIRST = re.compile(
    rf"(?:(?:{_PARTICLES}\s)*{_CAPITALISED}(?:\s{_CAPITALISED})?,\s{_INITIALS}"
    r"(?:\s*(?:[,;]|,?\s*and\b|,?\s*&|$)\s*))+"
)
# Endings of common nouns and participles. With the list of words they rule out all but one in three
# hundred second lines of wrapped titles, and three of a hundred names.
_COMMON_ENDING = re.compile(
    r"(?:tion|sion|ment|ity|ness|ance|ence|ture|able|tive|ious|ional|ism|ware|ysis|ics|ating|ising"
    r"|izing|[lndtsrv]ing|ized|ated|ts|ns|ms|ds|rs|ies|ors|tic|cal|logy)s?$"
)
_NO_PERSON = re.compile(r"\d|[^\W\d_a-z]{2}|[a-z][^\W\d_a-z]|[^\W\d_]-[a-z]")
# In words: `Maria del Carmen Lopez`.
_LONGEST_PERSON = 4
_ET_AL = re.compile(r"\bet al\b")
_FIRST_OF_ALL = re.compile(rf"(?:{_PARTICLES}\s)*{_CAPITALISED},?\set al\b\.?")
_FAMILY = re.compile(
    rf"(?:{_PARTICLES}\s)*[^\W\d_a-z]['’ʼ]?[^\W\d_]*[^\W\d_A-Z](?:-{_CAPITALISED})?"
)


def without_footnotes(names: str) -> str:
    """Remove the marks of footnotes behind names."""
    return _FOOTNOTES.sub(" ", names)


def authors_in(line: str) -> str | None:
    """Return the names in a line of nothing else; words of titles rule out half a title.

    Examples
    --------
    >>> authors_in("Ada Lee1,2, Bob Roe2* and Cy Doe"), authors_in("Ada Lee et al.")
    ('Ada Lee; Bob Roe; Cy Doe', 'Ada Lee')
    >>> authors_in("Lee et al."), authors_in("Lee")
    ('Lee', None)
    >>> authors_in("Ada Lovelace"), authors_in("Open Images"), authors_in("Decision Making")
    ('Ada Lovelace', None, None)
    """
    people, workplaces = _WORKPLACE.subn("", line)
    text = without_footnotes(people).strip(" ,;.")
    names = " ".join(text.split()).replace(" ,", ",")
    if _TITLE_WORDS.intersection(re.findall(r"[^\W\d_]+", names.replace(" and ", ", ").lower())):
        return None
    if _FAMILY_FIRST.fullmatch(names):
        return names
    parts = [part for part in _BETWEEN_NAMES.split(names) if part]
    if len(parts) == 1 and _FIRST_OF_ALL.fullmatch(names):
        return parts[0]
    if not parts or not all(map(_NAME.fullmatch, parts)):
        return None
    is_told = workplaces or _ET_AL.search(names) or len(parts) >= _FEWEST_NAMES
    return "; ".join(parts) if is_told or _is_person(parts[0]) else None


def family_names_in(line: str) -> str | None:
    """Return the names in a line of family names alone, which mark-up must set apart as names.

    Examples
    --------
    >>> family_names_in("Lee, O'Neil and van Doe"), family_names_in("Vision, NLP")
    ("Lee; O'Neil; van Doe", None)
    """
    parts = [part for part in _BETWEEN_NAMES.split(line.strip(" ,;.")) if part]
    if len(parts) < _FEWEST_NAMES or not all(map(_FAMILY.fullmatch, parts)):
        return None
    words = line.lower().replace(" and ", ", ")
    is_common = any(map(_COMMON_ENDING.search, (part.lower() for part in parts)))
    told = is_common or _TITLE_WORDS.intersection(re.findall(r"[^\W\d_]+", words))
    return None if told else "; ".join(parts)


def _is_person(name: str) -> bool:
    """Check whether capitalised words are a name alone, and not half of a title."""
    words = name.lower().split()
    return (
        len(words) <= _LONGEST_PERSON
        and not _NO_PERSON.search(name)
        and not any(map(_COMMON_ENDING.search, words))
    )
