"""How many of each thing a graph holds."""

from kg.analysis.counts import in_most_papers
from kg.graph import KnowledgeGraph
from kg.records import Paper


def test_stats_counts_nodes_by_type_links_by_role_and_evidence(graph: KnowledgeGraph) -> None:
    counts = graph.stats()
    assert (counts["papers"], counts["entities"], counts["links"], counts["mentions"]) == (
        4,
        4,
        6,
        2,
    )
    assert counts["entities_by_type"] == {
        "method": 3, "dataset": 0, "benchmark": 1, "task": 0, "metric": 0,
    }  # fmt: skip
    assert {role: n for role, n in counts["links_by_role"].items() if n} == {
        "proposes": 1, "evaluates_on": 2, "uses": 3,
    }  # fmt: skip
    assert counts["entities_in_several_papers"] == 2


def test_stats_counts_the_parts_that_hang_together(graph: KnowledgeGraph) -> None:
    assert graph.stats()["components"] == 2
    alone = KnowledgeGraph([*graph.papers, Paper("e")], graph.entities(), graph.links)
    assert alone.stats()["components"] == 3
    assert KnowledgeGraph([], [], []).stats()["components"] == 0


def test_entities_in_as_many_papers_come_by_id(graph: KnowledgeGraph) -> None:
    assert [entity.id for entity in in_most_papers(graph)] == [
        "benchmark/gsm8k", "method/grpo", "method/dapo-one", "method/dapo-two",
    ]  # fmt: skip
