"""Values in the YAML above notes in Markdown, without what YAML puts around them."""

from __future__ import annotations

import re

__all__ = ["plain_value", "unquoted_value"]

_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_SINGLE = re.compile(r"'((?:[^']|'')*+)'", re.DOTALL)
_LIST = re.compile(r"\[([^\[\]]*)\]")
_MEMBER = re.compile(r"\s*(\"(?:[^\"\\]|\\.)*+\"|'(?:[^']|'')*+'|[^,]*+)\s*(?:,|$)")
_ESCAPED = re.compile(r'\\(["\\/])')
# What stands before a text on the lines below.
_BLOCK = re.compile(r"[|>][+-]?[ \t]*(?:\n|$)")


def unquoted_value(value: str) -> str:
    """Return a text without the quotes around it; quotes around some of its words are part of it.

    Examples
    --------
    >>> unquoted_value('"Why Roots?"'), unquoted_value('"Roots" and "leaves"')
    ('Why Roots?', '"Roots" and "leaves"')
    """
    value = value.strip()
    if found := _DOUBLE.fullmatch(value):
        return _ESCAPED.sub(r"\1", found[1])
    if found := _SINGLE.fullmatch(value):
        return found[1].replace("''", "'")
    return _BLOCK.sub("", value, count=1)


def plain_value(value: str) -> str:
    """Return a text without its quotes, or a list as names are listed elsewhere.

    Examples
    --------
    >>> plain_value('["Lee, Ann", Bob Roe]'), plain_value("[soil, 'roots']"), plain_value("[]")
    ('Lee, Ann; Bob Roe', 'soil, roots', '')
    """
    found = _LIST.fullmatch(value.strip())
    if not found:
        return unquoted_value(value)
    listed = list(filter(None, map(unquoted_value, _MEMBER.findall(found[1]))))
    return ("; " if any("," in each for each in listed) else ", ").join(listed)
