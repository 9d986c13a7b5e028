"""Records as frames, and the summary of a notebook."""

import pytest

from kg.analysis.frames import TABLES
from kg.errors import GraphError
from kg.graph import KnowledgeGraph
from kg.records import Entity, Paper


def test_pandas_has_a_row_for_each_link(graph: KnowledgeGraph) -> None:
    assert list(graph.to_pandas()["role"]).count("evaluates_on") == 2


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_a_frame_with_its_columns(graph: KnowledgeGraph, table: str) -> None:
    of_table = {"papers": 4, "entities": 4, "links": 6, "mentions": 2, "relations": 0, "results": 0}
    frame = graph.to_pandas(table)
    assert list(frame.columns) == TABLES[table][1]
    assert len(frame) == of_table[table]


def test_an_unknown_table_is_answered_with_the_known(graph: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="links, papers, entities"):
        graph.to_pandas("edges")


def test_a_notebook_shows_counts_and_escapes_names() -> None:
    graph = KnowledgeGraph([Paper("a")], [Entity("method/x", "<b>", "method")], [])
    assert "&lt;b&gt; (0)" in graph._repr_html_()
