"""The graph as NetworkX takes it, and ways through it."""

import networkx as nx
import pytest

from kg.errors import GraphError
from kg.graph import KnowledgeGraph


def test_a_path_leads_through_what_is_shared(graph: KnowledgeGraph) -> None:
    assert [node.id for node in graph.path("b", "d")] == [
        "b", "method/grpo", "a", "benchmark/gsm8k", "d",
    ]  # fmt: skip


def test_no_path_is_said(graph: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="no path leads"):
        graph.path("a", "c")


def test_networkx_has_every_node_and_link(graph: KnowledgeGraph) -> None:
    network = graph.to_networkx()
    assert isinstance(network, nx.MultiDiGraph)
    assert (network.number_of_nodes(), network.number_of_edges()) == (8, 6)
    assert network.edges["a", "method/grpo", "proposes"]["score"] == 0.9
