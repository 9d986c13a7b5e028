"""The cases of the W3C's SPARQL 1.1 Protocol test suite over HTTP, and a second client."""

import re
from typing import Any

import httpx
import pytest
from served import Server
from SPARQLWrapper import CSV, JSON, POST, TURTLE, SPARQLWrapper

ASK = "ASK {}"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
RESULTS = "application/sparql-results+json"
GRAPHS = ("http://example.org/data1.rdf", "http://example.org/data2.rdf")
IN_GRAPHS = "SELECT ?x { { ?x ?p ?o } UNION { GRAPH ?g { ?x ?p ?o } } }"


def post(client: httpx.Client, body: str | bytes, kind: str | None, **more: Any) -> httpx.Response:
    headers = {"Content-Type": kind} if kind else {}
    return client.post("/sparql", content=body, headers=headers, **more)


# --- The twenty query tests


def test_query_get(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": ASK})
    assert (answer.status_code, answer.json()["boolean"]) == (200, True)


def test_query_post_form(client: httpx.Client) -> None:
    answer = post(client, "query=ASK%20%7B%7D", FORM)
    assert (answer.status_code, answer.json()["boolean"]) == (200, True)


def test_query_post_direct(client: httpx.Client) -> None:
    answer = post(client, ASK, DIRECT)
    assert (answer.status_code, answer.json()["boolean"]) == (200, True)


def test_query_dataset_default_graphs_get(client: httpx.Client) -> None:
    params = [("query", "ASK { ?x ?p ?o }"), *(("default-graph-uri", iri) for iri in GRAPHS)]
    answer = client.get("/sparql", params=params)
    assert (answer.status_code, answer.json()["boolean"]) == (200, False)


def test_query_dataset_default_graphs_post(client: httpx.Client) -> None:
    params = [("default-graph-uri", iri) for iri in GRAPHS]
    answer = post(client, "ASK { ?x ?p ?o }", DIRECT, params=params)
    assert (answer.status_code, answer.json()["boolean"]) == (200, False)


def test_query_dataset_named_graphs_get(client: httpx.Client) -> None:
    params = [("query", IN_GRAPHS), *(("named-graph-uri", iri) for iri in GRAPHS)]
    answer = client.get("/sparql", params=params)
    assert (answer.status_code, answer.json()["results"]["bindings"]) == (200, [])


def test_query_dataset_named_graphs_post(client: httpx.Client) -> None:
    params = [("named-graph-uri", iri) for iri in GRAPHS]
    answer = post(client, IN_GRAPHS, DIRECT, params=params)
    assert (answer.status_code, answer.json()["results"]["bindings"]) == (200, [])


def described(client: httpx.Client) -> str:
    """Return the IRI of the data set, as the description of the service gives it."""
    answer = client.get("/sparql", headers={"Accept": "application/n-triples"})
    (iri,) = re.findall(r"<([^>]+)> <http://rdfs.org/ns/void#sparqlEndpoint>", answer.text)
    return str(iri)


def test_the_data_set_as_default_graph_is_the_whole_graph(client: httpx.Client) -> None:
    params = {"query": "ASK { ?x a kg:Method }", "default-graph-uri": described(client)}
    answer = client.get("/sparql", params=params)
    assert (answer.status_code, answer.json()["boolean"]) == (200, True)


def test_the_data_set_as_a_named_graph_is_refused_and_not_empty(client: httpx.Client) -> None:
    params = {"query": IN_GRAPHS, "named-graph-uri": described(client)}
    answer = client.get("/sparql", params=params)
    assert answer.status_code == 400
    assert "default-graph-uri" in answer.text


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("iri", ["no iri", "relative", ""])
def test_a_graph_that_is_no_iri_is_named_with_its_parameter(
    client: httpx.Client, parameter: str, iri: str
) -> None:
    answer = client.get("/sparql", params={"query": ASK, parameter: iri})
    assert answer.status_code == 400
    assert answer.text.startswith(f"{parameter}: '{iri}' is no absolute IRI")


def test_query_dataset_full(client: httpx.Client) -> None:
    params = [("default-graph-uri", GRAPHS[0]), ("named-graph-uri", GRAPHS[1])]
    answer = post(client, IN_GRAPHS, DIRECT, params=params)
    assert (answer.status_code, answer.json()["results"]["bindings"]) == (200, [])


def test_query_multiple_dataset(client: httpx.Client) -> None:
    """The protocol's data set takes the place of the query's own."""
    query = f"ASK FROM <{GRAPHS[0]}> {{ ?x ?p ?o }}"
    answer = post(client, query, DIRECT, params={"default-graph-uri": GRAPHS[1]})
    assert (answer.status_code, answer.json()["boolean"]) == (200, False)


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("SELECT (1 AS ?value) {}", RESULTS),
        (ASK, RESULTS),
        ("DESCRIBE <http://example.org/>", "application/rdf+xml"),
        ("CONSTRUCT { <s> <p> 1 } WHERE {}", "application/rdf+xml"),
        ("CONSTRUCT { <s> <p> 1 } WHERE {}", "text/turtle"),
        ("SELECT (1 AS ?value) {}", "application/sparql-results+xml"),
    ],
    ids=["select", "ask", "describe", "construct", "turtle", "xml"],
)
def test_query_content_type(client: httpx.Client, query: str, accept: str) -> None:
    answer = post(client, query, DIRECT)
    assert answer.status_code == 200
    wanted = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert wanted.headers["content-type"].split(";")[0] == accept


