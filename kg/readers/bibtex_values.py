"""Values of BibTeX's fields: their parts joined, LaTeX and braces removed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.readers.cleaning import clean

__all__ = ["field_value", "plain", "verbatim"]

_MATH = re.compile(r"((?<!\\)\$(?:\\.|[^$\\]){1,400}\$)", re.DOTALL)
# For text in which no backslash marks the dollar sign of a price any more.
_TIGHT_MATH = re.compile(r"((?<!\\)\$(?=\S)[^$]{1,400}(?<=\S)\$(?!\d))")
_BRACES = re.compile(r"(?<!\\)[{}]")
# Private-use characters replace the braces in math while the braces outside it are removed.
_KEEP_BRACES = str.maketrans("{}", "\ue000\ue001")
_GIVE_BRACES = str.maketrans("\ue000\ue001", "{}")
# Zotero and the ACL Anthology escape the LaTeX in an abstract once more; Zotero also escapes
# dollar signs and braces.
_BACKSLASH = re.compile(r"\{\\textbackslash\s*\}|\\textbackslash(?:\{\}|\s+|(?![A-Za-z]))")
_ESCAPED_SIGN = re.compile(r"\\([{}$])")
# TeX's quotes and dashes; in URLs and before a command-line option they are literal.
_SIGNS = {"---": "—", "--": "–", "``": "“", "''": "”"}
_TYPED = re.compile(r"(https?://[^\s{}]+|(?<!\S)--(?=\w))|---|--|``|''")
# How programs escape those characters of a DOI or URL that are special in LaTeX.
_ESCAPED = re.compile(r"\{\\?([_%&#~])\}|\\([_%&#~])|\{?\$([<>])\$\}?")
_COMPARISON = re.compile(r"\{?\\text(less|greater)(?:\{\}|\})?")


def _pieces(value: str) -> Iterator[str]:
    """Split a value at each concatenation sign ``#`` outside braces and quotes."""
    depth, quoted, start = 0, False, 0
    for position, character in enumerate(value):
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
        elif character == '"' and depth == 0:
            quoted = not quoted
        elif character == "#" and depth == 0 and not quoted:
            yield value[start:position].strip()
            start = position + 1
    yield value[start:].strip()


def field_value(raw: str, strings: Mapping[str, str]) -> str:
    """Return the value of a field: its parts joined, names of strings and months replaced."""
    parts = []
    for piece in _pieces(raw):
        if piece[:1] in ("{", '"') and len(piece) > 1:
            parts.append(piece[1:-1])
        else:
            parts.append(strings.get(piece.lower(), piece))
    return "".join(parts)


def plain(text: str) -> str:
    """Clean a value and remove the braces that protect capitals, but not those in math."""
    math = _MATH
    if "\\textbackslash" in text:
        text = _ESCAPED_SIGN.sub(r"\1", _BACKSLASH.sub(r"\\", text))
        math = _TIGHT_MATH
    parts = math.split(text)
    parts[1::2] = (part.translate(_KEEP_BRACES) for part in parts[1::2])
    parts[::2] = map(_typeset, parts[::2])
    return _BRACES.sub("", clean("".join(parts))).translate(_GIVE_BRACES)


def _typeset(text: str) -> str:
    """Replace TeX's quotes and dashes by the characters that it prints."""
    return _TYPED.sub(lambda found: found[1] or _SIGNS[found[0]], text)


def verbatim(value: str) -> str:
    """Return a DOI or URL without its LaTeX escapes."""
    value = _COMPARISON.sub(lambda found: "<" if found[1] == "less" else ">", value)
    return _ESCAPED.sub(lambda found: found[1] or found[2] or found[3], value)
