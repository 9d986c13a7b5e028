"""Has a worker do a job, and turns its answer or failure into an HTTP response."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.graph import KnowledgeGraph
from kg.iris import Mint
from kg.server.answers import PLAIN
from kg.server.exploring import Explorer
from kg.server.graph_page import GraphPage
from kg.server.messages import Answer, Job
from kg.server.pool import Pool, WorkerBusyError, WorkerCrashedError, WorkerTimeoutError

__all__ = ["Service", "answer", "error_response", "respond", "service_of"]

# Nobody knows when a place comes free; within a second the short queries ahead are answered.
RETRY_SECONDS = "1"


@dataclass(frozen=True, slots=True)
class Service:
    """The graph and all else that requests are answered from.

    Attributes
    ----------
    data_set
        IRI of the data set; None if the graph does not describe itself.
    page
        The page that draws the graph; None if there is none.
    """

    graph: KnowledgeGraph
    explorer: Explorer
    mint: Mint
    data_set: NamedNode | None
    page: GraphPage | None
    pool: Pool


def service_of(request: Request) -> Service:
    """Return the service of the application."""
    service: Service = request.app.state.service
    return service


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def answer(request: Request, job: Job) -> Answer:
    """Have a job done for a request; the job ends if the client leaves.

    Raises
    ------
    starlette.exceptions.HTTPException
        With status 503 if it was not done.
    """
    pool = service_of(request).pool
    asking = asyncio.create_task(pool.ask(job))
    leaving = asyncio.create_task(_left(request))
    try:
        await asyncio.wait({asking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            raise HTTPException(503, "the client left")
        return asking.result()
    except WorkerTimeoutError:
        seconds = f"{pool.limits.seconds:g}"
        raise HTTPException(
            503, f"the query took longer than {seconds} seconds and was ended; narrow it"
        ) from None
    except WorkerBusyError as error:
        raise HTTPException(
            503, f"{error}; try again later", {"Retry-After": RETRY_SECONDS}
        ) from None
    except WorkerCrashedError:
        reason = (
            "the server is stopping" if pool.stopping else "it needed too much memory; narrow it"
        )
        raise HTTPException(503, f"the query was ended: {reason}") from None
    finally:
        leaving.cancel()
        asking.cancel()
        await asyncio.wait({asking, leaving})


async def respond(request: Request, job: Job) -> Response:
    """Answer a request with a worker's answer to a job."""
    found = await answer(request, job)
    if found.status != 200:
        varies = {"Vary": "Accept"} if found.status == 406 else None
        raise HTTPException(found.status, found.body.decode().rstrip("\n"), varies)
    kind = found.media_type
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    # Set as a header, since Starlette leaves that media type unchanged.
    return Response(found.body, headers={"Content-Type": kind + charset, "Vary": "Accept"})


async def error_response(request: Request, error: Exception) -> Response:
    """Report an error: as JSON under /api, as plain text elsewhere."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    request.scope["kg.error"] = error.detail
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": error.detail}, error.status_code, headers)
    return Response(f"{error.detail}\n", error.status_code, {**headers, "Content-Type": PLAIN})
