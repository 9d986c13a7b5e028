"""Decides which lists in a JSON object are the records, and which are part of a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from kg.readers.field_names import SYNONYMS, fold_field, value_at

__all__ = [
    "CONTAINERS",
    "enveloped",
    "first_member",
    "holds_records",
    "keyed_members",
    "members_within",
    "record_lists",
    "records_in",
    "unwrapped",
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
        "publications",
        "articles",
        "collection",
        "entries",
        "entry",
        "hits",
        "hit",
        "rows",
        # GraphQL's, whose members have the record as `node`.
        "edges",
    )
)
# Keys under which APIs wrap each record once more.
_WRAPPERS = ("attributes", "data", "message", "metadata", "info", "row", "_source", "node")
# Levels of objects around a record that are looked into. Elasticsearch has the most, four.
_MOST_LEVELS = 8
_AS_USUAL: Mapping[str, str] = MappingProxyType({})
_TEXTS = frozenset((*SYNONYMS["title"], *SYNONYMS["abstract"]))
# Objects for a list of papers, an author or a venue have such keys too.
_SURE = 2
_UNSURE = frozenset(("name", "displayname", "summary", "description", "text", "content"))


def _sureness(record: Mapping[str, Any], columns: Mapping[str, str]) -> int:
    """Rate whether an object is a paper: `_SURE`, 1 for perhaps, 0 for not at all."""
    named = columns.get("title"), columns.get("abstract")
    if any(name and "." in name and _says_something(value_at(record, name)) for name in named):
        return _SURE
    found = 0
    for key, value in record.items():
        folded = fold_field(key)
        if (folded not in _TEXTS and key not in named) or not _says_something(value):
            continue
        if key in named or folded not in _UNSURE:
            return _SURE
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
    found = [
        key
        for key, held in value.items()
        if key in CONTAINERS
        and isinstance(held, list)
        and holds_records(value, first_member(held), columns)
    ]
    # Springer counts the papers in a list of its own.
    sure = [key for key in found if _is_paper(first_member(value[key]), columns)]
    return sure or found


def _is_paper(value: Any, columns: Mapping[str, str]) -> bool:
    if not isinstance(value, Mapping):
        return False
    # A note of OpenReview has its title within its content.
    inner = value.get("content")
    return _sureness(unwrapped(value, columns), columns) == _SURE or (
        isinstance(inner, Mapping) and _sureness(inner, columns) == _SURE
    )


def unwrapped(
    value: Mapping[str, Any], columns: Mapping[str, str] = _AS_USUAL, levels: int = _MOST_LEVELS
) -> Mapping[str, Any]:
    """Return the paper in an object that wraps nothing but one, else the object itself.

    Examples
    --------
    >>> unwrapped({"id": "1", "type": "dois", "attributes": {"title": "A"}})
    {'title': 'A'}
    """
    if levels == 0 or _sureness(value, columns):
        return value
    for key in _WRAPPERS:
        if isinstance(inner := value.get(key), Mapping):
            paper = unwrapped(inner, columns, levels - 1)
            if _sureness(paper, columns) == _SURE:
                return paper
    return value


def enveloped(
    value: Any, columns: Mapping[str, str] = _AS_USUAL, levels: int = _MOST_LEVELS
) -> Mapping[str, Any] | None:
    """Return the inner object that has lists of records; None if there is none.

    Examples
    --------
    >>> enveloped({"status": "ok", "message": {"items": [{"title": "A"}]}})
    {'items': [{'title': 'A'}]}
    """
    if levels == 0 or not isinstance(value, Mapping) or _sureness(value, columns):
        return None
    inner = [each for each in value.values() if isinstance(each, Mapping)]
    found = next((each for each in inner if record_lists(each, columns)), None)
    # DBLP and Elasticsearch have an object around that again.
    within = (enveloped(each, columns, levels - 1) for each in inner)
    return found or next(filter(None, within), None)


def records_in(
    value: Any, columns: Mapping[str, str] = _AS_USUAL, levels: int = _MOST_LEVELS
) -> Iterator[Any]:
    """Yield the records in a value: itself, or those within it, such as a page from an API.

    Examples
    --------
    >>> list(records_in({"day": 1, "papers": [{"title": "A"}, {"data": {"title": "B"}}]}))
    [{'title': 'A'}, {'title': 'B'}]
    """
    members = members_within(value, columns) if levels else []
    for member in members:
        yield from records_in(member, columns, levels - 1)
    if not members:
        yield unwrapped(value, columns) if isinstance(value, Mapping) else value


def members_within(value: Any, columns: Mapping[str, str] = _AS_USUAL) -> list[Any]:
    """Return the records in an object around records; none if it is a record itself."""
    if not isinstance(value, Mapping):
        return []
    if _sureness(value, columns) == _SURE:
        return rows_of_columns(value)
    if lists := record_lists(value, columns):
        return [member for key in lists for member in value[key]]
    inner = enveloped(value, columns)
    if inner is not None:
        return members_within(inner, columns)
    return keyed_members(value, columns)


def keyed_members(value: Mapping[str, Any], columns: Mapping[str, str] = _AS_USUAL) -> list[Any]:
    """Return the papers of an object in which each key has a paper, or a list of papers.

    A key with a number in it is the id of a paper that has none of its own.

    Examples
    --------
    >>> keyed_members({"2405.01234": {"title": "A"}, "2405.01235": {"title": "B"}})
    [{'id': '2405.01234', 'title': 'A'}, {'id': '2405.01235', 'title': 'B'}]
    >>> keyed_members({"monday": [{"title": "A"}], "tuesday": []})
    [{'title': 'A'}]
    """
    held = [*value.values()]
    if held and all(isinstance(each, list) for each in held):
        first = [first_member(each) for each in held if each]
        is_grouped = first and all(_is_paper(each, columns) for each in first)
        return [member for each in held for member in each] if is_grouped else []
    if not all(_is_paper(each, columns) for each in held):
        return []
    named = any(map(str.isdigit, "".join(value)))
    return [{"id": key, **each} if named else each for key, each in value.items()]


def rows_of_columns(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a table that pandas or Hugging Face wrote column by column.

    Examples
    --------
    >>> rows_of_columns({"title": ["A", "B"], "year": [2023, 2024]})
    [{'title': 'A', 'year': 2023}, {'title': 'B', 'year': 2024}]
    >>> rows_of_columns({"title": {"0": "A"}, "year": {"0": 2023}})
    [{'title': 'A', 'year': 2023}]
    """
    columns = [*value.values()]
    if not isinstance(columns[0], list | Mapping):
        return []
    if not any(fold_field(key) in SYNONYMS["title"] for key in value):
        # One abstract may be a list of sentences, beside a list of their labels.
        return []
    if all(isinstance(each, list) for each in columns) and len(columns[0]) > 1:
        lists = columns
    elif all(isinstance(each, Mapping) and "".join(each).isdigit() for each in columns):
        lists = [[*each.values()] for each in columns]
    else:
        return []
    if len({*map(len, lists)}) > 1:
        return []
    return [dict(zip(value, row, strict=True)) for row in zip(*lists, strict=True)]
