"""Finds the names of a long list in documents, each read only when a text may hold it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from typing import Generic, TypeVar

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from kg.extract.scratch import scratch_of
from kg.extract.words import words_of

__all__ = ["Phrases"]

# Of the letters of a name, so many at its beginning say whether a text may hold it. 50 abstracts
# have those of one name in twenty-five; with 8 letters, of one in seven.
BEGINNING = 12

Key = TypeVar("Key")

# The matcher's key of all phrases.
_ANY = "phrase"
# Under this name in the document's scratch.
_KEY = "beginnings"


def _squeezed(text: str) -> str:
    """Fold a text to what does not depend on where the tokenizer divides it."""
    # A small sigma is written otherwise at the end of a word, wherever that is taken to be.
    return "".join(text.lower().replace("ς", "σ").split())


def _beginnings(doc: Doc) -> frozenset[str]:
    """Return the beginnings of all names that the tokens of a document could spell."""
    found: frozenset[str] | None = scratch_of(doc).get(_KEY)
    if found is None:
        lowers = words_of(doc).lowers
        # A token is white space as a whole or not at all.
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
        found = scratch_of(doc)[_KEY] = frozenset(met)
    return found


class Phrases(Generic[Key]):
    """Finds phrases without regard to case, by their tokens.

    To tokenize tens of thousands of names takes longer than to read many an input: a phrase is
    given to the matcher when a document first has its beginning.

    Parameters
    ----------
    nlp
        Whose tokenizer reads the phrases.
    phrases
        What a match gives, with the names that it is found by.
    """

    def __init__(self, nlp: Language, phrases: Iterable[tuple[Key, Iterable[str]]]) -> None:
        self._make_doc = nlp.make_doc
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._keys: list[Key] = []
        # By its tokens the numbers of the keys of a phrase.
        self._numbers: dict[tuple[str, ...], set[int]] = {}
        self._waiting: dict[str, list[tuple[int, str]]] = {}
        for number, (key, spellings) in enumerate(phrases):
            self._keys.append(key)
            for spelling in spellings:
                beginning = _squeezed(spelling)[:BEGINNING]
                self._waiting.setdefault(beginning, []).append((number, spelling))

    def find(self, doc: Doc) -> list[tuple[Key, int, int]]:
        """Return the phrases in a document: key, first token, token behind the last.

        In the order of the text, the shorter first, and the keys of one phrase as they were given.
        """
        for beginning in self._waiting.keys() & _beginnings(doc):
            for number, spelling in self._waiting.get(beginning, ()):
                self._add(number, self._make_doc(spelling))
            # Only now: another thread that reads a text must not miss a name in between.
            self._waiting.pop(beginning, None)
        lowers = words_of(doc).lowers
        return [
            (self._keys[number], start, end)
            for _, start, end in self._matcher(doc)
            for number in sorted(self._numbers[tuple(lowers[start:end])])
        ]

    def _add(self, number: int, phrase: Doc) -> None:
        """Have the matcher know a phrase, all of them by one key: it describes each key at length.

        Whoever adds one that another thread has added meanwhile changes nothing.
        """
        tokens = tuple([token.lower_ for token in phrase])
        numbers = self._numbers.setdefault(tokens, set())
        is_new = not numbers
        numbers.add(number)
        if is_new:
            self._matcher.add(_ANY, [phrase])
