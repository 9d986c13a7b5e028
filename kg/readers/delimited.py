"""CSV and TSV with a header line that names the columns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence

from kg.errors import FormatError
from kg.readers.field_names import SYNONYMS, fold_field
from kg.readers.field_use import FieldUse
from kg.readers.fields import paper_from_fields
from kg.readers.registry import Format, Reading
from kg.readers.table_rows import table_rows
from kg.records import Paper, Source

__all__ = ["CSV", "TSV", "checked_columns"]

_TEXT_COLUMNS = frozenset({*SYNONYMS["title"], *SYNONYMS["abstract"]})
# `sep=;` for Excel and notes on the data from Dimensions come before the header.
_MOST_ABOVE = 5
# Web of Science's tags; some look like other fields: its `ID` holds keywords.
_TAGS = {
    "TI": "title", "AB": "abstract", "AF": "authors", "PY": "year", "DI": "doi", "UT": "id",
    "SO": "venue", "DE": "keywords", "ID": "keywords plus",
}  # fmt: skip


def _has_header(head: str, delimiter: str) -> bool:
    lines = head.split("\n")
    if delimiter not in lines[0] or len(lines[0]) > 5_000:
        return False
    columns = next(csv.reader([lines[0]], delimiter=delimiter), [])
    named = any(fold_field(column) in _TEXT_COLUMNS for column in columns)
    # Prose can begin with `Text, images and sound`, but a blank line or nothing follows.
    return named and len(lines) > 1 and delimiter in lines[1]


def _detector(delimiters: str) -> Callable[[str], bool]:
    return lambda head: any(_has_header(head, delimiter) for delimiter in delimiters)


def _is_header(reading: Reading, line: str, delimiter: str) -> bool:
    wanted = {*reading.columns.values()}
    columns = next(csv.reader([line], delimiter=delimiter), [])
    return any(name in wanted or fold_field(name) in _TEXT_COLUMNS for name in columns)


def _header(reading: Reading, delimiters: str) -> tuple[int, str]:
    """Return the number of lines above the header, and the delimiter that splits it."""
    for above, line in enumerate(reading.head.split("\n")[:_MOST_ABOVE]):
        for delimiter in delimiters:
            if (delimiter in line or not above) and _is_header(reading, line, delimiter):
                return above, delimiter
    # No column is known: the error lists them as they stand.
    first = reading.head.partition("\n")[0]
    return 0, max(delimiters, key=first.count)


def _reader(delimiters: str) -> Callable[[Reading], Iterator[Paper]]:
    def read(reading: Reading) -> Iterator[Paper]:
        above, delimiter = _header(reading, delimiters)
        use = FieldUse()
        header: list[str] | None = None
        position = 0
        for row in table_rows(reading.stream, delimiter):
            if row.line <= above:
                continue
            if row.problem:
                reading.skip(f"line {row.line}", row.problem)
            elif header is None:
                header = checked_columns(reading, row.fields, f"line {row.line}")
            elif row.fields:
                position += 1
                source = Source(reading.file, position, row.line)
                if paper := _paper(reading, header, row.fields, source, use):
                    yield paper
        use.report(reading)

    return read


def checked_columns(reading: Reading, names: Sequence[str], place: str) -> list[str]:
    """Check that papers can be made from a table's columns, and return the names to use.

    Raises
    ------
    FormatError
        If a column that the user named is missing, or no column is a title or abstract.
    """
    listed = ", ".join(map(repr, names))
    for field, name in reading.columns.items():
        if name not in names:
            reason = f"has no column {name!r} for the field {field}; it has {listed}"
            raise FormatError(reason, reading.file, place)
    mapped = {"title", "abstract"} & reading.columns.keys()
    if not mapped and not {fold_field(name) for name in names} & _TEXT_COLUMNS:
        raise FormatError(
            f"no column is named title or abstract; it has {listed};"
            " say which is which with --map title=COLUMN,abstract=COLUMN",
            reading.file,
            place,
        )
    if not reading.columns and {"PT", "TI", "UT"} <= {*names}:
        return [_TAGS.get(name, name) for name in names]
    return list(names)


def _paper(
    reading: Reading, header: list[str], row: list[str], source: Source, use: FieldUse
) -> Paper | None:
    if any(row[len(header) :]):
        reason = f"has {len(row)} fields under {len(header)} columns"
    else:
        try:
            record = dict(zip(header, row, strict=False))
            return paper_from_fields(record, source, reading.columns, use)
        except ValueError as error:
            reason = str(error)
    reading.skip(f"line {source.line}", reason)
    return None


# Where the comma is the decimal sign, spreadsheets separate by semicolons and call that CSV too.
CSV = Format(
    "csv",
    "CSV with a header line",
    _detector(",;"),
    _reader(",;\t"),
    suffixes=(".csv",),
    mapped=True,
)
TSV = Format(
    "tsv",
    "TSV with a header line",
    _detector("\t"),
    _reader("\t"),
    suffixes=(".tsv", ".tab"),
    mapped=True,
)
