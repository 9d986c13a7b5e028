"""Turns records into RDF: a stream of triples, its serializations, an rdflib graph."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import IO, Protocol

import pyoxigraph as ox
import rdflib
from oxrdflib import OxigraphStore
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from kg.errors import FormatError
from kg.iris import DEFAULT_BASE_IRI, Mint
from kg.records import Entity, Link, Paper, Relation
from kg.statements import (
    CONTEXT_LENGTH,
    ROLE_PROPERTIES,
    entity_triples,
    evidence_triples,
    linked_triples,
    paper_triples,
    relation_triples,
    shared_triples,
    text_triples,
)
from kg.vocabulary import (
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
    "ROLE_PROPERTIES",
    "RdfSource",
    "to_rdflib",
    "triples",
    "write_rdf",
]

RDF_FORMATS: dict[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
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

    def entities(self) -> Sequence[Entity]:
        """Return the entities."""


@dataclass
class _Census:
    """Counts for the description of the data set, kept while its triples stream by."""

    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    described: set[str] = field(default_factory=set)
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def counted(self, stream: Iterable[Triple]) -> Iterator[Triple]:
        """Pass triples on and count them."""
        for triple in stream:
            self.properties[triple.predicate.value] += 1
            if triple.predicate == RDF.type:
                assert isinstance(triple.object, NamedNode)
                self.classes[triple.object.value] += 1
            self.digest.update(str(triple).encode())
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


def _description_triples(census: _Census, mint: Mint) -> Iterator[Triple]:
    """Describe the data set, and the one activity that made it, by what it holds: no clock."""
    data, release = mint.at("void"), _software_version()
    build = mint.at("build", census.digest.hexdigest()[:16])
    software = mint.at("software", "paper-kg", release)
    yield Triple(data, RDF.type, VOID.Dataset)
    yield Triple(data, DCTERMS.title, Literal("Methods, datasets and benchmarks of papers"))
    yield Triple(data, DCTERMS.conformsTo, NamedNode(KG.iri.rstrip("#")))
    yield Triple(data, PROV.wasGeneratedBy, build)
    yield Triple(data, VOID.uriSpace, Literal(mint.base))
    yield Triple(data, VOID.triples, Literal(census.properties.total()))
    for iri in sorted({PREFIXES[prefix] for prefix in _used_prefixes(census)}):
        yield Triple(data, VOID.vocabulary, NamedNode(iri))
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
    yield Triple(build, RDF.type, PROV.Activity)
    yield Triple(build, PROV.wasAssociatedWith, software)
    yield Triple(software, RDF.type, PROV.SoftwareAgent)
    yield Triple(software, RDFS.label, Literal(f"paper-kg {release}"))
    yield Triple(software, SCHEMA.softwareVersion, Literal(release))


def _used_prefixes(census: _Census) -> set[str]:
    return {compact(iri).partition(":")[0] for iri in (*census.classes, *census.properties)}


def triples(
    papers: Iterable[Paper],
    entities: Iterable[Entity],
    links: Iterable[Link],
    base_iri: str = DEFAULT_BASE_IRI,
    relations: Iterable[Relation] = (),
) -> Iterator[Triple]:
    """Stream a graph's triples, grouped by subject, in an order that its records alone decide.

    Parameters
    ----------
    papers, entities, links
        The records; links must join papers and entities among them.
    base_iri
        What the IRIs of papers, entities, links and mentions begin with.
    relations
        Which of the entities are variants or parts of which others.

    Yields
    ------
    pyoxigraph.Triple
        Entities by id, then each paper with its links and mentions, then the description of the
        data set, whose counts are those of everything before it. There are no blank nodes.

    Raises
    ------
    InputError
        `base_iri` is no absolute IRI.
    """
    mint, census = Mint(base_iri), _Census()
    of_paper: dict[str, list[Link]] = defaultdict(list)
    proposed_by: dict[str, list[str]] = defaultdict(list)
    for link in sorted(links, key=lambda each: (each.paper, each.entity, each.role)):
        of_paper[link.paper].append(link)
        if link.role == "proposes":
            proposed_by[link.entity].append(link.paper)
    related: dict[str, list[Relation]] = defaultdict(list)
    for relation in relations:
        related[relation.source].append(relation)
    ordered = sorted(entities, key=lambda each: each.id)
    types = {entity.id: entity.type for entity in ordered}
    for entity in ordered:
        yield from census.counted(entity_triples(entity, proposed_by.get(entity.id, ()), mint))
        own = sorted(related.get(entity.id, ()), key=lambda each: (each.kind, each.target))
        yield from census.counted(relation_triples(own, types, mint))
    for paper in sorted(papers, key=lambda each: each.id):
        linked = of_paper.get(paper.id, [])
        fields = {mention.field for link in linked for mention in link.mentions}
        for part in (
            paper_triples(paper, mint),
            linked_triples(linked, types, mint),
            text_triples(paper, set(fields), mint),
            census.met_first(shared_triples(paper, mint)),
            evidence_triples(paper, linked, mint),
        ):
            yield from census.counted(part)
    yield from _description_triples(census, mint)


def _fit_for_xml(stream: Iterable[Triple]) -> Iterator[Triple]:
    for triple in stream:
        if isinstance(triple.object, Literal) and _NOT_IN_XML.search(triple.object.value):
            raise FormatError(
                f"{triple.subject}: its text holds a control character, which RDF/XML cannot; "
                "choose ttl, nt, nq or jsonld"
            )
        yield triple


def write_rdf(
    graph: RdfSource, stream: IO[bytes], format: str = "ttl", base_iri: str = DEFAULT_BASE_IRI
) -> None:
    """Write a graph as RDF; the same graph gives the same bytes.

    Parameters
    ----------
    graph
        The papers, entities and links.
    stream
        Where to write, in binary.
    format
        ``ttl``, ``nt``, ``nq``, ``jsonld`` or ``rdfxml``.
    base_iri
        What the graph's own IRIs begin with.

    Raises
    ------
    FormatError
        The format is unknown, or is ``rdfxml`` and a text holds a character that XML cannot.
    InputError
        `base_iri` is no absolute IRI.
    """
    if format not in RDF_FORMATS:
        raise FormatError(f"unknown RDF format {format!r}: one of {', '.join(RDF_FORMATS)}")
    base = Mint(base_iri).base
    stated = triples(graph.papers, graph.entities(), graph.links, base, graph.relations)
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
        ox.Quad(each.subject, each.predicate, each.object)
        for each in triples(graph.papers, graph.entities(), graph.links, base_iri, graph.relations)
    )
    result = rdflib.Graph(OxigraphStore(store=store), identifier=DATASET_DEFAULT_GRAPH_ID)
    for prefix, iri in (PREFIXES | Mint(base_iri).prefixes()).items():
        result.bind(prefix, iri)
    return result
