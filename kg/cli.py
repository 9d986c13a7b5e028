"""The ``kg`` command: every call has a Python call of the same name and meaning."""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg import __version__
from kg.commands import questions, serving
from kg.commands.failures import FAILED, Commands, note, replace_closed_streams, wrong_usage
from kg.commands.options import (
    Aliases,
    AsJson,
    BaseIri,
    Columns,
    Folder,
    InputFormat,
    Inputs,
    MinScore,
    Model,
    Quiet,
    Workers,
    named_columns,
    print_as,
)
from kg.lean_imports import allow_all, do_without

if TYPE_CHECKING:
    from kg.records import Note, Skipped

__all__ = ["app", "main"]

app = typer.Typer(
    name="kg",
    cls=Commands,
    help="Knowledge graphs of methods, datasets and benchmarks from lists of paper abstracts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# More would push the summary off the screen; the report lists them all.
MOST_SKIPPED_SHOWN = 10


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"kg {__version__}")
        raise typer.Exit()


def _list_skipped(skipped: Sequence[Skipped], notes: Sequence[Note]) -> None:
    for remark in notes[:MOST_SKIPPED_SHOWN]:
        note(f"kg: note on {remark.file}, {remark.place}: {remark.text}")
    if len(notes) > MOST_SKIPPED_SHOWN:
        note(f"kg: and {len(notes) - MOST_SKIPPED_SHOWN} more notes")
    for item in skipped[:MOST_SKIPPED_SHOWN]:
        note(f"kg: skipped {item.file}, {item.place}: {item.reason}")
    if len(skipped) > MOST_SKIPPED_SHOWN:
        note(f"kg: and {len(skipped) - MOST_SKIPPED_SHOWN} more skipped")


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    pass


@app.command()
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
        typer.Option(help="Spark's name of the cluster, for --engine spark.", metavar="URL"),
    ] = None,
    base_iri: BaseIri = None,
    model: Model = None,
    aliases: Aliases = None,
    min_score: MinScore = 0.0,
    quiet: Quiet = False,
) -> None:
    """Build the graph of papers: tables, RDF, the page and a report, all in one folder."""
    if engine not in ("local", "spark"):
        wrong_usage(f"--engine {engine}: known engines are local and spark")
    if master and engine != "spark":
        wrong_usage("--master is for --engine spark")
    if "://" in output and engine != "spark":
        wrong_usage(f"--output {output}: only --engine spark writes to a URI")
    if not output:
        wrong_usage("--output: an empty name; is a variable not set?")
    from kg.build import build as build_folder
    from kg.commands.progress import watched
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
        # PySpark sends Arrow tables to Python functions only where pandas is there.
        allow_all()
        from kg.spark.build import build_on_spark

        if workers:
            note("kg: Spark has the cores that its --master gives it; --workers changes nothing")
        report = build_on_spark(inputs, output, master=master, **given)
    else:
        report = build_folder(
            inputs,
            output,
            workers=workers,
            say=(lambda message: None) if quiet else (lambda message: note(f"kg: {message}")),
            watch=iter if quiet else watched,
            **given,
        )
    if quiet:
        return
    _list_skipped(report.skipped, report.notes)
    counts = report.counts
    print(
        f"{counts['papers']} papers, {counts['entities']} entities, {counts['links']} links"
        f" ({counts['skipped']} records skipped, {counts['duplicates']} read twice)"
    )
    if "://" in output:
        print(f"RDF    {output}/graph.nt")
        print(f"report {output.rstrip('/')}/report.json")
    else:
        print(f"page   {Path(output, 'graph.html')}")
        print(f"RDF    {Path(output, 'graph.ttl')}")
        print(f"report {Path(output, 'report.json')}")


@app.command()
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
    """Print what each paper mentions: one JSON object a paper, in the order read."""
    import json

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
        print(json.dumps(row, ensure_ascii=False))


for _module in (questions, serving):
    for _name in _module.__all__:
        app.command()(getattr(_module, _name))


@app.command()
def export(
    folder: Folder,
    format: Annotated[
        str,
        typer.Option(
            help="ttl, nt, nq, trig, jsonld, rdfxml, graphml, gexf, json, cytoscape, csv,"
            " parquet or neo4j (a ZIP of CSV files)."
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="File; standard output if absent.", metavar="FILE"),
    ] = None,
    base_iri: BaseIri = None,
    vocabulary: Annotated[
        str,
        typer.Option(help="Terms of the RDF: kg, or lpwc for those of Linked Papers With Code."),
    ] = "kg",
) -> None:
    """Write the graph in the format of another program."""
    from functools import partial

    from kg.export import EXPORT_FORMATS, export_graph
    from kg.graph import KnowledgeGraph
    from kg.provenance import base_iri_of, provenance_of
    from kg.rdf import RDF_FORMATS, RDF_VOCABULARIES
    from kg.storage.build_folder import write_atomically

    if format not in EXPORT_FORMATS:
        wrong_usage(f"--format {format}: known formats are {', '.join(EXPORT_FORMATS)}")
    if vocabulary not in RDF_VOCABULARIES:
        wrong_usage(f"--vocabulary {vocabulary}: known ones are {', '.join(RDF_VOCABULARIES)}")
    if format not in RDF_FORMATS and (base_iri or vocabulary != "kg"):
        wrong_usage(f"--base-iri and --vocabulary are for RDF, and {format} is none")
    write = partial(
        export_graph,
        KnowledgeGraph.load(folder),
        format,
        base_iri=base_iri or base_iri_of(folder),
        provenance=provenance_of(folder),
        vocabulary=vocabulary,
    )
    if output is None:
        write(sys.stdout.buffer)
    else:
        write_atomically(output, write)


