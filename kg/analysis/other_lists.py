"""The graph of another list: of two lists together, or of one without some papers.

The mentions found in the texts stay. Names are resolved again, because which names mean the same
entity depends on all papers of a list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from kg.analysis.difference import check_graph
from kg.errors import GraphError
from kg.graph import KnowledgeGraph
from kg.readers import unique_papers
from kg.records import Link, Mention, Paper
from kg.resolution.overrides import Overrides
from kg.resolve import resolve

__all__ = ["merged", "without"]


def merged(first: KnowledgeGraph, second: KnowledgeGraph) -> KnowledgeGraph:
    """Return the graph of two lists together.

    `kg.readers.unique_papers` decides which papers are the same. The overrides of both graphs are
    kept.

    Raises
    ------
    ArgumentError
        If the second is not a graph, but for example the folder of one.
    GraphError
        If a link has no mentions, without which names cannot be resolved again.
    """
    check_graph(second)
    papers, mentions = _joined(first, second)
    lines = dict.fromkeys((*first.overrides.lines, *second.overrides.lines))
    return _resolved(papers, mentions, Overrides(tuple(lines)))


def without(graph: KnowledgeGraph, gone: Collection[str]) -> KnowledgeGraph:
    """Return the graph as if some papers, given by id, had never been in it.

    Raises
    ------
    GraphError
        If a link has no mentions, without which names cannot be resolved again.
    """
    kept = [paper for paper in graph.papers if paper.id not in gone]
    links = (link for link in graph.links if link.paper not in gone)
    mentions = [mention for link in links for mention in _evidence(link)]
    return _resolved(kept, mentions, graph.overrides)


def _joined(first: KnowledgeGraph, second: KnowledgeGraph) -> tuple[list[Paper], list[Mention]]:
    """Merge the papers that two graphs have in common, and gather the mentions of all papers.

    A merged paper takes its title and its abstract each from one of its records, with the mentions
    that this record's graph found there: offsets are valid in no other text.
    """
    read = [(graph, paper) for graph in (first, second) for paper in graph.papers]
    unique = unique_papers(paper for _, paper in read)
    kept = {paper.id: paper for paper in unique.papers}
    told: dict[str, set[str]] = defaultdict(set)
    mentions: list[Mention] = []
    for (graph, paper), id in zip(read, unique.ids, strict=True):
        texts = {"title": paper.title, "abstract": paper.abstract}
        own = {field for field, text in texts.items() if text == getattr(kept[id], field)}
        own -= told[id]
        told[id] |= own
        mentions += (
            mention if paper.id == id else replace(mention, paper=id)
            for link in graph.links_of(paper.id)
            for mention in _evidence(link)
            if mention.field in own
        )
    return unique.papers, mentions


def _evidence(link: Link) -> Sequence[Mention]:
    if not link.mentions:
        raise GraphError(
            f"the link from {link.paper} to {link.entity} has no mentions, from which names are"
            " resolved again when the list of papers changes"
        )
    return link.mentions


def _resolved(papers: list[Paper], mentions: list[Mention], overrides: Overrides) -> KnowledgeGraph:
    found = resolve(mentions, overrides)
    return KnowledgeGraph(
        papers, found.entities, found.links, found.merges, found.relations, overrides
    )
