"""Compares two graphs, for questions such as "what is new this week?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.errors import ArgumentError
from kg.graph import KnowledgeGraph
from kg.readers import unique_papers
from kg.records import Entity, Paper

__all__ = ["Difference", "check_graph", "diff"]


@dataclass(frozen=True, slots=True)
class Difference:
    """The papers and entities that a second graph adds to a first, and those that it lacks."""

    papers_added: tuple[Paper, ...]
    papers_removed: tuple[Paper, ...]
    entities_added: tuple[Entity, ...]
    entities_removed: tuple[Entity, ...]


def diff(old: KnowledgeGraph, new: KnowledgeGraph) -> Difference:
    """Find what is new in a second graph and what it no longer has.

    A paper may have different ids in two lists, such as an arXiv id and a hash of its title;
    `kg.readers.unique_papers` decides which papers are the same.

    Raises
    ------
    ArgumentError
        If an argument is not a graph, but for example the folder of one.
    """
    check_graph(old)
    check_graph(new)
    removed, added = _changed(old.papers, new.papers)
    old_ids, new_ids = {e.id for e in old.entities()}, {e.id for e in new.entities()}
    return Difference(
        added,
        removed,
        tuple(e for e in new.entities() if e.id not in old_ids),
        tuple(e for e in old.entities() if e.id not in new_ids),
    )


def _changed(
    old: Sequence[Paper], new: Sequence[Paper]
) -> tuple[tuple[Paper, ...], tuple[Paper, ...]]:
    """Return the papers that only the old list has, and those that only the new one has."""
    old_ids, new_ids = {p.id for p in old}, {p.id for p in new}
    gone = [p for p in old if p.id not in new_ids]
    come = [p for p in new if p.id not in old_ids]
    keys = unique_papers([*gone, *come]).ids
    of_gone, of_come = keys[: len(gone)], keys[len(gone) :]
    in_both = set(of_gone) & set(of_come)
    return (
        tuple(p for p, key in zip(gone, of_gone, strict=True) if key not in in_both),
        tuple(p for p, key in zip(come, of_come, strict=True) if key not in in_both),
    )


def check_graph(graph: object) -> None:
    """Refuse anything but a graph.

    Raises
    ------
    ArgumentError
        If it is something else, such as the folder of a graph.
    """
    if not isinstance(graph, KnowledgeGraph):
        raise ArgumentError(
            f"expected a graph, such as KnowledgeGraph.load(folder) gives, not a"
            f" {type(graph).__name__}"
        )
