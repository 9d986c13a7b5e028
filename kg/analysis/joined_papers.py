"""The papers of two graphs as one list, with what each graph found in the texts that are kept."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.readers import unique_papers
from kg.records import Mention, Paper

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["joined_papers"]


def joined_papers(
    first: KnowledgeGraph, second: KnowledgeGraph
) -> tuple[list[Paper], list[Mention]]:
    """Make one paper of those of two graphs that are the same, and gather its mentions.

    Returns
    -------
    tuple of list of Paper and list of Mention
        A paper has its title and its abstract each from one of its records, and of each the
        mentions that this record's graph found: offsets count in no other text.
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
            for mention in link.mentions
            if mention.field in own
        )
    return unique.papers, mentions
