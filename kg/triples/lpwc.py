"""The graph in the terms of Linked Papers With Code, so that queries for that graph run on ours.

The shapes are those of its published graph: methods and tasks have a foaf:name, datasets a
dcterms:title, papers an abstract as a literal, and results belong to an evaluation. Färber and
Lamprecht, "Linked Papers With Code", ISWC 2023, https://linkedpaperswithcode.com.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import NamedNode

from kg.iris import external_iris
from kg.records import Entity, EntityType, Link, Paper, Relation, Result
from kg.results.sentences import results_of
from kg.triples.edge_statements import HAD_AS, HAD_IN_ROLES, result_iri
from kg.triples.statements import arxiv_pairs, folded_names, issued_on
from kg.triples.terms import Description, NTriples, Pair, Written
from kg.triples.vocabulary import DBP, DCTERMS, FABIO, FOAF, LPWC, LPWC_CLASS, RDF, XSD

__all__ = ["lpwc_descriptions"]

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


def lpwc_descriptions(
    papers: Iterable[Paper],
    entities: Iterable[Entity],
    links: Iterable[Link],
    relations: Iterable[Relation],
    terms: NTriples,
) -> Iterator[list[Description]]:
    """Stream the statements that Linked Papers With Code has terms for; only results have metrics.

    Yields
    ------
    list of Description
        Each entity, by id, then each paper, by id, with its repositories and evaluations. There
        are no blank nodes.
    """
    by_id = {entity.id: entity for entity in entities}
    of_paper: dict[str, list[Link]] = defaultdict(list)
    for link in sorted(links, key=lambda each: (each.paper, each.entity)):
        of_paper[link.paper].append(link)
    had = {paper_id: _had(linked, by_id) for paper_id, linked in of_paper.items()}
    counts = Counter(entity for of_one in had.values() for entity in of_one)
    proposed, tasks = _proposals(of_paper, had)
    variants: dict[str, set[str]] = defaultdict(set)
    for relation in relations:
        if relation.kind == "variant_of":
            variants[relation.target].add(by_id[relation.source].name)
    for entity in sorted(by_id.values(), key=lambda each: each.id):
        if entity.type in _CLASSES:
            pairs = [*_entity_pairs(entity, counts[entity.id], proposed[entity.id], terms)]
            if _CLASSES[entity.type] == LPWC_CLASS.dataset:
                for task in sorted(tasks[entity.id]):
                    pairs.append((LPWC.usedForTask, terms.entity(task)))
                for name in sorted(variants[entity.id]):
                    pairs.append((LPWC.hasVariant, terms.text(name)))
            yield [(terms.entity(entity.id), pairs)]
    repositories: set[str] = set()
    models: set[str] = set()
    for paper in sorted(papers, key=lambda each: each.id):
        linked, has = of_paper.get(paper.id, []), had.get(paper.id, {})
        evaluations: dict[tuple[str, str], list[Result]] = defaultdict(list)
        for result in results_of(paper, linked, by_id):
            evaluations[result.method, result.dataset].append(result)
        yield [
            (terms.paper(paper.id), [*_paper_pairs(paper, has, evaluations, terms)]),
            *_repository_descriptions(paper, repositories, terms),
            *_evaluation_descriptions(evaluations, _tasks(has), by_id, models, terms),
        ]


def _had(links: Iterable[Link], entities: Mapping[str, Entity]) -> dict[str, NamedNode]:
    """Return the entities that a paper has in the sense of that graph, with the property for it."""
    return {
        link.entity: HAD_AS[type]
        for link in links
        if link.role in HAD_IN_ROLES and (type := entities[link.entity].type) in HAD_AS
    }


def _tasks(had: Mapping[str, NamedNode]) -> list[str]:
    return [entity for entity, had_as in had.items() if had_as == LPWC.hasTask]


def _proposals(
    links: Mapping[str, Sequence[Link]], had: Mapping[str, Mapping[str, NamedNode]]
) -> tuple[defaultdict[str, list[str]], defaultdict[str, set[str]]]:
    """Return by entity the papers that propose it, and the tasks of these papers."""
    papers: defaultdict[str, list[str]] = defaultdict(list)
    tasks: defaultdict[str, set[str]] = defaultdict(set)
    for paper_id, linked in links.items():
        for link in linked:
            if link.role == "proposes":
                papers[link.entity].append(paper_id)
                tasks[link.entity].update(_tasks(had[paper_id]))
    return papers, tasks


def _entity_pairs(
    entity: Entity, papers: int, proposed_by: Sequence[str], terms: NTriples
) -> Iterator[Pair]:
    yield RDF.type, _CLASSES[entity.type]
    yield _NAMES[entity.type], terms.text(entity.name)
    longest = max(entity.aliases, key=lambda alias: (len(alias), alias), default="")
    if entity.named and " " in longest:
        yield DBP.fullname, terms.text(longest)
    for paper_id in proposed_by:
        yield LPWC.introducedBy, terms.paper(paper_id)
    if entity.type != "task":
        yield LPWC.numberPapers, terms.integer(papers)


def _paper_pairs(
    paper: Paper,
    had: Mapping[str, NamedNode],
    evaluations: Iterable[tuple[str, str]],
    terms: NTriples,
) -> Iterator[Pair]:
    yield RDF.type, LPWC_CLASS.paper
    yield from arxiv_pairs(paper, terms)
    for property_, text in ((DCTERMS.title, paper.title), (DCTERMS.abstract, paper.abstract)):
        if text:
            yield property_, terms.text(text)
    if paper.url:
        yield LPWC.hasURLAbstract, terms.typed(paper.url, XSD.anyURI)
    date = issued_on(paper, terms)
    if date is not None:
        yield DCTERMS.date, date
    # In that graph dcterms:creator points to SemOpenAlex; authors not found there are names.
    for author in dict.fromkeys(folded_names(paper.authors)):
        yield LPWC.creatorName, terms.text(author)
    for entity, had_as in had.items():
        yield had_as, terms.entity(entity)
    for repository in external_iris(paper.repositories):
        yield LPWC.hasRepository, terms.iri(repository)
    for method in dict.fromkeys(method for method, _ in evaluations):
        yield LPWC.hasModel, _model(method, terms)
    for method, dataset in evaluations:
        path = _evaluation_path(paper.id, method, dataset)
        yield LPWC.hasEvaluation, terms.iri(terms.mint.at("evaluation", *path))


def _model(method: str, terms: NTriples) -> Written:
    return terms.iri(terms.mint.at("model", *method.split("/")[1:]))


def _evaluation_path(paper_id: str, method: str, dataset: str) -> tuple[str, ...]:
    return (paper_id, *dataset.split("/"), *method.split("/"))


def _repository_descriptions(
    paper: Paper, known: set[str], terms: NTriples
) -> Iterator[Description]:
    for each in external_iris(paper.repositories):
        if each.value not in known:
            known.add(each.value)
            address = terms.typed(each.value, XSD.anyURI)
            yield terms.iri(each), [(RDF.type, LPWC_CLASS.repository), (FABIO.hasURL, address)]


def _evaluation_descriptions(
    evaluations: Mapping[tuple[str, str], Sequence[Result]],
    tasks: Iterable[str],
    entities: Mapping[str, Entity],
    models: set[str],
    terms: NTriples,
) -> Iterator[Description]:
    """State each method with each dataset as an evaluation, and each number as its result."""
    worked_on = [(LPWC.hasTask, terms.entity(task)) for task in tasks]
    for (method, dataset), found in evaluations.items():
        model = _model(method, terms)
        if model not in models:
            models.add(model)
            yield (
                model,
                [(RDF.type, LPWC_CLASS.model), (FOAF.name, terms.text(entities[method].name))],
            )
        path = _evaluation_path(found[0].paper, method, dataset)
        unique = [*dict.fromkeys(found)]
        under = ("evaluationresult", *path)
        values = [terms.iri(result_iri(each, under, terms)) for each in unique]
        yield (
            terms.iri(terms.mint.at("evaluation", *path)),
            [
                (RDF.type, LPWC_CLASS.evaluation),
                (LPWC.hasDataset, terms.entity(dataset)),
                (LPWC.hasModel, model),
                *worked_on,
                *[(LPWC.hasEvaluationResult, value) for value in values],
            ],
        )
        for value, result in zip(values, unique, strict=True):
            pairs: list[Pair] = [(RDF.type, LPWC_CLASS.evaluationresult)]
            if result.metric:
                pairs.append((LPWC.metricName, terms.text(result.metric)))
            pairs.append((LPWC.metricValue, terms.text(result.value)))
            yield value, pairs
