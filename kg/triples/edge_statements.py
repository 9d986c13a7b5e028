"""States links, relations, evidence, results, joined names and overrides in RDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter

from pyoxigraph import NamedNode

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
from kg.triples.statements import TYPE_CLASSES
from kg.triples.terms import Description, Filled, Form, NTriples, Pair, Written, gap
from kg.triples.vocabulary import KG, LPWC, OA, RDF, SCHEMA, SKOS

__all__ = [
    "CONTEXT_LENGTH",
    "HAD_AS",
    "HAD_IN_ROLES",
    "RELATION_PROPERTIES",
    "ROLE_PROPERTIES",
    "evidence_descriptions",
    "linked_pairs",
    "merge_descriptions",
    "override_descriptions",
    "relation_descriptions",
    "relation_pairs",
    "result_descriptions",
    "result_iri",
]

# With 32 characters on each side a quote is found again in a text that has since shifted;
# Hypothesis and the Web Annotation examples use the same length.
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
# Linked Papers With Code has no roles; it lists the methods, datasets and tasks of a paper. It does
# not list methods that are only compared with, so only these roles are stated in its terms. Its
# hasDataset is said of an evaluation, never of a paper.
HAD_IN_ROLES: frozenset[Role] = frozenset({"proposes", "uses", "evaluates_on", "studies"})
HAD_AS: Mapping[EntityType, NamedNode] = {
    "method": LPWC.hasMethod,
    "dataset": LPWC.usesDataset,
    "benchmark": LPWC.usesDataset,
    "task": LPWC.hasTask,
}
_RESULT = attrgetter(*(each.name for each in fields(Result)))
RELATION_PROPERTIES: dict[RelationKind, NamedNode] = {
    "variant_of": KG.variantOf,
    "part_of": KG.partOf,
}


def relation_pairs(
    relations: Iterable[Relation], types: Mapping[str, EntityType], terms: NTriples
) -> Iterator[Pair]:
    """State what an entity is a variant or a part of; a variant is the narrower concept."""
    for each in relations:
        target = terms.entity(each.target)
        yield RELATION_PROPERTIES[each.kind], target
        concepts = all(SKOS.Concept in TYPE_CLASSES[types[id]] for id in (each.source, each.target))
        if each.kind == "variant_of" and concepts:
            yield SKOS.broader, target


def relation_descriptions(relations: Iterable[Relation], terms: NTriples) -> Iterator[Description]:
    """State why an entity is a variant or a part of another."""
    for each in relations:
        node = terms.mint.relation(each.source, each.kind, each.target)
        yield (
            terms.iri(node),
            [
                (RDF.type, KG.Relation),
                (KG["from"], terms.entity(each.source)),
                (KG.relation, RELATION_PROPERTIES[each.kind]),
                (KG.to, terms.entity(each.target)),
                (KG.reason, terms.text(each.reason)),
            ],
        )


def merge_descriptions(merges: Iterable[Merge], terms: NTriples) -> Iterator[Description]:
    """State which names were joined to an entity, and why, so that each join can be undone."""
    for each in dict.fromkeys(merges):
        pairs: list[Pair] = [
            (RDF.type, KG.Merge),
            (KG.entity, terms.entity(each.entity)),
            (KG.joinedName, terms.text(each.name)),
            (KG.reason, terms.text(each.reason)),
        ]
        if each.other:
            pairs.append((KG.joinedWith, terms.text(each.other)))
        yield terms.iri(terms.mint.merge(each.entity, each.name, each.other)), pairs


def override_descriptions(lines: Iterable[str], terms: NTriples) -> Iterator[Description]:
    """State the lines of an overrides file, in their order, each once."""
    for position, line in enumerate(dict.fromkeys(lines)):
        yield (
            terms.iri(terms.mint.of_content("override", content=[line])),
            [
                (RDF.type, KG.Override),
                (KG.position, terms.count(position)),
                (KG.line, terms.text(line)),
            ],
        )


def result_iri(result: Result, path: Sequence[str], terms: NTriples) -> NamedNode:
    """Return the IRI of a result under a path; a position would come to denote another result."""
    return terms.mint.of_content(*path, content=_RESULT(result))


def result_descriptions(results: Iterable[Result], terms: NTriples) -> Iterator[Description]:
    """State the numbers that one paper's abstract gives for methods on datasets."""
    for each in dict.fromkeys(results):
        pairs: list[Pair] = [
            (RDF.type, KG.Result),
            (KG.paper, terms.paper(each.paper)),
            (KG.method, terms.entity(each.method)),
            (KG.dataset, terms.entity(each.dataset)),
            (KG.value, terms.text(each.value)),
            (KG.number, terms.decimal(each.number)),
            (KG.sentenceStart, terms.count(each.sentence_start)),
            (KG.sentenceEnd, terms.count(each.sentence_end)),
        ]
        if each.metric:
            pairs.append((KG.metricName, terms.text(each.metric)))
        if each.baseline is not None:
            pairs.append((KG.baseline, terms.text(each.baseline)))
        yield terms.iri(result_iri(each, ("result", each.paper), terms)), pairs