@app.command()
def view(
    folder: Folder,
    focus: Annotated[
        str | None,
        typer.Option(help="Paper or entity to draw the surroundings of.", metavar="NODE"),
    ] = None,
    depth: Annotated[
        int | None, typer.Option(min=1, max=6, help="Steps from --focus; 2 if absent.")
    ] = None,
    max_nodes: Annotated[
        int | None,
        typer.Option("--max-nodes", min=1, help="Nodes drawn at first; search reaches all."),
    ] = None,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Only print where the page is.")
    ] = False,
) -> None:
    """Open the interactive page of a graph in the browser."""
    if depth and focus is None:
        wrong_usage("--depth counts steps from --focus, and none is given")
    from kg.errors import GraphError
    from kg.graph import KnowledgeGraph
    from kg.page.data import USUAL_DEPTH
    from kg.provenance import base_iri_of
    from kg.storage.build_folder import current_file
    from kg.viewer import write_view

    if focus is None and max_nodes is None:
        page = current_file(folder, "graph.html").resolve()
        if not page.is_file():
            raise GraphError(f"{folder}: has no graph.html; `kg build` makes one")
    else:
        graph = KnowledgeGraph.load(folder)
        page = write_view(graph, base_iri_of(folder), focus, depth or USUAL_DEPTH, max_nodes)
    print(page)
    if not no_open:
        import webbrowser

        webbrowser.open(page.as_uri())


@app.command()
def validate(folder: Folder) -> None:
    """Check the RDF of a graph against the SHACL shapes."""
    from kg.validate import validate_folder

    problems = validate_folder(folder)
    for problem in problems:
        print(f"{problem.severity}: {problem.focus} {problem.path}: {problem.message}")
    if problems:
        raise typer.Exit(FAILED)
    print("conforms")


def _part_of(gold: Path, split: str | None) -> Path:
    if split is not None and Path(split).name != split:
        wrong_usage(f"--split {split}: expected a name such as dev, without its folder")
    if split not in (None, gold.stem) and gold.is_file():
        wrong_usage(f"--split {split}: chooses a part of a folder, and {gold} is another file")
    return gold / f"{split or 'dev'}.jsonl" if gold.is_dir() else gold


@app.command(name="eval")
def evaluate(
    gold: Annotated[
        Path, typer.Argument(help="Annotation, JSON Lines, or a folder of it.", metavar="GOLD")
    ],
    split: Annotated[
        str | None,
        typer.Option(
            help="Which part of a folder: dev, where it is absent, for its dev.jsonl.",
            metavar="NAME",
        ),
    ] = None,
    abstracts: Annotated[
        Path | None,
        typer.Option(help="Their texts, a file or a folder; GOLD_abstracts if absent."),
    ] = None,
    layers: Annotated[
        bool, typer.Option("--layers", help="Show what each layer of the pipeline gives.")
    ] = False,
    reliability: Annotated[
        bool, typer.Option("--reliability", help="Show how far the scores can be trusted.")
    ] = False,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Measure extraction against an annotation."""
    from dataclasses import asdict

    from kg import diagnosis
    from kg.evaluate import evaluate as measure
    from kg.evaluate import figures_rows, format_figures

    if layers and reliability:
        wrong_usage("--layers and --reliability are two tables: ask for one at a time")
    part = _part_of(gold, split)
    if layers:
        rows = diagnosis.layers(part, abstracts, model=model)
        shown = [{"without": row.lacking, **figures_rows(row.figures)} for row in rows]
        print_as(as_json, shown, lambda: diagnosis.format_layers(rows))
        return
    if reliability:
        bins = diagnosis.reliability(part, abstracts, model=model)
        print_as(as_json, [asdict(row) for row in bins], lambda: diagnosis.format_reliability(bins))
        return
    figures = measure(part, abstracts, model=model)
    print_as(as_json, figures_rows(figures), lambda: format_figures(figures))


@app.command()
def train(
    corpora: Annotated[Path, typer.Option(help="Folder with gold/ and abstracts/.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder of the trained model.")],
    config: Annotated[Path, typer.Option(help="spaCy config of the statistical layer.")] = Path(
        "training/configs/ner.cfg"
    ),
    teach: Annotated[
        list[str] | None,
        typer.Option(
            help="Corpus to learn word representations from first: scier, scierc, tdmsci.",
            metavar="NAME",
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Number of processes.")] = 1,
) -> None:
    """Train the model that the package ships."""
    from importlib.util import find_spec

    from kg.errors import InputError

    if not (find_spec("floret") and find_spec("sklearn")):
        raise InputError("training needs floret and scikit-learn: pip install 'paper-kg[train]'")
    from kg.train import train as train_model

    train_model(corpora, config, output, teach or (), workers=workers)


def main() -> None:
    """Run the command, with UTF-8 on standard output whatever the locale."""
    replace_closed_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    # igraph and pyarrow import what they could draw or convert with: a second, and no command does.
    do_without("matplotlib", "pandas")
    # Nearly all that is made stays to the end: to look for garbage every 700 objects is in vain.
    gc.set_threshold(50_000, 20, 20)
    try:
        app()
    finally:
        # The system takes the memory back at once; Python would look through all of it first.
        gc.freeze()
