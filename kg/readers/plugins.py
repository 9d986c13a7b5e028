"""Formats of other packages, found through the entry-point group ``kg.readers``.

A package declares its `Format` like this; installing the package makes it known::

    [project.entry-points."kg.readers"]
    endnote = "my_package.endnote:FORMAT"
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.machinery import PathFinder
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from kg.digests import digest_of
from kg.errors import FormatError, InputError
from kg.lean_imports import allow_all
from kg.readers.registry import Format, Reading
from kg.records import Note, Paper

__all__ = ["GROUP", "detected_plugin", "named_plugin", "plugin_names", "plugins_digest"]

GROUP = "kg.readers"


def _entries() -> list[EntryPoint]:
    return sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value))


def plugin_names() -> list[str]:
    """Return the names of the formats that other packages offer, without loading any."""
    return list(dict.fromkeys(entry.name for entry in _entries()))


def plugins_digest() -> str:
    """Hash the versions and the code of the packages that offer formats, without importing any."""
    found: list[object] = []
    for entry in _entries():
        release = (entry.dist.name, entry.dist.version) if entry.dist else ()
        found += [entry.name, entry.value, release, *_code(entry.module)]
    return digest_of(*found)


def _code(module: str) -> list[Path]:
    """Return the Python files of a module's package, or the file of a module without one."""
    name, *below = module.split(".")
    try:
        spec = find_spec(name)
        while spec and spec.origin is None and below:
            # Several projects may share a namespace package; each part of it belongs to one.
            name = f"{name}.{below.pop(0)}"
            spec = PathFinder.find_spec(name, spec.submodule_search_locations)
    except (ImportError, ValueError):
        return []
    if spec is None or spec.origin is None:
        return []
    folders = spec.submodule_search_locations
    if folders is None:
        return [Path(spec.origin)]
    return sorted(file for folder in folders for file in Path(folder).rglob("*.py"))


def _loaded(entry: EntryPoint) -> Format:
    """Load a format; foreign code may need any library, and fail in any way."""
    allow_all()
    try:
        found = entry.load()
    except Exception as error:
        raise FormatError(_blamed(entry, f"cannot be loaded: {_told(error)}")) from error
    if not isinstance(found, Format):
        raise FormatError(_blamed(entry, "is not a kg.readers.Format"))
    return replace(found, name=entry.name, read=lambda reading: _guarded(entry, found, reading))


def _blamed(entry: EntryPoint, what: str) -> str:
    return f"the reader {entry.name!r} ({entry.value}) {what}"


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _guarded(entry: EntryPoint, found: Format, reading: Reading) -> Iterator[Paper]:
    """Read a file with a plugin, and turn its failures into messages."""
    number = 0
    try:
        for paper in found.read(reading):
            if not isinstance(paper, Paper):
                raise TypeError(f"gave a {type(paper).__name__} in place of a Paper")
            number += 1
            yield paper
    except InputError:
        raise
    except Exception as error:
        reading.skip(f"after record {number}", _blamed(entry, f"failed: {_told(error)}"))


def named_plugin(name: str) -> Format | None:
    """Load the plugin format with this name; None if there is none.

    Raises
    ------
    FormatError
        If it cannot be loaded.
    """
    return next((_loaded(entry) for entry in _entries() if entry.name == name), None)


def detected_plugin(head: str, file: str, notes: list[Note]) -> Format | None:
    """Load formats until one detects the file; a format that fails is noted and passed over."""
    for entry in _entries():
        try:
            known = _loaded(entry)
        except FormatError as error:
            notes.append(Note(file, "format", str(error)))
            continue
        try:
            if known.detect(head):
                return known
        except Exception as error:
            what = _blamed(entry, f"cannot look at the file: {_told(error)}")
            notes.append(Note(file, "format", what))
    return None
