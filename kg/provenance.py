"""What a graph was made from and with: the inputs by their hashes, and the model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.readers.inputs import files_of, is_many

__all__ = ["NO_PROVENANCE", "InputFile", "Provenance", "hash_inputs"]


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file of papers, by name and SHA-256 in hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """The inputs of a build and the name and version of the model that read them."""

    inputs: tuple[InputFile, ...] = ()
    model: str = ""


NO_PROVENANCE = Provenance()


def hash_inputs(paths: Iterable[str | Path]) -> tuple[InputFile, ...]:
    """Hash files of papers; standard input and what is no file have no hash.

    Parameters
    ----------
    paths
        Files, folders and patterns, as users give them.

    Returns
    -------
    tuple of InputFile
        By file name without its folder, which is nobody else's business.
    """
    found = []
    for path in (Path(file) for given in paths for file in _files(str(given))):
        try:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            continue
        found.append(InputFile(path.name, digest))
    return tuple(found)


def _files(path: str) -> Iterable[str]:
    if not is_many(path):
        return [path]
    try:
        return list(files_of(path, []))
    except InputError:
        return []
