"""Refuses tables that no graph was saved in: another table's columns, nulls, unknown words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import pyarrow as pa
import pyarrow.compute as pc

from kg.records import ENTITY_TYPES, ROLES, Field, Layer, RelationKind

__all__ = ["check_table"]

# A column that a file lacks is read as nulls.
_MAY_BE_NULL: Mapping[str, frozenset[str]] = {
    "papers": frozenset(
        (
            *("organisation", "year", "date", "url"),
            *("source_file", "source_record", "source_line"),
        )
    ),
    "mentions": frozenset(("expansion", "canonical", "named")),
}
_VOCABULARIES: Mapping[tuple[str, str], pa.Array] = {
    place: pa.array(words)
    for place, words in {
        ("entities", "type"): ENTITY_TYPES,
        ("links", "role"): ROLES,
        ("relations", "kind"): get_args(RelationKind),
        ("mentions", "field"): get_args(Field),
        ("mentions", "type"): ENTITY_TYPES,
        ("mentions", "role"): ROLES,
        ("mentions", "by"): get_args(Layer),
    }.items()
}


def check_table(table: pa.Table, name: str) -> None:
    """Check that a table, or some of its columns and rows, holds what a saved graph holds.

    Parameters
    ----------
    name
        Name of the table in `kg.storage.table_schemas.TABLES`.

    Raises
    ------
    pyarrow.ArrowInvalid
        If a value is missing, is no word of its vocabulary, is no finite number, is a negative
        count or offset, or is text that is not UTF-8.

    Examples
    --------
    >>> check_table(pa.table({"role": ["uses", "tests"]}), "links")
    Traceback (most recent call last):
        ...
    pyarrow.lib.ArrowInvalid: its column role holds 'tests'
    """
    table.validate(full=True)
    for column in table.column_names:
        _check_column(table[column], name, column)
    if "source_file" in table.column_names and "source_record" in table.column_names:
        unplaced = pc.and_(pc.is_valid(table["source_file"]), pc.is_null(table["source_record"]))
        if pc.any(unplaced).as_py():
            raise pa.ArrowInvalid("its column source_record lacks a value")


def _check_column(values: pa.ChunkedArray, name: str, column: str) -> None:
    lacks = values.null_count and column not in _MAY_BE_NULL.get(name, ())
    if lacks or (pa.types.is_list(values.type) and pc.list_flatten(values).null_count):
        raise pa.ArrowInvalid(f"its column {column} lacks a value: is it the table of {name}?")
    if words := _VOCABULARIES.get((name, column)):
        _refuse(values, pc.invert(pc.is_in(values, words)), column)
    elif pa.types.is_floating(values.type):
        _refuse(values, pc.invert(pc.is_finite(values)), column)
    elif pa.types.is_integer(values.type):
        _refuse(values, pc.less(values, 0), column)


def _refuse(values: pa.ChunkedArray, wrong: pa.ChunkedArray, column: str) -> None:
    if pc.any(wrong).as_py():
        raise pa.ArrowInvalid(f"its column {column} holds {values.filter(wrong)[0].as_py()!r}")
