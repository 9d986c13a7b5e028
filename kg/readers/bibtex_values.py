"""Values of BibTeX's fields: their parts joined, LaTeX and braces removed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.readers.cleaning import clean

__all__ = ["field_value", "joined_fields", "plain", "verbatim"]

_CLOSING = {"{": "}", '"': '"'}
# What has a meaning outside braces and quotes; the group is the name of a field.
_SPECIAL = re.compile(r'\\[{}"]|[{}"#]|(?<=[}"\s])([A-Za-z][\w-]*+)\s*+=')

_MATH = re.compile(r"((?<!\\)\$(?:\\.|[^$\\]){1,400}\$)", re.DOTALL)
# For text in which no backslash marks the dollar sign of a price any more.
_TIGHT_MATH = re.compile(r"((?<!\\)\$(?=\S)[^$]{1,400}(?<=\S)\$(?!\d))")
_BRACES = re.compile(r"(?<!\\)[{}]")
# Private-use characters replace the braces in math, and those of commands that are not known,
# while the other braces are removed.
_KEEP_BRACES = str.maketrans("{}", "\ue000\ue001")
_GIVE_BRACES = str.maketrans("\ue000\ue001", "{}")
_COMMAND = re.compile(r"\\[A-Za-z]++(?:\{(?:[^{}]|\{[^{}]*+\})++\})++")
# Zotero and the ACL Anthology escape the LaTeX in an abstract once more; Zotero also escapes
# dollar signs and braces.
_BACKSLASH = re.compile(r"\{\\textbackslash\s*\}|\\textbackslash(?:\{\}|\s+|(?![A-Za-z]))")
_ESCAPED_SIGN = re.compile(r"\\([{}$])")
# TeX's quotes and dashes; in URLs and before a command-line option they are literal.
_SIGNS = {"---": "—", "--": "–", "``": "“", "''": "”"}
_TYPED = re.compile(r"(https?://[^\s{}]+|(?<!\S)--(?=\w))|---|--|``|''")
# How programs escape those characters of a DOI or URL that are special in LaTeX.
_ESCAPED = re.compile(r"\{\\?([_%&#~])\}|\\([_%&#~])|\{?\$([<>])\$\}?")
_URL_COMMAND = re.compile(r"\\(?:url|nolinkurl|path|texttt)\s?(?=\{)")
_COMPARISON = re.compile(r"\{?\\text(less|greater)(?:\{\}|\})?")


def joined_fields(name: str, raw: str) -> Iterator[tuple[str, str]]:
    """Yield a field and those that the lack of a comma between them has joined to it.

    Examples
    --------
    >>> list(joined_fields("author", "{Lee, Ann} year = 2021"))
    [('author', '{Lee, Ann}'), ('year', '2021')]
    """
    start = 0
    for found in _unenclosed(raw):
        if not found[1]:
            continue
        if not _is_whole(raw[start : found.start()]):
            break
        yield name, raw[start : found.start()].strip()
        name, start = found[1], found.end()
    yield name, raw[start:].strip()


def _is_whole(raw: str) -> bool:
    """Check that a value is enclosed or a single word, so that another field can follow it."""
    last = raw.rpartition("#")[2].strip()
    return last[-1:] in _CLOSING.values() or (last != "" and not any(map(str.isspace, last)))


def _unenclosed(value: str) -> Iterator[re.Match[str]]:
    """Yield what is special in a value where it stands outside braces and quotes."""
    depth, quoted = 0, False
    for found in _SPECIAL.finditer(value):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth = max(depth - 1, 0)
        elif found[0] == '"' and depth == 0:
            quoted = not quoted
        if depth == 0 and not quoted:
            yield found


def _pieces(value: str) -> Iterator[str]:
    """Split a value at each concatenation sign ``#`` outside braces and quotes."""
    start = 0
    for found in _unenclosed(value):
        if found[0] == "#":
            yield value[start : found.start()].strip()
            start = found.end()
    yield value[start:].strip()


def _is_enclosed(piece: str) -> bool:
    """Check that a piece ends with the brace or quote that closes the one at its beginning."""
    if len(piece) < 2 or piece[-1] != _CLOSING.get(piece[0]):
        return False
    return piece[0] == '"' or next(_unenclosed(piece)).end() == len(piece)


def field_value(raw: str, strings: Mapping[str, str]) -> str:
    """Return the value of a field: its parts joined, names of strings and months replaced."""
    return "".join(
        piece[1:-1] if _is_enclosed(piece) else strings.get(piece.lower(), piece)
        for piece in _pieces(raw)
    )


def plain(text: str) -> str:
    """Clean a value and remove the braces that protect capitals, but not those in math.

    Those of a command that remains stay too: it would join its argument to one word.
    """
    math = _MATH
    if "\\textbackslash" in text:
        text = _ESCAPED_SIGN.sub(r"\1", _BACKSLASH.sub(r"\\", text))
        math = _TIGHT_MATH
    parts = math.split(text)
    parts[1::2] = (part.translate(_KEEP_BRACES) for part in parts[1::2])
    parts[::2] = map(_typeset, parts[::2])
    cleaned = _COMMAND.sub(lambda found: found[0].translate(_KEEP_BRACES), clean("".join(parts)))
    return _BRACES.sub("", cleaned).translate(_GIVE_BRACES)


def _typeset(text: str) -> str:
    """Replace TeX's quotes and dashes by the characters that it prints."""
    return _TYPED.sub(lambda found: found[1] or _SIGNS[found[0]], text)


def verbatim(value: str) -> str:
    """Return a DOI, URL or number without LaTeX escapes, braces and the command for URLs."""
    value = _COMPARISON.sub(lambda found: "<" if found[1] == "less" else ">", value)
    value = _ESCAPED.sub(lambda found: found[1] or found[2] or found[3], value)
    return _BRACES.sub("", _URL_COMMAND.sub("", value)).strip()
