"""Refuses updates, SERVICE and FROM, by the parse tree of a SPARQL query."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import pyoxigraph as ox
from pyparsing import ParseBaseException, ParseResults
from rdflib import URIRef
from rdflib.plugins.sparql.parser import parseQuery, parseUpdate

from kg.errors import QueryError
from kg.triples.vocabulary import KG, PREFIXES

__all__ = ["QUERY_PREFIXES", "check_query", "misplaced", "unknown_terms"]

QUERY_PREFIXES: dict[str, str] = PREFIXES | {"owl": "http://www.w3.org/2002/07/owl#"}
# Queries that people and programs write take a few kilobytes; the checker's parser is quadratic at
# worst.
LONGEST_QUERY = 100_000
# Cached queries; times that length, this bounds the memory for the texts of accepted queries.
_KEPT = 128

_REFUSED = {
    "ServiceGraphPattern": "SERVICE is not allowed: no request leaves this machine",
    "DatasetClause": "FROM is not allowed: the built graph is the only one",
}
_SENTENCE = re.compile(r"[A-Z]\w*(?: \w+){2,}")
_LETTERS = re.compile(r"\[.*?'?\](?=,|$)", re.DOTALL)
_TOKEN = re.compile(r'"(?:\\.|[^"\\])+"|\b[A-Z]{2,}\b')
# A longer list of expected tokens helps nobody to find a mistake.
_MOST_TOKENS = 8
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# A backslash that is itself escaped begins no escape, as in a query for TeX; but before four hex
# digits the checker's parser would still read an escape.
_HALF_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\[uU]|\\[uU](?=[0-9A-Fa-f]{4})")
# The checker's parser goes 12 calls deeper for each pattern in a row, and 17 once matplotlib
# has told it, for the whole process, to remember what it has read: enough for 1,000 patterns.
_RECURSIONS = 20_000
# In bytes, for the thread that may go so deep: 3 KB for each call, which was seen to need 0.4.
_STACK = 1 << 26
# Levels of the parse tree; a pair of brackets makes four or five. The store recurses for each level
# too, on the stack of its caller, and would overflow that of a small thread at three times as many.
_DEEPEST = 500
# Patterns, operators or steps of a path in a row: the store nests each in the next. It was seen to
# overflow the stack of the main thread, 8 MB, at 3,000.
_LONGEST_ROW = 1000
# In a flat list of terms, as after a comma or semicolon, each pattern takes this many.
_TERMS_OF_A_PATTERN = 3
# The lists of VALUES and of IN, which the store keeps as lists.
_LISTS = frozenset({"InlineData", "ValuesClause", "RelationalExpression"})
# The parser works out in its first calls how to call its own parse actions; two threads at once
# mislead it, and after that it parses no query.
_PARSER = threading.Lock()
# No query ends with an opening bracket, so a text with this suffix is parsed but never executed.
_NEVER_VALID = "\n("


def misplaced(error: SyntaxError) -> tuple[int, QueryError]:
    """Turn a syntax error of the store into a `QueryError`.

    Parameters
    ----------
    error
        What pyoxigraph raised.

    Returns
    -------
    tuple of int and QueryError
        The line of the error, 0 if it is unknown, and the error to raise.
    """
    found = re.match(r"error at (\d+):(\d+): (.*)", str(error), re.DOTALL)
    if found is None:
        return 0, QueryError(" ".join(str(error).split()))
    line, column, reason = found.groups()
    return int(line), QueryError(f"line {line}, column {column}: {_reason(reason)}")


def _reason(expected: str) -> str:
    """Reduce the tokens that the store's parser expected to a message that helps a person.

    The parser lists all that it could have taken, down to ranges of letters. The sentence that
    says what is wrong, if there is one, stands among them like a token.
    """
    if sentence := _SENTENCE.search(expected.removeprefix("expected ").removeprefix("one of ")):
        return sentence.group()
    tokens = _TOKEN.findall(_LETTERS.sub("", expected))
    if 0 < len(tokens) <= _MOST_TOKENS:
        return f"expected {' or '.join(tokens)}"
    return "this is no SPARQL 1.1"


def _unescaped(sparql: str) -> str:
    r"""Undo \u escapes and normalise line breaks, on which two parsers could disagree.

    A comment or string to the checker must be one to the store too, so an escape may only stand
    for a character that has no syntactic meaning to either, which rules out ASCII.
    """
    text = sparql.replace("\r\n", "\n").replace("\r", "\n")

    def character(match: re.Match[str]) -> str:
        code = int(match.group(1) or match.group(2), 16)
        if code < 0xA0 or 0xD800 <= code < 0xE000 or code > sys.maxunicode:
            raise QueryError(f"{_place(text, match.start())}: write {match.group()} as it is")
        return chr(code)

    plain = _ESCAPE.sub(character, text)
    left = _HALF_ESCAPE.search(plain)
    if left:
        raise QueryError(f"{_place(plain, left.end() - 2)}: incomplete \\u escape")
    try:
        plain.encode()
    except UnicodeEncodeError as error:
        raise QueryError(f"{_place(plain, error.start)}: half a character") from None
    return plain


def _place(text: str, offset: int) -> str:
    before = text[:offset]
    return f"line {before.count(chr(10)) + 1}, column {offset - before.rfind(chr(10))}"


def _parsed(parse: Callable[[str], Any], text: str) -> Any:
    """Parse a text, again with a larger stack if it does not fit into that of the caller."""
    with _PARSER:
        try:
            return parse(text)
        except RecursionError:
            pass
        limit, stack = sys.getrecursionlimit(), threading.stack_size(_STACK)
        with ThreadPoolExecutor(1) as beside:
            sys.setrecursionlimit(max(limit, _RECURSIONS))
            try:
                return beside.submit(parse, text).result()
            finally:
                sys.setrecursionlimit(limit)
                threading.stack_size(stack)


def _nodes(tree: Any) -> Iterator[Any]:
    """Walk a parse tree of rdflib, whose nodes are mappings and sequences.

    Raises
    ------
    QueryError
        It is too deep for the store, or has too much in a row.
    """
    waiting: list[tuple[Any, int, int, bool]] = [(tree, 0, 0, True)]
    while waiting:
        node, depth, before, nests = waiting.pop()
        if depth > _DEEPEST:
            raise QueryError("the query is nested too deeply")
        if before > _LONGEST_ROW:
            raise QueryError(
                f"the query has more than {_LONGEST_ROW} patterns, operators or path steps in a row"
            )
        yield node
        # ParseResults are registered as mappings too, but as such hold only their named values.
        if isinstance(node, Mapping) and not isinstance(node, ParseResults):
            nests = getattr(node, "name", None) not in _LISTS
            waiting.extend((each, depth + 1, before, nests) for each in node.values())
        elif isinstance(node, Iterable) and not isinstance(node, str):
            waiting.extend(
                (each, depth + 1, before + place * nests, nests)
                for place, each in _placed(list(node))
            )


def _placed(row: list[Any]) -> Iterator[tuple[int, Any]]:
    """Yield each node of a row with the number of patterns or operators before it."""
    width = _TERMS_OF_A_PATTERN if row and isinstance(row[0], str) else 1
    for place, each in enumerate(row):
        yield place // width, each


def _syntax_error(text: str, error: ParseBaseException) -> QueryError:
    """Say where a query is wrong, by the store's parser, which knows the farthest place it read."""
    if not text.strip():
        return QueryError("line 1, column 1: the query is empty")
    try:
        _parsed(parseUpdate, text)
        return QueryError("line 1, column 1: only queries are answered, the graph is read only")
    except (ParseBaseException, RecursionError):
        pass
    try:
        ox.Store().query(text + _NEVER_VALID, prefixes=QUERY_PREFIXES)
    except SyntaxError as found:
        line, query_error = misplaced(found)
        if 0 < line <= text.count("\n") + 1:
            return query_error
    return QueryError(
        f"line {error.lineno}, column {error.column}: the query is incomplete or not SPARQL 1.1"
    )


