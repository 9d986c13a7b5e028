"""The pure modules of the page, called one function at a time in the browser that runs them."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Route

from kg.build import build_graph
from kg.graph import KnowledgeGraph
from kg.iris import DEFAULT_BASE_IRI, Mint
from kg.page.data import page_data
from kg.readers import read_papers
from kg.records import Entity, Link, Paper
from kg.server.exploring import Explorer
from kg.server.names import marked

pytestmark = pytest.mark.browser

EXAMPLE = Path(__file__).parents[2] / "examples" / "abstracts.txt"
ORIGIN = "http://viz.test/"
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
# Browser and Python may know different versions of Unicode, of which the later assign more letters.
ASSIGNED = st.text(st.characters(exclude_categories=["Cn", "Cs"]), max_size=40)
IDS = st.lists(TEXTS.filter(bool), max_size=5)
COMMON = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
Call = Callable[..., Any]


@pytest.fixture(scope="module")
def call(browser: Browser) -> Iterator[Call]:
    """Call a function of a module with JSON arguments; the modules come from disk."""

    def answer(route: Route) -> None:
        name = urlsplit(route.request.url).path.strip("/")
        if name.endswith(".js"):
            source = (files("kg.viz") / name).read_text(encoding="utf8")
            route.fulfill(body=source, content_type="text/javascript; charset=utf-8")
        else:
            route.fulfill(body="<!doctype html><title>modules</title>", content_type="text/html")

    context = browser.new_context()
    context.route("**/*", answer)
    page = context.new_page()
    page.goto(ORIGIN)

    def calling(module: str, function: str, *arguments: Any) -> Any:
        return page.evaluate(
            """async ([module, name, given]) => {
                 const held = await import(module);
                 // A graph is made in the page: it holds maps, which JSON does not.
                 const graphs = await import("./graph.js");
                 const made = given.map((each) => each?.papers ? graphs.makeGraph(each) : each);
                 return held[name](...made);
               }""",
            [f"./{module}", function, list(arguments)],
        )

    yield calling
    context.close()


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return build_graph(read_papers(EXAMPLE))


@pytest.fixture(scope="module")
def index(graph: KnowledgeGraph) -> dict[str, Any]:
    return page_data(graph).index


def test_related_papers_are_those_of_the_graph(
    call: Call, graph: KnowledgeGraph, index: dict[str, Any]
) -> None:
    for paper in graph.papers[:12]:
        expected = {near.paper.id: near.score for near in graph.related(paper.id, 100)}
        rows = call("graph.js", "related", index, paper.id, 100)
        found = {near["id"]: near["score"] for near in rows}
        assert found == pytest.approx(expected, abs=1e-4)


def test_related_papers_of_one_score_come_in_the_graphs_order(call: Call) -> None:
    papers = [Paper(id, f"Paper {id}") for id in "dbcae"]
    links = [Link(paper.id, "method/grpo", "uses", 0.9) for paper in papers[:4]]
    graph = KnowledgeGraph(papers, [Entity("method/grpo", "GRPO", "method")], links)
    found = call("graph.js", "related", page_data(graph).index, "d", 2)
    assert [near["id"] for near in found] == [near.paper.id for near in graph.related("d", 2)]


def test_what_two_papers_share_is_what_the_graph_says(
    call: Call, graph: KnowledgeGraph, index: dict[str, Any]
) -> None:
    first = graph.papers[0].id
    for near in graph.related(first, 5):
        reasons = call("graph.js", "shared", index, first, near.paper.id)
        assert {reason["entity"] for reason in reasons} == {
            reason.entity.id for reason in graph.shared(first, near.paper.id)
        }


def test_a_shortest_path_is_as_short_and_tells_as_much_as_the_graphs(
    call: Call, graph: KnowledgeGraph, index: dict[str, Any]
) -> None:
    def tells(path: list[str]) -> float:
        return sum(graph.weight(id) for id in path if isinstance(graph.node(id), Entity))

    first = graph.papers[0].id
    for paper in graph.papers[1:12]:
        expected = [node.id for node in graph.path(first, paper.id)]
        found = call("graph.js", "shortestPath", index, first, paper.id)
        assert len(found) == len(expected)
        assert tells(found) == pytest.approx(tells(expected))
        assert (found[0], found[-1]) == (first, paper.id)


def test_search_finds_names_without_regard_to_case_hyphens_and_accents(
    call: Call, graph: KnowledgeGraph, index: dict[str, Any]
) -> None:
    for entity in graph.entities()[:20]:
        assert entity.id in call("graph.js", "findNodes", index, entity.name.upper(), 50)
    assert call("names.js", "fold", "Éß GPT-4 o") == "eßgpt4o"
    assert call("graph.js", "findNodes", index, " -- ", 5) == []


# What a query finds among these names, the closest first.
NAMES = [
    "3D GS Models", "Average pooling", "Benchmark for reasoning", "DPO", "End Position",
    "Fine-tuning", "GPT-4", "GPT-4 Turbo", "GSM8K", "Graph RAG", "GraphRAG", "Image Net", "RAG",
    "RAG-Fusion", "ResNet-50", "Reasoning benchmark", "Retrieval-Augmented Generation",
    "Transformer with attention",
]  # fmt: skip
FOUND = {
    "rag": [
        "RAG", "RAG-Fusion", "Graph RAG", "GraphRAG", "Retrieval-Augmented Generation",
        "Average pooling",
    ],
    "gsm": ["GSM8K"],
    "gs m": ["GSM8K", "3D GS Models"],
    "dpo": ["DPO"],
    "d po": ["DPO", "End Position"],
    "gpt4": ["GPT-4", "GPT-4 Turbo"],
    "gpt 4t": ["GPT-4 Turbo"],
    "resnet50": ["ResNet-50"],
    "net": ["Image Net", "ResNet-50"],
    "imagenet": ["Image Net"],
    "finetun": ["Fine-tuning"],
    "reasoning bench": ["Reasoning benchmark", "Benchmark for reasoning"],
    "attention transformer": ["Transformer with attention"],
    "chmark easoning": [],
}  # fmt: skip


@pytest.mark.parametrize("query", FOUND)
def test_search_finds_words_rather_than_what_runs_over_their_bounds(call: Call, query: str) -> None:
    entities = [Entity(f"method/{i:02}", name, "method") for i, name in enumerate(NAMES)]
    links = [Link("a", entity.id, "uses", 0.9) for entity in entities]
    graph = KnowledgeGraph([Paper("a", "Zest")], entities, links)
    found = call("graph.js", "findNodes", page_data(graph).index, query, 50)
    assert [graph.entity(id).name for id in found] == FOUND[query]
    assert Explorer(graph).search(query, None, 50) == found


ZOO = KnowledgeGraph(
    [
        Paper("arxiv:2402.03300", "Diffusion of zebras", year=2025),
        Paper("doi:10.1000/zoo.7", "A model of diffusion, tested in 2025", year=2026),
        Paper("arxiv:cs/0112017", "Zebras and diffusion", year=2025),
        Paper("arxiv:2402.03301", "Diffusion of horses", year=2024),
    ],
    [],
    [],
)
FOUND_IN_ZOO = {
    "https://arxiv.org/abs/2402.03300": [0],
    "arxiv.org/pdf/2402.03300v2.pdf": [0],
    "https://huggingface.co/papers/2402.03300?from=mail": [0],
    "https://doi.org/10.48550/arXiv.2402.03300": [0],
    "http://arxiv.org/abs/cs/0112017v1": [2],
    "arXiv:2402.03300v3": [0],
    "2402.03300": [0],
    "https://doi.org/10.1000/zoo.7": [1],
    "diffusion 2025": [1, 0, 2],
    "2025 zebra diffusion": [0, 2],
    "diffusion 2023": [],
    "zebras horses": [],
}


@pytest.mark.parametrize("query", FOUND_IN_ZOO)
def test_search_finds_papers_by_address_and_by_year(call: Call, query: str) -> None:
    found = call("graph.js", "findNodes", page_data(ZOO).index, query, 50)
    assert found == [ZOO.papers[place].id for place in FOUND_IN_ZOO[query]]
    assert Explorer(ZOO).search(query, None, 50) == found


def test_search_on_the_page_is_that_of_the_server(
    call: Call, graph: KnowledgeGraph, index: dict[str, Any]
) -> None:
    explorer = Explorer(graph)
    queries = {"a", "e", "gpt", "llm", "of the", "model language", "learning reinforcement"}
    queries |= {entity.name[: 3 + i % 9] for i, entity in enumerate(graph.entities()[:60])}
    for query in queries:
        assert call("graph.js", "findNodes", index, query, 12) == explorer.search(query, None, 12)


@COMMON
@given(name=st.one_of(ASSIGNED, st.text("aBé1٣ß_-+ \t\u0308Σ", max_size=12)))
def test_the_words_of_a_name_are_those_of_the_server(call: Call, name: str) -> None:
    assert call("names.js", "marked", name) == marked(name)


@COMMON
@given(id=TEXTS.filter(bool))
def test_the_iri_of_a_paper_is_that_of_the_rdf(call: Call, id: str) -> None:
    expected = Mint(DEFAULT_BASE_IRI).paper(id).value
    assert call("takeaway.js", "iriOf", DEFAULT_BASE_IRI, id, True) == expected


@COMMON
@given(rows=st.lists(st.lists(TEXTS, min_size=2, max_size=3), min_size=1, max_size=4))
def test_csv_is_read_back_and_runs_nothing(call: Call, rows: list[list[str]]) -> None:
    text = call("takeaway.js", "csvText", rows)
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert [len(row) for row in found] == [len(row) for row in rows]
    for read, written in zip(found, rows, strict=True):
        for cell, value in zip(read, written, strict=True):
            assert cell in {value, f"'{value}"}
            assert not cell.startswith(("=", "+", "-", "@"))


@COMMON
@given(title=st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=40))
def test_bibtex_is_read_back(
    call: Call, tmp_path_factory: pytest.TempPathFactory, title: str
) -> None:
    paper = {
        "id": "a",
        "title": title,
        "label": "none",
        "year": 2024,
        "url": "",
        "authors": ["A. B"],
    }
    title = paper["title"] = f"On {title}"
    file = tmp_path_factory.mktemp("bib") / "list.bib"
    file.write_text(call("takeaway.js", "bibtexText", [paper]), encoding="utf8")
    (read,) = read_papers(file)
    assert (read.year, read.authors) == (2024, ("A. B",))
    assert letters_of(read.title) == letters_of(title)


def test_an_author_whose_name_holds_and_is_one_author(call: Call, tmp_path: Path) -> None:
    authors = ["Simon and Schuster", "Ada Lovelace", "Barnes AND Noble"]
    paper = {"id": "a", "title": "Bread", "label": "", "year": 2024, "url": "", "authors": authors}
    file = tmp_path / "list.bib"
    file.write_text(call("takeaway.js", "bibtexText", [paper]), encoding="utf8")
    (read,) = read_papers(file)
    assert read.authors == tuple(authors)


def test_no_two_entries_have_one_key(call: Call) -> None:
    ids = ["a/b", "A b", "a-b-2", "A-B", "a:b"]
    papers = [
        {"id": id, "title": "Bread", "label": "", "year": 2024, "url": "", "authors": []}
        for id in ids
    ]
    keys = re.findall(r"^@misc\{(.*),$", call("takeaway.js", "bibtexText", papers), re.MULTILINE)
    assert len({key.lower() for key in keys}) == len(ids)


def letters_of(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isalnum())


@COMMON
@given(label=TEXTS)
def test_a_picture_is_well_formed_whatever_its_labels(call: Call, label: str) -> None:
    node = {
        "x": 1, "y": 2, "shape": "dot", "size": 5, "colour": "#fff", "title": label,
        "label": {"text": label, "x": 1, "y": 12, "size": 9, "width": 40},
    }  # fmt: skip
    colours = {"back": "#fff", "text": "#000", "edge": "#999"}
    ET.fromstring(call("takeaway.js", "svgText", [node], [], colours).encode())


@COMMON
@given(ids=IDS)
def test_a_list_of_ids_survives_the_fragment(call: Call, ids: list[str]) -> None:
    assert call("state.js", "unpackIds", call("state.js", "packIds", ids)) == ids


@COMMON
@given(node=TEXTS, role=TEXTS)
def test_a_view_is_read_back_from_its_fragment(call: Call, node: str, role: str) -> None:
    defaults = {"node": "", "role": "", "least": "2"}
    wanted = {"node": node, "role": role, "least": "3"}
    fragment = call("state.js", "fragmentOf", wanted, defaults)
    assert call("state.js", "parseFragment", f"#{fragment}", defaults) == wanted


def test_a_fragment_adds_nothing_that_a_view_does_not_have(call: Call) -> None:
    found = call("state.js", "parseFragment", "#node=a&__proto__=b&evil=c", {"node": ""})
    assert found == {"node": "a"}
