"""Merges the records of each paper, with `kg.readers.duplicates` on each group of records.

Records that share no key with others stay where they are. For the rest, the driver gets a hash of
each key with the number of its record, and finds the connected groups; an executor merges each
group. Records of different groups share no key, so the result is the same as for all at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from kg.readers.duplicate_keys import PASSES, keys_of
from kg.readers.duplicates import Duplicate, unique_papers
from kg.records import Paper, Source
from kg.spark.lines import moved_paper
from kg.spark.rows import (
    PAPERS,
    arrow_batches,
    collected,
    frame_of,
    pack,
    spark_schema,
    tuples,
    unpack_paper,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["KEYED", "duplicate_of", "keyed_papers", "unique"]

KEYED = pa.schema([*PAPERS, ("keys", pa.list_(pa.binary()))])
_UNIQUE = pa.schema([*PAPERS, ("duplicate", pa.string())])
# No file has more records than 2 to this power.
_RECORD_BITS = 40
_GROUPS = pa.schema([("position", pa.int64()), ("group", pa.int64())])


def keyed_papers(
    starts: Mapping[tuple[int, int], tuple[int, int]], batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Correct the places of papers in their files, and add the keys that they may share.

    Parameters
    ----------
    starts
        The numbers of records and lines before each block, by file and block.
    batches
        Batches with the columns file, block, record within the block, and packed paper.
    """

    def rows() -> Iterator[tuple[int, str, str, list[bytes]]]:
        for file, block, record, text in tuples(batches):
            records, lines = starts.get((file, block), (0, 0))
            paper = moved_paper(unpack_paper(text), records, lines)
            position = (file << _RECORD_BITS) + records + record
            yield position, paper.id, pack(paper), _keys(paper)

    return arrow_batches(rows(), KEYED)


def _keys(paper: Paper) -> list[bytes]:
    keys = keys_of(paper)
    shared = [(str(number), value_of(keys)) for number, (_, value_of, _) in enumerate(PASSES)]
    # Two papers with one id must be in one group, which gives them different ids if they differ.
    shared.append(("paper", paper.id))
    return [
        blake2b(repr(pair).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        for pair in shared
        if pair[1]
    ]


def unique(papers: DataFrame) -> DataFrame:
    """Return papers without duplicates: position, id, paper, and the duplicate as JSON or null.

    Parameters
    ----------
    papers
        Table with the columns of `KEYED`; it is read several times.
    """
    from pyspark.sql import functions as f

    keys = papers.select("position", f.explode("keys").alias("key"))
    shared = keys.groupBy("key").count().where("count > 1").select("key")
    rows = collected(keys.join(shared, "key").select("position", "key"))
    groups = list(_groups(rows))
    plain = papers.drop("keys")
    alone = plain.withColumn("duplicate", f.lit(None).cast("string"))
    if not groups:
        return alone
    grouped = frame_of(papers.sparkSession, groups, _GROUPS)
    together = (
        plain.join(grouped, "position")
        .repartition("group")
        .sortWithinPartitions("group", "position")
        .select("group", "position", "paper")
        .mapInArrow(_joined, spark_schema(_UNIQUE))
    )
    return alone.join(grouped, "position", "left_anti").unionByName(together)


def _groups(edges: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, int]]:
    """Yield each record that shares a key, with the number of its group."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    held = list(edges)
    if not held:
        return
    positions, record = np.unique([position for position, _ in held], return_inverse=True)
    _, key = np.unique(np.array([key for _, key in held], dtype="V16"), return_inverse=True)
    size = len(positions) + int(key.max()) + 1
    ones = np.ones(len(held), dtype=np.int8)
    graph = coo_array((ones, (record, len(positions) + key)), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    for position, label in zip(positions, labels, strict=False):
        yield int(position), int(label)


def _joined(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    def rows() -> Iterator[tuple[int, str, str, str | None]]:
        for _, members in groupby(tuples(batches), key=itemgetter(0)):
            places, texts = zip(*((place, text) for _, place, text in members), strict=True)
            found = unique_papers(map(unpack_paper, texts))
            duplicates = {each.paper: json.dumps(asdict(each)) for each in found.duplicates}
            first: dict[str, int] = {}
            for place, id in zip(places, found.ids, strict=True):
                first.setdefault(id, place)
            for paper in found.papers:
                yield first[paper.id], paper.id, pack(paper), duplicates.get(paper.id)

    return arrow_batches(rows(), _UNIQUE)


def duplicate_of(text: str) -> Duplicate:
    """Read a duplicate from JSON."""
    row = json.loads(text)
    records = tuple(Source(**each) for each in row["records"])
    return Duplicate(row["paper"], tuple(row["keys"]), records)
