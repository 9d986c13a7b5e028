"""The commands that export a built graph, open its page, and validate its RDF."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.commands.failures import FAILED, wrong_usage
from kg.commands.options import BaseIri, Folder

# In the order in which the help lists them.
__all__ = ["export", "view", "validate"]  # noqa: RUF022


def export(
    folder: Folder,
    format: Annotated[
        str,
        typer.Option(
            help="ttl, nt, nq, trig, jsonld, rdfxml, graphml, gexf, json, cytoscape, csv,"
            " parquet or neo4j (a ZIP of CSV files)."
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="File to write; standard output if absent.", metavar="FILE"
        ),
    ] = None,
    base_iri: BaseIri = None,
    vocabulary: Annotated[
        str,
        typer.Option(help="Vocabulary of the RDF: kg, or lpwc (Linked Papers With Code)."),
    ] = "kg",
) -> None:
    """Write the graph in another format: RDF, GraphML, CSV and others."""
    from functools import partial

    from kg.export import EXPORT_FORMATS, export_graph
    from kg.graph import KnowledgeGraph
    from kg.provenance import base_iri_of, provenance_of
    from kg.rdf import RDF_FORMATS, RDF_VOCABULARIES
    from kg.storage.build_folder import read_whole, write_atomically

    if format not in EXPORT_FORMATS:
        wrong_usage(f"--format {format}: known formats are {', '.join(EXPORT_FORMATS)}")
    if vocabulary not in RDF_VOCABULARIES:
        wrong_usage(f"--vocabulary {vocabulary}: known ones are {', '.join(RDF_VOCABULARIES)}")
    if format not in RDF_FORMATS and (base_iri or vocabulary != "kg"):
        wrong_usage(f"--base-iri and --vocabulary are for RDF, and {format} is not RDF")
    graph, own_base_iri, provenance = read_whole(
        folder,
        lambda: (KnowledgeGraph.load(folder), base_iri_of(folder), provenance_of(folder)),
    )
    write = partial(
        export_graph,
        graph,
        format,
        base_iri=base_iri or own_base_iri,
        provenance=provenance,
        vocabulary=vocabulary,
    )
    if output is None:
        write(sys.stdout.buffer)
    else:
        write_atomically(output, write)


def view(
    folder: Folder,
    focus: Annotated[
        str | None,
        typer.Option(help="Paper or entity to draw, with its neighbours.", metavar="NODE"),
    ] = None,
    depth: Annotated[
        int | None,
        typer.Option(min=1, max=6, help="How many steps from --focus to draw; 2 if absent."),
    ] = None,
    max_nodes: Annotated[
        int | None,
        typer.Option(
            "--max-nodes", min=1, help="How many nodes to draw at first; search reaches all."
        ),
    ] = None,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Only print where the page is.")
    ] = False,
) -> None:
    """Open the interactive page of a graph in the browser."""
    if depth and focus is None:
        wrong_usage("--depth counts steps from --focus: give --focus too")
    from kg.errors import GraphError
    from kg.graph import KnowledgeGraph
    from kg.page.data import USUAL_DEPTH
    from kg.provenance import base_iri_of
    from kg.storage.build_folder import current_file, read_whole
    from kg.viewer import write_view

    if focus is None and max_nodes is None:
        page = current_file(folder, "graph.html").resolve()
        if not page.is_file():
            raise GraphError(f"{folder}: has no graph.html; `kg build` makes one")
    else:
        graph, base_iri = read_whole(
            folder, lambda: (KnowledgeGraph.load(folder), base_iri_of(folder))
        )
        page = write_view(graph, base_iri, focus, depth or USUAL_DEPTH, max_nodes)
    print(page)
    if not no_open:
        import webbrowser

        webbrowser.open(page.as_uri())


def validate(folder: Folder) -> None:
    """Check the RDF of a graph against the SHACL shapes; warnings alone do not fail."""
    from kg.validate import validate_folder

    problems = validate_folder(folder)
    for problem in problems:
        place = f"{problem.focus} {problem.path}".rstrip()
        print(f"{problem.severity}: {place}: {problem.message}")
    if any(problem.severity == "Violation" for problem in problems):
        raise typer.Exit(FAILED)
    print("conforms, with warnings" if problems else "conforms")
