"""The example graph in a folder, and in a store."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdf_example import Graph

from kg.rdf import write_rdf
from kg.sparql import open_store


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph")
    with (folder / "graph.ttl").open("wb") as stream:
        write_rdf(Graph(), stream)
    return folder


@pytest.fixture(scope="session")
def store(folder: Path) -> ox.Store:
    return open_store(folder)
