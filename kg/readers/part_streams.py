"""A file of bytes made part by part from another file: unpacked, or in another encoding."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

__all__ = ["PartStream"]


class PartStream(io.RawIOBase):
    """The bytes that an iterator gives in parts of any size.

    Parameters
    ----------
    parts
        Reads `below` as it goes on.
    below
        Is closed with this stream.
    """

    def __init__(self, parts: Iterator[bytes], below: BinaryIO) -> None:
        self._parts = parts
        self._below = below
        self._pending = memoryview(b"")

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer with what is there of a part, and return how many bytes that is."""
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
        """Close the file below too."""
        if not self.closed:
            self._below.close()
        super().close()
