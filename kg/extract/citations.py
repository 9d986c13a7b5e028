"""The authors that a text cites: ``(Curry and Howard, 1980)``, ``Curry et al.``"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.gazetteer import known_names
from kg.extract.surface import fold
from kg.extract.words import Words

__all__ = ["cited_authors"]

_YEAR = re.compile(r"(?:19|20)\d\d[a-z]?")
_SURNAME = re.compile(r"(?:Ma?c)?[A-Z][a-zà-öø-ÿ'’]+")
_AND = frozenset({"and", "&"})
_OPENING = frozenset("([")
_AFTER_YEAR = frozenset(")];,")


def cited_authors(words: Words) -> set[int]:
    """Find the tokens that are surnames in citations, none of them a known name."""
    return {
        position
        for position in {*_before_years(words), *_before_others(words)}
        if _SURNAME.fullmatch(words.texts[position])
        and fold(words.texts[position]) not in known_names()
    }


def _before_years(words: Words) -> Iterator[int]:
    texts = words.texts
    for year, text in enumerate(texts):
        if not (text[:2] in ("19", "20") and _YEAR.fullmatch(text)):
            continue
        if year + 1 == len(texts) or texts[year + 1] not in _AFTER_YEAR:
            continue
        author = year - 2 if year > 1 and texts[year - 1] in {",", *_OPENING} else year - 1
        if author > 1 and texts[author - 1] in _AND:
            if author < year - 1 or texts[author - 3 : author - 2] in (["("], ["["], [";"]):
                yield from (author, author - 2)
        elif texts[year - 1] == "," and author > 0 and texts[author - 1] in "([;":
            yield author


def _before_others(words: Words) -> Iterator[int]:
    """Yield where an author stands before "et al."."""
    for position, lower in enumerate(words.lowers):
        if lower == "et" and position and words.seen(position + 1).rstrip(".") == "al":
            yield position - 1
