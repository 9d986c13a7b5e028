"""A mention as the pipeline finds it and keeps it in ``doc._.found``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass

import srsly
from spacy.tokens import Doc

from kg.records import EntityType, Layer

__all__ = ["Found"]

# Key of the mapping that holds a mention's fields when spaCy serialises a document to bytes.
_PACKED = "kg_found"

if not Doc.has_extension("found"):
    Doc.set_extension("found", default=())


@dataclass(frozen=True, slots=True)
class Found:
    """A mention in token offsets, before it has a role.

    Attributes
    ----------
    score
        Calibrated confidence: the share of mentions with this score that a reader finds too.
    """

    start: int
    end: int
    type: EntityType
    score: float
    by: Layer
    canonical: str | None
    expansion: str | None


def _pack(given: object, chain: Callable[[object], object] | None = None) -> object:
    if isinstance(given, Found):
        return {_PACKED: astuple(given)}
    return given if chain is None else chain(given)


def _unpack(given: object, chain: Callable[[object], object] | None = None) -> object:
    if isinstance(given, dict) and _PACKED in given:
        return Found(*given[_PACKED])
    return given if chain is None else chain(given)


srsly.msgpack_encoders.register("kg.found.v1", func=_pack)
srsly.msgpack_decoders.register("kg.found.v1", func=_unpack)
