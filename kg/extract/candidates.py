"""What each layer proposes, gathered as candidate spans, and the features to judge them by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span

from kg.extract import gazetteer, orthography
from kg.extract.text import TITLE_END
from kg.extract.word_lists import read_words
from kg.records import Layer

__all__ = ["Candidate", "candidates"]

MODIFIERS = read_words("modifiers.txt")
GENERIC_HEADS = read_words("generic_heads.txt")
# Longer phrases are as good as never names; the model's rare long finds are cut sentences.
LONGEST_NAME = 10
_OPENING = frozenset("([{\"'`$-–—:")
_CLOSING = frozenset(")]}\"'`$-–—:,.;")


@dataclass(slots=True)
class Candidate:
    """A stretch of tokens that may name an entity.

    Attributes
    ----------
    start, end
        Token offsets, `end` exclusive.
    by
        The layers that propose exactly this span.
    model, gazetteer
        The type that the layer gives to it.
    canonical
        The name that the gazetteer gives to it.
    """

    start: int
    end: int
    by: set[Layer] = field(default_factory=set)
    model: str | None = None
    gazetteer: str | None = None
    needs_context: bool = False
    canonical: str | None = None
    short_form: bool = False
    long_form: bool = False


def _trimmed(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Take modifiers, brackets and punctuation off both ends of a span."""
    while start < end and (
        doc[start].lower_ in MODIFIERS or doc[start].text in _OPENING or doc[start].is_space
    ):
        start += 1
    while start < end and (doc[end - 1].text in _CLOSING or doc[end - 1].is_space):
        end -= 1
    return start, end


def _without_heads(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Take generic nouns off the end of a span, but never all of it."""
    while end - start > 1 and doc[end - 1].lower_ in GENERIC_HEADS:
        end -= 1
    while end - start > 1 and doc[end - 1].text in _CLOSING:
        end -= 1
    return start, end


def candidates(doc: Doc) -> list[Candidate]:
    """Gather the spans that any layer proposes, in the order of the text.

    The model's spans come in up to three versions: as found, without modifiers, and without
    generic heads; which of them is right is for the scorer to say.
    """
    found: dict[tuple[int, int], Candidate] = {}

    def propose(start: int, end: int) -> Candidate | None:
        if not 0 < end - start <= LONGEST_NAME:
            return None
        return found.setdefault((start, end), Candidate(start, end))

    for span in doc.ents:
        trimmed = _trimmed(doc, span.start, span.end)
        for bounds in {(span.start, span.end), trimmed, _without_heads(doc, *trimmed)}:
            if candidate := propose(*bounds):
                candidate.by.add("model")
                candidate.model = span.label_
    for span in doc.spans.get(gazetteer.SPAN_GROUP, ()):
        candidate = found.get((span.start, span.end))
        if candidate is None or candidate.gazetteer is None or candidate.model == span.label_:
            candidate = propose(span.start, span.end)
            if candidate:
                candidate.by.add("gazetteer")
                candidate.gazetteer = span.label_
                candidate.canonical = span.id_
                candidate.needs_context = span.kb_id_ == "needs_context"
    for span in doc.spans.get(orthography.SPAN_GROUP, ()):
        if candidate := propose(span.start, span.end):
            candidate.by.add("pattern")
    for long_form, short_form in doc._.definitions:
        if candidate := propose(*_trimmed(doc, long_form.start, long_form.end)):
            candidate.by.add("abbreviation")
            candidate.long_form = True
        if candidate := propose(short_form.start, short_form.end):
            candidate.by.add("abbreviation")
            candidate.short_form = True
    return [found[bounds] for bounds in sorted(found)]


def _covering(spans: list[Span], size: int) -> list[str | None]:
    labels: list[str | None] = [None] * size
    for span in spans:
        for position in range(span.start, span.end):
            labels[position] = span.label_
    return labels


def _word(doc: Doc, position: int) -> str:
    if not 0 <= position < len(doc):
        return "<edge>"
    return "<break>" if doc[position].is_space else doc[position].lower_


def title_length(doc: Doc) -> int:
    """Return how many tokens of the document are its title; 0 where it has none."""
    return next((token.i for token in doc if token.text == TITLE_END), 0)


def features(doc: Doc, gathered: list[Candidate]) -> list[list[str]]:
    """Describe each candidate by what holds of it, for the scorer.

    Parameters
    ----------
    doc
        The document, all layers run.
    gathered
        Its `candidates`.
    """
    words = Counter(doc[c.start : c.end].text.lower() for c in gathered)
    model_labels = _covering(list(doc.ents), len(doc))
    gazetteer_labels = _covering(list(doc.spans.get(gazetteer.SPAN_GROUP, ())), len(doc))
    title_end = title_length(doc)
    best_model = _partner_types(doc)
    described = []
    for candidate in gathered:
        start, end = candidate.start, candidate.end
        text = doc[start:end].text
        spelling = orthography.shape(text)
        model = f"={candidate.model}" if candidate.model else f"~{_any(model_labels, start, end)}"
        known = (
            f"={candidate.gazetteer}{'?' if candidate.needs_context else ''}"
            if candidate.gazetteer
            else f"~{_any(gazetteer_labels, start, end)}"
        )
        left, right = _word(doc, start - 1), _word(doc, end)
        last = _word(doc, end - 1)
        size = min(end - start, 5)
        described.append(
            [
                f"model{model}",
                f"known{known}",
                f"model{model} known{known}",
                f"shape={spelling}",
                f"shape={spelling} model{model}",
                f"shape={spelling} known{known}",
                f"size={size} model{model}",
                f"left={left}",
                f"left={_word(doc, start - 2)} {left}",
                f"right={right}",
                f"right={right} model{model}",
                f"right={right} {_word(doc, end + 1)}",
                f"first={_word(doc, start)}",
                f"last={last}",
                f"last={last} model{model}",
                f"by={'+'.join(sorted(candidate.by))}",
                f"count={min(words[text.lower()], 3)} shape={spelling}",
                f"title={start < title_end} shape={spelling}",
                f"title_head={start == 0 and right == ':'}",
                f"short={candidate.short_form} long={candidate.long_form}",
                f"partner={best_model.get((start, end))}",
                f"known name={text.lower()}" if candidate.gazetteer else "unknown",
            ]
        )
    return described


def _any(labels: list[str | None], start: int, end: int) -> str | None:
    return next((label for label in labels[start:end] if label), None)


def _partner_types(doc: Doc) -> dict[tuple[int, int], str]:
    """Give each half of a definition the type that the model gives to the other half."""
    by_bounds = {(ent.start, ent.end): ent.label_ for ent in doc.ents}
    types: dict[tuple[int, int], str] = {}
    for long_form, short_form in doc._.definitions:
        long_bounds = _trimmed(doc, long_form.start, long_form.end)
        short_bounds = (short_form.start, short_form.end)
        types[long_bounds] = by_bounds.get(short_bounds, "none")
        types[short_bounds] = by_bounds.get(long_bounds, "none")
    return types
