"""The panel says which part of a node's links the picture shows."""

import pytest

from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Paper

pytestmark = pytest.mark.browser

# The paper's first two entities are in several papers, and its others in no other.
GRAPH = KnowledgeGraph(
    [Paper("zebra", "A Zebra"), Paper("horse", "A Horse"), Paper("cow", "A Cow")],
    [Entity(f"method/m{i}", f"Method {i}", "method", (), True) for i in range(5)],
    [
        *(Link("zebra", f"method/m{i}", "uses", 0.9) for i in range(5)),
        Link("horse", "method/m0", "uses", 0.9),
        Link("cow", "method/m1", "uses", 0.9),
    ],
)


def test_the_panel_says_how_many_links_are_drawn_and_offers_the_others(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#node=zebra").page
    assert page.inner_text("#links-drawn") == "2 of 5 links drawn"
    page.click("#expand")
    assert not page.is_visible("#links-drawn")
    assert page.evaluate("kgViewer.edges()") == 7


def test_the_links_drawn_are_counted_again_when_a_filter_changes(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#node=zebra").page
    page.fill("#least", "1")
    page.keyboard.press("Enter")
    assert not page.is_visible("#links-drawn")
    page.select_option("#role", "proposes")
    assert page.inner_text("#links-drawn") == "0 of 5 links drawn"


@pytest.mark.parametrize("fragment", ["#node=method/m0", "#node=zebra&view=papers"])
def test_nothing_is_said_where_no_link_is_missing(open_page, fragment: str) -> None:  # type: ignore[no-untyped-def]
    assert not open_page(GRAPH, fragment=fragment).page.is_visible("#links-drawn")
