"""Parquet tables with a column for each field, read in batches of rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from kg.errors import FormatError
from kg.readers.delimited import checked_columns
from kg.readers.field_names import SYNONYMS, fold_field
from kg.readers.field_use import FieldUse
from kg.readers.fields import paper_from_fields
from kg.readers.packed import BROKEN, seekable
from kg.readers.registry import Format, Reading
from kg.records import Paper, Source

__all__ = ["FORMAT", "is_readable"]

_BATCH_ROWS = 1_000
_KNOWN = frozenset(name for names in SYNONYMS.values() for name in names)


def _detect(head: str) -> bool:
    return head.startswith("PAR1")


def is_readable(column: Any, mapped: Collection[str] = ()) -> bool:
    """Check whether the type of a column is one that fields are made from.

    Some programs write texts as bytes, which elsewhere are images and the like. So these are read
    if the column has a usual name, or one that the user has `mapped`.
    """
    import pyarrow.types as types

    kind = column.type
    if types.is_binary(kind) or types.is_large_binary(kind):
        return column.name in mapped or fold_field(column.name) in _KNOWN
    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_list(kind) or types.is_large_list(kind):
        return types.is_struct(kind.value_type) or _is_text(kind.value_type)
    is_number = types.is_integer(kind) or types.is_floating(kind)
    is_day = types.is_date(kind) or types.is_timestamp(kind)
    return bool(is_number or is_day or types.is_struct(kind)) or _is_text(kind)


def _is_text(kind: Any) -> bool:
    import pyarrow.types as types

    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _in_microseconds(kind: Any) -> Any:
    """Return a type with its times in microseconds: Arrow needs pandas for nanoseconds."""
    import pyarrow as pa
    import pyarrow.types as types

    if types.is_struct(kind):
        return pa.struct([each.with_type(_in_microseconds(each.type)) for each in kind])
    if types.is_list(kind):
        return pa.list_(kind.value_field.with_type(_in_microseconds(kind.value_type)))
    if types.is_timestamp(kind) and kind.unit == "ns":
        return pa.timestamp("us", kind.tz)
    if types.is_duration(kind) and kind.unit == "ns":
        return pa.duration("us")
    return kind


def _rows(batch: Any) -> list[dict[str, Any]]:
    import pyarrow as pa

    table = pa.Table.from_batches([batch])
    for index, column in enumerate(table.schema):
        kind = _in_microseconds(column.type)
        # Arrow fails to cast some nested columns, even to their own type.
        if kind != column.type:
            changed = table.column(index).cast(kind, safe=False)
            table = table.set_column(index, column.with_type(kind), changed)
    return list(table.to_pylist())


def _read(reading: Reading) -> Iterator[Paper]:
    import pyarrow as pa
    from pyarrow import parquet

    assert reading.binary is not None
    use = FieldUse()
    position = 0
    try:
        binary = seekable(reading.binary, reading.file)
        table = parquet.ParquetFile(binary, coerce_int96_timestamp_unit="us")
        names = list(table.schema_arrow.names)
        checked_columns(reading, names, "schema")
        mapped = reading.columns.values()
        columns = [each.name for each in table.schema_arrow if is_readable(each, mapped)]
        for batch in table.iter_batches(batch_size=_BATCH_ROWS, columns=columns):
            for row in _rows(batch):
                position += 1
                source = Source(reading.file, position)
                try:
                    yield paper_from_fields(row, source, reading.columns, use)
                except (ValueError, RecursionError) as error:
                    reading.skip(f"row {position}", str(error))
    except FormatError:
        raise
    except (*BROKEN, pa.ArrowException, ValueError, OverflowError) as error:
        reason = f"cannot be read as Parquet: {str(error).partition(chr(10))[0]}"
        if position == 0:
            raise FormatError(reason, reading.file) from error
        reading.skip(f"after row {position}", reason)
    use.report(reading)


FORMAT = Format(
    "parquet",
    "Parquet with named columns",
    _detect,
    _read,
    suffixes=(".parquet", ".pq"),
    binary=True,
    mapped=True,
)
