"""Keeps the Oxigraph store of a built folder: loaded whole or not at all, opened read only."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from io import BufferedReader
from pathlib import Path

import pyoxigraph as ox

from kg.errors import GraphError
from kg.storage.build_folder import current_file

if sys.platform != "win32":
    import fcntl

__all__ = ["load_turtle", "open_store", "prepare_store"]

# Two changes of a file within this many seconds can leave the same time stamp.
_CLOCK_STEP = 2.0
_LOADING = "loading-"
# Lock files kept open until the process ends; while one is held, nobody removes its store.
_held: dict[Path, int] = {}


def open_store(folder: str | Path) -> ox.Store:
    """Open the store of a built folder, loading it from ``graph.ttl`` if that is not yet done.

    Parameters
    ----------
    folder
        Where a graph was built, or a Turtle file. A Turtle file, and the graph of a folder that
        cannot be written to, are loaded into memory.

    Returns
    -------
    pyoxigraph.Store
        Read only if it is on disk. Several processes may have it open.

    Raises
    ------
    GraphError
        There is no ``graph.ttl``, or it is not Turtle.
    """
    path = Path(folder)
    if not path.is_dir():
        return load_turtle(path)
    try:
        ready = prepare_store(path)
    except OSError as error:
        if error.errno not in {errno.EROFS, errno.EACCES, errno.EPERM}:
            raise
        return load_turtle(current_file(path, "graph.ttl"))
    return ox.Store.read_only(str(ready))


def load_turtle(file: Path) -> ox.Store:
    """Load a Turtle file into a store in memory.

    Raises
    ------
    GraphError
        There is no such file, or it is not Turtle.
    """
    store = ox.Store()
    with _opened(file) as stream:
        _bulk_load(store, stream, file)
    return store


def prepare_store(folder: Path, home: Path | None = None) -> Path:
    """Load ``graph.ttl`` of a folder into a store on disk, unless a whole one is there already.

    A store is named by the hash of its graph, so a changed graph gets another store. It is filled
    under a temporary name and then renamed, so a load that was killed leaves nothing under the
    final name. Only one process loads at a time; the others wait for it.

    Parameters
    ----------
    folder
        Where a graph was built.
    home
        Folder of the stores; ``store`` in `folder` if None.

    Returns
    -------
    pathlib.Path
        Folder of the store, for `pyoxigraph.Store.read_only`. A lock keeps it until this process
        ends.

    Raises
    ------
    GraphError
        There is no ``graph.ttl``, or it is not Turtle.
    OSError
        The folder cannot be written to.
    """
    file = current_file(folder, "graph.ttl")
    home = home or folder / "store"
    with _opened(file) as stream:
        home.mkdir(exist_ok=True)
        with _locked(home / "lock"):
            ready = home / _key(stream, home / "source.json")
            if not _is_whole(ready):
                shutil.rmtree(ready, ignore_errors=True)
                _load(stream, file, ready)
            _hold(ready)
            _drop_others(ready)
    return ready


@contextmanager
def _opened(file: Path) -> Iterator[BufferedReader]:
    try:
        stream = file.open("rb")
    except FileNotFoundError:
        raise GraphError(f"{file}: no such file, build the graph first") from None
    except OSError as error:
        raise GraphError(f"{file}: cannot be read: {error.strerror or error}") from None
    with stream:
        yield stream


def _bulk_load(store: ox.Store, stream: BufferedReader, file: Path) -> None:
    try:
        store.bulk_load(input=stream, format=ox.RdfFormat.TURTLE)
    except SyntaxError as error:
        raise GraphError(f"{file}: not Turtle: {error}") from None
    if not _holds_statements(store):
        raise GraphError(f"{file}: holds no statement; build the graph again")


def _is_whole(store: Path) -> bool:
    """Check a store on disk: a full disk, or a copy that was cut short, leaves a damaged one."""
    try:
        return _holds_statements(ox.Store.read_only(str(store)))
    except (FileNotFoundError, RuntimeError):
        # Other errors, as where too many files are open, say nothing of the store.
        return False


def _holds_statements(store: ox.Store) -> bool:
    """Check that a store is not empty: every graph describes itself, unless a broken copy of it."""
    return next(store.quads_for_pattern(None, None, None), None) is not None


def _key(stream: BufferedReader, stamp: Path) -> str:
    """Name the store of a file by its hash, taken from the stamp while the file is unchanged."""
    status = os.fstat(stream.fileno())
    seen = [status.st_ino, status.st_size, status.st_mtime_ns]
    try:
        known = json.loads(stamp.read_text(encoding="utf8"))
        digest = known["sha256"] if known["file"] == seen else ""
    except (OSError, ValueError, KeyError, TypeError):
        digest = ""
    if not (isinstance(digest, str) and digest.isalnum()):
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        if time.time() - status.st_mtime > _CLOCK_STEP:
            stamp.write_text(json.dumps({"file": seen, "sha256": digest}), encoding="utf8")
    # Another version of the engine may lay out its files in another way.
    return f"{digest[:32]}-{version('pyoxigraph')}"


def _load(stream: BufferedReader, file: Path, ready: Path) -> None:
    for left in ready.parent.glob(f"{_LOADING}*"):
        shutil.rmtree(left, ignore_errors=True)
    partial = Path(tempfile.mkdtemp(prefix=_LOADING, dir=ready.parent))
    try:
        store = ox.Store(str(partial))
        _bulk_load(store, stream, file)
        store.flush()
        # The files are complete once the store is closed, which happens when nothing refers to it.
        del store
        partial.chmod(0o755)
        partial.rename(ready)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Hold the exclusive lock of a file, waiting for it; a killed process releases it."""
    with file.open("a", encoding="utf8") as stream:
        if sys.platform != "win32":
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _hold(ready: Path) -> None:
    if ready not in _held:
        _held[ready] = os.open(ready.with_name(f"{ready.name}.lock"), os.O_RDWR | os.O_CREAT, 0o644)
        if sys.platform != "win32":
            fcntl.flock(_held[ready], fcntl.LOCK_SH)


def _drop_others(ready: Path) -> None:
    """Remove the stores of earlier graphs that no process has open."""
    for lock in ready.parent.glob("*-*.lock"):
        store = lock.with_suffix("")
        if store == ready or store in _held:
            continue
        with lock.open("a", encoding="utf8") as stream:
            if sys.platform != "win32":
                try:
                    fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    continue
        shutil.rmtree(store, ignore_errors=True)
        lock.unlink(missing_ok=True)
