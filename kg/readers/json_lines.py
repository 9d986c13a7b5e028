"""JSON Lines, one record a line, or one JSON list of records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from kg.errors import FormatError
from kg.readers.fields import paper_from_fields
from kg.readers.registry import Format, Reading
from kg.records import Paper, Source

__all__ = ["FORMAT"]

# Of plain text, `[1] "A title"` opens with a bracket too.
_OPENING = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[{\]])")


def _detect(head: str) -> bool:
    return _OPENING.match(head) is not None


def _records(reading: Reading) -> Iterator[tuple[int, int | None, Any]]:
    """Yield position, line and value of each record."""
    position = 0
    for number, line in enumerate(reading.stream, 1):
        if not line.strip():
            continue
        if position == 0 and (line.lstrip().startswith("[") or line.strip() == "{"):
            yield from _list_records(reading, line)
            return
        position += 1
        try:
            yield position, number, json.loads(line)
        except (ValueError, RecursionError) as error:
            reading.skip(f"line {number}", f"not JSON: {error}")


def _list_records(reading: Reading, first: str) -> Iterator[tuple[int, int | None, Any]]:
    try:
        rows = json.loads(first + reading.stream.read())
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{reading.file}: not JSON: {error}") from error
    for position, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
        yield position, None, row


def _read(reading: Reading) -> Iterator[Paper]:
    for position, line, value in _records(reading):
        place = f"line {line}" if line else f"record {position}"
        if not isinstance(value, dict):
            reading.skip(place, f"expected an object, found {type(value).__name__}")
            continue
        try:
            yield paper_from_fields(value, Source(reading.file, position, line))
        except (ValueError, RecursionError) as error:
            reading.skip(place, str(error))


FORMAT = Format("jsonl", "JSON Lines or a JSON list of records", _detect, _read)
