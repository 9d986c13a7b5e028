"""The graph as descriptions of nodes, in the order that every export uses."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import partial
from operator import attrgetter
from typing import NamedTuple, Protocol

from kg.provenance import Provenance, content_digest, digest_of_values, paper_digest
from kg.records import Entity, EntityType, Link, Merge, Paper, Relation
from kg.resolution.overrides import Overrides
from kg.results.sentences import results_of
from kg.triples.copied_blocks import NO_RECORD, Described, Recorded, Stating, block_key
from kg.triples.data_set import Census, data_set_descriptions
from kg.triples.edge_statements import (
    evidence_descriptions,
    linked_pairs,
    merge_descriptions,
    override_descriptions,
    relation_descriptions,
    relation_pairs,
    result_descriptions,
)
from kg.triples.statements import (
    SharedThing,
    entity_pairs,
    paper_pairs,
    paper_record,
    shared_things,
    text_descriptions,
    thing_description,
)
from kg.triples.terms import Description, Filled, NTriples, Written

__all__ = [
    "RdfSource",
    "entity_descriptions",
    "graph_descriptions",
    "paper_descriptions",
    "statements_by_entity",
]

# Mean number of entities in a group that is stated, or copied from an earlier file, as one block.
# Larger groups are seldom unchanged; smaller ones take more look-ups.
TOGETHER = 8
_ENTITY, _RELATION, _MERGE = (
    attrgetter(*(each.name for each in fields(of))) for of in (Entity, Relation, Merge)
)


class RdfSource(Protocol):
    """The part of a graph that an export needs; `kg.graph.KnowledgeGraph` provides it."""

    @property
    def papers(self) -> Sequence[Paper]:
        """The papers."""

    @property
    def links(self) -> Sequence[Link]:
        """The links from papers to entities."""

    @property
    def relations(self) -> Sequence[Relation]:
        """The relations between entities."""

    @property
    def merges(self) -> Sequence[Merge]:
        """The names that were joined to entities."""

    @property
    def overrides(self) -> Overrides:
        """The user's corrections of names."""

    def entities(self) -> Sequence[Entity]:
        """Return the entities."""


class _Said(NamedTuple):
    """An entity with the papers that propose it, its relations and its merges."""

    entity: Entity
    proposed_by: Sequence[str]
    relations: Sequence[Relation]
    merges: Sequence[Merge]


def graph_descriptions(
    graph: RdfSource, terms: NTriples, provenance: Provenance, state: Stating
) -> Iterator[Described]:
    """Describe the entities, each paper, the user's overrides, and the data set as a whole.

    Parameters
    ----------
    provenance
        The input files and the model that the graph was made with.
    state
        Returns the descriptions of each paper and of each group of entities.
    """
    census = Census()
    for part in _record_descriptions(graph, terms, census, state):
        census.count(part)
        yield part
    yield [*data_set_descriptions(census, provenance, terms)]


def _record_descriptions(
    graph: RdfSource, terms: NTriples, census: Census, state: Stating
) -> Iterator[Described]:
    yield from _entity_descriptions(graph, terms, state)
    entities = {entity.id: entity for entity in graph.entities()}
    census.hold(entities.values(), graph.relations, graph.merges, graph.overrides.lines)
    of_paper = _links_by_paper(graph.links)
    for paper in sorted(graph.papers, key=lambda each: each.id):
        linked = of_paper.get(paper.id, [])
        content = content_digest(paper, linked)
        digest = paper_digest(content, paper)
        census.digest.update(digest)
        shared = [*census.met_first(shared_things(paper))]
        describe = partial(paper_descriptions, paper, linked, entities, terms, shared=shared)
        key = block_key(content, (entities[link.entity] for link in linked), shared)
        recorded = Recorded(digest, partial(paper_record, paper, terms))
        yield state(key, recorded, describe, terms)
    yield [*override_descriptions(map(str, graph.overrides.lines), terms)]


