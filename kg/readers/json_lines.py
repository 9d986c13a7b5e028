"""JSON Lines, a JSON list or an answer of an API, with any usual names of fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from kg.errors import FormatError
from kg.readers.field_names import value_at
from kg.readers.field_use import FieldUse
from kg.readers.fields import NO_TEXT, paper_from_fields
from kg.readers.json_outline import is_json, keys_of
from kg.readers.json_records import JsonRecord, json_records
from kg.readers.registry import Format, Reading
from kg.records import Paper, Source

__all__ = ["FORMAT", "read_json"]

SUFFIXES = (".jsonl", ".ndjson", ".json")
# A key is misspelt if none of this many first records has it.
_LOOKED_AT = 100
# Keys that a message on a record lists.
_LISTED_KEYS = 8
# In characters.
_LONGEST_KEY = 60


def read_json(
    reading: Reading, fields_of: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
) -> Iterator[Paper]:
    """Yield the papers of JSON records; a record without a paper is skipped with its place.

    Parameters
    ----------
    fields_of
        Converts a record of a source to our names of fields; None looks for the usual names.
    """
    use = FieldUse()
    columns = {} if fields_of else reading.columns
    for record in _with_columns(reading, columns):
        source = Source(reading.file, record.position, record.line)
        try:
            fields = fields_of(record.value) if fields_of else record.value
            yield paper_from_fields(fields, source, columns, use)
        except (ValueError, RecursionError) as error:
            reason = str(error)
            if reason == NO_TEXT and fields_of is None and record.value:
                reason += f"; it has {_listed(islice(record.value, _LISTED_KEYS))}"
            reading.skip(record.place, reason)
    use.report(reading, renamed=fields_of is None)


def _with_columns(reading: Reading, columns: Mapping[str, str]) -> Iterator[JsonRecord]:
    """Return the records of a file after checking that it has the keys named by the user."""
    records = json_records(reading)
    if not columns:
        return records
    first = list(islice(records, _LOOKED_AT))
    keys = {key: None for record in first for key in keys_of(record.value)}
    for field, name in columns.items():
        is_found = name in keys or any(value_at(each.value, name) is not None for each in first)
        if first and not is_found:
            reason = f"has no key {name!r} for the field {field}; it has {_listed(keys)}"
            raise FormatError(reason, reading.file)
    return chain(first, records)


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(repr(key[:_LONGEST_KEY]) for key in keys)


FORMAT = Format(
    "jsonl",
    "JSON Lines or a JSON list of records",
    is_json,
    read_json,
    suffixes=SUFFIXES,
    mapped=True,
)
