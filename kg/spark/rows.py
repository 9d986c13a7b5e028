"""Converts records to rows of Spark tables, and moves rows into and out of Spark with Arrow."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from kg.records import Entity, Link, Mention, Paper, Source

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

__all__ = [
    "BATCH_ROWS",
    "LINKS",
    "PAPERS",
    "arrow_batches",
    "collected",
    "frame_of",
    "pack",
    "spark_schema",
    "tuples",
    "unpack_entity",
    "unpack_link",
    "unpack_paper",
]

# A paper is packed as JSON: Spark need not know its fields, and a lone surrogate, which no Arrow
# string can hold, is kept as it was.
PAPERS = pa.schema([("position", pa.int64()), ("id", pa.string()), ("paper", pa.string())])
# The number of mentions has a column of its own; the whole link is packed.
LINKS = pa.schema(
    [
        ("paper", pa.string()),
        ("entity", pa.string()),
        ("role", pa.string()),
        ("mentions", pa.int32()),
        ("link", pa.string()),
    ]
)
# Rows of an Arrow batch: a megabyte of papers or so, which is all that a worker has to hold.
BATCH_ROWS = 512
# Rows in one piece that the driver sends to the executors, and pieces in one task.
_PIECE_ROWS = 8_192
_PIECES_A_TASK = 4


def pack(record: Paper | Entity | Link) -> str:
    """Write a record as JSON."""
    return json.dumps(asdict(record))


def unpack_paper(text: str) -> Paper:
    """Read a paper that `pack` wrote.

    Examples
    --------
    >>> paper = Paper("p", "On BERT", authors=("Ann Lee",), source=Source("list.txt", 1))
    >>> unpack_paper(pack(paper)) == paper
    True
    """
    row = json.loads(text)
    source = row.pop("source")
    row["authors"], row["repositories"] = tuple(row["authors"]), tuple(row["repositories"])
    return Paper(**row, source=Source(**source) if source else None)


def unpack_entity(text: str) -> Entity:
    """Read an entity that `pack` wrote."""
    row = json.loads(text)
    row["aliases"], row["same_as"] = tuple(row["aliases"]), tuple(row["same_as"])
    return Entity(**row)


def unpack_link(text: str) -> Link:
    """Read a link that `pack` wrote."""
    row = json.loads(text)
    row["mentions"] = tuple(Mention(**each) for each in row["mentions"])
    return Link(**row)


def tuples(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of Arrow batches."""
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def arrow_batches(
    rows: Iterable[tuple[Any, ...]], schema: pa.Schema, size: int = BATCH_ROWS
) -> Iterator[pa.RecordBatch]:
    """Collect rows into Arrow batches of a schema."""
    remaining = iter(rows)
    while held := list(islice(remaining, size)):
        columns = zip(*held, strict=True)
        arrays = [pa.array(c, field.type) for c, field in zip(columns, schema, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def spark_schema(schema: pa.Schema) -> StructType:
    """Convert an Arrow schema to Spark's."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)


def frame_of(spark: SparkSession, rows: Iterable[tuple[Any, ...]], schema: pa.Schema) -> DataFrame:
    """Make a Spark table from rows on the driver, which are compressed as they are read."""
    pieces = [(_written(batch),) for batch in arrow_batches(rows, schema, _PIECE_ROWS)]
    # A task carries its pieces, and must not exceed Spark's limit for a message.
    tasks = max(1, -(-len(pieces) // _PIECES_A_TASK))
    sent = spark.createDataFrame(spark.sparkContext.parallelize(pieces, tasks), "piece binary")
    return sent.mapInArrow(_read_pieces, spark_schema(schema))


def _written(batch: pa.RecordBatch) -> bytearray:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, batch.schema, options=options) as stream:
        stream.write_batch(batch)
    return bytearray(sink.getvalue())


def _read_pieces(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for (piece,) in tuples(batches):
        with pa.ipc.open_stream(piece) as stream:
            yield from stream


def collected(frame: DataFrame) -> Iterator[tuple[Any, ...]]:
    """Collect the rows of a Spark table on the driver."""
    import pyspark

    table: Any = frame
    # Spark 3.5 has no public method for this.
    if pyspark.__version__.startswith("3."):
        return tuples(table._collect_as_arrow())
    return tuples(table.toArrow().to_batches())
