"""The commands that give a built graph to other programs: over HTTP, and into their stores."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.commands.failures import wrong_usage
from kg.commands.options import Folder

# In the order in which the help lists them.
__all__ = ["serve", "push"]  # noqa: RUF022


def _needs(*packages: str) -> None:
    from importlib.util import find_spec

    from kg.errors import InputError

    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        raise InputError(f"this needs {' and '.join(missing)}: pip install 'paper-kg[serve]'")


def serve(
    folder: Folder,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines connect.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 picks a free one.")
    ] = 8000,
    timeout: Annotated[
        float,
        typer.Option(
            min=0.1, max=3600, help="Longest time that a query may take.", metavar="SECONDS"
        ),
    ] = 10.0,
) -> None:
    """Serve a graph over HTTP: SPARQL, linked data, a JSON API and the page."""
    import os

    from kg.errors import InputError

    _needs("starlette", "uvicorn")
    if not hasattr(os, "fork"):
        raise InputError("kg serve needs a system with fork, such as Linux or macOS")
    from kg.server.run import serve as run_server

    run_server(folder, host, port, timeout)


def push(
    folder: Folder,
    endpoint: Annotated[
        str, typer.Option(help="Graph Store Protocol address of the other store.", metavar="URL")
    ],
    graph: Annotated[
        str | None,
        typer.Option(help="Graph to write into; the default graph if absent.", metavar="IRI"),
    ] = None,
    method: Annotated[
        str, typer.Option(help="put replaces what the graph holds, post adds to it.")
    ] = "put",
) -> None:
    """Load a graph into another RDF store over the SPARQL Graph Store HTTP Protocol."""
    _needs("httpx")
    from kg.push import METHODS, push_graph

    if method not in METHODS:
        wrong_usage(f"--method {method}: expected put or post")
    sent = push_graph(Path(folder), endpoint, graph=graph, method=method)
    print(f"{sent} bytes sent to {endpoint}")
