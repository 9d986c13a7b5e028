"""Locates the learnt files of the pipeline: in the package, or in the folder of a training."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kg.digests import digest_of

__all__ = ["model_file", "model_name"]


def model_file(name: str, folder: str | None) -> Traversable:
    """Return a file of the model.

    Parameters
    ----------
    folder
        Folder of another model; None for the one that ships.
    """
    return (Path(folder) if folder else files("kg.extract") / "model") / name


@cache
def _shipped_name() -> str:
    return f"paper-kg model {digest_of(files('kg.extract') / 'model')[:12]}"


def model_name(model: str | Path | None = None) -> str:
    """Return a model's name for reports; the one that ships is named by the hash of its files."""
    return _shipped_name() if model is None else str(model)
