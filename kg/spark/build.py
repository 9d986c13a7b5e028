"""The whole way on Spark: from files of papers to a folder with the graph, its RDF and report.

Reading, joining of duplicates, extraction and N-Triples run on the executors. What names mean over
all papers is decided on the driver, by `kg.resolve.resolve` on the mentions of all papers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kg.build import Report, versions_used
from kg.extract import model_name
from kg.graph import KnowledgeGraph
from kg.iris import DEFAULT_BASE_IRI, Mint
from kg.provenance import hash_inputs
from kg.rdf import write_rdf
from kg.records import ENTITY_TYPES, ROLES
from kg.resolution.overrides import NO_OVERRIDES, Overrides
from kg.resolve import Resolution, resolve
from kg.spark.inputs import hadoop, is_uri, parts_of
from kg.spark.papers import Job, papers_of
from kg.spark.session import spark_session
from kg.store import save_tables, write_atomically
from kg.viewer import render_html

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["build_on_spark", "extracted"]

# Papers of one task: some ten seconds of work, so that a lost executor costs little and the
# start of a task costs nothing.
PAPERS_A_TASK = 500


def extracted(
    job: Job, papers: DataFrame, count: int, model: str | None, min_score: float
) -> DataFrame:
    """Find the mentions of papers, and stage them: the one step whose loss would cost hours."""
    from kg.spark.mentions import MENTIONS, extract_rows
    from kg.spark.rows import spark_schema

    tasks = max(job.spark.sparkContext.defaultParallelism, -(-count // PAPERS_A_TASK))
    # By the position and not in turn, so that a task that runs again has the same papers.
    spread = papers.repartition(tasks, "position").select("paper")
    found = spread.mapInArrow(partial(extract_rows, model, min_score), spark_schema(MENTIONS))
    return job.staged(found, "mentions")


def _write_locally(job: Job, papers: DataFrame, found: Resolution, folder: Path) -> None:
    """Write what the local engine writes."""
    from kg.spark.rows import collected, unpack_paper

    report = job.report
    rows = sorted(collected(papers.select("position", "paper")))
    unique = [unpack_paper(text) for _, text in rows]
    graph = KnowledgeGraph(
        unique, found.entities, found.links, found.merges, found.relations, job.overrides
    )
    with report.timed("tables"):
        save_tables(graph, folder)
    with report.timed("rdf"):
        write_atomically(
            folder / "graph.ttl",
            lambda stream: write_rdf(
                graph, stream, "ttl", report.base_iri, provenance=report.provenance
            ),
        )
    with report.timed("page"):
        page = render_html(graph).encode()
        write_atomically(folder / "graph.html", lambda stream: _write(stream, page))
    report.counts = graph.stats()


def _write(stream: IO[bytes], content: bytes) -> None:
    stream.write(content)


def _counts(found: Resolution, papers: int) -> dict[str, Any]:
    types = [entity.type for entity in found.entities]
    roles = [link.role for link in found.links]
    return {
        "papers": papers,
        "entities": len(types),
        "entities_by_type": {kind: types.count(kind) for kind in ENTITY_TYPES},
        "links": len(roles),
        "links_by_role": {role: roles.count(role) for role in ROLES},
        "mentions": sum(len(link.mentions) for link in found.links),
    }


def build_on_spark(
    inputs: Sequence[str | Path],
    output: str | Path,
    *,
    master: str | None = None,
    format: str | None = None,
    model: str | Path | None = None,
    base_iri: str = DEFAULT_BASE_IRI,
    overrides: Overrides = NO_OVERRIDES,
    columns: Mapping[str, str] | None = None,
    min_score: float = 0.0,
) -> Report:
    """Build the graph of files on Spark, with the results of `kg.build.build` row for row.

    Parameters
    ----------
    inputs
        As for `kg.build.build`, and files, folders and patterns on any file system that Hadoop
        knows, by their URI (``hdfs://``, ``s3a://``...).
    output
        Folder. Of a path on this machine the result is that of `kg.build.build`; under a URI each
        table is a folder of Parquet parts, and there is no graph.ttl and no page. Either gets
        graph.nt, a folder of N-Triples parts.
    master
        Spark's name of the cluster; None for what `spark-submit` says, else all local cores.
    format, model, base_iri, overrides, columns, min_score
        As for `kg.build.build`; a model must have its path on every executor.

    Returns
    -------
    Report

    Raises
    ------
    InputError
        If no record could be read, or Spark is missing or does not start.
    """
    from kg.spark.mentions import mentions_from
    from kg.spark.rows import collected, frame_of, pack
    from kg.spark.statements import ENTITIES, LINKS, entity_rows, write_statements
    from kg.spark.tables import write_tables

    Mint(base_iri)
    given = [str(path) for path in inputs]
    report = Report(
        inputs=given,
        base_iri=base_iri,
        versions=versions_used(),
        overrides=overrides.digest if overrides.lines else None,
        hashes=hash_inputs(path for path in given if not is_uri(path)),
        model=model_name(model),
    )
    target = str(output).rstrip("/")
    root = target if is_uri(target) else f"file://{Path(target).absolute()}"
    mapped = dict(columns or {})
    with spark_session(master) as spark:
        report.versions["spark"] = spark.version
        job = Job(spark, f"{root}/_staging", report, overrides)
        try:
            with report.timed("read"):
                parts = parts_of(spark, given, format, mapped, report.skipped)
                papers, count = papers_of(job, parts, mapped)
            with report.timed("extract"):
                named = None if model is None else str(model)
                mentions = extracted(job, papers, count, named, min_score)
            with report.timed("resolve"):
                found = resolve(mentions_from(collected(mentions)), overrides)
            rows = ((link.paper, link.entity, pack(link)) for link in found.links)
            links = frame_of(spark, rows, LINKS)
            entities = frame_of(spark, entity_rows(found), ENTITIES)
            with report.timed("statements"):
                write_statements(
                    papers,
                    links,
                    entities,
                    f"{root}/graph.nt",
                    base_iri,
                    overrides,
                    report.provenance,
                )
            if is_uri(target):
                with report.timed("tables"):
                    write_tables(papers, links, found, overrides, root)
                report.counts = _counts(found, papers.count())
            else:
                _write_locally(job, papers, found, Path(target))
            report.counts |= {
                "papers_read": count,
                "duplicates": count - report.counts["papers"],
                "skipped": len(report.skipped),
            }
            content = _as_json(report)
            if is_uri(target):
                _write_file(spark, f"{root}/report.json", content)
            else:
                write_atomically(
                    Path(target) / "report.json", lambda stream: _write(stream, content)
                )
        finally:
            _remove(spark, job.staging)
    return report


def _as_json(report: Report) -> bytes:
    text = json.dumps(asdict(report), ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace")


def _write_file(spark: SparkSession, uri: str, content: bytes) -> None:
    path, system = hadoop(spark, uri)
    stream = system.create(path, True)
    stream.write(bytearray(content))
    stream.close()


def _remove(spark: SparkSession, uri: str) -> None:
    path, system = hadoop(spark, uri)
    system.delete(path, True)
