"""Computes the answer to a job on a store, in an accepted media type and within a size limit."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import GraphError, KgError, QueryError
from kg.server.messages import Answer, Job
from kg.sparql import evaluate, named_bindings, named_query, own_prefixes, query_errors
from kg.triples.json_ld import write_json_ld
from kg.triples.vocabulary import DCTERMS, PREFIXES, RDF, RDFS, SKOS, VOCABULARIES

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = [
    "GRAPH_TYPES",
    "LABELS",
    "LARGEST_ANSWER",
    "PLAIN",
    "TABLE_TYPES",
    "answer_job",
    "write_graph",
]

# In bytes: an answer is held in memory before its first byte is sent, so that an error can still
# set the status.
LARGEST_ANSWER = 32 << 20
# Limit for each property. A large share of all papers may name a common task, and a page that lists
# them all helps nobody; a limit for each keeps the many mentions from crowding out the papers.
MOST_STATEMENTS = 1000
PLAIN = "text/plain; charset=utf-8"

_JSON, _XML = ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML
TABLE_TYPES: dict[str, ox.QueryResultsFormat] = {
    "application/sparql-results+json": _JSON,
    "application/sparql-results+xml": _XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": _JSON,
    "application/xml": _XML,
    "text/xml": _XML,
}
GRAPH_TYPES: dict[str, ox.RdfFormat] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
# Properties that name a thing; the page of a thing shows the names of all things that it mentions.
LABELS = (SKOS.prefLabel, DCTERMS.title, RDFS.label)


class _NotAcceptableError(KgError):
    """The client accepts no media type for the form of the answer."""


class _Body(io.BytesIO):
    """Receives what a serializer writes; refuses too much, and characters that XML cannot hold."""

    def __init__(self, is_xml: bool) -> None:
        super().__init__()
        self._is_xml = is_xml

    def write(self, data: ReadableBuffer, /) -> int:
        written = bytes(data)
        if self.tell() + len(written) > LARGEST_ANSWER:
            raise QueryError(
                f"the answer is larger than {LARGEST_ANSWER >> 20} MiB: narrow it, or add a LIMIT"
            )
        if self._is_xml and _NOT_IN_XML.search(written):
            raise _NotAcceptableError(
                "a text in the answer holds a control character, which XML cannot; ask for JSON"
            )
        return super().write(written)


def answer_job(store: ox.Store, job: Job) -> Answer:
    """Compute an answer; errors are answers too, and reveal nothing of the server's code.

    Parameters
    ----------
    store
        The store to query.
    job
        The query, or the IRI to describe.

    Returns
    -------
    Answer
        Its status is 200, or 400 for a wrong query, 404 for an unknown IRI, paper or entity, 406
        for a form of answer that the client does not accept, 503 for lack of memory, or 500.
    """
    try:
        if job.kind == "describe":
            return _triples(_description(store, job.text), job, store)
        bindings, text = {}, job.text
        if job.kind == "named":
            bindings = named_bindings(store, job.text, job.values)
            text = named_query(job.text).text
        # The answer is not kept in a variable: see `kg.sparql.run_query`.
        return _written(evaluate(store, text, bindings, job.dataset), job, store)
    except _NotAcceptableError as error:
        return Answer(406, PLAIN, f"{error}\n".encode())
    except GraphError as error:
        return Answer(404, PLAIN, f"{error}\n".encode())
    except KgError as error:
        return Answer(400, PLAIN, f"{error}\n".encode())
    except MemoryError:
        return Answer(503, PLAIN, b"the query needs too much memory\n")
    except Exception:
        return Answer(500, PLAIN, b"the query met an error of the server\n")


def _written(
    answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, job: Job, store: ox.Store
) -> Answer:
    if isinstance(answer, ox.QueryTriples):
        return _triples(answer, job, store)
    if job.table is None:
        offered = ", ".join(TABLE_TYPES)
        raise _NotAcceptableError(f"the answer is a table or a boolean, given as {offered}")
    format = TABLE_TYPES[job.table]
    body = _Body(format == _XML)
    with query_errors():
        answer.serialize(body, format=format)
    return Answer(200, job.table, body.getvalue())


def _triples(triples: Iterable[ox.Triple], job: Job, store: ox.Store) -> Answer:
    if job.graph is None:
        raise _NotAcceptableError(f"the answer is a graph, given as {', '.join(GRAPH_TYPES)}")
    body = _Body(GRAPH_TYPES[job.graph] == ox.RdfFormat.RDF_XML)
    with query_errors():
        write_graph(triples, body, job.graph, PREFIXES | own_prefixes(store))
    return Answer(200, job.graph, body.getvalue())


def write_graph(
    triples: Iterable[ox.Triple], body: io.BytesIO, media_type: str, prefixes: Mapping[str, str]
) -> None:
    """Write triples in one of `GRAPH_TYPES`."""
    format = GRAPH_TYPES[media_type]
    if format == ox.RdfFormat.JSON_LD:
        write_json_ld(triples, body)
    else:
        ox.serialize(triples, body, format, prefixes=dict(prefixes))


def _stated(
    store: ox.Store, subject: ox.NamedNode | None, value: ox.NamedNode | None
) -> list[ox.Quad]:
    """Return the statements with a subject or a value, up to a limit for each property."""
    return [
        quad
        for vocabulary in VOCABULARIES.values()
        for name in vocabulary
        for quad in islice(
            store.quads_for_pattern(subject, vocabulary[name], value), MOST_STATEMENTS
        )
    ]


def _description(store: ox.Store, iri: str) -> Iterator[ox.Triple]:
    """Return the statements with a thing as subject or object, and the labels of the others there.

    Raises
    ------
    GraphError
        No statement has it as subject or object, or it is not an IRI.
    """
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        raise GraphError(f"no IRI: {iri}") from None
    of_it = _stated(store, node, None)
    about_it = _stated(store, None, node)
    if not of_it and not about_it:
        raise GraphError(f"nothing is known of {iri}")
    yield from (quad.triple for quad in (*of_it, *about_it))
    met = {quad.object for quad in of_it if quad.predicate != RDF.type}
    met |= {quad.subject for quad in about_it}
    for other in sorted(each.value for each in met if isinstance(each, ox.NamedNode)):
        for label in LABELS:
            for quad in store.quads_for_pattern(ox.NamedNode(other), label, None):
                yield quad.triple
