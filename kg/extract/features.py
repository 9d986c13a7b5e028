"""Features of a candidate for the mention classifier: layers, nesting, spelling, context."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from spacy.tokens import Doc

from kg.extract import gazetteer, lexicon, orthography
from kg.extract.candidates import Candidate, trimmed
from kg.extract.cues import (
    TYPE_CUES,
    apposition,
    cue_after,
    cue_before,
    cue_beyond,
    sentence_cues,
    sibling,
    title_cue,
)
from kg.extract.surface import fold
from kg.extract.words import Words, words_of

__all__ = ["features"]

# Labels that one layer gives, by bounds in tokens.
_Labels = Mapping[tuple[int, int], str]
# Running number, start and end in tokens, layer and label.
_Told = tuple[int, int, int, str, str]

_VERSION = re.compile(r"[vV]?\d+(?:\.\d+)*")


def _word_shape(words: Words, position: int) -> str:
    """Classify a neighbouring word by whether it could belong to the name beside it."""
    if not 0 <= position < len(words):
        return "edge"
    if words.blank[position]:
        return "break"
    return _shape_of(words.texts[position], words.alphabetic[position])


@lru_cache(maxsize=1 << 14)
def _shape_of(text: str, alphabetic: bool) -> str:
    if alphabetic:
        return "capital" if text[0].isupper() else "lower"
    if _VERSION.fullmatch(text):
        return "version"
    return "mixed" if any(c.isalnum() for c in text) else "mark"


def _covering(labelled: Iterable[tuple[int, int, str]], size: int) -> list[str | None]:
    labels: list[str | None] = [None] * size
    for start, end, label in labelled:
        labels[start:end] = [label] * (end - start)
    return labels


def _any(labels: list[str | None], start: int, end: int) -> str | None:
    return next((label for label in labels[start:end] if label), None)


class _Context:
    """Data computed once for a document and used for each of its candidates."""

    def __init__(self, doc: Doc, gathered: Sequence[Candidate]) -> None:
        words = words_of(doc)
        self.words = words
        self.title_end = words.title_end
        found = [(ent.start, ent.end, ent.label_) for ent in doc.ents]
        self.model = _covering(found, len(doc))
        known = [(start, end, entry.type) for start, end, entry in doc._.known]
        self.gazetteer = _covering(known, len(doc))
        model_bounds = {(start, end): label for start, end, label in found}
        self.at_token = _by_token(
            ("known", {(start, end): label for start, end, label in known}),
            ("model", model_bounds),
            ("learnt", _learnt(doc)),
        )
        self.partners = _partner_types(doc, model_bounds)
        self.texts = [words.text(c.start, c.end) for c in gathered]
        self.folds = [fold(text) for text in self.texts]
        self.after = [cue_after(words, c.end, TYPE_CUES) for c in gathered]
        self.said = [apposition(words, c.end) for c in gathered]
        self.sibling = [sibling(words, c.start, c.end, self.gazetteer) for c in gathered]
        self.before = [cue_before(words, c.start, TYPE_CUES) for c in gathered]
        self.beyond = [cue_beyond(words, c.end) for c in gathered]
        titled = title_cue(words)
        heads = [c.start == 0 and words.seen(c.end) == ":" for c in gathered]
        self.titled = [titled if head else None for head in heads]
        of_sentences = {
            start: sentence_cues(words, start)
            for start in {words.sentence_starts[c.start] for c in gathered}
        }
        self.sentence = [of_sentences[words.sentence_starts[c.start]] for c in gathered]
        self.told = [self._told_of(index) for index in range(len(gathered))]
        self.elsewhere: dict[str, set[str]] = defaultdict(set)
        self.count: Counter[str] = Counter()
        for index, candidate in enumerate(gathered):
            held = self.elsewhere[self.folds[index]]
            self.count[self.folds[index]] += 1
            held.update(f"paper {told}" for told in self.told[index])
            held.add(f"paper model={candidate.model}")
            if candidate.short_form or candidate.long_form:
                held.add("paper defined")

    def _told_of(self, index: int) -> list[str]:
        """Return the types that the words around a candidate give it, each with its place."""
        told = (
            ("after", self.after[index]),
            ("before", self.before[index]),
            ("said", self.said[index]),
            ("sibling", self.sibling[index]),
            ("beyond", self.beyond[index]),
            ("titled", self.titled[index]),
        )
        return [f"{place}={kind}" for place, kind in told if kind]


def _learnt(doc: Doc) -> _Labels:
    """Return the types of the learnt names that are found often enough where they occur."""
    return {
        (start, end): entry.type
        for start, end, entry in doc._.learnt
        if entry.found >= lexicon.RATE_STEPS[1]
    }


def _by_token(*layers: tuple[str, _Labels]) -> dict[int, list[_Told]]:
    """Index the labels of all layers by the tokens they cover, so that a long text is read once."""
    found: dict[int, list[_Told]] = defaultdict(list)
    number = 0
    for name, labels in layers:
        for (first, last), label in labels.items():
            number += 1
            for position in range(first, last):
                found[position].append((number, first, last, name, label))
    return dict(found)


def _partner_types(doc: Doc, by_bounds: _Labels) -> dict[tuple[int, int], str]:
    """Give each half of a definition the type that the model gives to the other half."""
    words = words_of(doc)
    types: dict[tuple[int, int], str] = {}
    for long_form, short_form in doc._.definitions:
        long_bounds = trimmed(words, long_form.start, long_form.end)
        short_bounds = (short_form.start, short_form.end)
        types[long_bounds] = by_bounds.get(short_bounds, "none")
        types[short_bounds] = by_bounds.get(long_bounds, "none")
    return types


def _layer_features(candidate: Candidate, context: _Context, spelling: str) -> list[str]:
    start, end = candidate.start, candidate.end
    model = f"={candidate.model}" if candidate.model else f"~{_any(context.model, start, end)}"
    known = (
        f"={candidate.gazetteer}{'?' if candidate.needs_context else ''}"
        if candidate.gazetteer
        else f"~{_any(context.gazetteer, start, end)}"
    )
    size = min(end - start, 5)
    partner = context.partners.get((start, end))
    layers = "+".join(sorted(candidate.by))
    described = [
        *_told_by_layers(model, known, layers, candidate.learnt, spelling, size),
        f"right={context.words.seen(end)} model{model}",
        f"last={context.words.seen(end - 1)} model{model}",
    ]
    if candidate.short_form or candidate.long_form:
        described.append(f"short={candidate.short_form} long={candidate.long_form}")
    if partner:
        described.append(f"partner={partner}")
    return described


# A few hundred combinations cover most candidates: each string is built and hashed once.
@lru_cache(maxsize=1 << 14)
def _told_by_layers(
    model: str, known: str, layers: str, learnt: str | None, spelling: str, size: int
) -> tuple[str, ...]:
    return (
        f"model{model}",
        f"known{known}",
        f"model{model} known{known}",
        f"shape={spelling}",
        f"shape={spelling} model{model}",
        f"shape={spelling} known{known}",
        f"size={size} model{model}",
        f"size={size} shape={spelling}",
        f"by={layers}",
        f"learnt={learnt}",
        f"learnt={learnt} model{model}",
        f"learnt={learnt} shape={spelling}",
    )


def _nesting_features(candidate: Candidate, context: _Context) -> list[str]:
    """List the known names, learnt names and model spans that overlap the candidate, and how."""
    start, end = candidate.start, candidate.end
    held = []
    # In a fixed order: the weights of features are summed as floats.
    touching = {told for at in range(start, end) for told in context.at_token.get(at, ())}
    for _, first, last, name, label in sorted(touching):
        if (first, last) == (start, end):
            continue
        if start <= first and last <= end:
            place = "ends" if last == end else "starts" if first == start else "inside"
            held.append(f"{place} with {name}={label}")
        elif first <= start and end <= last:
            place = "end" if last == end else "start" if first == start else "inside"
            held.append(f"{place} of {name}={label}")
        else:
            held.append(f"crosses {name}")
    return held


def _spelling_features(
    candidate: Candidate, context: _Context, index: int, spelling: str
) -> list[str]:
    words, text = context.words, context.texts[index]
    start, end = candidate.start, candidate.end
    last = words.seen(end - 1)
    described = [
        f"first={words.seen(start)}",
        f"last={last}",
        f"count={min(context.count[context.folds[index]], 3)} shape={spelling}",
        f"title={start < context.title_end} shape={spelling}",
        f"known name={text.lower()}" if candidate.gazetteer else "unknown",
        f"opens sentence={words.opening[start]} shape={spelling}",
    ]
    if start == 0 and words.seen(end) == ":":
        described.append("title head")
    if start == context.title_end + 1:
        described.append("opens abstract")
    if spelling != "lower":
        base = gazetteer.stem(words.texts[start])
        described += [f"suffix={last[-3:]}", f"suffix={last[-4:]}", f"stem={base}"]
        described.append(f"stem type={gazetteer.stem_type(base)}")
        described.append(f"digits={any(c.isdigit() for c in text)} shape={spelling}")
    else:
        described.append(f"suffix lower={last[-4:]}")
        described += [f"word={words.seen(position)}" for position in range(start, end)]
    return described


@lru_cache(maxsize=1 << 12)
def _shapes_around(
    spelling: str, left_shape: str, right_shape: str, hung: bool, glued: bool, in_title: bool
) -> tuple[str, ...]:
    return (
        f"right shape={right_shape} glued={glued} shape={spelling}",
        f"left shape={left_shape} hung={hung} shape={spelling}",
        f"title={in_title} right shape={right_shape} left shape={left_shape} shape={spelling}",
    )


def _context_features(
    candidate: Candidate, context: _Context, index: int, spelling: str
) -> list[str]:
    words = context.words
    left, right = words.seen(candidate.start - 1), words.seen(candidate.end)
    after, before = context.after[index], context.before[index]
    named = spelling != "lower"
    start, end = candidate.start, candidate.end
    right_shape, left_shape = _word_shape(words, end), _word_shape(words, start - 1)
    glued = end < len(words) and not words.spaced[end - 1]
    hung = start > 0 and not words.spaced[start - 1]
    in_title = start < context.title_end
    return [
        *_shapes_around(spelling, left_shape, right_shape, hung, glued, in_title),
        f"left={left}",
        f"left2={words.seen(start - 2)} named={named}",
        f"right={right}",
        *(f"{told} named={named}" for told in context.told[index]),
        f"after={after} before={before} known={candidate.gazetteer}",
        *(f"sentence says={kind} named={named}" for kind in context.sentence[index]),
        f"left={left} sentence says={'+'.join(context.sentence[index])} named={named}",
        *sorted(f"{held} named={named}" for held in context.elsewhere[context.folds[index]]),
    ]


def features(doc: Doc, gathered: list[Candidate]) -> list[list[str]]:
    """Return the features of each candidate, for the scorer.

    Parameters
    ----------
    doc
        A document that all layers have processed.
    gathered
        Its candidates.
    """
    context = _Context(doc, gathered)
    described = []
    for index, candidate in enumerate(gathered):
        spelling = orthography.shape(context.texts[index])
        described.append(
            [
                *_layer_features(candidate, context, spelling),
                *_nesting_features(candidate, context),
                *_spelling_features(candidate, context, index, spelling),
                *_context_features(candidate, context, index, spelling),
            ]
        )
    return described
