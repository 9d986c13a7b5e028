"""Finds the long form of a short form: by definition, by its initials or by brackets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Doc

from kg.extract.abbreviations import may_be_spelled, spells
from kg.extract.candidates import GENERIC_HEADS
from kg.extract.found import Found
from kg.extract.surface import fold
from kg.extract.word_lists import read_words
from kg.extract.words import Words, words_of
from kg.records import EntityType

__all__ = ["with_expansions"]

# In characters; a longer text is not a short form.
LONGEST_SHORT_FORM = 15
_STOPPING = read_words("stopping_words.txt")
# Quotes and mark-up around names.
_AROUND = "\"'“”‘’„«»*~{}"
# The fewest capitals and digits of a coined short form: "FoX", "D3QN".
FEWEST_MARKS = 2


def with_expansions(doc: Doc, chosen: list[Found]) -> list[Found]:
    """Give each short form its long form: by definition, by its initials, or from a bracket."""
    words = words_of(doc)
    chosen = _whole_long_forms(doc, chosen)
    starts = {found.end: found.start for found in chosen}
    ends = {found.start: found.end for found in chosen}
    expansions = {}
    spelled: dict[tuple[int, int], tuple[int, int]] = {}
    for long_form, short_form in doc._.definitions:
        # A definition is read backwards from its bracket to the first words that fit; the name may
        # be longer, as in "Decoupled Clip and Dynamic sAmpling Policy Optimization (DAPO)".
        start = min(starts.get(long_form.end, long_form.start), long_form.start)
        same_word = not any(words.spaced[start : long_form.start])
        if words.lowers[start][0] != words.lowers[short_form.start][0] and not same_word:
            start = long_form.start
        # In "Group-Wise Quantization framework (GWQ)" only the part that was found is the name.
        end = min(ends.get(start, long_form.end), long_form.end)
        if not GENERIC_HEADS.issuperset(words.lowers[end : long_form.end]):
            end = long_form.end
        expansions[short_form.start, short_form.end] = words.text(start, end).strip(_AROUND)
        spelled[short_form.start, short_form.end] = start, end
    defined = {words.text(*bounds) for bounds in expansions}
    for found, phrase in _spelled_out(words, chosen):
        if words.text(found.start, found.end) not in defined:
            expansions.setdefault((found.start, found.end), phrase)
    for found, phrase in _bracketed(words, chosen):
        if words.text(found.start, found.end) not in defined:
            expansions.setdefault((found.start, found.end), phrase)
    for found, phrase in _phrases_written_out(words, chosen, spelled):
        expansions.setdefault((found.start, found.end), phrase)
    chosen = [
        replace(found, expansion=expansions[found.start, found.end])
        if (found.start, found.end) in expansions
        else found
        for found in chosen
    ]
    return _with_repeated_long_forms(words, chosen, spelled)


def _phrases_written_out(
    words: Words, chosen: list[Found], spelled: Mapping[tuple[int, int], tuple[int, int]]
) -> Iterator[tuple[Found, str]]:
    """Pair terms that hold a short form ("MTS forecasting") with the same in full, if it was found.

    Names that are built on a short form (DPO v2) are names of their own, and the gazetteer knows
    what its entries mean. Resolution does the same with acronyms that the gazetteer spells out.
    """
    long_of = {
        words.text(*short).rstrip("s"): words.text(*long).strip(_AROUND)
        for short, long in spelled.items()
    }
    if not long_of:
        return
    texts = {found: words.text(found.start, found.end) for found in chosen}
    in_full = {fold(text): text for text in texts.values()}
    for found, text in texts.items():
        parts = text.split(" ")
        rest = [part for part in parts if part.rstrip("s") not in long_of]
        if found.canonical or len(rest) == len(parts) or not all(map(_is_plain_word, rest)):
            continue
        whole = fold(" ".join(long_of.get(part.rstrip("s"), part) for part in parts))
        if rest and whole in in_full:
            yield found, in_full[whole]


def _is_plain_word(text: str) -> bool:
    return text.isalpha() and (text.islower() or text.istitle())


def _with_repeated_long_forms(
    words: Words, chosen: list[Found], spelled: Mapping[tuple[int, int], tuple[int, int]]
) -> list[Found]:
    """Mark a long form wherever the text repeats it, in place of parts of it that were found.

    Capitals mislead in titles, where a paper writes out what it defines further on.

    Parameters
    ----------
    spelled
        Bounds of the long form that defines each short form, by the bounds of the short form.
    """
    for short in [found for found in chosen if (found.start, found.end) in spelled]:
        bounds = spelled[short.start, short.end]
        tokens = words.lowers[slice(*bounds)]
        if not any(words.spaced[bounds[0] : bounds[1] - 1]) or tokens[0] in _STOPPING:
            continue
        whole = next((found for found in chosen if (found.start, found.end) == bounds), short)
        for start in _places(words, tokens):
            end = start + len(tokens)
            touched = [found for found in chosen if found.start < end and found.end > start]
            parts = [found for found in touched if start <= found.start and found.end <= end]
            is_found = any((found.start, found.end) == (start, end) for found in parts)
            if start == bounds[0] or is_found or len(parts) < len(touched):
                continue
            again = replace(whole, start=start, end=end, by="abbreviation", expansion=None)
            chosen = [found for found in chosen if found not in parts] + [again]
    return sorted(chosen, key=lambda found: found.start)


def _places(words: Words, tokens: Sequence[str]) -> Iterator[int]:
    """Yield where the text has a row of tokens, in any case."""
    first, size = tokens[0], len(tokens)
    for start, lower in enumerate(words.lowers):
        if lower == first and words.lowers[start : start + size] == tokens:
            yield start


def _whole_long_forms(doc: Doc, chosen: list[Found]) -> list[Found]:
    """Extend a mention at the end of a long form to all of it: "model memorization" for EMM.

    This is done only if the short form spells all words of the long form.
    """
    words = words_of(doc)
    whole = list(chosen)
    for long_form, short_form in doc._.definitions:
        short, long = (words.text(each.start, each.end) for each in (short_form, long_form))
        within = [
            index
            for index, found in enumerate(whole)
            if found.start < long_form.end and found.end > long_form.start
        ]
        # A title that begins with the short form says what it builds on: "IH-GRPO: Implicit
        # Hierarchical GRPO".
        if len(within) != 1 or short_form.start == 0 or not spells(short, long):
            continue
        found = whole[within[0]]
        if found.end == long_form.end and found.start > long_form.start:
            whole[within[0]] = replace(found, start=long_form.start, canonical=None)
    return whole


def _spelled_out(words: Words, chosen: list[Found]) -> Iterator[tuple[Found, str]]:
    """Pair coined names with a phrase of the same paper whose initials they are."""
    names: list[tuple[str, Found]] = []
    phrases: dict[str, EntityType] = {}
    for found in chosen:
        text = words.text(found.start, found.end)
        if not _is_one_word(words, found):
            phrases[text] = found.type
        elif may_be_spelled(text):
            names.append((text, found))
    for text, found in names:
        for phrase, kind in phrases.items():
            if kind == found.type and spells(text, phrase):
                yield found, phrase
                break


def _bracketed(words: Words, chosen: list[Found]) -> Iterator[tuple[Found, str]]:
    """Pair a coined name with the phrase beside it, one of them in brackets.

    In "Forgetting Transformer (FoX)" the letters do not match. The evidence is that both have the
    same type and first letter, and that neither is in the gazetteer.
    """
    for first, second in pairwise(chosen):
        if first.type != second.type or first.canonical or second.canonical:
            continue
        if not _is_in_brackets(words, first, second):
            continue
        for short, long in ((second, first), (first, second)):
            text, phrase = (words.text(each.start, each.end) for each in (short, long))
            alike = text.lstrip("$")[:1].lower() == phrase.lstrip("$")[:1].lower()
            if alike and " " in phrase and _is_one_word(words, short) and _is_coined(text):
                yield short, phrase
                break


def _is_in_brackets(words: Words, first: Found, second: Found) -> bool:
    around = (*words.texts[first.end : second.start], *words.texts[second.end : second.end + 1])
    return around == ("(", ")")


def _is_coined(text: str) -> bool:
    marks = sum(letter.isupper() or letter.isdigit() for letter in text)
    return len(text) <= LONGEST_SHORT_FORM and marks >= FEWEST_MARKS


def _is_one_word(words: Words, found: Found) -> bool:
    return not any(words.spaced[found.start : found.end - 1])
