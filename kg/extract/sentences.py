"""Sentence bounds by punctuation, with the title a sentence of its own."""

from __future__ import annotations

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.text import TITLE_END
from kg.extract.words import set_words, tokens_of

__all__ = ["make_sentences"]

# spaCy's -1 in the unsigned numbers of an attribute array.
_INSIDE = 2**64 - 1
_ENDS = frozenset(".!?")
_CLOSING = frozenset(")]}\"'”’")
# A full stop after these does not end a sentence.
_ABBREVIATED = frozenset({"al", "cf", "fig", "eq", "sec", "resp", "vs", "approx", "no"})


def _ends(texts: list[str], spaced: list[bool], position: int) -> bool:
    text = texts[position]
    if text == TITLE_END:
        return True
    if text not in _ENDS or (position and texts[position - 1].lower() in _ABBREVIATED):
        return False
    # A full stop that no space follows is part of a name or number.
    following = texts[position + 1] if position + 1 < len(texts) else ""
    return spaced[position] or following in _CLOSING


def _sentences(doc: Doc) -> Doc:
    forms, spaced = tokens_of(doc)
    texts = [form[0] for form in forms]
    # Set together: the attribute of a token asks the whole document before it is set.
    opening = np.full(len(texts), _INSIDE, dtype="uint64")
    starts = True
    for position, text in enumerate(texts):
        closes = text in _CLOSING and position > 0 and not spaced[position - 1]
        if starts and not closes:
            opening[position] = 1
            starts = False
        starts = starts or _ends(texts, spaced, position)
    doc.from_array(["SENT_START"], opening)  # type: ignore[arg-type]
    set_words(doc, forms, spaced, (opening == 1).tolist())
    return doc


@Language.factory("kg_sentences", assigns=["token.is_sent_start"])
def make_sentences(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """Make the component that sets sentence bounds."""
    return _sentences
