"""The type that a text states explicitly for a name: ``X, a new benchmark for``."""

from __future__ import annotations

from spacy.tokens import Doc

from kg.extract.cues import apposed
from kg.extract.found import Found
from kg.extract.orthography import shape
from kg.extract.word_lists import read_cues, read_words
from kg.extract.words import Words, words_of
from kg.records import RESOURCE_TYPES, EntityType

__all__ = ["said_type"]

_KINDS = read_cues("said_types.tsv")
_ENDING = read_words("apposition_ends.txt")
_HYPHENS = frozenset("-–")
_GLUE = frozenset("-–/")
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
    in_title = 0 < found.start < words.title_end
    if found.type not in ("method", "dataset", "benchmark") or found.canonical:
        return None
    if in_title or shape(text) == "lower":
        return None
    said = _stated(words, found.end)
    if said == "method":
        return None if any(part in text.lower() for part in _RESOURCE_PARTS) else "method"
    if said in RESOURCE_TYPES:
        return found.type if found.type != "method" else said
    return None


def _stated(words: Words, end: int) -> EntityType | None:
    """Return the type that an apposition's head noun states; None if its nouns are mixed."""
    first = apposed(words, end)
    if first is None:
        return None
    nouns: list[str] = []
    evaluates = False
    head: str | None = None
    for position in range(first, min(len(words), first + LONGEST_STATEMENT)):
        lower = words.lowers[position]
        if _ends(words, position, first) or (head and lower.endswith(_PARTICIPLES)):
            break
        kind = next(iter(_KINDS.get(lower, ())), None)
        evaluates |= kind == "evaluation"
        head = kind if kind != "evaluation" else None
        nouns += [head] if head else []
    else:
        return None
    mixed = len({noun == "method" for noun in nouns}) > 1
    if head is None or mixed or (head == "method" and evaluates):
        return None
    return "method" if head == "method" else "benchmark" if head == "benchmark" else "dataset"


def _ends(words: Words, position: int, first: int) -> bool:
    """Say whether an apposition ends here: at a closing word, a mark or a new sentence."""
    lower = words.lowers[position]
    glued = position > first and words.texts[position - 1] in _HYPHENS
    printed = lower in _GLUE or any(letter.isalnum() for letter in lower)
    return words.opening[position] or (lower in _ENDING and not glued) or not printed
