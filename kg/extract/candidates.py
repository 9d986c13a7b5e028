"""Gathers the spans that the layers propose as candidates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from spacy.lang.lex_attrs import like_url
from spacy.tokens import Doc, Span

from kg.extract import gazetteer, lexicon
from kg.extract.citations import cited_authors
from kg.extract.competitions import competitions, team_end
from kg.extract.spaced import is_taken_apart
from kg.extract.surface import fold
from kg.extract.titles import title_name
from kg.extract.word_lists import read_words
from kg.extract.words import Words, words_of
from kg.records import RESOURCE_TYPES, Layer

__all__ = ["Candidate", "candidates", "settled", "trimmed"]

MODIFIERS = read_words("modifiers.txt")
GENERIC_HEADS = read_words("generic_heads.txt")
SENTENCE_OPENERS = read_words("sentence_openers.txt")
_NO_NAMES = re.compile("|".join(f"(?:{line})" for line in sorted(read_words("no_names.txt"))))
_YEAR = re.compile(r"(?:19|20)\d\d")
# In tokens. Longer phrases are hardly ever names; the model's rare long spans are cut sentences.
LONGEST_NAME = 10
_OPENING = frozenset("([{\"'`“‘„«$-–—:")
_CLOSING = frozenset(")]}\"'`”’»$-–—:,.;")
_DASHES = frozenset("-–—")
_BRACKETS = frozenset("()[]")
# In tokens: "}$^2$" behind "Allo{SR".
_LONGEST_ENDING = 6
_POSSESSIVE = frozenset({"'s", "’s"})


@dataclass(slots=True)
class Candidate:
    """A span of tokens that may name an entity.

    Attributes
    ----------
    start, end
        Token offsets, `end` exclusive.
    by
        The layers that propose exactly this span.
    model, gazetteer
        The type that the layer gives to the span; None if the layer does not know it.
    canonical
        Canonical name of its gazetteer entry.
    learnt
        Evidence of its lexicon entry.
    titled
        Whether it is the name that the title begins with.
    competition
        Whether it is spelled like the name of a competition.
    """

    start: int
    end: int
    by: set[Layer] = field(default_factory=set)
    model: str | None = None
    gazetteer: str | None = None
    needs_context: bool = False
    canonical: str | None = None
    learnt: str | None = None
    short_form: bool = False
    long_form: bool = False
    titled: bool = False
    competition: bool = False


@lru_cache(maxsize=1 << 14)
def _is_no_name(text: str) -> bool:
    return _NO_NAMES.fullmatch(text) is not None


def trimmed(words: Words, start: int, end: int) -> tuple[int, int]:
    """Strip modifiers from the start of a span, and brackets and punctuation from both ends."""
    while start < end and (
        words.lowers[start] in MODIFIERS or words.texts[start] in _OPENING or words.blank[start]
    ):
        start += 1
    while start < end and (words.texts[end - 1] in _CLOSING or words.blank[end - 1]):
        end -= 1
    return start, end


def _formula_end(words: Words, start: int, end: int) -> int:
    """Return where the formula ends that a span breaks off in: ``CROC$^{syn}$``."""
    closed = end
    while _is_open(words, start, closed) or words.texts[closed : closed + 1] in (["$^2"], ["$^3"]):
        if closed - end == _LONGEST_ENDING or closed == len(words) or words.spaced[closed - 1]:
            return end
        closed += 1
    return closed


def _is_open(words: Words, start: int, end: int) -> bool:
    text = words.text(start, end)
    return text.count("{") > text.count("}") or text.count("$") % 2 == 1


def settled(words: Words, start: int, end: int) -> tuple[int, int]:
    """Return the bounds that a name gets once it is chosen.

    Google is no part of "Google's Gemini"; but the noun behind somebody's name belongs to
    "Lloyd's algorithm", and the rest of a formula to the name that it stands in.
    """
    if end - start > 2 and words.lowers[start + 1] in _POSSESSIVE:
        is_known = fold(words.text(start, end)) in gazetteer.known_names()
        start += 2 if _is_no_name(words.texts[start]) and not is_known else 0
    if words.lowers[end - 1] in _POSSESSIVE and words.seen(end) in GENERIC_HEADS:
        end += 1
    return start, _formula_end(words, start, end)


def _without_heads(words: Words, start: int, end: int) -> tuple[int, int]:
    """Strip generic nouns from the end of a span, but keep at least one token."""
    while end - start > 1 and words.lowers[end - 1] in GENERIC_HEADS:
        end -= 1
    while end - start > 1 and words.texts[end - 1] in _CLOSING:
        end -= 1
    return start, end


def _breaks(words: Words, start: int, end: int) -> list[int]:
    """Find the tokens of a span that end a name: spaced dashes and unbalanced brackets."""
    inside = words.texts[start:end]
    found = []
    if not _DASHES.isdisjoint(inside):
        found += [place for place in range(start + 1, end - 1) if _is_spaced_dash(words, place)]
    if not _BRACKETS.isdisjoint(inside):
        for opening, closing in ("()", "[]"):
            found += [start + i for i in _halves(inside, opening, closing)]
    return found


def _is_spaced_dash(words: Words, position: int) -> bool:
    """Check for a dash, or a hyphen that serves as one: tokenized text has "self - attention"."""
    text = words.texts[position]
    if not (text in _DASHES and words.spaced[position - 1] and words.spaced[position]):
        return False
    return text != "-" or not is_taken_apart(words.text(0, len(words)))


def _halves(texts: list[str], opening: str, closing: str) -> list[int]:
    """Find the unbalanced brackets of one kind."""
    open_ones: list[int] = []
    found = []
    for position, text in enumerate(texts):
        if text == opening:
            open_ones.append(position)
        elif text == closing:
            if open_ones:
                open_ones.pop()
            else:
                found.append(position)
    return found + open_ones


def _pieces(words: Words, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a span at the tokens that end a name."""
    breaks = sorted(_breaks(words, start, end))
    starts = [start, *(position + 1 for position in breaks)]
    return list(zip(starts, [*breaks, end], strict=True))


