"""Files as text: decoding, size limits, and messages that name the file and the place."""

from __future__ import annotations

import codecs
import io
import re
import sys
from collections.abc import Iterator
from typing import BinaryIO, cast

from kg.errors import FormatError, InputError
from kg.readers.encodings import MARKING, UTF16_MARKS, as_utf8, restored
from kg.readers.limits import LONGEST_RECORD
from kg.readers.packed import BROKEN, looked_at, unpacked
from kg.readers.registry import in_one_line
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
_KNOWN = (
    "text, JSON, CSV, TSV, Parquet or another known format, compressed with gzip or zstd or not"
)
_DROPPED_CHARACTERS = 1 << 20
# Other files in which people keep papers, and what to do with them.
_KNOWN_KINDS = {
    b"PK\x03\x04": "a ZIP archive, or a Word or Excel file: unpack it, or save it as text or CSV",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file: save it as text or CSV",
    b"{\\rtf": "rich text: save it as plain text",
    b"SQLite format 3": "a database: export its records, from Zotero as BibTeX",
    b"7z\xbc\xaf": "a 7z archive: unpack it",
    b"BZh": "compressed with bzip2: unpack it",
    b"\xfd7zXZ": "compressed with xz: unpack it",
}
_NOT_UTF8 = "holds bytes that are not UTF-8, read as Windows-1252"
_NUL = "\x00"
_WITHOUT_NULS = "holds NUL characters, left out"
# NULs in the head of a text: a fault of a disk or an export leaves a few. A binary file has more
# than these, or, if it is short, more than one in twenty bytes.
_MOST_NULS = 8
_LEAST_BYTES_PER_NUL = 20
_LOST = "holds U+FFFD, which stands for characters that cannot be read"


# What would end the line of a message, or control the terminal that shows it.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Lines(io.TextIOWrapper):
    """UTF-8 text without its byte order mark and with one kind of line end.

    A line is cut at `LONGEST_RECORD` characters, so that no line fills the memory.
    """

    def __init__(self, binary: BinaryIO) -> None:
        super().__init__(cast(io.BufferedReader, binary), "utf-8-sig", MARKING, newline=None)
        self._number = 0
        # For each remark, the first and last line that it is about and the number of such lines.
        self._said: dict[str, tuple[int, int, int]] = {}

    def __next__(self) -> str:  # type: ignore[override]
        """Return the next line."""
        line = self.readline(LONGEST_RECORD)
        if not line:
            raise StopIteration
        self._number += 1
        is_cut = len(line) == LONGEST_RECORD and not line.endswith("\n")
        if not line.isascii() or _NUL in line:
            line = self._read_as_text(line, self._number)
        if is_cut:
            while (rest := self.readline(_DROPPED_CHARACTERS)) and not rest.endswith("\n"):
                pass
        return line

    def read(self, size: int | None = -1, /) -> str:
        """Return the next characters."""
        text = ""
        # An empty part would mean that the file has ended.
        while not text and (text := super().read(size)):
            if not text.isascii() or _NUL in text:
                text = self._read_as_text(text, self._number + 1)
        self._number += text.count("\n")
        return text

    def _read_as_text(self, text: str, first: int) -> str:
        """Decode bytes that are not UTF-8 and remove NULs; count such lines and those with loss."""
        whole = restored(text)
        if whole == text and "\ufffd" not in text and _NUL not in text:
            return text
        lines = zip(text.split("\n"), whole.split("\n"), strict=True)
        for line, (old, new) in enumerate(lines, first):
            if old != new:
                self._count(_NOT_UTF8, line)
            if "\ufffd" in new:
                self._count(_LOST, line)
            if _NUL in new:
                self._count(_WITHOUT_NULS, line)
        return whole.replace(_NUL, "")

    def _count(self, said: str, line: int) -> None:
        first, last, lines = self._said.get(said, (line, 0, 0))
        # A long line is read in parts.
        self._said[said] = first, line, lines + (line != last)

    def remarks(self) -> Iterator[tuple[str, str]]:
        """Yield remarks on the text read so far, each with its place."""
        for said, (first, _, lines) in self._said.items():
            yield f"line {first}", said + (f" ({lines} such lines)" if lines > 1 else "")


def _open_bytes(path: str) -> BinaryIO:
    if path == "-":
        if sys.stdin is None:
            raise InputError("standard input is closed", shown_name(path))
        return sys.stdin.buffer
    try:
        return io.BufferedReader(io.FileIO(path), SNIFFED_BYTES)
    except FileNotFoundError as error:
        raise InputError("no such file", shown_name(path)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", shown_name(path)) from error
    except ValueError as error:
        raise InputError(f"cannot be read: {error}", repr(path)) from error


def open_source(path: str) -> tuple[BinaryIO, bytes]:
    """Open a file, decompress it and peek at its beginning.

    Parameters
    ----------
    path
        Name of a file, optionally compressed with gzip or Zstandard; ``-`` for standard input.

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
        # XML declares its own encoding.
        if head[:2] in UTF16_MARKS and not head[2:12].replace(b"\x00", b"").startswith(b"<?xml"):
            binary, head = looked_at(as_utf8(binary), SNIFFED_BYTES)
    except BROKEN as error:
        raw.close()
        raise InputError(f"cannot be read: {error}", shown_name(path)) from error
    if not head.strip(b"\xef\xbb\xbf\r\n\t "):
        binary.close()
        raise InputError(f"is empty; expected {_KNOWN}", shown_name(path))
    return binary, head


def shown_name(path: str) -> str:
    r"""Return the name of a file in characters that can be written.

    Python uses a lone surrogate for each byte of a name that is not UTF-8; it is escaped here, and
    so is what would break the line of a message.

    Examples
    --------
    >>> print(shown_name("caf\udce9.txt"))
    caf\udce9.txt
    >>> print(shown_name("list\n.txt"))
    list\n.txt
    """
    written = path.encode("utf-8", "backslashreplace").decode("utf-8")
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), written)


def skipped_file(error: InputError, file: str) -> Skipped:
    """Turn the error of a file that cannot be read into an entry of the report."""
    return Skipped(shown_name(file), error.place or "file", in_one_line(error.reason))


def check_text(head: bytes, path: str) -> None:
    """Refuse a file that is not text, and say why.

    Raises
    ------
    FormatError
        If it is binary, or UTF-16 that was not turned into UTF-8.
    """
    if head[:2] in UTF16_MARKS:
        raise FormatError("is XML in UTF-16; save it as UTF-8", shown_name(path))
    if head[:4] == b"%PDF":
        raise FormatError(f"is a PDF file; expected {_KNOWN}", shown_name(path))
    for start, what in _KNOWN_KINDS.items():
        if head.startswith(start):
            raise FormatError(f"is {what}", shown_name(path))
    nuls = head.count(b"\x00")
    if nuls > _MOST_NULS or nuls * _LEAST_BYTES_PER_NUL > len(head):
        place = head.find(b"\x00")
        raise FormatError(
            f"is a binary file (NUL at byte {place}); expected {_KNOWN}", shown_name(path)
        )


def sniff(head: bytes) -> str:
    """Decode the beginning of a file as it will be read."""
    # With `final=False`, a character that the end of the head cuts in two is not an error.
    decoder = codecs.getincrementaldecoder("utf-8-sig")(errors=MARKING)
    text = restored(decoder.decode(head, False))
    return text.replace("\r\n", "\n").replace("\r", "\n").replace(_NUL, "")
