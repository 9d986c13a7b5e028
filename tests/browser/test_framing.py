"""What of the picture is in view, on wide screens and on phones, and how it is laid out."""

import math
import re
from itertools import combinations
from pathlib import Path
from statistics import mean

import pytest
from playwright.sync_api import Page

from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Paper

pytestmark = pytest.mark.browser

MANY = KnowledgeGraph(
    [Paper(f"p{i:02}", f"Paper number {i:02}") for i in range(60)],
    [Entity(f"method/m{i}", f"Method {i}", "method", (), True) for i in range(20)],
    [
        Link(f"p{i:02}", f"method/m{entity}", "uses", 0.9)
        for i in range(60)
        for entity in sorted({i % 20, (i + 1) % 20, i * i % 20})
    ],
)
# Twelve papers use GRPO, and each has ten methods of its own.
STARS = KnowledgeGraph(
    [Paper(f"p{i:02}", f"Paper {i}") for i in range(12)],
    [
        Entity("method/grpo", "GRPO", "method", (), True),
        *(Entity(f"method/m{i}", f"M{i}", "method") for i in range(120)),
    ],
    [
        *(Link(f"p{i:02}", "method/grpo", "uses", 0.9) for i in range(12)),
        *(Link(f"p{i // 10:02}", f"method/m{i}", "uses", 0.9) for i in range(120)),
    ],
)
PHONE, PHONE_ON_ITS_SIDE = {"width": 390, "height": 844}, {"width": 844, "height": 390}
Places = dict[str, tuple[float, float]]


def places(page: Page) -> Places:
    """Where the drawn nodes are, in pixels of the picture."""
    ids = page.evaluate("kgViewer.drawn()")
    found = page.evaluate("(ids) => kgViewer.positions(ids)", ids)
    return {id: (place["x"], place["y"]) for id, place in zip(ids, found, strict=True)}


def rounded(found: Places) -> dict[str, tuple[int, int]]:
    return {id: (round(x), round(y)) for id, (x, y) in found.items()}


def search(page: Page, text: str) -> None:
    page.fill("#search", text)
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel h2")


@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, PHONE])
def test_what_is_opened_is_covered_by_nothing(open_page, size: dict[str, int]) -> None:  # type: ignore[no-untyped-def]
    page = open_page(MANY, **size).page
    for _ in range(3):
        page.click("#closer")
    for number in range(0, 60, 3):
        search(page, f"paper number {number:02}")
        x, y = places(page)[f"p{number:02}"]
        area, said, tools = (
            page.locator(each).bounding_box() for each in ("#network", "#showing", ".picture-tools")
        )
        assert said["y"] + said["height"] < area["y"] + y < tools["y"]
        assert 0 < x < area["width"]


@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, PHONE])
def test_a_panel_that_is_closed_leaves_the_view_as_it_was(open_page, size: dict[str, int]) -> None:  # type: ignore[no-untyped-def]
    page = open_page(MANY, **size).page
    before = rounded(places(page))
    for number in range(0, 60, 7):
        search(page, f"paper number {number:02}")
    page.click("#panel .close")
    assert rounded(places(page)) == before


def test_a_page_that_opens_with_a_panel_takes_up_the_room_that_this_leaves(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(MANY, **PHONE, fragment="#node=p07").page
    page.click("#panel .close")
    assert rounded(places(page)) == rounded(places(open_page(MANY, **PHONE).page))


def test_a_view_that_the_reader_moved_stays_when_the_panel_is_closed(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(MANY, fragment="#node=p07").page
    page.click("#closer")
    before = rounded(places(page))
    page.click("#panel .close")
    assert rounded(places(page)) == before


def test_on_a_phone_the_picture_is_higher_than_wide(open_page) -> None:  # type: ignore[no-untyped-def]
    found = places(open_page(MANY, **PHONE).page).values()
    width, height = (max(axis) - min(axis) for axis in zip(*found, strict=True))
    assert height > 1.2 * width


def test_a_phone_on_its_side_has_room_for_the_picture(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(MANY, **PHONE_ON_ITS_SIDE).page
    tools, area = (
        page.locator(each).bounding_box() for each in (".picture-tools", "#network-view")
    )
    assert tools["y"] + tools["height"] <= 390
    assert area["height"] > 300
    assert page.evaluate("document.documentElement.scrollHeight") == 390
    page.click("#filters-toggle")
    assert page.locator("#least").is_visible()


def radius(page: Page) -> float:
    """Radius of the largest circle in the saved picture."""
    page.click("#take")
    with page.expect_download() as waiting:
        page.click("#download-svg")
    text = Path(waiting.value.path()).read_text(encoding="utf8")
    return max(map(float, re.findall(r'<circle [^>]*r="([0-9.]+)"', text)))


def test_many_nodes_are_no_specks_on_a_phone(open_page) -> None:  # type: ignore[no-untyped-def]
    papers = [Paper(f"p{i:03}", f"Paper {i}") for i in range(200)]
    links = [Link(paper.id, "method/grpo", "uses", 0.9) for paper in papers]
    graph = KnowledgeGraph(papers, [Entity("method/grpo", "GRPO", "method", (), True)], links)
    assert radius(open_page(graph, **PHONE).page) > 1.5 * radius(open_page(graph).page)


def test_a_large_neighbourhood_keeps_together_what_belongs_together(open_page) -> None:  # type: ignore[no-untyped-def]
    found = places(open_page(STARS, fragment="#focus=method/grpo&depth=2").page)
    assert len(found) == 133
    own = mean(math.dist(found[f"p{i // 10:02}"], found[f"method/m{i}"]) for i in range(120))
    assert own < 0.4 * mean(math.dist(a, b) for a, b in combinations(found.values(), 2))


def test_a_neighbourhood_is_laid_out_alike_each_time(open_page) -> None:  # type: ignore[no-untyped-def]
    first, second = (
        places(open_page(STARS, fragment="#focus=method/grpo&depth=2").page) for _ in range(2)
    )
    assert first == second
