"""The layer of spelling: tokens written as only names are (CamelCase, acronyms, versions)."""

from __future__ import annotations

import re
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from kg.extract.word_lists import read_words

__all__ = ["SPAN_GROUP", "Shape", "make_orthography", "shape"]

SPAN_GROUP = "orthography"
Shape = Literal["camel", "acronym", "versioned", "capitalised", "title", "lower", "other"]

_CAMEL = re.compile(
    r"(?=.*[a-z])(?:[A-Za-z0-9+$&]*[a-z0-9][A-Z][A-Za-z0-9+$]*|[A-Z]{2,}[a-z0-9]+\w*)"
)
_ACRONYM = re.compile(r"[A-Z][A-Z0-9+&]*[A-Z0-9]s?")
_VERSIONED = re.compile(r"(?=.*[A-Z])(?=.*\d)[A-Za-z][\w.+]*(?:-[\w.+]+)*|[A-Za-z]+@\d+")
_CAPITALISED = re.compile(r"[A-Z][a-z]+")
_NO_NAMES = read_words("not_names.txt")


def shape(text: str) -> Shape:
    """Class a word or phrase by its spelling.

    Examples
    --------
    >>> [shape(text) for text in ("ResBlock", "GRPO", "GPT-4o", "Adam", "beam search")]
    ['camel', 'acronym', 'versioned', 'capitalised', 'lower']
    """
    if " " not in text and _VERSIONED.fullmatch(text):
        return "versioned"
    words = [word for word in re.split(r"[\s\-–/]+", text) if word]
    if len(words) > 1:
        if text.islower():
            return "lower"
        return "title" if all(word[0].isupper() or len(word) < 4 for word in words) else "other"
    if _ACRONYM.fullmatch(text):
        return "acronym"
    if _CAMEL.fullmatch(text):
        return "camel"
    if _CAPITALISED.fullmatch(text):
        return "capitalised"
    return "lower" if text.islower() else "other"


def _is_name(token: Token) -> bool:
    text = token.text
    if text in _NO_NAMES or len(text) < 2 or not text[0].isalpha():
        return False
    return any(pattern.fullmatch(text) is not None for pattern in (_CAMEL, _ACRONYM, _VERSIONED))


def _may_continue(token: Token) -> bool:
    return token.text[:1].isupper() or token.text[:1].isdigit() or token.text == "α"


def _names(doc: Doc) -> list[Span]:
    """Return the longest runs of tokens that hyphens join, one of which is written as a name."""
    spans = []
    index = 0
    while index < len(doc):
        start = index
        while (
            index + 2 < len(doc)
            and doc[index + 1].text in {"-", "++"}
            and not doc[index].whitespace_
            and not doc[index + 1].whitespace_
            and _may_continue(doc[index])
            and _may_continue(doc[index + 2])
        ):
            index += 2
        if any(_is_name(doc[position]) for position in range(start, index + 1)) or (
            index > start and all(doc[p].text[0].isupper() for p in range(start, index + 1, 2))
        ):
            spans.append(Span(doc, start, index + 1, label="name"))
        index += 1
    return spans


def _orthography(doc: Doc) -> Doc:
    doc.spans[SPAN_GROUP] = _names(doc)
    return doc


@Language.factory("kg_orthography", assigns=["doc.spans"])
def make_orthography(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """Make the component that marks words spelled as names in ``doc.spans["orthography"]``."""
    return _orthography
