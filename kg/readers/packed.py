"""Decompresses files that gzip or Zstandard packed."""

from __future__ import annotations

import gzip
import io
import tempfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from kg.errors import InputError
from kg.readers.limits import LARGEST_SPOOL
from kg.readers.part_streams import PartStream

__all__ = ["BROKEN", "SUFFIXES", "looked_at", "seekable", "unpacked"]

SUFFIXES = (".gz", ".zst")
# Raised on reading a compressed file that is truncated or damaged.
BROKEN = (OSError, EOFError, zlib.error)
_GZIP = b"\x1f\x8b"
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
# A Zstandard block of four bytes can expand to 128 KiB: this many bytes give 16 MiB at most.
_FEED_BYTES = 512
_COPY_BYTES = 1 << 20


class _Rejoined(io.RawIOBase):
    """Bytes that were read ahead, then the rest of their stream."""

    def __init__(self, head: bytes, rest: BinaryIO, failure: Exception | None) -> None:
        self._head = memoryview(head)
        self._rest = rest
        self._failure = failure

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._head:
            part = self._head[: len(buffer)]
            self._head = self._head[len(part) :]
        elif self._failure:
            raise self._failure
        else:
            part = memoryview(self._rest.read(len(buffer)))
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        if not self.closed:
            self._rest.close()
        super().close()


class _Gzip(gzip.GzipFile):
    """A gzip stream that closes the file below it."""

    def __init__(self, packed: BinaryIO) -> None:
        super().__init__(fileobj=packed)
        self._packed = packed

    def close(self) -> None:
        super().close()
        self._packed.close()


def _zstandard_parts(packed: BinaryIO) -> Iterator[bytes]:
    """Decompress frames; unlike the library's own stream, detect a truncated file."""
    import zstandard

    new_frame = zstandard.ZstdDecompressor().decompressobj
    frame, begun = new_frame(), False
    while True:
        rest = b""
        if frame.eof:
            rest, frame, begun = frame.unused_data, new_frame(), False
        data = rest or packed.read(_FEED_BYTES)
        if not data:
            break
        begun = True
        try:
            part = frame.decompress(data)
        except zstandard.ZstdError as error:
            raise OSError(f"not Zstandard: {error}") from error
        yield part
    if begun:
        raise EOFError("the Zstandard stream ends before its end mark")


def unpacked(raw: BinaryIO, size: int) -> tuple[BinaryIO, bytes]:
    """Decompress a stream if its first bytes say that it is compressed, and peek at the result.

    Parameters
    ----------
    raw
        Stream at its beginning; it need not be seekable.
    size
        Number of bytes to peek at.

    Returns
    -------
    tuple of stream and bytes
        The decompressed stream at its beginning, and its first `size` bytes.
    """
    stream, start = looked_at(raw, len(_ZSTANDARD))
    if start[:2] == _GZIP:
        stream = cast(BinaryIO, _Gzip(stream))
    elif start == _ZSTANDARD:
        stream = io.BufferedReader(PartStream(_zstandard_parts(stream), stream))
    return looked_at(stream, size)


def looked_at(stream: BinaryIO, size: int) -> tuple[BinaryIO, bytes]:
    """Return a stream at its beginning, and its first bytes, which a pipe may give in parts."""
    # Seeking back in a gzip stream would decompress it again.
    if not isinstance(cast(object, stream), gzip.GzipFile) and stream.seekable():
        start = stream.tell()
        head = stream.read(size)
        stream.seek(start)
        return stream, head
    parts: list[bytes] = []
    failure: Exception | None = None
    try:
        while size > 0 and (part := stream.read1(size)):  # type: ignore[attr-defined]
            parts.append(part)
            size -= len(part)
    except BROKEN as error:
        # The bytes before the damage are read; the error is raised again after them.
        if not parts:
            raise
        failure = error
    head = b"".join(parts)
    return io.BufferedReader(_Rejoined(head, stream, failure)), head


def seekable(stream: BinaryIO, file: str) -> BinaryIO:
    """Return a stream if it is seekable, else a copy of it on disk."""
    if stream.seekable():
        return stream
    copy = tempfile.TemporaryFile()  # noqa: SIM115
    size = 0
    while part := stream.read(_COPY_BYTES):
        size += len(part)
        if size > LARGEST_SPOOL:
            copy.close()
            raise InputError(f"more than {LARGEST_SPOOL:,} bytes when unpacked", file)
        copy.write(part)
    copy.seek(0)
    return cast(BinaryIO, copy)
