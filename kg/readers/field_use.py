"""Which keys or columns of a file were taken for which of our fields, for the report."""

from __future__ import annotations

from collections.abc import Mapping

from kg.readers.registry import Reading

__all__ = ["EXPECTED", "FieldUse"]

# Without these a list is poorer than it need be: the user may have meant another column.
EXPECTED = ("title", "abstract", "authors", "date")


class FieldUse:
    """Counts for one file what was taken for what; `report` says so in a note."""

    def __init__(self) -> None:
        self._taken: dict[str, dict[str, None]] = {}
        self._left: dict[str, None] = {}
        self._papers = 0

    def add(self, taken: Mapping[str, str]) -> None:
        """Take in one record: by field the key that its value was under."""
        self._papers += 1
        for field, key in taken.items():
            self._taken.setdefault(field, {})[key] = None

    def left_out(self, key: str) -> None:
        """Take in a key whose values are too long to go along."""
        self._left[key] = None

    def report(self, reading: Reading, renamed: bool = True) -> None:
        """Note what was taken for what under another name, and what was nowhere.

        Parameters
        ----------
        renamed
            False for a format whose own names are known.
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
        if self._left:
            parts.append(f"too long to keep: {', '.join(map(repr, self._left))}")
        if parts:
            reading.note("fields", "; ".join(parts))

    def _found(self, field: str) -> bool:
        return field in self._taken or (field == "date" and "year" in self._taken)
