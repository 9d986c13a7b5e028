"""Extraction in several processes, any of which may die without losing the others' work."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import current_process, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from kg.errors import ArgumentError, KgError
from kg.lean_imports import kept_away, run_without
from kg.records import Mention, Paper

__all__ = [
    "Extract",
    "check_workers",
    "cores",
    "in_processes",
    "peak_memory",
    "sensible_workers",
]

Extract = Callable[[Iterable[Paper]], Iterable[tuple[Paper, tuple[Mention, ...]]]]
# Abstracts sent to a worker at a time: enough that sending them costs little.
WORKER_BATCH = 128
# A worker takes as long to load the pipeline as to read this many papers.
PAPERS_PER_WORKER = 200
# Peak memory in bytes at which a worker is replaced by a fresh one. A worker needs 350 MB; memory
# beyond that, which unusual texts make it allocate, is never freed.
MOST_MEMORY = 1 << 30
# If a worker dies before it has read a paper, the cause is the model or the machine: retry once,
# since further attempts would be no use.
MOST_FAILED_STARTS = 2
# Linux tells the peak memory of a process here, in KiB.
_STATUS = Path("/proc/self/status")
_GUARD = (
    "each worker process first imports the script that asked for it, so a script has to make its"
    ' calls with several workers under `if __name__ == "__main__":`'
)


def peak_memory() -> int:
    """Return the peak memory of this process in bytes; 0 where the system does not count it."""
    if sys.platform == "win32":
        return 0
    if _STATUS.exists():
        # The system call below also counts what the parent held when it started this process.
        told = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
        return int(told["VmHWM"].split()[0]) * 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def cores() -> int:
    """Return how many processor cores this process may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return usable or 1


