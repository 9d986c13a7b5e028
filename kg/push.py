"""Loads a graph into another RDF store by the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from kg.errors import ArgumentError, GraphError, InputError
from kg.storage.build_folder import current_file

__all__ = ["METHODS", "push_graph"]

METHODS = ("put", "post")
# Credentials come from the environment: every user of a machine can see its command lines.
TOKEN, USER, PASSWORD = "KG_PUSH_TOKEN", "KG_PUSH_USER", "KG_PUSH_PASSWORD"
CHUNK_BYTES = 1 << 16
# Four tries within about seven seconds bridge a restart; a longer outage is reported.
TRIES = 4
FIRST_PAUSE = 1.0
_CONNECT_SECONDS = 10.0
# A store may index what it received before it answers.
_ANSWER_SECONDS = 600.0
_TRY_AGAIN = frozenset({408, 425, 429, 502, 503, 504})
_LONGEST_ANSWER = 300


def _authentication() -> tuple[dict[str, str], tuple[str, str] | None]:
    if token := os.environ.get(TOKEN):
        return {"Authorization": f"Bearer {token}"}, None
    user = os.environ.get(USER)
    return {}, (user, os.environ.get(PASSWORD, "")) if user else None


def _target(endpoint: str, graph: str | None) -> httpx.URL:
    parts = urlsplit(endpoint)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise InputError(f"{endpoint}: expected an address that begins with http or https")
    if parts.username or parts.password:
        raise InputError(f"the address holds a password: give it in {USER} and {PASSWORD}")
    try:
        url = httpx.URL(endpoint)
    except httpx.InvalidURL as error:
        raise InputError(f"{endpoint}: no address: {error}") from None
    if graph is not None:
        return url.copy_merge_params({"graph": graph})
    # An address that already names its graph, as with Fuseki's ?default, is left unchanged.
    return url if url.query else url.copy_merge_params({"default": ""})


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while part := stream.read(CHUNK_BYTES):
            yield part


def push_graph(
    folder: Path, endpoint: str, *, graph: str | None = None, method: str = "put"
) -> int:
    """Send ``graph.ttl`` of a folder, chunk by chunk, and retry after temporary failures.

    Parameters
    ----------
    folder
        Where a graph was built.
    endpoint
        Graph Store URL: ``http://host/store`` for Oxigraph, ``http://host/ds/data`` for Fuseki.
        The environment variable ``KG_PUSH_TOKEN`` gives a bearer token, or ``KG_PUSH_USER`` and
        ``KG_PUSH_PASSWORD`` a name and a password.
    graph
        IRI of the graph to write; None for the default graph.
    method
        ``put`` replaces the graph, ``post`` adds to it.

    Returns
    -------
    int
        Bytes sent.

    Raises
    ------
    GraphError
        There is no graph in the folder, or the store refused it or could not be reached.
    InputError
        The address is invalid, or holds a user name or a password.
    ArgumentError
        There is no such method.
    """
    if method not in METHODS:
        raise ArgumentError(f"method={method!r}: expected {' or '.join(METHODS)}")
    file = current_file(folder, "graph.ttl")
    if not file.is_file():
        raise GraphError(f"{folder}: holds no graph (graph.ttl is missing); `kg build` makes one")
    url = _target(endpoint, graph)
    headers, basic = _authentication()
    headers["Content-Type"] = "text/turtle"
    timeout = httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS)
    # No proxies from the environment and no redirects: they could leak the graph and the token.
    with httpx.Client(timeout=timeout, auth=basic, trust_env=False) as client:
        for number in range(TRIES):
            try:
                answer = client.request(method.upper(), url, headers=headers, content=_chunks(file))
            except httpx.TransportError as error:
                problem = f"cannot be reached: {error}"
            else:
                if answer.is_success:
                    return file.stat().st_size
                said = " ".join(answer.text[:_LONGEST_ANSWER].split())
                problem = f"answered {answer.status_code} {answer.reason_phrase}: {said}"
                if answer.status_code not in _TRY_AGAIN:
                    break
            if number + 1 < TRIES:
                time.sleep(FIRST_PAUSE * 2**number)
    raise GraphError(f"{endpoint}: {problem}")
