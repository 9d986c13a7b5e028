"""Sorts the uses of all papers by paper, on disk if they are too many for memory.

An external merge sort (Knuth, The Art of Computer Programming 3, section 5.4): as many uses as
may be in memory are sorted and written as a run, and the runs are merged when they are read.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import chain, groupby, islice
from operator import attrgetter, itemgetter
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc

from kg.records import Mention
from kg.resolution.by_paper import PaperRow
from kg.resolution.papers import Use

__all__ = ["SortedUses"]

# Most uses in memory at once: those of some 15,000 abstracts, in 150 MB.
MOST_HELD = 200_000
# Uses in a record batch of a run, and runs of one level that are merged into one.
ROWS_TOGETHER = 1024
MOST_RUNS = 64

_MENTION = tuple(field.name for field in fields(Mention))
_OWN = ("name", "form", "meaning", "entry")
_NUMBERS = {
    "start": pa.int32(),
    "end": pa.int32(),
    "score": pa.float64(),
    "sentence_start": pa.int32(),
    "sentence_end": pa.int32(),
    "named": pa.bool_(),
}
_SCHEMA = pa.schema(
    [(name, _NUMBERS.get(name, pa.string())) for name in (*_MENTION, *(f"use_{n}" for n in _OWN))]
)


class SortedUses:
    """Collects the uses of papers in any order; can be iterated by paper any number of times.

    Parameters
    ----------
    folder
        Folder for the runs; None keeps all uses in memory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._held: list[PaperRow] = []
        self._size = 0
        # Runs of one level have similar lengths; `MOST_RUNS` of them become one of the next level.
        self._levels: list[list[Path]] = []
        self._written = 0

    def clear(self) -> None:
        """Remove all papers, and the runs on disk."""
        for run in self._runs():
            run.unlink()
        self._held, self._levels, self._size = [], [], 0

    @property
    def on_disk(self) -> bool:
        """Whether some uses were written to disk."""
        return bool(self._levels)

    def _runs(self) -> Iterator[Path]:
        return chain.from_iterable(self._levels)

    def add(self, paper: str, uses: Sequence[Use]) -> None:
        """Add the uses of one paper."""
        if not uses:
            return
        self._held.append((paper, uses))
        self._size += len(uses)
        if self._folder is not None and self._size >= MOST_HELD:
            self._held.sort(key=itemgetter(0))
            self._keep(self._folder, self._held, 0)
            self._held, self._size = [], 0

    def __iter__(self) -> Iterator[PaperRow]:
        self._held.sort(key=itemgetter(0))
        return _merged([*map(_read, self._runs()), iter(self._held)])

    def _keep(self, folder: Path, rows: Iterable[PaperRow], level: int) -> None:
        """Write a run, and merge the runs of its level when there are `MOST_RUNS`."""
        if level == len(self._levels):
            self._levels.append([])
        runs = self._levels[level]
        runs.append(self._write(folder, rows))
        if len(runs) == MOST_RUNS:
            self._keep(folder, _merged(map(_read, runs)), level + 1)
            for run in runs:
                run.unlink()
            runs.clear()

    def _write(self, folder: Path, rows: Iterable[PaperRow]) -> Path:
        self._written += 1
        path = folder / f"run-{self._written}.arrow"
        uses = (use for _, of_paper in rows for use in of_paper)
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_file(path, _SCHEMA, options=options) as writer:
            while together := list(islice(uses, ROWS_TOGETHER)):
                columns = [[getattr(use.mention, name) for use in together] for name in _MENTION]
                columns += [[getattr(use, name) for use in together] for name in _OWN]
                arrays = map(pa.array, columns, _SCHEMA.types)
                writer.write_batch(pa.record_batch(list(arrays), schema=_SCHEMA))
        return path


def _merged(runs: Iterable[Iterator[PaperRow]]) -> Iterator[PaperRow]:
    return heapq.merge(*runs, key=itemgetter(0))


def _read(run: Path) -> Iterator[PaperRow]:
    paper = attrgetter("mention.paper")
    for key, uses in groupby(_uses(run), paper):
        yield key, list(uses)


def _uses(run: Path) -> Iterator[Use]:
    size = len(_MENTION)
    with pa.OSFile(str(run)) as source, pa.ipc.open_file(source) as reader:
        for number in range(reader.num_record_batches):
            columns = [column.to_pylist() for column in reader.get_batch(number).columns]
            mentions = map(Mention, *columns[:size])
            yield from map(Use, mentions, *columns[size:])
