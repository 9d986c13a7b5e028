"""Writes the graph as N-Triples in parts, with the triples of `kg.rdf`, paper by paper."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyoxigraph import NamedNode

from kg.provenance import content_digest, paper_digest
from kg.records import Link, Merge, Paper, Relation
from kg.resolution.catalogue import Catalogue
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
from kg.triples.data_set import Census, data_set_descriptions
from kg.triples.descriptions import (
    entity_descriptions,
    paper_descriptions,
    statements_by_entity,
)
from kg.triples.edge_statements import override_descriptions
from kg.triples.statements import paper_record, shared_things, thing_description
from kg.triples.terms import Description, Filled, NTriples
from kg.triples.vocabulary import RDF

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from kg.spark.papers import Job

__all__ = ["write_statements"]

_ENTITIES = pa.schema([(name, pa.string()) for name in ("id", "entity", "more")])
_TEXT = pa.schema([("value", pa.string())])
_SHARED = pa.schema(
    [("node", pa.string()), ("paper", pa.string()), ("place", pa.int32()), ("value", pa.string())]
)
_DIGESTS = pa.schema([("id", pa.string()), ("digest", pa.binary())])


def _text(terms: NTriples, descriptions: Iterable[Description | Filled]) -> str:
    """Write descriptions as lines, the last one without its line end, which Spark adds."""
    return terms.described(descriptions).decode().removesuffix("\n")


def _entity_lines(base: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    terms = NTriples(base)

    def rows() -> Iterator[tuple[str]]:
        for entity, more, proposed_by in tuples(batches):
            held = json.loads(more)
            described = entity_descriptions(
                unpack_entity(entity),
                proposed_by or (),
                [Relation(**each) for each in held["relations"]],
                [Merge(**each) for each in held["merges"]],
                held["types"],
                terms,
            )
            yield (_text(terms, described),)

    return arrow_batches(rows(), _TEXT)


def _linked(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[Paper, list[Link], list[Any]]]:
    """Yield papers with their links and the rows that the links were read from."""
    for text, held in tuples(batches):
        links = [unpack_link(each["link"]) for each in held or ()]
        yield unpack_paper(text), links, held or []


def _paper_lines(base: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    terms = NTriples(base)

    def rows() -> Iterator[tuple[str]]:
        for paper, links, held in _linked(batches):
            entities = (unpack_entity(each["record"]) for each in held)
            by_id = {entity.id: entity for entity in entities}
            record = paper_record(paper, terms)
            yield (_text(terms, paper_descriptions(paper, links, by_id, terms, record)),)

    return arrow_batches(rows(), _TEXT)


def _paper_digests(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    rows = (
        (paper.id, paper_digest(content_digest(paper, links), paper))
        for paper, links, _ in _linked(batches)
    )
    return arrow_batches(rows, _DIGESTS)


def _shared_lines(base: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    terms = NTriples(base)

    def rows() -> Iterator[tuple[str, str, int, str]]:
        for (text,) in tuples(batches):
            paper = unpack_paper(text)
            for place, thing in enumerate(shared_things(paper)):
                described = thing_description(thing, terms)
                yield described[0], paper.id, place, _text(terms, [described])

    return arrow_batches(rows(), _SHARED)


def _entity_rows(found: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Yield each entity with its relations and merges, and the types of related entities."""
    relations, merges = statements_by_entity(found.relations, found.merges)
    types = {entity.id: entity.type for entity in found.entities}
    for entity in found.entities:
        own = relations.get(entity.id, [])
        joined = {id for each in own for id in (each.source, each.target)}
        more = {
            "relations": [asdict(each) for each in own],
            "merges": [asdict(each) for each in merges.get(entity.id, ())],
            "types": {id: types[id] for id in joined},
        }
        yield entity.id, pack(entity), json.dumps(more)


def write_statements(
    job: Job, papers: DataFrame, links: DataFrame, found: Catalogue, output: str
) -> None:
    """Write the triples of `kg.rdf` into a folder of N-Triples parts.

    Parameters
    ----------
    papers
        Table with the columns of `kg.spark.rows.PAPERS`.
    links
        Table with the columns of `kg.spark.rows.LINKS`.
    output
        Hadoop path of the folder, replaced if it exists.
    """
    from pyspark.sql import functions as f

    spark, report, lines = job.spark, job.report, job.overrides.lines
    terms = NTriples(report.base_iri)
    base = terms.mint.base
    text = spark_schema(_TEXT)
    entities = frame_of(spark, _entity_rows(found), _ENTITIES)
    of_papers = _with_links(papers, links, entities)
    shared = papers.select("paper").mapInArrow(partial(_shared_lines, base), spark_schema(_SHARED))
    # If several papers describe one node, the first description is used, as in `kg.rdf`.
    first = f.min_by("value", f.struct("paper", "place")).alias("value")
    said = override_descriptions(map(str, lines), terms)
    (
        _with_proposals(entities, links)
        .mapInArrow(partial(_entity_lines, base), text)
        .unionByName(of_papers.mapInArrow(partial(_paper_lines, base), text))
        .unionByName(shared.groupBy("node").agg(first).select("value"))
        .unionByName(frame_of(spark, ((_text(terms, [each]),) for each in said), _TEXT))
        .write.mode("overwrite")
        .text(output)
    )
    census = _census(spark, output)
    census.hold(found.entities, found.relations, found.merges, lines)
    digests = of_papers.mapInArrow(_paper_digests, spark_schema(_DIGESTS))
    for _, digest in sorted(collected(digests)):
        census.digest.update(digest)
    described = _text(terms, data_set_descriptions(census, report.provenance, terms))
    spark.createDataFrame([(described,)], text).coalesce(1).write.mode("append").text(output)


def _with_proposals(entities: DataFrame, links: DataFrame) -> DataFrame:
    """Join each entity with the sorted ids of the papers that propose it."""
    from pyspark.sql import functions as f

    proposing = links.where(f.col("role") == "proposes").groupBy(f.col("entity").alias("id"))
    papers = proposing.agg(f.sort_array(f.collect_list("paper")).alias("proposed_by"))
    return entities.join(papers, "id", "left").select("entity", "more", "proposed_by")


def _with_links(papers: DataFrame, links: DataFrame, entities: DataFrame) -> DataFrame:
    """Join each paper with its links, sorted by entity, and the linked entities."""
    from pyspark.sql import functions as f

    records = entities.select(f.col("id").alias("entity"), f.col("entity").alias("record"))
    held = f.sort_array(f.collect_list(f.struct("entity", "link", "record"))).alias("held")
    linked = links.join(records, "entity").groupBy("paper").agg(held)
    linked = linked.withColumnRenamed("paper", "id")
    return papers.join(linked, "id", "left").select("paper", "held")


def _census(spark: SparkSession, output: str) -> Census:
    """Count the uses of classes and properties in the N-Triples parts."""
    from pyspark.sql import functions as f

    terms = f.split("value", " ", 4)
    is_type = terms[1] == f"<{RDF.type.value}>"
    counted = (
        spark.read.text(output)
        .groupBy(terms[1].alias("property"), f.when(is_type, terms[2]).otherwise("").alias("class"))
        .count()
    )
    census = Census()
    for property_, class_, count in collected(counted):
        census.properties[NamedNode(property_.strip("<>"))] += count
        if class_:
            census.classes[NamedNode(class_.strip("<>"))] += count
    return census
