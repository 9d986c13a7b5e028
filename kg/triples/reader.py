"""Reads a graph back from its RDF export."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, RdfFormat

from kg.errors import GraphError, InputError
from kg.records import (
    Entity,
    EntityType,
    Layer,
    Link,
    Mention,
    Merge,
    Paper,
    Relation,
    Source,
)
from kg.resolution.overrides import Overrides, parse_overrides
from kg.triples.edge_statements import RELATION_PROPERTIES, ROLE_PROPERTIES
from kg.triples.statements import TYPE_CLASSES
from kg.triples.vocabulary import DCAT, DCTERMS, FABIO, KG, OA, RDF, SCHEMA, SKOS

__all__ = ["Records", "read_rdf"]

Records = tuple[list[Paper], list[Entity], list[Link], list[Merge], list[Relation], Overrides]

_FORMATS: Mapping[str, RdfFormat] = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".jsonld": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".rdfxml": RdfFormat.RDF_XML,
}
# Every export has one of these; that of an empty graph has the description of the data set.
_SIGNS = (SCHEMA.ScholarlyArticle, KG.Entity, DCAT.Dataset)
_ROLES = {property_.value: role for role, property_ in ROLE_PROPERTIES.items()}
_RELATIONS = {property_.value: kind for kind, property_ in RELATION_PROPERTIES.items()}
_TYPES = {classes[0].value: type for type, classes in TYPE_CLASSES.items()}


class _Described:
    """The statements of a file: by subject, the values of each property."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                self._said[quad.subject.value][quad.predicate.value].append(quad.object.value)
        self._of_class: dict[str, list[str]] = defaultdict(list)
        for subject, properties in self._said.items():
            for class_ in properties.get(RDF.type.value, ()):
                self._of_class[class_].append(subject)

    def of_class(self, class_: NamedNode) -> list[str]:
        """Return the subjects of a class."""
        return self._of_class.get(class_.value, [])

    def values(self, subject: str, property_: NamedNode) -> list[str]:
        """Return the values of a property, as IRIs or texts."""
        return self._said.get(subject, {}).get(property_.value, [])

    def value(self, subject: str, property_: NamedNode) -> str | None:
        """Return a property's first value, None if it has none."""
        return next(iter(self.values(subject, property_)), None)

    def one(self, subject: str, property_: NamedNode) -> str:
        """Return the value of a property that a subject must have.

        Raises
        ------
        GraphError
            If it has none.
        """
        found = self.value(subject, property_)
        if found is None:
            raise GraphError(f"{subject} has no {property_.value}")
        return found


def _papers(data: _Described) -> list[Paper]:
    abstracts = {
        data.one(node, DCTERMS.isPartOf): data.one(node, SCHEMA.text)
        for node in data.of_class(FABIO.Abstract)
    }
    found = []
    for node in data.of_class(SCHEMA.ScholarlyArticle):
        held: dict[str, Any] = json.loads(data.one(node, KG.record))
        source = held.pop("source", None)
        found.append(
            Paper(
                id=data.one(node, DCTERMS.identifier),
                title=data.value(node, DCTERMS.title) or "",
                abstract=abstracts.get(node, ""),
                authors=tuple(held.pop("authors", ())),
                repositories=tuple(held.pop("repositories", ())),
                source=Source(*source) if source else None,
                **held,
            )
        )
    return sorted(found, key=_place)


def _place(paper: Paper) -> tuple[str, int, str]:
    source = paper.source
    return (source.file, source.record, paper.id) if source else ("", 0, paper.id)


def _type(data: _Described, node: str) -> EntityType:
    for class_ in data.values(node, RDF.type):
        if class_ in _TYPES:
            return _TYPES[class_]
    raise GraphError(f"{node} is of no known type of entity")


def _entity(data: _Described, node: str) -> Entity:
    return Entity(
        id=data.one(node, DCTERMS.identifier),
        name=data.one(node, SKOS.prefLabel),
        type=_type(data, node),
        aliases=tuple(sorted(data.values(node, SKOS.altLabel))),
        named=data.one(node, KG.named) == "true",
        same_as=tuple(sorted(data.values(node, SKOS.exactMatch))),
    )


