"""The web application: which path is answered by what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from kg import __version__
from kg.server import api, pages
from kg.server.guard import Guard
from kg.server.protocol import METHODS, sparql
from kg.server.replies import Service, error_response, service_of
from kg.triples.vocabulary import KG

__all__ = ["make_application"]


def health(request: Request) -> Response:
    """Say that the server lives, and how many processes it has for queries."""
    return JSONResponse(
        {
            "status": "ok",
            "version": __version__,
            "papers": len(service_of(request).graph.papers),
            "workers": service_of(request).pool.processes,
        }
    )


def make_application(service: Service, hosts: Collection[str]) -> ASGIApp:
    """Put the application together.

    Parameters
    ----------
    service
        What the requests are answered from; its pool is started and closed with the application.
    hosts
        Names under which the server answers; none means under any.

    Returns
    -------
    ASGI application
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await service.pool.start()
        try:
            yield
        finally:
            service.pool.close()

    terms = urlsplit(KG.iri).path
    routes = [
        Route("/", pages.viewer),
        Route("/health", health),
        Route("/sparql", sparql, methods=METHODS),
        Route("/sparql/", sparql, methods=METHODS),
        Route("/query", pages.editor),
        Route("/static/{name}", pages.asset),
        *api.ROUTES,
        Route("/.well-known/void", pages.data_set),
        # The paths of their IRIs, so that a server that answers for the things answers for the
        # terms and the shapes too.
        Route(terms, pages.ontology),
        Route(f"{terms.rpartition('/')[0]}/shapes", pages.shapes),
        Route(f"{terms.rpartition('/')[0]}/context.jsonld", pages.context),
        Route("/page/{rest:path}", pages.thing_page),
        Route("/data/{rest:path}", pages.data),
        # Last, for the graph's IRIs may lie anywhere, even directly under the root.
        Route("/{rest:path}", pages.thing),
    ]
    handlers = {HTTPException: error_response}
    application = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)
    application.router.redirect_slashes = False
    application.state.service = service
    return Guard(application, hosts)
