"""Stages of long work: a stage that was done from the same inputs before is skipped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

__all__ = ["once"]


def once(place: Path, inputs: str, work: Callable[[], object]) -> None:
    """Do a stage, unless it was done from the same inputs before.

    Parameters
    ----------
    place
        Folder that the stage fills. The stage must replace what a run from other inputs left.
    inputs
        Digest of everything that determines the output, from `kg.digests.digest_of`.
    work
        Function that fills the folder.
    """
    stamp = place / "made-from.txt"
    if stamp.is_file() and stamp.read_text(encoding="utf8") == inputs:
        return
    place.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    work()
    # Written last and atomically, so that a stage that was killed is repeated.
    (place / "stamp.tmp").write_text(inputs, encoding="utf8")
    (place / "stamp.tmp").replace(stamp)
