"""What a format consists of: a name, a test of a file's beginning, and a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, TextIO

from kg.records import Note, Paper, Skipped

__all__ = ["Format", "Reading", "in_one_line"]


def in_one_line(message: str) -> str:
    r"""Join the lines of a message, which may quote the file or come from a parser.

    Examples
    --------
    >>> in_one_line("invalid text\n   (right here)  ------^\n")
    'invalid text (right here)  ------^'
    """
    return " ".join(filter(None, map(str.strip, message.splitlines())))


@dataclass(frozen=True, slots=True)
class Reading:
    """The file that a reader works on, and where it reports problems.

    Attributes
    ----------
    stream
        Text of the file, from its beginning.
    file
        Its name, for sources and messages.
    skipped
        Receives the records that could not be read.
    notes
        Receives remarks for the user, where nothing is lost.
    columns
        Maps our fields to the columns or keys that the user names for them (``--map``).
    head
        The beginning of the text; `stream` still yields it.
    binary
        The same file as decompressed bytes; a reader uses either this or `stream`.
    """

    stream: TextIO
    file: str
    skipped: list[Skipped]
    notes: list[Note] = field(default_factory=list)
    columns: Mapping[str, str] = field(default_factory=dict)
    head: str = ""
    binary: BinaryIO | None = None

    def skip(self, place: str, reason: str) -> None:
        """Report a record that cannot be read, in one line."""
        self.skipped.append(Skipped(self.file, place, in_one_line(reason)))

    def note(self, place: str, text: str) -> None:
        """Add a remark on how a part of the file was read."""
        self.notes.append(Note(self.file, place, in_one_line(text)))


@dataclass(frozen=True, slots=True)
class Format:
    """One input format.

    Attributes
    ----------
    detect
        Decides from the beginning of a file whether the file is in this format.
    read
        Yields the papers of a file.
    suffixes
        File name suffixes in lower case; they choose the format of a file whose beginning does not.
    prose
        True if `detect` accepts almost any text: such a format is tried last, and in a folder only
        on files with its own suffixes.
    binary
        True if the reader uses `Reading.binary`.
    mapped
        True if the user may map columns to fields.
    """

    name: str
    description: str
    detect: Callable[[str], bool]
    read: Callable[[Reading], Iterator[Paper]]
    suffixes: tuple[str, ...] = ()
    prose: bool = False
    binary: bool = False
    mapped: bool = False
