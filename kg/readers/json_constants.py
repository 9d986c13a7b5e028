"""`NaN` and `Infinity`, which pandas writes where a value is missing and JSON lacks, as null."""

from __future__ import annotations

import re

__all__ = ["NullConstants"]

_TOKEN = re.compile(r"\\.|\"|-?Infinity|NaN", re.DOTALL)
_UNFINISHED = re.compile(r"(?:-?I[infty]{0,6}|(?<!Na)Na?|-)\Z")
_LONGEST = len("-Infinity")


def _certain(text: str) -> int:
    """Return where half an escape or half a constant begins that the next part may go on with."""
    if (len(text) - len(text.rstrip("\\"))) % 2:
        return len(text) - 1
    unfinished = _UNFINISHED.search(text, max(0, len(text) - _LONGEST))
    return unfinished.start() if unfinished else len(text)


class NullConstants:
    """Replaces the constants in a text that comes in parts, but not in its strings."""

    def __init__(self) -> None:
        self._in_string = False
        self._held = ""

    def replaced(self, part: str, last: bool = False) -> str:
        """Return the text as far as it is certain.

        Parameters
        ----------
        last
            True where nothing follows: what was held back comes too.

        Examples
        --------
        >>> constants = NullConstants()
        >>> constants.replaced('{"a": Na') + constants.replaced('N, "b": "NaN"}', last=True)
        '{"a": null, "b": "NaN"}'
        """
        text = self._held + part
        self._held = ""
        if not last:
            end = _certain(text)
            text, self._held = text[:end], text[end:]
        if "NaN" in text or "Infinity" in text:
            return _TOKEN.sub(self._token, text)
        # Counting is many times as fast as looking at every sign.
        unescaped = text.replace("\\\\", "").replace('\\"', "")
        self._in_string ^= unescaped.count('"') % 2 == 1
        return text

    def _token(self, found: re.Match[str]) -> str:
        if found[0] == '"':
            self._in_string = not self._in_string
        elif found[0][0] != "\\" and not self._in_string:
            return "null"
        return found[0]
