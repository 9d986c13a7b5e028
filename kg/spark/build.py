"""The whole way on Spark: from files of papers to a folder with the graph, its RDF and report.

Reading, joining of duplicates, extraction and N-Triples run on the executors. What names mean over
all papers is decided on the driver, by `kg.resolve.resolve` on the mentions of all papers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kg.build import Report, no_paper_message, read_inputs, versions_used
from kg.errors import InputError
from kg.extract import model_name
from kg.graph import KnowledgeGraph
from kg.iris import DEFAULT_BASE_IRI, Mint
from kg.provenance import hash_inputs
from kg.rdf import write_rdf
from kg.records import ENTITY_TYPES, ROLES, Note, Skipped
from kg.resolution.overrides import NO_OVERRIDES, Overrides
from kg.resolve import Resolution, resolve
from kg.spark.inputs import InputPart, hadoop, is_uri, local_copy, parts_of
from kg.spark.session import spark_session
from kg.store import save_tables, write_atomically
from kg.viewer import render_html

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["build_on_spark"]

# Papers of one task: some ten seconds of work, so that a lost executor costs little and the
# start of a task costs nothing.
PAPERS_A_TASK = 500

# By file and block the records and lines before it.
Starts = dict[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Job:
    """What all steps of one build share."""

    spark: SparkSession
    staging: str
    report: Report
    overrides: Overrides

    def staged(self, frame: DataFrame, name: str) -> DataFrame:
        """Write a table to the staging folder: what was computed outlives the executors."""
        path = f"{self.staging}/{name}"
        frame.write.mode("overwrite").parquet(path)
        return self.spark.read.schema(frame.schema).parquet(path)


def _escaped(uri: str) -> str:
    """Keep Hadoop from taking the name of a file for a pattern."""
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
        # As bytes: what is no UTF-8 is for our readers to replace.
        f.col("value").cast("binary"),
    )
    return lines.mapInArrow(partial(read_blocks, parts, columns), spark_schema(READ))


def _rows(spark: SparkSession, parts: Sequence[InputPart], columns: dict[str, str]) -> DataFrame:
    """Read Parquet; files whose columns differ are read together, what one lacks is null."""
    from pyspark.sql import functions as f
    from pyspark.sql.pandas.types import to_arrow_schema

    from kg.readers.parquet import is_readable
    from kg.spark.lines import READ, read_rows
    from kg.spark.rows import spark_schema

    paths = sorted({_escaped(_plain(part)) for part in parts})
    table = spark.read.option("mergeSchema", "true").parquet(*paths)
    kept = [field.name for field in to_arrow_schema(table.schema) if is_readable(field)]
    for field, name in columns.items():
        if name not in table.columns:
            raise InputError(
                f"{parts[0].name}: has no column {name!r} to take for {field};"
                f" it has {', '.join(map(repr, table.columns))}"
            )
    rows = table.select(
        *(f.col(f"`{name.replace('`', '``')}`") for name in kept),
        f.col("_metadata.file_path").alias("__file"),
        f.col("_metadata.row_index").alias("__row"),
    )
    return rows.mapInArrow(partial(read_rows, parts, columns), spark_schema(READ))


def _plain(part: InputPart) -> str:
    """Return a path for Spark, which decodes no percent signs."""
    return part.name if is_uri(part.name) else f"file://{Path(part.name).absolute()}"


def _on_driver(
    job: _Job, parts: Sequence[InputPart], columns: Mapping[str, str]
) -> Iterator[tuple[int, int, str, int, int, str]]:
    """Read the files that Spark cannot read, with our readers."""
    from dataclasses import replace

    from kg.records import Source
    from kg.spark.lines import row_of_paper

    for part in parts:
        skipped: list[Skipped] = []
        notes: list[Note] = []
        with local_copy(job.spark, part) as file:
            read = read_inputs([file], part.format, skipped, notes, columns)
            for record, paper in enumerate(read, 1):
                if paper.source:
                    source = Source(part.name, paper.source.record, paper.source.line)
                    paper = replace(paper, source=source)
                yield row_of_paper(part.number, 0, paper, record)
        job.report.skipped += (Skipped(part.name, each.place, each.reason) for each in skipped)
        job.report.notes += (Note(part.name, each.place, each.text) for each in notes)


def _read(job: _Job, parts: Sequence[InputPart], columns: dict[str, str]) -> DataFrame:
    """Read all inputs into the rows of `kg.spark.lines.READ`."""
    from kg.spark.lines import READ
    from kg.spark.rows import frame_of

    by_reader: dict[str, list[InputPart]] = {"lines": [], "parquet": [], "driver": []}
    for part in parts:
        by_reader[part.reader].append(part)
    read = frame_of(job.spark, _on_driver(job, by_reader["driver"], columns), READ)
    if by_reader["lines"]:
        read = read.unionByName(_blocks(job.spark, by_reader["lines"], columns))
    if by_reader["parquet"]:
        read = read.unionByName(_rows(job.spark, by_reader["parquet"], columns))
    return job.staged(read, "read")


def _remarks(read: DataFrame) -> list[tuple[int, int, str, int, int, str]]:
    """Bring all that is no paper to the driver, by file and block, else in the order read."""
    from kg.spark.rows import collected

    return sorted(collected(read.where("kind <> 'paper'")), key=lambda row: row[:2])


def _starts(remarks: Iterable[tuple[int, int, str, int, int, str]]) -> Starts:
    """Return the records and lines that stand before each block of a file."""
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
    """Take what could not be read, and what is to be known of the files, into the report."""
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
    # In the order of the inputs, whoever read them; what is no file to read comes first.
    order = {part.name: part.number for part in parts}
    report.skipped.sort(key=lambda each: order.get(each.file, -1))
    report.notes.sort(key=lambda each: order.get(each.file, -1))


def _papers(
    job: _Job, parts: Sequence[InputPart], columns: dict[str, str]
) -> tuple[DataFrame, int]:
    """Return the papers, each once, and how many records tell of them."""
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


def _extract(
    job: _Job, papers: DataFrame, count: int, model: str | None, min_score: float
) -> DataFrame:
    from kg.spark.mentions import MENTIONS, extract_rows
    from kg.spark.rows import spark_schema

    tasks = max(job.spark.sparkContext.defaultParallelism, -(-count // PAPERS_A_TASK))
    # By the position and not in turn, so that a task that runs again has the same papers.
    spread = papers.repartition(tasks, "position").select("paper")
    found = spread.mapInArrow(partial(extract_rows, model, min_score), spark_schema(MENTIONS))
    return job.staged(found, "mentions")


def _write_locally(job: _Job, papers: DataFrame, found: Resolution, folder: Path) -> None:
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
        job = _Job(spark, f"{root}/_staging", report, overrides)
        try:
            with report.timed("read"):
                parts = parts_of(spark, given, format, mapped, report.skipped)
                papers, count = _papers(job, parts, mapped)
            with report.timed("extract"):
                named = None if model is None else str(model)
                mentions = _extract(job, papers, count, named, min_score)
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
