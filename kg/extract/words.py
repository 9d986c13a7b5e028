"""The words of a document as plain lists: looked up often, and read from spaCy once."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from kg.extract.text import TITLE_END

__all__ = ["Sentence", "Words", "words_of"]

EDGE, BREAK = "<edge>", "<break>"

if not Doc.has_extension("words"):
    Doc.set_extension("words", default=None)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Bounds of a sentence in tokens, `end` exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """Each list has one item a token.

    Attributes
    ----------
    spaced
        Whether white space follows.
    blank, alphabetic, opening
        Whether the token is white space, is all letters, begins a sentence.
    title_end
        How many tokens are the title; 0 where there is none.
    """

    texts: list[str]
    lowers: list[str]
    spaced: list[bool]
    blank: list[bool]
    alphabetic: list[bool]
    opening: list[bool]
    sentence_starts: list[int]
    sentence_ends: list[int]
    title_end: int

    def __len__(self) -> int:
        return len(self.texts)

    def seen(self, position: int) -> str:
        """Return the lower-cased word at a position, which may be outside of the text."""
        if not 0 <= position < len(self.texts):
            return EDGE
        return BREAK if self.blank[position] else self.lowers[position]

    def sentence(self, position: int) -> Sentence:
        """Return the sentence that holds a token."""
        return Sentence(self.sentence_starts[position], self.sentence_ends[position])

    def text(self, start: int, end: int) -> str:
        """Return the text of some tokens as it stands, without the space behind it."""
        if end - start == 1:
            return self.texts[start]
        parts = [
            f"{text} " if space else text
            for text, space in zip(
                self.texts[start : end - 1], self.spaced[start : end - 1], strict=True
            )
        ]
        return "".join([*parts, *self.texts[end - 1 : end]])


def _sentence_bounds(opening: list[bool]) -> tuple[list[int], list[int]]:
    size = len(opening)
    starts, ends = [0] * size, [size] * size
    start = 0
    for position in range(1, size + 1):
        if position == size or opening[position]:
            ends[start:position] = [position] * (position - start)
            starts[start:position] = [start] * (position - start)
            start = position
    return starts, ends


def words_of(doc: Doc) -> Words:
    """Return the words of a document whose sentences are set."""
    words: Words | None = doc._.words
    if words is None:
        tokens = list(doc)
        texts = [token.text for token in tokens]
        opening = [bool(token.is_sent_start) for token in tokens]
        words = Words(
            texts,
            [token.lower_ for token in tokens],
            [bool(token.whitespace_) for token in tokens],
            [token.is_space for token in tokens],
            [token.is_alpha for token in tokens],
            opening,
            *_sentence_bounds(opening),
            texts.index(TITLE_END) if TITLE_END in texts else 0,
        )
        doc._.words = words
    return words
