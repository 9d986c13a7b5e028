"""The layer of lexical frames: runs of capitals, and what stands where a paper names a thing.

"We propose X", "called X", "the X dataset", "X: a title" and a name with its version number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.extract.word_lists import read_cues, read_words
from kg.extract.words import Words, words_of

__all__ = ["SPAN_GROUP", "make_frames"]

SPAN_GROUP = "frames"
LONGEST_RUN = 12
# A title's first words, before its colon, are the name of what it proposes when they are few.
LONGEST_TITLE_HEAD = 5
# Of a title with more of its words in capitals than this, capitals tell nothing.
TITLE_CASE = 0.6
_CUES = read_cues("frame_cues.tsv")
_RESOURCES = read_cues("resource_cues.tsv")
_NO_NAMES = read_words("not_names.txt") | read_words("modifiers.txt")
_SMALL_WORDS = frozenset({"of", "for", "to", "in", "with", "and", "the", "as", "via", "a", "on"})
_HYPHENS = frozenset({"-", "–", "‑", "/", "++", "+"})
_VERSION = re.compile(r"[vV]?\d{1,2}(?:\.\d+)+|[vV]\d{1,2}|(?:19|20)\d\d|\d{1,2}")
_DETERMINERS = frozenset({"a", "an", "the", "our", "new", "novel", "as", ",", "``", '"', "“", "'"})


def _capital(text: str) -> bool:
    return text[:1].isupper() or (text[:1].isdigit() and any(c.isupper() for c in text))


def _joined(words: Words, position: int) -> bool:
    """Say whether the token is a hyphen written without spaces between two words."""
    return (
        words.texts[position] in _HYPHENS
        and 0 < position < len(words) - 1
        and not words.spaced[position]
        and not words.spaced[position - 1]
    )


def _chunk_end(words: Words, start: int) -> int:
    """Return the end of the tokens that hyphens join to the one at `start`."""
    end = start + 1
    while end + 1 < len(words) and _joined(words, end):
        end += 2
    return end


def _chunks(words: Words) -> list[tuple[int, int]]:
    """Cut the text at its spaces: words with the hyphens that join them."""
    bounds = []
    position = 0
    while position < len(words):
        end = _chunk_end(words, position)
        bounds.append((position, end))
        position = end
    return bounds


def _capital_runs(words: Words, chunks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield runs of capitalised chunks, with and without the small words between them."""
    capital = [any(map(_capital, words.texts[start:end:2])) for start, end in chunks]
    index = 0
    while index < len(chunks):
        if not capital[index]:
            index += 1
            continue
        first = index
        while index + 1 < len(chunks) and capital[index + 1]:
            index += 1
        yield chunks[first][0], chunks[index][1]
        reach = index
        while True:
            ahead = reach + 1
            while ahead < len(chunks) and words.lowers[chunks[ahead][0]] in _SMALL_WORDS:
                ahead += 1
            if ahead == reach + 1 or ahead - reach > 3 or ahead >= len(chunks):
                break
            if not capital[ahead]:
                break
            reach = ahead
            while reach + 1 < len(chunks) and capital[reach + 1]:
                reach += 1
        if reach > index:
            yield chunks[first][0], chunks[reach][1]
        index += 1


def _is_title_case(words: Words) -> bool:
    long = [
        text
        for text, alphabetic in zip(
            words.texts[: words.title_end], words.alphabetic[: words.title_end], strict=True
        )
        if alphabetic and len(text) > 3
    ]
    return sum(text[0].isupper() for text in long) > TITLE_CASE * len(long)


def _versioned(words: Words, start: int, end: int) -> tuple[int, int] | None:
    """Return the span with the version number behind it, as in ``AlpacaEval 2.0``."""
    if end < len(words) and _VERSION.fullmatch(words.texts[end]) and words.spaced[end - 1]:
        return start, end + 1
    return None


def _title_head(words: Words) -> tuple[int, int] | None:
    for position in range(1, min(words.title_end, LONGEST_TITLE_HEAD + 1)):
        if words.texts[position] in {":", "—", "--"}:
            return (0, position) if words.texts[0][:1].isupper() or position == 1 else None
    return None


def _framed(words: Words, position: int) -> tuple[int, int] | None:
    """Return what a naming word introduces: ``dubbed hedgehog``, ``we propose Antidote``."""
    kinds = _CUES.get(words.lowers[position])
    if not kinds:
        return None
    start = position + 1
    while start < len(words) and words.lowers[start] in _DETERMINERS:
        start += 1
    if start >= len(words) or not words.texts[start][:1].isalnum():
        return None
    end = _chunk_end(words, start)
    if "naming" in kinds or _capital(words.texts[start]):
        return start, end
    return None


def _before_resource(words: Words, position: int) -> tuple[int, int] | None:
    """Return a capitalised word and up to two small ones before ``dataset`` or ``benchmark``."""
    if words.lowers[position] not in _RESOURCES:
        return None
    for start in range(position - 1, max(-1, position - 4), -1):
        text = words.texts[start]
        if _capital(text) and start > 0 and not _joined(words, start - 1):
            return (start, position) if position - start > 1 else None
        if not (words.alphabetic[start] or text in _HYPHENS):
            return None
    return None


def _spans(words: Words) -> set[tuple[int, int]]:
    texts, title_end = words.texts, words.title_end
    capitals_tell_nothing = _is_title_case(words)
    found: set[tuple[int, int]] = set()
    chunks = _chunks(words)
    for start, end in _capital_runs(words, chunks):
        if start < title_end and capitals_tell_nothing:
            continue
        if end - start == 1 and (texts[start] in _NO_NAMES or len(texts[start]) < 2):
            continue
        if end - start == 1 and words.opening[start] and texts[start].istitle():
            continue
        found.add((start, end))
    for start, end in chunks:
        if end - start > 1 and any(c.isdigit() for text in texts[start:end] for c in text):
            found.add((start, end))
    for position in range(len(words)):
        for framed in (_framed(words, position), _before_resource(words, position)):
            if framed:
                found.add(framed)
    if head := _title_head(words):
        found.add(head)
    for start, end in list(found):
        if extended := _versioned(words, start, end):
            found.add(extended)
    return found | _repeated(words, found)


def _repeated(words: Words, found: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Find the single words again where a sentence begins with them."""
    single = {words.texts[start] for start, end in found if end - start == 1}
    return {
        (position, position + 1)
        for position, text in enumerate(words.texts)
        if words.opening[position] and text in single
    }


def _frames(doc: Doc) -> Doc:
    doc.spans[SPAN_GROUP] = [
        Span(doc, start, end, label="name")
        for start, end in sorted(_spans(words_of(doc)))
        if end - start <= LONGEST_RUN
    ]
    return doc


@Language.factory("kg_frames", requires=["token.is_sent_start"], assigns=["doc.spans"])
def make_frames(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """Make the component that marks what a paper's phrasing says is a name."""
    return _frames
