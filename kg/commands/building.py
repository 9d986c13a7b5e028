"""The commands that read papers, to build a graph or to list what each paper mentions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.commands.failures import note, wrong_usage
from kg.commands.options import (
    Aliases,
    BaseIri,
    Columns,
    InputFormat,
    Inputs,
    MinScore,
    Model,
    Quiet,
    Workers,
    named_columns,
)
from kg.lean_imports import allow_all
from kg.terminal import json_text

if TYPE_CHECKING:
    from kg.records import Note, Skipped
    from kg.report import Report

# In the order in which the help lists them.
__all__ = ["build", "extract"]

# More would push the summary off the screen; the report lists them all.
MOST_SHOWN = 10


def _list_skipped(skipped: Sequence[Skipped], notes: Sequence[Note]) -> None:
    _say_first([f"note on {each.file}, {each.place}: {each.text}" for each in notes], "notes")
    _say_first([f"skipped {each.file}, {each.place}: {each.reason}" for each in skipped], "skipped")


def _say_first(lines: Sequence[str], kind: str) -> None:
    for line in lines[:MOST_SHOWN]:
        note(f"kg: {line}")
    if len(lines) > MOST_SHOWN:
        note(f"kg: and {len(lines) - MOST_SHOWN} more {kind}")


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _tell(report: Report, output: str) -> None:
    """Print what a build read and where its output is."""
    counts = report.counts
    if without := counts.get("without_abstract"):
        of_all = _counted(counts["papers"], "paper", "papers")
        note(f"kg: no abstract in {without} of {of_all}; only their titles were read")
    made = ", ".join(
        _counted(counts[many], one, many)
        for one, many in (("paper", "papers"), ("entity", "entities"), ("link", "links"))
    )
    skipped = _counted(counts["skipped"], "record", "records")
    joined = _counted(counts["duplicates"], "duplicate", "duplicates")
    print(f"{made} ({skipped} skipped, {joined} joined)")
    if "://" in output:
        print(f"RDF    {output.rstrip('/')}/graph.nt")
        print(f"report {output.rstrip('/')}/report.json")
    else:
        print(f"page   {Path(output, 'graph.html')}")
        print(f"RDF    {Path(output, 'graph.ttl')}")
        print(f"report {Path(output, 'report.json')}")


def build(
    inputs: Inputs,
    output: Annotated[
        str, typer.Option("-o", "--output", help="Folder to write into.", metavar="DIR")
    ] = "exports",
    format: InputFormat = None,
    columns: Columns = None,
    workers: Workers = None,
    engine: Annotated[str, typer.Option(help="What runs the build: local or spark.")] = "local",
    master: Annotated[
        str | None,
        typer.Option(help="Spark master, such as local[4]; for --engine spark.", metavar="URL"),
    ] = None,
    base_iri: BaseIri = None,
    model: Model = None,
    aliases: Aliases = None,
    min_score: MinScore = 0.0,
    quiet: Quiet = False,
) -> None:
    """Build a graph from papers and write it into a folder: tables, RDF, page and report."""
    _check_engine(engine, master, output)
    from kg.iris import DEFAULT_BASE_IRI
    from kg.resolution.overrides import NO_OVERRIDES, read_overrides

    given: dict[str, Any] = {
        "format": format,
        "model": model,
        "base_iri": base_iri or DEFAULT_BASE_IRI,
        "overrides": read_overrides(aliases) if aliases else NO_OVERRIDES,
        "columns": named_columns(columns),
        "min_score": min_score,
    }
    if engine == "spark":
        report = _on_spark(inputs, output, master, workers, given)
    else:
        report = _locally(inputs, output, workers, quiet, given)
    if not quiet:
        _list_skipped(report.skipped, report.notes)
        _tell(report, output)


def _check_engine(engine: str, master: str | None, output: str) -> None:
    if engine not in ("local", "spark"):
        wrong_usage(f"--engine {engine}: known engines are local and spark")
    if master and engine != "spark":
        wrong_usage("--master is for --engine spark")
    if "://" in output and engine != "spark":
        wrong_usage(f"--output {output}: only --engine spark writes to a URI")
    if not output:
        wrong_usage("--output: the name is empty; is a shell variable unset?")


def _on_spark(
    inputs: list[str],
    output: str,
    master: str | None,
    workers: int | None,
    given: Mapping[str, Any],
) -> Report:
    # PySpark sends Arrow tables to Python functions only if pandas can be imported.
    allow_all()
    from kg.spark.build import build_on_spark

    if workers:
        note("kg: --workers has no effect on Spark, whose --master sets the number of cores")
    return build_on_spark(inputs, output, master=master, **given)


def _locally(
    inputs: list[str], output: str, workers: int | None, quiet: bool, given: Mapping[str, Any]
) -> Report:
    from kg.build import build as build_folder
    from kg.commands.progress import watched

    return build_folder(
        inputs,
        output,
        workers=workers,
        say=(lambda message: None) if quiet else (lambda message: note(f"kg: {message}")),
        watch=iter if quiet else watched,
        **given,
    )


def extract(
    inputs: Inputs,
    format: InputFormat = None,
    columns: Columns = None,
    workers: Workers = None,
    model: Model = None,
    aliases: Aliases = None,
    min_score: MinScore = 0.0,
    quiet: Quiet = False,
) -> None:
    """Print what each paper mentions: one JSON object per paper, in the order read."""
    from kg.build import extract_entities, no_paper_message, read_inputs
    from kg.errors import InputError
    from kg.resolution.overrides import NO_OVERRIDES, read_overrides

    overrides = read_overrides(aliases) if aliases else NO_OVERRIDES
    skipped: list[Skipped] = []
    notes: list[Note] = []
    papers = list(read_inputs(inputs, format, skipped, notes, named_columns(columns)))
    if not papers:
        raise InputError(no_paper_message(skipped))
    if not quiet:
        _list_skipped(skipped, notes)
    rows = extract_entities(
        papers, model=model, workers=workers, overrides=overrides, min_score=min_score
    )
    for row in rows:
        print(json_text(row))
