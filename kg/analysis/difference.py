"""Compares two graphs, for questions such as "what is new this week?"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc

from kg.errors import ArgumentError, GraphError
from kg.graph import KnowledgeGraph
from kg.naming import fold_name
from kg.readers import unique_papers
from kg.records import Entity, Paper, Result
from kg.results.sentences import results_of
from kg.store import paper_records, read_table

__all__ = ["Changed", "Difference", "Gained", "check_graph", "diff", "papers_lacking"]


@dataclass(frozen=True, slots=True)
class Changed:
    """An entity that a second graph has under another id, since its type or name changed."""

    old: Entity
    new: Entity


@dataclass(frozen=True, slots=True)
class Gained:
    """An entity that both graphs have, and the number of added papers that have it."""

    entity: Entity
    papers: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What a second graph adds to a first, and what it lacks.

    Attributes
    ----------
    entities_added, entities_removed
        Those of which the other graph has nothing; `entities_changed` are in neither.
    entities_changed
        Entities that the second graph has under another id: retyped, renamed, or joined to another.
    entities_gained
        Entities of both graphs that added papers have, those in most of these first.
    results_added
        Results that the added papers state.
    """

    papers_added: tuple[Paper, ...]
    papers_removed: tuple[Paper, ...]
    entities_added: tuple[Entity, ...]
    entities_removed: tuple[Entity, ...]
    entities_changed: tuple[Changed, ...] = ()
    entities_gained: tuple[Gained, ...] = ()
    results_added: tuple[Result, ...] = ()


def diff(old: KnowledgeGraph, new: KnowledgeGraph) -> Difference:
    """Find what is new in a second graph and what it no longer has.

    A paper may have different ids in two lists, such as an arXiv id and a hash of its title;
    `kg.readers.unique_papers` decides which papers are the same. An entity without its old id is
    the one that shares a name with it, and most of its papers.

    Raises
    ------
    ArgumentError
        If an argument is not a graph, but for example the folder of one.
    """
    check_graph(old)
    check_graph(new)
    old_keys, new_keys = _paper_keys(old.papers, new.papers)
    known_papers = set(old_keys.values())
    added = tuple(paper for paper in new.papers if new_keys[paper.id] not in known_papers)
    new_of = {key: id for id, key in new_keys.items()}
    in_both = {id: new_of[key] for id, key in old_keys.items() if key in new_of}
    changed = _changed(old, new, in_both)
    known = {e.id for e in old.entities()} | {each.new.id for each in changed}
    found_again = {e.id for e in new.entities()} | {each.old.id for each in changed}
    return Difference(
        added,
        tuple(paper for paper in old.papers if paper.id not in in_both),
        tuple(e for e in new.entities() if e.id not in known),
        tuple(e for e in old.entities() if e.id not in found_again),
        changed,
        _gained(new, added, known),
        _results(new, added),
    )


def papers_lacking(folder: Path, papers: Sequence[Paper]) -> int:
    """Count the papers of a saved graph that a list lacks; 0 if the folder holds no graph."""
    ids = {paper.id for paper in papers}
    try:
        # Most builds lack none, and a column of ids is read in no time.
        gone = set(read_table(folder, "papers", ["id"])["id"].to_pylist()) - ids
        held = paper_records(folder, pc.field("id").isin(list(gone))) if gone else []
    except GraphError:
        return 0
    old_keys, new_keys = _paper_keys(held, papers)
    return len(set(old_keys.values()) - set(new_keys.values()))


def _paper_keys(
    old: Sequence[Paper], new: Sequence[Paper]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return a key for the id of each paper of two lists, equal where the papers are the same."""
    old_ids, new_ids = {p.id for p in old}, {p.id for p in new}
    gone = [p for p in old if p.id not in new_ids]
    come = [p for p in new if p.id not in old_ids]
    keys = unique_papers([*gone, *come]).ids
    in_both = {id: id for id in old_ids & new_ids}
    of_gone = zip((p.id for p in gone), keys, strict=False)
    of_come = zip((p.id for p in come), keys[len(gone) :], strict=True)
    return in_both | dict(of_gone), in_both | dict(of_come)


def _changed(
    old: KnowledgeGraph, new: KnowledgeGraph, in_both: dict[str, str]
) -> tuple[Changed, ...]:
    found = []
    for entity in old.entities():
        if not new.has_entity(entity.id):
            names = _names(entity)
            shared = Counter(
                link.entity
                for own in old.links_of(entity)
                if own.paper in in_both
                for link in new.links_of(in_both[own.paper])
                if names & _names(new.entity(link.entity))
            )
            if shared:
                id = min(shared, key=lambda id: (-shared[id], id))
                found.append(Changed(entity, new.entity(id)))
    return tuple(found)


def _names(entity: Entity) -> set[str]:
    return {fold_name(name) for name in (entity.name, *entity.aliases)}


def _gained(new: KnowledgeGraph, added: Sequence[Paper], known: set[str]) -> tuple[Gained, ...]:
    counts = Counter(
        entity
        for paper in added
        for entity in {link.entity for link in new.links_of(paper)} & known
    )
    most_first = sorted(counts, key=lambda id: (-counts[id], id))
    return tuple(Gained(new.entity(id), counts[id]) for id in most_first)


def _results(new: KnowledgeGraph, added: Sequence[Paper]) -> tuple[Result, ...]:
    found = []
    for paper in added:
        links = new.links_of(paper)
        entities = {link.entity: new.entity(link.entity) for link in links}
        found += results_of(paper, links, entities)
    return tuple(found)


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
