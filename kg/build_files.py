"""Writes the files of a build: the tables, the RDF, the page and the report of a graph."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kg.digests import digest_of
from kg.graph import KnowledgeGraph
from kg.incremental import program_digest
from kg.rdf import write_rdf
from kg.report import Report, report_json
from kg.storage.build_folder import BuildFolder, NewFiles
from kg.store import save_tables
from kg.triples.copied_blocks import copied_blocks
from kg.viewer import render_html

__all__ = ["write_all"]

# Bytes written at once: the RDF comes in tens of thousands of small parts.
_BUFFER = 1 << 20


def write_all(graph: KnowledgeGraph, files: NewFiles, report: Report, earlier: BuildFolder) -> None:
    """Write the tables, the RDF, the page and the report of a graph.

    Parameters
    ----------
    files
        Receives the files.
    report
        Receives the time that each step took.
    earlier
        May hold an earlier build; its RDF is copied where nothing has changed.
    """
    folder = files.folder
    with ThreadPoolExecutor(1) as beside:
        # Arrow encodes and compresses columns outside Python, which writes the RDF meanwhile.
        tables = beside.submit(_write_tables, graph, folder, report)
        with report.timed("rdf"):
            _write_turtle(graph, folder, report, earlier)
        tables.result()
    # By far the largest file: it is hashed while the page is made.
    files.finished("graph.ttl")
    with report.timed("page"):
        page = render_html(graph, base_iri=report.base_iri)
        (folder / "graph.html").write_text(page, encoding="utf8", newline="")
    (folder / "report.json").write_bytes(report_json(report))


def _write_tables(graph: KnowledgeGraph, folder: Path, report: Report) -> None:
    with report.timed("tables"):
        save_tables(graph, folder)


def _write_turtle(
    graph: KnowledgeGraph, folder: Path, report: Report, earlier: BuildFolder
) -> None:
    made_by = digest_of(program_digest(), report.base_iri)
    held = earlier.path / "graph.ttl", earlier.blocks
    with (
        (folder / "graph.ttl").open("wb", _BUFFER) as stream,
        copied_blocks(stream, folder / earlier.blocks.name, held, made_by) as state,
    ):
        write_rdf(graph, stream, "ttl", report.base_iri, provenance=report.provenance, state=state)
