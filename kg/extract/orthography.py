"""The layer of spelling: tokens written as only names are (CamelCase, acronyms, versions)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.extract.word_lists import read_words
from kg.extract.words import words_of

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


@lru_cache(maxsize=1 << 16)
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


@lru_cache(maxsize=1 << 16)
def _is_name(text: str) -> bool:
    if text in _NO_NAMES or len(text) < 2 or not text[0].isalpha():
        return False
    return any(pattern.fullmatch(text) is not None for pattern in (_CAMEL, _ACRONYM, _VERSIONED))


def _may_continue(text: str) -> bool:
    return text[:1].isupper() or text[:1].isdigit() or text == "α"


def _names(doc: Doc) -> list[Span]:
    """Return the longest runs of tokens that hyphens join, one of which is written as a name."""
    words = words_of(doc)
    texts, spaced = words.texts, words.spaced
    spans = []
    index = 0
    while index < len(texts):
        start = index
        while (
            index + 2 < len(texts)
            and texts[index + 1] in {"-", "++"}
            and not spaced[index]
            and not spaced[index + 1]
            and _may_continue(texts[index])
            and _may_continue(texts[index + 2])
        ):
            index += 2
        if any(_is_name(text) for text in texts[start : index + 1]) or (
            index > start and all(text[0].isupper() for text in texts[start : index + 1 : 2])
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
