"""The graph in the terms of Linked Papers With Code, so that queries for that graph run on ours.

The shapes are those of its published graph: a method and a task have a foaf:name, a dataset a
dcterms:title, a paper its abstract as a literal, and a result hangs under an evaluation. Färber and
Lamprecht, "Linked Papers With Code", ISWC 2023, https://linkedpaperswithcode.com.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from kg.edge_statements import HAD_IN_ROLES
from kg.iris import Mint, external_iri
from kg.records import Entity, EntityType, Link, Paper, Relation, Result
from kg.results import results_of
from kg.statements import text_literal
from kg.vocabulary import DBP, DCTERMS, FABIO, FOAF, LPWC, LPWC_CLASS, RDF, XSD

__all__ = ["lpwc_triples"]

_CLASSES: Mapping[EntityType, NamedNode] = {
    "method": LPWC_CLASS.method,
    "dataset": LPWC_CLASS.dataset,
    "benchmark": LPWC_CLASS.dataset,
    "task": LPWC_CLASS.task,
}
_NAMES: Mapping[EntityType, NamedNode] = {
    "method": FOAF.name,
    "dataset": DCTERMS.title,
    "benchmark": DCTERMS.title,
    "task": FOAF.name,
}
_HAS: Mapping[EntityType, NamedNode] = {
    "method": LPWC.hasMethod,
    "dataset": LPWC.usesDataset,
    "benchmark": LPWC.usesDataset,
    "task": LPWC.hasTask,
}


def lpwc_triples(
    papers: Iterable[Paper],
    entities: Iterable[Entity],
    links: Iterable[Link],
    relations: Iterable[Relation],
    base_iri: str,
) -> Iterator[Triple]:
    """Stream what Linked Papers With Code has terms for; metrics are only in results there.

    Yields
    ------
    pyoxigraph.Triple
        Entities by id, then papers by id. There are no blank nodes.
    """
    mint = Mint(base_iri)
    by_id = {entity.id: entity for entity in entities}
    of_paper: dict[str, list[Link]] = defaultdict(list)
    for link in sorted(links, key=lambda each: (each.paper, each.entity)):
        of_paper[link.paper].append(link)
    counts = Counter(link.entity for linked in of_paper.values() for link in linked)
    proposed: dict[str, list[str]] = defaultdict(list)
    tasks: dict[str, set[str]] = defaultdict(set)
    for linked in of_paper.values():
        studied = [link.entity for link in linked if by_id[link.entity].type == "task"]
        for link in linked:
            if link.role == "proposes":
                proposed[link.entity].append(link.paper)
                tasks[link.entity].update(studied)
    variants: dict[str, list[str]] = defaultdict(list)
    for relation in relations:
        if relation.kind == "variant_of":
            variants[relation.target].append(by_id[relation.source].name)
    for entity in sorted(by_id.values(), key=lambda each: each.id):
        if entity.type in _CLASSES:
            yield from _entity_triples(entity, counts[entity.id], proposed[entity.id], mint)
            if _CLASSES[entity.type] == LPWC_CLASS.dataset:
                node = mint.entity(entity.id)
                for task in sorted(tasks[entity.id]):
                    yield Triple(node, LPWC.usedForTask, mint.entity(task))
                for name in sorted(set(variants[entity.id])):
                    yield Triple(node, LPWC.hasVariant, text_literal(name))
    repositories: set[str] = set()
    models: set[str] = set()
    for paper in sorted(papers, key=lambda each: each.id):
        linked = of_paper.get(paper.id, [])
        yield from _paper_triples(paper, linked, by_id, mint)
        yield from _repository_triples(paper, repositories, mint)
        yield from _evaluation_triples(
            results_of(paper, linked, by_id), linked, by_id, models, mint
        )


def _entity_triples(
    entity: Entity, papers: int, proposed_by: Sequence[str], mint: Mint
) -> Iterator[Triple]:
    node = mint.entity(entity.id)
    yield Triple(node, RDF.type, _CLASSES[entity.type])
    yield Triple(node, _NAMES[entity.type], text_literal(entity.name))
    longest = max(entity.aliases, key=lambda alias: (len(alias), alias), default="")
    if entity.named and " " in longest:
        yield Triple(node, DBP.fullname, text_literal(longest))
    for paper_id in proposed_by:
        yield Triple(node, LPWC.introducedBy, mint.paper(paper_id))
    if entity.type != "task":
        yield Triple(node, LPWC.numberPapers, Literal(papers))


def _paper_triples(
    paper: Paper, links: Sequence[Link], entities: Mapping[str, Entity], mint: Mint
) -> Iterator[Triple]:
    node = mint.paper(paper.id)
    yield Triple(node, RDF.type, LPWC_CLASS.paper)
    scheme, _, local = paper.id.partition(":")
    if scheme == "arxiv":
        yield Triple(node, FABIO.hasArXivId, text_literal(local))
    for property_, text in ((DCTERMS.title, paper.title), (DCTERMS.abstract, paper.abstract)):
        if text:
            yield Triple(node, property_, text_literal(text))
    if paper.url:
        address = text_literal(paper.url).value
        yield Triple(node, LPWC.hasURLAbstract, Literal(address, datatype=XSD.anyURI))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", paper.date or ""):
        yield Triple(node, DCTERMS.date, Literal(paper.date or "", datatype=XSD.date))
    for link in links:
        property_had = _HAS.get(entities[link.entity].type)
        if property_had is not None and link.role in HAD_IN_ROLES:
            yield Triple(node, property_had, mint.entity(link.entity))


def _repository_triples(paper: Paper, known: set[str], mint: Mint) -> Iterator[Triple]:
    node = mint.paper(paper.id)
    for address in dict.fromkeys(paper.repositories):
        repository = external_iri(address)
        if repository is None:
            continue
        yield Triple(node, LPWC.hasRepository, repository)
        if repository.value not in known:
            known.add(repository.value)
            yield Triple(repository, RDF.type, LPWC_CLASS.repository)
            yield Triple(repository, FABIO.hasURL, Literal(repository.value, datatype=XSD.anyURI))


def _evaluation_triples(
    results: Sequence[Result],
    links: Sequence[Link],
    entities: Mapping[str, Entity],
    models: set[str],
    mint: Mint,
) -> Iterator[Triple]:
    """State each method on each dataset as an evaluation, and each number as its result."""
    tasks = [mint.entity(k.entity) for k in links if entities[k.entity].type == "task"]
    grouped: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        grouped[result.method, result.dataset].append(result)
    for (method, dataset), found in grouped.items():
        paper, model = mint.paper(found[0].paper), mint.at("model", *method.split("/")[1:])
        path = (found[0].paper, *dataset.split("/"), *method.split("/"))
        node = mint.at("evaluation", *path)
        yield Triple(paper, LPWC.hasModel, model)
        yield Triple(paper, LPWC.hasEvaluation, node)
        if model.value not in models:
            models.add(model.value)
            yield Triple(model, RDF.type, LPWC_CLASS.model)
            yield Triple(model, FOAF.name, text_literal(entities[method].name))
        yield Triple(node, RDF.type, LPWC_CLASS.evaluation)
        yield Triple(node, LPWC.hasDataset, mint.entity(dataset))
        yield Triple(node, LPWC.hasModel, model)
        for task in tasks:
            yield Triple(node, LPWC.hasTask, task)
        for position, result in enumerate(found):
            value = mint.at("evaluationresult", *path, str(position))
            yield Triple(node, LPWC.hasEvaluationResult, value)
            yield Triple(value, RDF.type, LPWC_CLASS.evaluationresult)
            if result.metric:
                yield Triple(value, LPWC.metricName, text_literal(result.metric))
            yield Triple(value, LPWC.metricValue, text_literal(result.value))
