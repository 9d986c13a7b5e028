"""What an address and Back bring back, and what a screen reader hears of a list and a table."""

import pytest
from playwright.sync_api import Page, expect

from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Paper

pytestmark = pytest.mark.browser

GRAPH = KnowledgeGraph(
    [Paper("a", "Apples", year=2023), Paper("b", "Bread", year=2021), Paper("c", "Corn")],
    [
        Entity("method/grpo", "GRPO", "method", (), True),
        Entity("task/baking", "baking", "task"),
    ],
    [
        Link("a", "method/grpo", "uses", 0.9),
        Link("b", "method/grpo", "uses", 0.9),
        Link("b", "task/baking", "studies", 0.9),
        Link("c", "task/baking", "studies", 0.9),
    ],
)


def names(page: Page) -> list[str]:
    return page.locator("#table-view tbody th").all_inner_texts()


def test_an_address_brings_back_the_order_of_the_table(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#as=table").page
    page.click("[data-sort=year]")
    page.click("[data-sort=year]")
    in_order = names(page)
    assert in_order[-2:] == ["Bread", "Apples"]
    again = open_page(GRAPH, fragment=page.evaluate("location.hash")).page
    assert names(again) == in_order
    assert again.get_attribute("th:has([data-sort=year])", "aria-sort") == "ascending"


@pytest.mark.parametrize("order", ["", "-", "up", "-links,", "constructor"])
def test_an_order_that_there_is_not_is_the_usual_one(open_page, order: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment=f"#as=table&sort={order}").page
    assert page.get_attribute("th:has([data-sort=links])", "aria-sort") == "descending"


def test_the_focus_stays_on_the_column_that_was_sorted_by(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#as=table").page
    page.focus("[data-sort=name]")
    page.keyboard.press("Enter")
    assert names(page)[0] == "Apples"
    page.keyboard.press("Enter")
    assert names(page)[0] == "GRPO"
    assert page.evaluate("document.activeElement.dataset.sort") == "name"


def test_back_leads_from_an_address_put_into_the_open_page(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.fill("#search", "apples")
    page.keyboard.press("Enter")
    page.evaluate("location.hash = '#node=b'")
    expect(page.locator("#panel h2")).to_have_text("Bread")
    expect(page.locator(".crumbs")).to_have_text("Apples")
    page.click("#back")
    expect(page.locator("#panel h2")).to_have_text("Apples")
    page.click("#back")
    expect(page.locator("#back")).to_be_disabled()


def test_a_row_is_headed_by_its_name(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#as=table").page
    assert page.get_by_role("rowheader").count() == 5


def test_a_link_to_an_entity_says_its_type(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#node=b").page
    panel = page.locator("#panel")
    expect(panel.get_by_role("button", name="method GRPO", exact=True)).to_have_count(1)
    expect(panel.get_by_role("button", name="task baking", exact=True)).to_have_count(1)


def test_what_tells_that_nothing_was_found_is_there_before_it_tells(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.focus("#search")
    region = page.locator("#found")
    assert region.evaluate("(each) => getComputedStyle(each).display") != "none"
    assert not region.is_visible()
    page.keyboard.type("xyzzy")
    expect(region).to_have_text("Nothing has this name.")
    assert region.is_visible()
