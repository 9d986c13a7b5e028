import contextlib
import csv
import io
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdf_example import Graph

from kg.errors import GraphError, KgError, QueryError
from kg.rdf import write_rdf
from kg.records import Paper
from kg.sparql import (
    NamedQuery,
    check_query,
    format_result,
    named_queries,
    named_query,
    open_store,
    run_named,
    run_query,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph")
    with (folder / "graph.ttl").open("wb") as stream:
        write_rdf(Graph(), stream)
    return folder


@pytest.fixture(scope="module")
def store(folder: Path) -> ox.Store:
    return open_store(folder)


class Listener:
    """A server on this machine that counts who calls, and answers nothing."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/sparql"
        self.calls = 0
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()

    def close(self) -> None:
        # shutdown wakes the thread that waits in accept; close alone does not.
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(5)


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


REQUESTS = {
    "plain": "SELECT * WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "silent": "SELECT * WHERE { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "lower case": "SELECT * WHERE { service <URL> { ?s ?p ?o } }",
    "prefixed": "PREFIX e: <URL> SELECT * WHERE { SERVICE e: { ?s ?p ?o } }",
    "base": "BASE <URL> SELECT * WHERE { SERVICE <> { ?s ?p ?o } }",
    "variable": "SELECT * WHERE { BIND(<URL> AS ?u) SERVICE ?u { ?s ?p ?o } }",
    "values": "SELECT * WHERE { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "optional": "SELECT * WHERE { OPTIONAL { SERVICE <URL> { ?s ?p ?o } } }",
    "union": "SELECT * WHERE { { ?s ?p ?o } UNION { SERVICE <URL> { ?s ?p ?o } } }",
    "minus": "SELECT * WHERE { ?s ?p ?o MINUS { SERVICE <URL> { ?s ?p ?o } } }",
    "graph": "SELECT * WHERE { GRAPH ?g { SERVICE <URL> { ?s ?p ?o } } }",
    "exists": "SELECT * WHERE { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "not exists": "SELECT * WHERE { FILTER NOT EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "sub-select": "SELECT * WHERE { { SELECT ?s WHERE { SERVICE <URL> { ?s ?p ?o } } } }",
    "bind": "SELECT * WHERE { BIND(EXISTS { SERVICE <URL> { ?s ?p ?o } } AS ?x) }",
    "if": "SELECT * WHERE { BIND(IF(EXISTS { SERVICE <URL> { ?s ?p ?o } }, 1, 2) AS ?x) }",
    "coalesce": "SELECT * { BIND(COALESCE(1/0, EXISTS { SERVICE <URL> { ?s ?p ?o } }) AS ?x) }",
    "in": "SELECT * WHERE { FILTER(true IN (EXISTS { SERVICE <URL> { ?s ?p ?o } })) }",
    "or": "SELECT * WHERE { FILTER(1 = 2 || !(EXISTS { SERVICE <URL> { ?s ?p ?o } })) }",
    "cast": "SELECT * WHERE { BIND(xsd:string(EXISTS { SERVICE <URL> { ?s ?p ?o } }) AS ?x) }",
    "projection": "SELECT (EXISTS { SERVICE <URL> { ?s ?p ?o } } AS ?x) WHERE {}",
    "aggregate": "SELECT (SUM(IF(EXISTS { SERVICE <URL> {?s ?p ?o} }, 1, 2)) AS ?x) WHERE {}",
    "group": "SELECT (1 AS ?y) { ?a ?b ?c } GROUP BY (EXISTS { SERVICE <URL> {?s ?p ?o} } AS ?x)",
    "having": "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (EXISTS { SERVICE <URL> { ?a ?b ?c } })",
    "order": "SELECT * { ?s ?p ?o } ORDER BY (EXISTS { SERVICE <URL> { ?a ?b ?c } })",
    "ask": "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "construct": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "describe": "DESCRIBE ?s WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "nested": "SELECT * { SERVICE <URL> { SERVICE <URL> { ?s ?p ?o } } }",
    "lateral": "SELECT * { ?s ?p ?o LATERAL { SERVICE <URL> { ?s ?p ?o } } }",
    "after a comment that ends with a carriage return": (
        "SELECT * { # \r SERVICE <URL> { ?s ?p ?o } \n }"
    ),
    "escaped keyword": "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "escaped quote": 'SELECT * { FILTER("\\u0022 = " || "") SERVICE <URL> { ?s ?p ?o } #") }\n }',
    "escaped backslash": 'SELECT * { FILTER("\\\\u0022") SERVICE <URL> { ?s ?p ?o } #") }\n }',
    "escaped comment": "SELECT * { \\u0023\n SERVICE <URL> { ?s ?p ?o } }",
    "load": "LOAD <URL>",
    "load silent": "LOAD SILENT <URL> INTO GRAPH <urn:g>",
    "insert": "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "from": "SELECT * FROM <URL> WHERE { ?s ?p ?o }",
    "from named": "SELECT * FROM NAMED <URL> WHERE { GRAPH ?g { ?s ?p ?o } }",
    "ask from": "ASK FROM <URL> { ?s ?p ?o }",
    "describe from": "DESCRIBE <urn:x> FROM <URL>",
    "construct from": "CONSTRUCT WHERE { ?s ?p ?o } ".replace("WHERE", "FROM <URL> WHERE"),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_query_that_would_fetch_is_refused_and_nobody_is_called(
    store: ox.Store, listener: Listener, name: str
) -> None:
    with pytest.raises(QueryError):
        run_query(store, REQUESTS[name].replace("URL", listener.url))
    assert listener.calls == 0


def test_the_listener_would_have_heard_the_store_alone(listener: Listener) -> None:
    answer = ox.Store().query(REQUESTS["silent"].replace("URL", listener.url))
    list(answer)  # type: ignore[arg-type]
    assert listener.calls > 0


def test_an_unfinished_request_is_not_executed_to_find_its_mistake(
    store: ox.Store, listener: Listener
) -> None:
    for cut in range(12, 60):
        with pytest.raises(QueryError):
            run_query(store, REQUESTS["plain"].replace("URL", listener.url)[:cut] + " ;;")
    with pytest.raises(QueryError):
        run_query(store, REQUESTS["plain"].replace("URL", listener.url) + " nonsense")
    assert listener.calls == 0


@pytest.mark.parametrize(
    "sparql",
    [
        'SELECT * WHERE { ?s dcterms:title ?t FILTER(CONTAINS(?t, "SERVICE <http://x> {")) }',
        "SELECT * WHERE { ?service ?from ?o } # SERVICE <http://x> { ?s ?p ?o }",
        "SELECT * WHERE { ?s <http://x/SERVICE> ?o }",
        "SELECT * WHERE { ?s ?p 'FROM <http://x>' }",
    ],
)
def test_the_words_alone_are_allowed(store: ox.Store, sparql: str) -> None:
    assert run_query(store, sparql).form == "solutions"


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP ALL",
        "CREATE GRAPH <urn:g>",
        "SELECT * { ?s ?p ?o } ; DELETE WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused_and_change_nothing(store: ox.Store, update: str) -> None:
    before = len(store)
    with pytest.raises(QueryError):
        run_query(store, update)
    assert len(store) == before


def test_an_update_is_told_that_the_graph_is_read_only(store: ox.Store) -> None:
    with pytest.raises(QueryError, match="read only"):
        run_query(store, "DELETE WHERE { ?s ?p ?o }")


def test_prefixes_are_declared_already(store: ox.Store) -> None:
    answer = run_query(store, "SELECT ?paper WHERE { ?paper kg:uses method:bert }")
    assert [row[0].value.rpartition("/")[2] for row in answer if row[0]] == ["arxiv:1907.11692"]


def test_a_prefix_of_the_query_wins(store: ox.Store) -> None:
    answer = run_query(store, "PREFIX kg: <urn:x:> ASK { ?s kg:uses ?o }")
    assert not answer


@pytest.mark.parametrize(
    ("sparql", "place"),
    [
        ("SELECT * WHERE {\n  ?s ?p\n}", "line 2, column 3"),
        ("SELECT ?s\nWHERE { ?s unknown:p ?o }", "line 2"),
        ("SELEC * WHERE { ?s ?p ?o }", "line 1"),
        ("", "line 1"),
        ("SELECT * WHERE { ?s ?p ?o", "line 1"),
        ('SELECT * WHERE {\n ?s ?p "\\u00" }', "line 2, column 9"),
    ],
)
def test_a_syntax_error_says_where(store: ox.Store, sparql: str, place: str) -> None:
    with pytest.raises(QueryError, match=place):
        run_query(store, sparql)


@given(st.text(max_size=60))
def test_any_text_is_answered_or_refused(text: str) -> None:
    with contextlib.suppress(KgError):
        assert isinstance(check_query(text), str)


@given(
    st.lists(
        st.sampled_from(
            [
                "{",
                "}",
                "SELECT *",
                "SERVICE",
                "<urn:x>",
                "?s",
                '"',
                "#",
                "\r",
                "\n",
                "\\u0022",
                "'''",
                "FILTER",
                "EXISTS",
                "(",
                ")",
            ]
        ),
        max_size=14,
    )
)
def test_what_passes_the_check_asks_nobody(words: list[str]) -> None:
    try:
        text = check_query(" ".join(words))
        list(ox.Store().query(text))  # type: ignore[arg-type]
    except (KgError, SyntaxError):
        pass
    except OSError as error:
        pytest.fail(f"a request was tried: {error}")


def test_an_escape_of_a_letter_is_understood(store: ox.Store) -> None:
    assert run_query(store, 'ASK { FILTER("caf\\u00e9" = "café") }')


@pytest.mark.parametrize("depth", [30, 3000])
def test_deep_nesting_is_refused_or_answered(store: ox.Store, depth: int) -> None:
    try:
        run_query(store, "SELECT * WHERE " + "{" * depth + "}" * depth)
    except QueryError as error:
        assert "deep" in str(error)


def test_a_query_without_end_is_refused(store: ox.Store) -> None:
    with pytest.raises(QueryError, match="longer than"):
        run_query(store, "ASK {}" + " " * 200_000)


def test_a_select_gives_rows_and_columns(folder: Path) -> None:
    result = run_query(folder, "SELECT ?name ?n { ?m a kg:Benchmark ; skos:prefLabel ?name }")
    assert result.variables == ("name", "n")
    ((name, unbound),) = list(result)
    assert isinstance(name, ox.Literal) and name.value == "GLUE"
    assert unbound is None


def test_json_csv_tsv_and_xml_are_what_sparql_defines(store: ox.Store) -> None:
    result = run_query(store, "SELECT ?name { ?m a kg:Benchmark ; skos:prefLabel ?name }")
    bindings = json.loads(format_result(result, "json"))["results"]["bindings"]
    assert bindings == [{"name": {"type": "literal", "value": "GLUE"}}]
    assert list(csv.reader(io.StringIO(format_result(result, "csv")))) == [["name"], ["GLUE"]]
    assert format_result(result, "tsv") == '?name\n"GLUE"\n'
    assert "GLUE" in "".join(ElementTree.fromstring(format_result(result, "xml")).itertext())


def test_a_table_is_aligned(store: ox.Store) -> None:
    result = run_query(
        store, "SELECT ?m ?name { ?m a kg:Method ; skos:prefLabel ?name } ORDER BY ?name"
    )
    lines = format_result(result).splitlines()
    assert len(lines) == 2 + 3
    assert {line.rindex("  ") for line in lines} == {len("method:logistic-regression")}
    assert "method:bert" in lines[2]


def test_a_table_shows_no_control_character(tmp_path: Path) -> None:
    graph = Graph((Paper("sha:1", "red \x1b[31m\nalert \u202e"),), (), ())
    with (tmp_path / "graph.ttl").open("wb") as stream:
        write_rdf(graph, stream)
    text = format_result(
        run_query(tmp_path, "SELECT ?t { ?p dcterms:title ?t . ?p a lpwcc:paper }")
    )
    assert len(text.splitlines()) == 3
    assert "\x1b" not in text and "\u202e" not in text


def test_ask_is_answered_in_every_format(store: ox.Store) -> None:
    result = run_query(store, "ASK { ?s kg:uses ?o }")
    assert format_result(result) == "yes\n"
    assert json.loads(format_result(result, "json"))["boolean"] is True
    assert format_result(result, "csv") == "true\n"


@pytest.mark.parametrize(
    "sparql", ["CONSTRUCT { ?p kg:uses ?m } WHERE { ?p kg:uses ?m }", "DESCRIBE method:bert"]
)
def test_construct_and_describe_give_turtle(store: ox.Store, sparql: str) -> None:
    result = run_query(store, sparql)
    assert result.form == "triples"
    parsed = list(ox.parse(format_result(result, "ttl").encode(), format=ox.RdfFormat.TURTLE))
    assert len(parsed) == len(list(result)) > 0
    assert len(format_result(result).splitlines()) == 2 + len(parsed)


@pytest.mark.parametrize(
    ("sparql", "format"), [("ASK {}", "ttl"), ("DESCRIBE method:bert", "csv"), ("ASK {}", "odt")]
)
def test_a_format_that_does_not_fit_is_refused(store: ox.Store, sparql: str, format: str) -> None:
    with pytest.raises(QueryError, match=format):
        format_result(run_query(store, sparql), format)


def test_a_folder_without_a_graph_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"graph\.ttl"):
        run_query(tmp_path, "ASK {}")


def test_a_broken_graph_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text("this is no Turtle")
    with pytest.raises(GraphError, match="not Turtle"):
        run_query(tmp_path, "ASK {}")


def test_there_are_fifteen_named_queries_at_least() -> None:
    assert len(named_queries()) >= 15


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
        ("leaderboard", {"entity": "SQuAD"}, 1),
        ("leaderboard", {"entity": "GLUE"}, 0),
        ("datasets-by-task", {"entity": "question answering"}, 2),
    ],
)
def test_a_parameter_narrows_the_answer(
    store: ox.Store, name: str, values: dict[str, str], rows: int
) -> None:
    assert len(list(run_named(store, name, values))) == rows


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


def test_the_first_queries_of_several_threads_are_answered() -> None:
    # In a process of its own: the parser learns in its first calls how to call its own parts.
    script = """
import sys, threading
from kg.sparql import check_query

sys.setswitchinterval(1e-6)
query = "SELECT ?a (COUNT(?b) AS ?n) WHERE { ?a ?p ?b . FILTER(?b > 1) } GROUP BY ?a ORDER BY ?n"
together = threading.Barrier(8)

def ask(number):
    together.wait()
    check_query(f"{query} LIMIT {number + 1}")

threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert ran.stderr == ""
