"""The query editor of a served graph and its pages of things, in a browser."""

import re
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from served import Server

from kg.graph import KnowledgeGraph
from kg.rdf import write_rdf
from kg.records import Entity, Link, Paper

pytestmark = pytest.mark.browser

# Joins everything with everything, which takes longer than a reader waits.
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

GRAPH = KnowledgeGraph(
    [
        Paper("a", "Apples", "About GRPO.", repositories=("https://github.com/example/apples",)),
        Paper("b", "Pears", "About PPO."),
    ],
    [
        Entity("method/gr po", "GRPO", "method", (), True),
        Entity("method/ppo", "PPO", "method", (), True),
    ],
    [Link("a", "method/gr po", "uses", 0.9), Link("b", "method/ppo", "uses", 0.9)],
)

# The number of lines that each text of some elements takes.
LINES = """(elements) => elements.map((element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  return new Set([...range.getClientRects()].map((part) => Math.round(part.top))).size;
})"""
# How the border of an element stands out from what it surrounds, as WCAG 2.2 reckons it.
BORDER_CONTRAST = """(element) => {
  const light = (colour) => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const { borderTopColor, backgroundColor } = getComputedStyle(element);
  const [high, low] = [light(borderTopColor), light(backgroundColor)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("small")
    GRAPH.save(folder)
    with (folder / "graph.ttl").open("wb") as stream:
        write_rdf(GRAPH, stream)
    running = Server(folder)
    yield running
    running.stop()


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    contexts = []

    def visiting(
        width: int = 1440, path: str = "query", scheme: Literal["light", "dark"] = "light"
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{server.address}{path}")
        if path == "query":
            page.wait_for_selector("#named option:nth-child(2)", state="attached")
        return page

    yield visiting
    for context in contexts:
        context.close()


def test_what_is_of_the_graph_leads_to_its_page_on_this_server(visit: Callable[..., Page]) -> None:
    page = visit()
    page.fill("#text", "SELECT ?e WHERE { ?e a kg:Method ; skos:prefLabel 'GRPO' }")
    page.click("#run")
    page.click("#results a")
    expect(page.locator("h1")).to_have_text("GRPO")


def test_what_is_of_the_web_leads_there(visit: Callable[..., Page]) -> None:
    page = visit()
    page.fill("#text", "SELECT ?c WHERE { ?e a kg:Method, ?c } ORDER BY ?c")
    page.click("#run")
    hrefs = page.locator("#results a")
    expect(hrefs.first).to_have_attribute("href", "http://www.w3.org/2004/02/skos/core#Concept")


def test_every_named_query_runs_as_it_is_offered(visit: Callable[..., Page]) -> None:
    page = visit()
    for option in page.locator("#named option").all()[1:]:
        page.select_option("#named", option.get_attribute("value"))
        page.click("#run")
        expect(page.locator("#status")).to_have_text(re.compile(r"^\d+ rows?\.$"))


def test_a_value_that_is_filled_in_narrows_a_named_query(visit: Callable[..., Page]) -> None:
    page = visit()
    page.select_option("#named", "papers-naming")
    page.fill("#parameters input", "GRPO")
    page.click("#run")
    expect(page.locator("#results td", has_text="Apples")).to_have_count(1)
    expect(page.locator("#results td", has_text="Pears")).to_have_count(0)


def test_an_error_of_a_named_query_is_told_in_words(visit: Callable[..., Page]) -> None:
    page = visit()
    page.select_option("#named", "papers-naming")
    page.fill("#parameters input", "nonsense")
    page.click("#run")
    expect(page.locator("#status")).to_have_text("the graph holds no entity 'nonsense'")


def test_a_newer_query_ends_the_older_one(visit: Callable[..., Page]) -> None:
    page = visit()
    page.fill("#text", SLOW)
    page.click("#run")
    page.fill("#text", "ASK { ?s ?p ?o }")
    with page.expect_event("requestfailed", timeout=5000):
        page.click("#run")
    expect(page.locator("#results")).to_have_text("yes")
    expect(page.locator("#status")).to_have_text("Done.")


def test_a_value_that_an_edited_text_would_not_use_cannot_be_set(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    page.select_option("#named", "papers-naming")
    field, note = page.locator("#parameters input"), page.locator("#unbound")
    field.fill("GRPO")
    expect(note).to_be_empty()
    offered = page.input_value("#text")
    page.fill("#text", f"{offered} LIMIT 1")
    expect(field).to_be_disabled()
    expect(note).to_contain_text("this value is not used")
    page.fill("#text", offered)
    expect(field).to_be_enabled()
    expect(note).to_be_empty()


def test_on_a_phone_the_editor_does_not_overflow_sideways(visit: Callable[..., Page]) -> None:
    assert visit(375).evaluate("document.documentElement.scrollWidth") <= 375


def test_words_of_an_answer_stay_whole_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit(390)
    page.fill(
        "#text",
        """SELECT ?entity ?name ?paper ?title ?class {
             ?paper kg:uses ?entity ; dcterms:title ?title .
             ?entity skos:prefLabel ?name ; a ?class }""",
    )
    page.click("#run")
    expect(page.locator("#results td").first).to_be_visible()
    assert set(page.eval_on_selector_all("#results th, #results td:nth-child(2)", LINES)) == {1}
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_names_of_properties_stay_whole(visit: Callable[..., Page]) -> None:
    for width in (390, 800):
        page = visit(width, "page/paper/a")
        assert set(page.eval_on_selector_all("th", LINES)) == {1}
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_values_have_most_of_a_phones_width(visit: Callable[..., Page]) -> None:
    box = visit(390, "page/paper/a").locator("td").first.bounding_box()
    assert box
    assert box["width"] > 300


def test_links_to_things_are_large_enough_to_touch(visit: Callable[..., Page]) -> None:
    page = visit(path="page/paper/a")
    boxes = [link.bounding_box() for link in page.locator("td a, .formats a").all()]
    assert len(boxes) > 5
    assert all(box and min(box["width"], box["height"]) >= 24 for box in boxes)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fields_can_be_told_from_their_surroundings(
    visit: Callable[..., Page], scheme: str
) -> None:
    page = visit(scheme=scheme)
    page.select_option("#named", "papers-naming")
    for field in ["#named", "#parameters input", "#text"]:
        assert page.eval_on_selector(field, BORDER_CONTRAST) >= 3
