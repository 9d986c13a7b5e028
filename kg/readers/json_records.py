"""The records of JSON Lines and of JSON documents of any size, one at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TextIO

import ijson

from kg.readers.json_outline import CONTAINERS, outline
from kg.readers.json_repair import JsonRepair
from kg.readers.limits import DEEPEST_RECORD, LONGEST_RECORD
from kg.readers.registry import Reading

__all__ = ["JsonRecord", "json_records", "record_members"]

_Event = tuple[str, Any]
_OPENING = frozenset(("start_map", "start_array"))
_CLOSING = frozenset(("end_map", "end_array"))


class JsonRecord(NamedTuple):
    """One record and where it stands; `line` is None in a document."""

    position: int
    line: int | None
    value: dict[str, Any]

    @property
    def place(self) -> str:
        """The place, for messages."""
        return f"line {self.line}" if self.line else f"record {self.position}"


def json_records(reading: Reading) -> Iterator[JsonRecord]:
    """Yield the objects of a file; whatever else it holds is skipped with its place.

    Records are the lines, or the members of the list that is the document or that stands under
    a key such as ``results``. Memory is bounded by one record.
    """
    shape = outline(reading.head)
    found = _document_values(reading) if shape.document else _line_values(reading)
    for position, (line, value) in enumerate(found, 1):
        if isinstance(value, dict):
            yield JsonRecord(position, line, value)
        elif value is not None:
            place = f"line {line}" if line else f"record {position}"
            reading.skip(place, f"expected an object, found {type(value).__name__}")


def _line_values(reading: Reading) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(reading.stream, 1):
        if not line.strip():
            continue
        if len(line) >= LONGEST_RECORD:
            reading.skip(f"line {number}", f"a line of more than {LONGEST_RECORD:,} characters")
            continue
        try:
            value = json.loads(line, parse_constant=_missing)
        except (ValueError, RecursionError) as error:
            reading.skip(f"line {number}", f"not JSON: {error}")
            continue
        yield from ((number, each) for each in record_members(value))


def _missing(constant: str) -> None:
    """Take `NaN` and `Infinity` for null: pandas writes them where there is no value."""


def record_members(value: Any) -> list[Any]:
    """Return the records in the value of one line: a page of an API answers with many."""
    if isinstance(value, Mapping) and "title" not in value:
        for key in CONTAINERS & value.keys():
            if isinstance(value[key], list):
                return list(value[key])
    return [value]


class _Feed:
    """The text of a stream as ijson reads it, with a bound on what one record may hold."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._repair = JsonRepair()
        self.since_record = 0

    def read(self, size: int) -> bytes:
        if size == 0:
            return b""
        self.since_record += size
        if self.since_record > LONGEST_RECORD + size:
            raise ValueError(f"a record of more than {LONGEST_RECORD:,} characters")
        text = ""
        while not text and (part := self._stream.read(size)):
            text = self._repair.repaired(part)
        # Nothing is the sign that the stream has ended.
        return (text or self._repair.repaired("", last=True)).encode("utf-8", "replace")


def _document_values(reading: Reading) -> Iterator[tuple[None, Any]]:
    feed = _Feed(reading.stream)
    number = 0
    try:
        for value in _values(feed):
            number += 1
            yield None, value
    except (ijson.JSONError, ValueError) as error:
        place = f"after record {number}" if number else "record 1"
        reading.skip(place, f"not JSON: {error}; what follows cannot be read")


def _values(feed: _Feed) -> Iterator[Any]:
    """Build the records of a document, or of several one after another, from its events."""
    events = ijson.basic_parse(feed, multiple_values=True, use_float=True)
    for event, value in events:
        if event == "start_array":
            yield from _listed(events, feed)
        elif event == "start_map":
            yield from _keyed(events, feed)
        else:
            yield value
        feed.since_record = 0


def _listed(events: Iterator[_Event], feed: _Feed) -> Iterator[Any]:
    """Build the members of a list that has begun."""
    for event, value in events:
        if event == "end_array":
            return
        yield _built(events, event, value)
        feed.since_record = 0


def _keyed(events: Iterator[_Event], feed: _Feed) -> Iterator[Any]:
    """Build an object that has begun, or the records in the list that it holds."""
    record: dict[str, Any] = {}
    around = False
    for event, key in events:
        if event == "end_map":
            break
        opening, value = next(events)
        if opening == "start_array" and key in CONTAINERS and "title" not in record:
            around = True
            yield from _listed(events, feed)
        else:
            record[key] = _built(events, opening, value)
    if not around:
        yield record


def _built(events: Iterator[_Event], event: str, value: Any) -> Any:
    """Build one value from its first event on."""
    if event not in _OPENING:
        return value
    builder = ijson.ObjectBuilder()
    depth = 0
    while True:
        builder.event(event, value)
        if event in _OPENING:
            depth += 1
            if depth > DEEPEST_RECORD:
                raise ValueError(f"more than {DEEPEST_RECORD} brackets within brackets")
        elif event in _CLOSING:
            depth -= 1
            if depth == 0:
                return builder.value
        event, value = next(events)
