"""How a command fails: one line on standard error and an exit status, never a traceback."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from kg.errors import KgError
from kg.terminal import plain

__all__ = ["FAILED", "WRONG_USAGE", "Commands", "note", "replace_closed_streams", "wrong_usage"]

FAILED = 1
WRONG_USAGE = 2


def note(message: str) -> None:
    """Print a message on standard error, apart from results."""
    # Names and contents of files come from other people, and may hold control characters.
    print("\n".join(map(plain, message.split("\n"))), file=sys.stderr)


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


def _leave_quietly() -> NoReturn:
    """Exit without a message when the reader of our output has closed it, as `head` does."""
    # Buffered output must go somewhere when the interpreter closes standard output.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit()


class Commands(TyperGroup):
    """The group of commands, which reports errors that a user can mend in one line."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            result = super().invoke(ctx)
            # A broken pipe shows only when the last of the buffer is flushed.
            sys.stdout.flush()
        except BrokenPipeError:
            _leave_quietly()
        except KgError as error:
            note(f"kg: error: {error}")
            raise typer.Exit(FAILED) from error
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            note(f"kg: error: {place}{error.strerror or error}")
            raise typer.Exit(FAILED) from error
        return result
