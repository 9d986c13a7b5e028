"""The processes that answer queries: a nursery with all code loaded, and the workers it forks.

Run as ``python -m kg.server.worker STORE DESCRIPTOR PARENT``. The descriptor is a Unix socket,
through which the nursery receives another socket for each worker that it should fork.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from io import BufferedReader
from typing import NoReturn

import pyoxigraph as ox

from kg.querying.bounds import bound_memory, end_with_parent
from kg.querying.check import check_query
from kg.server.answers import answer_job
from kg.server.messages import pack, read_job

__all__ = ["main"]

# Address space in bytes that a worker may use beyond what it has at its start.
QUERY_MEMORY = 1 << 30


def _work(connection: socket.socket, store_folder: str) -> None:
    """Answer jobs one after another until the server is gone."""
    store = ox.Store.read_only(store_folder)
    bound_memory(QUERY_MEMORY)
    connection.sendall(pack({"pid": os.getpid()}))
    stream = connection.makefile("rb")
    assert isinstance(stream, BufferedReader)
    while (job := read_job(stream)) is not None:
        # The kernel enforces this limit, even while the engine holds the interpreter's lock.
        signal.setitimer(signal.ITIMER_REAL, job.seconds)
        answer = answer_job(store, job)
        signal.setitimer(signal.ITIMER_REAL, 0)
        connection.sendall(pack(answer))


def _fork_worker(control: socket.socket, descriptor: int, store_folder: str) -> None:
    nursery = os.getpid()
    if os.fork():
        os.close(descriptor)
        return
    status = 1
    try:
        end_with_parent(nursery)
        control.close()
        _work(socket.socket(fileno=descriptor), store_folder)
        status = 0
    except BrokenPipeError:
        pass
    finally:
        os._exit(status)


def main(store_folder: str, descriptor: int, parent: int) -> NoReturn:
    """Fork a worker for each socket received through the control socket, until that closes.

    Parameters
    ----------
    store_folder
        Folder of an Oxigraph store.
    descriptor
        File descriptor of the control socket.
    parent
        Process id of the server.
    """
    end_with_parent(parent)
    # Ctrl-C goes to the whole process group, and a service manager's SIGTERM to each process; the
    # server alone decides when its workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # With this the kernel reaps ended workers, so that none stays as a zombie.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # The first query prepares the checker's parser, which workers inherit.
    check_query("SELECT ?s { ?s ?p ?o . FILTER(?o > 1) }")
    gc.freeze()
    control = socket.socket(fileno=descriptor)
    while True:
        _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not descriptors:
            sys.exit(0)
        _fork_worker(control, descriptors[0], store_folder)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
