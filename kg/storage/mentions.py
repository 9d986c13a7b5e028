"""The mentions of a saved graph, read from their Parquet file on demand."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, overload

import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import GraphError
from kg.records import Mention
from kg.storage.table_checks import check_table

__all__ = ["ROW_GROUP", "MentionFile", "StoredMentions", "whole_file"]

# Mentions of a row group, which are read together in a few hundredths of a second.
ROW_GROUP = 8192
# Row groups kept in memory: walking through the links needs two at a time.
MOST_KEPT = 8
# Requests to a row group after which all its mentions are made. A few scattered papers would take
# four times as long with whole groups; so would a walk through all papers with single mentions.
MOST_SINGLE = 40


class MentionFile:
    """An open file of mentions; it stays readable when another build replaces the file.

    Parameters
    ----------
    path
        A Parquet file, or a folder of parts that are one table in the order of their names.
    columns
        Columns with the fields of a `Mention`, in their order.

    Raises
    ------
    OSError, pyarrow.ArrowException
        If the file cannot be read, or its columns are not those of `schema`.
    """

    def __init__(self, path: Path, schema: pa.Schema, columns: Sequence[str]) -> None:
        self._path = path
        self._columns = list(columns)
        files = [pq.ParquetFile(part, page_checksum_verification=True) for part in _parts(path)]
        if not all(file.schema_arrow.equals(schema) for file in files):
            raise pa.ArrowInvalid("its columns are not those of a graph")
        self._groups = [(file, i) for file in files for i in range(file.num_row_groups)]
        sizes = (file.metadata.row_group(i).num_rows for file, i in self._groups)
        self._starts: list[int] = list(accumulate(sizes, initial=0))
        self._kept: OrderedDict[int, _Group] = OrderedDict()
        # Two threads that read one Parquet file at the same time crash the process.
        self._lock = Lock()
        # A walk through the links mostly asks for mentions of the latest row group.
        self._latest = _Stretch(0, 0, ())

    def __len__(self) -> int:
        return self._starts[-1]

    def rows(self, start: int, stop: int) -> tuple[Mention, ...]:
        """Return the mentions from `start` up to `stop`; safe to call from several threads."""
        latest = self._latest
        if latest.start <= start and stop <= latest.stop:
            return tuple(latest.mentions[start - latest.start : stop - latest.start])
        found: list[Mention] = []
        with self._lock:
            while start < stop:
                group = bisect_right(self._starts, start) - 1
                first = self._starts[group]
                held = self._group(group)
                found += held.mentions(start - first, stop - first)
                start = min(stop, self._starts[group + 1])
                if held.made:
                    self._latest = _Stretch(first, self._starts[group + 1], held.made)
        return tuple(found)

    def tables(self) -> Iterator[pa.Table]:
        """Yield the stored mentions, a table per row group; safe to call from several threads."""
        for number in range(len(self._groups)):
            with self._lock:
                table = self._read(number)
            yield table

    def _read(self, number: int) -> pa.Table:
        try:
            file, group = self._groups[number]
            table = file.read_row_group(group, columns=self._columns, use_threads=False)
            check_table(table, "mentions")
            return table
        except (pa.ArrowException, OSError) as error:
            raise GraphError(f"{self._path}: cannot be read: {error}") from error

    def _group(self, number: int) -> _Group:
        if number not in self._kept:
            table = self._read(number)
            self._kept[number] = _Group([table[name] for name in self._columns])
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(number)
        return self._kept[number]


class _Stretch(NamedTuple):
    """A run of mentions that are all made, and their positions."""

    start: int
    stop: int
    mentions: Sequence[Mention]


class _Group:
    """The mentions of a row group; made on request until many were asked for, then all at once.

    Attributes
    ----------
    made
        All its mentions, or empty if they are not made yet.
    """

    def __init__(self, columns: Sequence[pa.ChunkedArray]) -> None:
        self._columns = columns
        self._asked = 0
        self.made: list[Mention] = []

    def mentions(self, start: int, stop: int) -> list[Mention]:
        self._asked += 1
        if not self.made and self._asked > MOST_SINGLE:
            self.made = list(map(Mention, *(column.to_pylist() for column in self._columns)))
        if self.made:
            return self.made[start:stop]
        parts = (column.slice(start, stop - start).to_pylist() for column in self._columns)
        return list(map(Mention, *parts))


def _parts(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    # Such files are markers and checksums of the program that wrote the folder.
    return sorted(part for part in path.iterdir() if not part.name.startswith((".", "_")))


class StoredMentions(Sequence[Mention]):
    """The mentions of one link, read on demand; equal to a tuple of them."""

    __slots__ = ("_file", "_start", "_stop")

    def __init__(self, file: MentionFile, start: int, stop: int) -> None:
        self._file = file
        self._start = start
        self._stop = stop

    @property
    def place(self) -> tuple[MentionFile, int, int]:
        """The file, the position of the first mention, and the position after the last."""
        return self._file, self._start, self._stop

    def _read(self) -> tuple[Mention, ...]:
        return self._file.rows(self._start, self._stop)

    def __len__(self) -> int:
        return self._stop - self._start

    @overload
    def __getitem__(self, index: int) -> Mention: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Mention, ...]: ...
    def __getitem__(self, index: int | slice) -> Mention | tuple[Mention, ...]:
        return self._read()[index]

    def __iter__(self) -> Iterator[Mention]:
        return iter(self._file.rows(self._start, self._stop))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (StoredMentions, tuple)):
            return self._read() == tuple(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._read())

    def __repr__(self) -> str:
        return repr(self._read())

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self._read(),)


def whole_file(evidence: Iterable[Sequence[Mention]]) -> MentionFile | None:
    """Return the file that holds exactly this evidence, in its order; None if there is none."""
    of_all: MentionFile | None = None
    reached = 0
    for mentions in evidence:
        if not isinstance(mentions, StoredMentions):
            return None
        file, start, stop = mentions.place
        if of_all is None:
            of_all = file
        if file is not of_all or start != reached:
            return None
        reached = stop
    return of_all if of_all is not None and reached == len(of_all) else None
