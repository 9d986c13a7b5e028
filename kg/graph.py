"""The graph: papers and entities as nodes, links as edges, and what users ask of it.

Long because users have one class, and two lines in three are its documentation. The class holds and
finds the records; for anything more it calls the module that computes the answer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kg.analysis.lookups import Namesake, begun_so, meant_by, registered_id
from kg.analysis.relatedness import Reason, Related, rarity, related_papers, shared_entities
from kg.arguments import check_count, check_output, check_several, id_or_name
from kg.errors import GraphError
from kg.naming import fold_name
from kg.records import (
    ENTITY_TYPES,
    ROLES,
    Entity,
    EntityType,
    Link,
    Merge,
    Paper,
    Relation,
    RelationKind,
    Result,
    Role,
)
from kg.resolution.overrides import NO_OVERRIDES, Overrides
from kg.results.sentences import results_of
from kg.suggestions import did_you_mean
from kg.titles import fold_title, titled_so

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import pyoxigraph as ox
    import rdflib

    from kg.analysis.difference import Difference
    from kg.analysis.overview import Community, CoOccurrence
    from kg.querying.result import QueryResult

__all__ = ["KnowledgeGraph"]

_Node = TypeVar("_Node", Paper, Entity)


class KnowledgeGraph:
    """Papers, entities and the links between them.

    Methods that take a paper or an entity accept its id, its title or one of its names, as `paper`
    and `entity` find them, or the record itself.

    Parameters
    ----------
    papers, entities, links
        The nodes and edges. A link whose paper or entity is not given is an error.
    merges
        Which names were joined to which entity, and why.
    relations
        Which entities are variants or parts of which others.
    overrides
        The user's corrections of names, needed to resolve names again when papers change.
    of_papers
        Number of papers of the whole graph, if this is the part around a paper, whose entities
        have all their links: rarity is judged by all. None for a graph of its own.

    Raises
    ------
    GraphError
        If a link or a relation leads to no node, or two papers, two entities, or a paper and an
        entity have the same id.

    Examples
    --------
    >>> graph = KnowledgeGraph(
    ...     [Paper("a", "First"), Paper("b", "Second"), Paper("c", "Third")],
    ...     [Entity("benchmark/gsm8k", "GSM8K", "benchmark", ("GSM-8K",), named=True)],
    ...     [Link("a", "benchmark/gsm8k", "evaluates_on", 0.9),
    ...      Link("b", "benchmark/gsm8k", "evaluates_on", 0.8)])
    >>> [paper.title for paper in graph.papers_with("gsm 8k")]
    ['First', 'Second']
    >>> [(near.paper.id, str(near.reasons[0])) for near in graph.related("a")]
    [('b', 'each evaluates on GSM8K')]
    """

    def __init__(
        self,
        papers: Iterable[Paper],
        entities: Iterable[Entity],
        links: Iterable[Link],
        merges: Iterable[Merge] = (),
        relations: Iterable[Relation] = (),
        overrides: Overrides = NO_OVERRIDES,
        of_papers: int | None = None,
    ) -> None:
        self.papers: tuple[Paper, ...] = tuple(papers)
        self._entities = tuple(sorted(entities, key=lambda entity: entity.id))
        self.links: tuple[Link, ...] = tuple(sorted(links, key=attrgetter("paper", "entity")))
        self.merges: tuple[Merge, ...] = tuple(merges)
        self.relations: tuple[Relation, ...] = tuple(relations)
        self.overrides = overrides
        self.of_papers = len(self.papers) if of_papers is None else of_papers
        self._paper_by_id = _by_id("papers", self.papers)
        self._entity_by_id = _by_id("entities", self._entities)
        for shared in self._paper_by_id.keys() & self._entity_by_id.keys():
            raise GraphError(f"a paper and an entity have the id {shared!r}")
        self._links_of: dict[str, list[Link]] = defaultdict(list)
        for link in self.links:
            if link.paper not in self._paper_by_id or link.entity not in self._entity_by_id:
                raise GraphError(f"a link leads to no node: {link.paper} to {link.entity}")
            self._links_of[link.paper].append(link)
            self._links_of[link.entity].append(link)
        for relation in self.relations:
            if not {relation.source, relation.target} <= self._entity_by_id.keys():
                raise GraphError(
                    f"a relation leads to no entity: {relation.source} to {relation.target}"
                )

    def __repr__(self) -> str:
        return (
            f"KnowledgeGraph({len(self.papers)} papers, {len(self._entities)} entities,"
            f" {len(self.links)} links)"
        )

    @property
    def _content(self) -> tuple[object, ...]:
        """All that the graph was made from, ignoring the order of merges and relations."""
        told = (frozenset(self.merges), frozenset(self.relations), self.overrides, self.of_papers)
        return self.papers, self._entities, self.links, *told

    def __eq__(self, other: object) -> bool:
        """Return whether another graph holds the same records, with papers in the same order.

        Evidence that is stored in a folder is read for the comparison.
        """
        return (
            self._content == other._content if isinstance(other, KnowledgeGraph) else NotImplemented
        )

    def __hash__(self) -> int:
        return hash(tuple(self._paper_by_id))

    def __getstate__(self) -> dict[str, Any]:
        # A store cannot be copied or sent to another process; a copy makes its own when needed.
        return {name: held for name, held in vars(self).items() if name != "_triple_store"}

    def entities(self, type: EntityType | None = None) -> tuple[Entity, ...]:
        """Return all entities, or those of one type, sorted by id.

        Raises
        ------
        GraphError
            If there is no such type.
        """
        _check_type(type)
        return tuple(e for e in self._entities if type is None or e.type == type)

    @cached_property
    def _by_name(self) -> dict[str, list[Entity]]:
        index: dict[str, list[Entity]] = defaultdict(list)
        for entity in self._entities:
            for key in {fold_name(name) for name in (entity.name, *entity.aliases)}:
                index[key].append(entity)
        return index

    def entities_called(self, name: str) -> tuple[Entity, ...]:
        """Return all entities with a name or alias, those in most papers first.

        Case, hyphens and plural do not matter.
        """
        found = self._by_name.get(fold_name(name), ())
        return tuple(sorted(found, key=lambda entity: -self.paper_count(entity)))

    def entity(self, name: str | Entity) -> Entity:
        """Find an entity by id, name or alias, ignoring case, hyphens and plural.

        Of several with the name, `kg.analysis.lookups.meant_by` chooses: one that is in ten times
        as many papers as any other is meant; else one whose own name it is, before those of which
        it is an alias.

        Raises
        ------
        GraphError
            If there is none, or several match equally well.
        """
        name = id_or_name(name)
        found = self._entity_called(name)
        if found is None:
            near = did_you_mean(name, self._entity_names())
            raise GraphError(f"no entity is called {name!r}{near}")
        return found

    def _entity_called(self, name: str) -> Entity | None:
        if name in self._entity_by_id:
            return self._entity_by_id[name]
        found = self.entities_called(name)
        meant = meant_by(name, [Namesake(e, e.name, e.aliases, self.paper_count(e)) for e in found])
        if len(meant) > 1:
            ids = ", ".join(entity.id for entity in meant)
            raise GraphError(f"{name!r} may be any of {ids}; name one by its id")
        return meant[0] if meant else None

    def _entity_names(self) -> Iterator[str]:
        return (name for e in self._entities for name in (e.name, *e.aliases))

    def paper(self, id: str | Paper) -> Paper:
        """Find a paper by id, arXiv id, DOI, URL or title, ignoring case.

        The beginning of an id or title, of four characters or more, does too where it is that of
        one paper only.

        Raises
        ------
        GraphError
            If there is none, or several have this title, or begin so.
        """
        name = id_or_name(id)
        found = self._paper_called(name) or self._paper_begun(name)
        if found is None:
            near = did_you_mean(name, (paper.title for paper in self.papers))
            raise GraphError(f"no paper has the id or title {name!r}{near}")
        return found

    def _paper_called(self, name: str) -> Paper | None:
        if name in self._paper_by_id:
            return self._paper_by_id[name]
        titled_alike = self._by_title.get(fold_title(name), ())
        titled = titled_so(name, ((paper.id, paper.title) for paper in titled_alike))
        if titled is not None:
            return self._paper_by_id[titled]
        return self._by_url.get(name) or self._paper_by_id.get(registered_id(name) or "")

    def _paper_begun(self, beginning: str) -> Paper | None:
        begun = begun_so(beginning, ((paper.id, paper.title) for paper in self.papers))
        return None if begun is None else self._paper_by_id[begun]

    @cached_property
    def _by_url(self) -> Mapping[str, Paper]:
        # Two papers of one page, such as a proceedings, are not told apart by it.
        counts = Counter(paper.url for paper in self.papers)
        return {paper.url: paper for paper in self.papers if paper.url and counts[paper.url] == 1}

    @cached_property
    def _by_title(self) -> Mapping[str, Sequence[Paper]]:
        index: dict[str, list[Paper]] = defaultdict(list)
        for paper in self.papers:
            index[fold_title(paper.title)].append(paper)
        return index

    def node(self, name: str | Paper | Entity) -> Paper | Entity:
        """Find a paper or an entity, as `paper` and `entity` do.

        A title or a name comes before the beginning of a title.

        Raises
        ------
        GraphError
            If there is none, or several have this name.
        """
        name = id_or_name(name)
        # Checked before all titles are folded; an id means its node, whatever else has that name.
        if name in self._entity_by_id:
            return self._entity_by_id[name]
        if paper := self._paper_called(name):
            return paper
        try:
            found = self._entity_called(name) or self._paper_begun(name)
        except GraphError as error:
            raise GraphError(f"no paper has this id or title, and {error}") from error
        if found is None:
            near = did_you_mean(name, [*self._entity_names(), *(p.title for p in self.papers)])
            raise GraphError(
                f"no paper has this id or title, and no entity is called {name!r}{near}"
            )
        return found

    def links_of(self, node: str | Paper | Entity) -> tuple[Link, ...]:
        """Return the links of a paper or an entity, by id, title, name or alias.

        Raises
        ------
        GraphError
            If there is no such node, or several have this name.
        """
        node = id_or_name(node)
        links = self._links_of.get(node)
        return tuple(self._links_of.get(self.node(node).id, ()) if links is None else links)

    def papers_with(self, entity: str | Entity, role: Role | None = None) -> tuple[Paper, ...]:
        """Return the papers linked to an entity, or those that have it in one role.

        Raises
        ------
        GraphError
            If there is no such entity or role, or several entities have this name.
        """
        if role not in (None, *ROLES):
            raise GraphError(f"no link has the role {role!r}: roles are {', '.join(ROLES)}")
        links = self.links_of(self.entity(entity).id)
        ids = dict.fromkeys(link.paper for link in links if role in (None, link.role))
        return tuple(map(self._paper_by_id.__getitem__, ids))

    def paper_count(self, entity: str | Entity) -> int:
        """Return the number of papers linked to an entity; a paper in two roles counts once.

        Raises
        ------
        GraphError
            If there is no such entity, or several have this name.
        """
        counted = self._paper_counts.get(id_or_name(entity))
        return self._paper_counts[self.entity(entity).id] if counted is None else counted

    @cached_property
    def _paper_counts(self) -> Counter[str]:
        pairs = groupby(self.links, attrgetter("paper", "entity"))
        return Counter(entity for (_, entity), _ in pairs)

    def variants(self, entity: str | Entity) -> tuple[Entity, ...]:
        """Return the versions, sizes and editions of an entity, direct and indirect, sorted by id.

        Raises
        ------
        GraphError
            If there is no such entity, or several have this name.
        """
        return self._below(entity, "variant_of")

    def parts(self, entity: str | Entity) -> tuple[Entity, ...]:
        """Return the parts of a suite or collection, direct and indirect, sorted by id.

        Raises
        ------
        GraphError
            If there is no such entity, or several have this name.
        """
        return self._below(entity, "part_of")

    def _below(self, entity: str | Entity, kind: RelationKind) -> tuple[Entity, ...]:
        top = self.entity(entity).id
        found, waiting = {top}, [top]
        while waiting:
            direct = set(self._sources[kind, waiting.pop()]) - found
            found |= direct
            waiting += direct
        return tuple(self._entity_by_id[id] for id in sorted(found - {top}))

    @cached_property
    def _sources(self) -> Mapping[tuple[RelationKind, str], list[str]]:
        sources: dict[tuple[RelationKind, str], list[str]] = defaultdict(list)
        for relation in self.relations:
            sources[relation.kind, relation.target].append(relation.source)
        return sources

    def weight(self, entity: str | Entity) -> float:
        """Return how telling an entity is, from 0 (in every paper) to 1 (a name in one paper only).

        Raises
        ------
        GraphError
            If there is no such entity, or several have this name.
        """
        known = self.entity(entity)
        return rarity(known.named, self.paper_count(known), self.of_papers)

    def shared(self, a: str | Paper, b: str | Paper) -> tuple[Reason, ...]:
        """Return the entities that two papers share, the weightiest first.

        Raises
        ------
        GraphError
            If there is no such paper, or several have this title.
        """
        return shared_entities(self, self.paper(a).id, self.paper(b).id)

    def related(self, paper: str | Paper, k: int = 10) -> list[Related]:
        """Return the papers that share most with one, each with the reasons.

        Parameters
        ----------
        k
            Maximum number of papers.

        Raises
        ------
        GraphError
            If there is no such paper.
        ArgumentError
            If `k` is not a whole number from 0.
        """
        check_count(k)
        return related_papers(self, self.paper(paper).id, k)

    def has_entity(self, id: str) -> bool:
        """Return whether an id is that of an entity."""
        return id in self._entity_by_id

    def weighted(self) -> nx.Graph[str]:
        """Return papers and entities as an undirected graph with edges weighted by rarity.

        The graph keeps and reuses it: copy it before you change it.
        """
        return self._weighted

    @cached_property
    def _weighted(self) -> nx.Graph[str]:
        from kg.analysis.networks import weighted_network

        return weighted_network(self)

    def path(self, a: str | Paper | Entity, b: str | Paper | Entity) -> list[Paper | Entity]:
        """Return the shortest path between two nodes, both ends included.

        Of several, the one through the rarest entities is taken.

        Raises
        ------
        GraphError
            If there is no path, or no such node.
        """
        from kg.analysis.networks import shortest_path

        ids = shortest_path(self, self.node(a).id, self.node(b).id)
        if not ids:
            raise GraphError(f"no path leads from {id_or_name(a)!r} to {id_or_name(b)!r}")
        return [self._paper_by_id.get(i) or self._entity_by_id[i] for i in ids]

    def communities(self) -> tuple[Community, ...]:
        """Return the communities of nodes, each with its most telling entities.

        Examples
        --------
        >>> graph = KnowledgeGraph([Paper("a"), Paper("b"), Paper("c")],
        ...     [Entity("method/grpo", "GRPO", "method", named=True)],
        ...     [Link("a", "method/grpo", "uses", 1.0), Link("b", "method/grpo", "uses", 1.0)])
        >>> [(str(group), len(group.nodes)) for group in graph.communities()]
        [('GRPO', 3), ('1 nodes', 1)]
        """
        from kg.analysis.overview import communities

        return communities(self)

    def co_occurrence(
        self, type: EntityType, other: EntityType | None = None, least: int = 1
    ) -> list[CoOccurrence]:
        """Return the pairs of entities that papers name together, those in most papers first.

        A paper that names more than 50 entities of one of the types is a survey, whose pairs tell
        nothing: it is left out.

        Parameters
        ----------
        other
            Type of the second entity, by default that of the first:
            ``co_occurrence("method", "dataset")`` says which method is used with which dataset.
        least
            Minimum number of papers that name both.

        Raises
        ------
        GraphError
            If there is no such type.
        ArgumentError
            If `least` is not a whole number from 0.

        Examples
        --------
        >>> graph = KnowledgeGraph([Paper("a")],
        ...     [Entity("method/x", "X", "method"), Entity("dataset/y", "Y", "dataset")],
        ...     [Link("a", "method/x", "uses", 1.0), Link("a", "dataset/y", "uses", 1.0)])
        >>> [(pair.first.name, pair.second.name)
        ...     for pair in graph.co_occurrence("method", "dataset")]
        [('X', 'Y')]
        """
        from kg.analysis.overview import co_occurrences

        if type not in ENTITY_TYPES:
            raise _no_type(type)
        _check_type(other)
        check_count(least, "least")
        return co_occurrences(self, type, other, least)

    def central(self, type: EntityType | None = None, k: int = 10) -> list[tuple[Entity, float]]:
        """Return the most central entities by PageRank, with their shares.

        Raises
        ------
        GraphError
            If there is no such type.
        ArgumentError
            If `k` is not a whole number from 0.

        Examples
        --------
        >>> graph = KnowledgeGraph([Paper("a"), Paper("b"), Paper("c")],
        ...     [Entity("method/x", "X", "method"), Entity("method/y", "Y", "method")],
        ...     [Link("a", "method/x", "uses", 1.0), Link("b", "method/x", "uses", 1.0),
        ...      Link("b", "method/y", "uses", 1.0)])
        >>> [entity.name for entity, share in graph.central("method")]
        ['X', 'Y']
        """
        from kg.analysis.overview import central

        _check_type(type)
        check_count(k)
        return central(self, type, k)

    def bridge_papers(self, k: int = 10) -> list[tuple[Paper, float]]:
        """Return the papers whose entities lie in several communities, with a score.

        Raises
        ------
        ArgumentError
            If `k` is not a whole number from 0.

        Examples
        --------
        >>> KnowledgeGraph([Paper("a")], [], []).bridge_papers()
        []
        """
        from kg.analysis.overview import bridge_papers

        check_count(k)
        return bridge_papers(self, k)

    def histogram(self, of: str) -> dict[str, int]:
        """Count papers by ``year``, ``author``, ``organisation`` or a field of their source.

        Raises
        ------
        GraphError
            If there are papers and none has such a field.

        Examples
        --------
        >>> graph = KnowledgeGraph(
        ...     [Paper("a", year=2024, extra={"venue": "ICML"}), Paper("b", year=2023)], [], [])
        >>> graph.histogram("year"), graph.histogram("venue")
        ({'2023': 1, '2024': 1}, {'ICML': 1})
        """
        from kg.analysis.overview import histogram

        return histogram(self, of)

    def coauthors(self) -> nx.Graph[str]:
        """Return the co-author network, as a NetworkX graph whose edges count the papers.

        Examples
        --------
        >>> graph = KnowledgeGraph([Paper("a", authors=("Ada", "Ben"))], [], [])
        >>> list(graph.coauthors().edges(data="papers"))
        [('Ada', 'Ben', 1)]
        """
        from kg.analysis.overview import coauthors

        return coauthors(self)

    def timeline(self, entity: str | Entity) -> dict[int, int]:
        """Return the number of papers that have an entity by year, of papers with a year.

        Raises
        ------
        GraphError
            If there is no such entity, or several have this name.

        Examples
        --------
        >>> graph = KnowledgeGraph([Paper("a", year=2024)],
        ...     [Entity("method/grpo", "GRPO", "method")], [Link("a", "method/grpo", "uses", 1.0)])
        >>> graph.timeline("GRPO")
        {2024: 1}
        """
        years = Counter(paper.year for paper in self.papers_with(entity) if paper.year)
        return dict(sorted(years.items()))

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """The numbers that abstracts state for a method on a dataset or benchmark."""
        return tuple(
            result
            for paper in self.papers
            for result in results_of(paper, self._links_of[paper.id], self._entity_by_id)
        )

    def leaderboard(self, entity: str | Entity, metric: str | None = None) -> list[Result]:
        """Return the results on a dataset or benchmark, grouped by metric, the best of each first.

        The numbers are as the abstracts state them: settings may differ from paper to paper.

        Parameters
        ----------
        metric
            Keep only results in this metric, ignoring case, hyphens and plural; None keeps all.

        Raises
        ------
        GraphError
            If there is no such dataset or benchmark, or the metric is no name.

        Examples
        --------
        >>> from kg.records import Mention
        >>> text = "Our DoRA reaches 85.2% accuracy on GSM8K."
        >>> def link(name, entity, role):
        ...     found = Mention("p", "abstract", text.index(name), text.index(name) + len(name),
        ...                     name, entity.split("/")[0], role, 1.0, "model", 0, len(text))
        ...     return Link("p", entity, role, 1.0, (found,))
        >>> graph = KnowledgeGraph(
        ...     [Paper("p", abstract=text)],
        ...     [Entity("method/dora", "DoRA", "method", named=True),
        ...      Entity("benchmark/gsm8k", "GSM8K", "benchmark", named=True)],
        ...     [link("DoRA", "method/dora", "proposes"),
        ...      link("GSM8K", "benchmark/gsm8k", "evaluates_on")])
        >>> [(row.method, row.metric, row.value) for row in graph.leaderboard("GSM8K")]
        [('method/dora', 'accuracy', '85.2%')]
        """
        from kg.analysis.leaderboard import leaderboard

        return leaderboard(self, self.entity(entity), metric)

    def stats(self) -> dict[str, Any]:
        """Return counts of papers, entities by type, links by role, mentions and components."""
        from kg.analysis.counts import counts

        return counts(self)

    def diff(self, later: KnowledgeGraph) -> Difference:
        """Return what a later graph has that this one lacks, and the reverse.

        Examples
        --------
        >>> last_week, papers = KnowledgeGraph([Paper("a")], [], []), [Paper("a"), Paper("b")]
        >>> [paper.id for paper in last_week.diff(KnowledgeGraph(papers, [], [])).papers_added]
        ['b']
        """
        from kg.analysis.difference import diff

        return diff(self, later)

    def subgraph(self, ids: Iterable[str | Paper | Entity]) -> KnowledgeGraph:
        """Return the graph of some nodes and the links between them.

        It is a graph of its own: how rare its entities are is judged by its own papers.

        Raises
        ------
        GraphError
            If there is no such node, or several have this name.
        ArgumentError
            If a single node is given in place of several.
        """
        check_several(ids)
        kept = {self.node(i).id for i in ids}
        return KnowledgeGraph(
            (paper for paper in self.papers if paper.id in kept),
            (entity for entity in self._entities if entity.id in kept),
            (link for link in self.links if {link.paper, link.entity} <= kept),
            (merge for merge in self.merges if merge.entity in kept),
            (each for each in self.relations if {each.source, each.target} <= kept),
            self.overrides,
        )

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return a NetworkX graph with plain attributes.

        An edge leads from a paper to an entity (its ``kind`` is ``link``), or from an entity to
        the one that it is a variant or a part of (``variant_of``, ``part_of``). The key of a link
        is its role; `kg.export.export_graph` writes files in which edges have ids of their own.
        """
        from kg.analysis.networks import attributed_network

        return attributed_network(self)

    def to_pandas(self, table: str = "links") -> pd.DataFrame:
        """Return a table as a pandas DataFrame.

        Parameters
        ----------
        table
            ``links`` (a row for each paper and entity), ``papers`` (with a column such as
            ``extra.venue`` for each further field of the sources), ``entities``, ``mentions``,
            ``relations``, ``results`` or ``merges``.

        Raises
        ------
        GraphError
            If there is no such table, or pandas is missing.
        """
        from kg.analysis.frames import frame

        return frame(self, table)

    def to_rdf(self) -> rdflib.Graph:
        """Return the graph as RDF, in an rdflib Graph on an Oxigraph store."""
        from kg.rdf import to_rdflib

        return to_rdflib(self)

    @cached_property
    def _triple_store(self) -> ox.Store:
        from kg.sparql import load_graph

        return load_graph(self)

    def query(self, sparql: str) -> QueryResult:
        """Answer a SPARQL query over the graph as RDF.

        Raises
        ------
        QueryError
            If the query is malformed or not allowed: updates, SERVICE and FROM are not.
        """
        from kg.sparql import run_query

        return run_query(self._triple_store, sparql)

    def subgraph_where(self, sparql: str) -> KnowledgeGraph:
        """Return the graph of the papers and entities that a SPARQL query names in its rows.

        Raises
        ------
        QueryError
            If the query is malformed or not allowed.

        Examples
        --------
        >>> graph = KnowledgeGraph([Paper("a"), Paper("b")],
        ...     [Entity("method/grpo", "GRPO", "method")], [Link("a", "method/grpo", "uses", 1.0)])
        >>> graph.subgraph_where("SELECT * WHERE { ?paper kg:uses ?method }")
        KnowledgeGraph(1 papers, 1 entities, 1 links)
        """
        from kg.querying.nodes_named import nodes_named

        return self.subgraph(nodes_named(self, self.query(sparql)))

    def merge(self, other: KnowledgeGraph) -> KnowledgeGraph:
        """Return the graph of two lists together, with names resolved again over both.

        `kg.readers.unique_papers` decides which papers are the same; the longest texts of each are
        kept. The overrides of both graphs are kept.

        Raises
        ------
        GraphError
            If a link has no mentions, without which names cannot be resolved again.
        ArgumentError
            If the other is not a graph.

        Examples
        --------
        >>> one = KnowledgeGraph([Paper("a", "First")], [], [])
        >>> two = KnowledgeGraph([Paper("a", "First"), Paper("b", "Second")], [], [])
        >>> [paper.id for paper in one.merge(two).papers]
        ['a', 'b']
        """
        from kg.analysis.other_lists import merged

        return merged(self, other)

    def to_html(self, path: str | Path) -> None:
        """Write the interactive page: one self-contained file."""
        from kg.viewer import render_html

        Path(path).write_text(render_html(self), encoding="utf8")

    def save(self, folder: str | Path) -> None:
        """Write the graph's tables into a folder, from which `load` reads them.

        Raises
        ------
        GraphError
            If the folder cannot be written, or is that of a build, whose RDF and page would then
            belong to another graph.
        ArgumentError
            If the name of the folder is empty.
        """
        check_output(folder)
        from kg.store import save_tables

        save_tables(self, Path(folder))

    @classmethod
    def load(cls, folder: str | Path) -> KnowledgeGraph:
        """Read a graph that `save` or ``kg build`` wrote.

        Raises
        ------
        GraphError
            If the folder holds no graph, or a broken one.
        """
        from kg.store import graph_errors, load_tables

        tables = load_tables(Path(folder))
        with graph_errors(Path(folder)):
            return cls(*tables)

    @classmethod
    def from_rdf(cls, path: str | Path) -> KnowledgeGraph:
        """Read a graph from the RDF that ``kg build`` or ``kg export`` wrote, in any format.

        Raises
        ------
        GraphError
            If the file holds no graph.
        """
        from kg.triples.reader import read_rdf

        return cls(*read_rdf(path))

    def without(self, papers: Iterable[str | Paper]) -> KnowledgeGraph:
        """Return the graph as if some papers had never been in it.

        Raises
        ------
        GraphError
            If there is no such paper, or a link has no mentions, without which names cannot be
            resolved again.
        ArgumentError
            If a single paper is given in place of several.
        """
        check_several(papers)
        from kg.analysis.other_lists import without

        return without(self, {self.paper(each).id for each in papers})

    def _repr_html_(self) -> str:
        from kg.analysis.frames import notebook_html

        return notebook_html(self)


def _by_id(kind: str, nodes: Sequence[_Node]) -> dict[str, _Node]:
    held = {node.id: node for node in nodes}
    if len(held) < len(nodes):
        twice, _ = Counter(node.id for node in nodes).most_common(1)[0]
        raise GraphError(f"two {kind} have the id {twice!r}")
    return held


def _check_type(type: str | None) -> None:
    if type not in (None, *ENTITY_TYPES):
        raise _no_type(type)


def _no_type(type: object) -> GraphError:
    return GraphError(f"no entity is a {type!r}: types are {', '.join(ENTITY_TYPES)}")
