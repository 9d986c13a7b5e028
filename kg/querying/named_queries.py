"""The queries that come with the program: one file each, with its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from kg.errors import QueryError
from kg.querying.node_meant import node_meant
from kg.triples.vocabulary import KG, SCHEMA, XSD

__all__ = ["NamedQuery", "Parameter", "named_bindings", "named_queries", "named_query"]

# The term that a variable is bound to.
Value = ox.NamedNode | ox.Literal

_PARAMETER = re.compile(r"(\w+) \((\w+); ([^;]+); default ([^;()]+)\)")
_EVERY = "every one"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that the caller of a named query may bind.

    Attributes
    ----------
    kind
        Kind of value: ``entity`` (name or id), ``paper`` (id or title), ``year`` or ``integer``.
    """

    name: str
    kind: str
    description: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query that comes with the program."""

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    text: str


@cache
def named_queries() -> dict[str, NamedQuery]:
    """Return the queries that come with the program, by name, in the order of names."""
    folder = files("kg.schemas").joinpath("queries")
    texts = {
        each.name.removesuffix(".rq"): each.read_text(encoding="utf-8")
        for each in folder.iterdir()
        if each.name.endswith(".rq")
    }
    return {name: _read_query(name, texts[name]) for name in sorted(texts)}


def _read_query(name: str, text: str) -> NamedQuery:
    title = ""
    parameters = []
    for line in text.splitlines():
        key, _, value = line.removeprefix("#").strip().partition(": ")
        if key == "title":
            title = value
        elif key == "parameters" and value != "none":
            found = _PARAMETER.fullmatch(value)
            if found is None:
                raise QueryError(f"{name}.rq: cannot read the parameter {value!r}")
            variable, kind, description, default = found.groups()
            parameters.append(
                Parameter(variable, kind, description, None if default == _EVERY else default)
            )
    return NamedQuery(name, title, tuple(parameters), text)


def named_query(name: str) -> NamedQuery:
    """Find a query that comes with the program.

    Parameters
    ----------
    name
        Name of its file without the suffix.

    Returns
    -------
    NamedQuery

    Raises
    ------
    QueryError
        No query has this name.
    """
    queries = named_queries()
    if name not in queries:
        raise QueryError(f"no query is named {name!r}; known queries are {', '.join(queries)}")
    return queries[name]


def named_bindings(store: ox.Store, name: str, values: Mapping[str, str]) -> dict[str, Value]:
    """Resolve the parameter values of a named query to RDF terms.

    Parameters
    ----------
    store
        Where papers and entities are looked up.
    name
        Name of the query.
    values
        A text for each parameter to bind; parameters left out take their default.

    Returns
    -------
    dict
        From variable to term, for `evaluate`.

    Raises
    ------
    QueryError
        There is no such query or parameter, or a value does not fit its parameter.
    GraphError
        The graph holds no such paper or entity.
    """
    given = dict(values)
    bindings: dict[str, Value] = {}
    for parameter in named_query(name).parameters:
        value = given.pop(parameter.name, parameter.default)
        if value is not None:
            bindings[parameter.name] = _bind(store, parameter, value)
    if given:
        raise QueryError(f"{name}: no parameter is named {', '.join(sorted(given))}")
    return bindings


def _bind(store: ox.Store, parameter: Parameter, value: str) -> Value:
    """Return the term that a parameter's text stands for."""
    if parameter.kind == "entity":
        return node_meant(store, KG.Entity, "entity", value)
    if parameter.kind == "paper":
        return node_meant(store, SCHEMA.ScholarlyArticle, "paper", value)
    if not re.fullmatch(r"[0-9]{4}" if parameter.kind == "year" else r"[0-9]{1,9}", value):
        raise QueryError(f"{parameter.name}: {value!r} is no {parameter.kind}")
    return ox.Literal(value, datatype=XSD.gYear if parameter.kind == "year" else XSD.integer)
