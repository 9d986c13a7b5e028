"""What axe-core has to say of the page, and the page without a mouse."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Mention, Paper

pytestmark = pytest.mark.browser

TEXT = "About GRPO and nothing else."
MENTION = Mention("a", "abstract", 6, 10, "GRPO", "method", "uses", 0.9, "model", 0, len(TEXT))
GRAPH = KnowledgeGraph(
    [
        Paper("a", "Apples", TEXT, ("Ada Lovelace",), year=2021, url="https://x.org/a"),
        Paper("b", "Bridges", TEXT, year=2022),
        Paper("c", "Clouds", TEXT, year=2023),
    ],
    [
        Entity("method/grpo", "GRPO", "method", ("Group Relative Policy Optimization",), True),
        Entity("benchmark/gsm8k", "GSM8K", "benchmark", (), True),
    ],
    [
        Link("a", "method/grpo", "proposes", 0.9, (MENTION,)),
        Link("b", "method/grpo", "uses", 0.4),
        Link("b", "benchmark/gsm8k", "evaluates_on", 0.9),
        Link("c", "benchmark/gsm8k", "evaluates_on", 0.9),
    ],
)


def serious(page: Page) -> list[str]:
    """Name the serious and critical violations of WCAG 2.1 A and AA, with where they are."""
    rules = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    found: dict[str, Any] = Axe().run(page, options={"runOnly": rules}).response
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in found["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "fragment", ["", "#node=a", "#node=method/grpo", "#node=c&compare=a", "#view=papers"]
)
def test_axe_finds_nothing_serious_in_the_graph_and_its_panels(
    open_page, theme: str, fragment: str
) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment=fragment).page
    # Colours half-way through a transition are no theme's.
    page.emulate_media(reduced_motion="reduce")
    if theme == "dark":
        page.click("#theme")
    assert serious(page) == []


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_serious_in_the_table(open_page, width: int) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, width=width).page
    page.click("#view-toggle")
    page.wait_for_selector("#table-view table")
    assert serious(page) == []


def test_everything_is_reached_by_the_tabulator_key(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#node=a").page
    wanted = set(
        page.evaluate(
            """[...document.querySelectorAll('button, input, select, a[href]')]
               .filter((each) => each.offsetParent && !each.disabled)
               .map((each) => each.outerHTML)"""
        )
    )
    reached = set()
    for _ in range(3 * len(wanted)):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.outerHTML"))
    assert wanted <= reached


def test_what_has_the_focus_is_seen_to_have_it(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    for _ in range(6):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])"
            "(getComputedStyle(document.activeElement))"
        )
        assert style[0] != "none"
        assert style[1] != "0px"


def test_a_node_is_opened_by_keys_alone(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.focus("#search")
    page.keyboard.type("group relative")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel:not([hidden])")
    assert "GRPO" in page.inner_text("#panel h2")
    page.keyboard.press("Escape")
    page.wait_for_selector("#panel", state="hidden")


def place_of(page: Page, id: str) -> tuple[float, float]:
    (place,) = page.evaluate("(id) => kgViewer.positions([id])", id)
    return place["x"], place["y"]


def test_arrow_keys_move_the_picture(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.focus("#network")
    x, y = place_of(page, "b")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert place_of(page, "b") == pytest.approx((x - 60, y - 60))


def test_plus_and_minus_zoom_the_picture(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.focus("#network")

    def spread() -> float:
        return abs(place_of(page, "a")[0] - place_of(page, "c")[0])

    before = spread()
    page.keyboard.press("+")
    assert spread() > before
    page.keyboard.press("-")
    assert spread() == pytest.approx(before)


def test_every_stop_of_the_tabulator_key_has_a_name(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#node=a").page
    nameless = page.evaluate(
        """[...document.querySelectorAll('[tabindex="0"]')]
           .filter((each) => each.offsetParent && !each.getAttribute('aria-label'))
           .map((each) => each.className)"""
    )
    assert nameless == []


FOCUSED = "document.activeElement.id || document.activeElement.innerText"


@pytest.mark.parametrize(
    ("fragment", "pressed", "focused"),
    [
        ("#node=a", "#focus", "focus"),
        ("#node=a&focus=a", "#further", "further"),
        ("#node=a", "#expand", "Apples"),
        ("#node=a", "#panel .node-link", "GRPO"),
        ("#node=c&compare=a", "#stop", "Clouds"),
        ("#node=a", "#panel .close", "network"),
        ("#node=a&as=table", "#panel .close", "Apples"),
        ("#as=table", "#table-view .node-link >> nth=1", "GRPO"),
        ("", "#take, #download-csv", "take"),
    ],
)
def test_the_focus_stays_where_the_reader_is(  # type: ignore[no-untyped-def]
    open_page, fragment: str, pressed: str, focused: str
) -> None:
    page = open_page(GRAPH, fragment=fragment).page
    for each in pressed.split(", "):
        page.locator(each).first.focus()
        page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == focused


def test_the_focus_goes_to_what_was_found_and_back_where_it_is_closed(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.focus("#search")
    page.keyboard.type("clouds")
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "Clouds"
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED) == "search"


def test_the_focus_comes_back_from_a_dialog(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.focus("#take")
    page.keyboard.press("Enter")
    page.focus("#copy-link")
    page.keyboard.press("Enter")
    page.wait_for_selector("#copied[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("#copied[open]", state="detached")
    assert page.evaluate(FOCUSED) == "take"


def test_a_menu_closes_where_the_focus_leaves_it(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.focus("#take")
    page.keyboard.press("Enter")
    page.focus("#copy-link")
    page.keyboard.press("Tab")
    assert not page.is_visible("#take-menu")


def test_the_panel_stays_where_it_was_read_when_the_picture_changes(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, height=260, fragment="#node=a").page
    page.evaluate("document.getElementById('panel').scrollTop = 60")
    page.click("#theme")
    page.click("#filters-toggle")
    page.select_option("#role", "uses")
    assert page.evaluate("document.getElementById('panel').scrollTop") == 60


def luminance(colour: str) -> float:
    """Tell how bright `rgb(r, g, b)` is, as WCAG 2.1 does."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    dark, bright = sorted([luminance(first), luminance(second)])
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_edge_of_a_field_is_seen(open_page, theme: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment=f"#theme={theme}").page
    for field in ["#search", "#role", "#least"]:
        edge, inside = page.locator(field).evaluate(
            """(each) => (({borderTopColor, backgroundColor}) => [borderTopColor, backgroundColor])
               (getComputedStyle(each))"""
        )
        assert contrast(edge, inside) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_the_empty_search_box_says_is_read(open_page, theme: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment=f"#theme={theme}").page
    letters, inside = page.locator("#search").evaluate(
        """(each) => [getComputedStyle(each, "::placeholder").color,
                      getComputedStyle(each).backgroundColor]"""
    )
    assert contrast(letters, inside) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_lines_of_the_picture_are_seen(open_page, theme: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment=f"#theme={theme}").page
    line, back = page.evaluate(
        """["--edge", "--back"].map((name) => {
             const probe = document.body.appendChild(document.createElement("i"));
             probe.style.color = `var(${name})`;
             return getComputedStyle(probe).color;
           })"""
    )
    assert contrast(line, back) >= 3


