"""Finds the node of an RDF store that a user's text means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from kg.analysis.lookups import Namesake, meant_by, registered_id
from kg.errors import GraphError, QueryError
from kg.iris import web_iri
from kg.naming import fold_name
from kg.triples.vocabulary import DCTERMS, KG, RDF, SCHEMA, SKOS

__all__ = ["node_meant"]


def node_meant(store: ox.Store, class_: ox.NamedNode, kind: str, value: str) -> ox.NamedNode:
    """Find the one node that a text means: by id, name or title, alias, name in any case, or IRI.

    Of several entities with a name, `kg.analysis.lookups.meant_by` chooses, as it does for
    `kg.graph.KnowledgeGraph.entity`. As a last resort, an entity is looked up ignoring hyphens,
    spaces and plural. All names are folded for that, which takes a second or two on the largest
    graphs. A paper is also found by its arXiv id, DOI, or the URL of either.

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
    if class_ == KG.Entity:
        found = _entities_meant(store, value)
    else:
        texts = ((DCTERMS.identifier, value), (DCTERMS.title, value))
        registered = registered_id(value)
        own = ((DCTERMS.identifier, registered),) if registered else ()
        found = next(filter(None, (_with(store, class_, [each]) for each in texts + own)), [])
    if not found and (node := web_iri(value)) and ox.Quad(node, RDF.type, class_) in store:
        found = [node]
    if not found and class_ == KG.Entity:
        found = _chosen(store, value, _folded_alike(store, value))
    if len(found) > 1:
        raise QueryError(f"{value!r} names several; say which: {', '.join(_ids(store, found))}")
    if not found:
        raise GraphError(f"the graph holds no {kind} {value!r}")
    return found[0]


def _with(
    store: ox.Store, class_: ox.NamedNode, texts: Iterable[tuple[ox.NamedNode, str]]
) -> list[ox.NamedNode]:
    """Return the nodes of a class that have one of some texts, by property, sorted by IRI."""
    subjects = {
        quad.subject
        for property_, text in texts
        for quad in store.quads_for_pattern(None, property_, ox.Literal(text))
        if isinstance(quad.subject, ox.NamedNode)
    }
    nodes = (node for node in subjects if ox.Quad(node, RDF.type, class_) in store)
    return sorted(nodes, key=lambda node: node.value)


def _entities_meant(store: ox.Store, value: str) -> list[ox.NamedNode]:
    labels = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
    spellings = dict.fromkeys((value, value.casefold()))
    called = [(label, text) for text in spellings for label in labels]
    return _with(store, KG.Entity, [(DCTERMS.identifier, value)]) or _chosen(
        store, value, _with(store, KG.Entity, called)
    )


def _chosen(store: ox.Store, name: str, nodes: Sequence[ox.NamedNode]) -> list[ox.NamedNode]:
    """Choose among the entities that have a name."""

    def texts(node: ox.NamedNode, property_: ox.NamedNode) -> list[str]:
        quads = store.quads_for_pattern(node, property_, None)
        return [quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)]

    namesakes = [
        Namesake(
            node,
            next(iter(texts(node, SKOS.prefLabel)), ""),
            texts(node, SKOS.altLabel),
            sum(1 for _ in store.quads_for_pattern(None, SCHEMA.mentions, node)),
        )
        for node in nodes
    ]
    return meant_by(name, namesakes)


def _folded_alike(store: ox.Store, value: str) -> list[ox.NamedNode]:
    wanted = fold_name(value)
    found = {
        quad.subject
        for property_ in (SKOS.prefLabel, SKOS.altLabel)
        for quad in (store.quads_for_pattern(None, property_, None) if wanted else ())
        if isinstance(quad.object, ox.Literal) and fold_name(quad.object.value) == wanted
    }
    nodes = (node for node in found if isinstance(node, ox.NamedNode))
    is_entity = (node for node in nodes if ox.Quad(node, RDF.type, KG.Entity) in store)
    return sorted(is_entity, key=lambda node: node.value)


def _ids(store: ox.Store, nodes: list[ox.NamedNode]) -> list[str]:
    return [
        quad.object.value
        for node in nodes
        for quad in store.quads_for_pattern(node, DCTERMS.identifier, None)
        if isinstance(quad.object, ox.Literal)
    ]
