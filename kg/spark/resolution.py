"""Resolution on Spark: executors count what their papers say, the driver decides on the counts.

The steps are those of `kg.resolve.resolve_papers`, so that the results cannot differ. The driver
holds the names of all papers, but neither their mentions nor their links.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from kg.resolution.by_paper import (
    Keys,
    PaperThings,
    ThingCounts,
    Types,
    add_counts,
    count_things,
    links_of,
    things_of,
)
from kg.resolution.catalogue import Catalogue, by_entity, catalogue, decide_types, join
from kg.resolution.describe import EntityKey
from kg.resolution.name_counts import NameCounts, count_names
from kg.resolution.overrides import Overrides
from kg.resolution.papers import PaperUses, read_uses
from kg.spark.mentions import unpack_mentions
from kg.spark.rows import LINKS, arrow_batches, collected, pack, spark_schema, tuples

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame

    from kg.spark.papers import Job

__all__ = ["resolve_on_spark"]

_COUNTS = pa.schema([("counts", pa.binary())])
Batches = Iterable[pa.RecordBatch]


@dataclass(frozen=True, slots=True)
class _Decided:
    """The decisions so far, for the executors; later ones are still empty."""

    overrides: Overrides
    keys: Keys
    types: Types = field(default_factory=dict)
    ids: Mapping[EntityKey, str] = field(default_factory=dict)


def _read(overrides: Overrides, batches: Batches) -> Iterator[PaperUses]:
    for paper, text in tuples(batches):
        yield read_uses(paper, unpack_mentions(paper, text), overrides)


def _things(decided: _Decided, batches: Batches) -> Iterator[PaperThings]:
    papers = _read(decided.overrides, batches)
    keys, overrides = decided.keys, decided.overrides
    return (things_of((read.paper, read.uses), keys, overrides) for read in papers)


def _packed(counts: object) -> Iterator[pa.RecordBatch]:
    return arrow_batches([(pickle.dumps(counts),)], _COUNTS)


def _count_names(overrides: Overrides, batches: Batches) -> Iterator[pa.RecordBatch]:
    return _packed(count_names(_read(overrides, batches), overrides))


def _count_things(decided: Broadcast[_Decided], batches: Batches) -> Iterator[pa.RecordBatch]:
    known = decided.value
    return _packed(count_things(_things(known, batches), known.overrides))


def _link_rows(decided: Broadcast[_Decided], batches: Batches) -> Iterator[pa.RecordBatch]:
    known = decided.value

    def rows() -> Iterator[tuple[str, str, str, int, str]]:
        for paper in _things(known, batches):
            for link in links_of(paper, known.types, known.ids):
                yield link.paper, link.entity, link.role, len(link.mentions), pack(link)

    return arrow_batches(rows(), LINKS)


def resolve_on_spark(job: Job, mentions: DataFrame) -> tuple[Catalogue, DataFrame]:
    """Join mentions to entities.

    Parameters
    ----------
    mentions
        Table with the columns of `kg.spark.mentions.MENTIONS`.

    Returns
    -------
    tuple
        The entities, and the links as rows with the columns of `LINKS`, in no order.
    """
    # One task per core, because each sends its counts to the driver.
    shares = mentions.coalesce(job.spark.sparkContext.defaultParallelism)
    broadcast = job.spark.sparkContext.broadcast

    def counted(task: Callable[..., Iterator[pa.RecordBatch]], told: Any) -> Iterator[Any]:
        frame = shares.mapInArrow(partial(task, told), spark_schema(_COUNTS))
        return (pickle.loads(counts) for (counts,) in collected(frame))

    def names_under(overrides: Overrides) -> NameCounts:
        names = NameCounts()
        for counts in counted(_count_names, overrides):
            names.add(counts)
        return names

    vocabulary = join(names_under, job.overrides)
    overrides, keys = vocabulary.overrides, vocabulary.keys
    things: ThingCounts = {}
    for counts in counted(_count_things, broadcast(_Decided(overrides, keys))):
        add_counts(things, counts)
    types = decide_types(vocabulary, things)
    found = catalogue(vocabulary, by_entity(things, types))
    decided = broadcast(_Decided(overrides, keys, types, found.ids))
    links = mentions.mapInArrow(partial(_link_rows, decided), spark_schema(LINKS))
    return found, job.staged(links, "links")
