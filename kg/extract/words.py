"""The words of a document as plain lists: looked up often, and read from spaCy once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from spacy.attrs import ORTH, SPACY  # type: ignore[import-not-found]
from spacy.tokens import Doc

from kg.extract.scratch import scratch_of
from kg.extract.text import TITLE_END

__all__ = ["Sentence", "Words", "set_words", "tokens_of", "words_of"]

# Text, lower-cased text, whether it is white space, whether it is all letters.
_Form = tuple[str, str, bool, bool]
# A cache of forms by the hash of their text, emptied when a long run has filled it.
_FORMS: dict[int, _Form] = {}
MOST_FORMS = 1 << 17

EDGE, BREAK = "<edge>", "<break>"

# Key in the document's scratch; reading an extension attribute would create an object.
_KEY = "words"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Bounds of a sentence in tokens, `end` exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a document; each list has one item per token.

    Attributes
    ----------
    printed
        The text with the space that follows it.
    offsets
        Offset of the token in characters; one more item for the end of the text.
    spaced
        Whether white space follows.
    blank, alphabetic, opening
        Whether the token is white space, is all letters, begins a sentence.
    title_end
        Number of tokens in the title; 0 without a title.
    """

    texts: list[str]
    lowers: list[str]
    printed: list[str]
    offsets: list[int]
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
        """Return the lower-cased word at a position, which may be outside the text."""
        if not 0 <= position < len(self.texts):
            return EDGE
        return BREAK if self.blank[position] else self.lowers[position]

    def sentence(self, position: int) -> Sentence:
        """Return the sentence that holds a token."""
        return Sentence(self.sentence_starts[position], self.sentence_ends[position])

    def text(self, start: int, end: int) -> str:
        """Return the original text of a span of tokens, without the space behind it."""
        if end - start == 1:
            return self.texts[start]
        return "".join([*self.printed[start : end - 1], *self.texts[end - 1 : end]])

    def characters(self, start: int, end: int) -> tuple[int, int]:
        """Return the bounds of a span of tokens in the document's text, in characters."""
        return self.offsets[start], self.offsets[end - 1] + len(self.texts[end - 1])


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


def tokens_of(doc: Doc) -> tuple[list[_Form], list[bool]]:
    """Read the forms of a document's tokens, and whether white space follows each."""
    # One call for all tokens: each access to a token from Python creates an object.
    rows = doc.to_array([ORTH, SPACY])
    strings = doc.vocab.strings
    if len(_FORMS) > MOST_FORMS:
        _FORMS.clear()
    forms = []
    for orth in rows[:, 0].tolist():
        form = _FORMS.get(orth)
        if form is None:
            text = strings[orth]
            form = _FORMS[orth] = (text, text.lower(), text.isspace(), text.isalpha())
        forms.append(form)
    return forms, list(map(bool, rows[:, 1].tolist()))


def set_words(doc: Doc, forms: list[_Form], spaced: list[bool], opening: list[bool]) -> Words:
    """Make the words of a document and keep them in its scratch."""
    texts, lowers, blank, alphabetic = map(list, zip(*forms, strict=True)) if forms else ([],) * 4
    printed = [f"{text} " if space else text for text, space in zip(texts, spaced, strict=True)]
    words = Words(
        texts,
        lowers,
        printed,
        [0, *accumulate(map(len, printed))],
        spaced,
        blank,
        alphabetic,
        opening,
        *_sentence_bounds(opening),
        texts.index(TITLE_END) if TITLE_END in texts else 0,
    )
    scratch_of(doc)[_KEY] = words
    return words


def words_of(doc: Doc) -> Words:
    """Return the words of a document whose sentences are set."""
    words: Words | None = scratch_of(doc).get(_KEY)
    if words is None:
        words = set_words(doc, *tokens_of(doc), [bool(token.is_sent_start) for token in doc])
    return words
