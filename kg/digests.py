"""Hashes of the inputs of a result: files, folders, values, and the libraries that read text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from importlib.resources.abc import Traversable
from platform import python_version_tuple

__all__ = ["digest_of", "parsing_libraries", "reading_libraries"]

# Libraries whose releases may read the same text differently.
_READING_PACKAGES = ("spacy", "thinc", "numpy")
# Libraries whose releases may read different records from the same file.
_PARSING_PACKAGES = ("bibtexparser", "defusedxml", "ijson", "rispy", "zstandard")
# Folders that tools leave beside the sources.
_NOT_OURS = frozenset({"__pycache__", "node_modules"})


def digest_of(*inputs: object) -> str:
    """Return the hash of some inputs.

    Parameters
    ----------
    inputs
        Files and folders, hashed by contents and not by location; anything else by its `repr`.

    Examples
    --------
    >>> digest_of("ab", "c") == digest_of("a", "bc")
    False
    """
    digest = hashlib.sha256()
    for part in (part for each in inputs for part in _parts(each)):
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.hexdigest()


def _parts(given: object) -> Iterator[bytes]:
    if not isinstance(given, Traversable):
        yield repr(given).encode("utf8", "surrogatepass")
    elif given.is_file():
        yield given.read_bytes()
    else:
        for child in sorted(given.iterdir(), key=lambda each: each.name):
            if child.name not in _NOT_OURS:
                yield child.name.encode()
                yield from _parts(child)


def reading_libraries() -> tuple[str, ...]:
    """Return the versions of Python and of the libraries that decide what is found in a text."""
    return (".".join(python_version_tuple()[:2]), *_releases(_READING_PACKAGES))


def parsing_libraries() -> tuple[str, ...]:
    """Return the versions of the libraries that decide which papers are read from a file."""
    return tuple(_releases(_PARSING_PACKAGES))


def _releases(packages: Iterable[str]) -> Iterator[str]:
    return (f"{name} {version(name)}" for name in packages)
