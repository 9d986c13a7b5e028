"""Gathers the data of a graph's page: an index that is read at once, and details in blocks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.analysis.grouping import Edges, groups
from kg.analysis.relatedness import HUB_LIMIT, ROLE_FACTORS, TERM_FACTOR, scores_around, telling
from kg.graph import KnowledgeGraph
from kg.iris import DEFAULT_BASE_IRI
from kg.page.layout import positions
from kg.records import ENTITY_TYPES, Entity, Link, Mention, Paper, Result
from kg.results.sentences import results_of
from kg.titles import heading

__all__ = [
    "MOST_DRAWN",
    "USUAL_DEPTH",
    "PageData",
    "best_mention",
    "first_part",
    "page_data",
    "quoted_result",
]

_DIGITS = re.compile(r"\d+(?:\.\d+)?")

# Nodes drawn at first: a picture of more is a hairball, and the canvas slows down. Search and
# panels reach all the others.
MOST_DRAWN = 500
# Steps from a focus: its neighbours, and their neighbours. More steps reach most of a small graph.
USUAL_DEPTH = 2
# Share of entities among the nodes drawn if not all nodes can be: a paper needs about three
# neighbours in the picture to have a place in it.
ENTITY_SHARE = 0.3
# Links that each paper keeps to other papers where only papers are drawn.
LINKS_PER_PAPER = 4
# How strongly an entity that tells nothing attracts its papers; the most telling attracts with 1
# more. With less, a paper that has only common entities would drift away from the picture.
LEAST_PULL = 0.2
# Papers whose details are unpacked together when one of them is opened.
BLOCK = 400
# Characters of the abstracts whose evidence one file holds: sentences are most of its size, and
# half a gigabyte of abstracts would make a page that no browser opens. The tables hold the rest.
MOST_EVIDENCE = 48_000_000
# Characters of the abstracts that a page holds for its panels: those of about 10,000 papers, packed
# into 5 MB that are read only when a panel opens. Those of 100,000 would be larger than all else.
MOST_ABSTRACTS = 12_000_000


@dataclass(frozen=True, slots=True)
class PageData:
    """The parts of a page's data.

    Attributes
    ----------
    index
        Data for search, filters and drawing.
    details
        For each block of papers, what else their panels show; gathered when iterated.
    """

    index: dict[str, Any]
    details: Iterable[list[dict[str, Any]]]


def best_mention(link: Link) -> Mention | None:
    """Return the mention that shows a link best: in the abstract, whose sentences say more."""
    # Mentions may lie on disk, so they are read only once.
    mentions = tuple(link.mentions)
    titled = next(iter(mentions), None)
    return next((mention for mention in mentions if mention.field == "abstract"), titled)


def most_telling(graph: KnowledgeGraph, most: int) -> list[str]:
    """Choose nodes to draw: the weightiest entities that connect papers, and papers with them.

    Parameters
    ----------
    most
        Maximum number of nodes.

    Returns
    -------
    list of str
        Ids, sorted.
    """
    telling = {
        entity.id: graph.weight(entity.id) * graph.paper_count(entity) ** 0.5
        for entity in graph.entities()
        if graph.paper_count(entity) > 1
    }
    entities = sorted(telling, key=lambda id: (-telling[id], id))
    if len(entities) + len(graph.papers) > most:
        entities = entities[: max(int(most * ENTITY_SHARE), most - len(graph.papers))]
    chosen = set(entities)
    gain = {
        paper.id: sum(
            graph.weight(link.entity) for link in graph.links_of(paper.id) if link.entity in chosen
        )
        for paper in graph.papers
    }
    papers = sorted(gain, key=lambda id: (-gain[id], id))
    return sorted([*entities, *papers[: most - len(entities)]])


def around(graph: KnowledgeGraph, focus: str, depth: int, most: int) -> list[str]:
    """Choose the nodes within some steps of one, preferring the nearest, then the weightiest.

    Parameters
    ----------
    focus
        Id of a paper or an entity.
    depth
        Maximum number of steps along links.
    most
        Maximum number of nodes, `focus` included.

    Returns
    -------
    list of str
        Ids, sorted.
    """
    chosen, edge = {focus: None}, [focus]
    for _ in range(depth):
        reached = {
            end
            for node in edge
            for link in graph.links_of(node)
            for end in (link.paper, link.entity)
        } - chosen.keys()
        ranked = sorted(reached, key=lambda id: (-_pull(graph, id), id))
        edge = ranked[: most - len(chosen)]
        chosen.update(dict.fromkeys(edge))
    return sorted(chosen)


def _pull(graph: KnowledgeGraph, node: str) -> float:
    """Weigh a node: an entity by rarity and number of links, a paper by its entities' rarity."""
    links = graph.links_of(node)
    if links and links[0].entity == node:
        return float(graph.weight(node) * len(links) ** 0.5)
    return sum(graph.weight(link.entity) for link in links)