# Cached: parsing takes longer than most answers of the store, and the named queries recur.
@lru_cache(_KEPT)
def check_query(sparql: str, *, dataset_given: bool = False) -> str:
    """Refuse any text that is not a plain query, by its parse tree.

    Parameters
    ----------
    sparql
        The text of a query.
    dataset_given
        Whether the request names the graphs to ask about, which overrides FROM.

    Returns
    -------
    str
        The text to execute: the query with Unicode escapes undone and line breaks normalised.

    Raises
    ------
    QueryError
        The text is too long, malformed or an update, or holds SERVICE or, unless
        `dataset_given`, FROM at any depth. Only SPARQL 1.1 is accepted: extensions that the
        store understands are refused, since the checker cannot parse them.
    """
    if len(sparql) > LONGEST_QUERY:
        raise QueryError(f"the query is longer than {LONGEST_QUERY} characters")
    text = _unescaped(sparql)
    try:
        names = {getattr(node, "name", None) for node in _nodes(_parsed(parseQuery, text))}
    except ParseBaseException as error:
        raise _syntax_error(text, error) from None
    except RecursionError:
        raise QueryError(
            "the query is nested too deeply, or has too many patterns in a row"
        ) from None
    except (ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise QueryError(f"the query cannot be checked: {error}") from None
    for name, reason in _REFUSED.items():
        if name in names and not (dataset_given and name == "DatasetClause"):
            raise QueryError(reason)
    return text


def unknown_terms(sparql: str) -> tuple[str, ...]:
    """Return the names in our ontology's namespace that it does not define, such as ``propose``.

    Parameters
    ----------
    sparql
        A query that `check_query` accepts.
    """
    nodes = list(_nodes(_parsed(parseQuery, _unescaped(sparql))))
    prefixes = QUERY_PREFIXES | {
        node.get("prefix") or "": str(node["iri"])
        for node in nodes
        if getattr(node, "name", None) == "PrefixDecl"
    }
    used = {str(node) for node in nodes if isinstance(node, URIRef)}
    used |= {
        prefixes.get(node.get("prefix") or "", "") + (node.get("localname") or "")
        for node in nodes
        if getattr(node, "name", None) == "pname"
    }
    names = {iri.removeprefix(KG.iri) for iri in used if iri.startswith(KG.iri)}
    return tuple(sorted(name for name in names if name and name not in KG))
