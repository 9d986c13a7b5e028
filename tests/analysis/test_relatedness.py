"""Papers that share something, and why they are near."""

from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Paper


def test_related_papers_come_with_reasons(graph: KnowledgeGraph) -> None:
    near = graph.related("a")
    assert [item.paper.id for item in near] == ["d", "b"]
    assert str(near[0].reasons[0]) == "each evaluates on GSM8K"
    assert str(near[1].reasons[0]) == "this one proposes GRPO, the other uses it"


def test_an_entity_in_every_paper_relates_none() -> None:
    papers = [Paper(name, name) for name in "abc"]
    links = [Link(paper.id, "method/x", "uses", 1.0) for paper in papers]
    graph = KnowledgeGraph(papers, [Entity("method/x", "X", "method", named=True)], links)
    assert graph.related("a") == []


def test_what_two_papers_share(graph: KnowledgeGraph) -> None:
    assert [reason.entity.name for reason in graph.shared("a", "b")] == ["GRPO"]
    assert graph.shared("a", "c") == ()
