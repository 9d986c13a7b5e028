"""The folder of a built graph: its Parquet tables, written atomically and read back whole."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kg.build_folder import current_file, write_atomically
from kg.errors import GraphError
from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Mention, Merge, Paper, Relation, Source
from kg.resolution.overrides import Override, Overrides

__all__ = ["TABLES", "load_tables", "save_tables"]

_STRINGS = pa.list_(pa.string())
TABLES: dict[str, pa.Schema] = {
    "papers": pa.schema(
        [
            ("id", pa.string()),
            ("title", pa.string()),
            ("abstract", pa.string()),
            ("authors", _STRINGS),
            ("organisation", pa.string()),
            ("year", pa.int32()),
            ("date", pa.string()),
            ("url", pa.string()),
            ("repositories", _STRINGS),
            ("source_file", pa.string()),
            ("source_record", pa.int64()),
            ("source_line", pa.int64()),
            ("extra", pa.string()),
        ]
    ),
    "mentions": pa.schema(
        [
            ("paper", pa.string()),
            ("entity", pa.string()),
            ("field", pa.string()),
            ("start", pa.int32()),
            ("end", pa.int32()),
            ("text", pa.string()),
            ("type", pa.string()),
            ("role", pa.string()),
            ("score", pa.float64()),
            ("by", pa.string()),
            ("sentence_start", pa.int32()),
            ("sentence_end", pa.int32()),
            ("expansion", pa.string()),
            ("canonical", pa.string()),
            ("named", pa.bool_()),
        ]
    ),
    "entities": pa.schema(
        [
            ("id", pa.string()),
            ("name", pa.string()),
            ("type", pa.string()),
            ("aliases", _STRINGS),
            ("named", pa.bool_()),
            ("same_as", _STRINGS),
        ]
    ),
    "links": pa.schema(
        [
            ("paper", pa.string()),
            ("entity", pa.string()),
            ("role", pa.string()),
            ("score", pa.float64()),
        ]
    ),
    "merges": pa.schema(
        [
            ("entity", pa.string()),
            ("name", pa.string()),
            ("reason", pa.string()),
            ("other", pa.string()),
        ]
    ),
    "relations": pa.schema(
        [
            ("source", pa.string()),
            ("kind", pa.string()),
            ("target", pa.string()),
            ("reason", pa.string()),
        ]
    ),
    "overrides": pa.schema([("verb", pa.string()), ("names", _STRINGS)]),
}


def _paper_row(paper: Paper) -> dict[str, Any]:
    source = paper.source
    return {
        **{name: getattr(paper, name) for name in TABLES["papers"].names if hasattr(paper, name)},
        "source_file": source.file if source else None,
        "source_record": source.record if source else None,
        "source_line": source.line if source else None,
        "extra": json.dumps(dict(sorted(paper.extra.items())), ensure_ascii=False),
    }


def _paper(row: dict[str, Any]) -> Paper:
    file, record, line = (row.pop(f"source_{part}") for part in ("file", "record", "line"))
    row["extra"] = json.loads(row["extra"])
    row["authors"], row["repositories"] = tuple(row["authors"]), tuple(row["repositories"])
    return Paper(**row, source=None if file is None else Source(file, record, line))


def _write_table(folder: Path, name: str, rows: Iterable[dict[str, Any]]) -> None:
    table = pa.Table.from_pylist(list(rows), schema=TABLES[name])
    write_atomically(
        folder / f"{name}.parquet",
        lambda stream: pq.write_table(table, stream, compression="zstd"),
    )


def save_tables(graph: KnowledgeGraph, folder: Path) -> None:
    """Write a graph's tables into a folder, which is made where it is missing.

    Raises
    ------
    GraphError
        If the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_table(folder, "papers", (_paper_row(paper) for paper in graph.papers))
        _write_table(folder, "entities", (asdict(entity) for entity in graph.entities()))
        _write_table(
            folder,
            "links",
            (
                {"paper": k.paper, "entity": k.entity, "role": k.role, "score": k.score}
                for k in graph.links
            ),
        )
        _write_table(
            folder,
            "mentions",
            (asdict(m) | {"entity": k.entity} for k in graph.links for m in k.mentions),
        )
        _write_table(folder, "merges", (asdict(merge) for merge in graph.merges))
        _write_table(folder, "relations", (asdict(each) for each in graph.relations))
        _write_table(folder, "overrides", (asdict(line) for line in graph.overrides.lines))
    except OSError as error:
        raise GraphError(f"{folder}: cannot be written: {error.strerror or error}") from error


def _read_table(folder: Path, name: str) -> list[dict[str, Any]]:
    path = current_file(folder, f"{name}.parquet")
    try:
        rows: list[dict[str, Any]] = pq.read_table(path, schema=TABLES[name]).to_pylist()
    except FileNotFoundError as error:
        raise GraphError(
            f"{folder}: holds no graph ({path.name} is missing); `kg build` makes one"
        ) from error
    except (pa.ArrowException, OSError) as error:
        raise GraphError(f"{path}: cannot be read: {error}") from error
    return rows


def load_tables(
    folder: Path,
) -> tuple[list[Paper], list[Entity], list[Link], list[Merge], list[Relation], Overrides]:
    """Read the tables that `save_tables` wrote.

    Returns
    -------
    tuple
        Papers, entities, links with their mentions, merges, relations and overrides: what
        `KnowledgeGraph` takes.

    Raises
    ------
    GraphError
        If the folder holds no graph, or a broken one.
    """
    papers = [_paper(row) for row in _read_table(folder, "papers")]
    evidence: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for row in _read_table(folder, "mentions"):
        entity = row.pop("entity")
        evidence[row["paper"], entity].append(Mention(**row))
    entities = [
        Entity(**{**row, "aliases": tuple(row["aliases"]), "same_as": tuple(row["same_as"])})
        for row in _read_table(folder, "entities")
    ]
    links = [
        Link(**row, mentions=tuple(evidence[row["paper"], row["entity"]]))
        for row in _read_table(folder, "links")
    ]
    merges = [Merge(**row) for row in _read_table(folder, "merges")]
    relations = [Relation(**row) for row in _read_table(folder, "relations")]
    lines = (Override(row["verb"], tuple(row["names"])) for row in _read_table(folder, "overrides"))
    return papers, entities, links, merges, relations, Overrides(tuple(lines))
