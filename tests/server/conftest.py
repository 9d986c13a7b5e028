"""One server for all tests that only ask it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from served import TIMEOUT, Server, built


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="session")
def server(folder: Path) -> Iterator[Server]:
    running = Server(folder, "--timeout", str(TIMEOUT))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def client(server: Server) -> httpx.Client:
    return server.client
