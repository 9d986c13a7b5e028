"""Records as rows of Spark tables, and rows of Arrow tables on their way in and out of Spark."""

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

# A paper travels as JSON: Spark need not know its fields, and a lone surrogate, which no Arrow
# string can hold, stays what it was.
PAPERS = pa.schema([("position", pa.int64()), ("id", pa.string()), ("paper", pa.string())])
# Links with their number of mentions; the whole record is packed.
LINKS = pa.schema(
    [
        ("paper", pa.string()),
        ("entity", pa.string()),
        ("role", pa.string()),
        ("mentions", pa.int32()),
        ("link", pa.string()),
    ]
)
# Rows of an Arrow batch: of papers about a megabyte, all that a worker need hold at once.
BATCH_ROWS = 512
# Rows that go from the driver to the executors in one piece.
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
    """Gather rows into Arrow batches of a schema."""
    remaining = iter(rows)
    while held := list(islice(remaining, size)):
        columns = zip(*held, strict=True)
        arrays = [pa.array(c, field.type) for c, field in zip(columns, schema, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def spark_schema(schema: pa.Schema) -> StructType:
    """Return an Arrow schema in Spark's terms."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)


def frame_of(spark: SparkSession, rows: Iterable[tuple[Any, ...]], schema: pa.Schema) -> DataFrame:
    """Make a Spark table of rows that the driver has; they are compressed as they are taken."""
    pieces = [(_written(batch),) for batch in arrow_batches(rows, schema, _PIECE_ROWS)]
    # A task carries its part of them, and may not weigh more than Spark's limit for a message.
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
    """Bring the rows of a Spark table to the driver."""
    import pyspark

    table: Any = frame
    # Spark 3.5 has no public name for it.
    if pyspark.__version__.startswith("3."):
        return tuples(table._collect_as_arrow())
    return tuples(table.toArrow().to_batches())
