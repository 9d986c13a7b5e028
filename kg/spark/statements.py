"""Writes the graph as N-Triples in parts, with the triples of `kg.rdf` paper by paper."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
from pyoxigraph import Triple

from kg.edge_statements import override_triples
from kg.iris import Mint
from kg.provenance import Provenance
from kg.rdf import Census, description_triples, entity_statements, paper_statements
from kg.records import Merge, Relation
from kg.resolution.overrides import Overrides
from kg.resolve import Resolution
from kg.spark.rows import (
    arrow_batches,
    collected,
    frame_of,
    pack,
    spark_schema,
    tuples,
    unpack_entity,
    unpack_link,
    unpack_paper,
)
from kg.statements import shared_triples
from kg.vocabulary import RDF

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["ENTITIES", "LINKS", "entity_rows", "write_statements"]

LINKS = pa.schema([(name, pa.string()) for name in ("paper", "entity", "link")])
ENTITIES = pa.schema([(name, pa.string()) for name in ("id", "entity", "more")])
_TEXT = pa.schema([("value", pa.string())])
_SHARED = pa.schema([(name, pa.string()) for name in ("node", "value")])
# A SHA-256 is summed in pieces of four hexadecimal digits: Spark's integers hold the sum of
# 2 to the 47th of them.
_PIECES = 16
_DIGITS = 4


def _lines(stated: Iterable[Triple]) -> Iterator[str]:
    for triple in stated:
        yield f"{triple} ."


def _entity_lines(base: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    mint = Mint(base)

    def rows() -> Iterator[tuple[str]]:
        for _, entity, more in tuples(batches):
            held = json.loads(more)
            stated = entity_statements(
                unpack_entity(entity),
                held["proposed_by"],
                [Relation(**each) for each in held["relations"]],
                [Merge(**each) for each in held["merges"]],
                held["types"],
                mint,
            )
            yield from ((line,) for line in _lines(stated))

    return arrow_batches(rows(), _TEXT)


def _paper_lines(base: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    mint = Mint(base)

    def rows() -> Iterator[tuple[str]]:
        for text, held in tuples(batches):
            links = [unpack_link(each["link"]) for each in held or ()]
            entities = (unpack_entity(each["record"]) for each in held or ())
            by_id = {entity.id: entity for entity in entities}
            stated = paper_statements(unpack_paper(text), links, by_id, mint)
            yield from ((line,) for line in _lines(stated))

    return arrow_batches(rows(), _TEXT)


def _shared_lines(base: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    mint = Mint(base)

    def rows() -> Iterator[tuple[str, str]]:
        for (text,) in tuples(batches):
            for node, stated in shared_triples(unpack_paper(text), mint):
                yield node.value, "\n".join(_lines(stated))

    return arrow_batches(rows(), _SHARED)


def entity_rows(found: Resolution) -> Iterator[tuple[str, str, str]]:
    """Yield each entity with all that is said of it beside its record."""
    proposed_by: dict[str, list[str]] = defaultdict(list)
    for link in found.links:
        if link.role == "proposes":
            proposed_by[link.entity].append(link.paper)
    relations: dict[str, list[Relation]] = defaultdict(list)
    for relation in found.relations:
        relations[relation.source].append(relation)
    merges: dict[str, list[Merge]] = defaultdict(list)
    for merge in found.merges:
        merges[merge.entity].append(merge)
    types = {entity.id: entity.type for entity in found.entities}
    for entity in found.entities:
        own = relations.get(entity.id, [])
        joined = {id for each in own for id in (each.source, each.target)}
        more = {
            "proposed_by": proposed_by.get(entity.id, []),
            "relations": [asdict(each) for each in own],
            "merges": [asdict(each) for each in merges.get(entity.id, ())],
            "types": {id: types[id] for id in joined},
        }
        yield entity.id, pack(entity), json.dumps(more)


def write_statements(
    papers: DataFrame,
    links: DataFrame,
    entities: DataFrame,
    output: str,
    base_iri: str,
    overrides: Overrides,
    provenance: Provenance,
) -> None:
    """Write all that `kg.rdf.triples` states into a folder of N-Triples parts.

    Parameters
    ----------
    papers
        With the columns of `kg.spark.rows.PAPERS`.
    links, entities
        With those of `LINKS` and `ENTITIES`.
    output
        Hadoop path of the folder, replaced where it is there.
    """
    from pyspark.sql import functions as f

    spark = papers.sparkSession
    base = Mint(base_iri).base
    text = spark_schema(_TEXT)
    records = entities.select(f.col("id").alias("entity"), f.col("entity").alias("record"))
    held = f.sort_array(f.collect_list(f.struct("entity", "link", "record"))).alias("held")
    linked = links.join(records, "entity").groupBy("paper").agg(held)
    linked = linked.withColumnRenamed("paper", "id")
    of_papers = papers.join(linked, "id", "left").select("paper", "held")
    shared = papers.select("paper").mapInArrow(partial(_shared_lines, base), spark_schema(_SHARED))
    own = Mint(base)
    overridden = _lines(override_triples(map(str, overrides.lines), own))
    (
        entities.mapInArrow(partial(_entity_lines, base), text)
        .unionByName(of_papers.mapInArrow(partial(_paper_lines, base), text))
        .unionByName(shared.groupBy("node").agg(f.min("value").alias("value")).select("value"))
        .unionByName(frame_of(spark, ((line,) for line in overridden), _TEXT))
        .write.mode("overwrite")
        .text(output)
    )
    described = description_triples(_census(spark, output), provenance, own)
    lines = "\n".join(_lines(described))
    spark.createDataFrame([(lines,)], text).coalesce(1).write.mode("append").text(output)


def _census(spark: SparkSession, output: str) -> Census:
    """Count the classes and properties in the parts, and sum up the hashes of their triples."""
    from pyspark.sql import functions as f

    terms = f.split("value", " ", 4)
    # The line without the full stop at its end.
    digest = f.sha2(f.expr("substring(value, 1, length(value) - 2)"), 256)
    pieces = [
        f.sum(f.conv(f.substring(digest, 1 + _DIGITS * i, _DIGITS), 16, 10).cast("long"))
        for i in range(_PIECES)
    ]
    is_type = terms[1] == str(RDF.type)
    rows = (
        spark.read.text(output)
        .groupBy(terms[1].alias("property"), f.when(is_type, terms[2]).otherwise("").alias("class"))
        .agg(f.count("*"), *pieces)
    )
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    digest_sum = 0
    for property_, class_, count, *sums in collected(rows):
        properties[property_.strip("<>")] += count
        if class_:
            classes[class_.strip("<>")] += count
        digest_sum += sum(part << (4 * _DIGITS * (_PIECES - 1 - i)) for i, part in enumerate(sums))
    return Census(classes, properties, digest=digest_sum)
