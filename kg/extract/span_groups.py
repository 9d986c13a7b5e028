"""Makes entities of the spans that a span categorizer or ruler of another pipeline leaves."""

from __future__ import annotations

from itertools import chain

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

__all__ = ["entities_of_spans"]

# A span finder gives its spans no label, and an entity must have one.
UNLABELLED = "SPAN"


@Language.component("kg_spans", requires=["doc.spans"], assigns=["doc.ents"])
def entities_of_spans(doc: Doc) -> Doc:
    """Add the spans of all groups to ``doc.ents``; of those that overlap the longest stays."""
    spans = (
        Span(doc, span.start, span.end, label=span.label_ or UNLABELLED)
        for span in chain.from_iterable(doc.spans.values())
    )
    doc.ents = tuple(filter_spans([*doc.ents, *spans]))
    return doc
