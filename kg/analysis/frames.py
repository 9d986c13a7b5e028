"""A graph's records as rows of tables and pandas frames, and its summary for a notebook."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from kg.analysis.counts import in_most_papers
from kg.errors import GraphError
from kg.records import ENTITY_TYPES, Entity, Mention, Merge, Paper, Relation, Result, Source

if TYPE_CHECKING:
    import pandas as pd

    from kg.graph import KnowledgeGraph

__all__ = ["TABLES", "frame", "notebook_html"]

Rows = Iterable[Mapping[str, Any]]
# Entities of each type that a notebook shows.
SHOWN = 5


def _links(graph: KnowledgeGraph) -> Rows:
    for link in graph.links:
        paper, entity = graph.paper(link.paper), graph.entity(link.entity)
        yield {
            "paper": paper.id,
            "title": paper.title,
            "year": paper.year,
            "entity": entity.id,
            "name": entity.name,
            "type": entity.type,
            "role": link.role,
            "score": link.score,
        }


def _papers(graph: KnowledgeGraph) -> Rows:
    """Spread nested records over columns: file formats for frames hold no records in a cell."""
    keys = sorted({key for paper in graph.papers for key in paper.extra})
    for paper in graph.papers:
        source = paper.source
        yield {
            **{name: getattr(paper, name) for name in _OF_PAPERS},
            **{name: source and getattr(source, name) for name in _names(Source)},
            **{f"extra.{key}": paper.extra.get(key) for key in keys},
        }


def _entities(graph: KnowledgeGraph) -> Rows:
    for row in _rows(Entity, graph.entities()):
        yield {**row, "papers": graph.paper_count(row["id"])}


def _mentions(graph: KnowledgeGraph) -> Rows:
    names = _names(Mention)
    for link in graph.links:
        for mention in link.mentions:
            yield {**{name: getattr(mention, name) for name in names}, "entity": link.entity}


def _rows(kind: type, records: Iterable[Any]) -> Rows:
    names = _names(kind)
    return ({name: getattr(each, name) for name in names} for each in records)


def _names(record: type) -> list[str]:
    return [field.name for field in fields(record)]


_OF_PAPERS = tuple(name for name in _names(Paper) if name not in ("source", "extra"))


TABLES: Mapping[str, tuple[Callable[[KnowledgeGraph], Rows], list[str]]] = {
    "links": (_links, ["paper", "title", "year", "entity", "name", "type", "role", "score"]),
    "papers": (_papers, [*_OF_PAPERS, *_names(Source)]),
    "entities": (_entities, [*_names(Entity), "papers"]),
    "mentions": (_mentions, [*_names(Mention), "entity"]),
    "relations": (lambda graph: _rows(Relation, graph.relations), _names(Relation)),
    "results": (lambda graph: _rows(Result, graph.results), _names(Result)),
    "merges": (lambda graph: _rows(Merge, graph.merges), _names(Merge)),
}
# Without these, pandas makes floats such as 2024.0 of integers that may be missing, and columns of
# Python objects of a table without rows.
_NUMBERS = {
    **dict.fromkeys(("year", "record", "line"), "Int64"),
    **dict.fromkeys(("start", "end", "sentence_start", "sentence_end", "papers"), "int64"),
    **dict.fromkeys(("score", "number"), "float64"),
}


def frame(graph: KnowledgeGraph, table: str) -> pd.DataFrame:
    """Return one of `TABLES` as a pandas DataFrame.

    Raises
    ------
    GraphError
        If there is no such table, or pandas is missing.
    """
    if table not in TABLES:
        raise GraphError(f"no table {table!r}; known tables are {', '.join(TABLES)}")
    try:
        import pandas as pd
    except ImportError as error:
        raise GraphError("frames need pandas: pip install 'paper-kg[pandas]'") from error
    rows_of, columns = TABLES[table]
    rows = list(rows_of(graph))
    made = pd.DataFrame(rows, columns=list(rows[0]) if rows else columns)
    return made.astype({name: kind for name, kind in _NUMBERS.items() if name in made})


def notebook_html(graph: KnowledgeGraph) -> str:
    """Summarise a graph as HTML: counts, and for each type the entities in most papers."""
    counts = graph.stats()
    rows = []
    for kind in ENTITY_TYPES:
        held = in_most_papers(graph, kind)
        names = ", ".join(
            f"{html.escape(each.name)} ({graph.paper_count(each)})" for each in held[:SHOWN]
        )
        rows.append(f"<tr><th>{kind}</th><td>{len(held)}</td><td>{names}</td></tr>")
    return (
        f"<b>KnowledgeGraph</b>: {counts['papers']} papers, {counts['entities']} entities,"
        f" {counts['links']} links"
        "<table><thead><tr><th>type</th><th>entities</th><th>in most papers</th></tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
