"""The page where names are long, lists have thousands of rows, or titles run from right to left."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Paper

pytestmark = pytest.mark.browser

LONG = "Ein Titel " * 500
FROM_RIGHT = "גרף של מאמרים ושל שיטות שהם חולקים ביניהם"
LENGTHS = KnowledgeGraph(
    [Paper("long", LONG, year=2020), Paper("short", "Short", year=2026)],
    [Entity("method/grpo", "GRPO", "method", (), True)],
    [Link("long", "method/grpo", "uses", 0.9), Link("short", "method/grpo", "uses", 0.9)],
)
COMMON = KnowledgeGraph(
    [Paper(f"p{i:04}", f"Paper {i}") for i in range(1100)],
    [Entity("method/grpo", "GRPO", "method", (), True)],
    [Link(f"p{i:04}", "method/grpo", "uses", 0.9) for i in range(1100)],
)


def test_a_name_higher_than_the_panel_is_read_from_its_beginning(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(LENGTHS).page
    page.fill("#search", "ein titel")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel:not([hidden])")
    assert page.evaluate("document.getElementById('panel').scrollTop") == 0
    # In the panel alone, the whole of it can be read.
    assert page.inner_text("#panel h2") == LONG.strip()


@pytest.mark.parametrize("fragment", ["#as=table", "#node=method/grpo", "#node=short"])
def test_a_long_name_is_cut_in_lists(open_page, fragment: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(LENGTHS, fragment=fragment).page
    shown = page.locator("[data-node=long]").first.inner_text()
    assert shown.startswith("Ein Titel")
    assert len(shown) <= 300


def test_a_list_of_thousands_grows_by_parts(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(COMMON, fragment="#node=method/grpo").page
    rows, more = page.locator("#panel li:has([data-node])"), page.locator("#panel .more")
    assert rows.count() == 12
    for count, offer in [
        (12, "Show 200 more (12 of 1,100)"),
        (212, "Show 200 more (212 of 1,100)"),
        (412, "Show 200 more (412 of 1,100)"),
        (612, "Show 200 more (612 of 1,100)"),
        (812, "Show 200 more (812 of 1,100)"),
        (1012, "Show all 1,100"),
    ]:
        assert (rows.count(), more.inner_text()) == (count, offer)
        more.press("Enter")
        focused = page.evaluate("document.activeElement.dataset.node")
        assert focused == rows.nth(count).locator("button").get_attribute("data-node")
    assert rows.count() == 1100
    expect(more).to_have_count(0)


# Letters as high as the upper half of a label, at its left and right end.
HIGH_ENDS = """() => {
  const canvas = document.querySelector("#network canvas");
  const [left, top, right, bottom] = kgViewer.labels()[0].box.map(Math.round);
  const inked = (x) => {
    const {data} = canvas.getContext("2d").getImageData(x, top, 9, Math.round((bottom - top) / 2));
    let dark = 0;
    for (let i = 0; i < data.length; i += 4) dark += data[i + 3] > 200 && data[i] < 130;
    return dark > 0;
  };
  return [inked(left + 2), inked(right - 11)];
}"""


@pytest.mark.parametrize(
    ("title", "high"),
    [(FROM_RIGHT, [False, True]), (LONG, [True, False])],
    ids=["from right to left", "from left to right"],
)
def test_a_label_is_cut_where_its_letters_end(open_page, title: str, high: list[bool]) -> None:  # type: ignore[no-untyped-def]
    page = open_page(KnowledgeGraph([Paper("a", title)], [], [])).page
    assert page.evaluate("kgViewer.labels()[0].text").endswith("…")
    assert page.evaluate(HIGH_ENDS) == high


def saved_labels(page: Page) -> list[ET.Element]:
    page.click("#take")
    with page.expect_download() as waiting:
        page.click("#download-svg")
    text = Path(waiting.value.path()).read_text(encoding="utf8")
    return list(ET.fromstring(text).iter("{http://www.w3.org/2000/svg}text"))


def test_a_saved_label_runs_as_its_letters_do(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(KnowledgeGraph([Paper("a", FROM_RIGHT)], [], [])).page
    assert [label.get("unicode-bidi") for label in saved_labels(page)] == ["plaintext"]


@pytest.mark.parametrize("field", ["#from", "#to"])
def test_a_year_is_not_cut_by_its_field(open_page, field: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(LENGTHS).page
    box = page.locator(field).bounding_box()
    begin = {**box, "width": box["width"] - 8}
    before = page.screenshot(clip=begin)
    page.locator(field).evaluate("(each) => { each.style.width = '12em'; }")
    assert page.screenshot(clip=begin) == before


def test_a_card_counts_one_entity_as_one(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(LENGTHS).page
    (place,) = page.evaluate("kgViewer.positions(['short'])")
    area = page.locator("#network").bounding_box()
    page.mouse.move(area["x"] + place["x"], area["y"] + place["y"])
    expect(page.locator("#card span")).to_have_text("names 1 entity")


def test_a_blank_in_the_search_box_is_no_name_that_nothing_has(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(LENGTHS).page
    page.fill("#search", " ")
    assert page.inner_text("#found") == ""


def test_links_of_papers_whose_ids_hold_spaces_are_told_apart(open_page) -> None:  # type: ignore[no-untyped-def]
    graph = KnowledgeGraph(
        [Paper(id, f"Paper {id}") for id in ("a", "a b", "b c", "c", "d", "e")],
        [Entity("method/x", "X", "method", (), True), Entity("method/y", "Y", "method", (), True)],
        [
            Link("a", "method/x", "uses", 0.9),
            Link("b c", "method/x", "uses", 0.9),
            Link("a b", "method/y", "uses", 0.9),
            Link("c", "method/y", "uses", 0.9),
        ],
    )
    assert open_page(graph, fragment="#view=papers").page.evaluate("kgViewer.edges()") == 2
