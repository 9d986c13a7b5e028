"""How many processes extraction takes where nobody says how many."""

import os
from collections.abc import Iterator
from multiprocessing import active_children

import pytest

from kg.build import build_graph
from kg.extract import extract_mentions
from kg.extract.workers import WORKER_BATCH
from kg.records import Paper


@pytest.fixture
def two_cores() -> Iterator[None]:
    before = os.sched_getaffinity(0)
    if len(before) < 2:
        pytest.skip("needs two cores")
    os.sched_setaffinity(0, sorted(before)[:2])
    yield
    os.sched_setaffinity(0, before)


@pytest.mark.slow
@pytest.mark.usefixtures("two_cores")
def test_no_number_of_workers_is_one_per_core() -> None:
    papers = [Paper(str(number), "BERT", "We train BERT.") for number in range(3 * WORKER_BATCH)]
    next(found := extract_mentions(papers, workers=None))
    assert len(active_children()) == 2
    assert len(list(found)) == len(papers) - 1


@pytest.mark.usefixtures("two_cores")
def test_no_number_of_workers_is_none_beside_this_process_for_a_short_list() -> None:
    started: list[int] = []

    def watch(papers: list[Paper]) -> Iterator[Paper]:
        yield from papers
        started.append(len(active_children()))

    papers = [Paper("a", "BERT", "We train BERT on BookCorpus.")]
    assert build_graph(papers, workers=None, watch=watch) == build_graph(papers)
    assert started == [0]
