"""A graph's records as rows of tables and pandas frames, and its summary for a notebook."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from kg.analysis.counts import in_most_papers
from kg.errors import GraphError
from kg.records import ENTITY_TYPES, Entity, Mention, Paper, Relation, Result

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
    return ({name: getattr(each, name) for name in _names(Paper)} for each in graph.papers)


def _entities(graph: KnowledgeGraph) -> Rows:
    return ({**asdict(e), "papers": len(graph.papers_with(e.id))} for e in graph.entities())


def _mentions(graph: KnowledgeGraph) -> Rows:
    return (asdict(m) | {"entity": link.entity} for link in graph.links for m in link.mentions)


def _names(record: type) -> list[str]:
    return [field.name for field in fields(record)]


TABLES: Mapping[str, tuple[Callable[[KnowledgeGraph], Rows], list[str]]] = {
    "links": (_links, ["paper", "title", "year", "entity", "name", "type", "role", "score"]),
    "papers": (_papers, _names(Paper)),
    "entities": (_entities, [*_names(Entity), "papers"]),
    "mentions": (_mentions, [*_names(Mention), "entity"]),
    "relations": (lambda graph: map(asdict, graph.relations), _names(Relation)),
    "results": (lambda graph: map(asdict, graph.results), _names(Result)),
}


def frame(graph: KnowledgeGraph, table: str) -> pd.DataFrame:
    """Return one of `TABLES` as a pandas DataFrame.

    Raises
    ------
    GraphError
        If there is no such table, or pandas is missing.
    """
    if table not in TABLES:
        raise GraphError(f"no table {table!r}; there are {', '.join(TABLES)}")
    try:
        import pandas as pd
    except ImportError as error:
        raise GraphError("frames need pandas: pip install 'paper-kg[pandas]'") from error
    rows, columns = TABLES[table]
    return pd.DataFrame(list(rows(graph)), columns=columns)


def notebook_html(graph: KnowledgeGraph) -> str:
    """Summarise a graph as HTML: counts, and of each type the entities in most papers."""
    counts = graph.stats()
    rows = []
    for kind in ENTITY_TYPES:
        held = in_most_papers(graph, kind)
        names = ", ".join(
            f"{html.escape(each.name)} ({len(graph.links_of(each.id))})" for each in held[:SHOWN]
        )
        rows.append(f"<tr><th>{kind}</th><td>{len(held)}</td><td>{names}</td></tr>")
    return (
        f"<b>KnowledgeGraph</b>: {counts['papers']} papers, {counts['entities']} entities,"
        f" {counts['links']} links"
        "<table><thead><tr><th>type</th><th>entities</th><th>in most papers</th></tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
