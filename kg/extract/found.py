"""A mention as the pipeline finds it, and keeps it in ``doc._.found``."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from kg.records import EntityType, Layer

__all__ = ["Found"]

if not Doc.has_extension("found"):
    Doc.set_extension("found", default=())


@dataclass(frozen=True, slots=True)
class Found:
    """A mention in token offsets, before it has a role.

    Attributes
    ----------
    score
        How often a reader finds what is found with this confidence.
    """

    start: int
    end: int
    type: EntityType
    score: float
    by: Layer
    canonical: str | None
    expansion: str | None
