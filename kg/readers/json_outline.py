"""Finds from the beginning of a JSON file where its records are and which keys they have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import ijson

from kg.readers.json_containers import (
    enveloped,
    first_member,
    keyed_members,
    record_lists,
    records_in,
)
from kg.readers.json_repair import JsonRepair
from kg.readers.limits import DEEPEST_RECORD

__all__ = ["Outline", "is_json", "keys_of", "outline"]

# Plain text such as `[1] "A title"` opens with a bracket too. The reader refuses a file of
# brackets alone, however many, and names the place.
_OPENING = re.compile(r"\s*(?:\{\s*(?:[\"}]|$)|\[\s*(?:[{\]\[]|null\s*,|$))")


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of a JSON file.

    Attributes
    ----------
    document
        True for one document over all lines, False for one record per line.
    container
        Key of the list of records; None if the list is not under a key.
    keys
        Keys of the first record, as far as the beginning shows it; ``content.title`` for a nested
        key.
    texts
        Its values that are strings, by key, cut to 200 characters.
    """

    document: bool = False
    container: str | None = None
    keys: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)


def is_json(head: str) -> bool:
    """Check whether a file begins as JSON does."""
    return _OPENING.match(head) is not None


def _events(head: str) -> Any:
    """Yield the parser's events for the beginning of a file until it breaks off."""
    try:
        text = JsonRepair().repaired(head)
        yield from ijson.basic_parse(text.encode("utf-8", "replace"), multiple_values=True)
    except (ijson.JSONError, UnicodeDecodeError):
        return


def _first_value(head: str) -> Any:
    """Build the first value of a file as far as the beginning shows it."""
    builder = ijson.ObjectBuilder()
    depth = 0
    for event, value in _events(head):
        builder.event(event, value)
        if event in ("start_map", "start_array"):
            depth += 1
        elif event in ("end_map", "end_array"):
            depth -= 1
        if depth == 0 or depth > DEEPEST_RECORD:
            break
    return getattr(builder, "value", None)


def _shape(head: str) -> tuple[str | None, bool, Mapping[str, Any]]:
    """Return the key of the list of records, whether each has a key, and the first record."""
    value = _first_value(head)
    while isinstance(value, list):
        value = next((each for each in value if each and isinstance(each, dict | list)), None)
    if not isinstance(value, dict):
        return None, False, {}
    if not record_lists(value):
        # Crossref's answers wrap their page in `message`.
        value = enveloped(value) or value
    container = next(iter(record_lists(value)), None)
    record = first_member(records_in(value))
    is_keyed = len(keyed_members(value)) > 1
    return container, is_keyed, record if isinstance(record, Mapping) else {}


def keys_of(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys of a record, and those of an object in it, as ``content.title``."""
    for key, value in record.items():
        yield key
        if isinstance(value, dict):
            yield from (f"{key}.{inner}" for inner in value)


def _is_document(head: str, holds_more: bool) -> bool:
    first, _, rest = head.lstrip().partition("\n")
    if first.startswith("[") or holds_more:
        return True
    if not rest.strip():
        return False
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        # A truncated line that is followed by a record is one broken record of many.
        return not rest.lstrip().startswith("{")
    return False


# Every JSON format asks for the same file in turn.
@lru_cache(maxsize=2)
def outline(head: str) -> Outline:
    """Find the shape of a JSON file from its beginning.

    Examples
    --------
    >>> shape = outline('{"meta": {}, "results": [{"id": "W1", "ids": {"mag": 1}}]}')
    >>> shape.container, sorted(shape.keys)
    ('results', ['id', 'ids', 'ids.mag'])
    """
    if not is_json(head):
        return Outline()
    container, is_keyed, record = _shape(head)
    is_document = _is_document(head, is_keyed or container is not None)
    texts = {key: value[:200] for key, value in record.items() if isinstance(value, str)}
    return Outline(is_document, container, frozenset(keys_of(record)), texts)
