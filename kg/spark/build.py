"""The whole build on Spark: from files of papers to a folder with the graph, its RDF and report.

Reading, merging of duplicates, extraction, links and N-Triples run on the executors. The driver
decides what names mean over all papers, from counts that the executors make.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from kg.arguments import check_min_score, check_output, input_list
from kg.build_files import write_all
from kg.collecting import without_collecting
from kg.extract import model_name
from kg.graph import KnowledgeGraph
from kg.iris import DEFAULT_BASE_IRI, Mint
from kg.provenance import hash_inputs
from kg.readers.field_names import check_fields
from kg.records import ENTITY_TYPES, ROLES
from kg.report import Report, report_json, versions_used
from kg.resolution.catalogue import Catalogue
from kg.resolution.overrides import NO_OVERRIDES, Overrides
from kg.spark.inputs import hadoop, is_uri, parts_of
from kg.spark.papers import Job, papers_of
from kg.spark.session import spark_session
from kg.storage.build_folder import WORKPLACE, BuildFolder, open_build_folder
from kg.store import stored_links

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["build_on_spark", "extracted"]

# Papers in one task: some ten seconds of work, so that losing an executor costs little and
# starting a task costs next to nothing.
PAPERS_A_TASK = 500
# The folder of N-Triples parts.
STATEMENTS = "graph.nt"


def extracted(
    job: Job, papers: DataFrame, count: int, model: str | None, min_score: float
) -> DataFrame:
    """Find the mentions of papers and stage them: the one step whose loss would cost hours."""
    from kg.spark.mentions import MENTIONS, extract_rows
    from kg.spark.rows import spark_schema

    tasks = max(job.spark.sparkContext.defaultParallelism, -(-count // PAPERS_A_TASK))
    # By position and not round-robin, so that a task that runs again gets the same papers.
    spread = papers.repartition(tasks, "position").select("paper")
    found = spread.mapInArrow(partial(extract_rows, model, min_score), spark_schema(MENTIONS))
    return job.staged(found, "mentions")


def _write_locally(
    job: Job,
    papers: DataFrame,
    links: DataFrame,
    found: Catalogue,
    folder: BuildFolder,
    statements: Path,
) -> None:
    """Write the files that the local engine writes, and move the N-Triples parts beside them."""
    from kg.spark.rows import collected, unpack_link, unpack_paper

    rows = sorted(collected(papers.select("position", "paper")))
    unique = [unpack_paper(text) for _, text in rows]
    ordered = collected(links.orderBy("paper", "entity").select("link"))
    # No fingerprint: a later build compares the hashes of local files, not of files on Hadoop.
    with (
        folder.scratch() as scratch,
        folder.replacing(None) as files,
        without_collecting(),
    ):
        linked = stored_links((unpack_link(text) for (text,) in ordered), scratch)
        graph = KnowledgeGraph(
            unique, found.entities, linked, found.merges, found.relations, job.overrides
        )
        without = sum(not paper.abstract for paper in unique)
        _count(job.report, {**graph.stats(), "without_abstract": without})
        write_all(graph, files, job.report, folder)
    # A file can be replaced at once; a folder of parts has to be removed first.
    target = folder.path / STATEMENTS
    rmtree(target, ignore_errors=True)
    statements.rename(target)


def _write_remotely(
    job: Job, papers: DataFrame, links: DataFrame, found: Catalogue, root: str
) -> None:
    """Write each table as a folder of parts."""
    from kg.spark.tables import write_tables

    with job.report.timed("tables"):
        write_tables(papers, links, found, job.overrides, root)
    _count(job.report, _stats(found, links, papers.count()))
    _write_file(job.spark, f"{root}/report.json", report_json(job.report))


def _count(report: Report, stats: dict[str, Any]) -> None:
    read = report.counts["papers_read"]
    report.counts = {
        **stats,
        "papers_read": read,
        "duplicates": read - stats["papers"],
        "skipped": len(report.skipped),
    }


def _stats(found: Catalogue, links: DataFrame, papers: int) -> dict[str, Any]:
    from pyspark.sql import functions as f

    from kg.spark.rows import collected

    types = [entity.type for entity in found.entities]
    by_role = links.groupBy("role").agg(f.count("link"), f.sum("mentions"))
    roles = {role: (count, mentions) for role, count, mentions in collected(by_role)}
    return {
        "papers": papers,
        "entities": len(types),
        "entities_by_type": {kind: types.count(kind) for kind in ENTITY_TYPES},
        "links": sum(count for count, _ in roles.values()),
        "links_by_role": {role: roles.get(role, (0, 0))[0] for role in ROLES},
        "mentions": sum(mentions for _, mentions in roles.values()),
    }


def build_on_spark(
    inputs: str | Path | Sequence[str | Path],
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
        As for `kg.build.build`; also files, folders and patterns on any file system that Hadoop
        knows, by their URI (``hdfs://``, ``s3a://``...).
    output
        Folder. At a path on this machine, the result is that of `kg.build.build`; at a URI, each
        table is a folder of Parquet parts, and there is no graph.ttl and no page. Both contain
        graph.nt, a folder of N-Triples parts.
    master
        Spark's master URL of the cluster; None for that of `spark-submit`, else all local cores.
    format, model, base_iri, overrides, columns, min_score
        As for `kg.build.build`; a model must be at the same path on every executor.

    Returns
    -------
    Report

    Raises
    ------
    InputError
        If no record could be read, or Spark is missing or does not start.
    GraphError
        If another build is writing into the folder, or it cannot be written.
    ArgumentError
        If a name is empty, or the score is not from 0 to 1.
    """
    given = [str(path) for path in input_list(inputs)]
    check_output(output)
    check_min_score(min_score)
    Mint(base_iri)
    check_fields(columns or {})
    report = Report(
        inputs=given,
        base_iri=base_iri,
        versions=versions_used(),
        overrides=overrides.digest if overrides.lines else None,
        hashes=hash_inputs(path for path in given if not is_uri(path)),
        model=model_name(model),
    )
    target = str(output).rstrip("/")
    named = None if model is None else str(model)
    reading = _Reading(given, format, dict(columns or {}), named, min_score)
    with spark_session(master) as spark:
        report.versions["spark"] = spark.version
        if is_uri(target):
            with _staging(Job(spark, f"{target}/_staging", report, overrides)) as job:
                papers, links, found = _built(job, reading, f"{target}/{STATEMENTS}")
                _write_remotely(job, papers, links, found, target)
        else:
            with open_build_folder(Path(target)) as folder:
                staging = folder.path.absolute() / WORKPLACE / "spark"
                with _staging(Job(spark, f"file://{staging}", report, overrides)) as job:
                    papers, links, found = _built(job, reading, f"{job.staging}/{STATEMENTS}")
                    _write_locally(job, papers, links, found, folder, staging / STATEMENTS)
    return report


