"""Sentence bounds by punctuation, with the title a sentence of its own."""

from __future__ import annotations

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.batches import BatchComponent
from kg.extract.text import TITLE_END
from kg.extract.word_lists import read_words
from kg.extract.words import set_words, tokens_of

__all__ = ["make_sentences"]

# spaCy's -1 (no start of a sentence) as an unsigned number of an attribute array.
_INSIDE = 2**64 - 1
_ENDS = frozenset(".!?")
_CLOSING = frozenset(")]}\"'”’")
# Tokens that may end a sentence, if `_ends` confirms it.
_LAST = _ENDS | {TITLE_END}
_LAST_OF_TEX = "$."
_ABBREVIATED = read_words("abbreviated.txt")


def _ends(texts: list[str], spaced: list[bool], position: int) -> bool:
    text = texts[position]
    if text == TITLE_END:
        return True
    # The tokenizer keeps TeX together: "$0.641$." is one token or two, "$" and "0.641$.".
    if text.endswith(_LAST_OF_TEX):
        return spaced[position]
    if text not in _ENDS or (position and texts[position - 1].lower() in _ABBREVIATED):
        return False
    # A full stop that no space follows is part of a name or number.
    following = texts[position + 1] if position + 1 < len(texts) else ""
    return spaced[position] or following in _CLOSING


def _opening(texts: list[str], spaced: list[bool]) -> list[bool]:
    """Say for each token whether it begins a sentence."""
    opening = [False] * len(texts)
    starts = True
    for position, text in enumerate(texts):
        if starts and not (text in _CLOSING and position > 0 and not spaced[position - 1]):
            opening[position] = True
            starts = False
        if not starts and (text in _LAST or text[-2:] == _LAST_OF_TEX):
            starts = _ends(texts, spaced, position)
    return opening


class Sentences(BatchComponent):
    """Sets the sentence bounds of a document, and keeps its words in its scratch."""

    def __call__(self, doc: Doc) -> Doc:
        """Set the bounds of one document."""
        forms, spaced = tokens_of(doc)
        opening = _opening([form[0] for form in forms], spaced)
        # Set together, because setting the attribute of one token checks the whole document.
        bounds = np.where(opening, np.uint64(1), np.uint64(_INSIDE))
        doc.from_array(["SENT_START"], bounds)  # type: ignore[arg-type]
        set_words(doc, forms, spaced, opening)
        return doc


@Language.factory("kg_sentences", assigns=["token.is_sent_start"])
def make_sentences(nlp: Language, name: str) -> Sentences:
    """Make the component that sets sentence bounds."""
    return Sentences()
