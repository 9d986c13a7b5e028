"""What is refused: queries that would fetch, change the graph, or that are none."""

import contextlib
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError, QueryError
from kg.sparql import check_query, run_query


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


@pytest.mark.parametrize("text", ["\\\\underline{x}", "C:\\\\Users", "a\\\\\\\\url"])
def test_a_backslash_before_a_u_may_be_searched_for(store: ox.Store, text: str) -> None:
    ((found,),) = run_query(store, f'SELECT ("{text}" AS ?x) {{}}')
    assert isinstance(found, ox.Literal)
    assert found.value == text.replace("\\\\", "\\")


@pytest.mark.parametrize("text", ["\\underline", "\\\\\\underline", "\\\\Ubeef", "\\\\ubeef"])
def test_a_backslash_that_may_be_read_in_two_ways_is_refused(store: ox.Store, text: str) -> None:
    with pytest.raises(QueryError, match="line 1"):
        run_query(store, f'SELECT ("{text}" AS ?x) {{}}')


@pytest.mark.parametrize(
    ("sparql", "reason"),
    [
        ("SELECT ?s { ?s unknown:p ?o }", "Prefix not found$"),
        ("SELECT ?s ?o { ?s ?p ?o } GROUP BY ?s", "a variable that is unbound$"),
        ("SELECT ?s { ?s a Task }", 'expected "." or ":"$'),
        ("CONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }", "this is no SPARQL 1.1$"),
        (" ", "the query is empty$"),
    ],
)
def test_a_syntax_error_says_what_and_no_ranges_of_letters(
    store: ox.Store, sparql: str, reason: str
) -> None:
    with pytest.raises(QueryError, match=reason):
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


def nested(depth: int) -> str:
    return f"ASK {'{' * depth}{'}' * depth}"


def test_a_nested_query_is_answered(store: ox.Store) -> None:
    assert run_query(store, nested(10))


def test_a_query_nested_too_deeply_to_be_parsed_is_refused(store: ox.Store) -> None:
    with pytest.raises(QueryError, match="nested too deeply"):
        run_query(store, nested(3000))


def in_a_row(patterns: int) -> str:
    return "ASK { " + " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(patterns)) + " }"


def test_a_thousand_patterns_in_a_row_are_no_nesting() -> None:
    assert check_query(in_a_row(1000)) == in_a_row(1000)


def test_a_thousand_patterns_are_checked_when_matplotlib_has_changed_the_parser() -> None:
    # In a process of its own, since the parser stays changed.
    script = f"""
import pyparsing
pyparsing.ParserElement.enable_packrat()
from kg.sparql import check_query
check_query({in_a_row(1000)!r})
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert ran.stderr == ""


def test_a_request_behind_a_thousand_patterns_is_seen() -> None:
    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        check_query(in_a_row(1000)[:-1] + "SERVICE <http://x> { ?s ?p ?o } }")


def test_an_update_of_a_thousand_patterns_is_told_that_the_graph_is_read_only() -> None:
    with pytest.raises(QueryError, match="read only"):
        check_query(in_a_row(1000).replace("ASK", "DELETE WHERE"))


def test_more_patterns_in_a_row_than_can_be_checked_are_refused_as_such() -> None:
    with pytest.raises(QueryError, match="too many patterns in a row"):
        check_query(in_a_row(3000))


@pytest.mark.parametrize(
    "query",
    [
        f"ASK {{{'OPTIONAL{}' * 1100}}}",
        f"ASK {{{'MINUS{}' * 1100}}}",
        f"ASK {{ ?s ?p 1{', 1' * 1100} }}",
        f"ASK {{ ?s a{'/a' * 1100} ?o }}",
        f"ASK {{ FILTER(1{' && 1' * 1100}) }}",
        f"ASK {{ {'GRAPH ?g{}' * 600} {{{'VALUES ?v{}' * 600}}} }}",
    ],
    ids=["OPTIONAL", "MINUS", "triples", "path", "&&", "one row in another"],
)
def test_what_the_store_nests_may_not_be_longer_than_its_stack(query: str) -> None:
    # Of some kinds, 3,000 in a row ended the whole process.
    with pytest.raises(QueryError, match="more than 1000 patterns, operators or path steps"):
        check_query(query)


@pytest.mark.parametrize("values", ["FILTER(1 IN (1{}))", "VALUES ?v {{ 1{} }}"])
def test_a_list_of_values_is_no_row_of_patterns(store: ox.Store, values: str) -> None:
    separator = "," if "IN" in values else " "
    assert run_query(store, f"ASK {{ {values.format(f'{separator} 1' * 1100)} }}")


@pytest.mark.parametrize(
    ("opens", "inner", "closes"),
    [("(", "1 = 1", ")"), ("EXISTS { FILTER ", "(true)", " }")],
)
def test_brackets_eighty_deep_are_answered(
    store: ox.Store, opens: str, inner: str, closes: str
) -> None:
    condition = opens * 80 + inner + closes * 80
    assert run_query(store, f"ASK {{ FILTER {condition} }}")
    with pytest.raises(QueryError, match="nested too deeply"):
        run_query(store, f"ASK {{ FILTER {opens * 400 + inner + closes * 400} }}")


def test_a_check_leaves_the_limits_of_the_interpreter_as_they_were() -> None:
    before = sys.getrecursionlimit(), threading.stack_size()
    check_query(in_a_row(500))
    with pytest.raises(QueryError):
        check_query(nested(3000))
    assert (sys.getrecursionlimit(), threading.stack_size()) == before


def test_a_query_without_end_is_refused(store: ox.Store) -> None:
    with pytest.raises(QueryError, match="longer than"):
        run_query(store, "ASK {}" + " " * 200_000)


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