@lru_cache(maxsize=1 << 15)
def _stands_in_no_name(text: str) -> bool:
    """Say whether a token is white space, a URL or an equation, which no name contains."""
    if text.isspace() or "=" in text:
        return True
    # spaCy takes llama.cpp for a URL.
    is_address = ("." in text or "/" in text) and like_url(text)
    return is_address and text not in gazetteer.unmistakable()


def _unnameable(words: Words) -> set[int]:
    """Find the tokens that no name contains."""
    lettered = words.alphabetic
    unnameable = cited_authors(words) | {
        at for at, text in enumerate(words.texts) if not lettered[at] and _stands_in_no_name(text)
    }
    team = team_end(words)
    is_known = team and fold(words.text(0, team)) in gazetteer.known_names()
    return unnameable if is_known else unnameable.union(range(team))


def _short_for_no_names(doc: Doc, words: Words) -> set[str]:
    """Find the short forms of what is no name: OSHA, an Occupational Safety Administration."""
    return {
        words.text(short_form.start, short_form.end)
        for long_form, short_form in doc._.definitions
        if _is_no_name(" ".join(words.texts[long_form.start : long_form.end]))
    }


def _names_an_owner(words: Words, start: int, end: int) -> bool:
    """Say whether a span is somebody's without what is theirs; "(SPV's)" is a plural."""
    if words.lowers[end - 1] not in _POSSESSIVE or words.seen(end) in GENERIC_HEADS:
        return False
    return end - start == 1 or not words.texts[end - 2].isupper()


