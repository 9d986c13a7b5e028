"""Finds the words around a mention that say what it is: ``X dataset``, ``a method called X``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from kg.extract.word_lists import read_cues, read_words
from kg.extract.words import Words

__all__ = [
    "TYPE_CUES",
    "apposed",
    "apposition",
    "cue_after",
    "cue_before",
    "cue_beyond",
    "sentence_cues",
    "sibling",
    "title_cue",
]

TYPE_CUES = read_cues("type_cues.tsv")
# Words behind these say nothing about a name before them.
_STOPPING = read_words("stopping_words.txt")
_NAMING = read_words("naming_words.txt")
# "the ZOO and FARM image classification benchmarks".
MOST_MODIFIERS = 4
# In tokens: the list of names between a mention and the word that says what they are.
LONGEST_LIST = 14
_JOINING = read_words("list_joints.txt")
_OPENING_LISTS = read_words("list_openings.txt")
_CLOSING = frozenset({")", "''", "'", '"', "`", "”", "}"})
_APPOSING = read_words("apposing.txt")
_ARTICLES = read_words("apposition_articles.txt")
_ENDING = read_words("apposition_ends.txt")
LONGEST_APPOSITION = 9


@lru_cache(maxsize=1 << 16)
def _may_be_listed(text: str) -> bool:
    return text in _JOINING or text[:1].isupper() or any(c.isdigit() for c in text)


def cue_after(words: Words, end: int, cues: Mapping[str, tuple[str, ...]]) -> str | None:
    """Find the word behind a mention, or behind the list it stands in, that says what it is."""
    for position in range(end, min(len(words), end + LONGEST_LIST)):
        if kinds := cues.get(words.lowers[position]):
            return kinds[0]
        if not _may_be_listed(words.texts[position]):
            return None
    return None


def cue_before(words: Words, start: int, cues: Mapping[str, tuple[str, ...]]) -> str | None:
    """Find the word before a mention or its list, as in ``benchmarks such as X, Y and Z``."""
    for position in range(start - 1, max(-1, start - 1 - LONGEST_LIST), -1):
        lower = words.lowers[position]
        if kinds := cues.get(lower):
            return kinds[0]
        listed = _may_be_listed(words.texts[position]) or lower in _OPENING_LISTS
        if not (listed or lower in _NAMING):
            return None
    return None


def cue_beyond(words: Words, end: int) -> str | None:
    """Find the noun that says what a list of names is, past the modifiers of the noun."""
    modifiers = 0
    for position in range(end, min(len(words), end + LONGEST_LIST)):
        lower = words.lowers[position]
        if modifiers and (kinds := TYPE_CUES.get(lower)):
            return kinds[0]
        if modifiers or not _may_be_listed(words.texts[position]):
            ends = lower in _STOPPING or not words.alphabetic[position]
            if ends or modifiers == MOST_MODIFIERS:
                return None
            modifiers += 1
    return None


def apposed(words: Words, end: int) -> int | None:
    """Return the token behind the article of an apposition (``X, a``, ``X: A``), or None."""
    position = end
    while position < len(words) and words.texts[position] in _CLOSING:
        position += 1
    if position + 1 >= len(words):
        return None
    joined = words.lowers[position] in _APPOSING and words.lowers[position + 1] in _ARTICLES
    return position + 2 if joined else None


def apposition(words: Words, end: int) -> str | None:
    """Find the type that an apposition gives: ``X: A Benchmark for``, ``X, a new dataset of``."""
    first = apposed(words, end)
    if first is None:
        return None
    for ahead in range(first, min(len(words), first + LONGEST_APPOSITION)):
        if kinds := TYPE_CUES.get(words.lowers[ahead]):
            return kinds[0]
        if words.lowers[ahead] in _ENDING or words.opening[ahead]:
            return None
    return None


def title_cue(words: Words) -> str | None:
    """Find what a title calls the name that it begins with: ``X: Crack Detection Benchmark``."""
    found = None
    for lower in words.lowers[: words.title_end]:
        if kinds := TYPE_CUES.get(lower):
            found = kinds[0]
        elif found and lower in _ENDING:
            break
    return found


def sentence_cues(words: Words, position: int) -> tuple[str, ...]:
    """Return the types that the words of a token's sentence stand for, sorted."""
    sentence = words.sentence(position)
    told = map(TYPE_CUES.get, words.lowers[sentence.start : sentence.end])
    return tuple(sorted({kinds[0] for kinds in told if kinds}))


def sibling(words: Words, start: int, end: int, labels: Sequence[str | None]) -> str | None:
    """Return the type of the nearest known name in the list that a mention stands in."""
    for position in range(end, min(len(words), end + LONGEST_LIST)):
        if labels[position]:
            return labels[position]
        if not _may_be_listed(words.texts[position]):
            break
    for position in range(start - 1, max(-1, start - 1 - LONGEST_LIST), -1):
        if labels[position]:
            return labels[position]
        if not _may_be_listed(words.texts[position]):
            break
    return None
