"""Repairs what JSON forbids and programs still write: `NaN`, unpaired surrogates."""

from __future__ import annotations

import re

__all__ = ["JsonRepair", "without_halves"]

_HIGH = r"\\u[dD][89abAB][0-9a-fA-F]{2}"
_LOW = r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_TOKEN = re.compile(
    rf"(?P<pair>{_HIGH}{_LOW})|(?P<half>{_HIGH}|{_LOW})|(?P<escape>\\.)|(?P<quote>\")"
    r"|(?P<constant>-?Infinity|NaN)",
    re.DOTALL,
)
# Ends of a part that the next may complete: a constant, an escape, the first of a pair.
_UNFINISHED = re.compile(
    r"(?:-?I[infty]{0,6}|(?<!Na)Na?|-"
    rf"|\\u[0-9a-fA-F]{{0,3}}|{_HIGH}(?:\\(?:u[0-9a-fA-F]{{0,3}})?)?)\Z"
)
_LONGEST = len(r"\ud83d\udc8")
_REPLACEMENT = r"\ufffd"


def _certain(text: str) -> int:
    """Return where an incomplete escape or constant begins; else the length of the text."""
    found = _UNFINISHED.search(text, max(0, len(text) - _LONGEST))
    end = found.start() if found else len(text)
    # If the number of backslashes at the end is odd, the last one begins an escape.
    before = text[:end]
    return end - (len(before) - len(before.rstrip("\\"))) % 2


class JsonRepair:
    """Repairs a text that comes in parts: `NaN` and `Infinity` become `null`.

    An unpaired surrogate, which is left of an emoji that was cut, becomes U+FFFD.
    """

    def __init__(self) -> None:
        self._in_string = False
        self._held = ""

    def repaired(self, part: str, last: bool = False) -> str:
        """Return the repaired text up to where the next part may change it.

        Parameters
        ----------
        last
            True for the last part: text that was held back is returned too.

        Examples
        --------
        >>> document = JsonRepair()
        >>> document.repaired('{"a": Na') + document.repaired('N, "b": "NaN"}', last=True)
        '{"a": null, "b": "NaN"}'
        """
        text = self._held + part
        self._held = ""
        if not last:
            end = _certain(text)
            text, self._held = text[:end], text[end:]
        if "NaN" in text or "Infinity" in text or r"\ud" in text or r"\uD" in text:
            return _TOKEN.sub(self._token, text)
        # Counting the quotes is many times as fast as matching every token.
        unescaped = text.replace("\\\\", "").replace('\\"', "")
        self._in_string ^= unescaped.count('"') % 2 == 1
        return text

    def _token(self, found: re.Match[str]) -> str:
        if found["quote"]:
            self._in_string = not self._in_string
        elif found["half"]:
            return _REPLACEMENT
        elif found["constant"] and not self._in_string:
            return "null"
        return found[0]


def without_halves(text: str) -> str:
    """Return a complete JSON text with U+FFFD in place of unpaired surrogates."""
    if r"\ud" not in text and r"\uD" not in text:
        return text
    return JsonRepair().repaired(text, last=True)
