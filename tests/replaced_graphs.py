"""A folder whose graph is replaced by others again and again, as builds replace it."""

import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from kg.storage.build_folder import open_build_folder


@contextmanager
def replaced_again_and_again(folder: Path, saved: Sequence[Path]) -> Iterator[None]:
    """Put the graphs of other folders into a folder, one after another, until the block ends."""
    done = threading.Event()

    def replace() -> None:
        with open_build_folder(folder) as held:
            for number, source in enumerate(cycle(saved)):
                with held.replacing(str(number)) as files:
                    shutil.copytree(source, files.folder, dirs_exist_ok=True)
                if done.wait(0.02):
                    return

    replacing = threading.Thread(target=replace)
    replacing.start()
    try:
        while not (folder / "relations.parquet").exists():
            time.sleep(0.01)
        yield
    finally:
        done.set()
        replacing.join()
