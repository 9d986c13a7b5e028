"""Where the learnt parts of the pipeline are kept: in the package, or in a folder of a training."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

__all__ = ["model_file", "model_name"]


def model_file(name: str, folder: str | None) -> Traversable:
    """Return a file of the model.

    Parameters
    ----------
    folder
        Of another model; None for the one that ships.
    """
    return (Path(folder) if folder else files("kg.extract") / "model") / name


def _contents(folder: Traversable) -> Iterator[bytes]:
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        yield each.name.encode()
        if each.is_dir():
            yield from _contents(each)
        else:
            yield each.read_bytes()


@cache
def _shipped_name() -> str:
    digest = hashlib.sha256()
    for part in _contents(files("kg.extract") / "model"):
        digest.update(part)
    return f"paper-kg model {digest.hexdigest()[:12]}"


def model_name(model: str | Path | None = None) -> str:
    """Name a model for a report: the one that ships by the hash of its files."""
    return _shipped_name() if model is None else str(model)
