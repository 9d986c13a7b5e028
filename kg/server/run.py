"""Runs the server of a built folder until it is told to stop."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import logging
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import uvicorn
from pyoxigraph import NamedNode

from kg.errors import GraphError, InputError
from kg.graph import KnowledgeGraph
from kg.iris import DEFAULT_BASE_IRI, Mint
from kg.querying.store import prepare_store
from kg.server.application import make_application
from kg.server.exploring import Explorer
from kg.server.graph_page import graph_page
from kg.server.guard import log
from kg.server.patience import PatientProtocol
from kg.server.pool import Limits, Pool
from kg.server.replies import Service
from kg.sparql import base_iri_in, data_sets_in
from kg.storage.build_folder import current_file

__all__ = ["serve"]

# Connections beyond this number are turned away at once.
MOST_CONNECTIONS = 1000
# In bytes: a query in a GET request is part of the first line, which needs a bound too.
LARGEST_HEAD = 400_000
# Queries that run when the server is told to stop have so long to end; then the others are ended,
# and all answers have as long again to be sent.
GRACE_SECONDS = 2
# In bytes, of an answer that the system has taken from us and not yet sent to the client.
MOST_BUFFERED = 1 << 17


class _JsonLines(logging.Handler):
    """Writes uvicorn's log records in the format of the access log."""

    def emit(self, record: logging.LogRecord) -> None:
        log(level=record.levelname.lower(), message=record.getMessage())


class _Server(uvicorn.Server):
    """A server that ends the queries that run for long when it is told to stop."""

    def __init__(self, config: uvicorn.Config, pool: Pool) -> None:
        super().__init__(config)
        self._pool = pool

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Wait for the answers to the requests that have come."""
        # Else uvicorn would cancel these requests, and their clients would read of an error.
        asyncio.get_running_loop().call_later(GRACE_SECONDS, self._pool.stop)
        await super().shutdown(sockets)


def serve(folder: Path, host: str, port: int, seconds: float) -> None:
    """Serve a graph until SIGINT or SIGTERM, after printing the address on standard output.

    Parameters
    ----------
    folder
        Where a graph was built.
    host
        Address to listen on.
    port
        Port to listen on; 0 takes any free one.
    seconds
        Time limit of a query.

    Raises
    ------
    GraphError
        The folder holds no graph, or its store does not open.
    InputError
        The server cannot listen on the address.
    """
    graph = KnowledgeGraph.load(folder)
    with _store(folder) as store, _listening(host, port) as listener:
        mint, data_set = _described(store)
        pool = Pool(store, Limits(seconds=seconds))
        service = Service(
            graph,
            Explorer(graph),
            mint,
            data_set,
            graph_page(current_file(folder, "graph.html"), graph, mint.base),
            pool,
        )
        application = make_application(service, _hosts(host, mint))
        logging.getLogger("uvicorn").handlers = [_JsonLines()]
        logging.getLogger("uvicorn").propagate = False
        server = _Server(
            uvicorn.Config(
                application,
                log_config=None,
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                http=PatientProtocol,
                ws="none",
                lifespan="on",
                limit_concurrency=MOST_CONNECTIONS,
                h11_max_incomplete_event_size=LARGEST_HEAD,
                timeout_graceful_shutdown=2 * GRACE_SECONDS,
            ),
            pool,
        )
        # uvicorn shuts down on these signals and then raises them again for these handlers.
        signal.signal(signal.SIGTERM, _leave)
        signal.signal(signal.SIGINT, _leave)
        print(_address(listener), flush=True)
        try:
            server.run(sockets=[listener])
        finally:
            pool.close()
        if not server.started:
            raise GraphError(f"{folder}: the server could not start on its store")


def _leave(_: int, __: FrameType | None) -> None:
    sys.exit(0)


@contextmanager
def _store(folder: Path) -> Iterator[Path]:
    """Load the store, into a temporary folder if that of the graph cannot be written to."""
    with ExitStack() as held:
        try:
            store = prepare_store(folder)
        except OSError as error:
            if error.errno not in {errno.EROFS, errno.EACCES, errno.EPERM}:
                raise
            home = held.enter_context(tempfile.TemporaryDirectory(prefix="kg-store-"))
            store = prepare_store(folder, Path(home))
        # Outside of the try: an error of the server is none of its store.
        yield store


def _described(folder: Path) -> tuple[Mint, NamedNode | None]:
    """Read what a store says of itself: the base of its IRIs, and the IRI of its data set."""
    import pyoxigraph as ox

    store = ox.Store.read_only(str(folder))
    return Mint(base_iri_in(store) or DEFAULT_BASE_IRI), next(iter(data_sets_in(store)), None)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=1024)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"cannot listen on {host} port {port}: {reason}") from None
    # An answer is sent in two parts, head and body. Without this option the system holds the second
    # back until the client acknowledges the first, which takes 40 ms. Connections inherit it.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # Else the system buffers megabytes for a slow client, which seems to take nothing meanwhile.
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, MOST_BUFFERED)
    with listener:
        yield listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _hosts(host: str, mint: Mint) -> set[str]:
    """Return the host names to answer to; empty, for any name, unless the address is loopback."""
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        return set()
    named = urlsplit(mint.base).hostname
    return {"localhost", "127.0.0.1", "::1", host, *([named] if named else [])}
