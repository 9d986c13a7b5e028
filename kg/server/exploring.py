"""What the page asks of a graph beside the part that it was sent: each answer is bounded."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.analysis.relatedness import ROLE_FACTORS, scores_around
from kg.graph import KnowledgeGraph
from kg.page.data import best_mention, paper_label
from kg.records import ENTITY_TYPES, Entity, EntityType, Link, Paper, Role
from kg.results.sentences import results_of
from kg.server.names import NameIndex

__all__ = ["Explorer", "Part", "evidence"]

# As many related papers as the page's panel lists.
MOST_RELATED = 6
# Papers that papers-alone pictures take beside each; the page's own number.
NEAREST = 12
# Entities of which a panel says that they are in the same papers.
MOST_TOGETHER = 10
# Of an entity with more links than this the order of its papers is kept, once it was asked for.
MANY_LINKS = 200
_TOLD_OF_RESULTS = ("paper", "method", "dataset", "metric", "value")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the graph in which every paper has all its links.

    Attributes
    ----------
    nodes
        Ids that were asked for, and `total`: how many there would be without a bound.
    beside
        Ids of the other entities at the ends of the papers' links.
    """

    total: int
    nodes: tuple[str, ...]
    beside: tuple[str, ...]
    links: tuple[Link, ...]


