"""The folder that a build writes into: one build at a time, its files replaced all at once."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from secrets import token_hex
from typing import IO, Any, TypeVar

from kg.errors import GraphError, KgError

__all__ = [
    "BuildFolder",
    "NewFiles",
    "built_files",
    "current_file",
    "open_build_folder",
    "read_whole",
    "write_atomically",
]

Found = TypeVar("Found")

# Files that a build keeps for the next one, hidden in the folder of the graph.
WORKPLACE = ".kg"
# Complete new files, while they are moved to their places.
NEXT = f"{WORKPLACE}/next"
# The fingerprint of the last complete build, and the SHA-256 digests of its files.
COMPLETE = f"{WORKPLACE}/complete.json"
# Index of the blocks in graph.ttl; the next build copies the unchanged ones.
BLOCKS = f"{WORKPLACE}/rdf-blocks.parquet"
# Times that a read is repeated because a build is moving its files, and the seconds between two:
# moving the files takes far less.
MOST_READINGS = 10
PAUSE = 0.1
_WHAT_REMAINS = (
    "; the graph that was there is unchanged, and what has been extracted is kept for the next"
    " build"
)
# Files of a build that are for the next build and not for readers.
_FOR_NEXT = {Path(name).name: name for name in (COMPLETE, BLOCKS)}


def write_atomically(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of it.

    A target that is not a regular file, such as a pipe or device, is written to directly.

    Parameters
    ----------
    write
        Writes the content to the open file that it is given.
    """
    # A symbolic link stays one, and its target is replaced.
    target = _resolved(path) if path.is_symlink() else path
    if target.exists() and not target.is_file():
        with _errors_name(path, None), target.open("wb") as stream:
            write(stream)
        return
    # Another process may be writing the same file.
    partial = target.with_name(f".{token_hex(8)}.partial")
    try:
        with _errors_name(path, partial):
            with partial.open("xb") as stream:
                write(stream)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _resolved(link: Path) -> Path:
    try:
        return link.resolve()
    except RuntimeError as error:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(link)) from error


@contextmanager
def _errors_name(path: Path, partial: Path | None) -> Iterator[None]:
    """Put the name that the user gave into errors, such as that of a full disk, which names none.

    Parameters
    ----------
    partial
        The file that is written in its place, if any.
    """
    try:
        yield
    except OSError as error:
        is_unnamed = error.filename is None and error.errno is not None
        if is_unnamed or (partial is not None and error.filename == str(partial)):
            error.filename = str(path)
        raise


def built_files(folder: Path) -> frozenset[str]:
    """Return the names of the files that a build wrote into a folder; empty if none did."""
    try:
        record = json.loads((folder / COMPLETE).read_text(encoding="utf8"))
        return frozenset(record["outputs"])
    except (OSError, ValueError, LookupError, TypeError):
        return frozenset()


def current_file(folder: Path, name: str) -> Path:
    """Return the path of the newest complete version of a file of a graph."""
    moving = folder / NEXT / name
    return moving if moving.is_file() else folder / name


def _state(folder: Path) -> tuple[bytes, bool]:
    """Return the record that identifies a folder's graph, and whether files are being moved."""
    record = Path(COMPLETE)
    for place in (folder / NEXT / record.name, folder / record):
        try:
            return place.read_bytes(), (folder / NEXT).is_dir()
        except OSError:
            continue
    return b"", False


def read_whole(folder: Path, read: Callable[[], Found]) -> Found:
    """Read several files of one graph; read again if a build replaced the graph meanwhile.

    Parameters
    ----------
    read
        Opens all the files; its errors are raised unless a build was replacing them.

    Raises
    ------
    GraphError
        If builds replace the graph faster than it can be read.
    """
    for _ in range(MOST_READINGS):
        before = _state(folder)
        try:
            found = read()
        except KgError:
            after = _state(folder)
            if after == before and not after[1]:
                raise
        else:
            if _state(folder)[0] == before[0]:
                return found
        time.sleep(PAUSE)
    raise GraphError(f"{folder}: builds replace this graph faster than it is read: try again")


class NewFiles:
    """The new files of a build, in a folder that nobody reads.

    Parameters
    ----------
    folder
        Folder that they are written to.
    pool
        Threads that sync and hash files while others are written.
    """

    def __init__(self, folder: Path, pool: ThreadPoolExecutor) -> None:
        self.folder = folder
        self._pool = pool
        self._on_disk: list[Future[None]] = []
        self._digests: dict[str, Future[str]] = {}

    def finished(self, *names: str) -> None:
        """Sync files to disk and hash them; nobody may write to them any more."""
        for name in names:
            self._on_disk.append(self._pool.submit(_sync, self.folder / name))
            self._digests[name] = self._pool.submit(_digest, self.folder / name)

    def digests(self) -> dict[str, str]:
        """Wait for all files, and return the SHA-256 digest of each that is for readers."""
        names = {each.name for each in self.folder.iterdir()} - _FOR_NEXT.keys()
        self.finished(*sorted(names - self._digests.keys()))
        for waiting in self._on_disk:
            waiting.result()
        return {name: self._digests[name].result() for name in sorted(names)}


