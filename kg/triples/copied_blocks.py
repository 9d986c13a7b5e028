"""Indexes the blocks of graph.ttl, so that the next build copies those that are unchanged."""

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
# Takes the key of a paper or of some entities, the record, a function that describes them given the
# record or a gap for it, and the writer of terms; returns the descriptions.
Stating = Callable[[bytes, "Recorded", Callable[[Written], Described], NTriples], Described]

# A record holds the paper's place in its source, which moves when others are inserted before it.
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
# Rows in a row group, so that the rows waiting to be written take bounded memory.
_ROWS_TOGETHER = 1 << 12
# Buffer in bytes: most blocks are copied in the order of the file, so that reading ahead pays.
_READ_AHEAD = 1 << 20


class Recorded(NamedTuple):
    """The record of a paper: a digest of its content, and the function that writes it."""

    digest: bytes
    write: Callable[[], Written]


# Entities have no record.
NO_RECORD = Recorded(b"", lambda: Written(""))


class _Row(NamedTuple):
    """The place of a block in the file, by its key, with its checksums and counts.

    Attributes
    ----------
    start
        Offset of the block in bytes.
    before, record, after
        Lengths in bytes of the part before the record, of the record, and of the part after it.
    checksum
        CRC-32 of the parts before and after the record.
    record_digest, record_checksum
        Digest of the record's content, and CRC-32 of the record as it is written.
    counts
        Packed counts of its terms, from `kg.triples.term_counts`.
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
        """Read the part before the record, the record, and the part after it."""
        file.seek(self.start)
        return file.read(self.before), file.read(self.record), file.read(self.after)


def _checksum(before: bytes, after: bytes) -> int:
    return zlib.crc32(after, zlib.crc32(before))


def state_anew(
    key: bytes, recorded: Recorded, describe: Callable[[Written], Described], terms: NTriples
) -> Described:
    """Describe a paper or some entities without looking for a block to copy."""
    return describe(recorded.write())


def block_key(content: bytes, linked: Iterable[Entity], shared: Sequence[SharedThing]) -> bytes:
    """Return the key of a paper's block.

    Parameters
    ----------
    content
        Digest of the paper and its links, from `kg.provenance.content_digest`.
    linked
        Linked entities, in the order of the links: what they are decides how results are read.
    shared
        Things that are described with this paper, since it is the first to have them.
    """
    kinds = [(entity.type, entity.named) for entity in linked]
    return digest_of_values((content, kinds, list(shared)))


@contextmanager
def copied_blocks(
    stream: IO[bytes], index: Path, earlier: tuple[Path, Path], made_by: str
) -> Iterator[Stating]:
    """Copy the unchanged blocks of an earlier file, and index the blocks of the new one.

    Parameters
    ----------
    stream
        Receives the new file; each block is written before the next is stated.
    index
        Where to write the index of the new file.
    earlier
        An earlier file and its index, which need not exist. A block that fails its checksum is
        not copied.
    made_by
        Digest of everything else that decides how records are stated. If the earlier index has
        a different one, nothing is copied.

    Yields
    ------
    Stating
        Returns the block of each paper or group of entities, copied if it is unchanged.
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
    """The blocks of an earlier file, and the index of a new one."""

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
        """Return the block with a key, copied or made, and note its place in the new file."""
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
        """Write the rows noted so far to the index."""
        if self._new:
            columns = zip(zip(*self._new, strict=True), _SCHEMA, strict=True)
            arrays = [pa.array(column, each.type) for column, each in columns]
            self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._writer.schema))
            self._new.clear()


@contextmanager
def _opened(
    turtle: Path, index: Path, made_by: str
) -> Iterator[tuple[IO[bytes], dict[bytes, _Row]]]:
    """Open an earlier file with its rows by key; both are empty if nothing can be copied."""
    held: IO[bytes] = io.BytesIO()
    rows: dict[bytes, _Row] = {}
    try:
        with pq.ParquetFile(index, page_checksum_verification=True) as file:
            made = file.schema_arrow
            if made.equals(_SCHEMA) and (made.metadata or {}).get(_MADE_BY) == made_by.encode():
                # Not memory-mapped: the pages of a large file would count as memory in use.
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
