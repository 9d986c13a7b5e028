"""CSV and TSV with a header line that names the columns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator

from kg.errors import FormatError
from kg.readers.fields import SYNONYMS, fold_field, paper_from_fields
from kg.readers.registry import Format, Reading
from kg.records import Paper, Source

__all__ = ["CSV", "TSV"]

# The csv module refuses longer fields by itself, at 128 KiB; some abstracts come with full text.
LONGEST_FIELD = 10_000_000
_TEXT_COLUMNS = frozenset({*SYNONYMS["title"], *SYNONYMS["abstract"]})


def _has_header(head: str, delimiter: str) -> bool:
    lines = head.split("\n")
    if delimiter not in lines[0] or len(lines[0]) > 5_000:
        return False
    columns = next(csv.reader([lines[0]], delimiter=delimiter), [])
    named = any(fold_field(column) in _TEXT_COLUMNS for column in columns)
    # Prose can begin with `Text, images and sound`, but a blank line or nothing comes after it.
    return named and len(lines) > 1 and delimiter in lines[1]


def _detector(delimiter: str) -> Callable[[str], bool]:
    return lambda head: _has_header(head, delimiter)


def _reader(delimiter: str) -> Callable[[Reading], Iterator[Paper]]:
    def read(reading: Reading) -> Iterator[Paper]:
        csv.field_size_limit(LONGEST_FIELD)
        rows = csv.reader(reading.stream, delimiter=delimiter, strict=True)
        header: list[str] | None = None
        position = 0
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                # The next row begins at the next line: one bad quote does not take the rest.
                reading.skip(f"line {rows.line_num}", f"not {delimiter!r}-separated: {error}")
                continue
            if header is None:
                header = _checked_header(reading, row)
            elif row:
                position += 1
                source = Source(reading.file, position, rows.line_num)
                if paper := _paper(reading, header, row, source):
                    yield paper

    return read


def _checked_header(reading: Reading, row: list[str]) -> list[str]:
    if not {fold_field(name) for name in row} & _TEXT_COLUMNS:
        raise FormatError(f"{reading.file}, line 1: no column is named title or abstract: {row}")
    return row


def _paper(reading: Reading, header: list[str], row: list[str], source: Source) -> Paper | None:
    if any(row[len(header) :]):
        reason = f"has {len(row)} fields under {len(header)} columns"
    else:
        try:
            return paper_from_fields(dict(zip(header, row, strict=False)), source)
        except ValueError as error:
            reason = str(error)
    reading.skip(f"line {source.line}", reason)
    return None


CSV = Format("csv", "CSV with a header line", _detector(","), _reader(","))
TSV = Format("tsv", "TSV with a header line", _detector("\t"), _reader("\t"))
