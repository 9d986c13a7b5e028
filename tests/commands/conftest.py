"""The graph of the small list, which the tests of commands read."""

from pathlib import Path

import pytest
from paper_list import run


@pytest.fixture(scope="session")
def folder(papers_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("built") / "graph"
    assert run("build", papers_file, "-o", output).exit_code == 0
    return output
