"""The web application: which function answers which path."""

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
    """Report that the server is up, its version, and its numbers of papers and workers."""
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
        The graph and all else that answers requests; its pool starts and closes with the
        application.
    hosts
        Host names that the server answers to; if empty, it answers to any.

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
        # At the paths of their IRIs, so that a server to which these IRIs resolve also serves the
        # terms, the shapes and the context.
        Route(terms, pages.ontology),
        Route(pages.ontology_version_path(), pages.ontology),
        Route(f"{terms.rpartition('/')[0]}/shapes", pages.shapes),
        Route(f"{terms.rpartition('/')[0]}/context.jsonld", pages.context),
        Route("/page/{rest:path}", pages.thing_page),
        Route("/data/{rest:path}", pages.data),
        # Last, since the graph's IRIs may have any path, even directly under the root.
        Route("/{rest:path}", pages.thing),
    ]
    handlers = {HTTPException: error_response, 404: pages.missing}
    application = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)
    application.router.redirect_slashes = False
    application.state.service = service
    return Guard(application, hosts)
