"""The files that an input stands for: itself, those in a folder, those that match a pattern."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from pathlib import Path

from kg.errors import InputError
from kg.readers.packed import SUFFIXES
from kg.records import Skipped
from kg.storage.graph_folder import graph_files

__all__ = ["files_of", "is_in_folder", "is_many", "suffix_of"]


def is_many(path: str) -> bool:
    """Tell a folder or a pattern from the name of one file."""
    return path != "-" and (Path(path).is_dir() or _is_pattern(path))


def _is_pattern(path: str) -> bool:
    # A file may be called `papers[1].csv`.
    return glob.has_magic(path) and not os.path.lexists(path)


def files_of(path: str, skipped: list[Skipped]) -> Iterator[str]:
    """Yield the files in a folder and the folders below it, or those that match a pattern.

    They come sorted by name, folder by folder, so that every run reads them alike.

    Parameters
    ----------
    skipped
        Takes hidden files and folders, what is not a regular file, and the files of a graph.

    Raises
    ------
    InputError
        If there is none.
    """
    # `**` matches a folder and the files in it.
    seen: set[str] = set()
    for file in _matches(path) if _is_pattern(path) else [path]:
        for each in _files_below(Path(file), skipped) if Path(file).is_dir() else [file]:
            if each not in seen:
                seen.add(each)
                yield each
    if not seen:
        what = "no file matches" if _is_pattern(path) else "is a folder without files to read"
        raise InputError(what, path)


def suffix_of(file: str) -> str:
    """Return how the name of a file ends, as it was before it was packed.

    Examples
    --------
    >>> suffix_of("lists/Papers.TXT.gz")
    '.txt'
    """
    name = Path(file).name.casefold()
    for packed in SUFFIXES:
        name = name.removesuffix(packed)
    return Path(name).suffix


def is_in_folder(file: str, given: str) -> bool:
    """Tell a file that a folder or pattern happens to hold from one whose kind the user names.

    Examples
    --------
    >>> is_in_folder("notes/README.md", "notes"), is_in_folder("notes/README.md", "notes/*.md")
    (True, False)
    """
    suffix = suffix_of(file)
    # `notes/*.md` names its files as plainly as a list of them.
    return not suffix or not given.casefold().endswith(suffix)


def _matches(pattern: str) -> list[str]:
    # Unlike `Path.glob` it takes an absolute pattern and leaves hidden files out.
    return sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207


def _files_below(folder: Path, skipped: list[Skipped]) -> Iterator[str]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        skipped.append(Skipped(str(folder), "folder", f"cannot be read: {error.strerror}"))
        return
    of_graph = graph_files(folder)
    for entry in entries:
        if entry.name in of_graph:
            place = "folder" if entry.is_dir() else "file"
            skipped.append(Skipped(str(entry), place, "belongs to a graph"))
        elif entry.name.startswith("."):
            skipped.append(Skipped(str(entry), "file", "is hidden"))
        elif entry.is_dir():
            # A link to a folder may lead in a circle.
            if entry.is_symlink():
                skipped.append(Skipped(str(entry), "folder", "is a link to a folder"))
            else:
                yield from _files_below(entry, skipped)
        elif entry.is_file():
            yield str(entry)
        else:
            skipped.append(Skipped(str(entry), "file", "is not a regular file"))