@dataclass(frozen=True, slots=True)
class _Reading:
    """The arguments of `build_on_spark` that decide what is read, and how."""

    inputs: list[str]
    format: str | None
    columns: dict[str, str]
    model: str | None
    min_score: float


def _built(job: Job, reading: _Reading, output: str) -> tuple[DataFrame, DataFrame, Catalogue]:
    """Return the papers, the links as rows and the entities; write N-Triples to `output`."""
    from kg.spark.resolution import resolve_on_spark
    from kg.spark.statements import write_statements

    report = job.report
    with report.timed("read"):
        parts = parts_of(job.spark, reading.inputs, reading.format, reading.columns, report.skipped)
        papers, count = papers_of(job, parts, reading.columns)
    report.counts["papers_read"] = count
    with report.timed("extract"):
        mentions = extracted(job, papers, count, reading.model, reading.min_score)
    with report.timed("resolve"), without_collecting():
        found, links = resolve_on_spark(job, mentions)
    report.notes += found.notes
    with report.timed("statements"):
        write_statements(job, papers, links, found, output)
    return papers, links, found


@contextmanager
def _staging(job: Job) -> Iterator[Job]:
    """Remove the staging folder of a job at the end."""
    try:
        yield job
    finally:
        path, system = hadoop(job.spark, job.staging)
        system.delete(path, True)


def _write_file(spark: SparkSession, uri: str, content: bytes) -> None:
    path, system = hadoop(spark, uri)
    stream = system.create(path, True)
    stream.write(bytearray(content))
    stream.close()
