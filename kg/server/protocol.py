"""The SPARQL 1.1 Protocol at /sparql: queries by GET, by form and by direct POST; no updates."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.server.answers import GRAPH_TYPES, TABLE_TYPES
from kg.server.messages import Job
from kg.server.negotiation import preferred
from kg.server.replies import respond, service_of
from kg.sparql import Dataset
from kg.triples.vocabulary import RDF, VOID

__all__ = ["METHODS", "query_job", "sparql"]

METHODS = ("GET", "POST")
# In bytes: the longest query that is checked has 100,000 characters, and in a form each common
# character takes up to three bytes.
LARGEST_BODY = 400_000
BODY_SECONDS = 10.0
MOST_FIELDS = 100
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
UPDATE = "application/sparql-update"
READ_ONLY = "updates are refused: the graph is read only"

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML"),
)

Fields = list[tuple[str, str]]


async def sparql(request: Request) -> Response:
    """Answer a request of the SPARQL Protocol, or describe the service if it has no query."""
    fields = _fields(request.scope["query_string"])
    text: str | None = None
    if request.method == "POST":
        kind, body = await _body(request)
        if kind == FORM:
            fields += _fields(body)
        else:
            text = _text(body)
    if any(name == "update" for name, _ in fields):
        raise HTTPException(400, READ_ONLY)
    queries = [value for name, value in fields if name == "query"]
    queries += [] if text is None else [text]
    if not queries and request.method != "POST":
        return _service_description(request)
    if len(queries) != 1:
        raise HTTPException(400, f"expected one query, not {len(queries)}")
    return await respond(request, query_job(request, queries[0], _dataset(fields)))


def query_job(request: Request, text: str, dataset: Dataset | None = None) -> Job:
    """Make the job for a query, with the media type that the client prefers for each form."""
    accept = request.headers.get("accept")
    table, graph = preferred(accept, list(TABLE_TYPES)), preferred(accept, list(GRAPH_TYPES))
    if table is None and graph is None:
        offered = ", ".join([*TABLE_TYPES, *GRAPH_TYPES])
        raise HTTPException(406, f"answers are given as {offered}", {"Vary": "Accept"})
    return Job("query", text, table, graph, dataset=dataset)


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"the text is not UTF-8, from byte {error.start} on") from None


def _fields(raw: bytes) -> Fields:
    try:
        return parse_qsl(
            _text(raw), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except UnicodeDecodeError:
        raise HTTPException(400, "a percent-encoded text is not UTF-8") from None
    except ValueError:
        raise HTTPException(400, f"there are more than {MOST_FIELDS} fields") from None


def _dataset(fields: Fields) -> Dataset | None:
    default = tuple(value for name, value in fields if name == "default-graph-uri")
    named = tuple(value for name, value in fields if name == "named-graph-uri")
    return Dataset(default, named) if default or named else None


async def _body(request: Request) -> tuple[str, bytes]:
    """Read a body of one of the two media types for queries, within limits of size and time."""
    header = request.headers.get("content-type", "")
    kind, *parameters = (part.strip().lower() for part in header.split(";"))
    if kind == UPDATE:
        raise HTTPException(415, READ_ONLY)
    if kind not in {FORM, DIRECT}:
        raise HTTPException(415, f"send a query as {FORM} or {DIRECT}")
    charsets = [each.partition("=")[2].strip(' "') for each in parameters if "charset" in each]
    if any(charset not in {"utf-8", "utf8", "us-ascii"} for charset in charsets):
        raise HTTPException(415, "send a query in UTF-8")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST_BODY:
                    raise HTTPException(413, f"the body is larger than {LARGEST_BODY} bytes")
    except TimeoutError:
        raise HTTPException(408, "the body did not come in time") from None
    return kind, bytes(body)


def _service_description(request: Request) -> Response:
    """Describe the service (SPARQL 1.1 Service Description); redirect browsers to the editor."""
    kind = preferred(request.headers.get("accept"), [*GRAPH_TYPES, "text/html"])
    if kind is None:
        offered = ", ".join(GRAPH_TYPES)
        raise HTTPException(406, f"the description is given as {offered}", {"Vary": "Accept"})
    if kind == "text/html":
        return RedirectResponse("/query", 303, {"Vary": "Accept"})
    endpoint = str(request.url.replace(query="", fragment=""))
    stated = _service_triples(endpoint, service_of(request).data_set)
    prefixes = {"sd": _SD, "formats": _FORMATS, "void": VOID.iri}
    body = ox.serialize(stated, format=GRAPH_TYPES[kind], prefixes=prefixes) or b""
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    return Response(body, headers={"Content-Type": kind + charset, "Vary": "Accept"})


def _service_triples(endpoint: str, data: ox.NamedNode | None) -> Sequence[ox.Triple]:
    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    service, dataset, graph = (
        ox.NamedNode(f"{endpoint}#{name}") for name in ("service", "dataset", "graph")
    )
    stated = [
        ox.Triple(service, RDF.type, sd("Service")),
        ox.Triple(service, sd("endpoint"), ox.NamedNode(endpoint)),
        ox.Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        *(
            ox.Triple(service, sd("resultFormat"), ox.NamedNode(_FORMATS + name))
            for name in _FORMAT_NAMES
        ),
        ox.Triple(service, sd("feature"), sd("EmptyGraphs")),
        ox.Triple(service, sd("defaultDataset"), dataset),
        ox.Triple(dataset, RDF.type, sd("Dataset")),
        ox.Triple(dataset, sd("defaultGraph"), graph),
        ox.Triple(graph, RDF.type, sd("Graph")),
    ]
    if data is not None:
        serves = ox.NamedNode(VOID.iri + "sparqlEndpoint")
        stated += [
            ox.Triple(data, RDF.type, VOID.Dataset),
            ox.Triple(data, serves, ox.NamedNode(endpoint)),
        ]
    return stated