def test_bad_query_method(client: httpx.Client) -> None:
    assert client.put("/sparql", params={"query": ASK}).status_code == 405


def test_bad_multiple_queries(client: httpx.Client) -> None:
    assert client.get("/sparql", params=[("query", ASK), ("query", ASK)]).status_code == 400


def test_bad_query_wrong_media_type(client: httpx.Client) -> None:
    assert post(client, ASK, "text/plain").status_code == 415


def test_bad_query_missing_form_type(client: httpx.Client) -> None:
    assert post(client, "query=ASK%20%7B%7D", None).status_code == 415


def test_bad_query_missing_direct_type(client: httpx.Client) -> None:
    assert post(client, ASK, None).status_code == 415


def test_bad_query_non_utf8(client: httpx.Client) -> None:
    answer = post(client, ASK.encode("utf-16"), f"{DIRECT}; charset=UTF-16")
    assert answer.status_code == 415
    assert post(client, b"ASK { \xff }", DIRECT).status_code == 400


def test_bad_query_syntax(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "ASK {"})
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


# --- The fourteen update tests: this graph is read only

INSERT = "INSERT DATA { <s> <p> <o> }"
UPDATE = "application/sparql-update"
UPDATES: dict[str, tuple[str, dict[str, Any]]] = {
    "update_post_form": ("POST", {"data": {"update": INSERT}}),
    "update_post_direct": ("POST", {"content": INSERT, "headers": {"Content-Type": UPDATE}}),
    "update_dataset_default_graph": (
        "POST",
        {"data": {"update": INSERT, "using-graph-uri": GRAPHS[0]}},
    ),
    "update_dataset_default_graphs": (
        "POST",
        {"data": {"update": INSERT, "using-graph-uri": list(GRAPHS)}},
    ),
    "update_dataset_named_graphs": (
        "POST",
        {"data": {"update": INSERT, "using-named-graph-uri": list(GRAPHS)}},
    ),
    "update_dataset_full": (
        "POST",
        {"data": {"update": INSERT, "using-graph-uri": GRAPHS[0], "using-named-graph-uri": "x"}},
    ),
    "update_base_uri": (
        "POST",
        {"data": {"update": "BASE <http://e.org/> CLEAR GRAPH <g> ; " + INSERT}},
    ),
    "bad_multiple_updates": ("POST", {"data": {"update": [INSERT, INSERT]}}),
    "bad_update_get": ("GET", {"params": {"update": INSERT}}),
    "bad_update_wrong_media_type": (
        "POST",
        {"content": INSERT, "headers": {"Content-Type": "text/plain"}},
    ),
    "bad_update_missing_form_type": ("POST", {"content": "update=CLEAR%20NAMED"}),
    "bad_update_non_utf8": (
        "POST",
        {
            "content": INSERT.encode("utf-16"),
            "headers": {"Content-Type": f"{UPDATE}; charset=UTF-16"},
        },
    ),
    "bad_update_syntax": ("POST", {"data": {"update": "CLEAR XYZ"}}),
    "bad_update_dataset_conflict": (
        "POST",
        {"data": {"update": f"WITH <g> {INSERT}", "using-graph-uri": GRAPHS[0]}},
    ),
}


@pytest.mark.parametrize("name", UPDATES)
def test_no_update_is_taken(client: httpx.Client, name: str) -> None:
    method, request = UPDATES[name]
    before = post(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", DIRECT).json()
    answer = client.request(method, "/sparql", **request)
    assert 400 <= answer.status_code < 500
    assert post(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", DIRECT).json() == before


def test_an_update_sent_as_a_query_is_refused(client: httpx.Client) -> None:
    assert client.get("/sparql", params={"query": INSERT}).status_code == 400


def test_the_refusal_of_an_update_says_why(client: httpx.Client) -> None:
    assert "read only" in client.post("/sparql", data={"update": INSERT}).text


# --- A second client


def asked(server: Server, query: str) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(server.sparql)
    wrapper.setQuery(query)
    return wrapper


NAMES = "SELECT ?name { ?e a kg:Benchmark ; skos:prefLabel ?name }"


def test_sparqlwrapper_reads_rows_as_json(server: Server) -> None:
    wrapper = asked(server, NAMES)
    wrapper.setReturnFormat(JSON)
    rows = wrapper.queryAndConvert()["results"]["bindings"]
    assert [row["name"]["value"] for row in rows] == ["GLUE"]


def test_sparqlwrapper_posts_and_reads_csv(server: Server) -> None:
    wrapper = asked(server, NAMES)
    wrapper.setMethod(POST)
    wrapper.setReturnFormat(CSV)
    assert wrapper.queryAndConvert().split() == [b"name", b"GLUE"]


def test_sparqlwrapper_reads_a_constructed_graph(server: Server) -> None:
    wrapper = asked(server, "CONSTRUCT { ?p kg:uses ?e } WHERE { ?p kg:uses ?e }")
    wrapper.setReturnFormat(TURTLE)
    assert b"kg:uses" in wrapper.queryAndConvert()


# --- The service about itself


def test_the_service_describes_itself(server: Server, client: httpx.Client) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"].startswith("text/turtle")
    assert f"<{server.sparql}>" in answer.text
    assert "SPARQL11Query" in answer.text


def test_a_browser_is_led_to_the_editor(client: httpx.Client) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/query")


def test_an_unknown_media_type_is_answered_with_the_known(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": ASK}, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert RESULTS in answer.text
