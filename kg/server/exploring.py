"""Answers what the page asks about parts of a graph that it was not sent; answers are bounded."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from kg.analysis.relatedness import ROLE_FACTORS, scores_around, telling
from kg.graph import KnowledgeGraph
from kg.page.data import best_mention, quoted_result
from kg.records import ENTITY_TYPES, Entity, EntityType, Link, Paper, Role
from kg.results.sentences import results_of
from kg.server.names import NameIndex, Wanted
from kg.titles import heading

__all__ = ["Explorer", "Part", "evidence"]

# Related papers that the page's panel lists.
MOST_RELATED = 6
# Nearest papers added for each paper where only papers are drawn; the page uses the same number.
NEAREST = 12
# Entities that a panel lists as being in the same papers.
MOST_TOGETHER = 10
# For a node with more neighbours than this, their order is cached once it was asked for.
MANY_LINKS = 200
# Added to the rank of a paper that is found by a year and other words: names come before it.
AFTER_NAMES = 6
_TOLD_OF_RESULTS = ("paper", "method", "dataset", "metric", "value")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the graph in which every paper has all its links.

    Attributes
    ----------
    total
        Number of neighbours of the node that was asked about, or of its links, without a bound.
    nodes
        Ids that were asked for.
    beside
        Ids of the other entities that the papers are linked to.
    links
        All links of the papers among `nodes`.
    """

    total: int
    nodes: tuple[str, ...]
    beside: tuple[str, ...]
    links: tuple[Link, ...]


class Explorer:
    """A graph with indexes that make questions about its parts quick.

    Parameters
    ----------
    graph
        The graph, which must not change.
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
            (paper.id, name) for paper in graph.papers for name in (heading(paper), paper.id)
        )

    def _entity_names(self, kind: EntityType) -> NameIndex:
        entities = sorted(self.graph.entities(kind), key=lambda each: -self.held(each.id))
        return NameIndex((e.id, name) for e in entities for name in (e.name, *e.aliases))

    def held(self, node: str) -> int:
        """Count the links of a node."""
        return len(self.graph.links_of(node))

    def known(self, id: str) -> bool:
        """Return whether a text is the id of a node."""
        return id in self._pulls

    def id_of(self, name: str) -> str:
        """Return the id of the node with an id, title, name or alias.

        Raises
        ------
        GraphError
            If there is no such node, or there are several.
        """
        # Ids first: the first look-up of a title folds the titles of all papers.
        return name if self.known(name) else self.graph.node(name).id

    def node(self, id: str) -> Paper | Entity:
        """Return the node with an id."""
        return self.graph.entity(id) if self.graph.has_entity(id) else self.graph.paper(id)

    def search(self, wanted: str, type: EntityType | None, most: int) -> list[str]:
        """Find papers by title or id and entities by any name, the closest first.

        Parameters
        ----------
        type
            Only entities of this type; if None, all entities and papers.
        most
            Maximum number of nodes.
        """
        sought = Wanted(wanted)
        kinds = sorted(ENTITY_TYPES) if type is None else (type,)
        papers = self._papers(sought, most) if type is None else ()
        found = [(rank, -1, id) for rank, id in papers]
        for kind in kinds:
            named = self._names[kind].find(sought, most)
            found += [(rank, -self.held(id), id) for rank, id in named]
        # Of two that are as close and as frequent, the page too puts papers first, then ids.
        found.sort(key=lambda item: item[:2])
        return [id for _, _, id in found[:most]]

    def _papers(self, sought: Wanted, most: int) -> list[tuple[int, str]]:
        """Find papers by title or id, then those of a year in the query by its other words."""
        named = list(self._titles.find(sought, most))
        if sought.dated is None:
            return named
        year, rest = sought.dated
        met = {id for _, id in named}
        of_year = (
            (AFTER_NAMES + rank, id)
            for rank, id in self._titles.find(rest, len(self.graph.papers))
            if id not in met and self.graph.paper(id).year == year
        )
        return [*named, *islice(of_year, most)]

    def alias_meant(self, wanted: Wanted, id: str) -> str | None:
        """Return the alias of an entity that a search found; None if its name matches as well."""
        if not self.graph.has_entity(id):
            return None
        entity = self.graph.entity(id)
        if wanted.among([entity.name]) is not None:
            return None
        place = wanted.among(entity.aliases)
        return None if place is None else entity.aliases[place]

    def next_to(self, node: str) -> Sequence[str]:
        """List the neighbours of a node, the most telling first."""
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
        """Choose the nodes within some steps of one, the nearest first, then the most telling.

        Parameters
        ----------
        centre
            Id of a paper or an entity.
        depth
            Maximum number of steps along links.
        most
            Maximum number of nodes beside `centre`.
        """
        chosen, edge = {centre: None}, [centre]
        for _ in range(depth):
            room = most + 1 - len(chosen)
            if not room:
                break
            # The neighbours after these cannot be among the most telling of all that are reached.
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
        """List the papers that share an entity with one, the most related first."""
        scores = scores_around(self.graph.links_of, self._telling, paper)
        near = [id for id, score in scores.items() if score > 0]
        return sorted(near, key=lambda id: (-round(scores[id], 6), id))

    def _telling(self, entity: str) -> float:
        return telling(self._weights[entity], self.graph.of_papers)

    def part(self, nodes: Iterable[str], *, total: int) -> Part:
        """Collect nodes, all links of the papers among them, and the entities at their ends."""
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
        """Choose links of an entity, or return all links of a paper.

        Parameters
        ----------
        role
            Only links in this role; if None, links in every role.
        offset
            Links to skip in each role.
        most
            Maximum number of links in each role.

        Returns
        -------
        tuple of Part and list of Link
            The node with the papers of these links, and the links.
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
        """Return what the panel of a paper or an entity shows beside its links."""
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

    def results(self, id: str) -> Iterator[dict[str, Any]]:
        """Yield the results that the abstract of a paper states, each with its sentence."""
        paper, links = self.graph.paper(id), self.graph.links_of(id)
        entities = {link.entity: self.graph.entity(link.entity) for link in links}
        for found in results_of(paper, links, entities):
            sentence, start, end = quoted_result(paper, found)
            told = {name: getattr(found, name) for name in _TOLD_OF_RESULTS}
            yield {**told, "sentence": sentence, "start": start, "end": end}


def _year_and_id(paper: Paper) -> tuple[float, str]:
    return paper.year or float("inf"), paper.id


def evidence(graph: KnowledgeGraph, link: Link) -> dict[str, Any] | None:
    """Quote the best evidence of a link: a sentence, and the mention's offsets in code points."""
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
