"""What the server gives to people and to programs beside SPARQL."""

import json
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pyoxigraph as ox
import pytest
from served import HOSTILE, Server, built

from kg.triples.vocabulary import DCAT, KG, RDF, RDFS, VOID

FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}


def test_the_viewer_is_at_the_root_under_its_own_policy(client: httpx.Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_browser_that_holds_the_viewer_is_not_sent_it_again(client: httpx.Client) -> None:
    whole = client.get("/")
    tag = whole.headers["etag"]
    for held in (tag, f'"other", W/{tag}', "*"):
        answer = client.get("/", headers={"If-None-Match": held})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == tag
        # The headers of such an answer replace those that the browser holds.
        policy = "content-security-policy"
        assert answer.headers[policy] == whole.headers[policy]
    other = client.get("/", headers={"If-None-Match": '"other"'})
    assert (other.status_code, other.content) == (200, whole.content)


def test_a_page_that_is_built_later_is_not_mixed_with_the_graph_that_is_served(
    tmp_path: Path,
) -> None:
    server = Server(built(tmp_path))
    before = server.client.get("/").content
    page = tmp_path / "graph.html"
    page.write_text(page.read_text(encoding="utf8") + "<!-- later -->", encoding="utf8")
    assert server.client.get("/").content == before
    server.stop()


@pytest.mark.parametrize("path", ["/", "/query", "/static/query.js", "/health", "/nowhere"])
def test_every_answer_has_safe_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"]
    assert "server" not in headers


@pytest.mark.parametrize("accept", FORMATS)
def test_an_iri_answers_with_rdf_by_accept(client: httpx.Client, accept: str) -> None:
    answer = client.get(
        "/paper-kg/id/method/bert", headers={"Accept": accept}, follow_redirects=True
    )
    assert answer.history[0].status_code == 303
    stated = list(ox.parse(answer.content, format=FORMATS[accept]))
    node = ox.NamedNode("https://w3id.org/paper-kg/id/method/bert")
    assert any(quad.subject == node for quad in stated)


@pytest.mark.parametrize("accept", FORMATS)
def test_the_ontology_answers_at_its_iri(client: httpx.Client, accept: str) -> None:
    path = urlsplit(KG.iri).path
    answer = client.get(path, headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(accept)
    labelled = {
        quad.subject
        for quad in ox.parse(answer.content, format=FORMATS[accept])
        if quad.predicate == RDFS.label
    }
    assert labelled == {KG[name] for name in KG}


def test_the_ontology_answers_at_the_iri_of_its_version_alone(client: httpx.Client) -> None:
    path = urlsplit(KG.iri).path
    whole = client.get(path)
    (version,) = {
        quad.object.value
        for quad in ox.parse(whole.content, format=ox.RdfFormat.TURTLE)
        if quad.predicate.value == "http://www.w3.org/2002/07/owl#versionIRI"
    }
    answer = client.get(urlsplit(version).path)
    assert (answer.status_code, answer.content) == (200, whole.content)
    assert client.get(f"{path}/0.0.0").status_code == 404


def test_the_shapes_answer_at_their_iri(client: httpx.Client) -> None:
    answer = client.get("/paper-kg/shapes", headers={"Accept": "application/n-triples"})
    stated = [quad.triple for quad in ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)]
    shape = ox.NamedNode("http://www.w3.org/ns/shacl#NodeShape")
    assert (ox.NamedNode("https://w3id.org/paper-kg/shapes#Link"), RDF.type, shape) in [
        (each.subject, each.predicate, each.object) for each in stated
    ]


def test_the_context_of_json_ld_answers_too(client: httpx.Client) -> None:
    answer = client.get("/paper-kg/context.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.json()["@context"]["Method"] == "kg:Method"


def test_json_ld_of_a_thing_has_the_names_of_the_context(client: httpx.Client) -> None:
    nodes = client.get("/data/method/bert.jsonld").json()["@graph"]
    assert "Method" in next(each for each in nodes if each["id"].endswith("/bert"))["type"]


@pytest.mark.parametrize("path", ["/page/method/bert", "/data/method/bert.ttl"])
def test_a_document_says_what_it_describes(client: httpx.Client, path: str) -> None:
    link = client.get(path).headers["link"]
    assert '<https://w3id.org/paper-kg/id/method/bert>; rel="describes"' in link


@pytest.mark.parametrize(
    "path", ["/sparql", "/sparql?query=ASK{}", "/paper-kg/ontology", "/paper-kg/id/method/bert"]
)
def test_that_no_media_type_fits_depends_on_what_is_accepted(
    client: httpx.Client, path: str
) -> None:
    for accept in ("image/png", "text/html;q=0, */*;q=0"):
        answer = client.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["vary"]) == (406, "Accept")


def test_the_ontology_is_turtle_for_a_browser(client: httpx.Client) -> None:
    answer = client.get(urlsplit(KG.iri).path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"


def test_the_well_known_address_leads_to_the_description_of_the_data(
    client: httpx.Client,
) -> None:
    answer = client.get(
        "/.well-known/void", headers={"Accept": "application/n-triples"}, follow_redirects=True
    )
    assert answer.history[0].status_code == 302
    stated = [quad.triple for quad in ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)]
    (data,) = {each.subject for each in stated if each.object == DCAT.Dataset}
    assert ox.Triple(data, RDF.type, VOID.Dataset) in stated
    assert f'<{data.value}>; rel="describes"' in answer.headers["link"]


def test_an_iri_answers_with_a_page_for_a_browser(client: httpx.Client) -> None:
    answer = client.get(
        "/paper-kg/id/paper/arxiv:1810.04805",
        headers={"Accept": "text/html,*/*;q=0.8"},
        follow_redirects=True,
    )
    assert "<h1" in answer.text
    assert "BERT: Deep Bidirectional Transformers" in answer.text


def test_a_hostile_title_stays_text(client: httpx.Client) -> None:
    answer = client.get("/page/method/hostile")
    assert answer.status_code == 200
    assert "<script>alert(1)" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text


def test_a_hostile_title_comes_back_unchanged(client: httpx.Client) -> None:
    found = client.get("/api/papers/hostile").json()
    assert found["title"] == HOSTILE
    query = 'SELECT ?t { ?p dcterms:title ?t FILTER(STRSTARTS(?t, "Quotes")) }'
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert [row["t"]["value"] for row in rows] == [HOSTILE]


@pytest.mark.parametrize(
    "path",
    [
        "//example.org/",
        "/paper-kg/id//example.org",
        "/paper-kg/id/%0d%0aX: y",
        "/static/../pyproject.toml",
        "/static/%2e%2e%2fstyle.css",
        "/data/" + "a" * 5_000 + ".ttl",
        "/page/<script>",
    ],
)
def test_no_path_leads_astray(client: httpx.Client, path: str) -> None:
    address = str(client.base_url).rstrip("/") + quote(path, safe="/%.:")
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code in (303, 404)
    assert answer.headers.get("location", "/").startswith("/")
    assert not answer.headers.get("location", "/").startswith("//")
    assert "x" not in answer.headers
    assert "<script>" not in answer.text


def test_an_unknown_iri_is_said_to_be_unknown(client: httpx.Client) -> None:
    answer = client.get("/data/method/nothing.ttl")
    assert (answer.status_code, "nothing is known" in answer.text) == (404, True)


@pytest.mark.parametrize("path", ["/page/method/nothing", "/nothing"])
def test_a_browser_gets_a_page_for_what_is_not_found(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["vary"]) == (404, "Accept")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "style-src 'self'" in answer.headers["content-security-policy"]
    assert "<title>Not found</title>" in answer.text
    assert path in answer.text
    assert '<a href="/">' in answer.text
    assert '<a href="/query">' in answer.text


@pytest.mark.parametrize("accept", ["*/*", "text/turtle", "text/plain, text/html;q=0.9", ""])
def test_a_program_gets_a_line_for_what_is_not_found(client: httpx.Client, accept: str) -> None:
    answer = client.get("/page/method/nothing", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["vary"]) == (404, "Accept")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith("nothing is known of ")


def test_the_api_tells_a_browser_what_it_tells_a_program(client: httpx.Client) -> None:
    answer = client.get("/api/papers/nothing", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")


def test_the_editor_needs_no_inline_script(client: httpx.Client) -> None:
    page = client.get("/query")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "<script>" not in page.text
    assert client.get("/static/query.js").headers["content-type"].startswith("text/javascript")


# --- The JSON API


def test_papers_are_listed_in_parts(client: httpx.Client) -> None:
    first = client.get("/api/papers", params={"limit": 2}).json()
    rest = client.get("/api/papers", params={"offset": 2}).json()
    assert first["total"] == 6
    assert len(first["items"]) + len(rest["items"]) == 6


def test_papers_with_an_entity_in_a_role(client: httpx.Client) -> None:
    found = client.get("/api/papers", params={"entity": "benchmark/glue", "role": "proposes"})
    assert [paper["id"] for paper in found.json()["items"]] == ["doi:10.18653/v1/W18-5446"]


def test_an_entity_has_its_papers_by_role(client: httpx.Client) -> None:
    found = client.get("/api/entities/benchmark/glue").json()
    assert found["name"] == "GLUE"
    assert {link["role"] for link in found["links"]["items"]} == {"evaluates_on", "proposes"}


def test_related_papers_come_with_reasons(client: httpx.Client) -> None:
    found = client.get("/api/related", params={"paper": "arxiv:1810.04805"}).json()
    assert found[0]["reasons"]


def test_a_path_is_found(client: httpx.Client) -> None:
    params = {"from": "arxiv:1810.04805", "to": "doi:10.18653/v1/W18-5446"}
    assert [node["id"] for node in client.get("/api/path", params=params).json()][1] == (
        "benchmark/glue"
    )


def test_search_finds_names_aliases_and_titles(client: httpx.Client) -> None:
    found = client.get("/api/search", params={"q": "bert"}).json()["items"]
    assert {"method/bert", "arxiv:1810.04805"} <= {node["id"] for node in found}


def test_search_tells_an_entity_from_its_namesakes(client: httpx.Client) -> None:
    found = client.get("/api/search", params={"q": "glue", "type": "benchmark"}).json()["items"]
    assert found[0]["papers"] == client.get("/api/entities/benchmark/glue").json()["links"]["total"]
    by_alias = client.get("/api/search", params={"q": "<b>x</b>"}).json()["items"]
    assert [(each["id"], each["alias"]) for each in by_alias] == [("method/hostile", "<b>x</b>")]


def test_a_neighbourhood_is_bounded_and_says_how_much_there_is(client: httpx.Client) -> None:
    found = client.get("/api/neighbourhood", params={"id": "arxiv:1810.04805", "limit": 2}).json()
    assert (found["total"], len(found["nodes"])) == (5, 3)


def test_named_queries_are_listed_and_answered(client: httpx.Client) -> None:
    listed = {query["name"] for query in client.get("/api/queries").json()}
    assert len(listed) >= 15
    answer = client.get("/api/queries/benchmarks-by-papers", headers={"Accept": "text/csv"})
    assert "GLUE" in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/papers/nothing", 404),
        ("/api/papers?limit=0", 400),
        ("/api/papers?limit=1e9", 400),
        ("/api/papers?role=proposes", 400),
        ("/api/papers?role=bogus", 400),
        ("/api/entities?type=model", 400),
        ("/api/search", 400),
        ("/api/queries/nothing", 404),
        ("/api/related?paper=nothing", 404),
    ],
)
def test_wrong_requests_are_answered_with_what_is_wrong(
    client: httpx.Client, path: str, status: int
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.json()["error"]


def test_the_api_description_names_every_path_that_answers(client: httpx.Client) -> None:
    from kg.server.api import ROUTES

    described = client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    served = {route.path.replace(":path", "") for route in ROUTES} - {"/openapi.json"}
    assert set(described["paths"]) - {"/health"} == served
    assert described == json.loads(files("kg.schemas").joinpath("openapi.json").read_text())