def _laid_out(nodes: Sequence[str], edges: Edges, number: dict[str, int]) -> list[list[int]]:
    """Place nodes and find their communities: rows of number, x, y and community."""
    place = positions(nodes, edges)
    parted = groups(nodes, edges)
    community = {node: position for position, group in enumerate(parted) for node in group}
    return [[number[node], *place[node], community[node]] for node in sorted(nodes)]


def _drawn_links(graph: KnowledgeGraph, drawn: Sequence[str]) -> Edges:
    """Weigh the links between the papers and the entities that are drawn."""
    kept = set(drawn)
    return {
        (link.paper, link.entity): LEAST_PULL + graph.weight(link.entity)
        for node in drawn
        for link in graph.links_of(node)
        if link.paper == node and link.entity in kept
    }


def _between_papers(graph: KnowledgeGraph, papers: Sequence[str]) -> Edges:
    """Connect each paper with the few that share most with it."""
    kept = set(papers)
    edges: dict[tuple[str, str], float] = {}

    def told(entity: str) -> float:
        return telling(graph.weight(entity), graph.of_papers)

    for paper in papers:
        scores = scores_around(graph.links_of, told, paper)
        near = (id for id in scores if scores[id] > 0 and id in kept)
        for other in sorted(near, key=lambda id: (-scores[id], id))[:LINKS_PER_PAPER]:
            edges[min(paper, other), max(paper, other)] = scores[other]
    return edges


def _papers(papers: Sequence[Paper]) -> dict[str, Any]:
    return {
        "id": [paper.id for paper in papers],
        "title": [paper.title for paper in papers],
        "year": [paper.year or 0 for paper in papers],
        "date": [paper.date or "" for paper in papers],
        "url": [paper.url or "" for paper in papers],
        "label": {i: heading(paper) for i, paper in enumerate(papers) if not paper.title},
    }


def _entities(entities: Sequence[Entity]) -> dict[str, Any]:
    return {
        "id": [entity.id for entity in entities],
        "name": [entity.name for entity in entities],
        "kind": [ENTITY_TYPES.index(entity.type) for entity in entities],
        "named": [int(entity.named) for entity in entities],
        "aliases": {i: list(e.aliases) for i, e in enumerate(entities) if e.aliases},
        "same_as": {i: list(e.same_as) for i, e in enumerate(entities) if e.same_as},
    }


def quoted_result(paper: Paper, result: Result) -> tuple[str, int, int]:
    """Return the sentence that states a result, and where in it the value is, in code points.

    Examples
    --------
    >>> abstract = "On GSM8K, GPT-4 has 4.2 % errors."
    >>> result = Result("p", "m", "d", "error", "4.2%", 4.2, None, 0, len(abstract))
    >>> quoted_result(Paper("p", abstract=abstract), result)[1:]
    (20, 23)
    """
    sentence = paper.abstract[result.sentence_start : result.sentence_end]
    digits = _DIGITS.search(result.value)
    found = digits and re.search(rf"(?<![\w.-]){re.escape(digits[0])}(?!\.?\d)", sentence)
    return (sentence, *found.span()) if found else (sentence, 0, 0)


def _paper_details(
    paper: Paper,
    links: Sequence[Link],
    results: Sequence[Result],
    with_evidence: bool,
    with_abstract: bool,
) -> dict[str, Any]:
    sentences: dict[str, int] = {}
    evidence: list[list[int]] = []
    for link in links:
        mention = best_mention(link) if with_evidence else None
        if mention is None:
            evidence.append([])
            continue
        text = paper.title if mention.field == "title" else paper.abstract
        sentence = text[mention.sentence_start : mention.sentence_end]
        number = sentences.setdefault(sentence, len(sentences))
        start, end = mention.start - mention.sentence_start, mention.end - mention.sentence_start
        evidence.append([number, start, end])
    statements = []
    for result in results if with_evidence else ():
        sentence, start, end = quoted_result(paper, result)
        statements.append([sentences.setdefault(sentence, len(sentences)), start, end])
    return {
        "organisation": paper.organisation or "",
        "authors": list(paper.authors),
        "repositories": list(paper.repositories),
        # An abstract repeats its sentences, which the packing finds: each is stored once.
        "abstract": paper.abstract if with_abstract else None,
        "sentences": list(sentences),
        "evidence": evidence,
        # In the order of the paper's results in the index.
        "statements": statements,
    }


def _fitting(graph: KnowledgeGraph, drawn: frozenset[str], room: int) -> set[str]:
    """Choose the papers whose abstracts fit into so many characters, the drawn papers first."""
    fitting: set[str] = set()
    for paper in sorted(graph.papers, key=lambda paper: paper.id not in drawn):
        room -= len(paper.abstract)
        if room < 0:
            break
        fitting.add(paper.id)
    return fitting


