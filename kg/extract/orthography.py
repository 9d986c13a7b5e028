"""Classifies spelling: like names alone (CamelCase, acronyms, versions), or like any word."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

__all__ = ["Shape", "shape"]

Shape = Literal["camel", "acronym", "versioned", "capitalised", "title", "lower", "other"]

_CAMEL = re.compile(
    r"(?=.*[a-z])(?:[A-Za-z0-9+$&]*[a-z0-9][A-Z][A-Za-z0-9+$]*|[A-Z]{2,}[a-z0-9]+\w*)"
)
_ACRONYM = re.compile(r"[A-Z][A-Z0-9+&]*[A-Z0-9]s?")
_VERSIONED = re.compile(r"(?=.*[A-Z])(?=.*\d)[A-Za-z][\w.+]*(?:-[\w.+]+)*|[A-Za-z]+@\d+")
_CAPITALISED = re.compile(r"[A-Z][a-z]+")


@lru_cache(maxsize=1 << 16)
def shape(text: str) -> Shape:
    """Classify a word or phrase by its spelling.

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
