"""Decodes text that is not UTF-8: UTF-16 with a byte order mark, and Windows-1252 bytes."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from kg.readers.part_streams import PartStream

__all__ = ["MARKING", "UTF16_MARKS", "as_utf8", "restored"]

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Turns bytes that are not UTF-8 into lone surrogates, which no other decoded text contains.
MARKING = "surrogateescape"
_MARKED = re.compile("[\udc80-\udcff]+")
_READ_BYTES = 1 << 16


def _windows(found: re.Match[str]) -> str:
    return found[0].encode("ascii", MARKING).decode("cp1252", "replace")


def restored(text: str) -> str:
    """Decode marked bytes as Windows-1252, which Excel and older reference managers write.

    Examples
    --------
    >>> restored(b"M\\xfcller, J\\xc3\\xb6rg".decode("utf-8", MARKING))
    'Müller, Jörg'
    """
    return text if text.isascii() else _MARKED.sub(_windows, text)


def _utf8_parts(binary: BinaryIO) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    while part := binary.read(_READ_BYTES):
        yield decoder.decode(part).encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")


def as_utf8(binary: BinaryIO) -> BinaryIO:
    """Re-encode UTF-16 with a byte order mark, such as Excel's `Unicode Text`, as UTF-8."""
    stream = io.BufferedReader(PartStream(_utf8_parts(binary), binary), _READ_BYTES)
    return cast(BinaryIO, stream)
