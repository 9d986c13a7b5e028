"""Answers SPARQL queries over a built graph: read only, and no request leaves the machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import QueryError
from kg.iris import Mint
from kg.querying.check import QUERY_PREFIXES, check_query, misplaced
from kg.querying.named_queries import (
    NamedQuery,
    Parameter,
    named_bindings,
    named_queries,
    named_query,
)
from kg.querying.result import RESULT_FORMATS, Form, QueryResult, format_result
from kg.querying.store import open_store
from kg.triples.vocabulary import DCAT, RDF, VOID

if TYPE_CHECKING:
    from kg.triples.descriptions import RdfSource

__all__ = [
    "QUERY_PREFIXES",
    "RESULT_FORMATS",
    "Dataset",
    "NamedQuery",
    "Parameter",
    "QueryResult",
    "base_iri_in",
    "check_query",
    "data_sets_in",
    "evaluate",
    "format_result",
    "load_graph",
    "named_bindings",
    "named_queries",
    "named_query",
    "open_store",
    "own_prefixes",
    "query_errors",
    "run_named",
    "run_query",
]

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Binding = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Dataset:
    """The RDF dataset that a request names, which replaces that of the query.

    Attributes
    ----------
    default
        IRIs of the graphs that together form the default graph. The IRI of the data set, that of
        its ``dcat:Dataset``, stands for the whole built graph.
    named
        IRIs of the graphs that ``GRAPH`` reaches; that of the data set is refused, since the built
        graph has no name there. A graph that the store lacks is empty.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@contextmanager
def query_errors() -> Iterator[None]:
    """Turn the store's errors into ours, also while an answer is read, which computes it."""
    try:
        yield
    except SyntaxError as error:
        raise misplaced(error)[1] from None
    except (RuntimeError, ValueError, OSError) as error:
        raise QueryError(f"the query failed: {error}") from None


def evaluate(
    store: ox.Store,
    sparql: str,
    bindings: Mapping[str, Binding] | None = None,
    dataset: Dataset | None = None,
) -> Answer:
    """Start one query; read its answer under `query_errors`, since it is computed then.

    Parameters
    ----------
    store
        A store from `open_store`.
    sparql
        SELECT, ASK, CONSTRUCT or DESCRIBE.
    bindings
        Terms for variables that the query projects.
    dataset
        The graphs to query; only with them may the query have FROM, which they override.

    Returns
    -------
    pyoxigraph.QuerySolutions, QueryBoolean or QueryTriples

    Raises
    ------
    QueryError
        The query is malformed or not allowed.
    """
    text = check_query(sparql, dataset_given=dataset is not None)
    own = own_prefixes(store)
    base = base_iri_in(store)
    with query_errors():
        graphs = {} if dataset is None else _graphs(store, dataset)
        return store.query(
            text,
            prefixes=QUERY_PREFIXES | own,
            base_iri=base,
            substitutions={ox.Variable(name): term for name, term in (bindings or {}).items()},
            **graphs,
        )


def _graphs(store: ox.Store, dataset: Dataset) -> dict[str, Any]:
    """Return the store's arguments for the graphs that a request names."""
    whole = set(data_sets_in(store))
    default = _graph_names("default-graph-uri", dataset.default)
    named = _graph_names("named-graph-uri", dataset.named)
    for name in named:
        if name in whole:
            raise QueryError(
                f"{name} is the default graph, which GRAPH does not reach: give it as "
                "default-graph-uri, and ask without GRAPH"
            )
    return {
        "default_graph": [ox.DefaultGraph() if name in whole else name for name in default],
        "named_graphs": named,
    }


def _graph_names(parameter: str, iris: Iterable[str]) -> list[ox.NamedNode]:
    """Return the nodes of IRIs that a parameter of the SPARQL Protocol gives."""
    names = []
    for iri in iris:
        try:
            names.append(ox.NamedNode(iri))
        except ValueError as error:
            raise QueryError(f"{parameter}: {iri!r} is no absolute IRI: {error}") from None
    return names


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
        as are those of the graph's own IRIs, such as ``method:bert``.
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
    store = source if isinstance(source, ox.Store) else open_store(source)
    # The answer is not kept in a variable: reference cycles of the checker's parser keep this frame
    # until some thread collects them, and an answer must not outlive its own thread.
    return _read_answer(evaluate(store, sparql, bindings), own_prefixes(store))


def _read_answer(answer: Answer, own: dict[str, str]) -> QueryResult:
    with query_errors():
        if isinstance(answer, ox.QueryTriples):
            return QueryResult("triples", _sorted_triples(answer), own)
        form: Form = "boolean" if isinstance(answer, ox.QueryBoolean) else "solutions"
        payload = answer.serialize(format=ox.QueryResultsFormat.JSON) or b""
        return QueryResult(form, payload, own)


def base_iri_in(store: ox.Store) -> str | None:
    """Read the base of the graph's own IRIs from its description; None if it states none."""
    for quad in store.quads_for_pattern(None, VOID.uriSpace, None, ox.DefaultGraph()):
        if isinstance(quad.object, ox.Literal):
            return quad.object.value
    return None


def data_sets_in(store: ox.Store) -> list[ox.NamedNode]:
    """Find the data sets that describe themselves: one, if the store holds one export."""
    quads = store.quads_for_pattern(None, RDF.type, DCAT.Dataset, ox.DefaultGraph())
    found = {quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    return sorted(found, key=str)


def own_prefixes(store: ox.Store) -> dict[str, str]:
    """Return the prefixes of the graph's own IRIs, as its Turtle declares them."""
    base = base_iri_in(store)
    return Mint(base).prefixes() if base else {}


def load_graph(graph: RdfSource) -> ox.Store:
    """Load a graph into a store in memory.

    Parameters
    ----------
    graph
        Papers, entities and links.

    Returns
    -------
    pyoxigraph.Store
    """
    from kg.rdf import to_store

    return to_store(graph)


def _sorted_triples(triples: ox.QueryTriples) -> bytes:
    lines = (ox.serialize([each], format=ox.RdfFormat.N_TRIPLES) or b"" for each in triples)
    return b"".join(sorted(set(lines)))


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
        A text for each parameter to bind; parameters left out take their default.

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
    store = source if isinstance(source, ox.Store) else open_store(source)
    return run_query(store, named_query(name).text, named_bindings(store, name, values or {}))