def test_forced_colours_leave_the_marks_of_types(open_page) -> None:  # type: ignore[no-untyped-def]
    opened = open_page(GRAPH)
    opened.page.emulate_media(forced_colors="active")
    colours = opened.page.locator("#legend .swatch").evaluate_all(
        "(all) => all.map((each) => getComputedStyle(each).backgroundColor)"
    )
    adjusted = opened.page.locator("#legend .swatch").first.evaluate(
        "(each) => getComputedStyle(each).forcedColorAdjust"
    )
    assert adjusted == "none"
    assert len(set(colours)) == len(colours)
    opened.page.click("#theme")
    assert opened.said == []


COLOURS = """(each) => (({color, backgroundColor}) => [color, backgroundColor])
             (getComputedStyle(each))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_leave_a_mark_readable(open_page, scheme: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#node=a").page
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    assert contrast(*page.locator("mark").first.evaluate(COLOURS)) >= 4.5


@pytest.mark.parametrize(
    ("chosen", "other"),
    [("#suggestions li", "#suggestions"), ("#view-toggle", "#take"), ("#move", "#fit")],
)
def test_forced_colours_show_what_is_chosen(open_page, chosen: str, other: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    if chosen.startswith("#suggestions"):
        page.fill("#search", "g")
        page.keyboard.press("ArrowDown")
    else:
        page.focus(chosen)
        page.keyboard.press("Enter")
    colours, others = (page.locator(each).first.evaluate(COLOURS) for each in (chosen, other))
    assert colours[1] != others[1]
    assert contrast(*colours) >= 4.5


def test_the_picture_follows_forced_colours(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.wait_for_timeout(300)
    at_once = page.locator("#network").screenshot()
    # A change of the theme draws the picture anew.
    page.focus("#theme")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.locator("#network").screenshot() == at_once


@pytest.mark.parametrize(("width", "height"), [(320, 256), (667, 375)])
@pytest.mark.parametrize("form", ["picture", "table"])
def test_a_small_window_is_scrolled_to_what_it_has_no_room_for(  # type: ignore[no-untyped-def]
    open_page, width: int, height: int, form: str
) -> None:
    page = open_page(GRAPH, width=width, height=height, fragment=f"#node=a&as={form}").page
    page.click("#filters-toggle")
    for place, least in {
        "#panel": 150,
        f"#{'table' if form == 'table' else 'network'}-view": 150,
    }.items():
        page.locator(place).scroll_into_view_if_needed()
        box = page.locator(place).bounding_box()
        assert box["height"] >= least
        assert box["y"] < height
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_focus_stays_near_a_button_that_is_switched_off(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.click("#papers-only")
    page.focus("#back")
    page.keyboard.press("Enter")
    page.wait_for_selector("#back:disabled")
    assert page.evaluate(FOCUSED) == "search"


def test_a_phone_has_the_heading_too(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, width=375).page
    assert page.get_by_role("heading", level=1).count() == 1


def test_the_page_follows_the_theme_of_the_system(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH).page
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("html[data-theme=dark]", timeout=2000)


def test_escape_empties_the_search_before_it_closes_what_is_open(open_page) -> None:  # type: ignore[no-untyped-def]
    page = open_page(GRAPH, fragment="#node=a").page
    page.fill("#search", "no such name")
    page.keyboard.press("Escape")
    assert page.input_value("#search") == ""
    assert page.is_visible("#panel")
    page.keyboard.press("Escape")
    assert not page.is_visible("#panel")
