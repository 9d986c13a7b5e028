"""The JSON API under /api; schemas/openapi.json describes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.analysis.counts import in_most_papers
from kg.errors import GraphError, QueryError
from kg.listing import entity_row, node_details, node_row, paper_row, related_row
from kg.records import ENTITY_TYPES, ROLES, Entity, EntityType, Link, Paper, Role
from kg.server.exploring import Part, evidence
from kg.server.messages import Job
from kg.server.names import Wanted
from kg.server.protocol import query_job
from kg.server.replies import Service, respond, service_of
from kg.sparql import named_queries, named_query

__all__ = ["ROUTES"]

MOST_ITEMS = 1000
USUAL_ITEMS = 100
# Links of each role in the description of a node; for each, a sentence is read from disk.
USUAL_ROWS = 8
MOST_STEPS = 6
Read = Callable[[Service, Request], Any]


def _answering(read: Read) -> Callable[[Request], Response]:
    """Make an endpoint of a function that returns data to be sent as JSON."""

    def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(read(service_of(request), request))
        except GraphError as error:
            raise HTTPException(404, str(error)) from None

    return endpoint


def _number(request: Request, name: str, usual: int, least: int, most: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return usual
    # isdecimal alone accepts digits of every script, and a long number takes long to convert.
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
        raise HTTPException(400, f"{name}: expected a number from {least} to {most}")
    return int(text)


def _needed(request: Request, name: str) -> str:
    text = request.query_params.get(name, "")
    if not text.strip():
        raise HTTPException(400, f"{name}: is needed")
    return text


def _choice(request: Request, name: str, known: Sequence[str]) -> str | None:
    text = request.query_params.get(name)
    if text is not None and text not in known:
        raise HTTPException(400, f"{name}: expected one of {', '.join(known)}")
    return text


def _type(request: Request) -> EntityType | None:
    chosen = _choice(request, "type", ENTITY_TYPES)
    return next((each for each in ENTITY_TYPES if each == chosen), None)


def _role(request: Request) -> Role | None:
    chosen = _choice(request, "role", ROLES)
    return next((each for each in ROLES if each == chosen), None)


def _part(
    request: Request, items: Sequence[Any], row: Callable[[Any], dict[str, Any]]
) -> dict[str, Any]:
    offset = _number(request, "offset", 0, 0, 10**9 - 1)
    limit = _number(request, "limit", USUAL_ITEMS, 1, MOST_ITEMS)
    shown = [row(item) for item in items[offset : offset + limit]]
    return {"total": len(items), "offset": offset, "items": shown}


def _paper(service: Service, paper: Paper) -> dict[str, Any]:
    return {**paper_row(paper), "iri": service.mint.paper(paper.id).value}


def _entity(service: Service, entity: Entity) -> dict[str, Any]:
    return {**entity_row(service.graph, entity), "iri": service.mint.entity(entity.id).value}


def _node(service: Service, node: Paper | Entity) -> dict[str, Any]:
    make = service.mint.paper if isinstance(node, Paper) else service.mint.entity
    return {**node_row(node), "iri": make(node.id).value}


def papers(service: Service, request: Request) -> Any:
    """List all papers, or those that have an entity, in any role or in one."""
    entity, role, graph = request.query_params.get("entity"), _role(request), service.graph
    if role and not entity:
        raise HTTPException(400, "role: needs an entity as well")
    found = graph.papers_with(entity, role) if entity else graph.papers
    return _part(request, found, lambda paper: _paper(service, paper))


def paper(service: Service, request: Request) -> Any:
    """Describe a paper with its links and their evidence."""
    found = service.graph.paper(request.path_params["id"])
    return {**node_details(service.graph, found.id), "iri": service.mint.paper(found.id).value}


def entities(service: Service, request: Request) -> Any:
    """List entities, those in most papers first."""
    found = in_most_papers(service.graph, _type(request))
    return _part(request, found, lambda entity: _entity(service, entity))


def entity(service: Service, request: Request) -> Any:
    """Describe an entity, with a slice of its links to papers."""
    graph = service.graph
    found = graph.entity(request.path_params["id"])

    def row(link: Link) -> dict[str, Any]:
        linked = _node(service, graph.paper(link.paper))
        return {**linked, "role": link.role, "score": link.score}

    return {**_entity(service, found), "links": _part(request, graph.links_of(found.id), row)}


def related(service: Service, request: Request) -> Any:
    """List the papers that share most with one, and why."""
    k = _number(request, "k", 10, 1, MOST_ITEMS)
    return [related_row(near) for near in service.graph.related(_needed(request, "paper"), k)]


def path(service: Service, request: Request) -> Any:
    """Return the shortest path between two papers or entities; empty if there is none."""
    ends = [service.explorer.id_of(_needed(request, name)) for name in ("from", "to")]
    try:
        found = service.graph.path(*ends)
    except GraphError:
        return []
    return [_node(service, each) for each in found]


def search(service: Service, request: Request) -> Any:
    """Find papers by title or id and entities by any name, the closest first."""
    wanted = _needed(request, "q")
    limit = _number(request, "limit", 20, 1, MOST_ITEMS)
    found = service.explorer.search(wanted, _type(request), limit + 1)
    sought = Wanted(wanted)
    items = [_found(service, sought, id) for id in found[:limit]]
    return {"items": items, "more": len(found) > limit}


def _found(service: Service, wanted: Wanted, id: str) -> dict[str, Any]:
    """Describe a node that a search found, an entity so that it is told from its namesakes."""
    explorer = service.explorer
    row = _node(service, explorer.node(id))
    if service.graph.has_entity(id):
        row |= {"papers": explorer.held(id)}
    alias = explorer.alias_meant(wanted, id)
    return row if alias is None else {**row, "alias": alias}


def _part_row(service: Service, part: Part) -> dict[str, Any]:
    """Return a part of the graph: nodes, other entities that papers lead to, and their links."""
    explorer = service.explorer

    def row(id: str) -> dict[str, Any]:
        node, held = explorer.node(id), explorer.held(id)
        if isinstance(node, Paper):
            told = {"title": node.title or None, "date": node.date, "year": node.year}
            return {**_node(service, node), **told, "url": node.url, "links": held}
        return {**_node(service, node), "named": node.named, "papers": held}

    return {
        "total": part.total,
        "nodes": [row(id) for id in part.nodes],
        "beside": [row(id) for id in part.beside],
        "links": [
            {"paper": link.paper, "entity": link.entity, "role": link.role, "score": link.score}
            for link in part.links
        ],
    }


def neighbourhood(service: Service, request: Request) -> Any:
    """Return the nodes around one, the most telling first, and all links of the papers."""
    centre = service.explorer.id_of(_needed(request, "id"))
    depth = _number(request, "depth", 1, 1, MOST_STEPS)
    limit = _number(request, "limit", USUAL_ITEMS, 1, MOST_ITEMS)
    only = _choice(request, "only", ("papers",))
    explorer = service.explorer
    choose = explorer.papers_around if only == "papers" else explorer.around
    return _part_row(service, choose(centre, depth, limit))


def nodes(service: Service, request: Request) -> Any:
    """Return papers and entities by id, papers with their authors; unknown ids are left out."""
    ids = request.query_params.getlist("id")
    if len(ids) > MOST_ITEMS:
        raise HTTPException(400, f"id: at most {MOST_ITEMS} at once")
    found = [id for id in dict.fromkeys(ids) if service.explorer.known(id)]
    papers = [id for id in found if not service.graph.has_entity(id)]
    authors = {id: list(service.graph.paper(id).authors) for id in papers}
    return {
        **_part_row(service, service.explorer.part(found, total=len(found))),
        "authors": authors,
    }


def details(service: Service, request: Request) -> Any:
    """Describe a paper or an entity: its links with evidence, and a summary drawn from them."""
    graph, explorer = service.graph, service.explorer
    found = explorer.node(explorer.id_of(_needed(request, "id")))
    offset = _number(request, "offset", 0, 0, 10**9 - 1)
    limit = _number(request, "limit", USUAL_ROWS, 1, MOST_ITEMS)
    part, links = explorer.links(found.id, _role(request), offset, limit)
    summary = explorer.summary(found.id)
    named = [*summary.get("related", ()), *(each["id"] for each in summary.get("together", ()))]
    if summary.get("proposed_in"):
        named.append(summary["proposed_in"])
        links += [link for link in graph.links_of(found.id) if link.paper == named[-1]]
    whole = explorer.part([*part.nodes, *named], total=part.total)
    if isinstance(found, Paper):
        about = {**_paper(service, found), "abstract": found.abstract}
    else:
        about = {**_entity(service, found), "same_as": list(found.same_as)}
    return {"about": about, **summary, **_part_row(service, whole), **_quoted(service, links)}


def _quoted(service: Service, links: Sequence[Link]) -> dict[str, Any]:
    """Quote the evidence of links, and the results that their papers state for their entities."""
    quoted: dict[tuple[str, str], dict[str, Any] | None] = {}
    results: dict[str, list[dict[str, Any]]] = {}
    # Sorted, since texts of neighbouring papers lie together on disk.
    for link in sorted(links, key=lambda each: (each.paper, each.entity)):
        quoted[link.paper, link.entity] = evidence(service.graph, link)
        if link.paper not in results:
            results[link.paper] = list(service.explorer.results(link.paper))
    entities = {link.entity for link in links}
    stated = [
        row
        for rows in results.values()
        for row in rows
        if {row["method"], row["dataset"]} & entities
    ]
    return {"evidence": [row for row in quoted.values() if row], "results": stated}


def stats(service: Service, _: Request) -> Any:
    """Count what the graph holds."""
    return service.graph.stats()


def queries(_: Service, __: Request) -> Any:
    """List the queries that come with the program."""
    return [
        {
            "name": query.name,
            "title": query.title,
            "text": query.text,
            "parameters": [
                {
                    "name": each.name,
                    "kind": each.kind,
                    "description": each.description,
                    "default": each.default,
                }
                for each in query.parameters
            ],
        }
        for query in named_queries().values()
    ]


async def named(request: Request) -> Response:
    """Answer a query that comes with the program, with parameters from the query string."""
    name = request.path_params["name"]
    try:
        named_query(name)
    except QueryError as error:
        raise HTTPException(404, str(error)) from None
    wanted = query_job(request, name)
    values = dict(request.query_params)
    return await respond(request, Job("named", name, wanted.table, wanted.graph, values))


def openapi(_: Request) -> Response:
    """Answer with the description of this API."""
    text = files("kg.schemas").joinpath("openapi.json").read_text(encoding="utf8")
    return Response(text, media_type="application/json")


# Rows repeat the names of their fields; level 9 takes five times as long to save a tenth more.
_PACKING = Middleware(GZipMiddleware, minimum_size=2000, compresslevel=4)


def _route(path: str, read: Read) -> Route:
    return Route(path, _answering(read), middleware=[_PACKING])


ROUTES = [
    _route("/api/papers", papers),
    _route("/api/papers/{id:path}", paper),
    _route("/api/entities", entities),
    _route("/api/entities/{id:path}", entity),
    _route("/api/related", related),
    _route("/api/path", path),
    _route("/api/search", search),
    _route("/api/neighbourhood", neighbourhood),
    _route("/api/nodes", nodes),
    _route("/api/details", details),
    _route("/api/stats", stats),
    _route("/api/queries", queries),
    Route("/api/queries/{name}", named),
    Route("/openapi.json", openapi),
]
