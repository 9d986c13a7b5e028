"""The names of competitions, ``FooEval 2024 Shared Task 2``, and of the teams that take part.

Few words of such a name are names alone, so that the recogniser sees tasks in them or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.word_lists import read_words
from kg.extract.words import Words

__all__ = ["competitions", "team_end"]

# A shared task bears a name of its own; a challenge without a year or number may be a difficulty.
_HEADS = frozenset({"task", "challenge", "competition"})
_SHARED = "shared"
_PARTS = frozenset({"task", "subtask", "track"})
_YEAR = r"(?:19|20)\d\d|['’]\d\d"
_ORDINAL = r"(?i:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth)"
_EDITION = re.compile(rf"[A-Z].*\d|{_YEAR}|{_ORDINAL}")
_EDITION_ALONE = re.compile(rf"{_YEAR}|{_ORDINAL}")
_NUMBER = re.compile(r"\d{1,4}[A-Za-z]?|[IVX]{1,4}")
_WITHIN = frozenset({"of", "in", "for", "on", "and"})
_WITHIN_TITLES = frozenset({"of", "and"})
_OUTSIDE = frozenset({"the", "a", "an", "our", "this", "at", "to", "from", "with", "by"})
_GLUE = frozenset("-–'’/&@")
# In tokens: "CUET’s_White_Walkers".
_LONGEST_TEAM = 8
_AT = frozenset({"at", "@"})
_EVENT = re.compile(
    r"(?:the )?#?[A-Z\d][^:]*?(?:(?:19|20)\d\d|['’]\d\d|Task ?\d|Shared Task|Challenge|Competition)"
)
_ORDINAL_WORD = re.compile(r"(?i:first|second|third|fourth|fifth)")
_MODIFIERS = read_words("modifiers.txt") | {
    opener.lower() for opener in read_words("sentence_openers.txt")
}


def competitions(words: Words) -> Iterator[tuple[int, int]]:
    """Find the names of competitions.

    Of 45 such names in the annotated abstracts, readers marked 33 with these bounds, and most of
    the others without the event, the year or "Shared Task".

    Yields
    ------
    tuple of int
        Bounds of a name, in tokens.
    """
    if _HEADS.isdisjoint(words.lowers):
        return
    for position, lower in enumerate(words.lowers):
        if lower not in _HEADS or (lower == "task" and words.seen(position - 1) != _SHARED):
            continue
        head = position - 1 if lower == "task" else position
        if not words.texts[head][0].isupper():
            continue
        start, end = _start(words, head), _end(words, position + 1)
        if _has_name(words, start, head) and (
            lower == "task" or _has_edition(words, start - 1, end)
        ):
            yield start, end


def team_end(words: Words) -> int:
    """Return where the name of a team ends that only the title names, 0 without one.

    ``Quokkas at FooEval-2024 Task 2: ...``; of 22 such teams, readers took seven for methods, and
    of nine that the abstract names too, seven.
    """
    for position, lower in enumerate(words.lowers[: min(_LONGEST_TEAM, words.title_end)]):
        if lower == ":":
            return 0
        if lower in _AT and position:
            team = words.text(0, position)
            is_event = _EVENT.match(words.text(position + 1, words.title_end))
            return position if is_event and not _is_repeated(words, team) else 0
    return 0


def _is_repeated(words: Words, text: str) -> bool:
    return text in words.text(words.title_end, len(words))


def _start(words: Words, head: int) -> int:
    """Go back from the head of a name to where it begins."""
    first = words.sentence(head).start
    start = head
    for position in range(head - 1, first - 1, -1):
        if _is_part(words, position):
            start = position
        elif not _is_joint(words, position):
            break
    while start < head and (
        words.lowers[start] in _MODIFIERS
        or _ORDINAL_WORD.fullmatch(words.texts[start])
        or _leads(words, start, first)
    ):
        start += 1
    return start


def _is_part(words: Words, position: int) -> bool:
    text = words.texts[position]
    if words.lowers[position] in _OUTSIDE or words.lowers[position] in _WITHIN:
        return False
    return text[0].isupper() or text[0].isdigit() or bool(_EDITION.fullmatch(text))


def _is_joint(words: Words, position: int) -> bool:
    """Say whether a token may stand within a name: a hyphen or preposition, in titles few."""
    if words.texts[position] in _GLUE:
        return not words.spaced[position] and not words.spaced[position - 1]
    is_in_title = position < words.title_end
    return words.texts[position] in (_WITHIN_TITLES if is_in_title else _WITHIN)


def _leads(words: Words, position: int, first: int) -> bool:
    """Say whether a word stands before a name: "Results" in "Results for FooEval 2024"."""
    if words.texts[position] in _WITHIN:
        return True
    if words.texts[position + 1] in _WITHIN:
        return position == first or bool(_EDITION.fullmatch(words.texts[position + 2]))
    return position == first and words.lowers[position].endswith("ing")


def _end(words: Words, end: int) -> int:
    """Return where a name ends with the numbers behind its head: "Challenge 2024 Task 3"."""
    while _is_numbered(words, end):
        end += 1
    if words.seen(end) in _PARTS and _is_numbered(words, end + 1):
        end += 2
    return end


def _is_numbered(words: Words, end: int) -> bool:
    is_apart = end < len(words) and words.spaced[end - 1]
    return is_apart and _NUMBER.fullmatch(words.texts[end]) is not None


def _has_name(words: Words, start: int, head: int) -> bool:
    """Say whether more than a year or an ordinal number stands before the head of a name."""
    inside = words.texts[start:head]
    return any(text[0].isalpha() and not _EDITION_ALONE.fullmatch(text) for text in inside)


def _has_edition(words: Words, start: int, end: int) -> bool:
    return any(_EDITION.fullmatch(text) for text in words.texts[max(start, 0) : end]) or (
        _NUMBER.fullmatch(words.texts[end - 1]) is not None
    )
