"""What the beginning of a JSON file tells: where its records are and which keys they have."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import ijson

from kg.readers.json_repair import JsonRepair
from kg.readers.limits import DEEPEST_RECORD

__all__ = ["CONTAINERS", "Outline", "is_json", "outline"]

# Keys under which answers of APIs and exports of programs hold their list of records.
CONTAINERS = frozenset(
    ("results", "data", "notes", "items", "papers", "works", "records", "recommendedPapers")
)
# Of plain text, `[1] "A title"` opens with a bracket too. Brackets alone, however many, are
# refused by the reader with the place.
_OPENING = re.compile(r"\s*(?:\{\s*(?:[\"}]|$)|\[\s*(?:[{\]\[]|null\s*,|$))")


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of a JSON file.

    Attributes
    ----------
    document
        True for one document over all lines, false for one record a line.
    container
        Key of the list of records, where they are in a list under a key.
    keys
        Of the first record, as far as it stands in the beginning; ``content.title`` for a key
        within a key.
    texts
        Its values that are strings, by key.
    """

    document: bool = False
    container: str | None = None
    keys: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)


def is_json(head: str) -> bool:
    """Tell JSON from its first signs."""
    return _OPENING.match(head) is not None


def _events(head: str) -> Any:
    """Yield the events of a beginning, as far as it is JSON with whole characters."""
    try:
        text = JsonRepair().repaired(head)
        yield from ijson.basic_parse(text.encode("utf-8", "replace"), multiple_values=True)
    except (ijson.JSONError, UnicodeDecodeError):
        return


def _shape(head: str) -> tuple[str | None, frozenset[str], dict[str, str]]:
    path: list[str | None] = []
    base: int | None = None
    container: str | None = None
    keys: set[str] = set()
    texts: dict[str, str] = {}
    for event, value in _events(head):
        if event == "start_map":
            path.append(None)
            if base is None and all(key is None or key in CONTAINERS for key in path[:-1]):
                base = len(path) - 1
        elif event == "start_array":
            if base == 0 and len(path) == 1 and path[0] in CONTAINERS and container is None:
                # The object around was none of the records.
                container, base = path[0], None
                keys, texts = set(), {}
            path.append(None)
        elif event in ("end_map", "end_array"):
            path.pop()
            if base is not None and len(path) <= base:
                break
        elif base is not None and event == "map_key":
            path[-1] = value
            if len(path) - base <= 2:
                keys.add(".".join(str(key) for key in path[base:] if key is not None))
        elif base is not None and event == "string" and len(path) == base + 1:
            texts[str(path[-1])] = value[:200]
        elif event == "map_key":
            path[-1] = value
        if len(path) > DEEPEST_RECORD:
            break
    return container, frozenset(keys), texts


def _is_document(head: str, container: str | None) -> bool:
    first, _, rest = head.lstrip().partition("\n")
    if first.startswith("[") or container:
        return True
    if not rest.strip():
        return False
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        # A line that is cut short and followed by a record is one broken record of many.
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
    container, keys, texts = _shape(head)
    return Outline(_is_document(head, container), container, keys, texts)
