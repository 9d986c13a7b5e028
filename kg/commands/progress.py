"""Shows the progress of extraction on standard error: papers, papers a second and time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from kg.commands.failures import note

__all__ = ["watched"]

T = TypeVar("T")
# Seconds between two lines if standard error is not a terminal: often enough for a log to show that
# the build is alive, while a short list prints no line at all.
LINE_EVERY = 30.0


def watched(papers: Sequence[T]) -> Iterable[T]:
    """Show progress on standard error while papers are consumed: a bar, or lines in a log."""
    return _with_bar(papers) if sys.stderr.isatty() else _with_lines(papers)


def _with_bar(papers: Sequence[T]) -> Iterator[T]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Speed(ProgressColumn):
        """Papers a second."""

        def render(self, task: Task) -> Text:
            """Return the recent speed as text."""
            return Text(f"{task.speed or 0:.0f} papers/s")

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Speed(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield from progress.track(papers, description="extracting")


def _with_lines(papers: Sequence[T]) -> Iterator[T]:
    start = last = time.monotonic()
    for taken, paper in enumerate(papers):
        now = time.monotonic()
        if taken and now - last >= LINE_EVERY:
            last = now
            speed = taken / (now - start)
            left = round((len(papers) - taken) / speed)
            note(
                f"kg: extracting: {taken} of {len(papers)} papers, {speed:.0f} papers/s,"
                f" {left // 60}:{left % 60:02} left"
            )
        yield paper
