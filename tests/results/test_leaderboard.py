"""The results on one dataset or benchmark, in order."""

import pytest
from results_example import ENTITIES, links_in

from kg.analysis.leaderboard import boards
from kg.errors import GraphError
from kg.graph import KnowledgeGraph
from kg.records import Paper


def graph_of(*abstracts: str) -> KnowledgeGraph:
    papers = [Paper(f"p{i}", abstract=text) for i, text in enumerate(abstracts)]
    links = [link for paper in papers for link in links_in(paper.abstract, paper.id)]
    return KnowledgeGraph(papers, ENTITIES.values(), links)


def test_a_leaderboard_has_the_highest_accuracy_first() -> None:
    graph = graph_of(
        "LoRA reaches 70.0% accuracy on GSM8K.", "DoRA reaches 85.2% accuracy on GSM8K."
    )
    assert [row.value for row in graph.leaderboard("gsm8k")] == ["85.2%", "70.0%"]


def test_a_leaderboard_has_the_lowest_error_first() -> None:
    graph = graph_of("LoRA has a FID of 3.5 on ImageNet.", "DoRA has a FID of 2.5 on ImageNet.")
    assert [row.value for row in graph.leaderboard("ImageNet", metric="fid")] == ["2.5", "3.5"]


def test_results_without_a_named_metric_come_last() -> None:
    graph = graph_of(
        "LoRA reaches 70.5% on GSM8K.",
        "GPT-4 reaches 91.5% on GSM8K.",
        "DoRA reaches 85.2% accuracy on GSM8K.",
    )
    assert [row.metric for row in graph.leaderboard("gsm8k")] == ["accuracy", "", ""]


@pytest.mark.parametrize("metric", ["", "!!"])
def test_a_metric_that_is_no_name_is_answered_with_those_there_are(metric: str) -> None:
    graph = graph_of("LoRA reaches 70.5% on GSM8K.", "DoRA reaches 85.2% accuracy on GSM8K.")
    for asked in (lambda: graph.leaderboard("GSM8K", metric), lambda: boards(graph, metric)):
        with pytest.raises(GraphError, match=r"names no metric: there are accuracy$"):
            asked()


def test_a_share_is_ranked_among_percentages_as_one_of_them() -> None:
    graph = graph_of(
        "LoRA reaches 70.5% accuracy on GSM8K.",
        "DoRA reaches 0.852 accuracy on GSM8K.",
        "GPT-4 reaches 91.5 percent accuracy on GSM8K.",
    )
    assert [row.number for row in graph.leaderboard("gsm8k")] == [91.5, 0.852, 70.5]


def test_bare_numbers_alone_are_ranked_as_they_are() -> None:
    graph = graph_of("LoRA has a RMSE of 1.5 on GSM8K.", "DoRA has a RMSE of 0.5 on GSM8K.")
    assert [row.number for row in graph.leaderboard("gsm8k")] == [0.5, 1.5]


def test_a_method_has_no_leaderboard() -> None:
    with pytest.raises(GraphError, match="results are on datasets and benchmarks"):
        graph_of("DoRA reaches 85.2% accuracy on GSM8K.").leaderboard("DoRA")