def _mention(data: _Described, node: str, link: Link, type: EntityType) -> Mention:
    target = data.one(node, OA.hasTarget)
    selectors = data.values(target, OA.hasSelector)
    position = next((s for s in selectors if data.value(s, OA.start) is not None), "")
    quote = next((s for s in selectors if data.value(s, OA.exact) is not None), "")
    source = data.one(target, OA.hasSource)
    read_as, role = data.value(node, KG.readAs), data.value(node, KG.mentionRole)
    named = data.value(node, KG.named)
    title = KG.Title.value in data.values(source, RDF.type)
    return Mention(
        paper=link.paper,
        field="title" if title else "abstract",
        start=int(data.one(position, OA.start)),
        end=int(data.one(position, OA.end)),
        text=data.one(quote, OA.exact),
        type=_TYPES[read_as] if read_as else type,
        role=_ROLES[role] if role else link.role,
        score=float(data.one(node, KG.score)),
        by=cast(Layer, data.one(node, KG.foundBy)),
        sentence_start=int(data.one(node, KG.sentenceStart)),
        sentence_end=int(data.one(node, KG.sentenceEnd)),
        expansion=data.value(node, KG.expansion),
        canonical=data.value(node, KG.canonicalName),
        named=None if named is None else named == "true",
    )


def _link(data: _Described, node: str) -> Link:
    entity = data.one(node, KG.entity)
    bare = Link(
        data.one(data.one(node, KG.paper), DCTERMS.identifier),
        data.one(entity, DCTERMS.identifier),
        _ROLES[data.one(node, KG.role)],
        float(data.one(node, KG.score)),
    )
    type = _type(data, entity)
    mentions = [_mention(data, each, bare, type) for each in data.values(node, KG.evidence)]
    mentions.sort(key=lambda m: (m.field == "abstract", m.start, m.end))
    return Link(bare.paper, bare.entity, bare.role, bare.score, tuple(mentions))


def _merge(data: _Described, node: str) -> Merge:
    return Merge(
        data.one(data.one(node, KG.entity), DCTERMS.identifier),
        data.one(node, KG.joinedName),
        data.one(node, KG.reason),
        data.value(node, KG.joinedWith) or "",
    )


def _relation(data: _Described, node: str) -> Relation:
    return Relation(
        data.one(data.one(node, KG["from"]), DCTERMS.identifier),
        _RELATIONS[data.one(node, KG.relation)],
        data.one(data.one(node, KG.to), DCTERMS.identifier),
        data.one(node, KG.reason),
    )


def _overrides(data: _Described, source: str) -> Overrides:
    nodes = data.of_class(KG.Override)
    ordered = sorted(nodes, key=lambda node: int(data.one(node, KG.position)))
    return parse_overrides((data.one(node, KG.line) for node in ordered), source)


def read_rdf(path: str | Path) -> Records:
    """Read the records that `kg.rdf.write_rdf` wrote in our terms, in any of its formats.

    Parameters
    ----------
    path
        The suffix tells the format: .ttl, .nt, .nq, .trig, .jsonld, .rdf, .xml or .rdfxml.

    Returns
    -------
    tuple
        Papers by their place in the sources, entities, links, merges, relations and
        overrides, as `KnowledgeGraph` takes them. Repeated evidence comes once.

    Raises
    ------
    GraphError
        If the file cannot be read, is not RDF, or lacks what a graph needs.
    """
    file = Path(path)
    format = _FORMATS.get(file.suffix.lower())
    if format is None:
        raise GraphError(f"{path}: its name ends in none of {', '.join(_FORMATS)}")
    try:
        data = _Described(ox.parse(path=file, format=format))
        if not any(map(data.of_class, _SIGNS)):
            raise GraphError("it holds no paper, no entity and no data set in our terms")
        return (
            _papers(data),
            [_entity(data, node) for node in data.of_class(KG.Entity)],
            [_link(data, node) for node in data.of_class(KG.Link)],
            sorted(
                (_merge(data, node) for node in data.of_class(KG.Merge)),
                key=lambda merge: (merge.entity, merge.name, merge.other),
            ),
            sorted(
                (_relation(data, node) for node in data.of_class(KG.Relation)),
                key=lambda each: (each.source, each.kind, each.target),
            ),
            _overrides(data, str(path)),
        )
    except OSError as error:
        raise GraphError(f"{path}: cannot be read: {error.strerror or error}") from error
    except SyntaxError as error:
        raise GraphError(f"{path}: is no {format}: {error}") from error
    except (GraphError, InputError, KeyError, TypeError, ValueError) as error:
        raise GraphError(f"{path}: was not written by this program: {error}") from error
