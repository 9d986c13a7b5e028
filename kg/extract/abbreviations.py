"""Pairs of long form and short form that a paper defines, such as ``large language model (LLM)``.

The algorithm is that of Schwartz and Hearst, "A simple algorithm for identifying abbreviation
definitions in biomedical text", Pacific Symposium on Biocomputing, 2003: each character of the
short form must be found, from right to left, in the words before the bracket, the first at the
beginning of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.extract.batches import BatchComponent
from kg.extract.scratch import add_scratch_attribute
from kg.extract.text import TITLE_END
from kg.extract.word_lists import read_words
from kg.extract.words import words_of

__all__ = ["find_definitions", "make_abbreviations", "may_be_spelled", "spells"]

# A short form has 2 to 10 characters and at most two words (Schwartz and Hearst, section 3.1).
SHORT_FORM_LENGTH = range(2, 11)
# Characters before a bracket that are searched for a long form: far more than its words, fifteen
# at most, can take. The bound limits the time spent on a text of nothing but brackets.
LONGEST_WINDOW = 2_000
# A bracket behind a short form may hold a whole phrase, hence up to 150 characters.
_BRACKETED = re.compile(r"\(([^()]{2,150})\)")
_SHORT_FORM = re.compile(r"[A-Za-z0-9][\w\-+&@.']*(?: [\w\-+&@.']+)?")
# "2" is read "to" and "4" is read "for": text-to-image (T2I).
_SPOKEN_DIGITS = {"2": "t", "4": "f"}
_PART = re.compile(r"[^\W_]+")
_SENTENCE_OPENERS = read_words("sentence_openers.txt")
_UNCOUNTED = read_words("uncounted_initials.txt")
_WORD = re.compile(r"[^\s()\[\]{},;:]+")
# Words that introduce a short form outside a bracket, or in one that holds more than the form.
_NAMED_AS = re.compile(
    rf"[,(]\s*(?:{'|'.join(map(re.escape, sorted(read_words('named_as.txt'), reverse=True)))})"
    r"\s+([A-Za-z0-9][\w\-+&@.']*\w)"
)
# "PRISM: Purified Representation for..."
_TITLED = re.compile(r"([A-Za-z0-9][\w\-]*): (?:(?:An?|The) )?(?=\w)")
# In words. Two begin many titles by chance ("MoCa: Modality-aware Continual Training"), and few
# names have as many letters as the second.
FEWEST_TITLED = 3
LONGEST_TITLED = 15
_LAST_WORD = re.compile(r"(\S+)$")
_ADJACENT = re.compile(r"(?<=[a-z]) ([A-Z]{3,10})\b(?!\))")
# Fewer letters are the initials of too many phrases.
LEAST_SPELLED = 3

add_scratch_attribute("definitions")


def _initials_start(short: str, before: str) -> int | None:
    """Return the start of the words whose initials spell `short`, or None.

    This is tried first, because the search over all letters would take "supervised learning" as
    the long form of SSL in "self-supervised learning".
    """
    letters = [letter.lower() for letter in short if letter.isalnum()]
    for word in reversed(list(_PART.finditer(before))):
        if word[0][0].lower() in letters[-1] + _SPOKEN_DIGITS.get(letters[-1], ""):
            letters.pop()
            if not letters:
                return word.start()
        elif word[0].lower() not in _UNCOUNTED:
            return None
    return None


def _long_form_start(short: str, before: str) -> int | None:
    """Return the start of the long form of `short` in `before`, or None."""
    start = _initials_start(short, before)
    if start is None:
        start = _letters_start(short, before)
    if start is None:
        return None
    return _whole_title_case(short, before, _whole_compound(short, before, start))


def _letters_start(short: str, before: str) -> int | None:
    """Match the letters from the right; return the start of the first letter's word, or None."""
    position = len(before) - 1
    for index in range(len(short) - 1, -1, -1):
        character = short[index].lower()
        if not character.isalnum():
            continue
        accepted = character + _SPOKEN_DIGITS.get(character, "")
        while position >= 0 and (
            before[position].lower() not in accepted
            or (index == 0 and position > 0 and before[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return None
        position -= 1
    start = before.rfind(" ", 0, position + 2) + 1 if position >= 0 else 0
    hyphen = before.rfind("-", start, position + 2)
    if hyphen > start and not before[start:hyphen].isupper():
        return hyphen + 1
    return start


def _whole_compound(short: str, before: str, start: int) -> int:
    """Extend `start` over a hyphenated prefix that begins with the same letter.

    In "non-negative matrix factorization (NMF)" the N may be either n: take the whole word.
    """
    compound = before.rfind(" ", 0, start) + 1
    hyphened = compound + 1 < start and before[start - 1] == "-"
    same_letter = before[compound : compound + 1].lower() == short[0].lower()
    return compound if hyphened and same_letter else start


def _whole_title_case(short: str, before: str, start: int) -> int:
    """Extend `start` over a capitalised word before it that begins with the same letter.

    The search from the right stops at "Protection via Optimal Parameters (POP)" where the
    authors wrote "Privacy Protection via Optimal Parameters (POP)".
    """
    previous = before.rfind(" ", 0, max(start - 1, 0)) + 1
    word = before[previous : start - 1] if start else ""
    if word in _SENTENCE_OPENERS:
        return start
    if word[:1] == short[0] and word[:1].isupper() and before[start : start + 1].isupper():
        return previous
    return start


def _is_short_form(text: str) -> bool:
    letters = text.rstrip("s")
    return (
        len(text) in SHORT_FORM_LENGTH
        and _SHORT_FORM.fullmatch(text) is not None
        and any(character.isupper() for character in letters)
    )


def _window(text: str, bracket: int, short: str) -> int:
    """Return the start of the words before `bracket` that may hold the long form of `short`."""
    most = min(len(short) + 5, 2 * len(short))
    reach = max(0, bracket - LONGEST_WINDOW)
    sentence = max(
        reach - 1, *(text.rfind(mark, reach, bracket) for mark in (". ", "\n", "(", ")", ";"))
    )
    words = [found.start() for found in _WORD.finditer(text, sentence + 1, bracket)]
    return words[-most:][0] if words else bracket


def find_definitions(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Find the definitions of short forms in a text.

    Parameters
    ----------
    text
        A paper's title and abstract.

    Yields
    ------
    tuple of two (start, end) offsets
        Offsets in characters of the long form and of the short form.

    Examples
    --------
    >>> text = "We study reinforcement learning (RL) and LoRA (Low-Rank Adaptation)."
    >>> [(text[a:b], text[c:d]) for (a, b), (c, d) in find_definitions(text)]
    [('reinforcement learning', 'RL'), ('Low-Rank Adaptation', 'LoRA')]
    """
    yield from _bracketed_definitions(text)
    yield from _other_definitions(text)
    yield from _titled_definition(text)


def _titled_definition(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Find ``LF: Long Form for Rabbits`` where a title begins so and its words spell the name."""
    found = _TITLED.match(text)
    if not found:
        return
    words = _WORD.finditer(text, found.end(), max(text.find(TITLE_END), 0))
    for word in islice(words, LONGEST_TITLED):
        long = text[found.end() : word.end()]
        counted = [part for part in _PART.findall(long) if part not in _UNCOUNTED]
        if len(counted) >= FEWEST_TITLED and spells(found[1], long):
            yield (found.end(), word.end()), found.span(1)
            return


def _other_definitions(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Find ``Long Form, dubbed LF``, and ``Some Long Form SLF`` if the initials spell it."""
    for found in _NAMED_AS.finditer(text):
        end = len(text[: found.start()].rstrip())
        if _is_short_form(found[1]):
            window = _phrase_start(text, _window(text, end, found[1]), end, found[1])
            start = _long_form_start(found[1], text[window:end])
            if start is not None and end - window - start > len(found[1]):
                yield (window + start, end), found.span(1)
    for found in _ADJACENT.finditer(text):
        window = _window(text, found.start(), found[1])
        start = _initials_start(found[1], text[window : found.start()])
        if start is not None:
            yield (window + start, found.start()), found.span(1)


def _is_phrase(text: str, short: str) -> bool:
    """Say whether a text has several words: ``Agents (MLLM-Agents)`` does not define agents."""
    return " " in text or ("-" in text and short.casefold() not in text.casefold())


def _phrase_start(text: str, window: int, bracket: int, short: str) -> int:
    """Return where the search for a long form begins: behind a comma, unless initials follow.

    A list has initials, as in "properties, affordances and constraints (PAC)"; the letters of
    other names are found in any sentence that is long enough.
    """
    if short.rstrip("s").isupper() or _initials_start(short, text[window:bracket]) is not None:
        return window
    return max(window, text.rfind(",", window, bracket) + 1)


def _bracketed_definitions(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for found in _BRACKETED.finditer(text):
        inner = re.split(r"[,;]", found[1])[0].strip()
        inner_start = found.start(1) + found[1].find(inner)
        # Some authors set the bracket in a formula, which a dollar sign opens.
        bracket = len(text[: found.start()].rstrip("$ \n"))
        if _is_short_form(inner):
            window = _phrase_start(text, _window(text, bracket, inner), bracket, inner)
            start = _long_form_start(inner.rstrip("s") or inner, text[window:bracket])
            if start is not None and len(text[window + start : bracket]) > len(inner):
                yield (window + start, bracket), (inner_start, inner_start + len(inner))
            continue
        reach = max(0, bracket - SHORT_FORM_LENGTH.stop)
        previous = _LAST_WORD.search(text, reach, bracket)
        if previous and _is_short_form(previous[1]) and _is_phrase(inner, previous[1]):
            start = _long_form_start(previous[1].rstrip("s"), inner)
            if start == 0:
                yield (
                    (inner_start, inner_start + len(inner)),
                    (previous.start(1), previous.end(1)),
                )


def spells(short: str, long: str) -> bool:
    """Say whether a coined name is made of the initials or beginnings of a phrase's words.

    Each word must contribute to the name, except function words and the second half of compounds
    such as "regret-based". A capital within the name begins a word.

    Examples
    --------
    >>> spells("IH-GRPO", "Implicit Hierarchical GRPO"), spells("SpikingGCN", "Spiking Graphs")
    (True, False)
    >>> spells("RePO", "Regret-based Preference Optimization"), spells("GAN", "graph network")
    (True, False)
    """
    if short[:1].lower() != long[:1].lower() or not may_be_spelled(short):
        return False
    name = short.replace("-", "")
    words = list(_PART.finditer(long))
    return len(words) > 1 and _spelled_from(
        name, [word[0] for word in words], _skipped(long, words)
    )


def may_be_spelled(short: str) -> bool:
    """Say whether a text is spelled like a coined name; RSCP+ is not, being more than RSCP."""
    name = short.replace("-", "")
    return len(name) >= LEAST_SPELLED and name.isalnum() and sum(map(str.isupper, name)) > 1


def _skipped(long: str, words: list[re.Match[str]]) -> list[bool]:
    return [
        word[0] in _UNCOUNTED
        or (word.start() > 0 and long[word.start() - 1] == "-" and word[0].islower())
        for word in words
    ]


def _spelled_from(name: str, words: list[str], may_skip: list[bool]) -> bool:
    if not words:
        return not name
    if may_skip[0] and _spelled_from(name, words[1:], may_skip[1:]):
        return True
    word = words[0].lower()
    if not name or name[0].lower() != word[0]:
        return False
    if name.lower().startswith(word) and _spelled_from(name[len(word) :], words[1:], may_skip[1:]):
        return True
    rest = iter(word[1:])
    end = 1
    # Lower-case letters behind a capital belong to the same word: Re in RePO.
    while end < len(name) and name[end].islower() and name[end] in rest:
        end += 1
    return _spelled_from(name[end:], words[1:], may_skip[1:])


class Abbreviations(BatchComponent):
    """Keeps the definitions of a document as pairs of spans in ``doc._.definitions``."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the definitions in one document."""
        pairs: list[tuple[Span, Span]] = []
        words = words_of(doc)
        # The same as `Doc.text`, without creating an object for each token.
        text = words.text(0, len(words))
        for (long_start, long_end), (short_start, short_end) in find_definitions(text):
            long_form = doc.char_span(long_start, long_end, alignment_mode="expand")
            short_form = doc.char_span(short_start, short_end, alignment_mode="expand")
            if long_form is not None and short_form is not None:
                pairs.append((long_form, short_form))
        doc._.definitions = tuple(pairs)
        return doc


@Language.factory("kg_abbreviations", assigns=["doc._.definitions"])
def make_abbreviations(nlp: Language, name: str) -> Abbreviations:
    """Make the component that finds the short forms a paper defines."""
    return Abbreviations()