@dataclass(frozen=True, slots=True)
class BuildFolder:
    """A folder that no other build may write into.

    Data for the next build, or to resume a build that was killed, is in a hidden folder inside it.
    New files are written there too, and moved to their places when all are complete; readers take
    files that are not yet moved from there.
    """

    path: Path

    @property
    def shards(self) -> Path:
        """Folder of the shards with the mentions of each text."""
        return self.path / WORKPLACE / "mentions"

    @property
    def blocks(self) -> Path:
        """Index of the blocks in graph.ttl; a new one is written beside the new files."""
        return self.path / BLOCKS

    @property
    def _record(self) -> Path:
        return self.path / COMPLETE

    @property
    def _partial(self) -> Path:
        return self.path / WORKPLACE / "partial"

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """Yield an empty folder for temporary files of this build."""
        folder = self.path / WORKPLACE / "scratch"
        # A build that was killed may have left its own.
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def replacing(self, fingerprint: str | None) -> Iterator[NewFiles]:
        """Collect new files, and move them all to their places at the end.

        Parameters
        ----------
        fingerprint
            Hash of everything that determines the files, for `is_complete`; None if it must not
            take this build for complete.
        """
        shutil.rmtree(self._partial, ignore_errors=True)
        self._partial.mkdir()
        try:
            with ThreadPoolExecutor() as pool:
                new = NewFiles(self._partial, pool)
                yield new
                outputs = new.digests()
            self._check_places(outputs)
            record = json.dumps({"fingerprint": fingerprint, "outputs": outputs}, indent=2)
            (self._partial / self._record.name).write_text(record + "\n", encoding="utf8")
            for name in _FOR_NEXT:
                if (self._partial / name).exists():
                    _sync(self._partial / name)
            _sync(self._partial)
        except BaseException:
            shutil.rmtree(self._partial, ignore_errors=True)
            raise
        # From here on the new files count: if this build is killed now, the next one makes the
        # rest of the moves.
        self._partial.replace(self.path / NEXT)
        self.finish_move()

    def _check_places(self, names: Iterable[str]) -> None:
        """Refuse a folder in the place of a file: no file can be moved there."""
        for name in names:
            if (self.path / name).is_dir():
                raise GraphError(
                    f"{self.path / name}: is a folder, where a file of the graph belongs: move it"
                    " away, or build into another folder"
                )

    def finish_move(self) -> None:
        """Move complete new files to their places.

        Raises
        ------
        GraphError
            If a file cannot be moved.
        """
        new = self.path / NEXT
        if not new.is_dir():
            return
        for file in sorted(new.iterdir()):
            target = self.path / _FOR_NEXT.get(file.name, file.name)
            try:
                file.replace(target)
            except OSError as error:
                raise GraphError(
                    f"{target}: cannot be replaced: {error.strerror or error}; the new graph is"
                    f" complete: commands read it from {new}, and the next build moves its files"
                ) from error
        _sync(self.path)
        new.rmdir()

    def is_complete(self, fingerprint: str) -> bool:
        """Check whether the files of a build with this fingerprint are present and unchanged.

        They are not while another build's files are being moved to their places, even if none
        has been moved yet: readers already take those.
        """
        if (self.path / NEXT).exists():
            return False
        try:
            record = json.loads(self._record.read_text(encoding="utf8"))
            return record["fingerprint"] == fingerprint and all(
                _digest(self.path / name) == digest for name, digest in record["outputs"].items()
            )
        except (OSError, ValueError, LookupError, TypeError):
            return False


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Sync a file, or the entries of a folder, to disk before anything relies on it."""
    if sys.platform == "win32" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _take(lock: IO[Any]) -> bool:
    """Lock an open file; the operating system unlocks it when this process ends in any way."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def open_build_folder(path: Path) -> Iterator[BuildFolder]:
    """Lock a folder for a build, and create it if it is missing.

    Raises
    ------
    GraphError
        If another build has locked it, or it cannot be written; the graph in it is unchanged.
    """
    folder = BuildFolder(path)
    with _write_errors(path):
        folder.shards.mkdir(parents=True, exist_ok=True)
        held = (path / WORKPLACE / "lock").open("ab")
    with held as lock:
        if not _take(lock):
            raise GraphError(f"{path}: another build is writing into it")
        with _write_errors(path, _WHAT_REMAINS):
            folder.finish_move()
            for left in (path / WORKPLACE).rglob("*.partial"):
                left.unlink(missing_ok=True)
            yield folder


@contextmanager
def _write_errors(folder: Path, remaining: str = "") -> Iterator[None]:
    """Name the folder in errors on writing into it, and say what remains."""
    try:
        yield
    except OSError as error:
        if not _is_within(error.filename, folder):
            raise
        reason = error.strerror or str(error)
        raise GraphError(f"{folder}: cannot be written: {reason}{remaining}") from error


def _is_within(name: object, folder: Path) -> bool:
    """Check whether an error comes from the folder or from a write, which names no file."""
    return name is None or Path(os.fsdecode(name)).is_relative_to(folder)  # type: ignore[arg-type]
