"""The two views, comparisons, filters and what can be taken away."""

import csv
import io
import math
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from rdflib import URIRef

from kg.graph import KnowledgeGraph
from kg.iris import DEFAULT_BASE_IRI, Mint
from kg.records import Entity, Link, Paper

pytestmark = pytest.mark.browser

CHAIN = KnowledgeGraph(
    [
        Paper("a", "Apples", "About GRPO.", ("Ada Lovelace",), year=2021, url="https://x.org/a"),
        Paper("b", "Bridges & <b>", "About GRPO and GSM8K.", year=2022),
        Paper("c", "Clouds", "About GSM8K.", year=2023),
        Paper("d", "Alone", "About nothing."),
    ],
    [
        Entity("method/grpo", "GRPO", "method", (), True),
        Entity("benchmark/gsm8k", "GSM8K", "benchmark", (), True),
    ],
    [
        Link("a", "method/grpo", "proposes", 0.9),
        Link("b", "method/grpo", "uses", 0.4),
        Link("b", "benchmark/gsm8k", "evaluates_on", 0.9),
        Link("c", "benchmark/gsm8k", "evaluates_on", 0.9),
    ],
)

TWO_GROUPS = KnowledgeGraph(
    [Paper(f"p{i}", f"Paper {i}") for i in range(8)],
    [
        Entity("method/grpo", "GRPO", "method", (), True),
        Entity("benchmark/gsm8k", "GSM8K", "benchmark", (), True),
        Entity("method/rare", "Rare", "method", (), True),
    ],
    [
        *(Link(f"p{i}", "method/grpo", "uses", 0.9) for i in range(5)),
        *(Link(f"p{i}", "benchmark/gsm8k", "evaluates_on", 0.9) for i in range(4, 8)),
        Link("p7", "method/rare", "uses", 0.9),
    ],
)


def drawn(page: Page) -> list[str]:
    return sorted(page.evaluate("kgViewer.drawn()"))


def saved(page: Page, button: str) -> str:
    page.click("#take")
    with page.expect_download() as waiting:
        page.click(button)
    return Path(waiting.value.path()).read_text(encoding="utf8")


def copied(page: Page, button: str) -> str:
    page.click("#take")
    page.click(button)
    page.wait_for_selector("#copied[open]")
    return page.input_value("#copied-text")


