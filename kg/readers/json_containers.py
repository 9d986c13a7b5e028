"""Decides which lists in a JSON object are the records, and which are part of a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from kg.readers.fields import SYNONYMS, fold_field

__all__ = [
    "CONTAINERS",
    "enveloped",
    "first_member",
    "holds_records",
    "record_lists",
    "record_members",
]

# Keys under which the answers of APIs and the exports of programs have their list of records.
CONTAINERS = frozenset(
    (
        "results",
        "result",
        "data",
        "notes",
        "items",
        "papers",
        "works",
        "records",
        "docs",
        "recommendedPapers",
    )
)
_AS_USUAL: Mapping[str, str] = MappingProxyType({})
_TEXTS = frozenset((*SYNONYMS["title"], *SYNONYMS["abstract"]))
# Objects for a list of papers, an author or a venue have such keys too.
_UNSURE = frozenset(("name", "displayname", "summary", "description", "text", "content"))


def _sureness(record: Mapping[str, Any], columns: Mapping[str, str]) -> int:
    """Rate whether an object is a paper: 2 for surely, 1 for perhaps, 0 for not at all."""
    named = columns.get("title"), columns.get("abstract")
    found = 0
    for key, value in record.items():
        folded = fold_field(key)
        if (folded not in _TEXTS and key not in named) or not _says_something(value):
            continue
        if key in named or folded not in _UNSURE:
            return 2
        found = 1
    return found


def _says_something(value: Any) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)


def first_member(members: Iterable[Any]) -> Any:
    """Return the first member that is not null: APIs return null for papers that they lack."""
    return next((member for member in members if member is not None), None)


def holds_records(
    around: Mapping[str, Any], member: Any, columns: Mapping[str, str] = _AS_USUAL
) -> bool:
    """Decide from the first member of its list whether an object wraps records.

    An object with a title or abstract is a record itself. A name or description, which a list of
    papers may have too, counts less than the title of a member.

    Parameters
    ----------
    columns
        Maps our fields to the keys that the user names for them.

    Examples
    --------
    >>> holds_records({"name": "Ann"}, {"title": "A"}), holds_records({"title": "A"}, {"name": "B"})
    (True, False)
    """
    if not isinstance(member, Mapping):
        return False
    own = _sureness(around, columns)
    return own == 0 or own < _sureness(member, columns)


def record_lists(value: Mapping[str, Any], columns: Mapping[str, str] = _AS_USUAL) -> list[str]:
    """Return the keys of the lists of records in an object, in their order."""
    return [
        key
        for key, held in value.items()
        if key in CONTAINERS
        and isinstance(held, list)
        and holds_records(value, first_member(held), columns)
    ]


def enveloped(value: Any, columns: Mapping[str, str] = _AS_USUAL) -> Mapping[str, Any] | None:
    """Return the inner object that has lists of records; None if there is none.

    Examples
    --------
    >>> enveloped({"status": "ok", "message": {"items": [{"title": "A"}]}})
    {'items': [{'title': 'A'}]}
    """
    if not isinstance(value, Mapping) or _sureness(value, columns):
        return None
    inner = (each for each in value.values() if isinstance(each, Mapping))
    return next((each for each in inner if record_lists(each, columns)), None)


def record_members(value: Any, columns: Mapping[str, str] = _AS_USUAL) -> list[Any]:
    """Return the records in the value of one line, which may be a whole page from an API."""
    lists = record_lists(value, columns) if isinstance(value, Mapping) else []
    if lists:
        return [member for key in lists for member in value[key]]
    inner = enveloped(value, columns)
    return [value] if inner is None else record_members(inner, columns)
