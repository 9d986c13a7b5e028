"""Turns records into RDF: a stream of triples, its serializations, an rdflib graph."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import partial
from operator import attrgetter
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Protocol

import pyoxigraph as ox
from pyoxigraph import Literal, RdfFormat, Triple

from kg.errors import FormatError
from kg.iris import DEFAULT_BASE_IRI, Mint
from kg.provenance import NO_PROVENANCE, Provenance, content_digest, digest_of_values, paper_digest
from kg.records import Entity, EntityType, Link, Merge, Paper, Relation
from kg.resolution.overrides import Overrides
from kg.results.sentences import results_of
from kg.triples.copied_blocks import (
    Described,
    Recorded,
    Stating,
    block_key,
    state_anew,
)
from kg.triples.data_set import Census, data_set_descriptions
from kg.triples.edge_statements import (
    CONTEXT_LENGTH,
    ROLE_PROPERTIES,
    evidence_descriptions,
    linked_pairs,
    merge_descriptions,
    override_descriptions,
    relation_descriptions,
    relation_pairs,
    result_descriptions,
)
from kg.triples.json_ld import write_json_ld
from kg.triples.lpwc import lpwc_descriptions
from kg.triples.statements import (
    SharedThing,
    entity_pairs,
    paper_pairs,
    paper_record,
    shared_things,
    text_descriptions,
    thing_description,
)
from kg.triples.terms import NOT_IN_XML, Description, Filled, NTriples, Turtle, Written
from kg.triples.vocabulary import PREFIXES

if TYPE_CHECKING:
    import rdflib

__all__ = [
    "CONTEXT_LENGTH",
    "DEFAULT_BASE_IRI",
    "RDF_FORMATS",
    "RDF_VOCABULARIES",
    "ROLE_PROPERTIES",
    "RdfSource",
    "entity_descriptions",
    "paper_descriptions",
    "to_rdflib",
    "to_store",
    "triples",
    "write_rdf",
]

RDF_FORMATS: dict[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
# What our own writers write; a Turtle document is TriG, and N-Triples are N-Quads.
_TEXT_FORMATS: dict[str, type[NTriples]] = {
    "ttl": Turtle,
    "trig": Turtle,
    "nt": NTriples,
    "nq": NTriples,
}
# The terms that an export may be written in: ours, or those of Linked Papers With Code.
RDF_VOCABULARIES = ("kg", "lpwc")
# Entities that are stated, or copied from an earlier file, at once, in the mean: more are seldom
# all as they were, fewer are more to look up.
TOGETHER = 8
_NO_RECORD = Recorded(b"", lambda: Written(""))
_ENTITY, _RELATION, _MERGE = (
    attrgetter(*(each.name for each in fields(of))) for of in (Entity, Relation, Merge)
)


class RdfSource(Protocol):
    """What an export needs of a graph; `kg.graph.KnowledgeGraph` has it."""

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
        """What a user says of names."""

    def entities(self) -> Sequence[Entity]:
        """Return the entities."""


def triples(
    graph: RdfSource,
    base_iri: str = DEFAULT_BASE_IRI,
    provenance: Provenance = NO_PROVENANCE,
) -> Iterator[Triple]:
    """Stream a graph's triples, grouped by subject, in an order that its records alone decide.

    Parameters
    ----------
    graph
        Its links and relations must join papers and entities among its own.
    base_iri
        What the IRIs of papers, entities, links and mentions begin with.
    provenance
        What the graph was made from and with.

    Yields
    ------
    pyoxigraph.Triple
        Entities by id, then each paper with its links, mentions and results, then what the user
        said of names, then the description of the data set, whose counts are those of everything
        before it. There are no blank nodes.

    Raises
    ------
    InputError
        `base_iri` is no absolute IRI.
    """
    terms = NTriples(base_iri)
    return _parsed(_descriptions(graph, terms, provenance, state_anew), terms)


def _parsed(parts: Iterable[Described], terms: NTriples) -> Iterator[Triple]:
    for part in parts:
        for quad in ox.parse(terms.described(part), format=RdfFormat.N_TRIPLES):
            yield quad.triple


def _descriptions(
    graph: RdfSource, terms: NTriples, provenance: Provenance, state: Stating
) -> Iterator[Described]:
    """Describe each entity, each paper and the rest, counting what the last part describes."""
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
        Its links, by entity and role.
    entities
        By id at least those that it is linked to.
    record
        From `kg.triples.statements.paper_record`, or what stands for it.
    shared
        What it has that other papers may have, where nobody has described it yet.
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
    types: dict[str, EntityType],
    terms: NTriples,
) -> list[Description]:
    """Describe an entity with its own relations and the names that were joined to it.

    Parameters
    ----------
    proposed_by
        Ids of the papers that propose it, in order.
    types
        By id at least those of the entities that its relations join.
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
    proposed_by: dict[str, list[str]] = defaultdict(list)
    for link in sorted(graph.links, key=lambda each: (each.paper, each.entity)):
        if link.role == "proposes":
            proposed_by[link.entity].append(link.paper)
    related: dict[str, list[Relation]] = defaultdict(list)
    for relation in graph.relations:
        related[relation.source].append(relation)
    joined: dict[str, list[Merge]] = defaultdict(list)
    for merge in graph.merges:
        joined[merge.entity].append(merge)
    ordered = sorted(graph.entities(), key=lambda each: each.id)
    types = {entity.id: entity.type for entity in ordered}

    def describe(entities: Sequence[Entity], record: Written) -> Described:
        return [
            described
            for entity in entities
            for described in entity_descriptions(
                entity,
                proposed_by.get(entity.id, ()),
                related.get(entity.id, ()),
                joined.get(entity.id, ()),
                types,
                terms,
            )
        ]

    for together in _together(ordered):
        held = [
            (
                _ENTITY(each),
                proposed_by.get(each.id),
                [(*_RELATION(row), types[row.target]) for row in related.get(each.id, ())],
                [*map(_MERGE, joined.get(each.id, ()))],
            )
            for each in together
        ]
        key = digest_of_values(("entities", held))
        yield state(key, _NO_RECORD, partial(describe, together), terms)


