"""Asks a query in a process of its own, which ends if it takes too much time or memory."""

from __future__ import annotations

import os
import pickle
import select
import signal
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from kg.errors import QueryError
from kg.querying.bounds import bound_memory, end_with_parent

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = ["answer_within"]

# An answer as text, and whether anything was found.
Answer = tuple[str, bool]
Ask = Callable[["ox.Store"], Answer]

# In bytes, of address space for an answer, beyond what the loaded store takes. The server allows
# each of its queries less, since it answers several at once.
QUERY_MEMORY = 4 << 30
_READY = b"r"
_CHUNK = 1 << 20


def answer_within(seconds: float, folder: Path, ask: Ask) -> Answer:
    """Answer a query of a folder's store within a time, and within `QUERY_MEMORY`.

    Loading the store does not count. A system without fork (Windows) knows neither limit.

    Parameters
    ----------
    seconds
        Time limit of the query.
    folder
        Folder of a built graph, or its Turtle file.
    ask
        Asks the store, writes the answer as text, and says whether anything was found.

    Raises
    ------
    QueryError
        If the query is wrong, or needs more time or memory.
    GraphError
        If the folder holds no graph.
    """
    from kg.sparql import open_store

    if not hasattr(os, "fork"):
        return ask(open_store(folder))
    receiving, sending = os.pipe()
    parent = os.getpid()
    with warnings.catch_warnings():
        # Of other threads in this process. The child uses nothing of theirs.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        os.close(receiving)
        _answer(parent, sending, folder, ask)
    os.close(sending)
    try:
        return _received(receiving, seconds)
    finally:
        os.close(receiving)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _answer(parent: int, sending: int, folder: Path, ask: Ask) -> NoReturn:
    """Send the answer or the error, or nothing for lack of memory, and end this process."""
    try:
        end_with_parent(parent)
        # Out of memory, the store prints a hundred lines of its own code.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        _send(sending, pickle.dumps(_asked(sending, folder, ask)))
    finally:
        os._exit(0)


def _asked(sending: int, folder: Path, ask: Ask) -> Answer | Exception:
    from kg.sparql import open_store

    try:
        store = open_store(folder)
        bound_memory(QUERY_MEMORY)
        _send(sending, _READY)
        return ask(store)
    except MemoryError:
        raise
    except Exception as error:
        return error


def _send(sending: int, content: bytes) -> None:
    with open(sending, "wb", closefd=False) as stream:
        stream.write(content)


def _received(receiving: int, seconds: float) -> Answer:
    """Wait for the store, then for the answer as long as it may take."""
    chunks = [os.read(receiving, len(_READY))]
    # Without this byte, the store did not open, and the error follows.
    is_ready = chunks[0] == _READY
    end = time.monotonic() + seconds
    while chunks[-1]:
        left = max(end - time.monotonic(), 0)
        if is_ready and not select.select([receiving], [], [], left)[0]:
            raise QueryError(
                f"the query took longer than {seconds:g} seconds and was ended;"
                " narrow it, or allow it more with --timeout"
            )
        chunks.append(os.read(receiving, _CHUNK))
    return _told(b"".join(chunks[is_ready:]))


def _told(content: bytes) -> Answer:
    try:
        told: Answer | Exception = pickle.loads(content)
    except (EOFError, pickle.UnpicklingError):
        raise QueryError(
            "the query was ended: it needs too much memory; narrow it, or add a LIMIT"
        ) from None
    if isinstance(told, Exception):
        raise told
    return told
