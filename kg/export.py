"""Writes the graph in the formats of other programs: RDF, GraphML, GEXF, JSON, CSV, Parquet."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable
from typing import IO, Any

import networkx as nx

from kg.analysis.frames import TABLES
from kg.errors import FormatError
from kg.graph import KnowledgeGraph
from kg.provenance import NO_PROVENANCE, Provenance
from kg.rdf import DEFAULT_BASE_IRI, RDF_FORMATS, write_rdf

__all__ = ["EXPORT_FORMATS", "export_graph"]

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def _xml_safe(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """Replace characters that XML 1.0 cannot hold, which a title may contain."""

    def safe(value: object) -> object:
        if not isinstance(value, str):
            return value
        return "".join(
            c if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff") else " " for c in value
        )

    for _, attributes in graph.nodes(data=True):
        attributes.update({name: safe(value) for name, value in attributes.items()})
    for _, _, attributes in graph.edges(data=True):
        attributes.update({name: safe(value) for name, value in attributes.items()})
    return graph


def _graphml(graph: KnowledgeGraph, stream: IO[bytes]) -> None:
    network = _xml_safe(graph.to_networkx())
    # NetworkX writes the key of an edge as its id. Our keys are roles, which many edges share, and
    # Gephi and yEd keep only one of several edges with the same id.
    keyed: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    keyed.add_nodes_from(network.nodes(data=True))
    for source, target, key, attributes in network.edges(keys=True, data=True):
        keyed.add_edge(source, target, key=f"{source}|{target}|{key}", **attributes)
    nx.write_graphml(keyed, stream)


def _gexf(graph: KnowledgeGraph, stream: IO[bytes]) -> None:
    text = "\n".join(nx.generate_gexf(_xml_safe(graph.to_networkx())))
    # The writer adds the current date, but the same graph must give the same bytes.
    stream.write(_without_date(text).encode())


def _without_date(gexf: str) -> str:
    before, marker, after = gexf.partition(' lastmodifieddate="')
    return before + after.partition('"')[2] if marker else gexf


def _json(graph: KnowledgeGraph, stream: IO[bytes]) -> None:
    data = nx.node_link_data(graph.to_networkx(), edges="links")
    stream.write(json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n")


def _cell(value: object) -> object:
    """Quote text that a spreadsheet would run as a formula, as the page's own CSV does."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _csv(graph: KnowledgeGraph, stream: IO[bytes]) -> None:
    """Write a row for each link, the form that suits spreadsheets and pandas."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    link_rows, columns = TABLES["links"]
    rows = csv.writer(text)
    rows.writerow(columns)
    rows.writerows([_cell(row[name]) for name in columns] for row in link_rows(graph))
    text.detach()


def _parquet(graph: KnowledgeGraph, stream: IO[bytes]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    link_rows, columns = TABLES["links"]
    types = {"year": pa.int64(), "score": pa.float64()}
    # Given, because Arrow infers no type for an empty column, nor columns for an empty table.
    schema = pa.schema([(name, types.get(name, pa.string())) for name in columns])
    table = pa.Table.from_pylist(list(link_rows(graph)), schema)
    pq.write_table(table, stream, compression="zstd")


def _cytoscape(graph: KnowledgeGraph, stream: IO[bytes]) -> None:
    # Cytoscape labels a node by its name, which is the id unless another attribute is given.
    data = nx.cytoscape_data(graph.to_networkx(), name="label")
    stream.write(json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n")


def _neo4j(graph: KnowledgeGraph, stream: IO[bytes]) -> None:
    """Write a ZIP of CSV files with the headers that ``neo4j-admin database import`` expects."""
    papers = (
        [p.id, p.title, p.year or "", p.date or "", p.url or "", "Paper"] for p in graph.papers
    )
    entities = (
        [e.id, e.name, str(e.named).lower(), ";".join(e.aliases), f"Entity;{e.type.title()}"]
        for e in graph.entities()
    )
    links = ([k.paper, k.entity, k.score, k.role.upper()] for k in graph.links)
    relations = ([r.source, r.target, r.reason, r.kind.upper()] for r in graph.relations)
    files: dict[str, tuple[list[str], Iterable[list[Any]]]] = {
        "papers.csv": (["id:ID", "title", "year:int", "date", "url", ":LABEL"], papers),
        "entities.csv": (
            ["id:ID", "name", "named:boolean", "aliases:string[]", ":LABEL"],
            entities,
        ),
        "links.csv": ([":START_ID", ":END_ID", "score:float", ":TYPE"], links),
        "relations.csv": ([":START_ID", ":END_ID", "reason", ":TYPE"], relations),
    }
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (header, rows) in files.items():
            text = io.StringIO()
            writer = csv.writer(text)
            writer.writerow(header)
            writer.writerows(rows)
            # ZipInfo has a fixed date, so that the same graph gives the same bytes.
            archive.writestr(zipfile.ZipInfo(name), text.getvalue().encode())


_WRITERS: dict[str, Callable[[KnowledgeGraph, IO[bytes]], None]] = {
    "graphml": _graphml,
    "gexf": _gexf,
    "json": _json,
    "cytoscape": _cytoscape,
    "neo4j": _neo4j,
    "csv": _csv,
    "parquet": _parquet,
}
EXPORT_FORMATS: tuple[str, ...] = (*RDF_FORMATS, *_WRITERS)


def export_graph(
    graph: KnowledgeGraph,
    format: str,
    stream: IO[bytes],
    base_iri: str = DEFAULT_BASE_IRI,
    *,
    provenance: Provenance = NO_PROVENANCE,
    vocabulary: str = "kg",
) -> None:
    """Write a graph in the format of another program.

    Parameters
    ----------
    format
        One of `EXPORT_FORMATS`.
    stream
        A binary stream.
    base_iri, provenance, vocabulary
        For the RDF formats, as `kg.rdf.write_rdf` takes them.

    Raises
    ------
    FormatError
        If there is no such format or vocabulary, the format is not RDF and the vocabulary is not
        ours, or the format is ``rdfxml`` and a text holds a character that XML cannot.
    """
    if format in RDF_FORMATS:
        write_rdf(graph, stream, format, base_iri, provenance=provenance, vocabulary=vocabulary)
    elif format not in _WRITERS:
        raise FormatError(f"no export format {format!r}; known are {', '.join(EXPORT_FORMATS)}")
    elif vocabulary != "kg":
        raise FormatError(f"{format} is not RDF: the vocabulary {vocabulary!r} is for RDF")
    else:
        _WRITERS[format](graph, stream)
