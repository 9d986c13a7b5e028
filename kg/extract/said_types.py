"""The type that a text states for a name.

``X, a new benchmark for``, ``a corpus named X``, ``we release the X dataset``.
"""

from __future__ import annotations

from typing import cast

from spacy.tokens import Doc

from kg.extract.cues import TYPE_CUES, apposed
from kg.extract.found import Found
from kg.extract.orthography import shape
from kg.extract.proposals import is_presented
from kg.extract.word_lists import read_cues, read_words
from kg.extract.words import Words, words_of
from kg.records import RESOURCE_TYPES, EntityType

__all__ = ["said_type"]

_KINDS = read_cues("said_types.tsv")
_ENDING = read_words("apposition_ends.txt")
_STOPPING = read_words("stopping_words.txt")
_ENDING_TITLES = (_ENDING | _STOPPING | read_words("title_ends.txt")) - read_words(
    "apposition_articles.txt"
)
_NAMING = read_words("naming_words.txt")
_PROPOSING = read_words("proposing_verbs.txt")
_DETERMINERS = frozenset({"the", "our", "a", "an", "new", "novel"})
# "a benchmark suite" is a benchmark.
_GATHERING = read_words("gathering_nouns.txt")
_IRREGULAR_PARTICIPLES = frozenset({"built", "drawn", "made", "written"})
_HYPHENS = frozenset("-–")
_GLUE = frozenset("-–/")
# What parts a phrase from the one before it.
_PARTING = frozenset({",", ";", ":", "and", "or", "which", "that"})
_PARTICIPLES = ("ed", "ing")
# In tokens: a longer apposition is taken to state no type.
LONGEST_STATEMENT = 14
# Names with these parts are no methods, even if a text loosely calls them so.
_RESOURCE_PARTS = ("bench", "challenge", "task")


def said_type(doc: Doc, found: Found) -> EntityType | None:
    """Return the type that the text states for a mention of a new name, None if it states none.

    If the text states either kind of resource, a mention that already is a dataset or benchmark
    keeps its type, because more evidence than this decides between the two.
    """
    words = words_of(doc)
    text = words.text(found.start, found.end)
    if found.type not in ("method", "dataset", "benchmark"):
        return None
    if 0 < found.start < words.title_end or shape(text) == "lower":
        return None
    said = (
        _stated(words, found.end)
        or _stated_before(words, found.start)
        or _stated_behind(words, found.start, found.end)
    )
    if said and found.canonical and not is_presented(doc, [found]):
        return None
    if said == "method":
        return None if any(part in text.lower() for part in _RESOURCE_PARTS) else "method"
    if said in RESOURCE_TYPES:
        return found.type if found.type != "method" else said
    return None


def _stated(words: Words, end: int) -> EntityType | None:
    """Return the type that an apposition's head noun states; None if its nouns are mixed."""
    titled = end < words.title_end and words.texts[end] == ":"
    first = end + 1 if titled else apposed(words, end)
    if first is None:
        return None
    ending = _ENDING_TITLES if titled else _ENDING
    nouns: list[str] = []
    evaluates = False
    head: str | None = None
    for position in range(first, min(len(words), first + LONGEST_STATEMENT)):
        lower = words.lowers[position]
        # "a large and varied dataset"
        if lower == "and" and not nouns:
            continue
        if _ends(words, position, first, ending) or (head and _is_participle(lower)):
            break
        # "a benchmark explicitly designed"
        if head and (lower.endswith("ly") or lower in _GATHERING):
            continue
        kind = next(iter(_KINDS.get(lower, ())), None)
        # "X: Learning from many datasets" speaks of others.
        kind = None if titled and lower[:-1] in _KINDS else kind
        evaluates |= kind == "evaluation"
        head = kind if kind != "evaluation" else None
        nouns += [head] if head else []
    else:
        return None
    mixed = len({noun == "method" for noun in nouns}) > 1
    if head is None or mixed or (head == "method" and evaluates):
        return None
    return "method" if head == "method" else "benchmark" if head == "benchmark" else "dataset"


def _is_participle(lower: str) -> bool:
    return lower.endswith(_PARTICIPLES) or lower in _IRREGULAR_PARTICIPLES


def _stated_behind(words: Words, start: int, end: int) -> EntityType | None:
    """Return the kind of resource that a text presents by its name: ``we release the X corpus``."""
    kind = next(iter(_KINDS.get(words.seen(end), ())), None)
    behind = words.seen(end + 1)
    goes_on = behind.isalpha() and behind not in _STOPPING and not _is_participle(behind)
    if kind not in ("dataset", "benchmark") or goes_on:
        return None
    at = start - 1
    while words.seen(at) in _DETERMINERS:
        at -= 1
    return cast("EntityType", kind) if words.seen(at) in _PROPOSING else None


def _stated_before(words: Words, start: int) -> EntityType | None:
    """Return the kind of resource that a text says it names so: ``a corpus of songs, named X``."""
    at = start - 1
    while at > 0 and (words.seen(at) == "as" or _is_markup(words.texts[at])):
        at -= 1
    if words.seen(at) not in _NAMING:
        return None
    at -= 2 if words.seen(at - 1) == "," else 1
    bracketed = False
    for position in range(at, max(words.sentence(start).start, start - LONGEST_STATEMENT) - 1, -1):
        lower = words.seen(position)
        # "a benchmark for question answering (QA), named X"
        if lower in (")", "("):
            bracketed = lower == ")"
            continue
        if bracketed:
            continue
        kind = next(iter(_KINDS.get(lower, ())), None)
        if kind in ("dataset", "benchmark"):
            return cast("EntityType", kind)
        if kind or lower in TYPE_CUES or lower in _PARTING:
            return None
    return None


def _is_markup(text: str) -> bool:
    """Say whether a token is a quotation mark or mark-up that may open before a name."""
    return text != "," and (text[0] == "\\" or not any(letter.isalnum() for letter in text))


def _ends(words: Words, position: int, first: int, ending: frozenset[str]) -> bool:
    """Say whether an apposition ends here: at a closing word, a mark or a new sentence."""
    lower = words.lowers[position]
    glued = position > first and words.texts[position - 1] in _HYPHENS
    printed = lower in _GLUE or any(letter.isalnum() for letter in lower)
    return words.opening[position] or (lower in ending and not glued) or not printed
