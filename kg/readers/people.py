"""Names of people: the order of their parts, and several of them in one text."""

from __future__ import annotations

import re

__all__ = ["forename_first", "split_names"]

# `Ann Lee (1 and 2), Bob Roe (2) ((1) MIT, (2) ETH)` as arXiv has it; `Xin (Ann) Lee` is one name.
# A run of brackets is tried from its first one only.
_WORKPLACES = re.compile(
    r"(?<!\))(?<!\) )(?: ?\((?:[^()]++|\([^()]*+\))*+\))++(?= ?(?:[,;|]|and\b|$))", re.IGNORECASE
)

# `J.`, `J. A.`, `J.-P.`, `JA`.
_INITIALS = re.compile(r"(?:[^\W\d_a-zß-ÿ]\.[\s-]*){1,5}|[^\W\d_a-zß-ÿ]{1,2}")
# PubMed ends its list of names with a period: `Lee A, Roe BC.`; in `Lee, Ann B.` it is Ann's.
_LAST_INITIALS = re.compile(r"([^.,]* [A-Z]{1,3}, (?:[^.]*, )?[^.,]* [A-Z]{1,3})\.")
# What stands after the comma in `Bob Roe, Jr.` and `Example, Inc.`
_SUFFIX = re.compile(
    r"(?:jr|sr|i{1,3}|i?v|ph\.?\s?d|m\.?d|m\.?sc|inc|ltd|llc|gmbh|et al)\.?", re.IGNORECASE
)


def forename_first(name: str) -> str:
    """Put the forename first; the part after a second comma is a suffix.

    Examples
    --------
    >>> forename_first("Lee, Ann"), forename_first("Roe, Bob, Jr."), forename_first("Ann Lee")
    ('Ann Lee', 'Bob Roe Jr.', 'Ann Lee')
    >>> forename_first("Bob Roe, PhD")
    'Bob Roe, PhD'
    """
    family, forename, suffix = (*(part.strip() for part in name.split(",")), "", "")[:3]
    if _SUFFIX.fullmatch(forename):
        return name
    return " ".join(filter(None, (forename, family, suffix)))


def _comma_names(text: str) -> list[str]:
    """Split `Ann Lee, Bob Roe` or `Lee, A., Roe, B.` at its commas, and leave `Lee, Ann` whole."""
    parts = [part for part in map(str.strip, text.split(",")) if part]
    family, initials = parts[::2], parts[1::2]
    if len(family) == len(initials) and all(map(_INITIALS.fullmatch, initials)):
        return [", ".join(pair) for pair in zip(family, initials, strict=True)]
    one_name = len(parts) == 2 and not all(" " in part for part in parts)
    return [text] if one_name else parts


def _joined_by_and(text: str) -> list[str]:
    """Split `Lee, Ann and Roe, Bob` and `Ann Lee, Bob Roe and Cy Doe`."""
    parts = re.split(r",? and ", text)
    if len(parts) > 1 and all(part.count(",") == 1 for part in parts):
        # Each part is a name, family name first; a list would end in a name without a comma.
        return parts
    return [name for part in parts for name in _comma_names(part)]


def split_names(text: str) -> list[str]:
    """Split the names in one text.

    Examples
    --------
    >>> split_names("Ann Lee, Bob Roe and Cy Doe"), split_names("Lee, A., Roe, B.")
    (['Ann Lee', 'Bob Roe', 'Cy Doe'], ['Lee, A.', 'Roe, B.'])
    >>> split_names("Lee, Ann; Roe, Bob"), split_names("Lee, Ann")
    (['Lee, Ann', 'Roe, Bob'], ['Lee, Ann'])
    >>> split_names("Ann Lee (1), Xin (Bo) Roe (1 and 2) ((1) MIT, (2) ETH)")
    ['Ann Lee', 'Xin (Bo) Roe']
    """
    # Without runs of white space, splitting takes linear time.
    text = _WORKPLACES.sub("", " ".join(text.split()))
    if text.endswith(".") and (listed := _LAST_INITIALS.fullmatch(text)):
        text = listed[1]
    parts = list(filter(None, re.split(r" ?[;|] ?(?:and )?", text)))
    if len(parts) == 1:
        return _joined_by_and(parts[0])
    # Commas are part of names here.
    return [name for part in parts for name in re.split(r",? and ", part)]