def sensible_workers(papers: int) -> int:
    """Return how many processes suit a number of papers, at most the number of cores."""
    return max(1, min(cores(), papers // PAPERS_PER_WORKER))


def check_workers(workers: int | None) -> None:
    """Refuse an invalid number of workers, and workers of a script that itself runs in a worker.

    Parameters
    ----------
    workers
        Number of processes; None for at most one per core.

    Raises
    ------
    ArgumentError
        If the number is below one.
    KgError
        If this process is itself a worker that is still importing the script.
    """
    if workers is not None and workers < 1:
        raise ArgumentError(f"workers={workers}: expected a number from 1, or None for the cores")
    # Multiprocessing checks this attribute too, but only when it starts a process: by then the
    # script would have read all its papers again, and met the lock of its own build.
    if workers != 1 and getattr(current_process(), "_inheriting", False):
        raise KgError(_GUARD)


@dataclass(slots=True)
class _Task:
    """A batch of papers, and the mentions found in the first of them so far."""

    number: int
    papers: list[Paper]
    found: list[tuple[Mention, ...]] = field(default_factory=list)
    one_by_one: bool = False

    @property
    def rest(self) -> list[Paper]:
        return self.papers[len(self.found) :]


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection[Any, Any]
    task: _Task | None = None
    ready: bool = False


def _work(connection: Connection[Any, Any], load: Callable[[], Extract]) -> None:
    """Process batches until the other side closes the connection."""
    try:
        extract = load()
        connection.send((None, [], 0))
        while True:
            papers, one_by_one = connection.recv()
            for batch in [[paper] for paper in papers] if one_by_one else [papers]:
                found = [mentions for _, mentions in extract(batch)]
                connection.send((None, found, peak_memory()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except KgError as error:
        connection.send((error, [], 0))
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        connection.send((RuntimeError(f"a worker process failed: {message}"), [], 0))
        raise


def _failed_start(status: int | None) -> str:
    """Say why a worker may have ended before it was ready."""
    # Our own code would have sent its error. A Python error that was not sent, with a status
    # above 0, comes from the script.
    if status is not None and status > 0:
        return f"a worker process ended before it began (status {status}): {_GUARD}"
    return f"a worker process ended while it loaded the model (status {status})"


class _Team:
    """The workers and their tasks; the tasks of workers that die are given to others."""

    def __init__(self, load: Callable[[], Extract], lost: list[Paper] | None) -> None:
        self.load = load
        self.lost = lost
        self.workers: list[_Worker] = []
        self.again: deque[_Task] = deque()
        self.failed_starts = 0
        self.peak = 0

    def give(self, task: _Task) -> None:
        """Give a task to an idle worker, or to a new one."""
        idle = [worker for worker in self.workers if worker.task is None]
        worker = idle[0] if idle else self._hire()
        worker.task = task
        try:
            worker.connection.send((task.rest, task.one_by_one))
        except OSError:
            self._bury(worker, blame=False)

    def _hire(self) -> _Worker:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        work = pickle.dumps((_work, self.load))
        given = (kept_away(), work, theirs)
        process = context.Process(target=run_without, args=given, daemon=True)
        # Ctrl-C goes to the whole process group; this process alone decides when workers end.
        in_main_thread = threading.current_thread() is threading.main_thread()
        before = signal.signal(signal.SIGINT, signal.SIG_IGN) if in_main_thread else None
        try:
            process.start()
        finally:
            if in_main_thread:
                signal.signal(signal.SIGINT, before)
        theirs.close()
        worker = _Worker(process, ours)
        self.workers.append(worker)
        return worker

    def collect(self) -> Iterator[_Task]:
        """Wait for answers, and yield the tasks that are done."""
        busy = {worker.connection: worker for worker in self.workers if worker.task}
        for connection in wait(list(busy)) if busy else []:
            worker = busy[connection]  # type: ignore[index]
            try:
                error, found, peak = worker.connection.recv()
            except (EOFError, OSError):
                self._bury(worker)
                continue
            if error:
                raise error
            self.peak = max(self.peak, peak)
            task = worker.task
            assert task is not None
            worker.ready = True
            task.found += found
            if not task.rest:
                worker.task = None
                if peak > MOST_MEMORY:
                    self._dismiss(worker)
                yield task

    def _dismiss(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.connection.close()
        worker.process.terminate()
        worker.process.join()

    def _bury(self, worker: _Worker, blame: bool = True) -> None:
        """Queue the task of a dead worker again, without a paper on which two workers died."""
        task = worker.task
        self._dismiss(worker)
        if not worker.ready:
            self.failed_starts += 1
            if self.failed_starts >= MOST_FAILED_STARTS:
                raise KgError(_failed_start(worker.process.exitcode))
        assert task is not None
        if not (worker.ready and blame):
            pass
        elif task.one_by_one:
            guilty = task.papers.pop(len(task.found))
            if self.lost is None:
                raise KgError(f"{guilty.id}: two worker processes died of reading it")
            self.lost.append(guilty)
        else:
            task.one_by_one = True
        self.again.append(task)

    def end(self) -> None:
        """End all workers."""
        for worker in list(self.workers):
            self._dismiss(worker)


def in_processes(
    papers: Iterable[Paper],
    load: Callable[[], Extract],
    workers: int,
    lost: list[Paper] | None,
    report_peak: Callable[[int], None],
) -> Iterator[tuple[Paper, tuple[Mention, ...]]]:
    """Extract in worker processes, in the order of the papers.

    A worker that dies is replaced, and its batch read again one paper at a time; the paper on
    which another dies is left out.

    Parameters
    ----------
    load
        Called in each worker to make the function that extracts.
    lost
        Receives the papers on which two workers died; if None, the first raises an error.
    report_peak
        Called at the end with the peak memory of the largest worker, in bytes.

    Raises
    ------
    KgError
        If workers die before they read anything, or on a paper while `lost` is None.
    """
    remaining = iter(papers)
    batches = enumerate(iter(lambda: list(islice(remaining, WORKER_BATCH)), []))
    team = _Team(load, lost)
    done: dict[int, _Task] = {}
    under_way: set[int] = set()
    try:
        while True:
            idle = workers - sum(worker.task is not None for worker in team.workers)
            # Results that wait for an earlier batch count too: they take memory.
            room = min(idle, 3 * workers - len(done))
            given = [team.again.popleft() for _ in range(min(idle, len(team.again)))]
            given += (_Task(n, batch) for n, batch in islice(batches, max(0, room - len(given))))
            for task in given:
                under_way.add(task.number)
                if task.rest:
                    team.give(task)
                else:
                    done[task.number] = task
            for task in team.collect():
                done[task.number] = task
            if not under_way:
                break
            while under_way and (first := min(under_way)) in done:
                task = done.pop(first)
                under_way.remove(first)
                yield from zip(task.papers, task.found, strict=True)
    finally:
        team.end()
        report_peak(team.peak)
