"""The formats that can be read: each a name, a test of a file's beginning, and a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TextIO

from kg.records import Paper, Skipped

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
    """

    stream: TextIO
    file: str
    skipped: list[Skipped]

    def skip(self, place: str, reason: str) -> None:
        """Note a record that cannot be read."""
        self.skipped.append(Skipped(self.file, place, reason))


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes
    ----------
    detect
        Says from the beginning of a file whether the file is in this format.
    read
        Yields the papers of a file.
    """

    name: str
    description: str
    detect: Callable[[str], bool]
    read: Callable[[Reading], Iterator[Paper]]
