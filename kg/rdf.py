"""Turns records into RDF: a stream of triples, its serializations, an rdflib graph."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import IO, Protocol

import pyoxigraph as ox
import rdflib
from oxrdflib import OxigraphStore
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from kg.edge_statements import (
    CONTEXT_LENGTH,
    ROLE_PROPERTIES,
    evidence_triples,
    linked_triples,
    merge_triples,
    override_triples,
    relation_triples,
    result_triples,
)
from kg.errors import FormatError
from kg.iris import DEFAULT_BASE_IRI, Mint
from kg.lpwc import lpwc_triples
from kg.provenance import NO_PROVENANCE, Provenance
from kg.records import Entity, EntityType, Link, Merge, Paper, Relation
from kg.resolution.overrides import Overrides
from kg.results import results_of
from kg.statements import (
    entity_triples,
    paper_triples,
    shared_triples,
    text_literal,
    text_triples,
)
from kg.vocabulary import (
    DCAT,
    DCTERMS,
    KG,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    VOID,
    compact,
)

__all__ = [
    "CONTEXT_LENGTH",
    "DEFAULT_BASE_IRI",
    "RDF_FORMATS",
    "RDF_VOCABULARIES",
    "ROLE_PROPERTIES",
    "Census",
    "RdfSource",
    "description_triples",
    "entity_statements",
    "paper_statements",
    "to_rdflib",
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
# The terms that an export may be written in: ours, or those of Linked Papers With Code.
RDF_VOCABULARIES = ("kg", "lpwc")
_DESCRIPTION = (
    "Which papers of a list propose, use, study or are measured on which methods, datasets,"
    " benchmarks, tasks and metrics, with the sentences that say so. Read by a program from titles"
    " and abstracts: each statement has a score."
)
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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


@dataclass
class Census:
    """Counts for the description of the data set, kept while its triples stream by.

    Attributes
    ----------
    classes, properties
        How many nodes each class has, and how many triples each property.
    described
        The shared nodes that were described already.
    digest
        Sum of the SHA-256 of all triples, modulo 2 to the 256th: the same in whatever order and
        parts they are written (Bellare and Micciancio 1997, AdHash).
    """

    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    described: set[str] = field(default_factory=set)
    digest: int = 0

    def counted(self, stream: Iterable[Triple]) -> Iterator[Triple]:
        """Pass triples on and count them."""
        for triple in stream:
            self.properties[triple.predicate.value] += 1
            if triple.predicate == RDF.type:
                assert isinstance(triple.object, NamedNode)
                self.classes[triple.object.value] += 1
            self.digest += int.from_bytes(hashlib.sha256(str(triple).encode()).digest())
            yield triple

    def met_first(self, described: Iterable[tuple[NamedNode, list[Triple]]]) -> Iterator[Triple]:
        """Pass on the description of a shared node where the node is first met."""
        for node, description in described:
            if node.value not in self.described:
                self.described.add(node.value)
                yield from description


def _software_version() -> str:
    try:
        return version("paper-kg")
    except PackageNotFoundError:
        return "unreleased"


def description_triples(census: Census, provenance: Provenance, mint: Mint) -> Iterator[Triple]:
    """Describe the data set, and the one activity that made it, by what it holds: no clock."""
    data = mint.at("void")
    build = mint.at("build", (census.digest % (1 << 256)).to_bytes(32).hex()[:16])
    yield Triple(data, RDF.type, VOID.Dataset)
    yield Triple(data, RDF.type, DCAT.Dataset)
    yield Triple(data, DCTERMS.title, Literal("Methods, datasets and benchmarks of papers"))
    yield Triple(data, DCTERMS.description, Literal(_DESCRIPTION))
    for keyword in ("methods", "datasets", "benchmarks", "research papers"):
        yield Triple(data, DCAT.keyword, Literal(keyword))
    yield Triple(data, DCTERMS.conformsTo, NamedNode(KG.iri.rstrip("#")))
    yield Triple(data, PROV.wasGeneratedBy, build)
    yield Triple(data, VOID.uriSpace, Literal(mint.base))
    yield Triple(data, VOID.triples, Literal(census.properties.total()))
    for iri in sorted({PREFIXES[prefix] for prefix in _used_prefixes(census)}):
        yield Triple(data, VOID.vocabulary, NamedNode(iri))
    yield from _partition_triples(data, census, mint)
    yield from _build_triples(build, provenance, mint)


def _partition_triples(data: NamedNode, census: Census, mint: Mint) -> Iterator[Triple]:
    partitions = [
        (VOID.classPartition, VOID["class"], VOID.entities, census.classes),
        (VOID.propertyPartition, VOID.property, VOID.triples, census.properties),
    ]
    for partition, _, _, counts in partitions:
        for iri in sorted(counts):
            yield Triple(data, partition, mint.at("void", compact(iri)))
    for _, of, measure, counts in partitions:
        for iri, count in sorted(counts.items()):
            node = mint.at("void", compact(iri))
            yield Triple(node, RDF.type, VOID.Dataset)
            yield Triple(node, of, NamedNode(iri))
            yield Triple(node, measure, Literal(count))


def _build_triples(build: NamedNode, provenance: Provenance, mint: Mint) -> Iterator[Triple]:
    release = _software_version()
    software = mint.at("software", "paper-kg", release)
    used = [(mint.at("input", each.sha256), each) for each in provenance.inputs]
    yield Triple(build, RDF.type, PROV.Activity)
    yield Triple(build, PROV.wasAssociatedWith, software)
    if provenance.model:
        yield Triple(build, KG.model, text_literal(provenance.model))
    for node in dict.fromkeys(node for node, _ in used):
        yield Triple(build, PROV.used, node)
    yield Triple(software, RDF.type, PROV.SoftwareAgent)
    yield Triple(software, RDFS.label, Literal(f"paper-kg {release}"))
    yield Triple(software, SCHEMA.softwareVersion, Literal(release))
    for node, each in dict(used).items():
        yield Triple(node, RDF.type, PROV.Entity)
        yield Triple(node, DCTERMS.title, text_literal(each.name))
        yield Triple(node, KG.sha256, Literal(each.sha256))


def _used_prefixes(census: Census) -> set[str]:
    return {compact(iri).partition(":")[0] for iri in (*census.classes, *census.properties)}


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
    mint, census = Mint(base_iri), Census()
    yield from census.counted(_entities_triples(graph, mint))
    entities = {entity.id: entity for entity in graph.entities()}
    of_paper = _links_by_paper(graph.links)
    for paper in sorted(graph.papers, key=lambda each: each.id):
        linked = of_paper.get(paper.id, [])
        shared = census.met_first(shared_triples(paper, mint))
        yield from census.counted(paper_statements(paper, linked, entities, mint, shared))
    yield from census.counted(override_triples(map(str, graph.overrides.lines), mint))
    yield from description_triples(census, provenance, mint)


def paper_statements(
    paper: Paper,
    linked: Sequence[Link],
    entities: Mapping[str, Entity],
    mint: Mint,
    shared: Iterable[Triple] = (),
) -> Iterator[Triple]:
    """State all that is known of one paper.

    Parameters
    ----------
    linked
        Its links, in the order of their entities.
    entities
        By id at least those that it is linked to.
    shared
        Describes what it shares with other papers, where that is not done elsewhere.
    """
    types = {link.entity: entities[link.entity].type for link in linked}
    fields: set[str] = {mention.field for link in linked for mention in link.mentions}
    yield from paper_triples(paper, mint)
    yield from linked_triples(linked, types, mint)
    yield from text_triples(paper, fields, mint)
    yield from shared
    yield from evidence_triples(paper, linked, mint)
    yield from result_triples(results_of(paper, linked, entities), mint)


def entity_statements(
    entity: Entity,
    proposed_by: Sequence[str],
    relations: Iterable[Relation],
    merges: Iterable[Merge],
    types: dict[str, EntityType],
    mint: Mint,
) -> Iterator[Triple]:
    """State all that is known of one entity, its own relations and joined names included.

    Parameters
    ----------
    proposed_by
        Ids of the papers that propose it, in order.
    types
        By id at least those of the entities that its relations join.
    """
    yield from entity_triples(entity, proposed_by, mint)
    yield from relation_triples(sorted(relations, key=lambda r: (r.kind, r.target)), types, mint)
    yield from merge_triples(sorted(merges, key=lambda m: (m.name, m.other)), mint)


def _links_by_paper(links: Iterable[Link]) -> dict[str, list[Link]]:
    of_paper: dict[str, list[Link]] = defaultdict(list)
    for link in sorted(links, key=lambda each: (each.paper, each.entity, each.role)):
        of_paper[link.paper].append(link)
    return of_paper


def _entities_triples(graph: RdfSource, mint: Mint) -> Iterator[Triple]:
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
    types = {entity.id: entity.type for entity in graph.entities()}
    for entity in sorted(graph.entities(), key=lambda each: each.id):
        own = related.get(entity.id, ()), joined.get(entity.id, ())
        yield from entity_statements(entity, proposed_by.get(entity.id, ()), *own, types, mint)


def _fit_for_xml(stream: Iterable[Triple]) -> Iterator[Triple]:
    for triple in stream:
        if isinstance(triple.object, Literal) and _NOT_IN_XML.search(triple.object.value):
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
    base = Mint(base_iri).base
    if vocabulary == "lpwc":
        stated = lpwc_triples(graph.papers, graph.entities(), graph.links, graph.relations, base)
    else:
        stated = triples(graph, base, provenance)
    if format == "rdfxml":
        stated = _fit_for_xml(stated)
    # No base IRI is declared: relative to ours, every other https address would be written //host.
    prefixes = PREFIXES | Mint(base).prefixes()
    ox.serialize(stated, stream, RDF_FORMATS[format], prefixes=prefixes)


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
    store = ox.Store()
    store.bulk_extend(
        ox.Quad(each.subject, each.predicate, each.object) for each in triples(graph, base_iri)
    )
    result = rdflib.Graph(OxigraphStore(store=store), identifier=DATASET_DEFAULT_GRAPH_ID)
    for prefix, iri in (PREFIXES | Mint(base_iri).prefixes()).items():
        result.bind(prefix, iri)
    return result
