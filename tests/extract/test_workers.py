"""Worker processes: the order of what they find, and what their deaths leave."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.extract.workers import WORKER_BATCH, Extract, in_processes, peak_memory, sensible_workers
from kg.records import Mention, Paper

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes by signals")

Found = tuple[Mention, ...]


def _first_word(
    papers: Iterable[Paper], deaths: Path, deadly: int
) -> Iterator[tuple[Paper, Found]]:
    """Find the first word of each abstract; die at "deadly", as often as is said."""
    for paper in papers:
        word = paper.abstract.split()[0]
        if word == "deadly" and len(list(deaths.iterdir())) < deadly:
            (deaths / str(os.getpid())).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        yield paper, (
            Mention(paper.id, "abstract", 0, len(word), word, "method", "uses", 1.0, "", 0, 9),
        )  # fmt: skip


def load(deaths: Path, deadly: int) -> Extract:
    return partial(_first_word, deaths=deaths, deadly=deadly)


def load_and_die() -> Extract:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def load_and_fail() -> Extract:
    raise KgError("no such model")


def papers(number: int, deadly: int = -1) -> list[Paper]:
    return [
        Paper(f"p{i}", f"Paper {i}", "deadly text" if i == deadly else f"word{i} and more")
        for i in range(number)
    ]


def found_in(
    read: list[Paper],
    deaths: Path,
    deadly: int = 0,
    lost: list[Paper] | None = None,
    peaks: list[int] | None = None,
) -> list[str]:
    found = in_processes(
        read, partial(load, deaths, deadly), 2, lost, (peaks if peaks is not None else []).append
    )
    return [paper.id for paper, (mention,) in found if mention.paper == paper.id]


def test_results_come_in_the_order_of_the_papers(tmp_path: Path) -> None:
    read = papers(5 * WORKER_BATCH + 3)
    assert found_in(read, tmp_path) == [paper.id for paper in read]


@pytest.mark.slow
def test_a_worker_that_dies_once_loses_nothing(tmp_path: Path) -> None:
    read = papers(2 * WORKER_BATCH, deadly=7)
    lost: list[Paper] = []
    assert found_in(read, tmp_path, 1, lost) == [paper.id for paper in read]
    assert lost == []


@pytest.mark.slow
def test_a_paper_that_kills_two_workers_is_left_out_and_named(tmp_path: Path) -> None:
    read = papers(2 * WORKER_BATCH, deadly=7)
    lost: list[Paper] = []
    assert found_in(read, tmp_path, 2, lost) == [p.id for p in read if p.id != "p7"]
    assert [paper.id for paper in lost] == ["p7"]


@pytest.mark.slow
def test_where_nothing_may_be_lost_such_a_paper_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="p7: two worker processes died"):
        found_in(papers(20, deadly=7), tmp_path, 2)


@pytest.mark.slow
def test_workers_that_die_while_they_load_are_an_error() -> None:
    with pytest.raises(KgError, match="ended while it loaded the model"):
        list(in_processes(papers(3), load_and_die, 2, [], lambda size: None))


def test_an_error_of_ours_in_a_worker_is_told_as_it_is() -> None:
    with pytest.raises(KgError, match="no such model"):
        list(in_processes(papers(3), load_and_fail, 2, [], lambda size: None))


def test_the_memory_of_the_largest_worker_is_reported(tmp_path: Path) -> None:
    peaks: list[int] = []
    found_in(papers(3), tmp_path, peaks=peaks)
    assert len(peaks) == 1
    assert 10 << 20 < peaks[0] < 2 << 30
    assert peak_memory() > 10 << 20


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process starts with its own peak")
def test_the_memory_of_a_worker_is_not_that_of_the_process_that_started_it() -> None:
    own = "from kg.extract.workers import peak_memory; print(peak_memory())"
    parent = (
        "import subprocess, sys; held = bytes(1 << 30).upper();"
        f" subprocess.run([sys.executable, '-c', {own!r}], check=True)"
    )
    said = subprocess.run([sys.executable, "-c", parent], capture_output=True, check=True).stdout
    assert int(said) < 1 << 30


def test_a_short_list_is_read_by_one_process() -> None:
    assert sensible_workers(28) == 1
    assert sensible_workers(10**6) == len(os.sched_getaffinity(0))
