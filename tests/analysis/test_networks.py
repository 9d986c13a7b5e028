"""The graph as NetworkX takes it, and ways through it."""

import networkx as nx
import pytest

from kg.errors import GraphError
from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Paper


def test_a_path_leads_through_what_is_shared(graph: KnowledgeGraph) -> None:
    assert [node.id for node in graph.path("b", "d")] == [
        "b", "method/grpo", "a", "benchmark/gsm8k", "d",
    ]  # fmt: skip


def test_of_two_shortest_paths_the_one_through_the_rarer_entity_is_taken() -> None:
    entities = [Entity("method/gpt", "GPT", "method"), Entity("method/zorb", "Zorb", "method")]
    links = [Link(paper, "method/gpt", "uses", 1.0) for paper in "abcd"]
    links += [Link(paper, "method/zorb", "uses", 1.0) for paper in "ab"]
    graph = KnowledgeGraph([Paper(id) for id in "abcde"], entities, links)
    assert [node.id for node in graph.path("a", "b")] == ["a", "method/zorb", "b"]


def test_no_path_is_said(graph: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="no path leads"):
        graph.path("a", "c")


def test_networkx_has_every_node_and_link(graph: KnowledgeGraph) -> None:
    network = graph.to_networkx()
    assert isinstance(network, nx.MultiDiGraph)
    assert (network.number_of_nodes(), network.number_of_edges()) == (8, 6)
    assert network.edges["a", "method/grpo", "proposes"]["score"] == 0.9
