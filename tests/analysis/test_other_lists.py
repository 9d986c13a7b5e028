"""The graph of two lists together, and of one less some papers."""

import pytest

from kg.build import build_graph
from kg.errors import ArgumentError, GraphError
from kg.graph import KnowledgeGraph
from kg.records import Paper


def test_two_graphs_merge_into_that_of_both_lists() -> None:
    papers = [
        Paper("a", "SLOS", "We propose SLOS and test it on GSM8K."),
        Paper("b", "More", "SLOS beats Llama 2 on GSM8K."),
    ]
    whole = build_graph(papers)
    merged = build_graph(papers[:1]).merge(build_graph(papers[1:]))
    assert (merged.links, merged.entities()) == (whole.links, whole.entities())


def test_a_paper_known_by_two_ids_is_one_in_the_merged_graph() -> None:
    title = "A Network That Says Which Way a Coin Will Fall"
    text = "We propose FlipNet. It beats BERT on the GLUE benchmark."
    published = Paper("doi:10.1000/flip", title, text, ("Ada Example",), year=2024)
    preprint = Paper("arxiv:2401.00001", title, f"{text} We use GPT-3.", ("Ada Example",))
    whole = build_graph([published, preprint])
    merged = build_graph([published]).merge(build_graph([preprint]))
    assert [paper.id for paper in merged.papers] == ["arxiv:2401.00001"]
    assert (merged.papers, merged.links) == (whole.papers, whole.links)


def test_a_paper_can_be_taken_out() -> None:
    papers = [
        Paper("a", "SLOS", "We propose SLOS and test it on GSM8K."),
        Paper("b", "More", "SLOS beats Llama 2 on GSM8K."),
    ]
    graph = build_graph(papers)
    assert graph.without(["b"]) == graph.without([papers[1]]) == build_graph(papers[:1])


def test_links_without_mentions_are_not_lost_in_silence(graph: KnowledgeGraph) -> None:
    for change in (lambda: graph.without(["a"]), lambda: graph.merge(graph)):
        with pytest.raises(GraphError, match=r"^the link from [ab] to \S+ has no mentions"):
            change()


@pytest.mark.parametrize("other", ["papers", None])
def test_only_a_graph_is_merged_with_a_graph(graph: KnowledgeGraph, other: object) -> None:
    with pytest.raises(ArgumentError, match="expected a graph"):
        graph.merge(other)  # type: ignore[arg-type]
