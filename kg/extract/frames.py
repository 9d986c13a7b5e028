"""The layer of lexical frames: runs of capitals, and what stands where a paper names a thing.

"We propose X", "called X", "the X dataset", "X: a title" and a name with its version number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.extract.text import TITLE_END
from kg.extract.word_lists import read_cues, read_words

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


def _joined(doc: Doc, position: int) -> bool:
    """Say whether the token is a hyphen written without spaces between two words."""
    return (
        doc[position].text in _HYPHENS
        and 0 < position < len(doc) - 1
        and not doc[position].whitespace_
        and not doc[position - 1].whitespace_
    )


def _chunk_end(doc: Doc, start: int) -> int:
    """Return the end of the tokens that hyphens join to the one at `start`."""
    end = start + 1
    while end + 1 < len(doc) and _joined(doc, end):
        end += 2
    return end


def _chunks(doc: Doc) -> list[tuple[int, int]]:
    """Cut the text at its spaces: words with the hyphens that join them."""
    bounds = []
    position = 0
    while position < len(doc):
        end = _chunk_end(doc, position)
        bounds.append((position, end))
        position = end
    return bounds


def _capital_chunk(doc: Doc, chunk: tuple[int, int]) -> bool:
    return any(_capital(doc[position].text) for position in range(chunk[0], chunk[1], 2))


def _capital_runs(doc: Doc, chunks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield runs of capitalised chunks, with and without the small words between them."""
    index = 0
    while index < len(chunks):
        if not _capital_chunk(doc, chunks[index]):
            index += 1
            continue
        first = index
        while index + 1 < len(chunks) and _capital_chunk(doc, chunks[index + 1]):
            index += 1
        yield chunks[first][0], chunks[index][1]
        reach = index
        while True:
            ahead = reach + 1
            while ahead < len(chunks) and doc[chunks[ahead][0]].lower_ in _SMALL_WORDS:
                ahead += 1
            if ahead == reach + 1 or ahead - reach > 3 or ahead >= len(chunks):
                break
            if not _capital_chunk(doc, chunks[ahead]):
                break
            reach = ahead
            while reach + 1 < len(chunks) and _capital_chunk(doc, chunks[reach + 1]):
                reach += 1
        if reach > index:
            yield chunks[first][0], chunks[reach][1]
        index += 1


def _is_title_case(doc: Doc, end: int) -> bool:
    words = [token.text for token in doc[:end] if token.is_alpha and len(token) > 3]
    return sum(word[0].isupper() for word in words) > TITLE_CASE * len(words)


def _versioned(doc: Doc, start: int, end: int) -> tuple[int, int] | None:
    """Return the span with the version number behind it, as in ``AlpacaEval 2.0``."""
    if end < len(doc) and _VERSION.fullmatch(doc[end].text) and doc[end - 1].whitespace_:
        return start, end + 1
    return None


def _title_head(doc: Doc, title_end: int) -> tuple[int, int] | None:
    for position in range(1, min(title_end, LONGEST_TITLE_HEAD + 1)):
        if doc[position].text in {":", "—", "--"}:
            return (0, position) if doc[0].text[:1].isupper() or position == 1 else None
    return None


def _framed(doc: Doc, position: int) -> tuple[int, int] | None:
    """Return what a naming word introduces: ``dubbed hedgehog``, ``we propose Antidote``."""
    kinds = _CUES.get(doc[position].lower_)
    if not kinds:
        return None
    start = position + 1
    while start < len(doc) and doc[start].lower_ in _DETERMINERS:
        start += 1
    if start >= len(doc) or not doc[start].text[:1].isalnum():
        return None
    end = _chunk_end(doc, start)
    if "naming" in kinds or _capital(doc[start].text):
        return start, end
    return None


def _before_resource(doc: Doc, position: int) -> tuple[int, int] | None:
    """Return a capitalised word and up to two small ones before ``dataset`` or ``benchmark``."""
    if doc[position].lower_ not in _RESOURCES:
        return None
    for start in range(position - 1, max(-1, position - 4), -1):
        token = doc[start]
        if _capital(token.text) and start > 0 and not _joined(doc, start - 1):
            return (start, position) if position - start > 1 else None
        if not (token.is_alpha or token.text in _HYPHENS):
            return None
    return None


def _spans(doc: Doc) -> set[tuple[int, int]]:
    title_end = next((token.i for token in doc if token.text == TITLE_END), 0)
    capitals_tell_nothing = _is_title_case(doc, title_end)
    found: set[tuple[int, int]] = set()
    chunks = _chunks(doc)
    for start, end in _capital_runs(doc, chunks):
        if start < title_end and capitals_tell_nothing:
            continue
        if end - start == 1 and (doc[start].text in _NO_NAMES or len(doc[start]) < 2):
            continue
        if end - start == 1 and doc[start].is_sent_start and doc[start].text.istitle():
            continue
        found.add((start, end))
    for start, end in chunks:
        text = doc[start:end].text
        if end - start > 1 and any(c.isdigit() for c in text):
            found.add((start, end))
    for position in range(len(doc)):
        for framed in (_framed(doc, position), _before_resource(doc, position)):
            if framed:
                found.add(framed)
    if head := _title_head(doc, title_end):
        found.add(head)
    for start, end in list(found):
        if extended := _versioned(doc, start, end):
            found.add(extended)
    return found | _repeated(doc, found)


def _repeated(doc: Doc, found: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Find the single words again where a sentence begins with them."""
    words = {doc[start].text for start, end in found if end - start == 1}
    return {(t.i, t.i + 1) for t in doc if t.is_sent_start and t.text in words}


def _frames(doc: Doc) -> Doc:
    doc.spans[SPAN_GROUP] = [
        Span(doc, start, end, label="name")
        for start, end in sorted(_spans(doc))
        if end - start <= LONGEST_RUN
    ]
    return doc


@Language.factory("kg_frames", requires=["token.is_sent_start"], assigns=["doc.spans"])
def make_frames(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """Make the component that marks what a paper's phrasing says is a name."""
    return _frames
