"""The queries that come with the program, and the values that they take."""

import re
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdf_example import ABSTRACTS, TITLES, Graph

from kg.errors import GraphError, QueryError
from kg.rdf import write_rdf
from kg.records import Entity, Link, Paper
from kg.sparql import (
    NamedQuery,
    Parameter,
    load_graph,
    named_queries,
    named_query,
    run_named,
)
from kg.triples.vocabulary import SKOS


def test_every_query_of_the_folder_is_known_by_the_name_of_its_file() -> None:
    files = (Path(__file__).parents[2] / "schemas" / "queries").glob("*.rq")
    assert set(named_queries()) == {file.stem for file in files} != set()


@pytest.mark.parametrize("query", named_queries().values(), ids=lambda query: query.name)
def test_every_named_query_says_what_it_is_and_finds_a_row(
    store: ox.Store, query: NamedQuery
) -> None:
    assert query.title
    assert query.text.startswith("# title: ")
    assert "\n# parameters: " in query.text
    assert list(run_named(store, query.name))


@pytest.mark.parametrize(
    ("name", "values", "rows"),
    [
        ("papers-using", {"entity": "BERT"}, 1),
        ("papers-using", {"entity": "method/roberta"}, 0),
        ("evaluated-on", {"entity": "bert"}, 2),
        ("papers-sharing-benchmark", {"entity": "SQuAD 1.1"}, 1),
        ("methods-of-year", {"year": "2019"}, 2),
        ("methods-of-year", {"year": "1999"}, 0),
        ("papers-proposing-datasets", {"year": "2016"}, 1),
        ("tasks-by-method", {"entity": "RoBERTa"}, 1),
        ("timeline", {"entity": "https://w3id.org/paper-kg/id/dataset/squad"}, 3),
        ("evidence", {"paper": "doi:10.18653/v1/D16-1264"}, 4),
        ("aliases", {"entity": "SQuAD"}, 2),
        ("aliases", {"entity": "SQuAD-1.1"}, 2),
        ("aliases", {"entity": "Squads"}, 2),
        ("metrics-by-task", {"entity": "Question-Answering"}, 1),
        ("authors-of-methods", {"entity": "BERT"}, 2),
        ("metrics-by-task", {"entity": "question answering"}, 1),
        ("papers-naming", {"entity": "GLUE"}, 3),
        ("methods-by-task", {"entity": "question answering"}, 2),
        ("papers-on-task", {"entity": "question answering"}, 3),
        ("leaderboard", {"entity": "SQuAD"}, 1),
        ("leaderboard", {"entity": "GLUE"}, 0),
        ("datasets-by-task", {"entity": "question answering"}, 2),
    ],
)
def test_a_parameter_narrows_the_answer(
    store: ox.Store, name: str, values: dict[str, str], rows: int
) -> None:
    assert len(list(run_named(store, name, values))) == rows


@pytest.fixture(scope="module")
def partly_dated() -> ox.Store:
    """Load the example, of which one paper that proposes a dataset has lost its year."""
    papers = tuple(
        replace(each, year=None, date=None) if each.id == "doi:10.18653/v1/D16-1264" else each
        for each in Graph().papers
    )
    return load_graph(Graph(papers))


@pytest.mark.parametrize(
    ("name", "parameter"),
    [(query.name, each) for query in named_queries().values() for each in query.parameters],
    ids=lambda part: part if isinstance(part, str) else part.name,
)
def test_the_answer_for_a_value_is_the_part_of_the_whole_answer_with_that_value(
    partly_dated: ox.Store, name: str, parameter: Parameter
) -> None:
    whole = run_named(partly_dated, name)
    column = whole.variables.index(parameter.name)
    rows = [tuple(map(str, row)) for row in whole]
    terms = [row[column] for row in whole]
    for value in {term.value for term in terms if isinstance(term, ox.NamedNode | ox.Literal)}:
        bound = [
            tuple(map(str, row)) for row in run_named(partly_dated, name, {parameter.name: value})
        ]
        of_value = [
            row
            for row, term in zip(rows, terms, strict=True)
            if isinstance(term, ox.NamedNode | ox.Literal) and term.value == value
        ]
        assert sorted(bound) == sorted(of_value)


def test_a_parameter_means_the_entity_that_is_by_far_the_most_frequent() -> None:
    entities = (
        Entity("method/reinforcement-learning", "reinforcement learning", "method", ("RL",)),
        Entity("method/rl", "RL", "method"),
    )
    papers = tuple(Paper(f"arxiv:2405.{number:05}") for number in range(20))
    links = [Link(paper.id, "method/reinforcement-learning", "uses", 1.0) for paper in papers]
    links.append(Link(papers[0].id, "method/rl", "uses", 1.0))
    store = load_graph(Graph(papers, entities, tuple(links), ()))
    for name, found in (("RL", 20), ("rl", 20), ("method/rl", 1)):
        assert len(list(run_named(store, "papers-using", {"entity": name}))) == found


@pytest.mark.parametrize("text", ["1810.04805", "https://arxiv.org/abs/1810.04805v2"])
def test_a_parameter_means_the_paper_of_an_arxiv_id(store: ox.Store, text: str) -> None:
    by_id = run_named(store, "evidence", {"paper": "arxiv:1810.04805"})
    assert run_named(store, "evidence", {"paper": text}).payload == by_id.payload


