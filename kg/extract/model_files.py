"""Where the learnt parts of the pipeline are kept: in the package, or in a folder of a training."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

__all__ = ["model_file"]


def model_file(name: str, folder: str | None) -> Traversable:
    """Return a file of the model.

    Parameters
    ----------
    folder
        Of another model; None for the one that ships.
    """
    return (Path(folder) if folder else files("kg.extract") / "model") / name
