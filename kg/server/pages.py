"""The pages for people: the graph, the query editor, and a page for each thing with an IRI."""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO
from urllib.parse import quote, unquote, urlsplit

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.iris import Mint
from kg.server.answers import GRAPH_TYPES, LABELS, MOST_STATEMENTS, write_graph
from kg.server.messages import Answer, Job
from kg.server.negotiation import preferred
from kg.server.replies import answer, error_response, service_of
from kg.sparql import QUERY_PREFIXES
from kg.triples.vocabulary import PREFIXES, RDF, compact

__all__ = [
    "asset",
    "base_path",
    "context",
    "data",
    "data_set",
    "editor",
    "missing",
    "ontology",
    "ontology_version_path",
    "shapes",
    "thing",
    "thing_page",
    "viewer",
]

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
ENDINGS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
ASSETS = {"pages.css": "text/css", "query.js": "text/javascript"}
_VERSION_IRI = ox.NamedNode(QUERY_PREFIXES["owl"] + "versionIRI")
_SAFE_IN_PATH = "/%:@!$&'()*+,;=~-._"


@cache
def _file(name: str) -> str:
    return files("kg.viz").joinpath(name).read_text(encoding="utf8")


def _page(content: str, headers: dict[str, str] | None = None, status: int = 200) -> Response:
    allowed = {"Content-Security-Policy": PAGE_POLICY, **(headers or {})}
    return Response(content, status, media_type="text/html", headers=allowed)


def viewer(request: Request) -> Response:
    """Answer with the page of the graph, or with 304 to a browser that holds it."""
    page = service_of(request).page
    if page is None:
        raise HTTPException(404, "there is no page of this graph; kg build makes one")
    # Of an answer without the page too: its headers replace those that the browser holds.
    headers = {"Content-Security-Policy": page.policy, "ETag": page.tag}
    held = request.headers.get("if-none-match", "").split(",")
    if {"*", page.tag} & {each.strip().removeprefix("W/") for each in held}:
        return Response(status_code=304, headers=headers)
    return Response(page.content, media_type="text/html", headers=headers)


def editor(request: Request) -> Response:
    """Answer with the query editor, which links the graph's IRIs to their pages here."""
    base = html.escape(service_of(request).mint.base)
    return _page(_filled(_file("query.html"), {"{{base}}": base}))


def asset(request: Request) -> Response:
    """Answer with a script or style of these pages."""
    name = request.path_params["name"]
    if name not in ASSETS:
        raise HTTPException(404, "no such file")
    return Response(_file(name), media_type=ASSETS[name])


async def missing(request: Request, error: Exception) -> Response:
    """Say that nothing is at a path: with a page for a browser, else as every error is told."""
    assert isinstance(error, HTTPException)
    told = await error_response(request, error)
    if request.url.path.startswith("/api/"):
        return told
    told.headers["Vary"] = "Accept"
    if preferred(request.headers.get("accept"), ["text/plain", "text/html"]) != "text/html":
        return told
    parts = {"{{path}}": request.url.path, "{{reason}}": error.detail}
    escaped = {marker: html.escape(text) for marker, text in parts.items()}
    return _page(_filled(_file("missing.html"), escaped), {"Vary": "Accept"}, 404)


def base_path(mint: Mint) -> str | None:
    """Return the path that the graph's IRIs begin with; None if they end in fragments."""
    parts = urlsplit(mint.base)
    return parts.path if mint.base.endswith("/") and parts.path else None


def _rest(request: Request, prefix: str) -> str:
    """Return the rest of the path after a prefix, as it was sent: ``%2F`` is not a slash."""
    raw: bytes = request.scope.get("raw_path") or quote(request.url.path).encode()
    return quote(raw.decode("latin-1").removeprefix(prefix), safe=_SAFE_IN_PATH)


def thing(request: Request) -> Response:
    """Redirect (303) from the IRI of a thing, which cannot be sent, to a document about it."""
    path = base_path(service_of(request).mint)
    if path is None or not request.url.path.startswith(path):
        raise HTTPException(404, "nothing is here")
    # A redirect to "//host" would leave this server, so the target begins with a path of ours.
    return _redirected(request, ["text/html", *GRAPH_TYPES], _rest(request, path), 303)