def test_a_paper_without_a_year_is_of_no_year_that_is_asked_for(partly_dated: ox.Store) -> None:
    assert any(row[0] is None for row in run_named(partly_dated, "papers-proposing-datasets"))
    for year in ("2018", "1999"):
        rows = run_named(partly_dated, "papers-proposing-datasets", {"year": year})
        assert all("D16-1264" not in str(row) for row in rows)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("datasets-by-task", "dataset"),
        ("evaluated-on", "on"),
        ("leaderboard", "method"),
        ("methods-by-task", "method"),
        ("methods-with-datasets", "with"),
        ("metrics-by-task", "metric"),
        ("tasks-by-method", "task"),
    ],
)
def test_a_second_entity_comes_with_its_iri(store: ox.Store, name: str, label: str) -> None:
    result = run_named(store, name)
    for row in result:
        said = dict(zip(result.variables, row, strict=True))
        assert ox.Quad(said["other"], SKOS.prefLabel, said[label]) in store  # type: ignore[arg-type]
        assert isinstance(said["entity"], ox.NamedNode)


@pytest.mark.parametrize("name", ["evidence", "weak-links"])
def test_the_entity_of_a_link_comes_with_its_iri(store: ox.Store, name: str) -> None:
    result = run_named(store, name)
    for row in result:
        said = dict(zip(result.variables, row, strict=True))
        assert ox.Quad(said["entity"], SKOS.prefLabel, said["name"]) in store  # type: ignore[arg-type]


def test_evidence_says_which_text_its_words_and_its_sentence_stand_in(store: ox.Store) -> None:
    result = run_named(store, "evidence", {"paper": "arxiv:1810.04805"})
    fields = []
    for row in result:
        said = {k: v.value for k, v in zip(result.variables, row, strict=True) if v}  # type: ignore[union-attr]
        text = (TITLES if said["field"] == "title" else ABSTRACTS)["arxiv:1810.04805"]
        assert text[int(said["start"]) : int(said["end"])] == said["words"]
        assert (int(said["sentenceStart"]), int(said["sentenceEnd"])) == (0, len(text))
        fields.append(said["field"])
    assert fields == ["title", *["abstract"] * 5]


def test_a_name_that_two_entities_have_comes_once_for_each_pair() -> None:
    twins = tuple(
        Entity(f"{kind}/apex", "APEX", kind, ("Apex Suite",) if kind != "task" else ())
        for kind in ("method", "dataset", "task")
    )
    rows = [str(row[0]) for row in run_named(load_graph(Graph((), twins, ())), "same-name")]
    assert sorted(rows) == ['"APEX"', '"APEX"', '"APEX"', '"Apex Suite"']


def test_names_alike_but_for_case_are_the_same_name(store: ox.Store) -> None:
    ((label, one, other),) = run_named(store, "same-name")
    assert label == ox.Literal("glue")
    assert (str(one)[-15:], str(other)[-10:]) == ("benchmark/glue>", "task/glue>")


@pytest.mark.parametrize("name", ["metrics-by-task", "tasks-by-method"])
def test_a_task_that_a_paper_only_names_is_none_that_it_works_on(name: str) -> None:
    links = tuple(
        replace(each, role="mentions") if each.entity == "task/question-answering" else each
        for each in Graph().links
    )
    assert list(run_named(load_graph(Graph(links=links)), name)) == []


def test_papers_on_a_task_come_newest_first_however_they_are_dated(store: ox.Store) -> None:
    rows = run_named(store, "papers-on-task", {"entity": "question answering"})
    issued = [row[rows.variables.index("issued")] for row in rows]
    dates = [each.value for each in issued if isinstance(each, ox.Literal)]
    assert dates == ["2019-07", "2018-10-11", "2016"]


def test_a_query_that_is_cut_short_says_so_in_its_title() -> None:
    for query in named_queries().values():
        limits = re.findall(r"LIMIT (\d+)", query.text)
        assert all(f"{int(limit):,}" in query.title for limit in limits), query.name


def test_every_parameter_is_projected_by_its_query() -> None:
    for query in named_queries().values():
        for parameter in query.parameters:
            select = query.text.partition("SELECT")[2].partition("WHERE")[0]
            assert f"?{parameter.name} " in select, query.name


@pytest.mark.parametrize("value", ['" } SERVICE <http://x> { ?s ?p ?o } #', "?x", "<urn:x>", ""])
def test_a_value_is_never_read_as_sparql(store: ox.Store, value: str) -> None:
    with pytest.raises(GraphError, match="holds no entity"):
        run_named(store, "papers-using", {"entity": value})


def test_a_name_of_two_entities_must_be_told_apart(tmp_path: Path) -> None:
    graph = Graph()
    twins = (*graph.nodes, graph.nodes[0].__class__("method/bert-2", "BERT", "method"))
    with (tmp_path / "graph.ttl").open("wb") as stream:
        write_rdf(Graph(nodes=twins), stream)
    with pytest.raises(QueryError, match="method/bert, method/bert-2"):
        run_named(tmp_path, "papers-using", {"entity": "BERT"})


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("no-such-query", {}),
        ("papers-using", {"colour": "red"}),
        ("methods-of-year", {"year": "soon"}),
    ],
)
def test_what_a_named_query_cannot_take_is_refused(
    store: ox.Store, name: str, values: dict[str, str]
) -> None:
    with pytest.raises(QueryError):
        run_named(store, name, values)


def test_a_named_query_is_found_by_name() -> None:
    assert named_query("papers-using").parameters[0].kind == "entity"
