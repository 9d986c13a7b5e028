"""Builds that are killed at random moments: run as a program, one folder for each.

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
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
