"""Whether a text presents a known name as its own: LoRA in the paper that proposes LoRA.

The role network knows no names, so that it takes BERT in "BERT achieves 91%" for a paper's own. Of
a name that the gazetteer holds this is seldom true: then the text must say it.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from kg.extract.found import Found
from kg.extract.gazetteer import known_names
from kg.extract.surface import fold
from kg.extract.word_lists import read_words
from kg.extract.words import Words, words_of

__all__ = ["is_presented"]

_VERBS = read_words("proposing_verbs.txt")
_BARRIERS = read_words("proposal_barriers.txt")
_NAMING = read_words("naming_words.txt") | {"call", "name", "namely"}
# Barriers that do not part a name behind a comma from what it names: "a model tuned to chat, X".
_WITHIN_PHRASE = frozenset({"for", "of", "to"})
_OWN = frozenset({"our", "new", "novel"})
_APPOSING = frozenset({",", ":", "-", "–", "—"})
# In tokens, from the verb to the name: "we present the first benchmark that spans many fields, X".
_REACH = 16


def is_presented(doc: Doc, mentions: Sequence[Found]) -> bool:
    """Check whether the text presents a thing as the paper's own in one of its mentions.

    That is: the title begins with it, it is the object of a verb such as "introduce" or of
    "called", or the text spells it out in other words than the gazetteer.
    """
    words = words_of(doc)
    return any(
        (found.expansion and fold(found.expansion) not in known_names())
        or _heads_title(words, found.start)
        or _is_object(words, found.start)
        for found in mentions
    )


def _heads_title(words: Words, start: int) -> bool:
    return start == 0 < words.title_end


def _is_object(words: Words, start: int) -> bool:
    """Check whether a verb of proposing reaches a name in its sentence: "our tracker, X"."""
    first = max(words.sentence(start).start, start - _REACH)
    apposed = words.seen(start - 1) in _APPOSING
    for position in range(start - 1, first - 1, -1):
        lower = words.lowers[position]
        if lower in _VERBS or lower in _NAMING or (apposed and lower in _OWN):
            return True
        if lower in _BARRIERS and not (apposed and lower in _WITHIN_PHRASE):
            return False
    return False
