"""Reads blocks of JSON Lines and rows of Parquet in Spark's Python workers, with our readers.

A worker does not know how many lines and records come before its block. It counts from 1 and
reports how many the block has; the places are corrected when all blocks are known.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, cast

import pyarrow as pa

from kg.errors import InputError
from kg.readers import Reading, named_format
from kg.readers.field_use import FieldUse
from kg.readers.fields import paper_from_fields
from kg.readers.json_containers import records_in
from kg.readers.json_records import values_of_line
from kg.readers.limits import LONGEST_RECORD
from kg.readers.part_streams import PartStream
from kg.readers.source_files import Lines, skipped_file
from kg.records import Note, Paper, Skipped, Source
from kg.spark.inputs import InputPart, place_of
from kg.spark.rows import arrow_batches, pack, tuples

__all__ = ["READ", "moved_paper", "moved_place", "read_blocks", "read_rows", "row_of_paper"]

# The rows read from a block: papers, skipped records, notes, and the size of the block.
READ = pa.schema(
    [
        ("file", pa.int64()),
        ("block", pa.int64()),
        ("kind", pa.string()),
        ("record", pa.int64()),
        ("lines", pa.int64()),
        ("content", pa.string()),
    ]
)
_LINE = re.compile(r"line (\d+)")

Row = tuple[int, int, str, int, int, str]


class _Block(PartStream):
    """The lines of a block as the bytes of a file, counted as they are read."""

    def __init__(self, lines: Iterator[bytes], columns: Mapping[str, str]) -> None:
        super().__init__(self._counted(lines, columns), io.BytesIO())
        self.lines = 0
        self.records = 0

    def _counted(self, lines: Iterator[bytes], columns: Mapping[str, str]) -> Iterator[bytes]:
        for line in lines:
            self.lines += 1
            self.records += _records_in(line, columns)
            yield line + b"\n"


def _records_in(line: bytes, columns: Mapping[str, str]) -> int:
    """Count the values in a line as the reader of JSON Lines numbers them."""
    text = line.decode("utf-8", "replace").removeprefix("\ufeff")
    if not text.strip() or len(text) + 1 >= LONGEST_RECORD:
        return 0
    count = 0
    try:
        for value in values_of_line(text):
            count += sum(1 for _ in records_in(value, columns))
    except (ValueError, RecursionError):
        # The records before the broken one are numbered all the same.
        return count
    return count


def row_of_paper(file: int, block: int, paper: Paper, record: int) -> Row:
    """Return a paper as a row of `READ`."""
    return (file, block, "paper", record, 0, pack(paper))


def _remarks(file: int, block: int, skipped: list[Skipped], notes: list[Note]) -> Iterator[Row]:
    for item in skipped:
        yield file, block, "skipped", 0, 0, json.dumps([item.place, item.reason])
    for note in notes:
        yield file, block, "note", 0, 0, json.dumps([note.place, note.text])
    skipped.clear()
    notes.clear()


def _by_place(parts: Sequence[InputPart]) -> dict[str, list[InputPart]]:
    """Group the inputs by file: one that was given twice is read once and counts twice."""
    found: dict[str, list[InputPart]] = {}
    for part in parts:
        found.setdefault(place_of(part.uri), []).append(part)
    return found


def _renamed(row: Row, part: InputPart, first: InputPart) -> Row:
    if part is first:
        return row
    _, block, kind, record, lines, content = row
    if kind == "paper":
        paper = json.loads(content)
        paper["source"]["file"] = part.name
        content = json.dumps(paper)
    return part.number, block, kind, record, lines, content


def read_blocks(
    parts: Sequence[InputPart], columns: Mapping[str, str], batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Read rows of lines, each with its file and the start of its block."""
    rows = tuples(batches)
    of_place = _by_place(parts)

    def read() -> Iterator[Row]:
        for (uri, start), block in groupby(rows, key=lambda row: (row[0], row[1])):
            first, *_ = same = of_place[place_of(uri)]
            for row in _read_block(first, start, (line for _, _, line in block), columns):
                yield from (_renamed(row, part, first) for part in same)

    return arrow_batches(read(), READ)


def _read_block(
    part: InputPart, start: int, lines: Iterator[bytes], columns: Mapping[str, str]
) -> Iterator[Row]:
    assert part.format is not None
    block = _Block(lines, columns)
    skipped: list[Skipped] = []
    notes: list[Note] = []
    with Lines(cast(Any, io.BufferedReader(block))) as stream:
        # The driver has found the shape of the file: "{" stands for one record per line.
        reading = Reading(stream, part.name, skipped, notes, columns, "{")
        try:
            for paper in named_format(part.format).read(reading):
                assert paper.source is not None
                yield row_of_paper(part.number, start, paper, paper.source.record)
                yield from _remarks(part.number, start, skipped, notes)
        except InputError as error:
            skipped.append(skipped_file(error, part.name))
        for place, said in stream.remarks():
            reading.note(place, said)
        yield from _remarks(part.number, start, skipped, notes)
        for _ in stream:
            pass
    yield part.number, start, "size", block.records, block.lines, ""


def read_rows(
    parts: Sequence[InputPart], columns: Mapping[str, str], batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Read rows of Parquet files, whose last two columns are the file and the row's number."""
    of_place = _by_place(parts)

    def read() -> Iterator[Row]:
        dicts = (row for batch in batches for row in batch.to_pylist())
        for uri, rows in groupby(dicts, key=lambda row: row["__file"]):
            first, *_ = same = of_place[place_of(uri)]
            for row in _read_file(first, rows, columns):
                yield from (_renamed(row, part, first) for part in same)

    return arrow_batches(read(), READ)


def _read_file(
    part: InputPart, rows: Iterable[dict[str, Any]], columns: Mapping[str, str]
) -> Iterator[Row]:
    skipped: list[Skipped] = []
    notes: list[Note] = []
    reading = Reading(io.StringIO(), part.name, skipped, notes, columns)
    use = FieldUse()
    for row in rows:
        record = row.pop("__row") + 1
        del row["__file"]
        try:
            paper = paper_from_fields(row, Source(part.name, record), columns, use)
            yield row_of_paper(part.number, 0, paper, record)
        except (ValueError, RecursionError) as error:
            reading.skip(f"row {record}", str(error))
            yield from _remarks(part.number, 0, skipped, notes)
    use.report(reading)
    yield from _remarks(part.number, 0, skipped, notes)


def moved_paper(paper: Paper, records: int, lines: int) -> Paper:
    """Shift the source of a paper so that it counts from the beginning of its file."""
    source = paper.source
    if source is None or not (records or lines):
        return paper
    line = source.line + lines if source.line else None
    return replace(paper, source=Source(source.file, source.record + records, line))


def moved_place(place: str, lines: int) -> str:
    """Shift the line in a message's place so that it counts from the beginning of the file.

    Examples
    --------
    >>> moved_place("line 2", 100), moved_place("fields", 100)
    ('line 102', 'fields')
    """
    return _LINE.sub(lambda found: f"line {int(found[1]) + lines}", place)
