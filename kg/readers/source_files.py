"""Files as text: decoding, size limits, and messages that name the file and the place."""

from __future__ import annotations

import codecs
import io
import sys
from typing import BinaryIO, cast

from kg.errors import FormatError, InputError
from kg.readers.limits import LONGEST_RECORD
from kg.readers.packed import BROKEN, unpacked
from kg.records import Skipped

__all__ = [
    "SNIFFED_BYTES",
    "Lines",
    "check_text",
    "open_source",
    "shown_name",
    "skipped_file",
    "sniff",
]

SNIFFED_BYTES = 65_536
_KNOWN = "text, JSON, CSV, TSV, Parquet or another known format, packed by gzip or zstd or not"
_DROPPED_CHARACTERS = 1 << 20


class Lines(io.TextIOWrapper):
    """UTF-8 text without its byte order mark and with one kind of line end.

    A line is cut at `LONGEST_RECORD` characters, so that no line fills the memory.

    Attributes
    ----------
    replaced
        Number of lines with a U+FFFD, which bytes that are not UTF-8 are read as.
    first_replaced
        The first of them.
    """

    def __init__(self, binary: BinaryIO) -> None:
        super().__init__(cast(io.BufferedReader, binary), "utf-8-sig", "replace", newline=None)
        self.replaced = 0
        self.first_replaced = 0
        self._number = 0

    def __next__(self) -> str:  # type: ignore[override]
        """Return the next line."""
        line = self.readline(LONGEST_RECORD)
        if not line:
            raise StopIteration
        self._number += 1
        if "\ufffd" in line:
            self._count(1, self._number)
        if len(line) == LONGEST_RECORD and not line.endswith("\n"):
            while (rest := self.readline(_DROPPED_CHARACTERS)) and not rest.endswith("\n"):
                pass
        return line

    def read(self, size: int | None = -1, /) -> str:
        """Return the next characters."""
        text = super().read(size)
        if "\ufffd" in text:
            lines = text.split("\n")
            found = [number for number, line in enumerate(lines, 1) if "\ufffd" in line]
            self._count(len(found), self._number + found[0])
        self._number += text.count("\n")
        return text

    def _count(self, lines: int, first: int) -> None:
        self.replaced += lines
        self.first_replaced = self.first_replaced or first


def _open_bytes(path: str) -> BinaryIO:
    if path == "-":
        if sys.stdin is None:
            raise InputError("standard input is closed", path)
        return sys.stdin.buffer
    try:
        return io.BufferedReader(io.FileIO(path), SNIFFED_BYTES)
    except FileNotFoundError as error:
        raise InputError("no such file", path) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path) from error
    except ValueError as error:
        raise InputError(f"cannot be read: {error}", repr(path)) from error


def open_source(path: str) -> tuple[BinaryIO, bytes]:
    """Open a file, unpack it and look at its beginning.

    Parameters
    ----------
    path
        Name of a file, packed by gzip or Zstandard or not; ``-`` for standard input.

    Returns
    -------
    tuple of byte stream and bytes
        The stream at its beginning, and its first `SNIFFED_BYTES`.

    Raises
    ------
    InputError
        If the file is missing, unreadable or empty.
    """
    raw = _open_bytes(path)
    try:
        binary, head = unpacked(raw, SNIFFED_BYTES)
    except BROKEN as error:
        raw.close()
        raise InputError(f"cannot be read: {error}", path) from error
    if not head.strip(b"\xef\xbb\xbf\r\n\t "):
        binary.close()
        raise InputError(f"is empty; expected {_KNOWN}", path)
    return binary, head


def shown_name(path: str) -> str:
    r"""Return the name of a file in signs that can be written.

    Python stands half a surrogate pair for each byte of a name that is not UTF-8.

    Examples
    --------
    >>> print(shown_name("caf\udce9.txt"))
    caf\udce9.txt
    """
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def skipped_file(error: InputError, file: str) -> Skipped:
    """Say of a file that is passed over what is wrong with it."""
    return Skipped(shown_name(file), error.place or "file", error.reason)


def check_text(head: bytes, path: str) -> None:
    """Say why a file is no text, where it is none.

    Raises
    ------
    FormatError
        If it is binary or UTF-16.
    """
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FormatError("is UTF-16 text; save it as UTF-8", path)
    if head[:4] == b"%PDF":
        raise FormatError(f"is a PDF file; expected {_KNOWN}", path)
    if (place := head.find(b"\x00")) >= 0:
        raise FormatError(f"is a binary file (NUL at byte {place}); expected {_KNOWN}", path)


def sniff(head: bytes) -> str:
    """Decode the beginning of a file as it will be read."""
    # A character that the end of the head cuts in two is no error, hence `final=False`.
    decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
    return decoder.decode(head, False).replace("\r\n", "\n").replace("\r", "\n")
