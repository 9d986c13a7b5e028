"""Text that is not UTF-8: UTF-16 by its mark, and single bytes as Windows-1252 has them."""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO, cast

__all__ = ["MARKING", "UTF16_MARKS", "as_utf8", "restored"]

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# How bytes that are not UTF-8 come out of the decoder: as marks that no other text can hold.
MARKING = "surrogateescape"
_MARKED = re.compile("[\udc80-\udcff]+")
_READ_BYTES = 1 << 16


def _windows(found: re.Match[str]) -> str:
    return found[0].encode("ascii", MARKING).decode("cp1252", "replace")


def restored(text: str) -> str:
    """Read marked bytes as Windows-1252, which Excel and older reference managers write.

    Examples
    --------
    >>> restored(b"M\\xfcller, J\\xc3\\xb6rg".decode("utf-8", MARKING))
    'Müller, Jörg'
    """
    return text if text.isascii() else _MARKED.sub(_windows, text)


class _Transcoded(io.RawIOBase):
    """UTF-16 bytes as UTF-8."""

    def __init__(self, binary: BinaryIO) -> None:
        self._binary = binary
        self._decoder = codecs.getincrementaldecoder("utf-16")("replace")
        self._ended = False
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest and not self._ended:
            part = self._binary.read(_READ_BYTES)
            self._ended = not part
            text = self._decoder.decode(part, self._ended)
            self._rest = memoryview(text.encode("utf-8", "replace"))
        part_of_rest = self._rest[: len(buffer)]
        self._rest = self._rest[len(part_of_rest) :]
        buffer[: len(part_of_rest)] = part_of_rest
        return len(part_of_rest)

    def close(self) -> None:
        if not self.closed:
            self._binary.close()
        super().close()


def as_utf8(binary: BinaryIO) -> BinaryIO:
    """Return a stream of UTF-16 with its mark, such as Excel's `Unicode Text`, as UTF-8."""
    return cast(BinaryIO, io.BufferedReader(_Transcoded(binary), _READ_BYTES))
