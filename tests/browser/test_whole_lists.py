"""The table and what is taken away hold all that is in view, of which the picture draws a part."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Paper

pytestmark = pytest.mark.browser

SHARED = KnowledgeGraph(
    [Paper(f"p{i:02}", f"Paper {i}", year=2020 + i % 2) for i in range(40)],
    [Entity("method/grpo", "GRPO", "method", (), True)],
    [Link(f"p{i:02}", "method/grpo", "uses", 0.9) for i in range(30)],
)
MANY = KnowledgeGraph([Paper(f"p{i:04}", f"Paper {i:04}") for i in range(1100)], [], [])


def drawn(page: Page) -> int:
    return len(page.evaluate("kgViewer.drawn()"))


def rows(page: Page) -> int:
    return page.locator("#table-view tbody tr").count()


def saved_rows(page: Page) -> list[dict[str, str]]:
    page.click("#take")
    with page.expect_download() as waiting:
        page.click("#download-csv")
    return list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf8"))))


def test_the_table_lists_what_the_picture_has_no_room_for(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(SHARED, most=10, fragment="#view=papers").page
    assert drawn(page) == 10
    assert page.inner_text("#showing") == (
        "Showing 10 of 40 papers · 40 pass the filters, all in the table; search reaches the rest"
    )
    page.click("#view-toggle")
    assert rows(page) == 40
    assert page.inner_text("#showing") == "Showing 40 of 40 papers"


def test_the_table_lists_only_what_passes_the_filters(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(SHARED, most=10, fragment="#as=table&view=papers&from=2021").page
    assert rows(page) == 20


def test_the_table_lists_a_whole_neighbourhood(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(SHARED, most=10, fragment="#as=table&focus=method/grpo").page
    assert rows(page) == 31


def test_a_saved_table_holds_what_the_picture_has_no_room_for(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(SHARED, most=10).page
    assert len(saved_rows(page)) == 41


def test_the_bibliography_holds_papers_that_the_picture_has_no_room_for(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(SHARED, most=10).page
    page.click("#take")
    page.click("#copy-bibtex")
    page.wait_for_selector("#copied[open]")
    assert page.inner_text("#copied-what") == "BibTeX of 40 papers in view"
    assert len(re.findall(r"^@misc\{", page.input_value("#copied-text"), re.MULTILINE)) == 40


def test_a_table_of_thousands_grows_by_parts(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(MANY, fragment="#as=table&view=papers&sort=name").page
    more = page.locator("#table-view .more")
    offers = {500: "Show 500 more (500 of 1,100)", 1000: "Show 100 more (1,000 of 1,100)"}
    for count, offer in offers.items():
        assert (rows(page), more.inner_text()) == (count, offer)
        more.press("Enter")
        assert page.evaluate("document.activeElement.dataset.node") == f"p{count:04}"
    assert rows(page) == 1100
    expect(more).to_have_count(0)


def test_a_row_that_is_opened_leaves_the_table_its_length(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(MANY, fragment="#as=table&view=papers&sort=name").page
    page.click("#table-view .more")
    page.click("#table-view [data-node=p0700]")
    assert rows(page) == 1000
    page.click("#table-view th button >> text=Year")
    assert rows(page) == 500


def test_a_list_of_suggestions_can_be_made_longer(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(SHARED).page
    page.fill("#search", "paper")
    found = page.locator("#suggestions li[data-node]")
    expect(found).to_have_count(12)
    page.click("#suggestions >> text=More…")
    expect(found).to_have_count(40)
    assert page.locator("#suggestions >> text=More…").count() == 0
    page.fill("#search", "paper ")
    expect(found).to_have_count(12)


def test_the_keyboard_makes_a_list_of_suggestions_longer(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(SHARED).page
    page.fill("#search", "paper")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    marked = page.locator("#suggestions [aria-selected=true]")
    expect(marked).to_have_attribute("id", "suggestion-12")
    wanted = marked.get_attribute("data-node")
    page.keyboard.press("Enter")
    assert page.evaluate("kgViewer.state().node") == wanted