def paper_descriptions(
    paper: Paper,
    linked: Sequence[Link],
    entities: Mapping[str, Entity],
    terms: NTriples,
    record: Written,
    shared: Iterable[SharedThing] = (),
) -> list[Description | Filled]:
    """Describe a paper with its texts, links, mentions and results.

    Parameters
    ----------
    linked
        Its links, sorted by entity and role.
    entities
        Entities by id, at least those that it is linked to.
    record
        From `kg.triples.statements.paper_record`, or a gap for it.
    shared
        Things that it may share with other papers and that are not yet described.
    """
    types = {id: entities[id].type for id in (link.entity for link in linked) if id in entities}
    fields: set[str] = {mention.field for link in linked for mention in link.mentions}
    said = [*paper_pairs(paper, record, terms), *linked_pairs(linked, types, terms)]
    return [
        (terms.paper(paper.id), said),
        *text_descriptions(paper, fields, terms),
        *(thing_description(thing, terms) for thing in shared),
        *evidence_descriptions(paper, linked, terms),
        *result_descriptions(results_of(paper, linked, entities), terms),
    ]


def entity_descriptions(
    entity: Entity,
    proposed_by: Sequence[str],
    relations: Collection[Relation],
    merges: Collection[Merge],
    types: Mapping[str, EntityType],
    terms: NTriples,
) -> list[Description]:
    """Describe an entity with its own relations and the names that were joined to it.

    Parameters
    ----------
    proposed_by
        Ids of the papers that propose it, in order.
    types
        Types by id, at least those of the entities that its relations join.
    """
    said = [*entity_pairs(entity, proposed_by, terms)]
    described: list[Description] = [(terms.entity(entity.id), said)]
    if relations:
        own = sorted(relations, key=lambda each: (each.kind, each.target))
        said += relation_pairs(own, types, terms)
        described += relation_descriptions(own, terms)
    if merges:
        names = sorted(merges, key=lambda each: (each.name, each.other))
        described += merge_descriptions(names, terms)
    return described


def _links_by_paper(links: Iterable[Link]) -> dict[str, list[Link]]:
    of_paper: dict[str, list[Link]] = defaultdict(list)
    for link in sorted(links, key=lambda each: (each.paper, each.entity, each.role)):
        of_paper[link.paper].append(link)
    return of_paper


def _entity_descriptions(graph: RdfSource, terms: NTriples, state: Stating) -> Iterator[Described]:
    types = {entity.id: entity.type for entity in graph.entities()}
    for part in _together(_said_of_entities(graph)):
        describe = partial(_part_descriptions, part, types, terms)
        yield state(_part_key(part, types), NO_RECORD, describe, terms)


def _said_of_entities(graph: RdfSource) -> Iterator[_Said]:
    proposed_by: dict[str, list[str]] = defaultdict(list)
    for link in sorted(graph.links, key=lambda each: (each.paper, each.entity)):
        if link.role == "proposes":
            proposed_by[link.entity].append(link.paper)
    related, joined = statements_by_entity(graph.relations, graph.merges)
    for entity in sorted(graph.entities(), key=lambda each: each.id):
        id = entity.id
        yield _Said(entity, proposed_by.get(id, ()), related.get(id, ()), joined.get(id, ()))


def statements_by_entity(
    relations: Iterable[Relation], merges: Iterable[Merge]
) -> tuple[Mapping[str, Sequence[Relation]], Mapping[str, Sequence[Merge]]]:
    """Group relations by their source and merges by their entity; ids without any are left out."""
    related: dict[str, list[Relation]] = defaultdict(list)
    for relation in relations:
        related[relation.source].append(relation)
    joined: dict[str, list[Merge]] = defaultdict(list)
    for merge in merges:
        joined[merge.entity].append(merge)
    return related, joined


def _together(entities: Iterable[_Said]) -> Iterator[list[_Said]]:
    """Group entities, cutting by checksums of ids, so that an insertion changes only one group."""
    part: list[_Said] = []
    for said in entities:
        if part and zlib.crc32(said.entity.id.encode("utf-8", "surrogatepass")) % TOGETHER == 0:
            yield part
            part = []
        part.append(said)
    if part:
        yield part


def _part_key(part: Iterable[_Said], types: Mapping[str, EntityType]) -> bytes:
    """Return the key of a group of entities, which covers the types of their relations' targets."""
    held = [
        (
            _ENTITY(said.entity),
            said.proposed_by,
            [(*_RELATION(each), types[each.target]) for each in said.relations],
            [*map(_MERGE, said.merges)],
        )
        for said in part
    ]
    return digest_of_values(("entities", held))


def _part_descriptions(
    part: Iterable[_Said], types: Mapping[str, EntityType], terms: NTriples, record: Written
) -> Described:
    """Describe a group of entities; they have no record, so `record` is unused."""
    return [each for said in part for each in entity_descriptions(*said, types, terms)]
