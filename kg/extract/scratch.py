"""Data that pipeline components share through a document; it is never serialised."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import srsly
from spacy.tokens import Doc

__all__ = ["add_scratch_attribute", "scratch_of"]

# Key in `Doc.user_data`.
_KEY = "kg_scratch"


class _Scratch:
    """Holds intermediate results by name; a copy in another process starts empty."""

    __slots__ = ("held",)

    def __init__(self) -> None:
        self.held: dict[str, Any] = {}

    def __reduce__(self) -> tuple[type[_Scratch], tuple[()]]:
        # It may hold spans, which cannot be pickled.
        return _Scratch, ()


def _leave_out(given: object, chain: Callable[[object], object] | None = None) -> object:
    """Leave the scratch out when spaCy serialises a document to bytes."""
    if isinstance(given, _Scratch):
        return None
    return given if chain is None else chain(given)


srsly.msgpack_encoders.register("kg.scratch.v1", func=_leave_out)


def scratch_of(doc: Doc) -> dict[str, Any]:
    """Return the scratch of a document; it is empty if the document came from elsewhere."""
    scratch: _Scratch | None = doc.user_data.get(_KEY)
    if scratch is None:
        scratch = doc.user_data[_KEY] = _Scratch()
    return scratch.held


def add_scratch_attribute(name: str) -> None:
    """Make a name of the scratch an attribute of ``doc._``; an empty tuple if it is not set."""

    def get(doc: Doc) -> Any:
        return scratch_of(doc).get(name, ())

    def put(doc: Doc, value: Any) -> None:
        scratch_of(doc)[name] = value

    if not Doc.has_extension(name):
        Doc.set_extension(name, getter=get, setter=put)
