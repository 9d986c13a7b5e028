"""How a command fails: one line on standard error and an exit status, never a traceback."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import typer
from typer.core import TyperGroup

from kg.errors import KgError
from kg.terminal import plain

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = [
    "FAILED",
    "WRONG_USAGE",
    "Commands",
    "note",
    "prepare_standard_output",
    "replace_closed_streams",
    "wrong_usage",
]

FAILED = 1
WRONG_USAGE = 2
_STANDARD_OUTPUT = "standard output"


def note(message: str) -> None:
    """Print a message on standard error, apart from results."""
    try:
        # Names and contents of files come from other people, and may hold control characters.
        print("\n".join(map(plain, message.split("\n"))), file=sys.stderr, flush=True)
    except OSError:
        # A log on a full disk, or a reader that has left, must not end the job.
        _discard(sys.stderr)


def wrong_usage(message: str) -> NoReturn:
    """End a command that was called incorrectly."""
    note(f"kg: error: {message}")
    raise typer.Exit(WRONG_USAGE)


def replace_closed_streams() -> None:
    """Make a standard stream that the shell has closed (``2>&-``) discard what is written to it.

    Its output must go neither to the other stream nor into the next file that is opened.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf8"))  # noqa: SIM115


class _NamedOutput(io.FileIO):
    """Standard output, which is named in its errors, such as that of a full disk."""

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            error.filename = _STANDARD_OUTPUT
            raise


def prepare_standard_output() -> None:
    """Write UTF-8 to standard output in any locale, and name it where writing fails."""
    stream = sys.stdout
    if not isinstance(stream, io.TextIOWrapper):
        return
    stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    raw = getattr(stream.buffer, "raw", stream.buffer)
    # The console of Windows is of another type, and never full.
    if stream is sys.__stdout__ and type(raw) is io.FileIO:
        named = _NamedOutput(stream.fileno(), "wb", closefd=False)
        sys.stdout = io.TextIOWrapper(
            named if raw is stream.buffer else io.BufferedWriter(named),
            stream.encoding,
            stream.errors,
            line_buffering=stream.line_buffering,
            write_through=stream.write_through,
        )


def _discard(stream: TextIO) -> None:
    """Give what is still buffered a place to go when the interpreter closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def _reported() -> Iterator[None]:
    """Report errors that a user can mend in one line."""
    try:
        yield
        # A broken pipe shows only when the last of the buffer is flushed.
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output has closed it, as `head` does.
        _discard(sys.stdout)
        raise typer.Exit() from None
    except SystemExit as ending:
        # So Rich, which prints the help, ends the program at a broken pipe.
        if isinstance(ending.__context__, BrokenPipeError):
            raise typer.Exit() from None
        raise
    except KgError as error:
        note(f"kg: error: {error}")
        raise typer.Exit(FAILED) from error
    except OSError as error:
        if error.filename == _STANDARD_OUTPUT:
            _discard(sys.stdout)
        place = f"{error.filename}: " if error.filename else ""
        note(f"kg: error: {place}{error.strerror or error}")
        raise typer.Exit(FAILED) from error


class Commands(TyperGroup):
    """The group of commands, which reports errors that a user can mend in one line."""

    def make_context(self, *arguments: Any, **named: Any) -> Any:
        """Read the options before the command, of which some print, such as ``--version``."""
        with _reported():
            return super().make_context(*arguments, **named)

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        with _reported():
            return super().invoke(ctx)
