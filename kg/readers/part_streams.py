"""A byte stream made of parts: decompressed, in another encoding, or lines from elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

__all__ = ["PartStream"]


class PartStream(io.RawIOBase):
    """A stream of the bytes that an iterator yields in parts of any size.

    Parameters
    ----------
    parts
        Reads `below` as it is iterated.
    below
        The underlying stream, closed with this one.
    """

    def __init__(self, parts: Iterator[bytes], below: BinaryIO) -> None:
        self._parts = parts
        self._below = below
        self._pending = memoryview(b"")

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer from one part, and return the number of bytes."""
        while not self._pending:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._pending = memoryview(part)
        given = self._pending[: len(buffer)]
        self._pending = self._pending[len(given) :]
        buffer[: len(given)] = given
        return len(given)

    def close(self) -> None:
        """Close the underlying stream too."""
        if not self.closed:
            self._below.close()
        super().close()
