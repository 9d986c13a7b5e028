"""The mentions of a saved graph, read from their Parquet file when somebody looks at them."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, overload

import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import GraphError
from kg.records import Mention

__all__ = ["ROW_GROUP", "MentionFile", "StoredMentions"]

# Mentions that are read together: a few hundredths of a second.
ROW_GROUP = 8192
# Row groups kept after reading: whoever walks through the links needs two at a time.
MOST_KEPT = 8


class MentionFile:
    """An open file of mentions; it stays readable when another build puts a new one in its place.

    Parameters
    ----------
    columns
        Those that make a `Mention`, in its order.

    Raises
    ------
    OSError, pyarrow.ArrowException
        If it cannot be read.
    """

    def __init__(self, path: Path, schema: pa.Schema, columns: Sequence[str]) -> None:
        self._path = path
        self._columns = list(columns)
        self._file = pq.ParquetFile(path)
        if not self._file.schema_arrow.equals(schema):
            raise pa.ArrowInvalid("its columns are not those of a graph")
        metadata = self._file.metadata
        sizes = (metadata.row_group(i).num_rows for i in range(metadata.num_row_groups))
        self._starts = list(accumulate(sizes, initial=0))
        self._kept: OrderedDict[int, list[Mention]] = OrderedDict()

    def __len__(self) -> int:
        return int(self._file.metadata.num_rows)

    def rows(self, start: int, stop: int) -> tuple[Mention, ...]:
        """Return some mentions by position."""
        found: list[Mention] = []
        while start < stop:
            group = bisect_right(self._starts, start) - 1
            first = self._starts[group]
            found += self._group(group)[start - first : stop - first]
            start = min(stop, self._starts[group + 1])
        return tuple(found)

    def _group(self, number: int) -> list[Mention]:
        if number not in self._kept:
            try:
                table = self._file.read_row_group(number, columns=self._columns)
            except (pa.ArrowException, OSError) as error:
                raise GraphError(f"{self._path}: cannot be read: {error}") from error
            columns = (table[name].to_pylist() for name in self._columns)
            self._kept[number] = list(map(Mention, *columns))
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(number)
        return self._kept[number]


class StoredMentions(Sequence[Mention]):
    """The mentions of one link, equal to a tuple of them."""

    __slots__ = ("_file", "_start", "_stop")

    def __init__(self, file: MentionFile, start: int, stop: int) -> None:
        self._file = file
        self._start = start
        self._stop = stop

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
        return iter(self._read())

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
