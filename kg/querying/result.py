"""Holds the answer to a query, and writes it as text."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

import pyoxigraph as ox

from kg.errors import QueryError
from kg.terminal import column_widths, in_columns, plain
from kg.triples.terms import NOT_IN_XML
from kg.triples.vocabulary import PREFIXES, compact

__all__ = ["RESULT_FORMATS", "Form", "QueryResult", "Term", "format_result"]

RESULT_FORMATS = ("table", "json", "csv", "tsv", "xml", "ttl")

Form = Literal["solutions", "boolean", "triples"]
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None

# Rows that a notebook shows.
_SHOWN = 50
_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The whole answer to one query, free of the store that gave it.

    Attributes
    ----------
    form
        ``solutions`` for SELECT, ``boolean`` for ASK, ``triples`` for CONSTRUCT and DESCRIBE.
    payload
        SPARQL JSON results for the first two, N-Triples for the last.
    prefixes
        Namespaces of the graph's own IRIs, by prefix, to shorten them for display.
    """

    form: Form
    payload: bytes = field(repr=False)
    prefixes: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the columns; empty where there are none."""
        parsed = self._parsed()
        if isinstance(parsed, ox.QuerySolutions):
            return tuple(variable.value for variable in parsed.variables)
        return ("subject", "predicate", "object") if self.form == "triples" else ()

    def __iter__(self) -> Iterator[tuple[Term, ...]]:
        """Yield rows of terms, None where a variable is unbound."""
        if self.form == "triples":
            for triple in ox.parse(self.payload, format=ox.RdfFormat.N_TRIPLES):
                yield triple.subject, triple.predicate, triple.object
            return
        parsed = self._parsed()
        if isinstance(parsed, ox.QuerySolutions):
            for solution in parsed:
                yield tuple(solution)

    def __bool__(self) -> bool:
        """Return the answer to ASK, or for other queries whether there is a row."""
        if self.form == "boolean":
            return bool(self._parsed())
        return any(True for _ in self)

    def __str__(self) -> str:
        """Return the answer as `kg query` prints it."""
        return _table(self).rstrip("\n")

    def _repr_html_(self) -> str:
        if self.form == "boolean":
            return f"<b>{self}</b>"
        first = list(islice(self, _SHOWN + 1))
        rows = "".join(_html_row("td", map(self._shown, row)) for row in first[:_SHOWN])
        more = f"<p>The first {_SHOWN} rows</p>" if len(first) > _SHOWN else ""
        head = _html_row("th", self.variables)
        return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>{more}"

    def _shown(self, term: Term) -> str:
        return _cell(term, self.prefixes)

    def _parsed(self) -> ox.QuerySolutions | ox.QueryBoolean | None:
        if self.form == "triples":
            return None
        return ox.parse_query_results(self.payload, format=ox.QueryResultsFormat.JSON)


def _html_row(tag: str, cells: Iterable[str]) -> str:
    inner = "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells)
    return f"<tr>{inner}</tr>"


def _cell(term: Term, prefixes: Mapping[str, str]) -> str:
    """Show a term on one line."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return plain(compact(term.value, prefixes))
    return plain(term.value if isinstance(term, ox.Literal | ox.BlankNode) else str(term))


def _table(result: QueryResult) -> str:
    if result.form == "boolean":
        return "yes\n" if result else "no\n"
    rows = [tuple(_cell(term, result.prefixes) for term in row) for row in result]
    widths = column_widths([result.variables, *rows])
    rule = ["-" * width for width in widths]
    return "".join(f"{in_columns(row, widths)}\n" for row in (result.variables, rule, *rows))


def format_result(result: QueryResult, format: str = "table") -> str:
    """Write an answer as text.

    Parameters
    ----------
    result
        The answer.
    format
        ``table`` for people, ``json``, ``csv``, ``tsv`` or ``xml`` as SPARQL defines them for
        SELECT and ASK, ``ttl`` for CONSTRUCT and DESCRIBE.

    Returns
    -------
    str

    Raises
    ------
    QueryError
        The format is unknown or does not fit the form of the query.
    """
    if format not in RESULT_FORMATS:
        raise QueryError(f"unknown format {format!r}: one of {', '.join(RESULT_FORMATS)}")
    if format == "table":
        return _table(result)
    if (format == "ttl") != (result.form == "triples"):
        raise QueryError(f"format {format} does not fit a query that gives {result.form}")
    if format == "ttl":
        triples = ox.parse(result.payload, format=ox.RdfFormat.N_TRIPLES)
        prefixes = PREFIXES | dict(result.prefixes)
        turtle = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b""
        return turtle.decode()
    if result.form == "boolean" and format in {"csv", "tsv"}:
        return "true\n" if result else "false\n"
    parsed = ox.parse_query_results(result.payload, format=ox.QueryResultsFormat.JSON)
    written = (parsed.serialize(format=_RESULTS[format]) or b"").decode()
    if format == "xml" and NOT_IN_XML.search(written):
        raise QueryError("a text in the answer holds a control character, which XML cannot")
    return written
