"""The commands that measure extraction and train its model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.commands.failures import wrong_usage
from kg.commands.options import AsJson, Model, print_as
from kg.lean_imports import allow_all

__all__ = ["evaluate", "train"]


def _part_of(gold: Path, split: str | None) -> Path:
    if split is not None and Path(split).name != split:
        wrong_usage(f"--split {split}: expected a name such as dev, without its folder")
    if split not in (None, gold.stem) and gold.is_file():
        wrong_usage(f"--split {split}: chooses a file of a folder, but {gold} is a file")
    return gold / f"{split or 'dev'}.jsonl" if gold.is_dir() else gold


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            help="Annotated papers: a JSON Lines file, or a folder of them.", metavar="GOLD"
        ),
    ],
    split: Annotated[
        str | None,
        typer.Option(
            help="Which file of a folder: NAME.jsonl; dev if absent.",
            metavar="NAME",
        ),
    ] = None,
    abstracts: Annotated[
        Path | None,
        typer.Option(help="Their texts: a file or folder; GOLD_abstracts.jsonl if absent."),
    ] = None,
    layers: Annotated[
        bool, typer.Option("--layers", help="Show the figures without each layer of the pipeline.")
    ] = False,
    reliability: Annotated[
        bool, typer.Option("--reliability", help="Show how far the scores can be trusted.")
    ] = False,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Measure extraction against papers that human readers annotated."""
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


def train(
    corpora: Annotated[Path, typer.Option(help="Folder with gold/ and abstracts/.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write the model into.")],
    config: Annotated[
        Path,
        typer.Option(
            help="spaCy config of the statistical layer; the default needs a source checkout.",
            exists=True,
            dir_okay=False,
        ),
    ] = Path("training/configs/ner.cfg"),
    teach: Annotated[
        list[str] | None,
        typer.Option(
            help="Corpus to learn word representations from first: scier, scierc, tdmsci.",
            metavar="NAME",
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Number of processes.")] = 1,
) -> None:
    """Train the extraction model that comes with the package."""
    from importlib.util import find_spec

    from kg.errors import InputError

    allow_all()
    if not all(map(find_spec, ("floret", "sklearn", "torch"))):
        raise InputError(
            "training needs floret, scikit-learn and PyTorch: pip install 'paper-kg[train]'"
        )
    from kg.train import train as train_model

    train_model(corpora, config, output, teach or (), workers=workers)
