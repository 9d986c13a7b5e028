"""The ``kg`` command: every call has a Python call of the same name and meaning."""

from __future__ import annotations

import gc
import io
import sys
from typing import Annotated

import typer

from kg import __version__
from kg.commands import building, outputs, quality, questions, serving
from kg.commands.failures import Commands, replace_closed_streams
from kg.lean_imports import do_without, leave_empty

__all__ = ["app", "main"]

app = typer.Typer(
    name="kg",
    cls=Commands,
    help="Knowledge graphs of methods, datasets and benchmarks from lists of paper abstracts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"kg {__version__}")
        raise typer.Exit()


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    pass


for _module in (building, questions, serving, outputs):
    for _name in _module.__all__:
        app.command()(getattr(_module, _name))
app.command("eval")(quality.evaluate)
app.command()(quality.train)


def main() -> None:
    """Run the command, with UTF-8 on standard output whatever the locale."""
    replace_closed_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    # igraph and pyarrow import what they could draw or convert with: a second, and no command does.
    do_without("matplotlib", "pandas")
    # With its own command line, which we do without, spaCy brings two HTTP clients: 0.15 seconds.
    # igraph draws tables of text by texttable.
    leave_empty("spacy.cli", "spacy.cli.info", "texttable")
    # Nearly all that is made stays to the end: to look for garbage every 700 objects is in vain.
    gc.set_threshold(50_000, 20, 20)
    try:
        app()
    finally:
        # The system takes the memory back at once; Python would look through all of it first.
        gc.freeze()