class Explorer:
    """A graph with what makes questions about its parts quick.

    Parameters
    ----------
    graph
        What is asked; it does not change.
    """

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph = graph
        entities = graph.entities()
        self._weights = {each.id: graph.weight(each.id) for each in entities}
        self._pulls = {
            paper.id: sum(self._weights[link.entity] for link in graph.links_of(paper.id))
            for paper in graph.papers
        }
        for each in entities:
            self._pulls[each.id] = self._weights[each.id] * self.held(each.id) ** 0.5
        self._ordered: dict[str, list[str]] = {}
        self._names = {kind: self._entity_names(kind) for kind in ENTITY_TYPES}
        self._titles = NameIndex(
            (paper.id, name)
            for paper in graph.papers
            for name in (paper.title or paper_label(paper), paper.id)
        )

    def _entity_names(self, kind: EntityType) -> NameIndex:
        entities = sorted(self.graph.entities(kind), key=lambda each: -self.held(each.id))
        return NameIndex((e.id, name) for e in entities for name in (e.name, *e.aliases))

    def held(self, node: str) -> int:
        """Count the links of a node."""
        return len(self.graph.links_of(node))

    def known(self, id: str) -> bool:
        """Say whether a text is the id of a node."""
        return id in self._pulls

    def id_of(self, name: str) -> str:
        """Return the id of the node with an id, title, name or alias.

        Raises
        ------
        GraphError
            If there is none, or several.
        """
        # A title is sought in all papers, one by one: ids come first.
        return name if self.known(name) else self.graph.node(name).id

    def node(self, id: str) -> Paper | Entity:
        """Return the node with an id."""
        return self.graph.entity(id) if self.graph.has_entity(id) else self.graph.paper(id)

    def search(self, wanted: str, type: EntityType | None, most: int) -> list[str]:
        """Find papers by title or id and entities by any name, the closest first.

        Parameters
        ----------
        type
            Only entities of this type; papers too where it is None.
        most
            How many at the most.
        """
        kinds = ENTITY_TYPES if type is None else (type,)
        indexes = [self._names[kind] for kind in kinds]
        found = [
            (rank, -self.held(id), id) for each in indexes for rank, id in each.find(wanted, most)
        ]
        if type is None:
            found += [(rank, -1, id) for rank, id in self._titles.find(wanted, most)]
        found.sort(key=lambda item: item[:2])
        return [id for _, _, id in found[:most]]

    def next_to(self, node: str) -> Sequence[str]:
        """List the nodes next to one, the most telling first."""
        if node in self._ordered:
            return self._ordered[node]
        links = self.graph.links_of(node)
        ends = (link.entity if link.paper == node else link.paper for link in links)
        ordered = sorted(dict.fromkeys(ends), key=self._place)
        if len(ordered) > MANY_LINKS:
            self._ordered[node] = ordered
        return ordered

    def _place(self, node: str) -> tuple[float, str]:
        return -self._pulls[node], node

    def around(self, centre: str, depth: int, most: int) -> Part:
        """Choose the nodes within some steps of one, the nearest and then the most telling first.

        Parameters
        ----------
        centre
            Id of a paper or an entity.
        depth
            Steps along links.
        most
            How many nodes at the most beside `centre`.
        """
        chosen, edge = {centre: None}, [centre]
        for _ in range(depth):
            room = most + 1 - len(chosen)
            if not room:
                break
            # What is beyond these is not among the most telling of all that are reached.
            enough = room + len(chosen)
            reached = {end for node in edge for end in self.next_to(node)[:enough]}
            edge = heapq.nsmallest(room, reached - chosen.keys(), key=self._place)
            chosen.update(dict.fromkeys(edge))
        return self.part(chosen, total=len(self.next_to(centre)))

    def papers_around(self, centre: str, depth: int, most: int) -> Part:
        """Choose the papers nearest to a node, and those nearest to these in turn.

        Parameters
        ----------
        centre, depth, most
            As for `around`.
        """
        if self.graph.has_entity(centre):
            papers = self.next_to(centre)
            return self.part([centre, *papers[:most]], total=len(papers))
        near = self.related(centre)
        chosen = {centre: None, **dict.fromkeys(near[: most if depth == 1 else NEAREST])}
        edge = list(chosen)[1:]
        for _ in range(depth - 1):
            reached: dict[str, None] = {}
            for paper in edge:
                if len(chosen) + len(reached) > most:
                    break
                found = self.related(paper)[:NEAREST]
                reached |= {id: None for id in found if id not in chosen}
            edge = list(reached)[: most + 1 - len(chosen)]
            chosen.update(dict.fromkeys(edge))
        return self.part(chosen, total=len(near))

    def related(self, paper: str) -> list[str]:
        """List the papers that share an entity with one, the nearest first."""
        scores = scores_around(self.graph.links_of, self._telling, paper)
        near = [id for id, score in scores.items() if score > 0]
        return sorted(near, key=lambda id: (-round(scores[id], 6), id))

    def _telling(self, entity: str) -> float:
        # In a list of two papers all that they share is in every paper.
        return self._weights[entity] if len(self.graph.papers) > 2 else 1.0

    def part(self, nodes: Iterable[str], *, total: int) -> Part:
        """Put together some nodes and, for each paper, all its links and what they lead to."""
        asked = dict.fromkeys(nodes)
        links = tuple(
            link
            for id in asked
            if not self.graph.has_entity(id)
            for link in self.graph.links_of(id)
        )
        beside = dict.fromkeys(link.entity for link in links if link.entity not in asked)
        return Part(total, tuple(asked), tuple(beside), links)

    def links(
        self, node: str, role: Role | None, offset: int, most: int
    ) -> tuple[Part, list[Link]]:
        """Choose links of an entity, or take all of a paper.

        Parameters
        ----------
        role
            Only links in this role; where it is None, `most` of each role.
        offset
            Links to leave out at the beginning, of each role.

        Returns
        -------
        tuple of Part and list of Link
            What they lead to, and the links.
        """
        if not self.graph.has_entity(node):
            own = list(self.graph.links_of(node))
            return self.part([node], total=len(own)), own
        by_role: dict[Role, list[Link]] = defaultdict(list)
        held = {link.paper: link for link in self.graph.links_of(node)}
        for paper in self.next_to(node):
            by_role[held[paper].role].append(held[paper])
        roles = ROLE_FACTORS if role is None else (role,)
        chosen = [link for each in roles for link in by_role[each][offset : offset + most]]
        total = sum(len(by_role[each]) for each in roles)
        return self.part([node, *(link.paper for link in chosen)], total=total), chosen

    def summary(self, node: str) -> Mapping[str, Any]:
        """Tell of a paper or an entity what its panel shows beside its links."""
        if not self.graph.has_entity(node):
            return {"related": self.related(node)[:MOST_RELATED]}
        links = self.graph.links_of(node)
        papers = [self.graph.paper(link.paper) for link in links]
        proposing = {link.paper for link in links if link.role == "proposes"}
        proposed = [paper for paper in papers if paper.id in proposing]
        counts = Counter(link.entity for paper in papers for link in self.graph.links_of(paper.id))
        del counts[node]
        together = heapq.nsmallest(
            MOST_TOGETHER,
            (id for id, count in counts.items() if count > 1),
            key=lambda id: (-counts[id], id),
        )
        return {
            "roles": Counter(link.role for link in links),
            "years": Counter(paper.year for paper in papers if paper.year),
            "together": [{"id": id, "papers": counts[id]} for id in together],
            "proposed_in": min(proposed, key=_year_and_id).id if proposed else None,
        }

    def results(self, paper: str) -> Iterator[dict[str, str]]:
        """Tell the numbers that the abstract of a paper states."""
        links = self.graph.links_of(paper)
        entities = {link.entity: self.graph.entity(link.entity) for link in links}
        for found in results_of(self.graph.paper(paper), links, entities):
            yield {name: getattr(found, name) for name in _TOLD_OF_RESULTS}


def _year_and_id(paper: Paper) -> tuple[float, str]:
    return paper.year or float("inf"), paper.id


def evidence(graph: KnowledgeGraph, link: Link) -> dict[str, Any] | None:
    """Quote the sentence that shows a link best, with the mention's place in it, in code points."""
    mention = best_mention(link)
    if mention is None:
        return None
    paper = graph.paper(link.paper)
    text = paper.title if mention.field == "title" else paper.abstract
    return {
        "paper": link.paper,
        "entity": link.entity,
        "sentence": text[mention.sentence_start : mention.sentence_end],
        "start": mention.start - mention.sentence_start,
        "end": mention.end - mention.sentence_start,
    }
