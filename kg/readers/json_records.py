"""The records of JSON Lines and of JSON documents of any size, one at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, TextIO

import ijson

from kg.readers.json_containers import (
    CONTAINERS,
    holds_records,
    keyed_members,
    members_within,
    records_in,
)
from kg.readers.json_outline import outline
from kg.readers.json_repair import JsonRepair, without_halves
from kg.readers.limits import DEEPEST_RECORD, LONGEST_RECORD
from kg.readers.registry import Reading

__all__ = ["JsonRecord", "json_records", "values_of_line"]

_Event = tuple[str, Any]
_OPENING = frozenset(("start_map", "start_array"))
_CLOSING = frozenset(("end_map", "end_array"))
# Characters read of an object with a list of objects and no title so far. A longer object wraps
# papers and is not one; a shorter one is held back, since its title may come after the list.
_LONGEST_UNDECIDED = 1_000_000


class JsonRecord(NamedTuple):
    """One record and its place; `line` is None in a document."""

    position: int
    line: int | None
    value: dict[str, Any]

    @property
    def place(self) -> str:
        """The place, for messages."""
        return f"line {self.line}" if self.line else f"record {self.position}"


def json_records(reading: Reading) -> Iterator[JsonRecord]:
    """Yield the objects of a file; any other value is skipped with its place.

    Records are the lines, or the members of a list, which is the document or is under a key such
    as ``results``. Memory is bounded by one record.
    """
    read = _document_values if outline(reading.head).document else _line_values
    values: Iterator[tuple[int | None, Any]] = read(reading)
    found = (
        (line, record) for line, value in values for record in records_in(value, reading.columns)
    )
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
            yield from ((number, value) for value in values_of_line(line))
        except json.JSONDecodeError as error:
            reason = f"not JSON: {error.msg} at character {error.pos + 1}"
            reading.skip(f"line {number}", reason)
        except (ValueError, RecursionError) as error:
            reading.skip(f"line {number}", f"not JSON: {error}")


def values_of_line(line: str) -> Iterator[Any]:
    """Yield the value of a line, or its values if several objects stand in it."""
    line = without_halves(line)
    try:
        yield json.loads(line, parse_constant=_missing)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data" or line[error.pos] not in "{[":
            raise
    else:
        return
    start = 0
    while start < len(line):
        value, end = _DECODER.raw_decode(line, start)
        yield value
        start = end + len(_BLANKS.match(line, end)[0])  # type: ignore[index]


def _missing(constant: str) -> None:
    """Read `NaN` and `Infinity` as null: pandas writes them for missing values."""


_BLANKS = re.compile(r"\s*")
_DECODER = json.JSONDecoder(parse_constant=_missing)


class _Feed:
    """Feeds the text of a stream to ijson, with a bound on the size of one record."""

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
        # An empty part would mean to ijson that the stream has ended.
        return (text or self._repair.repaired("", last=True)).encode("utf-8", "replace")


def _document_values(reading: Reading) -> Iterator[tuple[None, Any]]:
    feed = _Feed(reading.stream)
    number = 0
    try:
        for value in _values(feed, reading.columns):
            number += 1
            yield None, value
    except (ijson.JSONError, ValueError) as error:
        place = f"after record {number}" if number else "record 1"
        reading.skip(place, f"not JSON: {error}; what follows cannot be read")


def _values(feed: _Feed, columns: Mapping[str, str]) -> Iterator[Any]:
    """Yield the records of one document, or of several one after another, from a stream."""
    events = _events(feed)
    for event, value in events:
        if event == "start_array":
            for member in _members(events):
                yield member
                feed.since_record = 0
        elif event == "start_map":
            yield from _keyed(events, feed, columns)
        else:
            yield value
        feed.since_record = 0


def _events(feed: _Feed) -> Iterator[_Event]:
    # With `use_float`, an integer of more than 64 bits would end the document.
    for event, value in ijson.basic_parse(feed, multiple_values=True):
        yield event, float(value) if isinstance(value, Decimal) else value


def _members(events: Iterator[_Event]) -> Iterator[Any]:
    """Build the members of a list whose first event was read."""
    for event, value in events:
        if event == "end_array":
            return
        yield _built(events, event, value)


def _keyed(events: Iterator[_Event], feed: _Feed, columns: Mapping[str, str]) -> Iterator[Any]:
    """Build an object whose first event was read, or the records in its lists."""
    record: dict[str, Any] = {}
    is_around = False
    may_be_keyed = True
    try:
        for event, key in events:
            if event == "end_map":
                break
            opening, value = next(events)
            if opening != "start_array" or key not in CONTAINERS:
                record[key] = _built(events, opening, value)
                if may_be_keyed and feed.since_record > _LONGEST_UNDECIDED:
                    # One value that is no paper decides for the whole object.
                    may_be_keyed = bool(keyed_members(record, columns))
                    if may_be_keyed:
                        yield record
                        record = {}
                        feed.since_record = 0
                continue
            held = record[key] = []
            holds: bool | None = None
            for member in _members(events):
                if holds is None and member is not None:
                    holds = holds_records(record, member, columns)
                if holds and is_around:
                    yield member
                    feed.since_record = 0
                    continue
                held.append(member)
                if holds and feed.since_record > _LONGEST_UNDECIDED:
                    is_around = True
                    yield record
                    record = {}
                    feed.since_record = 0
    except (ijson.JSONError, ValueError):
        # Complete records count although the rest is lost.
        yield from members_within(record, columns)
        raise
    if not is_around and record:
        yield record


def _built(events: Iterator[_Event], event: str, value: Any) -> Any:
    """Build one value, given its first event."""
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