def _details(
    graph: KnowledgeGraph, told: Collection[str], abstracts: Collection[str]
) -> Iterator[list[dict[str, Any]]]:
    results: defaultdict[str, list[Result]] = defaultdict(list)
    for result in graph.results:
        results[result.paper].append(result)
    for start in range(0, len(graph.papers), BLOCK):
        block = graph.papers[start : start + BLOCK]
        yield [
            _paper_details(p, graph.links_of(p.id), results[p.id], p.id in told, p.id in abstracts)
            for p in block
        ]


def _index(
    graph: KnowledgeGraph,
    papers: Sequence[Paper],
    entities: Sequence[Entity],
    drawn: Sequence[str],
    results: Iterable[Result],
) -> dict[str, Any]:
    """Return papers and entities with all their links, and the positions of the drawn nodes."""
    number = {paper.id: i for i, paper in enumerate(papers)}
    papers_drawn = [id for id in drawn if id in number]
    number |= {entity.id: len(papers) + i for i, entity in enumerate(entities)}
    links = [link for paper in papers for link in graph.links_of(paper.id)]
    roles = list(ROLE_FACTORS)
    return {
        "roles": roles,
        "factors": list(ROLE_FACTORS.values()),
        "term_factor": TERM_FACTOR,
        "hub_limit": HUB_LIMIT,
        "links_per_paper": LINKS_PER_PAPER,
        "kinds": list(ENTITY_TYPES),
        "papers": _papers(papers),
        "entities": _entities(entities),
        "counts": [len(graph.links_of(paper.id)) for paper in papers],
        "ends": [number[link.entity] - len(papers) for link in links],
        "link_roles": [roles.index(link.role) for link in links],
        # In thousandths, as exact as the tables, so that a filter by score keeps the same links.
        "scores": [round(1000 * link.score) for link in links],
        "results": [
            [number[r.paper], number[r.method], number[r.dataset], r.metric, r.value]
            for r in results
        ],
        "nodes": _laid_out(drawn, _drawn_links(graph, drawn), number),
        "paper_nodes": _laid_out(papers_drawn, _between_papers(graph, papers_drawn), number),
    }


def page_data(
    graph: KnowledgeGraph,
    *,
    base_iri: str = DEFAULT_BASE_IRI,
    focus: str = "",
    depth: int = USUAL_DEPTH,
    most: int = MOST_DRAWN,
) -> PageData:
    """Gather the data of a graph's page.

    Parameters
    ----------
    base_iri
        Base of the IRIs in the graph's RDF, for the queries that the page writes.
    focus
        Id of the node whose surroundings are drawn; if empty, the most telling part is drawn.
    depth
        Maximum number of steps from `focus`.
    most
        Maximum number of nodes drawn.
    """
    drawn = around(graph, focus, depth, most) if focus else most_telling(graph, most)
    told, abstracts = (
        _fitting(graph, frozenset(drawn), most) for most in (MOST_EVIDENCE, MOST_ABSTRACTS)
    )
    index = {
        **_index(graph, graph.papers, graph.entities(), drawn, graph.results),
        "base": base_iri,
        "most": most,
        "block": BLOCK,
        "abstracts": len(abstracts),
        "focus": focus,
        "depth": depth,
    }
    return PageData(index, _details(graph, told, abstracts))


def first_part(graph: KnowledgeGraph, *, base_iri: str, most: int = MOST_DRAWN) -> PageData:
    """Gather the most telling part of a graph, for a page that asks a server for the rest.

    Each paper comes with all its links, so no link between two nodes of the page is missing.
    Entities come only with their number of papers.

    Parameters
    ----------
    base_iri
        As for `page_data`.
    most
        Maximum number of nodes drawn.
    """
    drawn = most_telling(graph, most)
    kept = set(drawn)
    papers = [paper for paper in graph.papers if paper.id in kept]
    kept |= {link.entity for paper in papers for link in graph.links_of(paper.id)}
    entities = [entity for entity in graph.entities() if entity.id in kept]
    by_id = {entity.id: entity for entity in entities}
    results = [r for paper in papers for r in results_of(paper, graph.links_of(paper.id), by_id)]
    index = _index(graph, papers, entities, drawn, results)
    # Panels request these from the server with their other content.
    index["entities"] |= {"aliases": {}, "same_as": {}}
    index["entities"]["papers"] = [graph.paper_count(entity) for entity in entities]
    part = {"base": base_iri, "most": most, "focus": "", "depth": 1, "of": _whole(graph)}
    return PageData(index | part, ())


def _whole(graph: KnowledgeGraph) -> dict[str, Any]:
    """Return figures of the whole graph that a part of it does not show."""
    years = [paper.year for paper in graph.papers if paper.year]
    return {
        "papers": len(graph.papers),
        "kinds": Counter(entity.type for entity in graph.entities()),
        "years": [min(years), max(years)] if years else [],
    }
