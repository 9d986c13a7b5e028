"""The ``kg`` command line: registers all commands and prepares the process for them."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from kg import __version__
from kg.commands import building, outputs, quality, questions, serving
from kg.commands.failures import Commands, prepare_standard_output, replace_closed_streams
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
        print(f"kg {__version__}", flush=True)
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
    """Run the command, with UTF-8 on standard output in any locale."""
    replace_closed_streams()
    prepare_standard_output()
    # igraph and pyarrow import the first two for plots and conversions that no command uses, Thinc
    # the others for networks of other kinds: a second each, and 350 MB.
    do_without("matplotlib", "pandas", "torch", "cupy")
    # spaCy's command line, which we do not use, imports two HTTP clients: 0.15 seconds. igraph
    # needs texttable only for its text tables.
    leave_empty("spacy.cli", "spacy.cli.info", "texttable")
    # Nearly all objects live to the end, so collecting garbage every 700 of them is in vain.
    gc.set_threshold(50_000, 20, 20)
    try:
        app()
    finally:
        # Skips Python's last garbage collection: the system reclaims the memory at once.
        gc.freeze()
