"""What a later graph has new."""

from kg.analysis.difference import diff
from kg.graph import KnowledgeGraph


def test_a_graph_says_what_a_later_one_has_new(graph: KnowledgeGraph) -> None:
    earlier = graph.subgraph(["a", "method/grpo"])
    assert earlier.diff(graph) == diff(earlier, graph)


def test_a_difference_names_what_is_new(graph: KnowledgeGraph) -> None:
    earlier = graph.subgraph(["a", "c", "d", "benchmark/gsm8k"])
    found = diff(earlier, graph)
    assert [paper.id for paper in found.papers_added] == ["b"]
    assert found.papers_removed == ()
