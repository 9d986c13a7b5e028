"""Records which keys or columns of a file were used for which of our fields, for the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.readers.registry import Reading

__all__ = ["EXPECTED", "FieldUse"]

# Reported if they are missing: the user may have meant another column.
EXPECTED = ("title", "abstract", "authors", "date")
# In characters; of a value that is not understood.
_LONGEST_SHOWN = 60


class FieldUse:
    """Collects which keys of one file were used for which fields; `report` notes them."""

    def __init__(self) -> None:
        self._taken: dict[str, dict[str, None]] = {}
        self._left: dict[str, None] = {}
        self._unread: dict[str, str] = {}
        self._papers = 0

    def add(self, taken: Mapping[str, str]) -> None:
        """Add one record, given the key that supplied each field."""
        self._papers += 1
        for field, key in taken.items():
            self._taken.setdefault(field, {})[key] = None

    def left_out(self, key: str) -> None:
        """Add a key whose value is too long to keep."""
        self._left[key] = None

    def unread(self, key: str, value: Any) -> None:
        """Add a key with a value that says nothing of its field, such as a year of five digits."""
        self._unread.setdefault(key, repr(value)[:_LONGEST_SHOWN])

    def report(self, reading: Reading, renamed: bool = True) -> None:
        """Note the fields found under other names, those that are missing and the keys left out.

        Parameters
        ----------
        renamed
            False for a format with names of its own, which are not worth a note.
        """
        if not self._papers:
            return
        parts = []
        if renamed:
            for field, keys in self._taken.items():
                if others := [key for key in keys if key.casefold() != field]:
                    parts.append(f"{field} from {', '.join(map(repr, others))}")
        if missing := [field for field in EXPECTED if not self._found(field)]:
            parts.append(f"nothing for {', '.join(missing)}")
        if self._unread:
            told = ", ".join(f"{key!r} ({value})" for key, value in self._unread.items())
            parts.append(f"not understood: {told}")
        if self._left:
            parts.append(f"too long to keep: {', '.join(map(repr, self._left))}")
        if parts:
            reading.note("fields", "; ".join(parts))

    def _found(self, field: str) -> bool:
        return field in self._taken or (field == "date" and "year" in self._taken)
