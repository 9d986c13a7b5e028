"""Builds that are killed: run as a program.

Given a list, a folder and a number, it kills so many builds at random moments, a folder for each.
Given a list and a folder, it builds into the folder and dies just before the first file is moved.

The processes are forked from one that has loaded everything, or most would die while they import.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from kg import incremental
from kg.build import build
from kg.storage.build_folder import NEXT, BuildFolder

# So few papers in a shard that a build of a short list is killed between shards too.
SHARD = 4


def _start(papers: Path, folder: Path) -> int:
    child = os.fork()
    if child == 0:
        try:
            build([papers], folder, workers=1)
        finally:
            os._exit(0)
    return child


def die_before_moving(papers: Path, folder: Path) -> None:
    """Build, and die when the new files are complete and none has been moved to its place."""

    def die(folder: BuildFolder) -> None:
        if (folder.path / NEXT).is_dir():
            os.kill(os.getpid(), signal.SIGKILL)

    BuildFolder.finish_move = die  # type: ignore[method-assign]
    build([papers], folder, workers=1)


def main(papers: Path, folders: Path, times: int) -> None:
    incremental.SHARD_PAPERS = SHARD
    moments = random.Random(7)
    build([papers], folders / "warm", workers=1)
    start = time.monotonic()
    os.waitpid(_start(papers, folders / "undisturbed"), 0)
    seconds = time.monotonic() - start
    for number in range(times):
        folder = folders / f"killed-{number:02}"
        child = _start(papers, folder)
        time.sleep(moments.random() * seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.waitpid(_start(papers, folder), 0)


if __name__ == "__main__":
    listed, place, *times = sys.argv[1:]
    if times:
        main(Path(listed), Path(place), int(times[0]))
    else:
        die_before_moving(Path(listed), Path(place))
