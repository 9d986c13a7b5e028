"""Keys that two records of one paper can share, and values that rule out that they are one.

Keys are tried from the strongest to the weakest: arXiv id, DOI, the source's own id, the whole
text, the title with the abstract's beginning, the first author or the year, then the title alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple

from kg.data_files import data_lines
from kg.readers.identifiers import doi, folded_letters
from kg.records import Paper

__all__ = ["PASSES", "Group", "Keys", "MayJoin", "keys_of"]

# Letters that the abstracts of two versions of a paper share if they begin alike.
_BEGINNING = 100
# A title of at least this many letters and words is seldom that of two papers in one year.
_TELLING_LETTERS = 15
_TELLING_WORDS = 3
# In years.
_PUBLISHED_WITHIN = 1
# Id schemes that have a key of their own (arXiv, DOI), or are no key (the hash of a text).
_OWN_SCHEMES = frozenset(("arxiv", "doi", "sha"))


@dataclass(slots=True)
class Group:
    """Records of one paper so far, with the values that can rule out other records."""

    members: list[int]
    arxiv: set[str]
    dois: set[str]
    years: set[int]
    titles: set[str]
    authors: set[str]
    beginnings: set[str]
    keys: dict[str, None] = field(default_factory=dict)

    def join(self, other: Group) -> None:
        """Merge another group into this one."""
        self.members += other.members
        self.arxiv |= other.arxiv
        self.dois |= other.dois
        self.years |= other.years
        self.titles |= other.titles
        self.authors |= other.authors
        self.beginnings |= other.beginnings
        self.keys.update(other.keys)


MayJoin = Callable[[Group, Group], bool]


def _differ(first: set[Any], second: set[Any]) -> bool:
    return bool(first) and bool(second) and first.isdisjoint(second)


def _texts_differ(first: Group, second: Group) -> bool:
    """Check for different abstracts; one that the other begins with is a shorter version of it."""
    return _differ(first.beginnings, second.beginnings) and not any(
        one.startswith(other) or other.startswith(one)
        for one in first.beginnings
        for other in second.beginnings
    )


def _far_apart(first: Group, second: Group) -> bool:
    """Check for years too far from each other for a preprint and its publication."""
    return bool(first.years and second.years) and all(
        abs(one - other) > _PUBLISHED_WITHIN for one in first.years for other in second.years
    )


def _may_join_by_identifier(first: Group, second: Group) -> bool:
    """Refuse an id that two papers share by mistake, such as the DOI of the whole volume."""
    return not (
        _differ(first.titles, second.titles)
        and (
            _differ(first.arxiv, second.arxiv)
            or (_differ(first.authors, second.authors) and _texts_differ(first, second))
        )
    )


def _may_join_by_id_in_list(first: Group, second: Group) -> bool:
    """Refuse `a` of one list and `a` of another if their titles, DOIs or arXiv ids differ."""
    return not (_differ(first.titles, second.titles) or _conflict(first, second))


def _conflict(first: Group, second: Group) -> bool:
    """Check for different DOIs or arXiv ids, unless both groups have the same single year."""
    same_year = len(first.years | second.years) == 1 and bool(first.years and second.years)
    other_id = _differ(first.arxiv, second.arxiv) or _differ(first.dois, second.dois)
    return other_id and not same_year


def _may_join_by_title(first: Group, second: Group) -> bool:
    return not _conflict(first, second)


def _may_join_by_author(first: Group, second: Group) -> bool:
    """Refuse papers of one title by namesakes, whose abstracts differ and whose years are far.

    A preprint and the paper published in the year after it often differ in their abstracts.
    Zotero too takes records with one title, a common author and years at most one apart for
    duplicates.
    """
    if _conflict(first, second):
        return False
    # Texts are compared last: it takes longest.
    return not (_far_apart(first, second) and _texts_differ(first, second))


def _may_join_by_title_alone(first: Group, second: Group) -> bool:
    """Join records with little more than a title, unless anything else about them differs."""
    return not (
        _conflict(first, second)
        or _differ(first.years, second.years)
        or _differ(first.authors, second.authors)
        or _texts_differ(first, second)
    )


def _may_join_by_year(first: Group, second: Group) -> bool:
    """Refuse papers of one title and year if the author and the abstract or an id differ."""
    others = _differ(first.authors, second.authors)
    other_id = _differ(first.arxiv, second.arxiv) or _differ(first.dois, second.dois)
    if _conflict(first, second):
        return False
    return not (others and (other_id or _texts_differ(first, second)))


@cache
def _generic_titles() -> frozenset[str]:
    return frozenset(map(folded_letters, data_lines("readers/data/generic_titles.txt")))


def _first_author(paper: Paper) -> str:
    """Return the folded family name of the first author, from `Ann Lee` or `Lee, Ann`."""
    if not paper.authors:
        return ""
    name = paper.authors[0]
    family = name.partition(",")[0] if "," in name else (name.split() or [""])[-1]
    return folded_letters(family)


class Keys(NamedTuple):
    """Values that a record can share with another; an empty value never matches."""

    scheme: str
    arxiv: str
    doi: str
    own: str
    title: str
    text: bytes
    beginning: str
    author: str
    year: int | None
    generic: bool
    telling: bool


def _without_space(text: str) -> str:
    """Remove white space and case; printable ASCII, as nearly all texts are, is faster."""
    if text.isascii() and text.isprintable():
        return text.replace(" ", "").lower()
    return "".join(text.split()).casefold()


def keys_of(paper: Paper) -> Keys:
    """Return the keys of a record."""
    scheme, _, local = paper.id.partition(":")
    title = folded_letters(paper.title)
    author = _first_author(paper)
    # A record without an abstract must agree in author and year too.
    said = _without_space(paper.abstract) or f"{author} {paper.year}"
    return Keys(
        scheme=scheme,
        arxiv=local if scheme == "arxiv" else "",
        doi=local if scheme == "doi" else doi(paper.extra.get("doi")) or "",
        own="" if scheme in _OWN_SCHEMES else paper.id,
        title=title,
        text=blake2b(
            f"{title or paper.title}\n{said}".encode("utf-8", "surrogatepass"), digest_size=16
        ).digest(),
        beginning=folded_letters(paper.abstract[: 2 * _BEGINNING])[:_BEGINNING],
        author=author,
        year=paper.year,
        generic=title in _generic_titles(),
        telling=len(title) >= _TELLING_LETTERS and len(paper.title.split()) >= _TELLING_WORDS,
    )


def _by_beginning(key: Keys) -> object:
    return key.title and key.beginning and not key.generic and (key.title, key.beginning)


def _by_author(key: Keys) -> object:
    if not key.title or not key.author or key.generic:
        return None
    # Two people of one name may each write about `LIMA`, but seldom in the same year.
    return (
        (key.title, key.author) if key.telling else key.year and (key.title, key.author, key.year)
    )


def _by_year(key: Keys) -> object:
    return key.telling and not key.generic and key.year and (key.title, key.year)


def _by_title_alone(key: Keys) -> object:
    return key.telling and not key.generic and key.scheme == "sha" and key.title


# Name, function that gives the key, function that decides whether to join; strongest key first.
PASSES: tuple[tuple[str, Callable[[Keys], object], MayJoin], ...] = (
    ("arxiv", lambda key: key.arxiv, _may_join_by_identifier),
    ("doi", lambda key: key.doi, _may_join_by_identifier),
    ("id", lambda key: key.own if ":" in key.own else "", _may_join_by_identifier),
    ("id", lambda key: key.own if ":" not in key.own else "", _may_join_by_id_in_list),
    ("text", lambda key: key.text, _may_join_by_title),
    ("title and beginning of the abstract", _by_beginning, _may_join_by_title),
    ("title and first author", _by_author, _may_join_by_author),
    ("title and year", _by_year, _may_join_by_year),
    ("title", _by_title_alone, _may_join_by_title_alone),
)
