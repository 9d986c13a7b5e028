"""States one node of the graph in RDF: an entity, a paper, its texts, who wrote it."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Triple

from kg.iris import Mint, external_iri
from kg.records import Entity, EntityType, Paper
from kg.vocabulary import (
    DCTERMS,
    FABIO,
    FOAF,
    KG,
    LPWC,
    LPWC_CLASS,
    PRISM,
    RDF,
    SCHEMA,
    SKOS,
    XSD,
)

__all__ = [
    "TYPE_CLASSES",
    "count_literal",
    "decimal_literal",
    "entity_triples",
    "paper_triples",
    "shared_triples",
    "text_literal",
    "text_triples",
]


# The first class of each is the one that tells the type.
TYPE_CLASSES: dict[EntityType, tuple[NamedNode, ...]] = {
    "method": (KG.Method, KG.Entity, SKOS.Concept, LPWC_CLASS.method),
    "dataset": (KG.Dataset, KG.Entity, SCHEMA.Dataset, LPWC_CLASS.dataset),
    "benchmark": (KG.Benchmark, KG.Entity, SKOS.Concept, LPWC_CLASS.dataset),
    "task": (KG.Task, KG.Entity, SKOS.Concept, LPWC_CLASS.task),
    "metric": (KG.Metric, KG.Entity, SKOS.Concept),
}
_SURROGATE = re.compile("[\ud800-\udfff]")


def text_literal(value: str) -> Literal:
    """Return a text as a plain literal."""
    # A lone surrogate is no character: RDF cannot hold it, U+FFFD stands for it.
    return Literal(_SURROGATE.sub("\ufffd", value))


def count_literal(value: int) -> Literal:
    """Return a number of things, or an offset, as a literal."""
    return Literal(str(value), datatype=XSD.nonNegativeInteger)


def decimal_literal(value: float) -> Literal:
    """Return a number as an xsd:decimal, without an exponent."""
    exact = format(Decimal(repr(float(value))), "f")
    return Literal(exact if "." in exact else exact + ".0", datatype=XSD.decimal)


def _issued(paper: Paper) -> Literal | None:
    """Type a date as precisely as it was given; one that is no date falls back to the year."""
    date = paper.date or ""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
            datetime.date.fromisoformat(date)
            return Literal(date, datatype=XSD.date)
        if re.fullmatch(r"\d{4}-\d{2}", date):
            datetime.date.fromisoformat(date + "-01")
            return Literal(date, datatype=XSD.gYearMonth)
    except ValueError:
        pass
    return _year(paper)


def _year(paper: Paper) -> Literal | None:
    dated = re.match(r"[0-9]{4}(?![0-9])", paper.date or "")
    year = int(dated.group()) if dated else paper.year
    return Literal(f"{year:04d}", datatype=XSD.gYear) if year and 0 < year < 10000 else None


def entity_triples(entity: Entity, proposed_by: Sequence[str], mint: Mint) -> Iterator[Triple]:
    """State an entity: its classes, its labels, and the papers that propose it."""
    node = mint.entity(entity.id)
    for class_ in TYPE_CLASSES[entity.type]:
        yield Triple(node, RDF.type, class_)
    yield Triple(node, SKOS.prefLabel, text_literal(entity.name))
    yield Triple(node, FOAF.name, text_literal(entity.name))
    labels = {entity.name}
    for alias in sorted(set(entity.aliases) - labels):
        yield Triple(node, SKOS.altLabel, text_literal(alias))
        labels.add(alias)
    # SKOS keeps the three kinds of label apart; the hidden ones are there to be searched.
    for folded in sorted({label.casefold() for label in labels} - labels):
        yield Triple(node, SKOS.hiddenLabel, text_literal(folded))
    yield Triple(node, DCTERMS.identifier, text_literal(entity.id))
    yield Triple(node, KG.named, Literal(entity.named))
    for iri in sorted(set(entity.same_as)):
        match = external_iri(iri)
        if match is not None:
            yield Triple(node, SKOS.exactMatch, match)
    for paper_id in proposed_by:
        yield Triple(node, LPWC.introducedBy, mint.paper(paper_id))


def _identifier_triples(paper: Paper, node: NamedNode) -> Iterator[Triple]:
    yield Triple(node, DCTERMS.identifier, text_literal(paper.id))
    scheme, _, local = paper.id.partition(":")
    if scheme == "arxiv":
        yield Triple(node, FABIO.hasArXivId, text_literal(local))
    doi = local if scheme == "doi" else paper.extra.get("doi")
    if doi:
        yield Triple(node, PRISM.doi, text_literal(doi))
    if paper.url:
        address = _SURROGATE.sub("\ufffd", paper.url)
        yield Triple(node, FABIO.hasURL, Literal(address, datatype=XSD.anyURI))


def _record(paper: Paper) -> Literal:
    """Give what no term says: the order of lists, dates as written, fields of the source."""
    source = paper.source
    fields = {
        "authors": list(paper.authors),
        "organisation": paper.organisation,
        "year": paper.year,
        "date": paper.date,
        "url": paper.url,
        "repositories": list(paper.repositories),
        "source": [source.file, source.record, source.line] if source else None,
        "extra": dict(paper.extra),
    }
    held = {name: value for name, value in fields.items() if value not in (None, [], {})}
    return Literal(json.dumps(held, sort_keys=True), datatype=RDF.JSON)


def paper_triples(paper: Paper, mint: Mint) -> Iterator[Triple]:
    """State a paper: what a catalogue says of it, its links left out."""
    node = mint.paper(paper.id)
    preprint = paper.id.startswith("arxiv:")
    yield Triple(node, RDF.type, FABIO.Preprint if preprint else FABIO.ResearchPaper)
    yield Triple(node, RDF.type, SCHEMA.ScholarlyArticle)
    yield Triple(node, RDF.type, LPWC_CLASS.paper)
    if paper.title:
        yield Triple(node, DCTERMS.title, text_literal(paper.title))
    yield from _identifier_triples(paper, node)
    issued, year = _issued(paper), _year(paper)
    if issued is not None:
        yield Triple(node, DCTERMS.issued, issued)
    if year is not None:
        yield Triple(node, FABIO.hasPublicationYear, year)
    yield Triple(node, KG.record, _record(paper))
    for author in dict.fromkeys(_folded_names(paper.authors)):
        yield Triple(node, DCTERMS.creator, mint.named("author", author))
    for organisation in _folded_names((paper.organisation or "",)):
        yield Triple(node, SCHEMA.sourceOrganization, mint.named("organisation", organisation))
    if paper.abstract:
        yield Triple(node, DCTERMS.abstract, mint.text(paper.id, "abstract"))
    for address in dict.fromkeys(paper.repositories):
        repository = external_iri(address)
        if repository is None:
            yield Triple(node, SCHEMA.codeRepository, text_literal(address))
        else:
            yield Triple(node, SCHEMA.codeRepository, repository)
            yield Triple(node, LPWC.hasRepository, repository)


def _folded_names(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        folded = " ".join(_SURROGATE.sub("\ufffd", name).split())
        if folded:
            yield folded


def text_triples(paper: Paper, fields: set[str], mint: Mint) -> Iterator[Triple]:
    """Give the texts that mentions point into IRIs of their own."""
    for name, class_, text in (
        ("title", KG.Title, paper.title if "title" in fields else ""),
        ("abstract", FABIO.Abstract, paper.abstract),
    ):
        if text:
            node = mint.text(paper.id, name)
            yield Triple(node, RDF.type, class_)
            yield Triple(node, DCTERMS.isPartOf, mint.paper(paper.id))
            yield Triple(node, SCHEMA.text, text_literal(text))


def shared_triples(paper: Paper, mint: Mint) -> Iterator[tuple[NamedNode, list[Triple]]]:
    """Describe what many papers share, with its node first: authors, organisation, repositories."""
    for author in _folded_names(paper.authors):
        node = mint.named("author", author)
        yield (
            node,
            [
                Triple(node, RDF.type, FOAF.Person),
                Triple(node, FOAF.name, text_literal(author)),
            ],
        )
    for organisation in _folded_names((paper.organisation or "",)):
        node = mint.named("organisation", organisation)
        yield (
            node,
            [
                Triple(node, RDF.type, SCHEMA.Organization),
                Triple(node, SCHEMA.name, text_literal(organisation)),
            ],
        )
    for address in paper.repositories:
        repository = external_iri(address)
        if repository is not None:
            url = Literal(repository.value, datatype=XSD.anyURI)
            yield (
                repository,
                [
                    Triple(repository, RDF.type, LPWC_CLASS.repository),
                    Triple(repository, FABIO.hasURL, url),
                ],
            )
