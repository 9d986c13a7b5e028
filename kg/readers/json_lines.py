"""JSON Lines, a JSON list or an answer of an API, with any usual names of fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from kg.errors import FormatError
from kg.readers.field_use import FieldUse
from kg.readers.fields import paper_from_fields
from kg.readers.json_outline import is_json
from kg.readers.json_records import JsonRecord, json_records
from kg.readers.registry import Format, Reading
from kg.records import Paper, Source

__all__ = ["FORMAT", "read_json"]

SUFFIXES = (".jsonl", ".ndjson", ".json")
# A key is misspelt if none of this many first records has it.
_LOOKED_AT = 100


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
            reading.skip(record.place, str(error))
    use.report(reading, renamed=fields_of is None)


def _with_columns(reading: Reading, columns: Mapping[str, str]) -> Iterator[JsonRecord]:
    """Return the records of a file after checking that it has the keys named by the user."""
    records = json_records(reading)
    if not columns:
        return records
    first = list(islice(records, _LOOKED_AT))
    keys = {key: None for record in first for key in record.value}
    for field, name in columns.items():
        if first and name not in keys:
            listed = ", ".join(map(repr, keys))
            reason = f"has no key {name!r} for the field {field}; it has {listed}"
            raise FormatError(reason, reading.file)
    return chain(first, records)


FORMAT = Format(
    "jsonl",
    "JSON Lines or a JSON list of records",
    is_json,
    read_json,
    suffixes=SUFFIXES,
    mapped=True,
)
