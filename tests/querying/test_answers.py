"""Queries over a built graph: their prefixes, their rows, and folders that hold no graph."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import GraphError
from kg.sparql import run_query


def test_prefixes_are_declared_already(store: ox.Store) -> None:
    answer = run_query(store, "SELECT ?paper WHERE { ?paper kg:uses method:bert }")
    assert [row[0].value.rpartition("/")[2] for row in answer if row[0]] == ["arxiv:1907.11692"]


def test_a_prefix_of_the_query_wins(store: ox.Store) -> None:
    answer = run_query(store, "PREFIX kg: <urn:x:> ASK { ?s kg:uses ?o }")
    assert not answer


def test_a_select_gives_rows_and_columns(folder: Path) -> None:
    result = run_query(folder, "SELECT ?name ?n { ?m a kg:Benchmark ; skos:prefLabel ?name }")
    assert result.variables == ("name", "n")
    ((name, unbound),) = list(result)
    assert isinstance(name, ox.Literal) and name.value == "GLUE"
    assert unbound is None


def test_a_folder_without_a_graph_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"graph\.ttl"):
        run_query(tmp_path, "ASK {}")


def test_a_broken_graph_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text("this is no Turtle")
    with pytest.raises(GraphError, match="not Turtle"):
        run_query(tmp_path, "ASK {}")
