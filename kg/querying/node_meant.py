"""Finds the node of an RDF store that a user's text means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.errors import GraphError, QueryError
from kg.iris import web_iri
from kg.naming import fold_name
from kg.triples.vocabulary import DCTERMS, KG, RDF, SKOS

__all__ = ["node_meant"]


def node_meant(store: ox.Store, class_: ox.NamedNode, kind: str, value: str) -> ox.NamedNode:
    """Find the one node that a text means: by id, name or title, alias, name in any case, or IRI.

    As a last resort, an entity is looked up as `kg.graph.KnowledgeGraph.entity` does, ignoring
    hyphens, spaces and plural. All names are folded for that, which takes a second or two on the
    largest graphs.

    Parameters
    ----------
    class_, kind
        The class that the node must have, as a term and in words.

    Raises
    ------
    QueryError
        If several nodes match.
    GraphError
        If none does.
    """
    for property_, text in (
        (DCTERMS.identifier, value),
        (SKOS.prefLabel, value),
        (DCTERMS.title, value),
        (SKOS.altLabel, value),
        (SKOS.prefLabel, value.casefold()),
        (SKOS.altLabel, value.casefold()),
        (SKOS.hiddenLabel, value.casefold()),
    ):
        quads = store.quads_for_pattern(None, property_, ox.Literal(text))
        if found := _only_one(store, class_, value, quads):
            return found
    node = web_iri(value)
    if node is not None and ox.Quad(node, RDF.type, class_) in store:
        return node
    for property_ in (SKOS.prefLabel, SKOS.altLabel) if class_ == KG.Entity else ():
        quads = _folded_alike(store, property_, value)
        if found := _only_one(store, class_, value, quads):
            return found
    raise GraphError(f"the graph holds no {kind} {value!r}")


def _only_one(
    store: ox.Store, class_: ox.NamedNode, value: str, quads: Iterable[ox.Quad]
) -> ox.NamedNode | None:
    """Return the only subject of a class, None if there is none; several are an error."""
    subjects = {quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    nodes = sorted(
        (node for node in subjects if ox.Quad(node, RDF.type, class_) in store),
        key=lambda node: node.value,
    )
    if len(nodes) > 1:
        raise QueryError(f"{value!r} names several; say which: {', '.join(_ids(store, nodes))}")
    return nodes[0] if nodes else None


def _folded_alike(store: ox.Store, property_: ox.NamedNode, value: str) -> Iterator[ox.Quad]:
    wanted = fold_name(value)
    for quad in store.quads_for_pattern(None, property_, None) if wanted else ():
        if isinstance(quad.object, ox.Literal) and fold_name(quad.object.value) == wanted:
            yield quad


def _ids(store: ox.Store, nodes: list[ox.NamedNode]) -> list[str]:
    return [
        quad.object.value
        for node in nodes
        for quad in store.quads_for_pattern(node, DCTERMS.identifier, None)
        if isinstance(quad.object, ox.Literal)
    ]
