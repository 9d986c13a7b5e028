"""What a later graph has new."""

import pytest

from kg.analysis.difference import diff
from kg.errors import ArgumentError
from kg.graph import KnowledgeGraph
from kg.records import Paper


def test_a_graph_says_what_a_later_one_has_new(graph: KnowledgeGraph) -> None:
    earlier = graph.subgraph(["a", "method/grpo"])
    assert earlier.diff(graph) == diff(earlier, graph)


def test_a_difference_names_what_is_new(graph: KnowledgeGraph) -> None:
    earlier = graph.subgraph(["a", "c", "d", "benchmark/gsm8k"])
    found = diff(earlier, graph)
    assert [paper.id for paper in found.papers_added] == ["b"]
    assert found.papers_removed == ()


def test_the_folder_of_a_graph_is_no_graph_to_compare_with(graph: KnowledgeGraph) -> None:
    with pytest.raises(ArgumentError, match=r"KnowledgeGraph\.load\(folder\) gives, not a str"):
        diff("last-week", graph)  # type: ignore[arg-type]


def test_a_paper_that_another_list_calls_by_another_id_is_not_new() -> None:
    title, authors = "ZebraNet: Faster Herds of Models", ("Ann Lee",)
    copied = Paper("sha:0123456789ab", title, "We propose ZebraNet.", authors, year=2024)
    cited = Paper("doi:10.1000/zebra", title, "We propose ZebraNet.", authors, year=2024)
    other = Paper("doi:10.1000/lion", "LionNet: Lazier Prides of Models", "We rest.", year=2024)
    found = diff(KnowledgeGraph([copied], [], []), KnowledgeGraph([cited, other], [], []))
    assert (found.papers_added, found.papers_removed) == ((other,), ())
