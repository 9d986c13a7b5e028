"""The formats that can be read: each a name, a test of a file's beginning, and a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, TextIO

from kg.records import Note, Paper, Skipped

__all__ = ["Format", "Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader works on.

    Attributes
    ----------
    stream
        Text of the file, from its beginning.
    file
        Its name, for sources and messages.
    skipped
        Takes the records that could not be read.
    notes
        Takes what the user should know although nothing is lost.
    columns
        By field of ours the column or key that the user names for it (``--map``).
    head
        The beginning of the text, which stays in `stream`.
    binary
        The same file as bytes, decompressed; a reader takes either this or `stream`.
    """

    stream: TextIO
    file: str
    skipped: list[Skipped]
    notes: list[Note] = field(default_factory=list)
    columns: Mapping[str, str] = field(default_factory=dict)
    head: str = ""
    binary: BinaryIO | None = None

    def skip(self, place: str, reason: str) -> None:
        """Note a record that cannot be read."""
        self.skipped.append(Skipped(self.file, place, reason))

    def note(self, place: str, text: str) -> None:
        """Note what was read otherwise than it stands."""
        self.notes.append(Note(self.file, place, text))


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes
    ----------
    detect
        Says from the beginning of a file whether the file is in this format.
    read
        Yields the papers of a file.
    suffixes
        How names of its files end, in lower case. A file whose beginning tells nothing is taken
        for the format of its suffix.
    prose
        True where `detect` would take almost any text: such a format is tried last, and in a
        folder only on files with its own suffixes.
    binary
        True for a reader of `Reading.binary`.
    mapped
        True where the user may say which column is what.
    """

    name: str
    description: str
    detect: Callable[[str], bool]
    read: Callable[[Reading], Iterator[Paper]]
    suffixes: tuple[str, ...] = ()
    prose: bool = False
    binary: bool = False
    mapped: bool = False