def linked_pairs(
    links: Iterable[Link], types: dict[str, EntityType], terms: NTriples
) -> Iterable[Pair]:
    """State each link of a paper by role, as a mention, and as Linked Papers With Code has it."""
    pairs: list[Pair] = []
    for link in links:
        entity = terms.entity(link.entity)
        pairs += [(ROLE_PROPERTIES[link.role], entity), (SCHEMA.mentions, entity)]
        had_as = HAD_AS.get(types.get(link.entity, "metric"))
        if had_as is not None and link.role in HAD_IN_ROLES:
            pairs.append((had_as, entity))
    return dict.fromkeys(pairs)


def _mention_iri(link: Link, mention: Mention, terms: NTriples) -> str:
    span = f"{mention.start}-{mention.end}"
    return terms.mint.mention(link.paper, mention.field, span, link.entity)


def _link_pairs(link: Link, evidence: Iterable[str], terms: NTriples) -> list[Pair]:
    return [
        (RDF.type, KG.Link),
        (KG.paper, terms.paper(link.paper)),
        (KG.entity, terms.entity(link.entity)),
        (KG.role, ROLE_PROPERTIES[link.role]),
        (KG.score, terms.decimal(link.score)),
        *[(KG.evidence, terms.full(iri)) for iri in evidence],
    ]


# Optional properties of a mention, by the name of the gap.
_MORE = {
    "read as": KG.readAs,
    "role": KG.mentionRole,
    "expansion": KG.expansion,
    "canonical": KG.canonicalName,
    "named": KG.named,
}


# Long because it is a single table: a mention with its target and selectors.
def _mention_form(more: Iterable[str], terms: NTriples) -> Form:
    """Return the form of a mention, whose place in a text is given by offsets and by a quote.

    Parameters
    ----------
    more
        Keys of `_MORE`, for the optional properties that the mention has.
    """
    mention, target, position, quote = (
        terms.full(gap("mention") + part) for part in ("", "/target", "/position", "/quote")
    )
    return terms.form(
        [
            (
                mention,
                [
                    (RDF.type, OA.Annotation),
                    (OA.motivatedBy, OA.identifying),
                    (OA.hasBody, gap("entity")),
                    (OA.hasTarget, target),
                    (KG.score, gap("score")),
                    (KG.foundBy, gap("layer")),
                    (KG.sentenceStart, gap("sentence start")),
                    (KG.sentenceEnd, gap("sentence end")),
                    *((_MORE[name], gap(name)) for name in more),
                ],
            ),
            (
                target,
                [
                    (RDF.type, OA.SpecificResource),
                    (OA.hasSource, gap("text")),
                    (OA.hasSelector, position),
                    (OA.hasSelector, quote),
                ],
            ),
            (
                position,
                [
                    (RDF.type, OA.TextPositionSelector),
                    (OA.start, gap("start")),
                    (OA.end, gap("end")),
                ],
            ),
            (
                quote,
                [
                    (RDF.type, OA.TextQuoteSelector),
                    (OA.exact, gap("exact")),
                    (OA.prefix, gap("prefix")),
                    (OA.suffix, gap("suffix")),
                ],
            ),
        ]
    )


def _more_of(link: Link, mention: Mention, terms: NTriples) -> dict[str, Written | str]:
    more: dict[str, Written | str] = {}
    if mention.type != link.entity.partition("/")[0]:
        more["read as"] = terms.name(TYPE_CLASSES[mention.type][0])
    if mention.role != link.role:
        more["role"] = terms.name(ROLE_PROPERTIES[mention.role])
    if mention.expansion is not None:
        more["expansion"] = terms.text(mention.expansion)
    if mention.canonical is not None:
        more["canonical"] = terms.text(mention.canonical)
    if mention.named is not None:
        more["named"] = terms.boolean(mention.named)
    return more


def _mention_described(
    iri: str, paper: Paper, link: Link, mention: Mention, terms: NTriples
) -> Filled:
    gaps = _more_of(link, mention, terms)
    names = tuple(gaps)
    form = terms.forms.get(names)
    if form is None:
        form = terms.forms[names] = _mention_form(names, terms)
    text = paper.title if mention.field == "title" else paper.abstract
    start, end = mention.start, mention.end
    gaps |= {
        "mention": iri,
        "entity": terms.entity(link.entity),
        "score": terms.decimal(mention.score),
        "layer": terms.text(mention.by),
        "sentence start": terms.count(mention.sentence_start),
        "sentence end": terms.count(mention.sentence_end),
        "text": terms.part(paper.id, mention.field),
        "start": terms.count(start),
        "end": terms.count(end),
        "exact": terms.text(text[start:end] or mention.text),
        "prefix": terms.text(text[max(0, start - CONTEXT_LENGTH) : start]),
        "suffix": terms.text(text[end : end + CONTEXT_LENGTH]),
    }
    return form.filled(gaps)


def evidence_descriptions(
    paper: Paper, links: Iterable[Link], terms: NTriples
) -> Iterator[Description | Filled]:
    """State the qualified links of a paper, then each mention that is their evidence, once."""
    found: dict[str, tuple[Link, Mention]] = {}
    for link in links:
        evidence = [_mention_iri(link, each, terms) for each in link.mentions]
        node = terms.mint.link(link.paper, link.entity, link.role)
        yield terms.full(node), _link_pairs(link, dict.fromkeys(evidence), terms)
        for iri, mention in zip(evidence, link.mentions, strict=True):
            found.setdefault(iri, (link, mention))
    for iri, (link, mention) in found.items():
        yield _mention_described(iri, paper, link, mention, terms)
