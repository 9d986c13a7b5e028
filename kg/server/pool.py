"""Gives jobs to worker processes, and ends those that take too long.

A job starts in one of a few places, where it may compute for `Limits.slice_seconds`. A job that
needs more gives up its place and continues at the system's lowest priority, unless too many such
jobs are running. So short queries are answered while long ones run.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kg.server.messages import Answer, Job, pack, read_answer

__all__ = ["Limits", "Pool", "WorkerBusyError", "WorkerCrashedError", "WorkerTimeoutError"]

LOWEST_PRIORITY = 19
# The worker's own alarm comes after the server's; it matters only if the server died meanwhile.
ALARM_DELAY = 2.0
START_SECONDS = 30.0
# The kernel counts CPU time in hundredths of a second.
SHORTEST_WAIT = 0.01


class WorkerBusyError(Exception):
    """There is no place for the job now; it may be sent again later."""


class WorkerTimeoutError(Exception):
    """The job took too long, and its process was ended."""


class WorkerCrashedError(Exception):
    """The job's process ended before it answered: most likely it needed too much memory."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much work is taken on.

    Attributes
    ----------
    seconds
        Time limit of one job, and of its wait for a place.
    workers
        Maximum number of jobs that run at once in their first time slice.
    slice_seconds
        CPU time that a job may use in one of these places. It is not wall-clock time, so that a
        busy machine does not make a short query look long.
    long_jobs
        Maximum number of jobs that run at once beyond their first slice.
    waiting
        Maximum number of jobs that wait for a place; more are turned away.
    """

    seconds: float = 10.0
    workers: int = 4
    slice_seconds: float = 0.5
    long_jobs: int = 2
    waiting: int = 200


class _Worker:
    """A process and the socket to it."""

    def __init__(
        self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.pid = pid
        self._reader = reader
        self._writer = writer
        self._ended = False

    @property
    def alive(self) -> bool:
        return not (self._ended or self._reader.at_eof() or self._writer.is_closing())

    async def ask(self, job: Job) -> Answer:
        try:
            self._writer.write(pack(job))
            await self._writer.drain()
            head, body = await read_answer(self._reader)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise WorkerCrashedError from None
        return Answer(head["status"], head["media_type"], body)

    def computed(self) -> float:
        """Return the CPU time that the process has used so far, in seconds."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
        except OSError:
            # Without /proc (macOS) wall-clock time has to do.
            return time.monotonic()
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def lower_priority(self) -> None:
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, LOWEST_PRIORITY)

    def end(self) -> None:
        if not self._ended:
            self._ended = True
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._writer.close()


class Pool:
    """Worker processes on one store.

    Parameters
    ----------
    store
        Folder of an Oxigraph store.
    limits
        How much work is taken on.

    Attributes
    ----------
    stopping
        Whether all processes were ended because the server stops.
    """

    def __init__(self, store: Path, limits: Limits) -> None:
        self.limits = limits
        self._store = store
        self._nursery: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._places = asyncio.Semaphore(limits.workers)
        self._waiting = 0
        self._long_jobs = 0
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self.stopping = False

    @property
    def processes(self) -> int:
        """Current number of workers."""
        return len(self._all)

    async def start(self) -> None:
        """Start the nursery and the first worker, to find out now whether the store opens."""
        self._idle.append(await self._new_worker())

    def stop(self) -> None:
        """End all processes, and start no other: who waits for an answer is told so."""
        self.stopping = True
        self.close()

    def close(self) -> None:
        """End all processes."""
        for worker in list(self._all):
            self._end(worker)
        if self._control is not None:
            self._control.close()
        if self._nursery is not None:
            self._nursery.kill()
            self._nursery.wait()
        self._nursery = self._control = None

    async def ask(self, job: Job) -> Answer:
        """Have a worker do a job.

        Raises
        ------
        WorkerBusyError
            Too many jobs are waiting or running long, or no place came free in time.
        WorkerTimeoutError
            It took longer than `Limits.seconds`.
        WorkerCrashedError
            Its process ended.
        """
        job = replace(job, seconds=self.limits.seconds + ALARM_DELAY)
        async with self._place():
            worker = await self._free_worker()
            end = time.monotonic() + self.limits.seconds
            slice_end = worker.computed() + self.limits.slice_seconds
            answering = asyncio.create_task(worker.ask(job))
            while (left := slice_end - worker.computed()) > 0 and time.monotonic() < end:
                patience = min(max(left, SHORTEST_WAIT), end - time.monotonic())
                if await self._wait(worker, answering, patience):
                    return self._answer(worker, answering)
        if self._long_jobs >= self.limits.long_jobs:
            await self._abandon(worker, answering)
            raise WorkerBusyError("other long queries are running")
        self._long_jobs += 1
        worker.lower_priority()
        try:
            if not await self._wait(worker, answering, max(0.0, end - time.monotonic())):
                await self._abandon(worker, answering)
                raise WorkerTimeoutError
            return answering.result()
        finally:
            self._long_jobs -= 1
            # Only the superuser may raise a priority again, so the worker is not reused.
            self._end(worker)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        if self._waiting >= self.limits.waiting:
            raise WorkerBusyError("too many queries are waiting")
        self._waiting += 1
        try:
            async with asyncio.timeout(self.limits.seconds):
                await self._places.acquire()
        except TimeoutError:
            raise WorkerBusyError("no worker came free in time") from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._places.release()

    async def _wait(self, worker: _Worker, answering: asyncio.Task[Answer], seconds: float) -> bool:
        """Wait for an answer; if the client leaves meanwhile, end the job, which nobody needs."""
        try:
            await asyncio.wait({answering}, timeout=seconds)
        except asyncio.CancelledError:
            await self._abandon(worker, answering)
            raise
        return answering.done()

    def _answer(self, worker: _Worker, answering: asyncio.Task[Answer]) -> Answer:
        if answering.exception() is not None:
            self._end(worker)
        else:
            self._idle.append(worker)
        return answering.result()

    async def _abandon(self, worker: _Worker, answering: asyncio.Task[Answer]) -> None:
        self._end(worker)
        answering.cancel()
        await asyncio.wait({answering})

    def _end(self, worker: _Worker) -> None:
        worker.end()
        self._all.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)

    async def _free_worker(self) -> _Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            self._end(worker)
        return await self._new_worker()

    async def _new_worker(self) -> _Worker:
        if self.stopping:
            raise WorkerCrashedError
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._hand_over(theirs)
            except OSError:
                # The nursery is gone, for whatever reason: a new one takes its place.
                self.close()
                self._hand_over(theirs)
        reader, writer = await asyncio.open_connection(sock=ours)
        try:
            async with asyncio.timeout(START_SECONDS):
                hello, _ = await read_answer(reader)
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            raise WorkerCrashedError from None
        worker = _Worker(hello["pid"], reader, writer)
        self._all.add(worker)
        return worker

    def _hand_over(self, connection: socket.socket) -> None:
        """Give the nursery one end of a socket, for a worker that it forks."""
        if self._control is None:
            self._control, theirs = socket.socketpair()
            with theirs:
                self._nursery = subprocess.Popen(
                    # -P: nothing in the working directory is ever imported.
                    [
                        *(sys.executable, "-P", "-m", "kg.server.worker"),
                        *(str(self._store), str(theirs.fileno()), str(os.getpid())),
                    ],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
        socket.send_fds(self._control, [b"w"], [connection.fileno()])
