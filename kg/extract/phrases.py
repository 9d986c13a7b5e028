"""Finds the names of a long list in documents; tokenizes a name only when a text may hold it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from kg.extract.scratch import scratch_of
from kg.extract.words import words_of

__all__ = ["Phrases"]

# Names are looked up by this many characters of their beginning, spaces aside. 50 abstracts hold
# those of one name in twenty-five; with 8 characters, of one in seven.
BEGINNING = 12

Key = TypeVar("Key")

# The one key of all phrases in the matcher.
_ANY = "phrase"
# Key in the document's scratch.
_KEY = "beginnings"


def _squeezed(text: str) -> str:
    """Fold a text so that the result does not depend on where the tokenizer divides it."""
    # `lower` writes a final sigma differently, and where a word ends depends on the division.
    return "".join(text.lower().replace("ς", "σ").split())


class _Waiting(NamedTuple):
    """A spelling of a phrase that no document has had: `ending` is what follows its beginning."""

    number: int
    spelling: str
    ending: str


class _Spelled(NamedTuple):
    """A document's squeezed text, and the beginnings of all names that its tokens may spell."""

    text: str
    beginnings: frozenset[str]


def _spelled(doc: Doc) -> _Spelled:
    found: _Spelled | None = scratch_of(doc).get(_KEY)
    if found is None:
        lowers = words_of(doc).lowers
        # A token is either all white space or has none.
        parts = [text if text.isascii() and text[0] > " " else _squeezed(text) for text in lowers]
        text = "".join(parts)
        bounds = [0, *accumulate(map(len, parts))]
        met = {text[start : start + BEGINNING] for start in bounds}
        ends = bounds
        while ends := ends[1:]:
            short = {text[a:b] for a, b in zip(bounds, ends, strict=False) if b - a < BEGINNING}
            if not short:
                break
            met |= short
        found = scratch_of(doc)[_KEY] = _Spelled(text, frozenset(met))
    return found


class Phrases(Generic[Key]):
    """Finds phrases without regard to case, by their tokens.

    Tokenizing tens of thousands of names would take longer than reading many inputs, so a phrase
    is added to the matcher when a document first has its characters.

    Parameters
    ----------
    nlp
        Pipeline whose tokenizer reads the phrases.
    phrases
        Keys that matches return, each with the names that it is found by.
    """

    def __init__(self, nlp: Language, phrases: Iterable[tuple[Key, Iterable[str]]]) -> None:
        self._make_doc = nlp.make_doc
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._keys: list[Key] = []
        # Numbers of the keys of each phrase, by its tokens.
        self._numbers: dict[tuple[str, ...], set[int]] = {}
        self._waiting: dict[str, list[_Waiting]] = {}
        for number, (key, spellings) in enumerate(phrases):
            self._keys.append(key)
            for spelling in spellings:
                squeezed = _squeezed(spelling)
                waiting = _Waiting(number, spelling, squeezed[BEGINNING:])
                self._waiting.setdefault(squeezed[:BEGINNING], []).append(waiting)

    def find(self, doc: Doc) -> list[tuple[Key, int, int]]:
        """Return the phrases in a document: key, first token, token behind the last.

        They are in the order of the text, shorter ones first; keys of one phrase as given.
        """
        text, beginnings = _spelled(doc)
        for beginning in self._waiting.keys() & beginnings:
            self._add_spelled(beginning, text)
        lowers = words_of(doc).lowers
        return [
            (self._keys[number], start, end)
            for _, start, end in self._matcher(doc)
            for number in sorted(self._numbers[tuple(lowers[start:end])])
        ]

    def _add_spelled(self, beginning: str, text: str) -> None:
        """Add the phrases of this beginning that are in a squeezed text."""
        still_waiting = []
        for waiting in self._waiting.get(beginning, ()):
            if waiting.ending and beginning + waiting.ending not in text:
                still_waiting.append(waiting)
            else:
                self._add(waiting.number, self._make_doc(waiting.spelling))
        # Only now, so that another thread that reads a text misses no name in between.
        if still_waiting:
            self._waiting[beginning] = still_waiting
        else:
            self._waiting.pop(beginning, None)

    def _add(self, number: int, phrase: Doc) -> None:
        """Add a phrase to the matcher, under one key for all: the matcher keeps much for each key.

        Adding a phrase that another thread has added meanwhile changes nothing.
        """
        tokens = tuple([token.lower_ for token in phrase])
        numbers = self._numbers.setdefault(tokens, set())
        is_new = not numbers
        numbers.add(number)
        if is_new:
            self._matcher.add(_ANY, [phrase])
