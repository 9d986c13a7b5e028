"""A graph goes into another store by the Graph Store Protocol: Oxigraph's own server."""

import http.server
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import httpx
import pyoxigraph as ox
import pytest

from kg import push
from kg.errors import ArgumentError, GraphError, InputError
from kg.push import push_graph

OXIGRAPH = Path(sys.executable).with_name("oxigraph")


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    place = tmp_path_factory.mktemp("oxigraph")
    process = subprocess.Popen(
        [OXIGRAPH, "serve", "--location", place, "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            httpx.get(address)
            break
        except httpx.TransportError:
            time.sleep(0.1)
    yield address
    process.kill()
    process.wait()


def triples_in(folder: Path) -> int:
    return len(list(ox.parse((folder / "graph.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)))


def count(address: str, graph: str | None = None) -> int:
    pattern = "?s ?p ?o" if graph is None else f"GRAPH <{graph}> {{ ?s ?p ?o }}"
    query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
    answer = httpx.get(f"{address}/query", params={"query": query})
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def test_no_other_method_is_sent(folder: Path, oxigraph: str) -> None:
    push_graph(folder, f"{oxigraph}/store")
    with pytest.raises(ArgumentError, match="method='delete': expected put or post"):
        push_graph(folder, f"{oxigraph}/store", method="delete")
    assert count(oxigraph) == triples_in(folder)


def test_put_replaces_the_default_graph(folder: Path, oxigraph: str) -> None:
    for _ in range(2):
        sent = push_graph(folder, f"{oxigraph}/store")
        assert sent == (folder / "graph.ttl").stat().st_size
        assert count(oxigraph) == triples_in(folder)


def test_post_adds_to_a_named_graph(folder: Path, oxigraph: str) -> None:
    graph = "https://example.org/graph?a=1&b=2"
    push_graph(folder, f"{oxigraph}/store", graph=graph, method="post")
    assert count(oxigraph, graph) == triples_in(folder)


def test_the_command_says_what_it_sent(folder: Path, oxigraph: str) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("kg"), "push", folder, "--endpoint", f"{oxigraph}/store"],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, b"bytes sent" in done.stdout) == (0, True)


class Busy(http.server.BaseHTTPRequestHandler):
    """Refuses twice, then takes what comes."""

    seen: ClassVar[list[tuple[str, int]]] = []
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        size = 0
        while length := int(self.rfile.readline(), 16):
            size += len(self.rfile.read(length))
            self.rfile.readline()
        self.rfile.readline()
        self.seen.append((self.headers.get("Authorization", ""), size))
        self.send_response(503 if len(self.seen) < 3 else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_a_busy_store_is_tried_again_with_the_token_of_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "FIRST_PAUSE", 0.01)
    monkeypatch.setenv("KG_PUSH_TOKEN", "secret")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Busy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        push_graph(folder, f"http://127.0.0.1:{server.server_port}/data")
        server.shutdown()
    size = (folder / "graph.ttl").stat().st_size
    assert Busy.seen == [("Bearer secret", size)] * 3


def test_a_store_that_refuses_is_quoted(folder: Path, oxigraph: str) -> None:
    with pytest.raises(GraphError, match="answered 404"):
        push_graph(folder, f"{oxigraph}/nowhere")


def test_a_store_that_is_not_there_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "FIRST_PAUSE", 0.01)
    with pytest.raises(GraphError, match="cannot be reached"):
        push_graph(folder, "http://127.0.0.1:9/store")


@pytest.mark.parametrize("address", ["localhost/store", "file:///etc/passwd", "http://u:p@h/s"])
def test_what_is_no_address_is_refused(folder: Path, address: str) -> None:
    with pytest.raises(InputError):
        push_graph(folder, address)


def test_a_folder_without_a_graph_is_told_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="kg build"):
        push_graph(tmp_path, "http://127.0.0.1:9/store")
