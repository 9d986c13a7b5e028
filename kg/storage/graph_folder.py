"""Tells the files of a graph from lists of papers in the same folder."""

from __future__ import annotations

from pathlib import Path

from kg.storage.build_folder import built_files

__all__ = ["graph_files"]

# Tables with rows in every graph; no list of papers has all four, with their columns.
_TELLING = ("papers", "entities", "links", "mentions")
_WRITTEN = frozenset(("graph.ttl", "graph.html", "report.json"))
# Spark's folder of N-Triples parts.
_STATEMENTS = "graph.nt"
# The folder that `kg query` and `kg serve` load graph.ttl into, and a file that only it contains.
_STORE, _STORE_MARK = "store", "lock"


def graph_files(folder: Path) -> frozenset[str]:
    """Return the names of the files and folders of a graph in a folder; empty if there is no graph.

    Parameters
    ----------
    folder
        Output of `kg build` or of `KnowledgeGraph.save`.
    """
    found = built_files(folder)
    if not found:
        found = _tables(folder)
    if not found:
        return frozenset()
    if (folder / _STORE / _STORE_MARK).is_file():
        found |= {_STORE}
    return found | {_STATEMENTS}


def _tables(folder: Path) -> frozenset[str]:
    """Return the names of a graph's tables and of its other files, if the tables are there."""
    if not all((folder / f"{name}.parquet").exists() for name in _TELLING):
        return frozenset()
    # Imported here because it loads pyarrow, which most commands do without.
    from kg.storage.table_schemas import TABLES

    if any(_columns(folder / f"{name}.parquet") != TABLES[name].names for name in _TELLING):
        return frozenset()
    return _WRITTEN | {f"{name}.parquet" for name in TABLES}


def _columns(table: Path) -> list[str]:
    """Return the columns of a table: a file or, from Spark, a folder of parts."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = next(iter(sorted(table.glob("*.parquet")))) if table.is_dir() else table
        return list(pq.read_schema(file).names)
    except (StopIteration, OSError, pa.ArrowException):
        return []
