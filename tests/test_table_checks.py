"""Tables that were swapped or altered are named, and never read as a graph."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_graph import ENTITIES, LINKS, PAPERS

from kg.analysis.neighbourhood import load_around
from kg.errors import GraphError
from kg.graph import KnowledgeGraph
from kg.records import Merge, Relation
from kg.resolution.overrides import Override, Overrides
from kg.storage.table_schemas import TABLES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    merge = Merge("method/grpo", "grpo", "case", "GRPO")
    relation = Relation("method/dapo-one", "variant_of", "method/grpo", "version")
    overrides = Overrides((Override("drop", ("Zeb",)),))
    KnowledgeGraph(PAPERS, ENTITIES, LINKS, [merge], [relation], overrides).save(tmp_path)
    return tmp_path


def alter(
    folder: Path, table: str, column: str, value: Any, type: pa.DataType | None = None
) -> None:
    """Replace the first value of a column."""
    path = folder / f"{table}.parquet"
    held = pq.read_table(path)
    at = held.schema.get_field_index(column)
    values = pa.array([value, *held[column].to_pylist()[1:]], type or held.schema.field(at).type)
    pq.write_table(held.set_column(at, column, values), path)


def read_all(folder: Path) -> None:
    for link in KnowledgeGraph.load(folder).links:
        list(link.mentions)


@pytest.mark.parametrize("table", TABLES)
def test_another_table_in_place_of_one_is_named(folder: Path, table: str) -> None:
    for other in TABLES:
        if other != table:
            changed = folder / f"with-{other}"
            shutil.copytree(folder, changed, ignore=shutil.ignore_patterns("with-*"))
            shutil.copy(folder / f"{other}.parquet", changed / f"{table}.parquet")
            with pytest.raises(GraphError, match=rf"{table}\.parquet: cannot be read"):
                read_all(changed)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("papers", "title", None),
        ("papers", "authors", ["Ada", None]),
        ("papers", "extra", "{bad"),
        ("papers", "extra", "[1]"),
        ("papers", "extra", '{"venue": 1}'),
        ("papers", "extra", "[" * 100_000),
        ("papers", "source_record", None),
        ("papers", "year", -1),
        ("entities", "type", "model"),
        ("entities", "named", None),
        ("links", "role", "tests"),
        ("links", "score", float("nan")),
        ("links", "mentions", -1),
        ("mentions", "type", "model"),
        ("mentions", "role", "tests"),
        ("mentions", "by", "hand"),
        ("mentions", "score", float("inf")),
        ("mentions", "start", None),
        ("merges", "other", None),
        ("relations", "kind", "kind_of"),
        ("overrides", "verb", "join"),
        ("overrides", "names", ["Zeb", "Quux"]),
    ],
)
def test_a_value_that_no_graph_has_is_refused_with_its_table(
    folder: Path, table: str, column: str, value: Any
) -> None:
    alter(folder, table, column, value)
    with pytest.raises(GraphError, match=rf"{table}\.parquet: cannot be read"):
        read_all(folder)


def test_text_that_is_not_utf_8_is_refused_with_its_table(folder: Path) -> None:
    path = folder / "entities.parquet"
    held = pq.read_table(path)
    bytes_of_no_text = pa.array([b"\xff"] * len(held), pa.binary()).view(pa.string())
    names = held.schema.get_field_index("name")
    pq.write_table(held.set_column(names, "name", bytes_of_no_text), path)
    with pytest.raises(GraphError, match=r"entities\.parquet: cannot be read"):
        KnowledgeGraph.load(folder)


@pytest.mark.parametrize(
    "load",
    [KnowledgeGraph.load, lambda folder: load_around(folder, "First")],
    ids=["whole", "around a paper"],
)
def test_a_link_to_no_node_is_refused_with_its_folder(
    folder: Path, load: Callable[[Path], KnowledgeGraph]
) -> None:
    alter(folder, "links", "entity", "method/none")
    with pytest.raises(GraphError) as caught:
        load(folder)
    assert str(caught.value).startswith(f"{folder}: a link leads to no node: ")
