"""What a person sees and can do in the page."""

import pytest
from playwright.sync_api import Page, expect

from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Mention, Paper

pytestmark = pytest.mark.browser

HOSTILE = "</script><img src=x onerror=alert(1)>\"' \U0001f600 \u202eabc " + "long " * 1000


def mention(paper: str, sentence: str, text: str) -> Mention:
    start = sentence.index(text)
    return Mention(
        paper, "abstract", start, start + len(text), text, "method", "uses", 0.9, "model",
        0, len(sentence),
    )  # fmt: skip


def graph_of(*titles: str) -> KnowledgeGraph:
    papers = [
        Paper(f"p{i}", title, f"Paper {i} trains with GRPO on GSM8K.", year=2020 + i)
        for i, title in enumerate(titles)
    ]
    entities = [
        Entity("method/grpo", "GRPO", "method", ("Group Relative Policy Optimization",), True),
        Entity("benchmark/gsm8k", "GSM8K", "benchmark", (), True),
        Entity("dataset/rare", "RareSet", "dataset", (), True),
    ]
    links = [Link("p0", "dataset/rare", "proposes", 0.9)]
    for paper in papers:
        links += [
            Link(
                paper.id, "method/grpo", "uses", 0.9, (mention(paper.id, paper.abstract, "GRPO"),)
            ),
            Link(paper.id, "benchmark/gsm8k", "evaluates_on", 0.9),
        ]
    return KnowledgeGraph(papers, entities, links)


FOCUSED = "document.activeElement.id || document.activeElement.dataset.kind"
GRAPH = graph_of("First paper", "Second paper", "Third paper")


def test_the_graph_is_drawn_without_a_request_or_a_word_on_the_console(open_page) -> None:  # type: ignore[no-untyped-def]
    opened = open_page(GRAPH)
    assert sorted(opened.page.evaluate("kgViewer.drawn()")) == [
        "benchmark/gsm8k", "method/grpo", "p0", "p1", "p2",
    ]  # fmt: skip
    assert opened.said == []
    assert [url.partition(":")[0] for url in opened.requests] == ["file"]


def test_the_page_says_how_much_it_shows(open_page) -> None:  # type: ignore[no-untyped-def]
    assert open_page(GRAPH).page.inner_text("#showing").startswith("Showing 5 of 6")


