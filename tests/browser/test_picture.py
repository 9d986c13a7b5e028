"""How the picture is laid into its frame, lettered and saved."""

import re
import xml.etree.ElementTree as ET
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Paper

pytestmark = pytest.mark.browser

Box = tuple[float, float, float, float]

NAMES = [f"A method with the rather long name {i}" for i in range(40)]
MANY = KnowledgeGraph(
    [Paper(f"p{i:02}", f"A paper with a rather long title, number {i}") for i in range(60)],
    [Entity(f"method/m{i}", name, "method", (), True) for i, name in enumerate(NAMES)],
    [
        Link(f"p{i:02}", f"method/m{entity}", "uses", 0.9)
        for i in range(60)
        for entity in sorted({i % 40, (i + 1) % 40, i * i % 40})
    ],
)
WINDOWS = [(1440, 900), (390, 844), (800, 500)]
SVG = "{http://www.w3.org/2000/svg}"


def labels(page: Page) -> dict[str, Box]:
    return {each["id"]: tuple(each["box"]) for each in page.evaluate("kgViewer.labels()")}


def places(page: Page) -> dict[str, tuple[float, float]]:
    """Where the drawn nodes are, in pixels of the picture."""
    ids = page.evaluate("kgViewer.drawn()")
    found = page.evaluate("(ids) => kgViewer.positions(ids)", ids)
    return {id: (place["x"], place["y"]) for id, place in zip(ids, found, strict=True)}


def box_of(page: Page, place: str) -> dict[str, float]:
    box: Any = page.locator(place).bounding_box()
    assert box is not None
    return dict(box)


def overlaps(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@pytest.mark.parametrize(("width", "height"), WINDOWS)
@pytest.mark.parametrize("fragment", ["", "#view=papers", "#focus=p01&depth=3"])
def test_a_picture_that_fits_hides_nothing_behind_its_buttons(  # type: ignore[no-untyped-def]
    open_page, width: int, height: int, fragment: str
) -> None:
    page = open_page(MANY, width=width, height=height, fragment=fragment).page
    area, tools = box_of(page, "#network"), box_of(page, ".picture-tools")
    assert len(places(page)) > 3
    for x, y in places(page).values():
        assert 0 < x < area["width"]
        assert 0 < y < tools["y"] - area["y"]


@pytest.mark.parametrize(("width", "height"), WINDOWS)
@pytest.mark.parametrize("fragment", ["", "#view=papers", "#node=method/m3"])
def test_no_label_is_cut(  # type: ignore[no-untyped-def]
    open_page, width: int, height: int, fragment: str
) -> None:
    page = open_page(MANY, width=width, height=height, fragment=fragment).page
    area = box_of(page, "#network")
    assert labels(page)
    for left, top, right, bottom in labels(page).values():
        assert min(left, top) >= 0
        assert right <= area["width"]
        assert bottom <= area["height"]


def test_no_label_covers_another(open_page) -> None:  # type: ignore[no-untyped-def]
    boxes = labels(open_page(MANY).page)
    assert not [pair for pair in combinations(boxes, 2) if overlaps(boxes[pair[0]], boxes[pair[1]])]


def test_a_label_covers_no_node_but_where_a_hub_would_have_no_name(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(MANY).page
    hubs = set(page.evaluate("kgViewer.drawn()")[:10])
    covered = [
        (label, node)
        for (label, box), (node, (x, y)) in product(labels(page).items(), places(page).items())
        if label != node and label not in hubs and overlaps(box, (x - 2, y - 2, x + 2, y + 2))
    ]
    assert len(labels(page)) > 10
    assert covered == []


def saved_svg(page: Page) -> ET.Element:
    page.click("#take")
    with page.expect_download() as waiting:
        page.click("#download-svg")
    return ET.fromstring(Path(waiting.value.path()).read_text(encoding="utf8"))


@pytest.mark.parametrize("fragment", ["", "#view=papers"])
def test_a_saved_picture_holds_the_whole_of_its_labels(open_page, fragment: str) -> None:  # type: ignore[no-untyped-def]
    svg = saved_svg(open_page(MANY, fragment=fragment).page)
    left, top, width, height = map(float, svg.attrib["viewBox"].split())
    texts = list(svg.iter(f"{SVG}text"))
    assert texts
    for text in texts:
        size, x, y = (float(text.attrib[name]) for name in ("font-size", "x", "y"))
        half = 0.25 * size * len(text.text or "")
        assert left <= x - half
        assert x + half <= left + width
        assert top <= y - size
        assert y <= top + height


def test_a_saved_picture_is_the_same_at_every_zoom(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(MANY).page
    before = ET.tostring(saved_svg(page))
    for _ in range(4):
        page.click("#wider")
    assert ET.tostring(saved_svg(page)) == before
    assert re.search(rb"font-size", before)


@pytest.mark.parametrize("fragment", ["", "#as=table"])
def test_the_picture_is_saved_also_from_the_table(open_page, fragment: str) -> None:  # type: ignore[no-untyped-def]
    opened = open_page(MANY, fragment=fragment)
    opened.page.click("#take")
    with opened.page.expect_download(timeout=5000) as waiting:
        opened.page.click("#download-png")
    image = Path(waiting.value.path()).read_bytes()
    assert image.startswith(b"\x89PNG")
    # An empty picture of this size takes a few kilobytes.
    assert len(image) > 20_000
    assert opened.said == []
    assert opened.page.is_visible("#table-view") == bool(fragment)
