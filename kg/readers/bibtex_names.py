"""Names in BibTeX's author and editor fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.readers.bibtex_values import plain
from kg.readers.latex_letters import letters_in_name

__all__ = ["people"]

# A backslash takes the next character with it, so that neither `\\{` nor `\\and` counts.
_AND_OR_BRACE = re.compile(r"\\.|[{}]|(?<!\s)(\s++and(?=\s))", re.IGNORECASE | re.DOTALL)
# BibLaTeX's extended name format, and the number by which DBLP tells namesakes apart.
_NAME_PART = re.compile(r"\b(family|given|prefix|suffix)\s*=\s*(\{[^{}]*\}|\"[^\"]*\"|[^,]*)")
_NAMESAKE = re.compile(r"\s\d{4}$")


def people(value: str) -> list[str]:
    r"""Return the names in an author field, forename first.

    Examples
    --------
    >>> people(r"Doe, A. and \v{S}imek, Jan and {Barnes and Noble} and others")
    ['A. Doe', 'Jan Šimek', 'Barnes and Noble']
    """
    names = (_forename_first(letters_in_name(name)) for name in _split(value) if name.strip())
    return [name for name in (_NAMESAKE.sub("", plain(name)) for name in names) if name]


def _split(value: str) -> Iterator[str]:
    """Split names at each ``and`` outside braces."""
    depth = start = 0
    for found in _AND_OR_BRACE.finditer(value):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth = max(depth - 1, 0)
        elif found[1] and not depth:
            yield value[start : found.start()]
            start = found.end()
    yield value[start:]


def _forename_first(name: str) -> str:
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    if name.strip().lower() == "others":
        return ""
    if stated := {part: value.strip(' {}"') for part, value in _NAME_PART.findall(name)}:
        whole = [stated.get(part, "") for part in ("given", "prefix", "family", "suffix")]
    else:
        parts = parse_single_name_into_parts(name, strict=False)
        whole = [*parts.first, *parts.von, *parts.last, *parts.jr]
    return " ".join(whole)
