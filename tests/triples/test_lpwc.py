"""Queries in the terms of Linked Papers With Code, as people wrote them for that graph."""

import io
from dataclasses import replace

import pyoxigraph as ox
import pytest
from rdf_example import ENTITIES, LINKS, PAPERS, Graph

from kg.errors import FormatError
from kg.rdf import triples, write_rdf
from kg.records import Entity, Link, Mention, Paper, Relation
from kg.triples.vocabulary import DCTERMS, LPWC, LPWC_CLASS, XSD

TEXT = "Our DoRA reaches 85.2% accuracy on GSM8K and so helps math word problem solving."


def _link(name: str, entity: str, role: str) -> Link:
    start, end = TEXT.index(name), TEXT.index(name) + len(name)
    found = Mention(
        "arxiv:2402.09353", "abstract", start, end, name, entity.split("/")[0], role, 0.9,
        "model", 0, len(TEXT),
    )  # type: ignore[arg-type]  # fmt: skip
    return Link("arxiv:2402.09353", entity, role, 0.9, (found,))  # type: ignore[arg-type]


GRAPH = Graph(
    (
        *PAPERS,
        Paper(
            "arxiv:2402.09353",
            "DoRA",
            TEXT,
            date="2024-02-14",
            url="https://arxiv.org/abs/2402.09353",
        ),
    ),
    (
        *ENTITIES,
        Entity("method/dora", "DoRA", "method", ("Decomposed Adaptation",), True),
        Entity("benchmark/gsm8k", "GSM8K", "benchmark", (), True),
        Entity("benchmark/superglue", "SuperGLUE", "benchmark", (), True),
        Entity("task/math-word-problem-solving", "math word problem solving", "task"),
        Entity("metric/accuracy", "accuracy", "metric"),
    ),
    (
        *LINKS,
        _link("DoRA", "method/dora", "proposes"),
        _link("GSM8K", "benchmark/gsm8k", "evaluates_on"),
        _link("accuracy", "metric/accuracy", "measures"),
        _link("math word problem solving", "task/math-word-problem-solving", "studies"),
    ),
    (Relation("benchmark/superglue", "variant_of", "benchmark/glue", "a later edition"),),
)
PREFIXES = """
PREFIX lpwcc: <https://linkedpaperswithcode.com/class/>
PREFIX lpwc: <https://linkedpaperswithcode.com/property/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX fabio: <http://purl.org/spar/fabio/>
"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    stream = io.BytesIO()
    write_rdf(GRAPH, stream, "nt", vocabulary="lpwc")
    store = ox.Store()
    store.load(stream.getvalue(), format=ox.RdfFormat.N_TRIPLES)
    return store


def rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    found = store.query(PREFIXES + query)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(value.value for value in row) for row in found]  # type: ignore[union-attr]


def test_which_papers_use_a_method(store: ox.Store) -> None:
    query = """SELECT ?title WHERE { ?paper a lpwcc:paper ; dcterms:title ?title ;
      lpwc:hasMethod ?method . ?method foaf:name "BERT" } ORDER BY ?title"""
    assert [title for (title,) in rows(store, query)] == [
        "BERT: Deep Bidirectional Transformers for Language",
        "RoBERTa: Training BERT with Care",
    ]


def test_which_datasets_serve_a_task(store: ox.Store) -> None:
    query = """SELECT ?name WHERE { ?dataset a lpwcc:dataset ; dcterms:title ?name ;
      lpwc:usedForTask ?task . ?task a lpwcc:task ; foaf:name "question answering" }"""
    assert rows(store, query) == [("SQuAD",)]


def test_the_leaderboard_of_a_dataset(store: ox.Store) -> None:
    query = """SELECT ?model ?metric ?value WHERE {
      ?paper lpwc:hasEvaluation ?evaluation .
      ?evaluation a lpwcc:evaluation ; lpwc:hasDataset ?dataset ; lpwc:hasModel ?m ;
        lpwc:hasTask ?task ; lpwc:hasEvaluationResult ?result .
      ?dataset dcterms:title "GSM8K" . ?m a lpwcc:model ; foaf:name ?model .
      ?result a lpwcc:evaluationresult ; lpwc:metricName ?metric ; lpwc:metricValue ?value }"""
    assert rows(store, query) == [("DoRA", "accuracy", "85.2%")]


def test_which_paper_introduced_a_method_and_where_its_code_is(store: ox.Store) -> None:
    query = """SELECT ?id ?url WHERE { ?method foaf:name "BERT" ; lpwc:introducedBy ?paper .
      ?paper fabio:hasArXivId ?id ; lpwc:hasRepository ?repository .
      ?repository a lpwcc:repository ; fabio:hasURL ?url }"""
    assert rows(store, query) == [("1810.04805", "https://github.com/google-research/bert")]


def test_the_datasets_of_most_papers_and_their_variants(store: ox.Store) -> None:
    query = """SELECT ?name ?papers ?variant WHERE { ?dataset a lpwcc:dataset ;
      dcterms:title ?name ; lpwc:numberPapers ?papers ; lpwc:hasVariant ?variant }"""
    assert rows(store, query) == [("GLUE", "3", "SuperGLUE")]


def test_a_task_in_passing_is_none_of_a_paper_its_evaluations_or_its_datasets() -> None:
    passing = tuple(
        replace(each, role="mentions") if each.entity.startswith("task/") else each
        for each in GRAPH.links
    )
    stated = _written(replace(GRAPH, links=passing))
    assert {q.predicate for q in stated}.isdisjoint({LPWC.hasTask, LPWC.usedForTask})
    assert {q.predicate for q in _written(GRAPH)} >= {LPWC.hasTask, LPWC.usedForTask}


def test_the_number_of_papers_is_that_of_the_papers_that_have_it() -> None:
    stated = _written(GRAPH)
    counts = {q.subject: q.object for q in stated if q.predicate == LPWC.numberPapers}
    assert len(counts) == 8
    for entity, count in counts.items():
        had = {
            q.subject
            for q in stated
            if q.object == entity and q.predicate in (LPWC.hasMethod, LPWC.usesDataset)
        }
        assert count == ox.Literal(str(len(had)), datatype=XSD.integer)


def test_a_dataset_is_had_by_evaluations_and_used_by_papers() -> None:
    for stated in (_written(GRAPH), [*triples(GRAPH)]):
        papers = {q.subject for q in stated if q.object == LPWC_CLASS.paper}
        said = {q.predicate for q in stated if q.subject in papers}
        assert LPWC.usesDataset in said
        assert LPWC.hasDataset not in said


def test_nothing_is_stated_twice() -> None:
    stated = [str(each) for each in _written(GRAPH)]
    assert len(stated) == len(set(stated))


def _written(graph: Graph) -> list[ox.Quad]:
    stream = io.BytesIO()
    write_rdf(graph, stream, "nt", vocabulary="lpwc")
    return [*ox.parse(stream.getvalue(), format=ox.RdfFormat.N_TRIPLES)]


def test_a_paper_has_its_abstract_and_date_as_there(store: ox.Store) -> None:
    query = """SELECT ?abstract ?date WHERE { ?paper fabio:hasArXivId "2402.09353" ;
      dcterms:abstract ?abstract ; dcterms:date ?date }"""
    assert rows(store, query) == [(TEXT, "2024-02-14")]


def test_no_term_of_ours_is_used(store: ox.Store) -> None:
    assert [
        q for q in store if q.predicate.value.startswith("https://w3id.org/paper-kg/ontology")
    ] == []


def test_an_unknown_vocabulary_is_refused_by_name() -> None:
    with pytest.raises(FormatError, match="kg, lpwc"):
        write_rdf(GRAPH, io.BytesIO(), "nt", vocabulary="orkg")


def test_authors_are_names(store: ox.Store) -> None:
    query = """SELECT ?name WHERE { ?paper fabio:hasArXivId "1810.04805" ;
      lpwc:creatorName ?name } ORDER BY ?name"""
    assert rows(store, query) == [("Jacob Devlin",), ("Ming-Wei Chang",)]


def test_a_day_that_no_calendar_has_is_no_date() -> None:
    stream = io.BytesIO()
    papers = (Paper("x", "A title", date="2020-02-30"), Paper("y", "A title", date="2020-02-28"))
    write_rdf(Graph(papers, (), ()), stream, "nt", vocabulary="lpwc")
    written = ox.parse(stream.getvalue(), format=ox.RdfFormat.N_TRIPLES)
    assert [q.object.value for q in written if q.predicate == DCTERMS.date] == ["2020-02-28"]


def test_the_iri_of_a_number_denotes_it_still_when_another_is_found_before_it() -> None:
    text = "DoRA reaches 80.1% accuracy and 0.79 F1 on GSM8K."

    def values(abstract: str) -> dict[str, str]:
        paper = Paper("arxiv:2402.09353", "DoRA", abstract)
        links = tuple(
            replace(each, mentions=(replace(each.mentions[0], start=at, end=at + len(name)),))
            for name, each in (("DoRA", GRAPH.links[-4]), ("GSM8K", GRAPH.links[-3]))
            for at in [abstract.index(name)]
        )
        stated = _written(Graph((paper,), GRAPH.nodes, links))
        return {str(q.subject): str(q.object) for q in stated if q.predicate == LPWC.metricValue}

    both, one = values(text), values(text.replace("80.1% accuracy and", "with care and with"))
    assert len(both) == 2
    assert one
    assert one.items() <= both.items()
