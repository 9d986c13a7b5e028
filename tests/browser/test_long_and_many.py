"""The page where names are long or lists have thousands of rows."""

import pytest
from playwright.sync_api import expect

from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Paper

pytestmark = pytest.mark.browser

LONG = "Ein Titel " * 500
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
