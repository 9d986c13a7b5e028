"""The page of a graph that is too large to be sent at once: the server brings what is asked for."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from conftest import Opened
from playwright.sync_api import Browser, expect
from served import KG_IN_PARTS, Server

from kg.graph import KnowledgeGraph
from kg.rdf import write_rdf
from kg.records import Entity, Link, Mention, Paper

pytestmark = pytest.mark.browser

HOSTILE = "</script><img src=x onerror=alert(1)>\"' \U0001f600 \u202eabc & more"
PAPERS = 300
# The last paper has what only one other has: nothing draws either at first.
FAR, NEAR_FAR = f"p{PAPERS - 1:03}", f"p{PAPERS - 2:03}"


def mention(paper: str, sentence: str, text: str) -> Mention:
    start = sentence.index(text)
    return Mention(
        paper, "abstract", start, start + len(text), text, "method", "uses", 0.9, "model",
        0, len(sentence),
    )  # fmt: skip


def large_graph() -> KnowledgeGraph:
    papers = [
        Paper(f"p{i:03}", f"Paper number {i}", "We train with GRPO.", ("Ada B",), year=2020 + i % 5)
        for i in range(PAPERS - 2)
    ]  # fmt: skip
    papers += [
        Paper(NEAR_FAR, HOSTILE, "Rare words with RareNet.", ("Bo Carr",), year=2019),
        Paper(FAR, "A far paper", "We train RareNet.", ("Cy Dale",), year=2018, url="https://example.org/far"),
    ]  # fmt: skip
    entities = [
        Entity("method/grpo", "GRPO", "method", ("Group Relative Policy Optimization",), True),
        Entity("method/rarenet", "RareNet", "method", ("Rare network",), True),
        *(Entity(f"dataset/d{i}", f"Data {i}", "dataset", (), True) for i in range(30)),
    ]
    links = []
    for i, paper in enumerate(papers[:-2]):
        found = mention(paper.id, paper.abstract, "GRPO")
        links.append(Link(paper.id, "method/grpo", "uses", 0.9, (found,)))
        links.append(Link(paper.id, f"dataset/d{i % 30}", "evaluates_on", 0.8))
    for paper in papers[-2:]:
        found = mention(paper.id, paper.abstract, "RareNet")
        links.append(Link(paper.id, "method/rarenet", "proposes", 0.9, (found,)))
    links.append(Link(FAR, "dataset/d0", "evaluates_on", 0.8))
    return KnowledgeGraph(papers, entities, links)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, graph = tmp_path_factory.mktemp("large"), large_graph()
    graph.save(folder)
    with (folder / "graph.ttl").open("wb") as stream:
        write_rdf(graph, stream)
    return folder


@pytest.fixture(scope="module")
def server(large: Path) -> Iterator[Server]:
    running = Server(large, program=KG_IN_PARTS)
    yield running
    running.stop()


Open = Callable[..., Opened]


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Open]:
    contexts = []

    def visiting(fragment: str = "", address: str = server.address, width: int = 1440) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        opened = Opened(context.new_page())
        opened.page.on("console", lambda message: opened.said.append(message.text))
        opened.page.on("pageerror", lambda error: opened.said.append(str(error)))
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.goto(f"{address}{fragment}")
        opened.page.wait_for_selector("body[data-drawn]")
        return opened

    yield visiting
    for context in contexts:
        context.close()


def search(opened: Opened, text: str) -> None:
    opened.page.fill("#search", text)
    opened.page.keyboard.press("Enter")


def drawn(opened: Opened) -> set[str]:
    return set(opened.page.evaluate("kgViewer.drawn()"))


def asked(opened: Opened, server: Server) -> list[str]:
    return [url.removeprefix(server.address) for url in opened.requests if "/api/" in url]


def test_the_first_part_is_drawn_without_asking_for_more(visit: Open, server: Server) -> None:
    opened = visit()
    assert len(drawn(opened)) == 12
    assert asked(opened, server) == []
    assert opened.said == []
    assert opened.page.inner_text("#showing").startswith("Showing 12 of 332")


def test_the_legend_counts_the_whole_graph(visit: Open) -> None:
    assert "300" in visit().page.inner_text("#legend button[data-kind=paper]")


def test_search_opens_a_paper_that_the_page_does_not_hold(visit: Open) -> None:
    opened = visit()
    assert FAR not in drawn(opened)
    search(opened, "far paper")
    expect(opened.page.locator("#panel h2")).to_have_text("A far paper")
    panel = opened.page.inner_text("#panel")
    assert "Cy Dale" in panel
    assert "example.org/far" in panel
    assert opened.page.inner_text("#panel mark") == "RareNet"
    assert opened.page.inner_text("#abstract p") == "We train RareNet."
    assert FAR in drawn(opened)
    assert opened.said == []


def test_search_finds_an_entity_by_an_alias(visit: Open) -> None:
    opened = visit()
    search(opened, "rare NETWORK")
    expect(opened.page.locator("#panel h2")).to_have_text("RareNet")
    assert "Also written Rare network" in opened.page.inner_text("#panel")


def test_a_suggestion_of_the_server_tells_of_papers_and_of_the_alias_that_matched(
    visit: Open,
) -> None:
    page = visit().page
    page.fill("#search", "rare network")
    found = page.locator("#suggestions li")
    expect(found).to_contain_text("also written Rare network")
    expect(found).to_contain_text("method in 2 papers")


def test_a_list_of_suggestions_of_the_server_can_be_made_longer(visit: Open) -> None:
    page = visit().page
    page.fill("#search", "paper number")
    found = page.locator("#suggestions li[data-node]")
    expect(found).to_have_count(12)
    page.click("#suggestions >> text=More…")
    expect(found).to_have_count(48)


def test_a_name_that_nothing_has_is_said_to_be_unknown(visit: Open) -> None:
    opened = visit()
    opened.page.fill("#search", "no such name")
    expect(opened.page.locator("#found")).to_have_text("Nothing has this name.")


def test_related_papers_come_from_the_whole_graph(visit: Open) -> None:
    opened = visit(f"#node={FAR}")
    related = opened.page.locator("#related > li").first
    assert related.locator(".node-link").inner_text().startswith("</script><img")
    assert "each proposes RareNet" in related.inner_text()
    assert opened.page.locator("img").count() == 0


def test_an_entity_tells_of_all_its_papers_and_lists_them_in_parts(visit: Open) -> None:
    page = visit("#node=method%2Fgrpo").page
    assert "method in 298 papers" in page.inner_text("#panel")
    assert "uses (298)" in (page.text_content("#panel") or "")
    assert page.locator("#panel .years li").count() == 5
    before = page.locator("#panel ul .node-link >> text=/Paper number/").count()
    more = page.locator("#panel .more >> text=/Load more/")
    said = more.inner_text()
    more.click()
    expect(more).not_to_have_text(said)
    assert page.locator("#panel ul .node-link >> text=/Paper number/").count() > before + 30


def test_neighbours_are_added_up_to_a_bound_and_their_number_is_said(visit: Open) -> None:
    opened = visit("#node=method%2Fgrpo")
    before = drawn(opened)
    opened.page.click("#expand")
    expect(opened.page.locator("#showing")).to_contain_text(
        re.compile(r"6\d of 298 neighbours of GRPO")
    )
    assert 40 < len(drawn(opened) - before) <= 60
    assert opened.said == []


def test_a_neighbourhood_is_drawn_from_the_address(visit: Open) -> None:
    opened = visit(f"#focus={FAR}&depth=1")
    assert drawn(opened) == {FAR, "method/rarenet", "dataset/d0"}
    opened.page.evaluate(f"location.hash = 'focus={FAR}&depth=2'")
    until = time.monotonic() + 20
    while "p030" not in drawn(opened) and time.monotonic() < until:
        opened.page.wait_for_timeout(50)
    assert {FAR, NEAR_FAR, "p000", "p030"} <= drawn(opened)
    assert opened.said == []


def test_papers_alone_are_drawn_round_a_paper(visit: Open) -> None:
    opened = visit(f"#focus={FAR}&view=papers")
    assert {FAR, NEAR_FAR, "p000"} <= drawn(opened)
    assert not any("/" in id for id in drawn(opened))


def test_the_way_between_two_papers_leads_through_the_whole_graph(visit: Open) -> None:
    opened = visit(f"#node=p017&compare={NEAR_FAR}")
    steps = opened.page.locator("#path li").all_inner_texts()
    assert len(steps) == 7
    assert steps[1] == "RareNet"
    assert opened.said == []


def test_an_address_of_something_unknown_opens_the_graph(visit: Open) -> None:
    opened = visit("#node=nothing&focus=..%2F..&more=a,b,%2F")
    assert len(drawn(opened)) == 12
    assert not opened.page.locator("#trouble").is_visible()
    assert opened.said == []


def test_what_is_loaded_is_not_asked_for_again(visit: Open, server: Server) -> None:
    opened = visit(f"#node={FAR}")
    count = len(asked(opened, server))
    opened.page.click("#panel .close")
    opened.page.go_back()
    expect(opened.page.locator("#panel h2")).to_have_text("A far paper")
    assert len(asked(opened, server)) == count


def test_bibtex_has_authors_of_papers_from_the_server(visit: Open) -> None:
    page = visit(f"#focus={FAR}&depth=2").page
    page.click("#take")
    page.click("#copy-bibtex")
    page.wait_for_selector("#copied[open]")
    text = page.input_value("#copied-text")
    assert "Cy Dale" in text
    assert "Bo Carr" in text


@pytest.mark.slow
def test_a_server_that_stopped_is_named_and_may_come_back(visit: Open, large: Path) -> None:
    running = Server(large, program=KG_IN_PARTS)
    opened = visit(address=running.address)
    before = drawn(opened)
    running.stop()
    search(opened, "far paper")
    expect(opened.page.locator("#trouble")).to_contain_text("The server does not answer.")
    assert drawn(opened) == before
    opened.page.fill("#search", "")
    opened.page.evaluate(f"location.hash = 'node={FAR}'")
    expect(opened.page.locator("#trouble")).to_be_visible()
    assert drawn(opened) == before
    again = Server(large, program=KG_IN_PARTS, port=int(httpx.URL(running.address).port or 0))
    try:
        opened.page.click("#retry")
        expect(opened.page.locator("#panel h2")).to_have_text("A far paper")
        expect(opened.page.locator("#trouble")).to_be_hidden()
    finally:
        again.stop()
    # The browser itself writes a line for each request that fails; the page adds none.
    assert all("net::ERR_CONNECTION_REFUSED" in line for line in opened.said)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("form", ["picture", "table"])
def test_the_message_covers_nothing_of_the_page(visit: Open, width: int, form: str) -> None:
    opened = visit(f"#as={form}", width=width)
    opened.page.context.set_offline(True)
    search(opened, "far paper")
    expect(opened.page.locator("#trouble")).to_be_visible()
    message = opened.page.locator("#trouble").bounding_box()
    showing = opened.page.locator("#showing").bounding_box()
    assert message is not None
    assert showing is not None
    assert message["y"] + message["height"] <= showing["y"]


def test_on_a_phone_the_message_fits(visit: Open) -> None:
    opened = visit(width=390)
    opened.page.context.set_offline(True)
    search(opened, "far paper")
    expect(opened.page.locator("#trouble")).to_be_visible()
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390
