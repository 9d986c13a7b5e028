"""The graph as a NetworkX network: with plain attributes, or weighted by rarity of entities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from kg.titles import heading

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["attributed_network", "shortest_path", "weighted_network"]

# Weight of a link to an entity that every paper has, which tells nothing: it still connects papers
# that share no other, while one telling entity in common outweighs many of these.
LEAST_WEIGHT = 0.05


def attributed_network(graph: KnowledgeGraph) -> nx.MultiDiGraph[str]:
    """Make a network of the graph, with attributes that any network file format can hold.

    Returns
    -------
    networkx.MultiDiGraph
        As `KnowledgeGraph.to_networkx` describes it.
    """
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for paper in graph.papers:
        known = {"date": paper.date, "year": paper.year, "url": paper.url}
        attributes = {name: value for name, value in known.items() if value is not None}
        network.add_node(paper.id, kind="paper", label=heading(paper), **attributes)
    for entity in graph.entities():
        network.add_node(
            entity.id,
            kind=entity.type,
            label=entity.name,
            named=entity.named,
            aliases="|".join(entity.aliases),
        )
    for link in graph.links:
        network.add_edge(
            link.paper,
            link.entity,
            key=link.role,
            kind="link",
            role=link.role,
            score=link.score,
            evidence="|".join(dict.fromkeys(mention.text for mention in link.mentions)),
        )
    for each in graph.relations:
        network.add_edge(
            each.source, each.target, key=each.kind, kind=each.kind, reason=each.reason
        )
    return network


def weighted_network(graph: KnowledgeGraph) -> nx.Graph[str]:
    """Make an undirected network of papers and entities, with edges weighted by rarity."""
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(paper.id for paper in graph.papers)
    network.add_nodes_from(entity.id for entity in graph.entities())
    for link in graph.links:
        weight = LEAST_WEIGHT + graph.weight(link.entity)
        network.add_edge(link.paper, link.entity, weight=weight)
    return network


def shortest_path(graph: KnowledgeGraph, first: str, last: str) -> list[str]:
    """Return the ids on a shortest path between two nodes, given by id; empty if there is none.

    Every link is one step. Of several paths with the fewest steps, the one through the rarest
    entities tells most.
    """
    network = graph.weighted()
    weights = nx.get_edge_attributes(network, "weight")
    most = max(weights.values(), default=1.0)
    # All the commonness of a path is less than one step.
    share = 1 / (most * len(network))

    def cost(one: str, other: str, edge: dict[str, float]) -> float:
        return 1 + (most - edge["weight"]) * share

    try:
        _, path = nx.bidirectional_dijkstra(network, first, last, weight=cost)
    except nx.NetworkXNoPath:
        return []
    return list(path)
