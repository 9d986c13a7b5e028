"""Parquet shards with the mentions found in texts, by the hash of the text and the pipeline."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kg.records import Mention, Paper
from kg.storage.build_folder import write_atomically
from kg.storage.table_schemas import TABLES

__all__ = [
    "SHARD_PAPERS",
    "KnownTexts",
    "known_texts",
    "read_shards",
    "text_key",
    "tidy_shards",
    "write_shard",
]

# Papers in a shard: about half a minute of work of one process, which is what a killed build loses.
# A multiple of the pipeline's batch size, so that a resumed build has the same batches.
SHARD_PAPERS = 1024
# Shards with fewer papers than that are merged into one if there are more of them than this.
MOST_SMALL_SHARDS = 16
_PIPELINE = b"pipeline"
_FIELDS = tuple(name for name in TABLES["mentions"].names if name not in ("paper", "entity"))
# A text without mentions has one row, in which every column but the key is null.
_SCHEMA = pa.schema([("key", pa.string()), *(TABLES["mentions"].field(name) for name in _FIELDS)])


def text_key(paper: Paper) -> str:
    """Return the key of a paper's text: 32 hexadecimal digits of its SHA-256."""
    text = f"{paper.title}\0{paper.abstract}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:32]


def _shards(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.parquet"))


def _name(content: bytes) -> str:
    """Name a shard by the hash of its content, so that damage is detected."""
    return f"{hashlib.sha256(content).hexdigest()[:24]}.parquet"


def _texts_of(shard: Path) -> tuple[str, list[str]] | None:
    """Return the pipeline of a shard and the keys of its texts; None if it is damaged."""
    try:
        content = shard.read_bytes()
        if _name(content) != shard.name:
            return None
        held = pq.ParquetFile(pa.BufferReader(content)).read(["key"])
    except (pa.ArrowException, OSError):
        return None
    made_by = (held.schema.metadata or {}).get(_PIPELINE, b"").decode()
    return made_by, held["key"].unique().to_pylist()


@dataclass(slots=True)
class KnownTexts:
    """The texts of which mentions are stored.

    Attributes
    ----------
    shards
        The shard of each text that the pipeline has read, by key.
    outdated
        The keys of texts that another pipeline has read.
    damaged
        Number of shards that cannot be read.
    """

    shards: dict[str, Path] = field(default_factory=dict)
    outdated: set[str] = field(default_factory=set)
    damaged: int = 0


def known_texts(folder: Path, pipeline: str) -> KnownTexts:
    """Return the texts that a pipeline, or another before it, has read."""
    known = KnownTexts()
    for shard in _shards(folder):
        held = _texts_of(shard)
        if held is None:
            known.damaged += 1
        elif held[0] != pipeline:
            known.outdated.update(held[1])
        else:
            for key in held[1]:
                known.shards.setdefault(key, shard)
    return known


def write_shard(
    folder: Path, pipeline: str, found: Sequence[tuple[str, Sequence[Mention]]]
) -> Path:
    """Write the mentions that a pipeline found in some texts; a shard is written atomically."""
    columns: dict[str, list[Any]] = {name: [] for name in _SCHEMA.names}
    for key, mentions in found:
        for mention in mentions or (None,):
            columns["key"].append(key)
            for name in _FIELDS:
                columns[name].append(mention and getattr(mention, name))
    return _write(folder, pipeline, pa.Table.from_pydict(columns, schema=_SCHEMA))


def _write(folder: Path, pipeline: str, table: pa.Table) -> Path:
    table = table.replace_schema_metadata({_PIPELINE: pipeline.encode()})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    content = sink.getvalue().to_pybytes()
    path = folder / _name(content)
    write_atomically(path, lambda stream: stream.write(content))
    return path


def _read(shard: Path) -> pa.Table:
    # `pyarrow.parquet.read_table` imports more, to read folders of files.
    with pq.ParquetFile(shard) as file:
        return file.read()


def _read_ahead(shards: Iterable[Path]) -> Iterator[pa.Table]:
    """Read tables in order, each while the caller works on the previous one."""
    with ThreadPoolExecutor(1) as beside:
        waiting: deque[Future[pa.Table]] = deque()
        for shard in shards:
            waiting.append(beside.submit(_read, shard))
            if len(waiting) > 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def read_shards(
    known: Mapping[str, Path], papers: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, list[Mention]]]:
    """Read mentions shard by shard.

    Parameters
    ----------
    known
        The shard of each text, by key.
    papers
        The ids of the papers with each text, by key.

    Yields
    ------
    tuple of str and list of Mention
        The id of each paper, and its mentions.
    """
    # The same strings occur again and again: one object of each is enough.
    seen: dict[Any, Any] = {}
    shards = sorted({known[key] for key in papers if key in known})
    read: set[str] = set()
    for shard, table in zip(shards, _read_ahead(shards), strict=True):
        columns = [
            [seen.setdefault(value, value) for value in table[name].to_pylist()]
            if pa.types.is_string(_SCHEMA.field(name).type)
            else table[name].to_pylist()
            for name in _FIELDS
        ]
        rows = zip(table["key"].to_pylist(), *columns, strict=True)
        for key, of_text in groupby(rows, key=itemgetter(0)):
            # A build that was killed while it merged shards leaves texts in two, and earlier
            # programs merged such shards into one that has a text twice.
            if known.get(key) != shard or key in read:
                continue
            read.add(key)
            found = [values for _, *values in of_text if values[0] is not None]
            for paper in papers.get(key, ()):
                yield paper, [Mention(paper, *values) for values in found]


def _own_rows(shard: Path, known: Mapping[str, Path]) -> pa.Table:
    """Read a shard without the texts that are read from another one."""
    table = _read(shard)
    return table.filter(pa.array([known.get(key) == shard for key in table["key"].to_pylist()]))


def tidy_shards(
    folder: Path, pipeline: str, known: Mapping[str, Path], live: Collection[str]
) -> None:
    """Delete the shards that no paper needs any more, and merge small ones if there are many.

    Parameters
    ----------
    known
        The shard of each text that the pipeline has read, by key.
    live
        The keys of the texts in this build.
    """
    texts: dict[Path, int] = {}
    needed = {known[key] for key in live if key in known}
    for shard in known.values():
        texts[shard] = texts.get(shard, 0) + 1
    for shard in _shards(folder):
        if shard not in needed:
            shard.unlink()
    small = [shard for shard in sorted(needed) if texts[shard] < SHARD_PAPERS]
    if len(small) > MOST_SMALL_SHARDS:
        one = _write(folder, pipeline, pa.concat_tables(_own_rows(each, known) for each in small))
        for shard in small:
            if shard != one:
                shard.unlink()
