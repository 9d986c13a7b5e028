"""The names that sources give to our fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from kg.data_files import data_lines
from kg.errors import FormatError

__all__ = ["SYNONYMS", "check_fields", "fold_field"]


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
