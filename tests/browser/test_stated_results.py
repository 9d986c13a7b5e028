"""The sentences of results, in the panels of papers and of what they are measured on."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Opened
from playwright.sync_api import Browser, Page, expect
from results_example import ENTITIES, links_in
from served import KG_IN_PARTS, Server

from kg.graph import KnowledgeGraph
from kg.rdf import write_rdf
from kg.records import Paper

pytestmark = pytest.mark.browser

SENTENCE = "DoRA & <b> \U0001f600 reaches 85.2 % accuracy on GSM8K."
PAPERS = [
    Paper("a", "Apples", f"We propose DoRA. {SENTENCE}"),
    Paper("b", "Bread", "LoRA has an accuracy of 80.1% on GSM8K."),
    *(Paper(f"c{number}", "Corn", "About GSM8K.") for number in range(3)),
]
GRAPH = KnowledgeGraph(
    PAPERS,
    [replace(ENTITIES[id], named=True) for id in ("method/dora", "method/lora", "benchmark/gsm8k")],
    [link for paper in PAPERS for link in links_in(paper.abstract, paper.id)],
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("results")
    GRAPH.save(folder)
    with Path(folder, "graph.ttl").open("wb") as stream:
        write_rdf(GRAPH, stream)
    server = Server(folder, program=KG_IN_PARTS)
    yield server.address
    server.stop()


@pytest.fixture(params=["file", "server"])
def opened(
    request: pytest.FixtureRequest, browser: Browser, open_page: Callable[..., Opened]
) -> Iterator[Callable[[str], Page]]:
    """Open the page at a node, as a file or from a server that brings what is asked for."""
    context = browser.new_context()

    def at(node: str) -> Page:
        if request.param == "file":
            return open_page(GRAPH, fragment=f"#node={node}").page
        page = context.new_page()
        page.goto(f"{request.getfixturevalue('served')}#node={node}")
        page.wait_for_selector("body[data-drawn]")
        return page

    yield at
    context.close()


def test_a_paper_shows_the_sentence_of_its_result_with_the_value_marked(
    opened: Callable[[str], Page],
) -> None:
    result = opened("a").locator("#panel .result")
    expect(result.locator(".evidence")).to_have_text(SENTENCE)
    expect(result.locator("mark")).to_have_text("85.2")


def test_a_benchmark_shows_the_paper_and_the_sentence_of_each_result(
    opened: Callable[[str], Page],
) -> None:
    said = opened("benchmark/gsm8k").locator("#panel .result .evidence")
    expect(said).to_have_text(["in Apples", SENTENCE, "in Bread", PAPERS[1].abstract])
