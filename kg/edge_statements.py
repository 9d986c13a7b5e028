"""States in RDF what leads from one thing to another: links, evidence, results, joined names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from kg.iris import Mint
from kg.records import (
    EntityType,
    Link,
    Mention,
    Merge,
    Paper,
    Relation,
    RelationKind,
    Result,
    Role,
)
from kg.statements import TYPE_CLASSES, count_literal, decimal_literal, text_literal
from kg.vocabulary import KG, LPWC, OA, RDF, SCHEMA, SKOS

__all__ = [
    "CONTEXT_LENGTH",
    "HAD_IN_ROLES",
    "RELATION_PROPERTIES",
    "ROLE_PROPERTIES",
    "evidence_triples",
    "linked_triples",
    "merge_triples",
    "override_triples",
    "relation_triples",
    "result_triples",
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
# Linked Papers With Code has no roles: it lists what a paper has. A method that is only compared
# with was not listed there, so only these roles are said in its terms.
HAD_IN_ROLES: frozenset[Role] = frozenset({"proposes", "uses", "evaluates_on", "studies"})
_LPWC_PROPERTIES: dict[EntityType, tuple[NamedNode, ...]] = {
    "method": (LPWC.hasMethod,),
    "dataset": (LPWC.usesDataset, LPWC.hasDataset),
    "benchmark": (LPWC.usesDataset, LPWC.hasDataset),
    "task": (LPWC.hasTask,),
    "metric": (),
}
RELATION_PROPERTIES: dict[RelationKind, NamedNode] = {
    "variant_of": KG.variantOf,
    "part_of": KG.partOf,
}


def relation_triples(
    relations: Sequence[Relation], types: dict[str, EntityType], mint: Mint
) -> Iterator[Triple]:
    """State what an entity is a variant or a part of; a variant is the narrower concept."""
    for each in relations:
        source, target = mint.entity(each.source), mint.entity(each.target)
        yield Triple(source, RELATION_PROPERTIES[each.kind], target)
        concepts = all(SKOS.Concept in TYPE_CLASSES[types[id]] for id in (each.source, each.target))
        if each.kind == "variant_of" and concepts:
            yield Triple(source, SKOS.broader, target)
    for each in relations:
        node = mint.relation(each.source, each.kind, each.target)
        yield Triple(node, RDF.type, KG.Relation)
        yield Triple(node, KG["from"], mint.entity(each.source))
        yield Triple(node, KG.relation, RELATION_PROPERTIES[each.kind])
        yield Triple(node, KG.to, mint.entity(each.target))
        yield Triple(node, KG.reason, text_literal(each.reason))


def merge_triples(merges: Iterable[Merge], mint: Mint) -> Iterator[Triple]:
    """State which names were joined to an entity, and why, so that each join can be undone."""
    for each in dict.fromkeys(merges):
        node = mint.merge(each.entity, each.name, each.other)
        yield Triple(node, RDF.type, KG.Merge)
        yield Triple(node, KG.entity, mint.entity(each.entity))
        yield Triple(node, KG.joinedName, text_literal(each.name))
        if each.other:
            yield Triple(node, KG.joinedWith, text_literal(each.other))
        yield Triple(node, KG.reason, text_literal(each.reason))


def override_triples(lines: Iterable[str], mint: Mint) -> Iterator[Triple]:
    """State the lines of an overrides file, in their order."""
    for position, line in enumerate(lines):
        node = mint.at("override", str(position))
        yield Triple(node, RDF.type, KG.Override)
        yield Triple(node, KG.position, count_literal(position))
        yield Triple(node, KG.line, text_literal(line))


def result_triples(results: Iterable[Result], mint: Mint) -> Iterator[Triple]:
    """State the numbers that one paper's abstract gives for a method."""
    for position, each in enumerate(results):
        node = mint.at("result", each.paper, str(position))
        yield Triple(node, RDF.type, KG.Result)
        yield Triple(node, KG.paper, mint.paper(each.paper))
        yield Triple(node, KG.method, mint.entity(each.method))
        yield Triple(node, KG.dataset, mint.entity(each.dataset))
        if each.metric:
            yield Triple(node, KG.metricName, text_literal(each.metric))
        yield Triple(node, KG.value, text_literal(each.value))
        yield Triple(node, KG.number, decimal_literal(each.number))
        if each.baseline is not None:
            yield Triple(node, KG.baseline, text_literal(each.baseline))
        yield Triple(node, KG.sentenceStart, count_literal(each.sentence_start))
        yield Triple(node, KG.sentenceEnd, count_literal(each.sentence_end))


def linked_triples(
    links: Sequence[Link], types: dict[str, EntityType], mint: Mint
) -> Iterator[Triple]:
    """Say each link in one triple, and in the terms of Linked Papers With Code."""
    said: set[tuple[str, str]] = set()
    for link in links:
        node, entity = mint.paper(link.paper), mint.entity(link.entity)
        properties = [ROLE_PROPERTIES[link.role], SCHEMA.mentions]
        type_ = types.get(link.entity)
        if type_ is not None and link.role in HAD_IN_ROLES:
            properties += _LPWC_PROPERTIES[type_]
        for property_ in properties:
            if (property_.value, link.entity) not in said:
                said.add((property_.value, link.entity))
                yield Triple(node, property_, entity)


def _mention_iri(link: Link, mention: Mention, mint: Mint) -> str:
    span = f"{mention.start}-{mention.end}"
    return mint.mention(link.paper, mention.field, span, link.entity)


def _link_triples(link: Link, mint: Mint) -> Iterator[Triple]:
    node = mint.link(link.paper, link.entity, link.role)
    yield Triple(node, RDF.type, KG.Link)
    yield Triple(node, KG.paper, mint.paper(link.paper))
    yield Triple(node, KG.entity, mint.entity(link.entity))
    yield Triple(node, KG.role, ROLE_PROPERTIES[link.role])
    yield Triple(node, KG.score, decimal_literal(link.score))
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
    yield Triple(node, KG.score, decimal_literal(mention.score))
    yield Triple(node, KG.foundBy, text_literal(mention.by))
    if mention.type != link.entity.partition("/")[0]:
        yield Triple(node, KG.readAs, TYPE_CLASSES[mention.type][0])
    if mention.role != link.role:
        yield Triple(node, KG.mentionRole, ROLE_PROPERTIES[mention.role])
    if mention.expansion is not None:
        yield Triple(node, KG.expansion, text_literal(mention.expansion))
    if mention.canonical is not None:
        yield Triple(node, KG.canonicalName, text_literal(mention.canonical))
    if mention.named is not None:
        yield Triple(node, KG.named, Literal(mention.named))
    yield Triple(node, KG.sentenceStart, count_literal(mention.sentence_start))
    yield Triple(node, KG.sentenceEnd, count_literal(mention.sentence_end))
    yield Triple(target, RDF.type, OA.SpecificResource)
    yield Triple(target, OA.hasSource, mint.text(paper.id, mention.field))
    yield Triple(target, OA.hasSelector, position)
    yield Triple(target, OA.hasSelector, quote)
    yield Triple(position, RDF.type, OA.TextPositionSelector)
    yield Triple(position, OA.start, count_literal(start))
    yield Triple(position, OA.end, count_literal(end))
    yield Triple(quote, RDF.type, OA.TextQuoteSelector)
    yield Triple(quote, OA.exact, text_literal(text[start:end] or mention.text))
    yield Triple(quote, OA.prefix, text_literal(text[max(0, start - CONTEXT_LENGTH) : start]))
    yield Triple(quote, OA.suffix, text_literal(text[end : end + CONTEXT_LENGTH]))


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
