"""The names that sources give to our fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from kg.data_files import data_lines
from kg.errors import FormatError

__all__ = ["SYNONYMS", "check_fields", "fold_field", "value_at"]


def _names_by_field() -> dict[str, tuple[str, ...]]:
    names: dict[str, list[str]] = {}
    for line in data_lines("readers/data/field_names.tsv"):
        field, name = line.split("\t")
        names.setdefault(field, []).append(name)
    return {field: tuple(each) for field, each in names.items()}


# Names that sources give to our fields; the first with a value is used.
SYNONYMS: Mapping[str, tuple[str, ...]] = _names_by_field()


@lru_cache(maxsize=4_096)
def fold_field(name: str) -> str:
    """Fold the name of a field to its letters, without their accents.

    Examples
    --------
    >>> fold_field("Abstract_Text"), fold_field("Résumé")
    ('abstracttext', 'resume')
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name)
    return re.sub(r"[^a-z]", "", name.casefold())


def value_at(record: Mapping[str, Any], name: str) -> Any:
    """Return the value of a key; a dot leads into an object. None if there is none.

    Examples
    --------
    >>> value_at({"node": {"title": "A"}}, "node.title"), value_at({"a.b": 1}, "a.b")
    ('A', 1)
    """
    if name in record:
        return record[name]
    key, dot, below = name.partition(".")
    inner = record.get(key) if dot else None
    return value_at(inner, below) if isinstance(inner, Mapping) else None


def check_fields(columns: Mapping[str, str]) -> None:
    """Refuse columns that are mapped to an unknown field.

    Raises
    ------
    FormatError
        If a field is unknown; the message lists the known fields.
    """
    for field, name in columns.items():
        if field not in SYNONYMS:
            known = ", ".join(SYNONYMS)
            raise FormatError(f"columns {field}={name}: known fields are {known}")
