"""States one record in RDF: the triples of an entity, a paper, a link and a mention."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Triple

from kg.iris import Mint, external_iri
from kg.records import Entity, EntityType, Link, Mention, Paper, Relation, RelationKind, Role
from kg.vocabulary import (
    DCTERMS,
    FABIO,
    FOAF,
    KG,
    LPWC,
    LPWC_CLASS,
    OA,
    PRISM,
    RDF,
    SCHEMA,
    SKOS,
    XSD,
)

__all__ = [
    "CONTEXT_LENGTH",
    "ROLE_PROPERTIES",
    "entity_triples",
    "evidence_triples",
    "linked_triples",
    "paper_triples",
    "relation_triples",
    "shared_triples",
    "text_triples",
]

# 32 characters on each side find a quote again in a text that has since moved; it is the length
# that Hypothesis and the Web Annotation examples use.
CONTEXT_LENGTH = 32

ROLE_PROPERTIES: dict[Role, NamedNode] = {
    "proposes": KG.proposes,
    "uses": KG.uses,
    "evaluates_on": KG.evaluatesOn,
    "compares_with": KG.comparesWith,
    "studies": KG.studies,
    "measures": KG.measures,
    "mentions": KG.mentionsEntity,
}
_CLASSES: dict[EntityType, tuple[NamedNode, ...]] = {
    "method": (KG.Method, KG.Entity, SKOS.Concept, LPWC_CLASS.method),
    "dataset": (KG.Dataset, KG.Entity, SCHEMA.Dataset, LPWC_CLASS.dataset),
    "benchmark": (KG.Benchmark, KG.Entity, SKOS.Concept, LPWC_CLASS.dataset),
    "task": (KG.Task, KG.Entity, SKOS.Concept, LPWC_CLASS.task),
    "metric": (KG.Metric, KG.Entity, SKOS.Concept),
}
# Linked Papers With Code has no roles: it lists what a paper has. A method that is only compared
# with was not listed there, so only these roles are said in its terms.
_LPWC_ROLES: frozenset[Role] = frozenset({"proposes", "uses", "evaluates_on", "studies"})
_LPWC_PROPERTIES: dict[EntityType, tuple[NamedNode, ...]] = {
    "method": (LPWC.hasMethod,),
    "dataset": (LPWC.usesDataset, LPWC.hasDataset),
    "benchmark": (LPWC.usesDataset, LPWC.hasDataset),
    "task": (LPWC.hasTask,),
    "metric": (),
}
_RELATIONS: dict[RelationKind, NamedNode] = {"variant_of": KG.variantOf, "part_of": KG.partOf}
_SURROGATE = re.compile("[\ud800-\udfff]")


def _text(value: str) -> Literal:
    # A lone surrogate is no character: RDF cannot hold it, U+FFFD stands for it.
    return Literal(_SURROGATE.sub("\ufffd", value))


def _count(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.nonNegativeInteger)


def _score(value: float) -> Literal:
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
    for class_ in _CLASSES[entity.type]:
        yield Triple(node, RDF.type, class_)
    yield Triple(node, SKOS.prefLabel, _text(entity.name))
    yield Triple(node, FOAF.name, _text(entity.name))
    labels = {entity.name}
    for alias in sorted(set(entity.aliases) - labels):
        yield Triple(node, SKOS.altLabel, _text(alias))
        labels.add(alias)
    # SKOS keeps the three kinds of label apart; the hidden ones are there to be searched.
    for folded in sorted({label.casefold() for label in labels} - labels):
        yield Triple(node, SKOS.hiddenLabel, _text(folded))
    yield Triple(node, DCTERMS.identifier, _text(entity.id))
    yield Triple(node, KG.named, Literal(entity.named))
    for iri in sorted(set(entity.same_as)):
        match = external_iri(iri)
        if match is not None:
            yield Triple(node, SKOS.exactMatch, match)
    for paper_id in proposed_by:
        yield Triple(node, LPWC.introducedBy, mint.paper(paper_id))


def relation_triples(
    relations: Iterable[Relation], types: dict[str, EntityType], mint: Mint
) -> Iterator[Triple]:
    """State what an entity is a variant or a part of; a variant is the narrower concept."""
    for each in relations:
        source, target = mint.entity(each.source), mint.entity(each.target)
        yield Triple(source, _RELATIONS[each.kind], target)
        concepts = all(SKOS.Concept in _CLASSES[types[id]] for id in (each.source, each.target))
        if each.kind == "variant_of" and concepts:
            yield Triple(source, SKOS.broader, target)


def _identifier_triples(paper: Paper, node: NamedNode) -> Iterator[Triple]:
    yield Triple(node, DCTERMS.identifier, _text(paper.id))
    scheme, _, local = paper.id.partition(":")
    if scheme == "arxiv":
        yield Triple(node, FABIO.hasArXivId, _text(local))
    doi = local if scheme == "doi" else paper.extra.get("doi")
    if doi:
        yield Triple(node, PRISM.doi, _text(doi))
    if paper.url:
        address = _SURROGATE.sub("\ufffd", paper.url)
        yield Triple(node, FABIO.hasURL, Literal(address, datatype=XSD.anyURI))


def paper_triples(paper: Paper, mint: Mint) -> Iterator[Triple]:
    """State a paper: what a catalogue says of it, its links left out."""
    node = mint.paper(paper.id)
    preprint = paper.id.startswith("arxiv:")
    yield Triple(node, RDF.type, FABIO.Preprint if preprint else FABIO.ResearchPaper)
    yield Triple(node, RDF.type, SCHEMA.ScholarlyArticle)
    yield Triple(node, RDF.type, LPWC_CLASS.paper)
    if paper.title:
        yield Triple(node, DCTERMS.title, _text(paper.title))
    yield from _identifier_triples(paper, node)
    issued, year = _issued(paper), _year(paper)
    if issued is not None:
        yield Triple(node, DCTERMS.issued, issued)
    if year is not None:
        yield Triple(node, FABIO.hasPublicationYear, year)
    for author in dict.fromkeys(_folded_names(paper.authors)):
        yield Triple(node, DCTERMS.creator, mint.named("author", author))
    for organisation in _folded_names((paper.organisation or "",)):
        yield Triple(node, SCHEMA.sourceOrganization, mint.named("organisation", organisation))
    if paper.abstract:
        yield Triple(node, DCTERMS.abstract, mint.text(paper.id, "abstract"))
    for address in dict.fromkeys(paper.repositories):
        repository = external_iri(address)
        if repository is None:
            yield Triple(node, SCHEMA.codeRepository, _text(address))
        else:
            yield Triple(node, SCHEMA.codeRepository, repository)
            yield Triple(node, LPWC.hasRepository, repository)


def _folded_names(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        folded = " ".join(_SURROGATE.sub("\ufffd", name).split())
        if folded:
            yield folded


def linked_triples(
    links: Sequence[Link], types: dict[str, EntityType], mint: Mint
) -> Iterator[Triple]:
    """Say each link in one triple, and in the terms of Linked Papers With Code."""
    said: set[tuple[str, str]] = set()
    for link in links:
        node, entity = mint.paper(link.paper), mint.entity(link.entity)
        properties = [ROLE_PROPERTIES[link.role], SCHEMA.mentions]
        type_ = types.get(link.entity)
        if type_ is not None and link.role in _LPWC_ROLES:
            properties += _LPWC_PROPERTIES[type_]
        for property_ in properties:
            if (property_.value, link.entity) not in said:
                said.add((property_.value, link.entity))
                yield Triple(node, property_, entity)


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
            yield Triple(node, SCHEMA.text, _text(text))


def shared_triples(paper: Paper, mint: Mint) -> Iterator[tuple[NamedNode, list[Triple]]]:
    """Describe what many papers share, with its node first: authors, organisation, repositories."""
    for author in _folded_names(paper.authors):
        node = mint.named("author", author)
        yield (
            node,
            [
                Triple(node, RDF.type, FOAF.Person),
                Triple(node, FOAF.name, _text(author)),
            ],
        )
    for organisation in _folded_names((paper.organisation or "",)):
        node = mint.named("organisation", organisation)
        yield (
            node,
            [
                Triple(node, RDF.type, SCHEMA.Organization),
                Triple(node, SCHEMA.name, _text(organisation)),
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


def _mention_iri(link: Link, mention: Mention, mint: Mint) -> str:
    span = f"{mention.start}-{mention.end}"
    return mint.mention(link.paper, mention.field, span, link.entity)


def _link_triples(link: Link, mint: Mint) -> Iterator[Triple]:
    node = mint.link(link.paper, link.entity, link.role)
    yield Triple(node, RDF.type, KG.Link)
    yield Triple(node, KG.paper, mint.paper(link.paper))
    yield Triple(node, KG.entity, mint.entity(link.entity))
    yield Triple(node, KG.role, ROLE_PROPERTIES[link.role])
    yield Triple(node, KG.score, _score(link.score))
    for mention in dict.fromkeys(_mention_iri(link, each, mint) for each in link.mentions):
        yield Triple(node, KG.evidence, NamedNode(mention))


def _mention_triples(paper: Paper, link: Link, mention: Mention, mint: Mint) -> Iterator[Triple]:
    iri = _mention_iri(link, mention, mint)
    text = paper.title if mention.field == "title" else paper.abstract
    start, end = mention.start, mention.end
    node, target = NamedNode(iri), NamedNode(iri + "/target")
    position, quote = NamedNode(iri + "/position"), NamedNode(iri + "/quote")
    yield Triple(node, RDF.type, OA.Annotation)
    yield Triple(node, OA.motivatedBy, OA.identifying)
    yield Triple(node, OA.hasBody, mint.entity(link.entity))
    yield Triple(node, OA.hasTarget, target)
    yield Triple(node, KG.score, _score(mention.score))
    yield Triple(node, KG.foundBy, _text(mention.by))
    yield Triple(node, KG.sentenceStart, _count(mention.sentence_start))
    yield Triple(node, KG.sentenceEnd, _count(mention.sentence_end))
    yield Triple(target, RDF.type, OA.SpecificResource)
    yield Triple(target, OA.hasSource, mint.text(paper.id, mention.field))
    yield Triple(target, OA.hasSelector, position)
    yield Triple(target, OA.hasSelector, quote)
    yield Triple(position, RDF.type, OA.TextPositionSelector)
    yield Triple(position, OA.start, _count(start))
    yield Triple(position, OA.end, _count(end))
    yield Triple(quote, RDF.type, OA.TextQuoteSelector)
    yield Triple(quote, OA.exact, _text(text[start:end] or mention.text))
    yield Triple(quote, OA.prefix, _text(text[max(0, start - CONTEXT_LENGTH) : start]))
    yield Triple(quote, OA.suffix, _text(text[end : end + CONTEXT_LENGTH]))


def evidence_triples(paper: Paper, links: Sequence[Link], mint: Mint) -> Iterator[Triple]:
    """State the qualified links of a paper, and once each the mentions that are their evidence."""
    seen: set[str] = set()
    for link in links:
        yield from _link_triples(link, mint)
    for link in links:
        for mention in link.mentions:
            iri = _mention_iri(link, mention, mint)
            if iri not in seen:
                seen.add(iri)
                yield from _mention_triples(paper, link, mention, mint)
