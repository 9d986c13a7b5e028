"""What a mouse or a finger does in the picture."""

import math
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Paper

pytestmark = pytest.mark.browser

GRAPH = KnowledgeGraph(
    [Paper(f"p{i}", f"Paper number {i}") for i in range(12)],
    [
        Entity("method/grpo", "GRPO", "method", (), True),
        Entity("benchmark/gsm8k", "GSM8K", "benchmark", (), True),
    ],
    [
        *(Link(f"p{i}", "method/grpo", "uses", 0.9) for i in range(7)),
        *(Link(f"p{i}", "benchmark/gsm8k", "evaluates_on", 0.9) for i in range(6, 12)),
    ],
)


def place(page: Page, id: str) -> tuple[float, float]:
    """Where a node is in the window."""
    (found,) = page.evaluate("(id) => kgViewer.positions([id])", id)
    area = page.locator("#network").bounding_box()
    assert area is not None
    return area["x"] + found["x"], area["y"] + found["y"]


@pytest.mark.parametrize("id", ["p3", "p9", "method/grpo", "benchmark/gsm8k"])
def test_a_node_stays_under_the_pointer_that_opens_it(open_page, id: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, width=1800).page
    before = place(page, id)
    page.mouse.click(*before)
    page.wait_for_selector("#panel h2")
    assert math.dist(before, place(page, id)) < 1


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
@pytest.mark.parametrize("id", ["method/grpo", "benchmark/gsm8k"])
def test_a_double_click_shows_a_neighbourhood(  # type: ignore[no-untyped-def]
    open_page, id: str, size: tuple[int, int]
) -> None:
    page = open_page(GRAPH, width=size[0], height=size[1]).page
    page.mouse.dblclick(*place(page, id))
    page.wait_for_selector("#further", timeout=3000)
    assert page.evaluate("[kgViewer.state().focus, kgViewer.state().node]") == [id, id]


def beside(page: Page, id: str, pixels: float) -> tuple[float, float]:
    """A place that many pixels beside the middle of a node, away from the others."""
    x, y = place(page, id)
    others = [place(page, each) for each in page.evaluate("kgViewer.drawn()") if each != id]
    corners = [(x + pixels * dx, y + pixels * dy) for dx, dy in ((1, 0), (-1, 0), (0, -1), (0, 1))]
    return max(corners, key=lambda corner: min(math.dist(corner, other) for other in others))


def test_a_click_just_beside_a_node_opens_it(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.mouse.click(*beside(page, "p3", 14))
    assert page.inner_text("#panel h2") == "Paper number 3"


def test_a_finger_just_beside_a_node_opens_it(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, width=390, height=844, has_touch=True).page
    page.touchscreen.tap(*beside(page, "p3", 21))
    page.wait_for_selector("#panel h2", timeout=3000)
    assert page.inner_text("#panel h2") == "Paper number 3"


def test_a_click_on_a_label_opens_its_node(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    (label,) = (each for each in page.evaluate("kgViewer.labels()") if each["text"] == "GSM8K")
    left, _, right, bottom = label["box"]
    area = page.locator("#network").bounding_box()
    page.mouse.click(area["x"] + (left + right) / 2, area["y"] + bottom - 2)
    assert page.inner_text("#panel h2") == "GSM8K"


def test_a_click_far_from_every_node_closes_the_panel(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#node=p3").page
    area = page.locator("#network").bounding_box()
    page.mouse.click(area["x"] + area["width"] - 5, area["y"] + 5)
    assert not page.is_visible("#panel")


def leave(page: Page) -> None:
    page.mouse.move(200, 20)


LEAVING: list[Callable[[Page], None]] = [
    leave,
    lambda page: page.keyboard.press("Escape"),
    lambda page: page.press("#network", "ArrowRight"),
    lambda page: page.press("#network", "+"),
    lambda page: page.mouse.click(*place(page, "method/grpo")),
]


@pytest.mark.parametrize("act", LEAVING, ids=["leave", "escape", "pan", "zoom", "click"])
def test_the_card_of_a_node_goes_when_the_reader_turns_from_it(  # type: ignore[no-untyped-def]
    open_page, act: Callable[[Page], None]
) -> None:
    page = open_page(GRAPH).page
    page.mouse.move(*place(page, "method/grpo"))
    page.wait_for_selector("#card:not([hidden])")
    assert "GRPO" in page.inner_text("#card")
    act(page)
    page.wait_for_selector("#card", state="hidden", timeout=3000)


def test_escape_closes_the_card_before_the_panel(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#node=p0").page
    page.mouse.move(*place(page, "method/grpo"))
    page.wait_for_selector("#card:not([hidden])")
    page.keyboard.press("Escape")
    assert page.is_visible("#panel")
    page.keyboard.press("Escape")
    assert not page.is_visible("#panel")


@pytest.mark.parametrize("id", ["__proto__", "constructor"])
def test_a_paper_is_drawn_whatever_its_id(open_page, id: str) -> None:  # type: ignore[no-untyped-def]
    links = [Link(paper, "method/grpo", "uses", 0.9) for paper in (id, "p1")]
    entity = Entity("method/grpo", "GRPO", "method", (), True)
    papers = [Paper(id, "An odd paper"), Paper("p1", "Another")]
    opened = open_page(KnowledgeGraph(papers, [entity], links))
    opened.page.mouse.click(*place(opened.page, id))
    opened.page.wait_for_selector("#panel h2")
    assert opened.page.inner_text("#panel h2") == "An odd paper"
    assert opened.said == []
