"""Counts the records of a graph, and ranks entities by their number of papers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from kg.analysis.relatedness import ROLE_FACTORS
from kg.records import ENTITY_TYPES, Entity, EntityType

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["counts", "in_most_papers"]


def counts(graph: KnowledgeGraph) -> dict[str, Any]:
    """Count papers, entities by type, links by role, mentions, and connected components."""
    entities = graph.entities()
    types = Counter(entity.type for entity in entities)
    roles = Counter(link.role for link in graph.links)
    return {
        "papers": len(graph.papers),
        "entities": len(entities),
        "entities_by_type": {kind: types[kind] for kind in ENTITY_TYPES},
        "entities_in_several_papers": sum(graph.paper_count(each) > 1 for each in entities),
        "links": len(graph.links),
        "links_by_role": {role: roles[role] for role in ROLE_FACTORS},
        "mentions": sum(len(link.mentions) for link in graph.links),
        "components": _components(graph),
    }


def in_most_papers(graph: KnowledgeGraph, type: EntityType | None = None) -> list[Entity]:
    """Return all entities, or those of one type, sorted by number of papers, most first."""
    return sorted(graph.entities(type), key=lambda entity: (-graph.paper_count(entity), entity.id))


def _components(graph: KnowledgeGraph) -> int:
    """Count the connected components; building a network would take longer than this walk."""
    waiting = {paper.id for paper in graph.papers} | {entity.id for entity in graph.entities()}
    parts = 0
    while waiting:
        parts += 1
        edge = [waiting.pop()]
        while edge:
            links = graph.links_of(edge.pop())
            near = {end for link in links for end in (link.paper, link.entity)} & waiting
            waiting -= near
            edge += near
    return parts