def data_set(request: Request) -> Response:
    """Redirect from where crawlers look (VoID, section 7.2) to the description of the data set."""
    service = service_of(request)
    if service.data_set is None:
        raise HTTPException(404, "the graph does not describe itself")
    rest = service.data_set.value.removeprefix(service.mint.base)
    return _redirected(request, [*GRAPH_TYPES, "text/html"], rest, 302)


def _redirected(request: Request, offered: Sequence[str], rest: str, status: int) -> Response:
    kind = preferred(request.headers.get("accept"), offered)
    if kind is None:
        raise HTTPException(406, f"given as {', '.join(offered)}", {"Vary": "Accept"})
    endings = {media_type: ending for ending, media_type in ENDINGS.items()}
    place = f"/page/{rest}" if kind == "text/html" else f"/data/{rest}.{endings[kind]}"
    return RedirectResponse(place, status, {"Vary": "Accept"})


def ontology(request: Request) -> Response:
    """Answer with the ontology, which defines the terms that the graph uses."""
    return _schema(request, "ontology.ttl")


@cache
def ontology_version_path() -> str:
    """Return the path of the IRI that names this version of the ontology alone."""
    written = files("kg.schemas").joinpath("ontology.ttl").read_bytes()
    (version,) = (
        quad.object.value
        for quad in ox.parse(written, format=ox.RdfFormat.TURTLE)
        if quad.predicate == _VERSION_IRI and isinstance(quad.object, ox.NamedNode)
    )
    return urlsplit(version).path


def shapes(request: Request) -> Response:
    """Answer with the SHACL shapes that the graph conforms to."""
    return _schema(request, "shapes.ttl")


def context(request: Request) -> Response:
    """Answer with the context of the graph's JSON-LD."""
    written = files("kg.schemas").joinpath("context.jsonld").read_bytes()
    return Response(written, headers={"Content-Type": "application/ld+json"})


def _schema(request: Request, name: str) -> Response:
    kind = preferred(request.headers.get("accept"), list(GRAPH_TYPES))
    if kind is None:
        raise HTTPException(406, f"given as {', '.join(GRAPH_TYPES)}", {"Vary": "Accept"})
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    headers = {"Content-Type": kind + charset, "Vary": "Accept"}
    return Response(_written_schema(name, kind), headers=headers)


@cache
def _written_schema(name: str, media_type: str) -> bytes:
    written = files("kg.schemas").joinpath(name).read_bytes()
    if GRAPH_TYPES[media_type] == ox.RdfFormat.TURTLE:
        return written
    stated = (quad.triple for quad in ox.parse(written, format=ox.RdfFormat.TURTLE))
    body = BytesIO()
    write_graph(stated, body, media_type, PREFIXES)
    return body.getvalue()


async def _described(request: Request, rest: str, media_type: str) -> tuple[str, Answer]:
    """Ask for the description of an IRI, first as it was sent, then as the graph spells it."""
    mint = service_of(request).mint
    spellings = [mint.base + rest, mint.at(*map(unquote, rest.split("/"))).value]
    for iri in dict.fromkeys(spellings):
        found = await answer(request, Job("describe", iri, None, media_type))
        if found.status == 200:
            return iri, found
    raise HTTPException(found.status, found.body.decode().rstrip("\n"))


async def data(request: Request) -> Response:
    """Answer with the description of a thing, as RDF in the format of the path's suffix."""
    rest, _, ending = _rest(request, "/data/").rpartition(".")
    if not rest or ending not in ENDINGS:
        raise HTTPException(404, f"end the path in one of .{', .'.join(ENDINGS)}")
    iri, found = await _described(request, rest, ENDINGS[ending])
    charset = "; charset=utf-8" if found.media_type.startswith("text/") else ""
    headers = {"Content-Type": found.media_type + charset, "Link": f'<{iri}>; rel="describes"'}
    return Response(found.body, headers=headers)


