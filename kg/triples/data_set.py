"""Describes the exported data set by its content, and the activity that made it."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

from pyoxigraph import NamedNode

from kg.provenance import Provenance
from kg.triples.statements import SharedThing
from kg.triples.term_counts import add_counts
from kg.triples.terms import Description, Filled, NTriples, Pair
from kg.triples.vocabulary import (
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

__all__ = ["Census", "data_set_descriptions"]

_DESCRIPTION = (
    "Which papers of a list propose, use, study or are measured on which methods, datasets,"
    " benchmarks, tasks and metrics, with the sentences that say so. Read by a program from titles"
    " and abstracts: each statement has a score."
)


@dataclass
class Census:
    """Counts for the description of the data set, kept while its content streams by.

    Attributes
    ----------
    classes, properties
        How often each is stated outside `blocks`.
    blocks
        Number of texts by their packed counts of terms, from `kg.triples.term_counts`.
    met
        Shared things that have been met; each is described only the first time.
    digest
        SHA-256 of the records that were stated; it names the activity that made the data set.
    """

    classes: Counter[NamedNode] = field(default_factory=Counter)
    properties: Counter[NamedNode] = field(default_factory=Counter)
    blocks: Counter[bytes] = field(default_factory=Counter)
    met: set[SharedThing] = field(default_factory=set)
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def hold(self, *tables: Iterable[object]) -> None:
        """Add tables of records to the digest; order and duplicates within a table do not count."""
        for records in tables:
            self.digest.update(ascii(sorted({*map(ascii, records)})).encode())

    def count(self, descriptions: Iterable[Description | Filled]) -> None:
        """Count the properties that descriptions state, and the classes of their subjects."""
        stated: list[Pair] = []
        for each in descriptions:
            if isinstance(each, Filled):
                self.blocks[each.counts] += 1
            else:
                stated += each[1]
        self.properties.update([predicate for predicate, _ in stated])
        type_ = RDF.type
        classes = [value for predicate, value in stated if predicate is type_]
        self.classes.update(each for each in classes if isinstance(each, NamedNode))

    def totals(self) -> tuple[Counter[NamedNode], Counter[NamedNode]]:
        """Return how often each property and each class is stated."""
        properties, classes = add_counts(self.blocks)
        properties.update(self.properties)
        classes.update(self.classes)
        return properties, classes

    def met_first(self, things: Iterable[SharedThing]) -> Iterator[SharedThing]:
        """Yield the shared things that are met for the first time."""
        for thing in things:
            if thing not in self.met:
                self.met.add(thing)
                yield thing


def data_set_descriptions(
    census: Census, provenance: Provenance, terms: NTriples
) -> Iterator[Description]:
    """Describe the data set and the activity that made it by their content, without a date."""
    build = terms.mint.at("build", census.digest.hexdigest()[:16])
    properties, classes = census.totals()
    # By its content, as the build is, so that two exports in one store are two data sets.
    counted = sorted(
        (str(term), count) for part in (properties, classes) for term, count in part.items()
    )
    data_set = terms.mint.of_content("void", content=[str(build), *map(str, counted)])
    data: list[Pair] = [
        (RDF.type, VOID.Dataset),
        (RDF.type, DCAT.Dataset),
        (DCTERMS.title, terms.text("Methods, datasets and benchmarks of papers")),
        (DCTERMS.description, terms.text(_DESCRIPTION)),
    ]
    for keyword in ("methods", "datasets", "benchmarks", "research papers"):
        data.append((DCAT.keyword, terms.text(keyword)))
    data += [
        (DCTERMS.conformsTo, terms.full(KG.iri.rstrip("#"))),
        (PROV.wasGeneratedBy, terms.iri(build)),
        (VOID.uriSpace, terms.text(terms.mint.base)),
        (VOID.triples, terms.integer(properties.total())),
    ]
    data += [
        (VOID.vocabulary, terms.full(iri)) for iri in sorted(_vocabularies((*classes, *properties)))
    ]
    partitions = [
        *_partitions(data_set, classes, VOID["class"], VOID.entities, terms),
        *_partitions(data_set, properties, VOID.property, VOID.triples, terms),
    ]
    data += [(VOID.classPartition, node) for node, _ in partitions[: len(classes)]]
    data += [(VOID.propertyPartition, node) for node, _ in partitions[len(classes) :]]
    yield terms.iri(data_set), data
    yield from partitions
    yield from _build_descriptions(build, provenance, terms)


def _vocabularies(used: Iterable[NamedNode]) -> set[str]:
    return {PREFIXES[compact(term.value).partition(":")[0]] for term in used}


def _partitions(
    data_set: NamedNode,
    counts: Counter[NamedNode],
    of: NamedNode,
    measure: NamedNode,
    terms: NTriples,
) -> Iterator[Description]:
    for term in sorted(counts, key=str):
        yield (
            terms.full(f"{data_set.value}/{compact(term.value)}"),
            [
                (RDF.type, VOID.Dataset),
                (of, terms.full(term.value)),
                (measure, terms.integer(counts[term])),
            ],
        )


def _software_version() -> str:
    try:
        return version("paper-kg")
    except PackageNotFoundError:
        return "unreleased"


def _build_descriptions(
    build: NamedNode, provenance: Provenance, terms: NTriples
) -> Iterator[Description]:
    release = _software_version()
    software = terms.iri(terms.mint.at("software", "paper-kg", release))
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for each in provenance.inputs:
        names[each.sha256][each.name] = None
    used = {sha256: terms.iri(terms.mint.at("input", sha256)) for sha256 in names}
    made: list[Pair] = [(RDF.type, PROV.Activity), (PROV.wasAssociatedWith, software)]
    if provenance.model:
        made.append((KG.model, terms.text(provenance.model)))
    made += [(PROV.used, node) for node in used.values()]
    yield terms.iri(build), made
    yield (
        software,
        [
            (RDF.type, PROV.SoftwareAgent),
            (RDFS.label, terms.text(f"paper-kg {release}")),
            (SCHEMA.softwareVersion, terms.text(release)),
        ],
    )
    for sha256, node in used.items():
        yield (
            node,
            [
                (RDF.type, PROV.Entity),
                *((DCTERMS.title, terms.text(name)) for name in names[sha256]),
                (KG.sha256, terms.text(sha256)),
            ],
        )
