"""The features by which a candidate is judged: what the layers say, its spelling, its place."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from spacy.tokens import Doc, Span

from kg.extract import gazetteer, lexicon, orthography
from kg.extract.candidates import Candidate, trimmed
from kg.extract.surface import fold
from kg.extract.text import TITLE_END
from kg.extract.word_lists import read_cues

__all__ = ["cue_after", "cue_before", "features", "title_length"]

TYPE_CUES = read_cues("type_cues.tsv")
# A list of names between a mention and the word that says what they are.
LONGEST_LIST = 14
_JOINING = frozenset({",", "and", "or", "&", "(", ")", "-", "/", "`", "'", '"', "``", "''"})
_OPENING_LISTS = frozenset({"as", "including", "like", "namely", ":", "e.g.", "(", "such", "i.e."})


_CLOSING = frozenset({")", "''", "'", '"', "`", "”", "}"})
_APPOSING = frozenset({",", ":", "is", "as", "—", "--", "-", "–", "(", "are"})
_ARTICLES = frozenset({"a", "an", "the", "our", "two", "three", "new", "novel"})
_ENDING = frozenset({",", ".", ";", "for", "that", "which", "to", "of", "with", "on", "in", "and"})
LONGEST_APPOSITION = 9
_VERSION = re.compile(r"[vV]?\d+(?:\.\d+)*")


def title_length(doc: Doc) -> int:
    """Return how many tokens of the document are its title; 0 where it has none."""
    return next((token.i for token in doc if token.text == TITLE_END), 0)


def _in_list(doc: Doc, position: int) -> bool:
    text = doc[position].text
    return text in _JOINING or text[:1].isupper() or any(c.isdigit() for c in text)


def cue_after(doc: Doc, end: int, cues: Mapping[str, tuple[str, ...]]) -> str | None:
    """Find the word behind a mention, or behind the list it stands in, that says what it is."""
    for position in range(end, min(len(doc), end + LONGEST_LIST)):
        if kinds := cues.get(doc[position].lower_):
            return kinds[0]
        if not _in_list(doc, position):
            return None
    return None


def cue_before(doc: Doc, start: int, cues: Mapping[str, tuple[str, ...]]) -> str | None:
    """Find the word in ``benchmarks such as X, Y and Z`` from any of the three."""
    for position in range(start - 1, max(-1, start - 1 - LONGEST_LIST), -1):
        lower = doc[position].lower_
        if kinds := cues.get(lower):
            return kinds[0]
        if not (_in_list(doc, position) or lower in _OPENING_LISTS):
            return None
    return None


def apposition(doc: Doc, end: int) -> str | None:
    """Find what a mention is said to be: ``X: A Benchmark for``, ``X, a new dataset of``."""
    position = end
    while position < len(doc) and doc[position].text in _CLOSING:
        position += 1
    if position + 1 >= len(doc):
        return None
    opener = doc[position].lower_
    if opener not in _APPOSING or doc[position + 1].lower_ not in _ARTICLES:
        return None
    for token in doc[position + 2 : position + 2 + LONGEST_APPOSITION]:
        if kinds := TYPE_CUES.get(token.lower_):
            return kinds[0]
        if token.lower_ in _ENDING or token.is_sent_start:
            return None
    return None


def _word_shape(doc: Doc, position: int) -> str:
    """Class a neighbouring word: whether it could belong to the name beside it."""
    if not 0 <= position < len(doc):
        return "edge"
    token = doc[position]
    if token.is_space:
        return "break"
    if token.is_alpha:
        return "capital" if token.text[0].isupper() else "lower"
    if _VERSION.fullmatch(token.text):
        return "version"
    return "mixed" if any(c.isalnum() for c in token.text) else "mark"


def _sibling(doc: Doc, start: int, end: int, labels: Sequence[str | None]) -> str | None:
    """Return the type of the nearest known name in the list that a mention stands in."""
    for position in range(end, min(len(doc), end + LONGEST_LIST)):
        if labels[position]:
            return labels[position]
        if not _in_list(doc, position):
            break
    for position in range(start - 1, max(-1, start - 1 - LONGEST_LIST), -1):
        if labels[position]:
            return labels[position]
        if not _in_list(doc, position):
            break
    return None


def _covering(spans: Iterable[Span], size: int) -> list[str | None]:
    labels: list[str | None] = [None] * size
    for span in spans:
        for position in range(span.start, span.end):
            labels[position] = span.label_
    return labels


def _word(doc: Doc, position: int) -> str:
    if not 0 <= position < len(doc):
        return "<edge>"
    return "<break>" if doc[position].is_space else doc[position].lower_


def _any(labels: list[str | None], start: int, end: int) -> str | None:
    return next((label for label in labels[start:end] if label), None)


class _Context:
    """What is looked up once for a document and used by each of its candidates."""

    def __init__(self, doc: Doc, gathered: Sequence[Candidate]) -> None:
        self.doc = doc
        self.title_end = title_length(doc)
        self.model = _covering(doc.ents, len(doc))
        known = list(doc.spans.get(gazetteer.SPAN_GROUP, ()))
        self.gazetteer = _covering(known, len(doc))
        self.known = {(span.start, span.end): span.label_ for span in known}
        self.learnt = {
            (span.start, span.end): span.label_.partition(" ")[0]
            for span in doc.spans.get(lexicon.SPAN_GROUP, ())
            if f"found>{lexicon.RATE_STEPS[1]}" <= span.label_.partition(" ")[2]
        }
        self.model_bounds = {(ent.start, ent.end): ent.label_ for ent in doc.ents}
        self.partners = _partner_types(doc, self.model_bounds)
        self.words = Counter(token.lower_ for token in doc)
        self.texts = [doc[c.start : c.end].text for c in gathered]
        self.folds = [fold(text) for text in self.texts]
        self.after = [cue_after(doc, c.end, TYPE_CUES) for c in gathered]
        self.said = [apposition(doc, c.end) for c in gathered]
        self.sibling = [_sibling(doc, c.start, c.end, self.gazetteer) for c in gathered]
        self.before = [cue_before(doc, c.start, TYPE_CUES) for c in gathered]
        self.elsewhere: dict[str, set[str]] = defaultdict(set)
        self.count: Counter[str] = Counter()
        for index, candidate in enumerate(gathered):
            held = self.elsewhere[self.folds[index]]
            self.count[self.folds[index]] += 1
            held.add(f"paper after={self.after[index]}")
            held.add(f"paper before={self.before[index]}")
            held.add(f"paper said={self.said[index]}")
            held.add(f"paper sibling={self.sibling[index]}")
            held.add(f"paper model={candidate.model}")
            if candidate.short_form or candidate.long_form:
                held.add("paper defined")


def _partner_types(
    doc: Doc, by_bounds: Mapping[tuple[int, int], str]
) -> dict[tuple[int, int], str]:
    """Give each half of a definition the type that the model gives to the other half."""
    types: dict[tuple[int, int], str] = {}
    for long_form, short_form in doc._.definitions:
        long_bounds = trimmed(doc, long_form.start, long_form.end)
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
    return [
        f"model{model}",
        f"known{known}",
        f"model{model} known{known}",
        f"shape={spelling}",
        f"shape={spelling} model{model}",
        f"shape={spelling} known{known}",
        f"size={size} model{model}",
        f"size={size} shape={spelling}",
        f"right={_word(context.doc, end)} model{model}",
        f"last={_word(context.doc, end - 1)} model{model}",
        f"by={'+'.join(sorted(candidate.by))}",
        f"short={candidate.short_form} long={candidate.long_form}",
        f"partner={context.partners.get((start, end))}",
        f"learnt={candidate.learnt}",
        f"learnt={candidate.learnt} model{model}",
        f"learnt={candidate.learnt} shape={spelling}",
    ]


def _nesting_features(candidate: Candidate, context: _Context) -> list[str]:
    """Say which known names and finds of the model lie in the candidate, or hold it."""
    start, end = candidate.start, candidate.end
    held = []
    for name, bounds in (
        ("known", context.known),
        ("model", context.model_bounds),
        ("learnt", context.learnt),
    ):
        for (first, last), label in bounds.items():
            if first >= end or last <= start or (first, last) == (start, end):
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
    doc, text = context.doc, context.texts[index]
    start, end = candidate.start, candidate.end
    last = _word(doc, end - 1)
    described = [
        f"first={_word(doc, start)}",
        f"last={last}",
        f"count={min(context.count[context.folds[index]], 3)} shape={spelling}",
        f"title={start < context.title_end} shape={spelling}",
        f"title_head={start == 0 and _word(doc, end) == ':'}",
        f"known name={text.lower()}" if candidate.gazetteer else "unknown",
        f"opens sentence={doc[start].is_sent_start} shape={spelling}",
        f"opens abstract={start == context.title_end + 1}",
    ]
    if spelling != "lower":
        base = gazetteer.stem(doc[start].text)
        described += [f"suffix={last[-3:]}", f"suffix={last[-4:]}", f"stem={base}"]
        described.append(f"stem type={gazetteer.stem_type(base)}")
        described.append(f"digits={any(c.isdigit() for c in text)} shape={spelling}")
    else:
        described.append(f"suffix lower={last[-4:]}")
        described += [f"word={_word(doc, position)}" for position in range(start, end)]
    return described


def _context_features(
    candidate: Candidate, context: _Context, index: int, spelling: str
) -> list[str]:
    doc = context.doc
    left, right = _word(doc, candidate.start - 1), _word(doc, candidate.end)
    after, before = context.after[index], context.before[index]
    named = spelling != "lower"
    start, end = candidate.start, candidate.end
    right_shape, left_shape = _word_shape(doc, end), _word_shape(doc, start - 1)
    glued = end < len(doc) and not doc[end - 1].whitespace_
    hung = start > 0 and not doc[start - 1].whitespace_
    in_title = start < context.title_end
    return [
        f"right shape={right_shape} glued={glued} shape={spelling}",
        f"left shape={left_shape} hung={hung} shape={spelling}",
        f"title={in_title} right shape={right_shape} left shape={left_shape} shape={spelling}",
        f"said={context.said[index]} named={named}",
        f"sibling={context.sibling[index]} named={named}",
        *(f"near left={_word(doc, p)} {named}" for p in range(max(0, start - 4), start)),
        *(f"near right={_word(doc, p)} {named}" for p in range(end, min(len(doc), end + 3))),
        f"left={left}",
        f"left={_word(doc, candidate.start - 2)} {left}",
        f"left2={_word(doc, candidate.start - 2)} named={named}",
        f"right={right}",
        f"right={right} {_word(doc, candidate.end + 1)}",
        f"after={after} named={named}",
        f"before={before} named={named}",
        f"after={after} before={before} known={candidate.gazetteer}",
        *sorted(f"{held} named={named}" for held in context.elsewhere[context.folds[index]]),
    ]


def features(doc: Doc, gathered: list[Candidate]) -> list[list[str]]:
    """Describe each candidate by what holds of it, for the scorer.

    Parameters
    ----------
    doc
        The document, all layers run.
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
