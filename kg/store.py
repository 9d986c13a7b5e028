"""Saves the Parquet tables of a graph, each file atomically, and reads them back together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from itertools import accumulate, chain, islice, pairwise, repeat
from operator import attrgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from kg.collecting import without_collecting
from kg.errors import GraphError, InputError
from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Mention, Merge, Paper, Relation, Role, Source
from kg.resolution.overrides import Override, Overrides, checked_override
from kg.storage.build_folder import built_files, current_file, read_whole, write_atomically
from kg.storage.mentions import ROW_GROUP, MentionFile, StoredMentions, whole_file
from kg.storage.table_checks import check_table
from kg.storage.table_schemas import TABLES
from kg.surrogates import without_surrogates

if TYPE_CHECKING:
    from pyarrow.compute import Expression

__all__ = [
    "entity_records",
    "graph_errors",
    "load_tables",
    "paper_records",
    "read_table",
    "save_tables",
    "stored_links",
]

# The columns of a mention, in the order of the record's fields.
_MENTION = tuple(field.name for field in fields(Mention))


# Rows that are collected before they are written: memory does not grow with the table.
_ROWS_TOGETHER = 1 << 15


def _columns(names: Sequence[str], records: Iterable[Any]) -> list[list[Any]]:
    """Turn records into columns of their attributes."""
    held = list(records)
    return [list(map(attrgetter(name), held)) for name in names]


def _paper_columns(papers: Sequence[Paper]) -> list[list[Any]]:
    names = [name for name in TABLES["papers"].names if hasattr(Paper, name) and name != "extra"]
    sources = [paper.source or Source(None, None, None) for paper in papers]  # type: ignore[arg-type]
    extra = [json.dumps(dict(sorted(p.extra.items())), ensure_ascii=False) for p in papers]
    return [*_columns(names, papers), *_columns(("file", "record", "line"), sources), extra]


def _mention_rows(links: Iterable[Link]) -> Iterator[tuple[Mention, str]]:
    return ((mention, link.entity) for link in links for mention in link.mentions)


def _mention_columns(rows: Sequence[tuple[Mention, str]]) -> list[list[Any]]:
    mentions = [mention for mention, _ in rows]
    held = dict(zip(_MENTION, _columns(_MENTION, mentions), strict=True))
    held["entity"] = [entity for _, entity in rows]
    return [held[name] for name in TABLES["mentions"].names]


def _array(column: list[Any], type: pa.DataType) -> pa.Array:
    try:
        return pa.array(column, type)
    except UnicodeEncodeError:
        return pa.array(list(map(_writable, column)), type)


def _writable(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(map(without_surrogates, value))
    return without_surrogates(value) if isinstance(value, str) else value


def _tables(
    name: str,
    rows: Iterable[Any],
    columns_of: Callable[[Sequence[Any]], list[list[Any]]] | None = None,
) -> Iterator[pa.Table]:
    schema = TABLES[name]
    make = columns_of or (lambda held: _columns(schema.names, held))
    remaining = iter(rows)
    while together := list(islice(remaining, _ROWS_TOGETHER)):
        columns = zip(make(together), schema, strict=True)
        arrays = [_array(column, field.type) for column, field in columns]
        yield pa.Table.from_arrays(arrays, schema=schema)


def _mention_tables(links: Sequence[Link]) -> Iterator[pa.Table]:
    """Yield the table of mentions in parts, copied from a stored table that has just these rows."""
    file = whole_file([link.mentions for link in links])
    if file is None:
        yield from _tables("mentions", _mention_rows(links), _mention_columns)
        return
    schema = TABLES["mentions"]
    entities = chain.from_iterable(repeat(link.entity, len(link.mentions)) for link in links)
    for held in file.tables():
        # Their entities may have other ids by now.
        own = _array(list(islice(entities, len(held))), pa.string())
        yield held.add_column(schema.get_field_index("entity"), schema.field("entity"), own)


def _in_groups(tables: Iterable[pa.Table], size: int) -> Iterator[pa.Table]:
    """Cut tables into parts of `size` rows, so that the bytes do not depend on their source."""
    waiting: list[pa.Table] = []
    for table in tables:
        waiting.append(table)
        while sum(map(len, waiting)) >= size:
            rows = pa.concat_tables(waiting)
            yield rows.slice(0, size)
            waiting = [rows.slice(size)]
    if any(map(len, waiting)):
        yield pa.concat_tables(waiting)


def _write_table(
    folder: Path, name: str, tables: Iterable[pa.Table], row_group: int = _ROWS_TOGETHER
) -> None:
    def write(stream: IO[bytes]) -> None:
        with pq.ParquetWriter(
            stream, TABLES[name], compression="zstd", write_page_checksum=True
        ) as writer:
            for rows in _in_groups(tables, row_group):
                writer.write_table(rows, row_group)

    write_atomically(folder / f"{name}.parquet", write)


def _link_columns(links: Sequence[Link]) -> list[list[Any]]:
    columns = _columns(("paper", "entity", "role", "score"), links)
    return [*columns, [len(link.mentions) for link in links]]


def save_tables(graph: KnowledgeGraph, folder: Path) -> None:
    """Write a graph's tables into a folder, which is made if it is missing.

    Raises
    ------
    GraphError
        If the folder cannot be written, or `kg build` wrote it: its RDF and page would then be
        those of another graph.
    """
    if built_files(folder):
        raise GraphError(f"{folder}: holds the graph of `kg build`; save into another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, tables in (
            ("papers", _tables("papers", graph.papers, _paper_columns)),
            ("entities", _tables("entities", graph.entities())),
            ("links", _tables("links", graph.links, _link_columns)),
            ("merges", _tables("merges", graph.merges)),
            ("relations", _tables("relations", graph.relations)),
            ("overrides", _tables("overrides", graph.overrides.lines)),
        ):
            _write_table(folder, name, tables)
        _write_table(folder, "mentions", _mention_tables(graph.links), ROW_GROUP)
    except OSError as error:
        raise GraphError(f"{folder}: cannot be written: {error.strerror or error}") from error


def read_table(
    folder: Path, name: str, columns: Sequence[str] | None = None, rows: Expression | None = None
) -> pa.Table:
    """Read a table of a saved graph, or only some of its columns and rows.

    Raises
    ------
    GraphError
        If the folder holds no graph, or the table is damaged or another one.
    """
    with _readable(folder, f"{name}.parquet") as path:
        held = list(columns) if columns else None
        table = pq.read_table(
            path,
            schema=TABLES[name],
            columns=held,
            filters=rows,
            # A bit flipped on disk would give another number or another name.
            page_checksum_verification=True,
        )
        check_table(table, name)
        return table


def _lists(table: pa.Table) -> list[list[Any]]:
    return [column.to_pylist() for column in table.columns]


@contextmanager
def _readable(folder: Path, name: str) -> Iterator[Path]:
    """Yield the path of a file, and turn errors on reading it into a `GraphError` that names it."""
    path = current_file(folder, name)
    try:
        yield path
    except FileNotFoundError as error:
        raise GraphError(
            f"{folder}: holds no graph ({path.name} is missing); `kg build` makes one"
        ) from error
    except UnicodeEncodeError as error:
        raise GraphError(f"{str(path)!a}: the name is not UTF-8") from error
    except (pa.ArrowException, OSError) as error:
        raise GraphError(f"{path}: cannot be read: {error}") from error


@contextmanager
def graph_errors(folder: Path) -> Iterator[None]:
    """Name the folder in the errors of a graph that is made of its tables."""
    try:
        yield
    except GraphError as error:
        raise GraphError(f"{folder}: {error}") from error


def paper_records(folder: Path, rows: Expression | None = None) -> list[Paper]:
    """Read papers, or those that `rows` chooses.

    Raises
    ------
    GraphError
        As `read_table` does.
    """
    table = read_table(folder, "papers", rows=rows)
    *columns, files, records, lines, extras = _lists(table)
    held = dict(zip(TABLES["papers"].names, columns, strict=False))
    for name in ("authors", "repositories"):
        held[name] = list(map(tuple, held[name]))
    sources = [
        None if file is None else Source(file, record, line)
        for file, record, line in zip(files, records, lines, strict=True)
    ]
    with _readable(folder, "papers.parquet"):
        parsed = [{} if text == "{}" else _extra(text) for text in extras]
    names = list(held)
    return [
        Paper(**dict(zip(names, row, strict=True)), source=source, extra=extra)
        for *row, source, extra in zip(*held.values(), sources, parsed, strict=True)
    ]


def _extra(text: str) -> dict[str, str]:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict) or not all(type(each) is str for each in fields.values()):
        raise pa.ArrowInvalid(f"its column extra holds {text[:80]!r}, no JSON object of texts")
    return fields


def entity_records(table: pa.Table) -> list[Entity]:
    """Convert rows of the table of entities to records."""
    ids, names, types, aliases, named, same_as = _lists(table)
    return list(map(Entity, ids, names, types, map(tuple, aliases), named, map(tuple, same_as)))


def _read_links(folder: Path) -> list[Link]:
    return _with_evidence(_lists(read_table(folder, "links")), folder)


def stored_links(links: Iterable[Link], folder: Path) -> list[Link]:
    """Write the evidence of links to a folder, and return the links with that stored evidence.

    Parameters
    ----------
    links
        Iterated once.
    folder
        Folder for the table of mentions; it must exist as long as the evidence may be read.
    """
    rows: list[tuple[str, str, Role, float, int]] = []

    def passed_on() -> Iterator[Link]:
        for link in links:
            rows.append((link.paper, link.entity, link.role, link.score, len(link.mentions)))
            yield link

    tables = _tables("mentions", _mention_rows(passed_on()), _mention_columns)
    _write_table(folder, "mentions", tables, ROW_GROUP)
    columns = [[row[column] for row in rows] for column in range(5)]
    return _with_evidence(columns, folder)


def _with_evidence(columns: Sequence[Sequence[Any]], folder: Path) -> list[Link]:
    """Make the links of a folder; their mentions are read on demand."""
    papers, entities, roles, scores, counts = columns
    with _readable(folder, "mentions.parquet") as path:
        file = MentionFile(path, TABLES["mentions"], _MENTION)
        ends = list(accumulate(counts, initial=0))
        if ends[-1] != len(file):
            raise pa.ArrowInvalid(f"it has {len(file)} rows, the links have {ends[-1]}")
    evidence = [StoredMentions(file, start, stop) for start, stop in pairwise(ends)]
    seen: dict[str, str] = {}
    papers, entities, roles = (
        [seen.setdefault(text, text) for text in column] for column in (papers, entities, roles)
    )
    rows: Iterator[tuple[Any, ...]] = zip(papers, entities, roles, scores, evidence, strict=True)
    return [Link(*row) for row in rows]


def load_tables(
    folder: Path,
) -> tuple[list[Paper], list[Entity], list[Link], list[Merge], list[Relation], Overrides]:
    """Read the tables that `save_tables` wrote.

    Returns
    -------
    tuple
        Papers, entities, links with their mentions, merges, relations and overrides: the arguments
        of `KnowledgeGraph`.

    Raises
    ------
    GraphError
        If the folder holds no graph, or a broken one.
    """
    return read_whole(folder, lambda: _read_tables(folder))


def _read_tables(
    folder: Path,
) -> tuple[list[Paper], list[Entity], list[Link], list[Merge], list[Relation], Overrides]:
    with without_collecting():
        papers = paper_records(folder)
        entities = entity_records(read_table(folder, "entities"))
        links = _read_links(folder)
        merges = list(map(Merge, *_lists(read_table(folder, "merges"))))
        relations = list(map(Relation, *_lists(read_table(folder, "relations"))))
        lines = _read_overrides(folder)
    return papers, entities, links, merges, relations, Overrides(lines)


def _read_overrides(folder: Path) -> tuple[Override, ...]:
    verbs, named_in = _lists(read_table(folder, "overrides"))
    with _readable(folder, "overrides.parquet"):
        try:
            return tuple(
                checked_override(verb, tuple(names))
                for verb, names in zip(verbs, named_in, strict=True)
            )
        except InputError as error:
            raise pa.ArrowInvalid(str(error)) from error
