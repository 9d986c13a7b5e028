"""Reads all inputs into one table of distinct papers: Spark what it can, the driver the rest."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kg.build import no_paper_message
from kg.errors import FormatError, InputError
from kg.readers import Reading, read_file
from kg.readers.delimited import checked_columns
from kg.readers.source_files import skipped_file
from kg.records import Note, Skipped, Source
from kg.report import Report
from kg.resolution.overrides import Overrides
from kg.spark.inputs import InputPart, local_copy

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

__all__ = ["Job", "papers_of"]

# Maps a file and block to the numbers of records and lines before the block.
Starts = dict[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Job:
    """The objects that all steps of one build share."""

    spark: SparkSession
    staging: str
    report: Report
    overrides: Overrides

    def staged(self, frame: DataFrame, name: str) -> DataFrame:
        """Write a table to the staging folder, to outlive the executors, and read it back."""
        path = f"{self.staging}/{name}"
        frame.write.mode("overwrite").parquet(path)
        return self.spark.read.schema(frame.schema).parquet(path)


def _escaped(uri: str) -> str:
    """Escape a file name, so that Hadoop does not take it for a pattern."""
    return "".join(f"\\{c}" if c in "[]{}*?\\" else c for c in uri)


def _blocks(spark: SparkSession, parts: Sequence[InputPart], columns: dict[str, str]) -> DataFrame:
    """Read JSON Lines."""
    from pyspark.sql import functions as f

    from kg.spark.lines import READ, read_blocks
    from kg.spark.rows import spark_schema

    paths = sorted({_escaped(_plain(part)) for part in parts})
    lines = spark.read.text(paths).select(
        f.col("_metadata.file_path"),
        f.col("_metadata.file_block_start"),
        # As bytes: our readers decode those that are not UTF-8.
        f.col("value").cast("binary"),
    )
    return lines.mapInArrow(partial(read_blocks, parts, columns), spark_schema(READ))


def _schema(spark: SparkSession, part: InputPart, columns: Mapping[str, str]) -> StructType | None:
    """Return the schema of a Parquet file; None if our reader must read it or say why not."""
    reading = Reading(io.StringIO(), part.name, [], columns=columns)
    try:
        schema = spark.read.parquet(_escaped(_plain(part))).schema
        checked_columns(reading, schema.names, "schema")
    except FormatError:
        return None
    except Exception as error:
        # Spark raises errors of its own for some failures in Java, and the bridge's for others.
        if not type(error).__module__.startswith(("py4j.", "pyspark.")):
            raise
        return None
    return schema


def _rows(
    spark: SparkSession, parts: Sequence[InputPart], schema: StructType, columns: dict[str, str]
) -> DataFrame:
    """Read Parquet files with one schema."""
    from pyspark.sql import functions as f
    from pyspark.sql.pandas.types import to_arrow_schema

    from kg.readers.parquet import is_readable
    from kg.spark.lines import READ, read_rows
    from kg.spark.rows import spark_schema

    paths = sorted({_escaped(_plain(part)) for part in parts})
    kept = [field.name for field in to_arrow_schema(schema) if is_readable(field, columns.values())]
    rows = (
        spark.read.schema(schema)
        .parquet(*paths)
        .select(
            *(f.col(f"`{name.replace('`', '``')}`") for name in kept),
            f.col("_metadata.file_path").alias("__file"),
            f.col("_metadata.row_index").alias("__row"),
        )
    )
    return rows.mapInArrow(partial(read_rows, parts, columns), spark_schema(READ))


def _plain(part: InputPart) -> str:
    """Return a path for Spark without percent-encoding, which Spark does not decode."""
    return part.name if part.remote else f"file://{Path(part.name).absolute()}"


def _on_driver(
    job: Job, parts: Sequence[InputPart], columns: Mapping[str, str]
) -> Iterator[tuple[int, int, str, int, int, str]]:
    """Read the files that Spark cannot read, with our readers."""
    from kg.spark.lines import row_of_paper

    for part in parts:
        skipped: list[Skipped] = []
        notes: list[Note] = []
        with local_copy(job.spark, part) as file:
            read = read_file(file, part.format, skipped, notes, columns, part.in_folder)
            try:
                for record, paper in enumerate(read, 1):
                    if paper.source:
                        source = Source(part.name, paper.source.record, paper.source.line)
                        paper = replace(paper, source=source)
                    yield row_of_paper(part.number, 0, paper, record)
            except InputError as error:
                skipped.append(skipped_file(error, file))
        job.report.skipped += (Skipped(part.name, each.place, each.reason) for each in skipped)
        job.report.notes += (Note(part.name, each.place, each.text) for each in notes)


def _read(job: Job, parts: Sequence[InputPart], columns: dict[str, str]) -> DataFrame:
    """Read all inputs into the rows of `kg.spark.lines.READ`."""
    from kg.spark.lines import READ
    from kg.spark.rows import frame_of

    by_reader: dict[str, list[InputPart]] = {"lines": [], "driver": []}
    # Each schema is read alone: in a union, a file would pass for having the columns of others.
    by_schema: dict[str, tuple[StructType, list[InputPart]]] = {}
    for part in parts:
        if part.reader != "parquet":
            by_reader[part.reader].append(part)
        elif schema := _schema(job.spark, part, columns):
            by_schema.setdefault(schema.json(), (schema, []))[1].append(part)
        else:
            by_reader["driver"].append(part)
    read = frame_of(job.spark, _on_driver(job, by_reader["driver"], columns), READ)
    if by_reader["lines"]:
        read = read.unionByName(_blocks(job.spark, by_reader["lines"], columns))
    for schema, alike in by_schema.values():
        read = read.unionByName(_rows(job.spark, alike, schema, columns))
    return job.staged(read, "read")


def _remarks(read: DataFrame) -> list[tuple[int, int, str, int, int, str]]:
    """Collect all rows but papers on the driver, by file and block, else in the order read."""
    from kg.spark.rows import collected

    return sorted(collected(read.where("kind <> 'paper'")), key=lambda row: row[:2])


def _starts(remarks: Iterable[tuple[int, int, str, int, int, str]]) -> Starts:
    """Return the numbers of records and lines before each block of a file."""
    starts: Starts = {}
    records = lines = 0
    last = None
    for file, block, kind, held, long, _ in remarks:
        if kind == "size":
            records, lines = (records, lines) if file == last else (0, 0)
            starts[file, block] = records, lines
            records, lines, last = records + held, lines + long, file
    return starts


def _report_remarks(
    report: Report,
    remarks: Iterable[tuple[int, int, str, int, int, str]],
    parts: Sequence[InputPart],
    starts: Starts,
) -> None:
    """Add skipped records and notes to the report, with their places in the files."""
    from kg.spark.lines import moved_place

    for file, block, kind, _, _, content in remarks:
        if kind == "size":
            continue
        place, text = json.loads(content)
        place = moved_place(place, starts.get((file, block), (0, 0))[1])
        if kind == "skipped":
            report.skipped.append(Skipped(parts[file].name, place, text))
        elif (remark := Note(parts[file].name, place, text)) not in report.notes:
            report.notes.append(remark)
    # In the order of the inputs, whoever read them; inputs without a file to read come first.
    order = {part.name: part.number for part in parts}
    report.skipped.sort(key=lambda each: order.get(each.file, -1))
    report.notes.sort(key=lambda each: order.get(each.file, -1))


def papers_of(
    job: Job, parts: Sequence[InputPart], columns: dict[str, str]
) -> tuple[DataFrame, int]:
    """Return the papers without duplicates, and the number of records read."""
    from kg.spark.rows import PAPERS, collected, spark_schema
    from kg.spark.unique import KEYED, duplicate_of, keyed_papers, unique

    read = _read(job, parts, columns)
    remarks = _remarks(read)
    starts = _starts(remarks)
    _report_remarks(job.report, remarks, parts, starts)
    records = read.where("kind = 'paper'").select("file", "block", "record", "content")
    count = records.count()
    if not count:
        raise InputError(no_paper_message(job.report.skipped))
    keyed = records.mapInArrow(partial(keyed_papers, starts), spark_schema(KEYED)).persist()
    found = job.staged(unique(keyed), "papers")
    keyed.unpersist()
    told = collected(found.where("duplicate is not null").select("position", "duplicate"))
    job.report.duplicates = [duplicate_of(text) for _, text in sorted(told)]
    return found.select(*PAPERS.names), count
