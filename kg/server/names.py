"""Finds papers and entities by a part of a name, in an index that is built once."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

__all__ = ["NameIndex", "Wanted", "marked"]

# The page judges names by the same rules, in viz/names.js.
_SPACE = re.compile(r"[\t\n\r]")
_SIGNS = re.compile(r"[^\w+ ]+")
# Longer words alone begin after capitals: the plural LLMs is one word. Each alternative begins with
# what is rare in a name, which makes the search quick.
_CHANGES = re.compile(r"[A-Z](?<=[a-z0-9].)|[A-Z](?<=[A-Z].)(?=[a-z]{2})|[0-9](?<=[A-Za-z].)")
_AFTER_NUMBER = re.compile(r"[0-9](?=[a-z])")
_MARKS = re.compile(r"[ '-]")
_LETTER = re.compile(r"([ '-]?)([^ '-])")
_ANY_MARK = "[ -]?'?"
# An address of arXiv, of a site that mirrors it or of a DOI names a paper by a part of it, without
# the version.
_SITE = r"(?:https?:)?(?://)?[\w.-]+\.[a-z]{2,}/\S*?"
_ARXIV = r"(?<![0-9])[0-9]{4}\.[0-9]{4,5}(?![0-9])|[a-z-]+/[0-9]{7}(?![0-9])"
_ADDRESSES = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"{_SITE}(10\.(?!48550/arxiv)[0-9]{{4,9}}/[^\s?#]+)\S*",
        rf"{_SITE}({_ARXIV})\S*",
        r"((?:arxiv:)?[0-9]{4}\.[0-9]{4,5})v[0-9]+",
    )
)
_YEAR = re.compile("(?:19|20)[0-9]{2}")
# In characters: a pattern of a longer text takes long to compile, and few names are longer.
LONGEST_QUERY = 300


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.category(c).startswith("M"))


def marked(text: str) -> str:
    """Fold a text, ignoring case and accents, and mark where words begin.

    A space marks a word after a space, a hyphen one after another sign, and an apostrophe one where
    case changes or a number begins or ends.

    Examples
    --------
    >>> marked("The ResNet-50 of LLMs")
    "the res'net-50 of llms"
    """
    plain = _SPACE.sub(" ", _without_accents(text)).replace("_", "-")
    words = _SIGNS.sub("-", plain).split(" ")
    signless = " ".join(filter(None, (word.strip("-") for word in words)))
    return _AFTER_NUMBER.sub(r"\g<0>'", _CHANGES.sub(r"'\g<0>", signless)).lower()


def _without_address(text: str) -> str:
    """Return the id in the address of a paper, and any other text as it is.

    Examples
    --------
    >>> _without_address("https://arxiv.org/pdf/2402.03300v3")
    '2402.03300'
    """
    found = filter(None, (pattern.fullmatch(text.strip()) for pattern in _ADDRESSES))
    return next((match[1] for match in found), text)


def _line(name: str) -> str:
    """Write a name between line feeds, with an apostrophe before each word, its first included."""
    words = marked(name).replace(" ", " '").replace("-", "-'")
    return f"\n'{words}\n"


def _pattern_of(query: str, between: str) -> str:
    """Write a pattern of a marked text; `between` is what lines may have where it has no mark."""
    letters = [(mark, re.escape(letter)) for mark, letter in _LETTER.findall(query)]
    joints = ["", *(_ANY_MARK if mark else between for mark, _ in letters[1:])]
    return "".join(joint + letter for joint, (_, letter) in zip(joints, letters, strict=True))


def _begun(query: str) -> str:
    """Write a pattern that begins where a word does.

    It runs over a space only if the query does, or if it ends where a word does.
    """
    within, over = _pattern_of(query, "-?'?"), _pattern_of(query, _ANY_MARK)
    return f"'(?:{within}|{over}(?=[\n '-]))"


@dataclass(frozen=True, slots=True)
class _Match:
    """A way in which a name may match.

    Attributes
    ----------
    pattern
        What to look for.
    others
        What the line of the name must hold too.
    texts
        What the names, folded, must hold for any to match; a quick look at them saves a slow one.
    """

    pattern: re.Pattern[bytes]
    others: tuple[re.Pattern[bytes], ...] = ()
    texts: tuple[bytes, ...] = ()


def _compiled(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode("utf-8", "ignore"))


def _matches(query: str) -> Iterator[_Match]:
    """Yield the ways in which names may match a marked text, the closest first."""
    plain, begun = _MARKS.sub("", query), _begun(query)
    texts = (plain.encode("utf-8", "ignore"),)
    yield _Match(_compiled(f"\n'{_pattern_of(query, _ANY_MARK)}\n"), texts=texts)
    yield _Match(_compiled(f"\n{begun}"), texts=texts)
    yield _Match(_compiled(begun), texts=texts)
    # The initials of all words. Those of one word would be its beginning; no line is empty.
    initials = "[^\n -]*[ -]'".join(map(re.escape, plain))
    yield _Match(_compiled(f"\n'{initials}[^\n -]*\n" if len(plain) > 1 else "\n\n"))
    yield _Match(_compiled(_pattern_of(query, "'?")), texts=texts)
    # The longest is looked for first, since the fewest names hold it.
    words = sorted(set(query.split(" ")), key=lambda word: (-len(word), word))
    if len(words) > 1:
        first, *others = (_compiled(_begun(word)) for word in words)
        held = tuple(_MARKS.sub("", word).encode("utf-8", "ignore") for word in words)
        yield _Match(first, tuple(others), held)


class Wanted:
    """A query for a part of a name.

    Attributes
    ----------
    matches
        The ways in which a name may match: by the whole, its beginning, the beginning of a word,
        its acronym, a part of a word, and last by all words of the query in any order. Empty if the
        query has no letter.
    dated
        If one of several words is a year: this year, and the query without it.
    """

    def __init__(self, text: str) -> None:
        query = marked(_without_address(text[:LONGEST_QUERY]))
        self.matches = tuple(_matches(query)) if query else ()
        words = query.split(" ")
        years = [word for word in words if _YEAR.fullmatch(word)]
        rest = " ".join(word for word in words if word not in years)
        self.dated = (int(years[0]), Wanted(rest)) if rest and len(years) == 1 else None

    def among(self, names: Sequence[str]) -> int | None:
        """Return the place of the name that matches most closely; None if none matches."""
        lines = [_line(name).encode("utf-8", "ignore") for name in names]
        for match in self.matches:
            for place, line in enumerate(lines):
                if all(each.search(line) for each in (match.pattern, *match.others)):
                    return place
        return None


class NameIndex:
    """The names of nodes in one byte string, so that a search is one fast scan of memory.

    Parameters
    ----------
    names
        Pairs of a node's id and one of its names, in the order in which they should be found.
    """

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._ids: list[str] = []
        lines: list[bytes] = []
        for id, name in names:
            # A lone surrogate has no UTF-8 encoding, and users do not type one.
            line = _line(name).encode("utf-8", "ignore")
            if len(line) > len(_line("")):
                self._ids.append(id)
                lines.append(line[1:])
        # No name contains a line feed, so it marks where names begin and end.
        self._text = b"\n" + b"".join(lines)
        self._starts = list(accumulate(map(len, lines), initial=1))
        self._folded = self._text.translate(None, b" '-")

    def find(self, wanted: Wanted, most: int) -> Iterator[tuple[int, str]]:
        """Find nodes, those of the closest match first.

        Parameters
        ----------
        wanted
            A part of a name.
        most
            Maximum number of nodes for each kind of match.

        Yields
        ------
        tuple of int and str
            How close the match is, from 0 on; the node's id.
        """
        met: set[str] = set()
        for rank, match in enumerate(wanted.matches):
            if all(text in self._folded for text in match.texts):
                for id in self._holding(match, most, met):
                    yield rank, id

    def _holding(self, sought: _Match, most: int, met: set[str]) -> Iterator[str]:
        match, found = sought.pattern.search(self._text), 0
        while match and found < most:
            # A match that begins with the line feed before a name belongs to the name after it.
            begins = match.start() + match[0].startswith(b"\n")
            number = bisect_right(self._starts, begins) - 1
            id, span = self._ids[number], self._starts[number : number + 2]
            if id not in met and all(each.search(self._text, *span) for each in sought.others):
                met.add(id)
                found += 1
                yield id
            match = sought.pattern.search(self._text, span[1] - 1)