async def thing_page(request: Request) -> Response:
    """Answer with a page about a thing: its properties and what refers to it, all linked."""
    rest = _rest(request, "/page/")
    iri, found = await _described(request, rest, "application/n-triples")
    mint = service_of(request).mint
    links = ", ".join(
        f'</data/{rest}.{ending}>; rel="alternate"; type="{media_type}"'
        for ending, media_type in ENDINGS.items()
    )
    content = await run_in_threadpool(_thing_html, iri, rest, found.body, mint)
    return _page(content, {"Link": f'<{iri}>; rel="describes", {links}'})


def _thing_html(iri: str, rest: str, triples: bytes, mint: Mint) -> str:
    node = ox.NamedNode(iri)
    labels: dict[str, str] = {}
    of_it: dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]] = defaultdict(list)
    about_it: dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]] = defaultdict(
        list
    )
    for triple in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES):
        if triple.subject == node:
            of_it[triple.predicate.value].append(triple.object)
        elif triple.object == node:
            about_it[triple.predicate.value].append(triple.subject)
        said = triple.predicate in LABELS and isinstance(triple.object, ox.Literal)
        if said and isinstance(triple.subject, ox.NamedNode):
            labels.setdefault(triple.subject.value, triple.object.value)
    show = _Terms(labels, mint)
    sections = [_table(of_it, show)]
    if about_it:
        sections += ["<h2>Referred to by</h2>", _table(about_it, show)]
    formats = " ".join(
        f'<a href="/data/{html.escape(rest)}.{ending}">{ending}</a>' for ending in ENDINGS
    )
    parts = {
        "{{title}}": html.escape(labels.get(iri, compact(iri))),
        "{{heading}}": html.escape(labels.get(iri, compact(iri))),
        "{{iri}}": html.escape(iri),
        "{{formats}}": formats,
        "{{content}}": "\n".join(sections),
    }
    return _filled(_file("thing.html"), parts)


def _filled(template: str, parts: dict[str, str]) -> str:
    """Replace markers, which occur in this order, by texts; inserted texts are not searched."""
    pieces = []
    for marker, text in parts.items():
        before, _, template = template.partition(marker)
        pieces += [before, text]
    return "".join([*pieces, template])


class _Terms:
    """Shows terms as HTML."""

    def __init__(self, labels: dict[str, str], mint: Mint) -> None:
        self._labels = labels
        self._base = mint.base
        self._prefixes = mint.prefixes()

    def label(self, iri: str) -> str:
        return self._labels.get(iri) or compact(iri, self._prefixes)

    def html(self, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
        if not isinstance(term, ox.NamedNode):
            text = term.value if isinstance(term, ox.Literal | ox.BlankNode) else str(term)
            return f'<bdi dir="auto">{html.escape(text)}</bdi>'
        iri, label = term.value, html.escape(self.label(term.value))
        if iri.startswith(self._base):
            place = quote(iri.removeprefix(self._base), safe=_SAFE_IN_PATH)
            return f'<a href="/page/{html.escape(place)}"><bdi dir="auto">{label}</bdi></a>'
        if urlsplit(iri).scheme in {"http", "https"}:
            return f'<a href="{html.escape(iri)}" rel="nofollow noreferrer">{label}</a>'
        return html.escape(iri)


def _table(
    values: dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]], show: _Terms
) -> str:
    def first(property_: str) -> tuple[bool, str]:
        return property_ != RDF.type.value, property_

    def items(terms: Iterable[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]) -> str:
        shown = sorted({show.html(term) for term in terms})
        more = "<li>and more</li>" if len(shown) >= MOST_STATEMENTS else ""
        return "".join(f"<li>{each}</li>" for each in shown) + more

    rows = (
        f'<tr><th scope="row" title="{html.escape(property_)}">{html.escape(show.label(property_))}'
        f"</th><td><ul>{items(values[property_])}</ul></td></tr>"
        for property_ in sorted(values, key=first)
    )
    return f"<table>{''.join(rows)}</table>"