def _together(ordered: Iterable[Entity]) -> Iterator[list[Entity]]:
    """Cut a list where ids say so, so that what is put into it changes one part alone."""
    part: list[Entity] = []
    for entity in ordered:
        if part and zlib.crc32(entity.id.encode("utf-8", "surrogatepass")) % TOGETHER == 0:
            yield part
            part = []
        part.append(entity)
    if part:
        yield part


def _fit_for_xml(stream: Iterable[Triple]) -> Iterator[Triple]:
    for triple in stream:
        if isinstance(triple.object, Literal) and NOT_IN_XML.search(triple.object.value):
            raise FormatError(
                f"{triple.subject}: its text holds a control character, which RDF/XML cannot; "
                "choose ttl, nt, nq or jsonld"
            )
        yield triple


def write_rdf(
    graph: RdfSource,
    stream: IO[bytes],
    format: str = "ttl",
    base_iri: str = DEFAULT_BASE_IRI,
    *,
    provenance: Provenance = NO_PROVENANCE,
    vocabulary: str = "kg",
    state: Stating = state_anew,
) -> None:
    """Write a graph as RDF; the same graph gives the same bytes.

    Parameters
    ----------
    graph
        The papers, entities and links.
    stream
        Where to write, in binary.
    format
        ``ttl``, ``nt``, ``nq``, ``trig``, ``jsonld`` or ``rdfxml``.
    base_iri
        What the graph's own IRIs begin with.
    provenance
        What the graph was made from and with.
    vocabulary
        ``kg`` for all of it in the terms of our ontology; ``lpwc`` for what Linked Papers With
        Code has terms for, in those.
    state
        Gives the descriptions of each paper, from `kg.triples.copied_blocks.paper_blocks` where
        another file may hold them already.

    Raises
    ------
    FormatError
        The format or the vocabulary is unknown, or the format is ``rdfxml`` and a text holds a
        character that XML cannot.
    InputError
        `base_iri` is no absolute IRI.
    """
    if format not in RDF_FORMATS:
        raise FormatError(f"unknown RDF format {format!r}: one of {', '.join(RDF_FORMATS)}")
    if vocabulary not in RDF_VOCABULARIES:
        known = ", ".join(RDF_VOCABULARIES)
        raise FormatError(f"unknown vocabulary {vocabulary!r}: one of {known}")
    terms = _TEXT_FORMATS.get(format, NTriples)(base_iri)
    if vocabulary == "lpwc":
        parts: Iterable[Described] = lpwc_descriptions(
            graph.papers, graph.entities(), graph.links, graph.relations, terms
        )
    else:
        parts = _descriptions(graph, terms, provenance, state)
    if format in _TEXT_FORMATS:
        stream.write(terms.header())
        for part in parts:
            stream.write(terms.described(part))
        return
    stated = _parsed(parts, terms)
    if format == "jsonld":
        write_json_ld(stated, stream)
        return
    if format == "rdfxml":
        stated = _fit_for_xml(stated)
    # No base IRI is declared: relative to ours, every other https address would be written //host.
    prefixes = PREFIXES | terms.mint.prefixes()
    ox.serialize(stated, stream, RDF_FORMATS[format], prefixes=prefixes)


def to_store(graph: RdfSource, base_iri: str = DEFAULT_BASE_IRI) -> ox.Store:
    """Load a graph into an Oxigraph store in memory.

    Parameters
    ----------
    graph
        The papers, entities and links.
    base_iri
        What the graph's own IRIs begin with.
    """
    store = ox.Store()
    # Written and read again, since to make an object of each term takes far longer.
    with TemporaryFile() as stream:
        write_rdf(graph, stream, "nt", base_iri)
        stream.seek(0)
        store.bulk_load(input=stream, format=RdfFormat.N_TRIPLES)
    return store


def to_rdflib(graph: RdfSource, base_iri: str = DEFAULT_BASE_IRI) -> rdflib.Graph:
    """Give a graph as an rdflib Graph that lies on an in-memory Oxigraph store.

    Parameters
    ----------
    graph
        The papers, entities and links.
    base_iri
        What the graph's own IRIs begin with.

    Returns
    -------
    rdflib.Graph
        With the prefixes of our vocabularies bound.
    """
    import rdflib
    from oxrdflib import OxigraphStore
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

    store = OxigraphStore(store=to_store(graph, base_iri))
    result = rdflib.Graph(store, identifier=DATASET_DEFAULT_GRAPH_ID)
    for prefix, iri in (PREFIXES | Mint(base_iri).prefixes()).items():
        result.bind(prefix, iri)
    return result
