"""Fixtures that all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from paper_list import TWO_PAPERS
from small_graph import ENTITIES, LINKS, PAPERS

from kg.graph import KnowledgeGraph

# How long an example takes says more of the machine and what else it does than of the program.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of evaluation data beside the project; tests that need it skip without it."""
    if not SHARED.is_dir():
        reason = f"needs the evaluation data at {SHARED.name}/ beside the project"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}: missing in CI")
        pytest.skip(reason)
    return SHARED


@pytest.fixture(scope="session")
def papers_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of two papers; nobody writes beside it."""
    file = tmp_path_factory.mktemp("papers") / "list.txt"
    file.write_text(TWO_PAPERS, encoding="utf8")
    return file


@pytest.fixture
def graph() -> KnowledgeGraph:
    return KnowledgeGraph(PAPERS, ENTITIES, LINKS)
