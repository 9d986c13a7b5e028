"""Sentence bounds by punctuation, with the title a sentence of its own."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.text import TITLE_END

__all__ = ["make_sentences"]

_ENDS = frozenset(".!?")
_CLOSING = frozenset(")]}\"'”’")
# A full stop after these does not end a sentence.
_ABBREVIATED = frozenset({"al", "cf", "fig", "eq", "sec", "resp", "vs", "approx", "no"})


def _ends(doc: Doc, position: int) -> bool:
    token = doc[position]
    if token.text == TITLE_END:
        return True
    if token.text not in _ENDS or (position and doc[position - 1].lower_ in _ABBREVIATED):
        return False
    # A full stop that no space follows is part of a name or number.
    following = doc[position + 1].text if position + 1 < len(doc) else ""
    return bool(token.whitespace_) or following in _CLOSING


def _sentences(doc: Doc) -> Doc:
    starts = True
    for token in doc:
        closes = token.text in _CLOSING and token.i > 0 and not doc[token.i - 1].whitespace_
        token.is_sent_start = starts and not closes
        if not closes:
            starts = False
        starts = starts or _ends(doc, token.i)
    return doc


@Language.factory("kg_sentences", assigns=["token.is_sent_start"])
def make_sentences(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """Make the component that sets sentence bounds."""
    return _sentences
