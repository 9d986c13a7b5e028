"""Records as frames, and the summary of a notebook."""

from pathlib import Path

import pandas as pd
import pytest

from kg.analysis.frames import TABLES
from kg.errors import GraphError
from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Paper, Source


def test_pandas_has_a_row_for_each_link(graph: KnowledgeGraph) -> None:
    assert list(graph.to_pandas()["role"]).count("evaluates_on") == 2


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_a_frame_with_its_columns(graph: KnowledgeGraph, table: str) -> None:
    of_table = {"papers": 4, "entities": 4, "links": 6, "mentions": 2}
    frame = graph.to_pandas(table)
    columns = TABLES[table][1]
    assert list(frame.columns)[: len(columns)] == columns
    assert len(frame) == of_table.get(table, 0)


LISTED = KnowledgeGraph(
    [
        Paper("a", "First", authors=("Ann Lee",), year=2024, extra={"venue": "ICML"}),
        Paper("b", "Second", source=Source("list.bib", 2, 14), extra={"cites": "7"}),
    ],
    [Entity("method/x", "X", "method")],
    [Link("a", "method/x", "uses", 1.0), Link("b", "method/x", "uses", 1.0)],
)


@pytest.mark.parametrize("table", TABLES)
def test_every_frame_can_be_kept_as_parquet(table: str, tmp_path: Path) -> None:
    LISTED.to_pandas(table).to_parquet(tmp_path / "table.parquet")
    assert len(pd.read_parquet(tmp_path / "table.parquet")) == len(LISTED.to_pandas(table))


def test_what_a_source_says_of_papers_has_columns_of_its_own() -> None:
    frame = LISTED.to_pandas("papers").set_index("id")
    assert frame.loc["a", "extra.venue"] == "ICML"
    assert frame.loc["b", ["file", "record", "line", "extra.cites"]].tolist() == [
        "list.bib",
        2,
        14,
        "7",
    ]
    assert frame.drop_duplicates().index.tolist() == ["a", "b"]


@pytest.mark.parametrize("table", ["papers", "links"])
def test_a_year_stays_a_whole_number_where_some_papers_have_none(table: str) -> None:
    frame = LISTED.to_pandas(table)
    assert str(frame["year"].dtype) == "Int64"
    assert frame.groupby("year").size().to_dict() == {2024: 1}


@pytest.mark.parametrize("table", TABLES)
def test_columns_of_numbers_have_the_same_types_in_a_table_without_rows(
    graph: KnowledgeGraph, table: str
) -> None:
    empty = KnowledgeGraph([], [], []).to_pandas(table).dtypes
    full = graph.to_pandas(table).select_dtypes("number").dtypes
    assert empty[full.index].to_dict() == full.to_dict()


def test_an_unknown_table_is_answered_with_the_known(graph: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="links, papers, entities"):
        graph.to_pandas("edges")


def test_a_notebook_shows_counts_and_escapes_names() -> None:
    graph = KnowledgeGraph([Paper("a")], [Entity("method/x", "<b>", "method")], [])
    assert "&lt;b&gt; (0)" in graph._repr_html_()
