"""Analyses a whole graph: communities, co-occurrence, centrality, bridges, coauthors, counts."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx

from kg.analysis.grouping import groups
from kg.errors import GraphError
from kg.records import Entity, EntityType, Link, Paper

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = [
    "CoOccurrence",
    "Community",
    "bridge_papers",
    "central",
    "co_occurrences",
    "coauthors",
    "communities",
    "histogram",
]

# Three names tell what a group of papers is about; nobody reads more.
NAMES_OF_A_COMMUNITY = 3
# A paper that names more entities of one type is a survey, whose pairs tell nothing.
MOST_PAIRED = 50


@dataclass(frozen=True, slots=True, repr=False)
class Community:
    """Nodes that are connected more closely with each other than with the rest.

    Attributes
    ----------
    nodes
        Ids of papers and entities, sorted.
    entities
        Its most telling entities: those in many of its papers and in few others.
    """

    nodes: tuple[str, ...]
    entities: tuple[Entity, ...]

    def __repr__(self) -> str:
        return f"Community({', '.join(e.id for e in self.entities)}, {len(self.nodes)} nodes)"

    def __str__(self) -> str:
        return ", ".join(entity.name for entity in self.entities) or f"{len(self.nodes)} nodes"


@dataclass(frozen=True, slots=True, repr=False)
class CoOccurrence:
    """Two entities, and the papers that name both."""

    first: Entity
    second: Entity
    papers: tuple[Paper, ...]

    def __repr__(self) -> str:
        # Short, since a notebook shows lists of thousands.
        return f"CoOccurrence({self.first.id}, {self.second.id}, {len(self.papers)} papers)"


def communities(graph: KnowledgeGraph) -> tuple[Community, ...]:
    """Find communities of nodes, the largest first.

    The Louvain method (Blondel and others, 2008) on the graph weighted by rarity.
    """
    simple = graph.weighted()
    found = groups(simple, nx.get_edge_attributes(simple, "weight"))
    return tuple(Community(tuple(nodes), _telling(graph, tuple(nodes))) for nodes in found)


def _telling(graph: KnowledgeGraph, nodes: tuple[str, ...]) -> tuple[Entity, ...]:
    inside = set(nodes)

    def weight(id: str) -> float:
        held = sum(link.paper in inside for link in graph.links_of(id))
        return held * graph.weight(id)

    ids = [node for node in nodes if graph.has_entity(node)]
    best = sorted(ids, key=lambda id: (-weight(id), id))[:NAMES_OF_A_COMMUNITY]
    return tuple(graph.entity(id) for id in best)


def co_occurrences(
    graph: KnowledgeGraph, type: EntityType, other: EntityType | None = None, least: int = 1
) -> list[CoOccurrence]:
    """Find the pairs of entities that papers name together, those in most papers first.

    Papers with more than `MOST_PAIRED` entities of one of the types are left out.

    Parameters
    ----------
    other
        Type of the second entity; that of the first if None.
    least
        Minimum number of papers that name both.
    """
    together: dict[tuple[str, str], list[Paper]] = defaultdict(list)
    for paper in graph.papers:
        names = sorted({link.entity for link in graph.links_of(paper.id)})
        first = [id for id in names if graph.entity(id).type == type]
        second = [id for id in names if graph.entity(id).type == other]
        if max(len(first), len(second)) > MOST_PAIRED:
            continue
        pairs: Iterable[tuple[str, str]] = (
            combinations(first, 2)
            if other in (None, type)
            else ((a, b) for a in first for b in second)
        )
        for pair in pairs:
            together[pair].append(paper)
    found = [
        CoOccurrence(graph.entity(a), graph.entity(b), tuple(papers))
        for (a, b), papers in together.items()
        if len(papers) >= least
    ]
    return sorted(found, key=lambda each: (-len(each.papers), each.first.id, each.second.id))


def central(graph: KnowledgeGraph, type: EntityType | None, k: int) -> list[tuple[Entity, float]]:
    """Rank entities by PageRank (Brin and Page, 1998): those that many paths lead to.

    Returns
    -------
    list of (Entity, float)
        The ranks of all entities and all papers add up to 1.
    """
    simple = graph.weighted()
    if not simple:
        return []
    ranks = nx.pagerank(simple, weight=None)
    ranked = sorted(graph.entities(type), key=lambda entity: (-ranks[entity.id], entity.id))
    return [(entity, ranks[entity.id]) for entity in ranked[:k]]


def bridge_papers(graph: KnowledgeGraph, k: int) -> list[tuple[Paper, float]]:
    """Rank papers by how evenly their entities are spread over communities.

    The participation coefficient of Guimerà and Amaral (Nature 433, 2005), weighted by rarity,
    times the logarithm of 1 plus the number of links, so that papers of two links rank low.

    Returns
    -------
    list of (Paper, float)
        Only papers with entities in more than one community.
    """
    of_node = {
        node: number for number, group in enumerate(communities(graph)) for node in group.nodes
    }
    scored = []
    for paper in graph.papers:
        # An entity that only this paper has connects it to no other.
        links = [link for link in graph.links_of(paper.id) if graph.paper_count(link.entity) > 1]
        score = _participation(graph, links, of_node) * math.log1p(len(links))
        if score > 0:
            scored.append((paper, round(score, 6)))
    return sorted(scored, key=lambda each: (-each[1], each[0].id))[:k]


def _participation(graph: KnowledgeGraph, links: list[Link], community: Mapping[str, int]) -> float:
    weights: Counter[int] = Counter()
    for link in links:
        weights[community[link.entity]] += graph.weight(link.entity)  # type: ignore[assignment]
    whole = weights.total()
    return 1 - sum((each / whole) ** 2 for each in weights.values()) if whole else 0.0


def histogram(graph: KnowledgeGraph, of: str) -> dict[str, int]:
    """Count papers by year, author, organisation, or any other field of their source.

    Parameters
    ----------
    of
        ``year``, ``author``, ``organisation``, or a key of `Paper.extra` such as ``venue``.

    Returns
    -------
    dict
        Years in order; anything else from the most frequent to the rarest.

    Raises
    ------
    GraphError
        If it is none of these, and no paper has it as a key.
    """
    known = dict.fromkeys(("year", "author", "organisation"))
    known |= dict.fromkeys(sorted({key for paper in graph.papers for key in paper.extra}))
    if graph.papers and of not in known:
        raise GraphError(f"no paper has {of!r}: there are {', '.join(known)}")
    counts: Counter[str] = Counter()
    for paper in graph.papers:
        counts.update(_values(paper, of))
    if of == "year":
        return dict(sorted(counts.items()))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _values(paper: Paper, of: str) -> set[str]:
    if of == "year":
        return {str(paper.year)} if paper.year else set()
    if of == "author":
        return set(paper.authors)
    if of == "organisation":
        return {paper.organisation} if paper.organisation else set()
    return {paper.extra[of]} if of in paper.extra else set()


def coauthors(graph: KnowledgeGraph) -> nx.Graph[str]:
    """Return the co-author network: an edge for each pair of authors, with the number of papers."""
    network: nx.Graph[str] = nx.Graph()
    for paper in graph.papers:
        network.add_nodes_from(paper.authors)
        for pair in combinations(sorted(set(paper.authors)), 2):
            held = network.get_edge_data(*pair, {"papers": 0})["papers"]
            network.add_edge(*pair, papers=held + 1)
    return network
