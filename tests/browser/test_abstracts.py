"""The abstract of a paper in its panel."""

import pytest
from playwright.sync_api import Page, expect

import kg.page.data
from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Mention, Paper

pytestmark = pytest.mark.browser

HOSTILE = "</script><img src=x onerror=alert(1)> \U0001f600 We train ZebraNet. <b>Stripes</b> help."
LONG = "We train ZebraNet on grass. " + "It runs over the plain from dawn to dusk. " * 20


def graph_of(*abstracts: str) -> KnowledgeGraph:
    papers = [Paper(f"p{i}", f"Paper {i}", text) for i, text in enumerate(abstracts)]
    links = []
    for paper in papers:
        begin, start = paper.abstract.find("We"), paper.abstract.find("ZebraNet")
        if start < 0:
            continue
        found = Mention(
            paper.id, "abstract", start, start + 8, "ZebraNet", "method", "uses", 0.9, "model",
            begin, paper.abstract.index(".", start) + 1,
        )  # fmt: skip
        links.append(Link(paper.id, "method/zebranet", "uses", 0.9, (found,)))
    return KnowledgeGraph(papers, [Entity("method/zebranet", "ZebraNet", "method")], links)


def shown(page: Page) -> str:
    return page.inner_text("#abstract p")


def test_the_panel_shows_the_abstract_with_the_names_in_it_marked(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(graph_of("Grass grows. We train ZebraNet."), fragment="#node=p0").page
    assert shown(page) == "Grass grows. We train ZebraNet."
    assert page.locator("#abstract mark").all_inner_texts() == ["ZebraNet"]


def test_an_abstract_is_text_whatever_it_holds(open_page) -> None:  # type: ignore[no-untyped-def]
    opened = open_page(graph_of(HOSTILE), fragment="#node=p0")
    assert shown(opened.page) == HOSTILE
    assert opened.page.inner_text("#abstract mark") == "ZebraNet"
    assert opened.page.locator("#panel img, #panel b").count() == 0
    assert opened.said == []


def test_a_long_abstract_is_folded_until_somebody_asks(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(graph_of(LONG), fragment="#node=p0").page
    text = page.locator("#abstract p")
    folded = text.bounding_box()["height"]
    page.click("#unfold")
    assert text.bounding_box()["height"] > 2 * folded
    assert page.get_attribute("#unfold", "aria-expanded") == "true"
    page.click("#unfold")
    assert text.bounding_box()["height"] == folded


def test_a_folded_abstract_is_printed_whole(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(graph_of(LONG), fragment="#node=p0").page
    folded = page.locator("#abstract p").bounding_box()["height"]
    page.emulate_media(media="print")
    of_all, of_seen = page.locator("#abstract p").evaluate(
        "({scrollHeight, clientHeight}) => [scrollHeight, clientHeight]"
    )
    assert of_all == of_seen != folded


def test_a_paper_without_an_abstract_says_so(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(graph_of(""), fragment="#node=p0").page
    assert shown(page) == "The list gives no abstract of this paper."


def test_an_abstract_that_a_page_has_no_room_for_is_said_to_be_missing(  # type: ignore[no-untyped-def]
    open_page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kg.page.data, "MOST_ABSTRACTS", 40)
    graph = graph_of("We train ZebraNet on grass.", "We train ZebraNet on sand.")
    page = open_page(graph, fragment="#node=p1").page
    assert shown(page).startswith("This page has room for the abstracts of 1 of its 2 papers")
    page.click("#panel .node-link >> text=ZebraNet")
    page.click("#panel [data-node=p0]")
    expect(page.locator("#abstract p")).to_have_text("We train ZebraNet on grass.")
