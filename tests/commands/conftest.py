"""A list and its graph, which the tests of commands read."""

from pathlib import Path

import pytest
from paper_list import TWO_PAPERS, run


@pytest.fixture(scope="session")
def papers_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("papers") / "list.txt"
    file.write_text(TWO_PAPERS, encoding="utf8")
    return file


@pytest.fixture(scope="session")
def folder(papers_file: Path) -> Path:
    output = papers_file.parent / "graph"
    assert run("build", papers_file, "-o", output).exit_code == 0
    return output