def _behind_opener(words: Words, start: int, end: int) -> int:
    """Return where a span begins without the word that opens its sentence: "As Deep Learning"."""
    if end - start > 1 and words.texts[start] in SENTENCE_OPENERS and words.spaced[start]:
        return start + 1
    if end - start > 2 and words.texts[start] in SENTENCE_OPENERS and words.texts[start + 1] == ",":
        return start + 2
    return start


def _may_be_name(words: Words, start: int, end: int, unnameable: set[int]) -> bool:
    if not 0 < end - start <= LONGEST_NAME:
        return False
    if not unnameable.isdisjoint(range(start, end)) or _breaks(words, start, end):
        return False
    if _names_an_owner(words, start, end):
        return False
    return not _is_no_name(" ".join(words.texts[start:end]))


def _is_year(words: Words, position: int) -> bool:
    """Say whether a token is a year, which marks the edition behind the name of a resource."""
    return position < len(words) and _YEAR.fullmatch(words.texts[position]) is not None


def _ends_in_known(long_form: Span, known: tuple[gazetteer.Known, ...]) -> bool:
    """Check for a known method: SceneRAG is a "Scene-level Retrieval-Augmented Generation"."""
    return any(
        long_form.start < start and end == long_form.end and entry.type == "method"
        for start, end, entry in known
    )


def candidates(doc: Doc) -> list[Candidate]:
    """Gather the spans that any layer proposes, in the order of the text.

    The model's spans come in up to three versions: as found, without modifiers, and without
    generic heads; the scorer decides between them.
    """
    found: dict[tuple[int, int], Candidate] = {}
    words = words_of(doc)
    unnameable = _unnameable(words)
    short_for_no_names = _short_for_no_names(doc, words)

    def propose(start: int, end: int) -> Candidate | None:
        if not _may_be_name(words, start, end, unnameable):
            return None
        if short_for_no_names and words.text(start, end) in short_for_no_names:
            return None
        return found.setdefault((start, end), Candidate(start, end))

    for span in doc.ents:
        for start, end in _pieces(words, span.start, span.end):
            start = _behind_opener(words, start, end)
            bare = trimmed(words, start, end)
            for bounds in {(start, end), bare, _without_heads(words, *bare)}:
                if candidate := propose(*bounds):
                    candidate.by.add("model")
                    candidate.model = span.label_
    known: tuple[gazetteer.Known, ...] = doc._.known
    for start, end, entry in known:
        candidate = found.get((start, end))
        if candidate is None or candidate.gazetteer is None or candidate.model == entry.type:
            candidate = propose(start, end)
            if candidate:
                candidate.by.add("gazetteer")
                candidate.gazetteer = entry.type
                candidate.canonical = entry.name
                candidate.needs_context = entry.needs_context
        if entry.type in RESOURCE_TYPES and _is_year(words, end):
            edition = propose(start, end + 1)
            if edition and edition.gazetteer is None:
                edition.by.add("gazetteer")
                edition.gazetteer = entry.type
    learnt: tuple[lexicon.Learnt, ...] = doc._.learnt
    for start, end, taught in learnt:
        if candidate := propose(start, end):
            candidate.by.add("pattern")
            candidate.learnt = taught.evidence
    for long_form, short_form in doc._.definitions:
        whole = trimmed(words, long_form.start, long_form.end)
        names_another = short_form.start == 0 and _ends_in_known(long_form, known)
        if not names_another and (candidate := propose(*whole)):
            candidate.by.add("abbreviation")
            candidate.long_form = True
        if candidate := propose(short_form.start, short_form.end):
            candidate.by.add("abbreviation")
            candidate.short_form = True
    if (titled := title_name(words)) and (candidate := propose(*titled)):
        candidate.titled = True
        if not candidate.by:
            candidate.by.add("pattern")
    for bounds in competitions(words):
        if candidate := propose(*bounds):
            candidate.competition = True
            if not candidate.by:
                candidate.by.add("pattern")
    return [found[bounds] for bounds in sorted(found)]
