"""Files as text: decoding, size limits, and messages that name the file and the place."""

from __future__ import annotations

import codecs
import gzip
import io
import sys
import zlib
from pathlib import Path
from typing import cast

from kg.errors import FormatError, InputError
from kg.records import Skipped

__all__ = ["SNIFFED_BYTES", "open_text", "sniff"]

SNIFFED_BYTES = 65_536
_KNOWN = "plain text, JSON Lines, CSV, TSV, or a copied Daily Papers page"


def _open_bytes(path: str) -> io.BufferedReader:
    if path == "-":
        return io.BufferedReader(io.BytesIO(sys.stdin.buffer.read()))
    file = Path(path)
    if file.is_dir():
        raise InputError(f"{path}: is a folder; name the files in it")
    try:
        raw: io.BufferedReader = io.BufferedReader(io.FileIO(path), SNIFFED_BYTES)
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{path!r}: cannot be read: {error}") from error
    if raw.peek(2)[:2] != b"\x1f\x8b":
        return raw
    raw.close()
    # It is a BufferedIOBase with `peek`, which is all that is asked of it.
    return cast(io.BufferedReader, gzip.open(path, "rb"))


def open_text(path: str, skipped: list[Skipped]) -> tuple[io.TextIOWrapper, str]:
    """Open a file as UTF-8 text and look at its beginning.

    A byte order mark is dropped and line ends are made one; bytes that are not UTF-8 are read as
    U+FFFD and reported.

    Parameters
    ----------
    path
        Name of a file, gzipped or not; ``-`` for standard input.
    skipped
        Takes a note of bytes that could not be decoded.

    Returns
    -------
    tuple of text stream and str
        The stream at its beginning, and its first `SNIFFED_BYTES` decoded.

    Raises
    ------
    InputError
        If the file is missing, unreadable or empty.
    FormatError
        If it is not text.
    """
    raw = _open_bytes(path)
    try:
        head = _checked_head(raw, path)
    except BaseException:
        raw.close()
        raise
    stream = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline=None)
    return stream, sniff(head)


def _checked_head(raw: io.BufferedReader, path: str) -> bytes:
    """Return the beginning of a file, or say why it is no text."""
    try:
        head = raw.peek(SNIFFED_BYTES)[:SNIFFED_BYTES]
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FormatError(f"{path}: is UTF-16 text; save it as UTF-8")
    if b"\x00" in head:
        raise FormatError(f"{path}: is a binary file; expected {_KNOWN}")
    if not head.strip(b"\xef\xbb\xbf\r\n\t "):
        raise InputError(f"{path}: is empty; expected {_KNOWN}")
    return head


def sniff(head: bytes) -> str:
    """Decode the beginning of a file as it will be read."""
    # A character that the end of the head cuts in two is no error, hence `final=False`.
    decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
    return decoder.decode(head, False).replace("\r\n", "\n").replace("\r", "\n")
