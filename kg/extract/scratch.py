"""What the components of the pipeline keep with a document for each other; it never travels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import srsly
from spacy.tokens import Doc

__all__ = ["add_scratch_attribute", "scratch_of"]

# Under this key in `Doc.user_data`.
_KEY = "kg_scratch"


class _Scratch:
    """Holds by name what was found on the way; a copy in another process begins with nothing."""

    __slots__ = ("held",)

    def __init__(self) -> None:
        self.held: dict[str, Any] = {}

    def __reduce__(self) -> tuple[type[_Scratch], tuple[()]]:
        # It may hold spans, which cannot be pickled.
        return _Scratch, ()


def _leave_out(given: object, chain: Callable[[object], object] | None = None) -> object:
    """Write nothing of it where spaCy writes a document as bytes."""
    if isinstance(given, _Scratch):
        return None
    return given if chain is None else chain(given)


srsly.msgpack_encoders.register("kg.scratch.v1", func=_leave_out)


def scratch_of(doc: Doc) -> dict[str, Any]:
    """Return what components have kept with a document; an empty one where it was sent here."""
    scratch: _Scratch | None = doc.user_data.get(_KEY)
    if scratch is None:
        scratch = doc.user_data[_KEY] = _Scratch()
    return scratch.held


def add_scratch_attribute(name: str) -> None:
    """Let ``doc._`` show what is in the scratch under a name; an empty tuple where nothing is."""

    def get(doc: Doc) -> Any:
        return scratch_of(doc).get(name, ())

    def put(doc: Doc, value: Any) -> None:
        scratch_of(doc)[name] = value

    if not Doc.has_extension(name):
        Doc.set_extension(name, getter=get, setter=put)
