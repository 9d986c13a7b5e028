"""Writes the graph as RDF: as a stream of triples, a file, a store or an rdflib graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox
from pyoxigraph import Literal, RdfFormat, Triple

from kg.errors import FormatError
from kg.iris import DEFAULT_BASE_IRI, Mint
from kg.provenance import NO_PROVENANCE, Provenance
from kg.triples.copied_blocks import Described, Stating, state_anew
from kg.triples.descriptions import RdfSource, graph_descriptions
from kg.triples.edge_statements import CONTEXT_LENGTH, ROLE_PROPERTIES
from kg.triples.json_ld import write_json_ld
from kg.triples.lpwc import lpwc_descriptions
from kg.triples.terms import NOT_IN_XML, NTriples, Turtle
from kg.triples.vocabulary import PREFIXES

if TYPE_CHECKING:
    import rdflib

__all__ = [
    "CONTEXT_LENGTH",
    "DEFAULT_BASE_IRI",
    "RDF_FORMATS",
    "RDF_VOCABULARIES",
    "ROLE_PROPERTIES",
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
# Formats with writers of our own; every Turtle document is TriG, and N-Triples are N-Quads.
_TEXT_FORMATS: dict[str, type[NTriples]] = {
    "ttl": Turtle,
    "trig": Turtle,
    "nt": NTriples,
    "nq": NTriples,
}
# The vocabularies of an export: ours, or that of Linked Papers With Code.
RDF_VOCABULARIES = ("kg", "lpwc")


def triples(
    graph: RdfSource,
    base_iri: str = DEFAULT_BASE_IRI,
    provenance: Provenance = NO_PROVENANCE,
) -> Iterator[Triple]:
    """Stream a graph's triples, grouped by subject, in an order that depends only on its records.

    Parameters
    ----------
    graph
        Its links and relations must connect papers and entities of its own.
    base_iri
        Base of the IRIs of papers, entities, links and mentions.
    provenance
        The input files and the model that the graph was made with.

    Yields
    ------
    pyoxigraph.Triple
        Entities by id, then each paper with its links, mentions and results, then the user's
        overrides, then the description of the data set, which counts everything before it. There
        are no blank nodes.

    Raises
    ------
    InputError
        `base_iri` is not an absolute IRI.
    """
    terms = NTriples(base_iri)
    return _parsed(graph_descriptions(graph, terms, provenance, state_anew), terms)


def _parsed(parts: Iterable[Described], terms: NTriples) -> Iterator[Triple]:
    for part in parts:
        for quad in ox.parse(terms.described(part), format=RdfFormat.N_TRIPLES):
            yield quad.triple


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
        A binary stream.
    format
        ``ttl``, ``nt``, ``nq``, ``trig``, ``jsonld`` or ``rdfxml``.
    base_iri
        Base of the graph's own IRIs.
    provenance
        The input files and the model that the graph was made with.
    vocabulary
        ``kg`` for the whole graph in the terms of our ontology; ``lpwc`` for the part that Linked
        Papers With Code has terms for, in those terms.
    state
        Returns the descriptions of papers and entities; `kg.triples.copied_blocks` has one that
        copies unchanged ones from an earlier file.

    Raises
    ------
    FormatError
        The format or the vocabulary is unknown, or the format is ``rdfxml`` and a text holds a
        character that XML cannot.
    InputError
        `base_iri` is not an absolute IRI.
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
        parts = graph_descriptions(graph, terms, provenance, state)
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
    # No base IRI is declared: relative to it, every other https address would be written //host.
    prefixes = PREFIXES | terms.mint.prefixes()
    ox.serialize(stated, stream, RDF_FORMATS[format], prefixes=prefixes)


def to_store(graph: RdfSource, base_iri: str = DEFAULT_BASE_IRI) -> ox.Store:
    """Load a graph into an Oxigraph store in memory.

    Parameters
    ----------
    graph
        The papers, entities and links.
    base_iri
        Base of the graph's own IRIs.
    """
    store = ox.Store()
    # Written and read back, since making an object of each term takes far longer.
    with TemporaryFile() as stream:
        write_rdf(graph, stream, "nt", base_iri)
        stream.seek(0)
        store.bulk_load(input=stream, format=RdfFormat.N_TRIPLES)
    return store


def to_rdflib(graph: RdfSource, base_iri: str = DEFAULT_BASE_IRI) -> rdflib.Graph:
    """Return a graph as an rdflib Graph on an in-memory Oxigraph store.

    Parameters
    ----------
    graph
        The papers, entities and links.
    base_iri
        Base of the graph's own IRIs.

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
