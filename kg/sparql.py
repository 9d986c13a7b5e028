"""Answers SPARQL queries over a built graph: read only, and no request leaves the machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import pyoxigraph as ox

from kg.errors import GraphError, QueryError
from kg.iris import Mint, external_iri
from kg.query_check import QUERY_PREFIXES, check_query, misplaced
from kg.query_result import RESULT_FORMATS, Form, QueryResult, format_result
from kg.vocabulary import DCTERMS, KG, RDF, SCHEMA, SKOS, VOID, XSD

__all__ = [
    "QUERY_PREFIXES",
    "RESULT_FORMATS",
    "NamedQuery",
    "Parameter",
    "QueryResult",
    "check_query",
    "format_result",
    "named_queries",
    "named_query",
    "open_store",
    "run_named",
    "run_query",
]

Binding = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_PARAMETER = re.compile(r"(\w+) \((\w+); ([^;]+); default ([^;()]+)\)")
_EVERY = "every one"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that the caller of a named query may bind.

    Attributes
    ----------
    kind
        What a value is: ``entity`` (name or id), ``paper`` (id), ``year`` or ``integer``.
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


def open_store(folder: str | Path) -> ox.Store:
    """Load the graph of a folder into an Oxigraph store in memory.

    Parameters
    ----------
    folder
        Where a graph was built, or a Turtle file itself.

    Returns
    -------
    pyoxigraph.Store

    Raises
    ------
    GraphError
        There is no ``graph.ttl``, or it is not Turtle.
    """
    path = Path(folder)
    path = path / "graph.ttl" if path.is_dir() else path
    if not path.is_file():
        raise GraphError(f"{path}: no such file, build the graph first")
    store = ox.Store()
    try:
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    except SyntaxError as error:
        raise GraphError(f"{path}: not Turtle: {error}") from None
    return store


def run_query(
    source: str | Path | ox.Store,
    sparql: str,
    bindings: Mapping[str, Binding] | None = None,
) -> QueryResult:
    """Answer one query.

    Parameters
    ----------
    source
        Folder of a built graph, its Turtle file, or a store from `open_store`.
    sparql
        SELECT, ASK, CONSTRUCT or DESCRIBE. The prefixes of `QUERY_PREFIXES` are declared already,
        and so are those of the graph's own things: ``method:bert``.
    bindings
        Terms for variables that the query projects.

    Returns
    -------
    QueryResult

    Raises
    ------
    QueryError
        The query is malformed or not allowed.
    GraphError
        The folder holds no graph.
    """
    text = check_query(sparql)
    store = source if isinstance(source, ox.Store) else open_store(source)
    substitutions = {ox.Variable(name): term for name, term in (bindings or {}).items()}
    own = _own_prefixes(store)
    try:
        answer = store.query(text, prefixes=QUERY_PREFIXES | own, substitutions=substitutions)
        if isinstance(answer, ox.QueryTriples):
            return QueryResult("triples", _sorted_triples(answer), own)
        form: Form = "boolean" if isinstance(answer, ox.QueryBoolean) else "solutions"
        payload = answer.serialize(format=ox.QueryResultsFormat.JSON) or b""
        return QueryResult(form, payload, own)
    except SyntaxError as error:
        raise misplaced(error)[1] from None
    except (RuntimeError, ValueError, OSError) as error:
        raise QueryError(f"the query failed: {error}") from None


def _own_prefixes(store: ox.Store) -> dict[str, str]:
    """Read from the graph's description which base its IRIs have."""
    for quad in store.quads_for_pattern(None, VOID.uriSpace, None):
        if isinstance(quad.object, ox.Literal):
            return Mint(quad.object.value).prefixes()
    return {}


def _sorted_triples(triples: ox.QueryTriples) -> bytes:
    lines = (ox.serialize([each], format=ox.RdfFormat.N_TRIPLES) or b"" for each in triples)
    return b"".join(sorted(set(lines)))


@cache
def named_queries() -> dict[str, NamedQuery]:
    """Return the queries that come with the program, by name and sorted by it."""
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
        Name of its file without the ending.

    Returns
    -------
    NamedQuery

    Raises
    ------
    QueryError
        There is none of this name.
    """
    queries = named_queries()
    if name not in queries:
        raise QueryError(f"no query is named {name!r}; there are {', '.join(queries)}")
    return queries[name]


def run_named(
    source: str | Path | ox.Store, name: str, values: Mapping[str, str] | None = None
) -> QueryResult:
    """Answer a query that comes with the program.

    Parameters
    ----------
    source
        Folder of a built graph, its Turtle file, or a store from `open_store`.
    name
        Name of the query.
    values
        A text for each parameter to bind; what is left out takes its default.

    Returns
    -------
    QueryResult

    Raises
    ------
    QueryError
        There is no such query or parameter, or a value does not fit its parameter.
    GraphError
        The folder holds no graph, or the graph no such paper or entity.
    """
    query = named_query(name)
    store = source if isinstance(source, ox.Store) else open_store(source)
    given = dict(values or {})
    bindings: dict[str, Binding] = {}
    for parameter in query.parameters:
        value = given.pop(parameter.name, parameter.default)
        if value is not None:
            bindings[parameter.name] = _bind(store, parameter, value)
    if given:
        raise QueryError(f"{name}: no parameter is named {', '.join(sorted(given))}")
    return run_query(store, query.text, bindings)


def _bind(store: ox.Store, parameter: Parameter, value: str) -> Binding:
    """Make the term that a parameter's text stands for."""
    if parameter.kind == "entity":
        return _find(store, KG.Entity, "entity", value)
    if parameter.kind == "paper":
        return _find(store, SCHEMA.ScholarlyArticle, "paper", value)
    if not re.fullmatch(r"[0-9]{4}" if parameter.kind == "year" else r"[0-9]{1,9}", value):
        raise QueryError(f"{parameter.name}: {value!r} is no {parameter.kind}")
    return ox.Literal(value, datatype=XSD.gYear if parameter.kind == "year" else XSD.integer)


def _find(store: ox.Store, class_: ox.NamedNode, kind: str, value: str) -> ox.NamedNode:
    """Find the one node that a text means: by id, IRI, then name, then any name in any case."""
    for property_, text in (
        (DCTERMS.identifier, value),
        (SKOS.prefLabel, value),
        (DCTERMS.title, value),
        (SKOS.altLabel, value),
        (SKOS.prefLabel, value.casefold()),
        (SKOS.altLabel, value.casefold()),
        (SKOS.hiddenLabel, value.casefold()),
    ):
        quads = store.quads_for_pattern(None, property_, ox.Literal(text))
        subjects = {quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)}
        nodes = sorted(
            (node for node in subjects if ox.Quad(node, RDF.type, class_) in store),
            key=lambda node: node.value,
        )
        if len(nodes) > 1:
            raise QueryError(f"{value!r} names several; say which: {', '.join(_ids(store, nodes))}")
        if nodes:
            return nodes[0]
    node = external_iri(value)
    if node is not None and ox.Quad(node, RDF.type, class_) in store:
        return node
    raise GraphError(f"the graph holds no {kind} {value!r}")


def _ids(store: ox.Store, nodes: list[ox.NamedNode]) -> list[str]:
    return [
        quad.object.value
        for node in nodes
        for quad in store.quads_for_pattern(node, DCTERMS.identifier, None)
        if isinstance(quad.object, ox.Literal)
    ]