def test_search_by_an_alias_opens_the_entity(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.fill("#search", "group relative")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == "GRPO"


def test_a_suggestion_names_the_alias_that_was_searched_for(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.fill("#search", "group relative")
    found = page.locator("#suggestions li")
    expect(found).to_contain_text("also written Group Relative Policy Optimization")
    page.fill("#search", "gr")
    expect(found).not_to_contain_text("also written")


def test_suggestions_of_one_name_and_type_tell_their_numbers_of_papers(open_page) -> None:  # type: ignore[no-untyped-def]
    namesakes = [Entity(f"method/gpt-4o{end}", "GPT-4o", "method") for end in ("", "-2")]
    papers = [Paper(id, f"Paper {id}") for id in "abc"]
    links = [Link(paper.id, "method/gpt-4o-2", "uses", 0.9) for paper in papers[:2]]
    links.append(Link("c", "method/gpt-4o", "uses", 0.9))
    page = open_page(KnowledgeGraph(papers, namesakes, links)).page
    page.fill("#search", "gpt4o")
    said = page.locator("#suggestions .kind").all_inner_texts()
    assert said == ["method in 2 papers", "method in 1 paper"]


def test_search_reaches_what_is_not_drawn(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.fill("#search", "rareset")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == "RareSet"
    assert "dataset/rare" in page.evaluate("kgViewer.drawn()")


def test_the_panel_shows_the_evidence_with_its_mention_marked(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#node=p1").page
    assert page.inner_text("#panel h2") == "Second paper"
    assert page.inner_text("#panel .evidence >> nth=0") == "Paper 1 trains with GRPO on GSM8K."
    assert page.inner_text("#panel mark") == "GRPO"


def test_the_panel_shows_the_score_of_each_link(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#node=p1").page
    told = page.locator("#panel .score").all_inner_texts()
    expected = sorted(f"score {link.score:.2f}" for link in GRAPH.links_of("p1"))
    assert sorted(map(str.strip, told)) == expected


def test_a_click_on_a_node_opens_it(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    (place,) = page.evaluate("kgViewer.positions(['method/grpo'])")
    area = page.locator("#network").bounding_box()
    page.mouse.click(area["x"] + place["x"], area["y"] + place["y"])
    page.wait_for_selector("#panel h2")
    assert page.inner_text("#panel h2") == "GRPO"


def test_a_click_on_the_legend_hides_a_type(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.click("#legend button[data-kind=benchmark]")
    assert "benchmark/gsm8k" not in page.evaluate("kgViewer.drawn()")
    assert page.inner_text("#showing").startswith("Showing 4 of 6")


def test_the_role_filter_keeps_what_has_the_role(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.select_option("#role", "evaluates_on")
    assert "method/grpo" not in page.evaluate("kgViewer.drawn()")


def test_the_view_is_in_the_address_and_comes_back_from_it(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.click("#legend button[data-kind=benchmark]")
    page.fill("#search", "grpo")
    page.keyboard.press("Enter")
    fragment = page.evaluate("location.hash")
    again = open_page(GRAPH, fragment=fragment).page
    assert again.inner_text("#panel h2") == "GRPO"
    assert "benchmark/gsm8k" not in again.evaluate("kgViewer.drawn()")


def test_back_returns_to_what_was_looked_at_before(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#node=p1").page
    page.click("#panel .node-link >> text=GRPO")
    assert page.inner_text("#panel h2") == "GRPO"
    page.click("#back")
    page.wait_for_function("document.querySelector('#panel h2').textContent === 'Second paper'")


def test_a_neighbourhood_can_be_looked_at_alone(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#node=p1").page
    page.click("#focus")
    assert sorted(page.evaluate("kgViewer.drawn()")) == ["benchmark/gsm8k", "method/grpo", "p1"]


def test_the_table_holds_the_same_and_can_be_sorted(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.click("#view-toggle")
    assert page.locator("#table-view tbody tr").count() == 5
    page.click("#table-view th button >> text=Name")
    names = page.locator("#table-view tbody tr th").all_inner_texts()
    assert names == sorted(names)


def test_every_control_is_reached_by_the_keyboard(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.id || document.activeElement.dataset.kind")
        )
    assert {"search", "view-toggle", "theme", "role", "least", "method", "network"} <= reached


def test_hostile_titles_are_text(open_page) -> None:  # type: ignore[no-untyped-def]
    opened = open_page(graph_of(HOSTILE, "=1+1", "javascript:alert(1)"), fragment="#node=p0")
    assert opened.page.inner_text("#panel h2").startswith("</script><img src=x onerror=alert(1)>")
    assert opened.page.locator("img").count() == 0
    assert opened.said == []


@pytest.mark.parametrize(
    "graph",
    [KnowledgeGraph([], [], []), KnowledgeGraph([Paper("a", "", "Some words here.")], [], [])],
)
def test_an_empty_or_single_node_graph_opens(open_page, graph: KnowledgeGraph) -> None:  # type: ignore[no-untyped-def]
    opened = open_page(graph)
    assert opened.said == []
    assert opened.page.locator("#empty").is_visible() == (len(graph.papers) == 0)


def test_on_a_phone_nothing_overflows_sideways(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, width=390, height=844, fragment="#node=p1").page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#panel").is_visible()


def overlap(page: Page, first: str, second: str) -> bool:
    a, b = page.locator(first).first.bounding_box(), page.locator(second).first.bounding_box()
    assert a is not None and b is not None
    return (
        min(a["x"] + a["width"], b["x"] + b["width"]) > max(a["x"], b["x"])
        and min(a["y"] + a["height"], b["y"] + b["height"]) > max(a["y"], b["y"])
    )  # fmt: skip


MANY = graph_of(*(f"Paper number {i}" for i in range(60)))


@pytest.mark.parametrize("width", [1440, 375])
def test_nothing_covers_the_head_of_a_table_that_is_scrolled(open_page, width: int) -> None:  # type: ignore[no-untyped-def]
    page = open_page(MANY, width=width, fragment="#as=table&node=p3").page
    page.evaluate("document.getElementById('table-view').scrollTop = 500")
    assert not overlap(page, "#table-view th", "#showing")
    assert not overlap(page, "#table-view thead th", "#table-view tbody tr:nth-child(40)")


def is_inside_the_window(page: Page, place: str) -> bool:
    box, window = page.locator(place).bounding_box(), page.viewport_size
    assert box is not None
    assert window is not None
    return (
        min(box["x"], box["y"]) >= 0
        and box["x"] + box["width"] <= window["width"]
        and box["y"] + box["height"] <= window["height"]
    )


@pytest.mark.parametrize("fragment", ["#as=table", "#as=table&node=p3"])
@pytest.mark.parametrize("width", [1440, 375])
def test_the_table_says_within_the_window_how_much_it_shows(  # type: ignore[no-untyped-def]
    open_page, width: int, fragment: str
) -> None:
    page = open_page(MANY, width=width, fragment=fragment).page
    assert page.inner_text("#showing").startswith("Showing 62 of 63")
    assert is_inside_the_window(page, "#showing")


def test_a_row_opened_beside_the_table_leaves_it_its_room(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(MANY, fragment="#as=table").page
    page.click("#table-view .node-link >> nth=2")
    table, panel = (page.locator(each).bounding_box() for each in ("#table-view", "#panel"))
    assert table["width"] == 1440 - panel["width"]
    assert table["height"] == panel["height"] > 600


def test_a_row_opened_on_a_phone_is_read_under_the_table(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(MANY, width=390, height=844, fragment="#as=table").page
    page.click("#table-view .node-link >> nth=2")
    table, panel = (page.locator(each).bounding_box() for each in ("#table-view", "#panel"))
    assert table["width"] == panel["width"] == 390
    assert panel["height"] > 300
    assert 200 < table["height"] <= panel["y"] - table["y"]


@pytest.mark.parametrize("form", ["picture", "table"])
def test_a_view_without_anything_in_it_says_so(open_page, form: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment=f"#as={form}&from=1900&to=1901").page
    assert page.locator(".nothing >> visible=true").inner_text().startswith("Nothing to show")


def test_on_a_phone_the_panel_covers_neither_the_picture_nor_its_tools(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(MANY, width=375, height=667).page
    page.fill("#search", "paper number 42")
    page.keyboard.press("Enter")
    assert page.locator("#panel").is_visible()
    assert not overlap(page, ".picture-tools", "#panel")
    assert not overlap(page, "#network", "#panel")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (375, 667)])
def test_what_is_opened_is_in_the_frame(open_page, width: int, height: int) -> None:  # type: ignore[no-untyped-def]
    page = open_page(MANY, width=width, height=height).page
    area = page.locator("#network").bounding_box()
    for number in range(0, 60, 7):
        page.fill("#search", f"paper number {number}")
        page.keyboard.press("Enter")
        (place,) = page.evaluate("(id) => kgViewer.positions([id])", f"p{number}")
        area = page.locator("#network").bounding_box()
        assert 0 < place["x"] < area["width"]
        assert 0 < place["y"] < area["height"]


@pytest.mark.parametrize("width", [320, 375, 719])
def test_the_menu_stays_within_a_narrow_screen(open_page, width: int) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, width=width).page
    page.click("#take")
    box = page.locator("#take-menu").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("element", ["table-view", "panel"])
def test_what_is_printed_is_not_cut_where_the_screen_ends(open_page, element: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(MANY, fragment="#as=table&node=method/grpo").page
    page.emulate_media(media="print")
    of_all, of_seen = page.locator(f"#{element}").evaluate(
        "({scrollHeight, clientHeight}) => [scrollHeight, clientHeight]"
    )
    assert of_all == of_seen
    assert not page.is_visible("#filters")


LEGIBLE = ("body", "#panel h2", "#panel .evidence", "#panel h3")


@pytest.mark.parametrize("place", LEGIBLE)
def test_what_is_printed_from_the_dark_theme_is_dark_on_white(open_page, place: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#theme=dark&node=p1").page
    page.emulate_media(media="print")
    colour = page.locator(place).first.evaluate("(each) => getComputedStyle(each).color")
    assert max(map(int, colour.removeprefix("rgb(").removesuffix(")").split(","))) < 128


def test_the_picture_is_lettered_for_paper_while_it_is_printed(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#theme=dark").page
    printed = [
        page.evaluate(f"(() => {{ window.dispatchEvent(new Event('{event}')); }})()")
        or page.get_attribute("html", "data-theme")
        for event in ("beforeprint", "afterprint")
    ]
    assert printed == ["light", "dark"]


def test_shapes_keep_their_form_on_paper(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.emulate_media(media="print")
    fit = "(canvas) => getComputedStyle(canvas).objectFit"
    assert page.locator("#network canvas").evaluate(fit) == "contain"


@pytest.mark.parametrize("place", ["#legend .swatch", "#panel mark", "#panel .swatch"])
def test_marks_that_tell_something_are_printed(open_page, place: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#node=p1").page
    page.emulate_media(media="print")
    adjust = "(each) => getComputedStyle(each).printColorAdjust"
    assert page.locator(place).first.evaluate(adjust) == "exact"


@pytest.mark.parametrize("place", ["#panel h2", "#table-view .node-link span[dir]"])
def test_a_title_from_right_to_left_is_set_so(open_page, place: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(graph_of("\u05e9\u05dc\u05d5\u05dd BERT!"), fragment="#as=table&node=p0").page
    found = page.locator(place).filter(has_text="BERT").first
    assert found.evaluate("(each) => getComputedStyle(each).direction") == "rtl"


def test_the_type_of_a_suggestion_stays_on_one_line(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(graph_of("A title that is long enough for two lines " * 3), width=320).page
    page.fill("#search", "title")
    kind = page.locator("#suggestions .kind").first
    assert kind.inner_text() == "paper"
    assert kind.bounding_box()["height"] < 30


def test_an_arrow_key_brings_suggestions_back(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.fill("#search", "paper")
    page.focus("#role")
    page.focus("#search")
    page.keyboard.press("ArrowDown")
    assert page.locator("#suggestions").is_visible()
    assert page.get_attribute("#search", "aria-activedescendant") == "suggestion-0"


@pytest.mark.parametrize("name", ["role", "view", "as", "theme", "colour", "score", "least"])
def test_an_address_that_asks_for_what_there_is_not_shows_the_usual(open_page, name: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment=f"#{name}=nonsense").page
    usual = open_page(GRAPH).page
    fields = "document.querySelectorAll('#filters select, #filters input')"
    values = f"[...{fields}].map((each) => each.value)"
    assert page.evaluate(values) == usual.evaluate(values)
    assert page.inner_text("#showing") == usual.inner_text("#showing")


@pytest.mark.parametrize(("field", "value"), [("least", "1.5"), ("least", "-3"), ("from", "2e3")])
def test_a_filter_takes_no_value_that_its_address_would_not_keep(  # type: ignore[no-untyped-def]
    open_page, field: str, value: str
) -> None:
    page = open_page(GRAPH).page
    before = page.inner_text("#showing"), page.input_value(f"#{field}")
    page.fill(f"#{field}", value)
    page.keyboard.press("Enter")
    assert (page.inner_text("#showing"), page.input_value(f"#{field}")) == before
    assert f"{field}=" not in page.url


@pytest.mark.parametrize("name", ["node", "focus", "compare"])
def test_an_address_of_a_node_that_is_not_there_says_so(open_page, name: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment=f"#{name}=nonsense").page
    said = page.inner_text("#showing")
    assert said == "“nonsense” is not in this graph · Showing 5 of 6 papers and entities"


def test_a_filter_that_a_neighbourhood_does_not_heed_is_switched_off(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#node=p1").page
    assert page.is_enabled("#least")
    page.click("#focus")
    assert page.is_disabled("#least")
