"""What the benchmarks of single steps are given: papers, and what each step makes of them."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from kg.extract import extract_mentions
from kg.graph import KnowledgeGraph
from kg.readers import read_papers
from kg.records import Mention, Paper
from kg.resolve import resolve

EXAMPLE = Path(__file__).parents[1] / "examples" / "abstracts.txt"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("papers")
    group.addoption("--abstracts", default=EXAMPLE, type=Path, help="File of papers to measure on.")
    group.addoption("--papers", default=600, type=int, help="Number of them that are taken.")


@pytest.fixture(scope="session")
def papers(request: pytest.FixtureRequest) -> list[Paper]:
    read = read_papers(request.config.getoption("--abstracts"))
    return list(islice(read, request.config.getoption("--papers")))


@pytest.fixture(scope="session")
def mentions(papers: list[Paper]) -> list[Mention]:
    return [mention for _, found in extract_mentions(papers) for mention in found]


@pytest.fixture(scope="session")
def graph(papers: list[Paper], mentions: list[Mention]) -> KnowledgeGraph:
    found = resolve(mentions)
    return KnowledgeGraph(papers, found.entities, found.links, found.merges, found.relations)
