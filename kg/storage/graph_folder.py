"""Tells the files of a graph from the lists of papers that stand in the same folder."""

from __future__ import annotations

from pathlib import Path

from kg.storage.build_folder import built_files

__all__ = ["graph_files"]

# Of these every graph has rows; no list of papers has all four, with their columns.
_TELLING = ("papers", "entities", "links", "mentions")
_WRITTEN = frozenset(("graph.ttl", "graph.html", "report.json"))
# Spark's folder of N-Triples parts.
_STATEMENTS = "graph.nt"
# What `kg query` and `kg serve` load graph.ttl into, and a file that no other folder has in it.
_STORE, _STORE_MARK = "store", "lock"


def graph_files(folder: Path) -> frozenset[str]:
    """Return the names of what belongs to the graph in a folder; none where there is no graph.

    Parameters
    ----------
    folder
        Where `kg build` wrote, or where `KnowledgeGraph.save` put the tables.
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
    """Return what is written beside the tables of a graph, and these, if the tables are there."""
    if not all((folder / f"{name}.parquet").exists() for name in _TELLING):
        return frozenset()
    # It loads pyarrow, which most commands do without.
    from kg.storage.table_schemas import TABLES

    if any(_columns(folder / f"{name}.parquet") != TABLES[name].names for name in _TELLING):
        return frozenset()
    return _WRITTEN | {f"{name}.parquet" for name in TABLES}


def _columns(table: Path) -> list[str]:
    """Return the columns of a table that is a file or, of Spark, a folder of parts."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = next(iter(sorted(table.glob("*.parquet")))) if table.is_dir() else table
        return list(pq.read_schema(file).names)
    except (StopIteration, OSError, pa.ArrowException):
        return []
