"""A folder whose graph is replaced by others again and again, as builds replace it."""

import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count, cycle
from pathlib import Path

from kg.storage.build_folder import open_build_folder

TIMES_REPLACED = 15
# The moments of replacing, in seconds, spread over the time that a reading takes.
DELAYS = (0.0, 0.002, 0.004, 0.006, 0.008)


@contextmanager
def replaced_again_and_again(folder: Path, saved: Sequence[Path]) -> Iterator[Iterator[int]]:
    """Put the graphs of other folders into a folder, one after another.

    What is given counts readings until all were put there: each graph is replaced only after
    another reading began, however slow the machine is.
    """
    reading_begins = threading.Event()
    ended = threading.Event()

    def replace() -> None:
        with open_build_folder(folder) as held:
            turns = zip(range(TIMES_REPLACED), cycle(saved), cycle(DELAYS), strict=False)
            for number, source, delay in turns:
                with held.replacing(str(number)) as files:
                    shutil.copytree(source, files.folder, dirs_exist_ok=True)
                reading_begins.clear()
                if ended.is_set():
                    return
                reading_begins.wait()
                time.sleep(delay)

    def readings() -> Iterator[int]:
        for number in count():
            if not replacing.is_alive():
                return
            reading_begins.set()
            yield number

    replacing = threading.Thread(target=replace)
    replacing.start()
    try:
        while not (folder / "relations.parquet").exists():
            time.sleep(0.01)
        yield readings()
    finally:
        ended.set()
        reading_begins.set()
        replacing.join()
