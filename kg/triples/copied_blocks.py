"""Where graph.ttl states what, so that the next build copies what it would write alike."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from kg.provenance import digest_of_values
from kg.records import Entity
from kg.triples.data_set import Census
from kg.triples.statements import SharedThing
from kg.triples.term_counts import pack_counts
from kg.triples.terms import Description, Filled, NTriples, Written, gap

__all__ = [
    "NO_RECORD",
    "Described",
    "Recorded",
    "Stating",
    "block_key",
    "copied_blocks",
    "state_anew",
]

Described = Sequence[Description | Filled]
# Is given the key of what is said of a paper or of some entities, its record, the function that
# says it with a record or what stands for one, and who writes it down.
Stating = Callable[[bytes, "Recorded", Callable[[Written], Described], NTriples], Described]

# A record tells where a paper was read, which moves when others are put before it.
_RECORD = gap("record")

_SCHEMA = pa.schema(
    [
        ("key", pa.binary(32)),
        ("start", pa.int64()),
        ("before", pa.int64()),
        ("record", pa.int64()),
        ("after", pa.int64()),
        ("checksum", pa.uint32()),
        ("record_digest", pa.binary()),
        ("record_checksum", pa.uint32()),
        ("counts", pa.binary()),
    ]
)
_MADE_BY = b"made by"
# Rows that are written together: memory does not grow with the papers.
_ROWS_TOGETHER = 1 << 12
# Most blocks are copied in the order in which they lie.
_READ_AHEAD = 1 << 20


class Recorded(NamedTuple):
    """The record of a paper: a digest of all that it holds, and who writes it."""

    digest: bytes
    write: Callable[[], Written]


# Of entities no record is stated.
NO_RECORD = Recorded(b"", lambda: Written(""))


class _Row(NamedTuple):
    """Where the block with a key lies, and what it has.

    Attributes
    ----------
    start, before, record, after
        Bytes before the block, and of its parts before the record, in it and after.
    checksum
        CRC-32 of what is before and after the record.
    record_digest, record_checksum
        Of what the record holds, and CRC-32 of the record as it is written.
    counts
        How often it has which terms, from `kg.triples.term_counts`.
    """

    key: bytes
    start: int
    before: int
    record: int
    after: int
    checksum: int
    record_digest: bytes
    record_checksum: int
    counts: bytes

    def parts(self, file: IO[bytes]) -> tuple[bytes, bytes, bytes]:
        """Read what the file has before the record, the record, and what it has after it."""
        file.seek(self.start)
        return file.read(self.before), file.read(self.record), file.read(self.after)


def _checksum(before: bytes, after: bytes) -> int:
    return zlib.crc32(after, zlib.crc32(before))


def state_anew(
    key: bytes, recorded: Recorded, describe: Callable[[Written], Described], terms: NTriples
) -> Described:
    """Describe it without asking whether an earlier file does."""
    return describe(recorded.write())


def block_key(content: bytes, linked: Iterable[Entity], shared: Sequence[SharedThing]) -> bytes:
    """Return the key of what is said of a paper.

    Parameters
    ----------
    content
        Digest of the paper and its links, from `kg.provenance.content_digest`.
    linked
        What it is linked to, in the order of the links: what that is decides what a number says.
    shared
        What is described with it, since it is the first to have it.
    """
    kinds = [(entity.type, entity.named) for entity in linked]
    return digest_of_values((content, kinds, list(shared)))


@contextmanager
def copied_blocks(
    stream: IO[bytes], index: Path, earlier: tuple[Path, Path], made_by: str
) -> Iterator[Stating]:
    """Copy blocks of an earlier file that stay as they are, and note where the new one has them.

    Parameters
    ----------
    stream
        Gets the new file; each part of it is written before the next is stated.
    index
        Gets the places of the new file's blocks.
    earlier
        A file and its index, which need not exist. A block that is no longer as it was written
        is not copied.
    made_by
        Digest of all beside the records that decides how they are stated. Of an index with
        another one nothing is copied.
    """
    schema = _SCHEMA.with_metadata({_MADE_BY: made_by.encode()})
    with (
        _opened(*earlier, made_by) as (held, rows),
        pq.ParquetWriter(index, schema, compression="zstd", write_page_checksum=True) as writer,
    ):
        blocks = _Blocks(stream, writer, held, rows)
        yield blocks.state
        blocks.keep()


class _Blocks:
    """The blocks of an earlier file, and the places of those of a new one."""

    def __init__(
        self, stream: IO[bytes], writer: pq.ParquetWriter, held: IO[bytes], rows: dict[bytes, _Row]
    ) -> None:
        self._stream = stream
        self._writer = writer
        self._held = held
        self._rows = rows
        self._new: list[_Row] = []

    def state(
        self,
        key: bytes,
        recorded: Recorded,
        describe: Callable[[Written], Described],
        terms: NTriples,
    ) -> Described:
        """Give the block with a key, and note that it comes next in the new file."""
        known = self._rows.get(key)
        before, held, after = known.parts(self._held) if known else (b"", b"", b"")
        if known and (checksum := _checksum(before, after)) == known.checksum:
            counts = known.counts
        else:
            described = describe(_RECORD)
            before, _, after = terms.described(described).partition(_RECORD.encode())
            checksum, counts, held = _checksum(before, after), _counts_of(described), b""
        record_checksum = zlib.crc32(held)
        told = known and (known.record_digest, known.record_checksum)
        if told != (recorded.digest, record_checksum):
            held = recorded.write().encode()
            record_checksum = zlib.crc32(held)
        row = _Row(
            key,
            self._stream.tell(),
            len(before),
            len(held),
            len(after),
            checksum,
            recorded.digest,
            record_checksum,
            counts,
        )
        self._new.append(row)
        if len(self._new) == _ROWS_TOGETHER:
            self.keep()
        return [Filled(counts, before + held + after)]

    def keep(self) -> None:
        """Write down the places that were noted."""
        if self._new:
            columns = zip(zip(*self._new, strict=True), _SCHEMA, strict=True)
            arrays = [pa.array(column, each.type) for column, each in columns]
            self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._writer.schema))
            self._new.clear()


@contextmanager
def _opened(
    turtle: Path, index: Path, made_by: str
) -> Iterator[tuple[IO[bytes], dict[bytes, _Row]]]:
    """Open an earlier file with its blocks by key, an empty one where there is none to copy."""
    held: IO[bytes] = io.BytesIO()
    rows: dict[bytes, _Row] = {}
    try:
        with pq.ParquetFile(index, page_checksum_verification=True) as file:
            made = file.schema_arrow
            if made.equals(_SCHEMA) and (made.metadata or {}).get(_MADE_BY) == made_by.encode():
                # Not mapped into memory, where a file of many papers would count as taken.
                held = turtle.open("rb", _READ_AHEAD)
                columns = (column.to_pylist() for column in file.read().columns)
                rows = {row.key: row for row in map(_Row, *columns)}
    except (OSError, pa.ArrowException):
        pass
    with held:
        yield held, rows


def _counts_of(described: Described) -> bytes:
    census = Census()
    census.count(described)
    return pack_counts(*census.totals())
