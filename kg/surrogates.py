"""Halves of surrogate pairs, which JSON can write and neither UTF-8 nor RDF can hold."""

from __future__ import annotations

import re

__all__ = ["without_surrogates"]

_SURROGATE = re.compile("[\ud800-\udfff]")


def without_surrogates(text: str) -> str:
    r"""Replace each half of a surrogate pair, which is no character, with U+FFFD.

    Examples
    --------
    >>> without_surrogates("cut \ud83d") == "cut \ufffd"
    True
    """
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
