"""Writes the tables of a graph to a Hadoop path, each as a folder of Parquet parts in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from kg.records import Paper
from kg.resolution.catalogue import Catalogue
from kg.resolution.overrides import Overrides
from kg.spark.rows import BATCH_ROWS, frame_of, spark_schema, tuples, unpack_link, unpack_paper
from kg.storage.table_schemas import TABLES

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["write_tables"]


def _paper_row(paper: Paper) -> dict[str, Any]:
    row = asdict(paper)
    source = row.pop("source") or {}
    row |= {f"source_{part}": source.get(part) for part in ("file", "record", "line")}
    row["extra"] = json.dumps(dict(sorted(paper.extra.items())), ensure_ascii=False)
    return row


def _batches(rows: Iterable[dict[str, Any]], name: str) -> Iterator[pa.RecordBatch]:
    remaining = iter(rows)
    while held := list(islice(remaining, BATCH_ROWS)):
        yield pa.RecordBatch.from_pylist(held, TABLES[name])


def _papers(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    return _batches((_paper_row(unpack_paper(text)) for (text,) in tuples(batches)), "papers")


def _links(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    links = (unpack_link(text) for (text,) in tuples(batches))
    names = ("paper", "entity", "role", "score")
    rows = (
        {name: getattr(link, name) for name in names} | {"mentions": len(link.mentions)}
        for link in links
    )
    return _batches(rows, "links")


def _mentions(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    links = (unpack_link(text) for (text,) in tuples(batches))
    rows = (
        asdict(mention) | {"entity": link.entity} for link in links for mention in link.mentions
    )
    return _batches(rows, "mentions")


def write_tables(
    papers: DataFrame, links: DataFrame, found: Catalogue, overrides: Overrides, output: str
) -> None:
    """Write the tables that `kg.store.save_tables` writes, in the same order of rows.

    Parameters
    ----------
    papers, links
        Tables with the columns of `kg.spark.rows.PAPERS` and `kg.spark.rows.LINKS`.
    output
        Hadoop path of the folder of the graph.
    """

    def mapped(
        frame: DataFrame, name: str, rows: Callable[[Iterable[pa.RecordBatch]], Any]
    ) -> DataFrame:
        return frame.mapInArrow(rows, spark_schema(TABLES[name]))

    def sent(name: str, records: Iterable[Any]) -> DataFrame:
        names = TABLES[name].names
        rows = (tuple(getattr(record, each) for each in names) for record in records)
        return frame_of(papers.sparkSession, rows, TABLES[name]).coalesce(1)

    linked = links.orderBy("paper", "entity").select("link")
    frames = {
        "papers": mapped(papers.orderBy("position").select("paper"), "papers", _papers),
        "links": mapped(linked, "links", _links),
        "mentions": mapped(linked, "mentions", _mentions),
        "entities": sent("entities", found.entities),
        "merges": sent("merges", found.merges),
        "relations": sent("relations", found.relations),
        "overrides": sent("overrides", overrides.lines),
    }
    for name, frame in frames.items():
        # Readers take the parts of a folder in the order of their names, which is that of the rows.
        frame.write.mode("overwrite").option("compression", "zstd").parquet(
            f"{output}/{name}.parquet"
        )
