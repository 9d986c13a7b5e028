"""Stages of long work: what was made from the same inputs before is not made again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

__all__ = ["once"]


def once(place: Path, inputs: str, work: Callable[[], object]) -> None:
    """Do a stage, unless it was done from the same inputs before.

    Parameters
    ----------
    place
        The folder that the stage fills. What an earlier, other run left there is its to replace.
    inputs
        Digest of all that decides what comes out, from `kg.digests.digest_of`.
    work
        Fills the folder.
    """
    stamp = place / "made-from.txt"
    if stamp.is_file() and stamp.read_text(encoding="utf8") == inputs:
        return
    place.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    work()
    # Last, and whole or not at all: a stage that was killed is repeated.
    (place / "stamp.tmp").write_text(inputs, encoding="utf8")
    (place / "stamp.tmp").replace(stamp)