def test_papers_can_be_looked_at_alone_linked_by_what_they_share(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(CHAIN).page
    page.click("#papers-only")
    assert drawn(page) == ["a", "b", "c", "d"]
    assert page.evaluate("kgViewer.edges()") == 2
    assert page.inner_text("#showing") == "Showing 4 of 4 papers"
    page.click("#papers-only")
    assert "method/grpo" in drawn(page)


def test_a_paper_keeps_only_its_strongest_links(open_page) -> None:  # type: ignore[no-untyped-def]
    papers = [Paper(f"p{i:02}", f"Paper {i}") for i in range(30)]
    links = [Link(paper.id, "method/grpo", "uses", 0.9) for paper in papers[:20]]
    graph = KnowledgeGraph(papers, [Entity("method/grpo", "GRPO", "method")], links)
    page = open_page(graph, fragment="#view=papers").page
    assert page.evaluate("kgViewer.edges()") <= 4 * 20


def test_two_papers_are_explained_by_what_they_share(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(CHAIN, fragment="#node=a").page
    page.click("#compare")
    page.fill("#search", "bridges")
    page.keyboard.press("Enter")
    assert "this one proposes GRPO, the other uses it" in page.inner_text("#why")


def test_an_entity_on_the_way_to_the_other_paper_does_not_end_a_comparison(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(CHAIN, fragment="#node=a").page
    page.click("#compare")
    page.fill("#search", "grpo")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == "GRPO"
    assert "choose another paper to compare with “Apples”" in page.inner_text("#why")
    page.click("#stop")
    assert "compare=" not in page.url
    assert page.locator("#why").count() == 0


def test_two_papers_that_share_nothing_are_joined_by_the_shortest_path(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(CHAIN, fragment="#node=c&compare=a").page
    steps = page.locator("#path li").all_inner_texts()
    assert steps == ["Apples", "GRPO", "Bridges & <b>", "GSM8K", "Clouds"]


def test_two_papers_without_a_way_between_them_say_so(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(CHAIN, fragment="#node=d&compare=a").page
    assert "No path connects" in page.inner_text("#why")


def test_related_papers_come_with_reasons(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(CHAIN, fragment="#node=c").page
    assert page.inner_text("#related li >> nth=0").split() == (
        ["Bridges", "&", "<b>", "each", "evaluates", "on", "GSM8K"]
    )


def test_the_picture_is_saved_as_well_formed_svg(open_page) -> None:  # type: ignore[no-untyped-def]
    picture = ET.fromstring(saved(open_page(CHAIN).page, "#download-svg"))
    titles = {node.text for node in picture.iter("{http://www.w3.org/2000/svg}title")}
    assert {"Bridges & <b>", "GRPO"} < titles
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}line"))) == 4


def test_what_is_shown_is_saved_as_csv(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(CHAIN, fragment="#hidden=method,benchmark").page
    rows = list(csv.DictReader(io.StringIO(saved(page, "#download-csv"))))
    assert {row["name"] for row in rows} == {"Apples", "Bridges & <b>", "Clouds", "Alone"}


def test_the_papers_shown_are_copied_as_bibtex(open_page) -> None:  # type: ignore[no-untyped-def]
    text = copied(open_page(CHAIN).page, "#copy-bibtex")
    assert len(re.findall(r"^@misc\{", text, re.MULTILINE)) == 4
    assert "author = {Ada Lovelace}" in text
    assert "title = {{Bridges \\& <b>}}" in text


EXPORTS = ["#download-png", "#download-svg", "#download-csv", "#copy-bibtex", "#copy-sparql"]


@pytest.mark.parametrize("button", EXPORTS)
def test_an_export_of_an_empty_view_says_that_there_is_nothing(open_page, button: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(CHAIN, fragment="#from=1900&to=1901").page
    page.click("#take")
    page.click(button)
    page.wait_for_selector("#copied[open]", timeout=3000)
    assert "there is nothing to export" in page.inner_text("#copied-what")
    assert not page.is_visible("#copied-text")
    assert not page.is_visible("#copy-again")


def test_bibtex_of_a_view_without_papers_says_that_there_is_nothing(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(CHAIN, fragment="#hidden=paper").page
    page.click("#take")
    page.click("#copy-bibtex")
    page.wait_for_selector("#copied[open]")
    assert page.inner_text("#copied-what").startswith("No papers are in view")


@pytest.mark.parametrize(
    "fragment",
    [
        "",
        "hidden=benchmark",
        "view=papers",
        "hidden=paper",
        # An entity in view that no paper in view names.
        "from=2023&node=method/grpo",
        "hidden=paper&node=c",
    ],
)
def test_the_query_copied_gives_what_is_shown(open_page, fragment: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(CHAIN, fragment=f"#{fragment}").page
    rows = list(CHAIN.to_rdf().query(copied(page, "#copy-sparql")))
    mint = Mint(DEFAULT_BASE_IRI)
    shown = [mint.entity(id) if "/" in id else mint.paper(id) for id in drawn(page)]
    terms = [term for row in rows for term in row.asdict().values()]
    found = {str(term) for term in terms if isinstance(term, URIRef)}
    assert found == {node.value for node in shown}


@pytest.mark.parametrize(
    ("fragment", "left"),
    [
        ("from=2022&to=2022&least=1", ["b", "benchmark/gsm8k", "method/grpo"]),
        ("score=0.8&least=1", ["a", "b", "benchmark/gsm8k", "c", "method/grpo"]),
        ("role=proposes", ["a", "method/grpo"]),
        ("least=3", ["a", "b", "c", "d"]),
    ],
)
def test_filters_keep_what_passes(open_page, fragment: str, left: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert drawn(open_page(CHAIN, fragment=f"#{fragment}").page) == left


@pytest.mark.parametrize(
    ("fragment", "edges"),
    [("", 2), ("&role=evaluates_on", 1), ("&score=0.8", 1), ("&role=proposes", 0)],
)
def test_papers_alone_are_linked_by_what_passes_the_filters(  # type: ignore[no-untyped-def]
    open_page, fragment: str, edges: int
) -> None:
    page = open_page(CHAIN, fragment=f"#view=papers{fragment}").page
    assert page.evaluate("kgViewer.edges()") == edges


def test_filters_of_entities_are_switched_off_where_only_papers_are_shown(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(CHAIN).page
    page.click("#papers-only")
    for place in ("#least", "#legend [data-kind=method]", "#legend [data-kind=benchmark]"):
        assert page.is_disabled(place)
    assert page.is_enabled("#legend [data-kind=paper]")
    page.click("#papers-only")
    assert page.is_enabled("#least")
    assert page.is_enabled("#legend [data-kind=method]")


def test_a_score_just_below_the_bound_does_not_pass(open_page) -> None:  # type: ignore[no-untyped-def]
    papers = [Paper("a", "Apples"), Paper("b", "Bridges")]
    links = [Link("a", "method/grpo", "uses", 0.8), Link("b", "method/grpo", "uses", 0.799)]
    graph = KnowledgeGraph(papers, [Entity("method/grpo", "GRPO", "method")], links)
    assert drawn(open_page(graph, fragment="#score=0.8").page) == ["a", "method/grpo"]


def test_neighbours_can_be_added_to_the_picture(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(CHAIN, fragment="#focus=a&node=method/grpo").page
    assert "b" not in drawn(page)
    before = page.inner_text("#showing")
    page.click("#expand")
    assert "b" in drawn(page)
    page.go_back()
    expect(page.locator("#showing")).to_have_text(before)
    assert "b" not in drawn(page)


def test_a_focus_can_reach_further(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(CHAIN, fragment="#focus=a&node=a").page
    assert drawn(page) == ["a", "method/grpo"]
    page.click("#further")
    assert drawn(page) == ["a", "b", "method/grpo"]


def test_a_focus_offers_no_step_that_it_does_not_take(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(CHAIN, fragment="#focus=a&node=a&depth=5").page
    page.click("#further")
    assert page.evaluate("kgViewer.state().depth") == "6"
    assert page.locator("#further").count() == 0


def test_nodes_that_move_stay_where_they_went_when_the_page_is_drawn_anew(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(CHAIN).page
    start = page.evaluate("kgViewer.positions(['method/grpo'])[0]")
    page.click("#move")
    page.wait_for_function(
        """({ x, y }) => {
            const [at] = kgViewer.positions(["method/grpo"]);
            return Math.hypot(at.x - x, at.y - y) > 50;
        }""",
        arg=start,
    )
    # In one turn of the page, in which the springs take one step at most.
    before, after = page.evaluate(
        """() => {
            const place = () => kgViewer.positions(["method/grpo"])[0];
            const before = place();
            document.querySelector("#theme").click();
            return [before, place()];
        }"""
    )
    assert distance(before, after) < distance(start, after) / 3


def distance(one: dict[str, float], other: dict[str, float]) -> float:
    """Pixels between two places."""
    return math.dist((one["x"], one["y"]), (other["x"], other["y"]))


def fills(page: Page) -> dict[str | None, str | None]:
    """Colours of the picture's nodes, by their titles."""
    picture = ET.fromstring(saved(page, "#download-svg"))
    shapes = [each for each in picture.iter() if len(each) and each.get("fill") and each[0].text]
    return {each[0].text: each.get("fill") for each in shapes if each[0].tag.endswith("title")}


def test_communities_keep_their_colours_when_papers_were_looked_at_alone(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(TWO_GROUPS, fragment="#colour=community").page
    before = fills(page)
    page.click("#papers-only")
    page.click("#papers-only")
    assert fills(page) == before


def test_what_has_no_community_has_no_communitys_colour(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(TWO_GROUPS, fragment="#colour=community&least=1").page
    colours = fills(page)
    assert colours["Rare"] not in {colours["GRPO"], colours["GSM8K"]}


def test_the_legend_shows_no_colours_that_the_picture_does_not_use(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(TWO_GROUPS, fragment="#colour=community").page
    colours = page.locator("#legend .swatch").evaluate_all(
        "(all) => all.map((each) => getComputedStyle(each).backgroundColor)"
    )
    assert len(set(colours)) == 1


@pytest.mark.parametrize(
    ("depth", "seen"), [(1, ["a", "method/grpo"]), (2, ["a", "b", "method/grpo"])]
)
def test_a_page_that_begins_at_a_node_shows_its_surroundings_alone(
    open_page,  # type: ignore[no-untyped-def]
    depth: int,
    seen: list[str],
) -> None:
    page = open_page(CHAIN, focus="a", depth=depth).page
    assert drawn(page) == seen
    assert page.inner_text("#panel h2") == "Apples"


def test_a_page_that_begins_at_a_node_leads_to_the_rest(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(CHAIN, focus="a", depth=1).page
    page.click("#focus")
    assert drawn(page) == drawn(open_page(CHAIN).page)
    fragment = page.evaluate("location.hash")
    again = open_page(CHAIN, focus="a", depth=1, fragment=fragment).page
    assert drawn(again) == drawn(page)
