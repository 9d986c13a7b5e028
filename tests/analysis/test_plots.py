"""Plots show what they are asked to show."""

from collections.abc import Iterator

import matplotlib as mpl
import pytest

mpl.use("agg")

from matplotlib import pyplot

from kg.analysis.plots import plot_co_occurrence, plot_timeline, plot_top
from kg.errors import ArgumentError, GraphError
from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Paper

GRAPH = KnowledgeGraph(
    [Paper("a", year=2021), Paper("b", year=2023), Paper("c", year=2023)],
    [Entity("method/x", "X", "method"), Entity("method/y", "Y", "method")],
    [
        Link("a", "method/x", "uses", 1.0),
        Link("b", "method/x", "uses", 1.0),
        Link("b", "method/y", "uses", 1.0),
    ],
)


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Close the figures of a test: pyplot complains of many."""
    yield
    pyplot.close("all")


def test_a_timeline_has_a_line_for_each_entity_and_no_year_missing() -> None:
    axes = plot_timeline(GRAPH, ["X", "Y"])
    lines = {line.get_label(): list(line.get_ydata()) for line in axes.get_lines()}
    assert lines == {"X": [1, 0, 1], "Y": [0, 0, 1]}


def test_two_entities_of_one_name_have_a_line_and_a_bar_each() -> None:
    ids = ("dataset/dapo", "method/dapo")
    graph = KnowledgeGraph(
        [Paper("a", year=2024), Paper("b", year=2025)],
        [Entity(ids[0], "DAPO", "dataset"), Entity(ids[1], "DAPO", "method")],
        [Link("a", ids[0], "uses", 1.0), Link("b", ids[1], "uses", 1.0)],
    )
    lines = plot_timeline(graph, ids).get_lines()
    drawn = {line.get_label(): list(line.get_ydata()) for line in lines}
    assert drawn == {ids[0]: [1, 0], ids[1]: [0, 1]}
    axes = plot_top(graph)
    assert {bar.get_y() for bar in axes.patches} == {-0.4, 0.6}
    assert {label.get_text() for label in axes.get_yticklabels()} == {*ids}


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(GraphError, match="at most 7"):
        plot_timeline(GRAPH, ["X"] * 8)


def test_a_single_name_is_not_read_letter_by_letter() -> None:
    with pytest.raises(ArgumentError, match="put a single one into a list"):
        plot_timeline(GRAPH, "XY")


@pytest.mark.parametrize("name", [r"$\pi_0$", r"$\textsc{Zeb}$-Net", r"$\frac{a$ of $b$", "$"])
def test_a_name_with_tex_is_drawn(name: str) -> None:
    entities = [Entity("method/x", name, "method"), Entity("method/y", "Y", "method")]
    graph = KnowledgeGraph(GRAPH.papers, entities, GRAPH.links)
    for axes in (
        plot_timeline(graph, entities),
        plot_top(graph),
        plot_co_occurrence(graph, "method"),
    ):
        axes.figure.draw_without_rendering()


def test_bars_stand_for_the_entities_in_most_papers() -> None:
    axes = plot_top(GRAPH, "method", k=1)
    assert [bar.get_width() for bar in axes.patches] == [2]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["X"]


def test_a_heat_map_counts_papers_that_name_both() -> None:
    axes = plot_co_occurrence(GRAPH, "method")
    assert axes.get_images()[0].get_array().tolist() == [[0, 1], [1, 0]]


def test_a_graph_without_anything_is_drawn_empty() -> None:
    empty = KnowledgeGraph([], [], [])
    assert len(plot_top(empty).patches) == 0
    assert plot_co_occurrence(empty, "method").get_images()[0].get_array().tolist() == [[0]]
