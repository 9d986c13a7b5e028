"""Lines of copyright that Scopus, PubMed and publishers put before or behind an abstract."""

from __future__ import annotations

import re

from kg.data_files import data_lines

__all__ = ["without_copyright"]

_SMALL = "|".join(map(re.escape, data_lines("readers/data/copyright_words.txt")))
_YEAR = r"(?:19|20)\d\d(?:[-–](?:19|20)?\d\d)?"
_SIGN = (
    rf"(?:(?:Crown )?(?:Copyright:? ?)?(?:©|\([cC]\)(?= ?{_YEAR}))(?: ?Copyright)?"
    rf"|Copyright(?= {_YEAR}))"
)
# `B.V`, `Ltd`, `Author(s)`, `(www.aaai.org)`. The period that ends a line is no part of a word: the
# abstract often follows it without a space.
_WORD = (
    rf"(?:{_YEAR}|[A-ZÀ-Þ](?:\.[A-Z](?![a-z]))++|[A-ZÀ-Þ][\w&'’/-]*+(?:\(s\))?|&"
    rf"|(?:{_SMALL})(?![\w-])|\([\w./ ]{{1,60}}\))"
)
_HOLDER = rf"{_WORD}(?:,? {_WORD}){{0,25}}"
_TERMS = r"(?:[^.(]|\.(?=\d)|\([^()]{1,200}\)){1,300}"
_SENTENCE = (
    rf"(?:All rights (?:are )?reserved|(?:Published|Licensed) by {_HOLDER}|Licensee:? {_HOLDER}"
    rf"|This is an open[- ]access article{_TERMS}|(?:Licensed|Distributed) under{_TERMS})"
)
# Atomic, so that no part of a line is left when more of it could be taken.
_LINE = rf"(?>{_SIGN} ?(?:{_HOLDER})?\.?(?:,? ?{_SENTENCE}\.?){{0,3}})"
_FIRST = re.compile(rf"{_LINE}(?: |(?<=\.))(?=[\"“(]?[A-ZÀ-Þ\d])")
_LAST = re.compile(rf"{_LINE}$")
_BEGINS = re.compile(rf"(?:(?<=[.!?\])\"”’] )|(?<=[.!?])){_SIGN}")
# One of these makes it plain.
_PLAIN = re.compile(rf"\b{_YEAR}(?!\d)|[Rr]ights (?:are )?reserved")


def without_copyright(abstract: str) -> str:
    """Remove a line of copyright at the beginning and at the end of a text on one line.

    Examples
    --------
    >>> without_copyright("We study roots. © 2023 Elsevier Ltd. All rights reserved.")
    'We study roots.'
    >>> without_copyright("© 2019 IEEE.We study roots."), without_copyright("It works. © is here.")
    ('We study roots.', 'It works. © is here.')
    """
    if not ("©" in abstract or "opyright" in abstract or "(c)" in abstract or "(C)" in abstract):
        return abstract
    if (found := _LAST.match(abstract)) and _is_plain(found):
        return ""
    if (found := _FIRST.match(abstract)) and found[0].rstrip().endswith(".") and _is_plain(found):
        abstract = abstract[found.end() :]
    for begin in _BEGINS.finditer(abstract):
        if (found := _LAST.match(abstract, begin.start())) and _is_plain(found):
            return abstract[: begin.start()].rstrip()
    return abstract


def _is_plain(line: re.Match[str]) -> bool:
    return _PLAIN.search(line[0]) is not None
