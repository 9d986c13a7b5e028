"""Finds the nodes of a graph that the answer to a query names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.iris import Mint
from kg.querying.result import QueryResult

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["nodes_named"]


def nodes_named(graph: KnowledgeGraph, answer: QueryResult) -> list[str]:
    """Return the ids of the papers and entities whose IRIs occur in an answer, each once.

    Parameters
    ----------
    answer
        From `KnowledgeGraph.query`, whose IRIs have the default base.
    """
    mint = Mint()
    ids = {mint.paper(paper.id).value: paper.id for paper in graph.papers}
    ids |= {mint.entity(entity.id).value: entity.id for entity in graph.entities()}
    terms = (getattr(term, "value", None) for row in answer for term in row)
    return list(dict.fromkeys(ids[iri] for iri in terms if iri in ids))
