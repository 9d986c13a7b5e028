"""Writes the graph in the formats of other programs: RDF, GraphML, GEXF, JSON, CSV, Parquet."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

import networkx as nx

from kg.analysis.frames import TABLES
from kg.errors import FormatError
from kg.graph import KnowledgeGraph
from kg.provenance import NO_PROVENANCE, Provenance
from kg.rdf import DEFAULT_BASE_IRI, RDF_FORMATS, write_rdf
from kg.surrogates import without_surrogates
from kg.triples.terms import NOT_IN_XML

__all__ = ["EXPORT_FORMATS", "export_graph"]

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def _network(graph: KnowledgeGraph, mend: Callable[[str], str]) -> nx.MultiDiGraph[str]:
    """Make a network whose ids and attributes a format can hold, mended where it cannot.

    Raises
    ------
    FormatError
        If two ids become one.
    """
    network = graph.to_networkx()
    every = [attributes for _, attributes in network.nodes(data=True)]
    every += [attributes for _, _, attributes in network.edges(data=True)]
    for attributes in every:
        for name, value in attributes.items():
            if isinstance(value, str):
                attributes[name] = mend(value)
    changed = {id: mended for id in network if (mended := mend(id)) != id}
    if not changed:
        return network
    if len({changed.get(id, id) for id in network}) < len(network):
        raise FormatError(f"ids differ only in characters that cannot be written: {changed!a}")
    renamed: nx.MultiDiGraph[str] = nx.relabel_nodes(network, changed)
    return renamed


def _xml_text(text: str) -> str:
    """Replace characters that XML 1.0 cannot hold, which a title may contain."""
    return NOT_IN_XML.sub(" ", without_surrogates(text))


def _graphml(graph: KnowledgeGraph, stream: IO[bytes]) -> None:
    network = _network(graph, _xml_text)
    # NetworkX writes the key of an edge as its id. Our keys are roles, which many edges share, and
    # Gephi and yEd keep only one of several edges with the same id.
    keyed: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    keyed.add_nodes_from(network.nodes(data=True))
    for source, target, key, attributes in network.edges(keys=True, data=True):
        keyed.add_edge(source, target, key=f"{source}|{target}|{key}", **attributes)
    nx.write_graphml(keyed, stream)


def _gexf(graph: KnowledgeGraph, stream: IO[bytes]) -> None:
    text = "\n".join(nx.generate_gexf(_network(graph, _xml_text)))
    # The writer adds the current date, but the same graph must give the same bytes.
    stream.write(_without_date(text).encode())


def _without_date(gexf: str) -> str:
    before, marker, after = gexf.partition(' lastmodifieddate="')
    return before + after.partition('"')[2] if marker else gexf


def _json(graph: KnowledgeGraph, stream: IO[bytes]) -> None:
    data = nx.node_link_data(_network(graph, without_surrogates), edges="links")
    stream.write(json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n")


def _cell(value: object) -> object:
    """Quote text that a spreadsheet would run as a formula, as the page's own CSV does."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _link_rows(graph: KnowledgeGraph) -> tuple[list[str], Iterator[list[Any]]]:
    """Return the columns of a table of links, and its rows in characters that UTF-8 can hold."""
    rows, columns = TABLES["links"]
    return columns, ([_utf8(row[name]) for name in columns] for row in rows(graph))


def _utf8(value: object) -> object:
    return without_surrogates(value) if isinstance(value, str) else value


def _csv(graph: KnowledgeGraph, stream: IO[bytes]) -> None:
    """Write a row for each link, the form that suits spreadsheets and pandas."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    columns, rows = _link_rows(graph)
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(map(_cell, row) for row in rows)
    text.detach()


def _parquet(graph: KnowledgeGraph, stream: IO[bytes]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns, rows = _link_rows(graph)
    types = {"year": pa.int64(), "score": pa.float64()}
    # Given, because Arrow infers no type for an empty column, nor columns for an empty table.
    schema = pa.schema([(name, types.get(name, pa.string())) for name in columns])
    table = pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema)
    pq.write_table(table, stream, compression="zstd")


def _cytoscape(graph: KnowledgeGraph, stream: IO[bytes]) -> None:
    # Cytoscape labels a node by its name, which is the id unless another attribute is given.
    data = nx.cytoscape_data(_network(graph, without_surrogates), name="label")
    stream.write(json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n")


def _neo4j_list(values: Iterable[str]) -> str:
    """Join values as the importer splits them; it has no escape for a semicolon within one."""
    return ";".join(value.replace(";", "\N{FULLWIDTH SEMICOLON}") for value in values)


def _neo4j(graph: KnowledgeGraph, stream: IO[bytes]) -> None:
    """Write a ZIP of CSV files with the headers that ``neo4j-admin database import`` expects."""
    papers = (
        [p.id, p.title, p.year or "", p.date or "", p.url or "", "Paper"] for p in graph.papers
    )
    entities = (
        [e.id, e.name, str(e.named).lower(), _neo4j_list(e.aliases), f"Entity;{e.type.title()}"]
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
            content = without_surrogates(text.getvalue()).encode()
            archive.writestr(zipfile.ZipInfo(name), content)


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
        ours, the format is ``rdfxml`` and a text holds a character that XML cannot, or two ids
        differ only in characters that the format cannot hold.
    """
    if format in RDF_FORMATS:
        write_rdf(graph, stream, format, base_iri, provenance=provenance, vocabulary=vocabulary)
    elif format not in _WRITERS:
        raise FormatError(f"no export format {format!r}; known are {', '.join(EXPORT_FORMATS)}")
    elif vocabulary != "kg":
        raise FormatError(f"{format} is not RDF: the vocabulary {vocabulary!r} is for RDF")
    else:
        _WRITERS[format](graph, stream)
