"""What one graph has that another has not: "new this week"."""

from __future__ import annotations

from dataclasses import dataclass

from kg.graph import KnowledgeGraph
from kg.records import Entity, Paper

__all__ = ["Difference", "diff"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a second graph has that a first has not, and the reverse."""

    papers_added: tuple[Paper, ...]
    papers_removed: tuple[Paper, ...]
    entities_added: tuple[Entity, ...]
    entities_removed: tuple[Entity, ...]


def diff(old: KnowledgeGraph, new: KnowledgeGraph) -> Difference:
    """Say what is new in a second graph and what it no longer has."""
    old_papers, new_papers = {p.id for p in old.papers}, {p.id for p in new.papers}
    old_ids, new_ids = {e.id for e in old.entities()}, {e.id for e in new.entities()}
    return Difference(
        tuple(p for p in new.papers if p.id not in old_papers),
        tuple(p for p in old.papers if p.id not in new_papers),
        tuple(e for e in new.entities() if e.id not in old_ids),
        tuple(e for e in old.entities() if e.id not in new_ids),
    )
