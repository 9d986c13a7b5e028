"""The page in Firefox: the same actions as in Chromium, in fewer tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from firefox import PROGRAM, Firefox

from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Mention, Paper
from kg.viewer import render_html

pytestmark = pytest.mark.browser

ENTER = "\ue007"
HOSTILE = "</script><img src=x onerror=alert(1)> & 'quoted' \U0001f600"
SENTENCE = "We train QuokkaNet on PondQA."


def small_graph() -> KnowledgeGraph:
    papers = [Paper("p1", HOSTILE, SENTENCE, year=2024), Paper("p2", "Second", "x", year=2025)]
    entities = [
        Entity("method/quokkanet", "QuokkaNet", "method", ("Quokka network",), True),
        Entity("dataset/pondqa", "PondQA", "dataset", (), True),
    ]
    found = Mention(
        "p1", "abstract", 9, 18, "QuokkaNet", "method", "uses", 0.9, "model", 0, len(SENTENCE)
    )
    links = [
        Link("p1", "method/quokkanet", "uses", 0.9, (found,)),
        Link("p2", "method/quokkanet", "studies", 0.8),
        Link("p1", "dataset/pondqa", "evaluates_on", 0.8),
        Link("p2", "dataset/pondqa", "evaluates_on", 0.8),
    ]
    return KnowledgeGraph(papers, entities, links)


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    if PROGRAM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no firefox-esr on the path: .ci/run installs it")
        pytest.skip("no firefox on the path")
    started = Firefox(tmp_path_factory.mktemp("profile"))
    yield started
    started.stop()


@pytest.fixture
def page(firefox: Firefox, tmp_path: Path) -> Firefox:
    file = tmp_path / "graph.html"
    file.write_text(render_html(small_graph()), encoding="utf8")
    firefox.open(file.as_uri())
    return firefox


def test_the_page_opens_without_a_complaint_and_asks_for_nothing(page: Firefox) -> None:
    assert "Showing 4 of 4" in page.run("return document.getElementById('showing').textContent")
    assert page.run("return performance.getEntriesByType('resource').length") == 0
    assert page.complaints() == []


def test_search_by_an_alias_opens_the_panel_with_marked_evidence(page: Firefox) -> None:
    page.write("#search", f"quokka net{ENTER}")
    page.wait("return document.querySelector('#panel mark')")
    assert page.run("return document.querySelector('#panel h2').textContent") == "QuokkaNet"
    assert page.run("return document.querySelector('#panel mark').textContent") == "QuokkaNet"
    assert page.run("return document.images.length") == 0
    assert page.complaints() == []


def test_the_table_holds_what_the_picture_shows(page: Firefox) -> None:
    page.click("#view-toggle")
    names = "return Array.from(document.querySelectorAll('#table-view tbody th'),"
    assert set(page.run(f"{names} (cell) => cell.textContent)")) == {
        HOSTILE,
        "Second",
        "QuokkaNet",
        "PondQA",
    }
    # A short column is not cut into letters.
    heights = "return Array.from(document.querySelectorAll('#table-view tbody tr'),"
    assert max(page.run(f"{heights} (row) => row.offsetHeight)")) < 50


def test_papers_alone_are_linked_by_what_they_share(page: Firefox) -> None:
    page.click("#papers-only")
    page.wait("return document.getElementById('showing').textContent.includes('2 of 2 papers')")
    assert page.complaints() == []
