"""Lists the files of an input: the file itself, those in a folder, or those matching a pattern."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from pathlib import Path

from kg.errors import InputError
from kg.readers.packed import SUFFIXES
from kg.readers.source_files import shown_name
from kg.records import Skipped
from kg.storage.graph_folder import graph_files

__all__ = ["files_of", "is_in_folder", "is_many", "suffix_of"]


def is_many(path: str) -> bool:
    """Check whether an input is a folder or a pattern, and not the name of one file."""
    return path != "-" and (Path(path).is_dir() or _is_pattern(path))


def _is_pattern(path: str) -> bool:
    # A file may be called `papers[1].csv`.
    return glob.has_magic(path) and not os.path.lexists(path)


def files_of(path: str, skipped: list[Skipped]) -> Iterator[str]:
    """Yield the files in a folder and the folders below it, or those that match a pattern.

    They come sorted by name, folder by folder, so that every run reads them in the same order.

    Parameters
    ----------
    skipped
        Receives hidden files and folders, links to folders, anything that is not a regular file,
        and the files of a graph.

    Raises
    ------
    InputError
        If there is no file to read.
    """
    # `**` matches a folder and the files in it.
    seen: set[str] = set()
    for file in _matches(path, skipped) if _is_pattern(path) else [path]:
        for each in _files_below(Path(file), skipped) if Path(file).is_dir() else [file]:
            if each not in seen:
                seen.add(each)
                yield each
    if not seen:
        what = "no file matches" if _is_pattern(path) else "is a folder without files to read"
        raise InputError(what, shown_name(path))


def suffix_of(file: str) -> str:
    """Return the suffix of a file's name in lower case, that before ``.gz`` or ``.zst``.

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
    """Check whether a folder or pattern includes a file without naming its suffix.

    Examples
    --------
    >>> is_in_folder("notes/README.md", "notes"), is_in_folder("notes/README.md", "notes/*.md")
    (True, False)
    """
    suffix = suffix_of(file)
    # `notes/*.md` names its files as explicitly as a list of them.
    return not suffix or not given.casefold().endswith(suffix)


def _matches(pattern: str, skipped: list[Skipped]) -> Iterator[str]:
    # Unlike `Path.glob`, it accepts an absolute pattern and leaves out hidden files.
    for match in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207
        if _is_of_graph(Path(match)):
            skipped.append(_of_graph(Path(match)))
        else:
            yield match


def _is_of_graph(path: Path) -> bool:
    """Check whether a path belongs to a graph, or lies in a folder that does."""
    return any(each.name in graph_files(each.parent) for each in (path, *path.parents))


def _of_graph(path: Path) -> Skipped:
    place = "folder" if path.is_dir() else "file"
    return Skipped(shown_name(str(path)), place, "belongs to a graph")


def _files_below(folder: Path, skipped: list[Skipped]) -> Iterator[str]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        skipped.append(
            Skipped(shown_name(str(folder)), "folder", f"cannot be read: {error.strerror}")
        )
        return
    of_graph = graph_files(folder)
    for entry in entries:
        if entry.name in of_graph:
            skipped.append(_of_graph(entry))
        elif entry.name.startswith("."):
            skipped.append(Skipped(shown_name(str(entry)), "file", "is hidden"))
        elif entry.is_dir():
            # A link to a folder may form a cycle.
            if entry.is_symlink():
                skipped.append(Skipped(shown_name(str(entry)), "folder", "is a link to a folder"))
            else:
                yield from _files_below(entry, skipped)
        elif entry.is_file():
            yield str(entry)
        else:
            skipped.append(Skipped(shown_name(str(entry)), "file", "is not a regular file"))
