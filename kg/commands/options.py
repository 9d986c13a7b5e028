"""The arguments and options that several commands share, with their help and checks."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from kg.commands.failures import wrong_usage
from kg.errors import KgError
from kg.lean_imports import allow_all
from kg.terminal import json_text

if TYPE_CHECKING:
    from kg.records import EntityType, Role

__all__ = [
    "Aliases",
    "AsJson",
    "BaseIri",
    "Columns",
    "Count",
    "Folder",
    "InputFormat",
    "Inputs",
    "MinScore",
    "Model",
    "OfType",
    "Quiet",
    "Workers",
    "entity_type",
    "link_role",
    "named_columns",
    "print_as",
]


def entity_type(name: str | None) -> EntityType | None:
    """Check the name of an entity type."""
    from kg.records import ENTITY_TYPES

    if name is None:
        return None
    for known in ENTITY_TYPES:
        if name == known:
            return known
    wrong_usage(f"--type {name}: known types are {', '.join(ENTITY_TYPES)}")


def link_role(name: str | None) -> Role | None:
    """Check the name of the role of a link."""
    from kg.records import ROLES

    if name is None:
        return None
    for known in ROLES:
        if name == known:
            return known
    wrong_usage(f"--role {name}: known roles are {', '.join(ROLES)}")


def print_as(as_json: bool, value: Any, text: Callable[[], str]) -> None:
    """Print a result as JSON for programs or as text for people."""
    print(json_text(value, 2) if as_json else text())


def _known_format(name: str | None) -> str | None:
    if name is None:
        return None
    from kg.readers import format_names

    known = format_names()
    if name not in known:
        wrong_usage(f"--format {name}: known formats are {', '.join(known)}")
    return name


def named_columns(values: list[str] | None) -> dict[str, str]:
    """Parse ``title=Title,abstract=Abstract``; the name of a column may contain commas."""
    if not values:
        return {}
    from kg.readers.field_names import SYNONYMS

    columns: dict[str, str] = {}
    next_field = re.compile(rf",\s*(?=(?:{'|'.join(SYNONYMS)})=)")
    for part in (part for value in values for part in next_field.split(value)):
        field, equals, column = part.strip().partition("=")
        if not equals or not column:
            wrong_usage(f"--map {part}: expected FIELD=COLUMN, such as title=Title")
        if field not in SYNONYMS:
            wrong_usage(f"--map {part}: known fields are {', '.join(SYNONYMS)}")
        columns[field] = column
    return columns


def _absolute_iri(iri: str | None) -> str | None:
    if iri is None:
        return None
    from kg.iris import Mint

    try:
        parts = urlsplit(iri)
        Mint(iri)
    except (ValueError, KgError) as error:
        wrong_usage(f"--base-iri {iri}: {error}")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        wrong_usage(f"--base-iri {iri}: expected an absolute IRI that begins with http or https")
    return iri


def _distinct_inputs(paths: list[str]) -> list[str]:
    if "" in paths:
        wrong_usage("INPUT: the name is empty; is a shell variable unset?")
    if paths.count("-") > 1:
        wrong_usage("INPUT: standard input can be read once only")
    return paths


def _with_all_libraries(model: str | None) -> str | None:
    """Let the code of another model, which `spacy.load` runs, import any installed package."""
    if model == "":
        wrong_usage("--model: the name is empty; is a shell variable unset?")
    if model is not None:
        allow_all()
    return model


Inputs = Annotated[
    list[str],
    typer.Argument(
        help="Files, folders, or patterns such as 'lists/*.bib'; - reads standard input.",
        metavar="INPUT...",
        callback=_distinct_inputs,
    ),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="Column (CSV, TSV, Parquet) or key (JSON) of a field: title=Title,abstract=Text.",
        metavar="FIELD=COLUMN,...",
    ),
]
Folder = Annotated[Path, typer.Argument(help="Folder that `kg build` wrote.", metavar="DIR")]
InputFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        help="Format of the inputs, such as bibtex; detected if absent.",
        metavar="NAME",
        callback=_known_format,
    ),
]
BaseIri = Annotated[
    str | None,
    typer.Option(
        "--base-iri",
        help="Beginning of all IRIs in the RDF.",
        metavar="IRI",
        callback=_absolute_iri,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        min=1, help="Number of processes; if absent, one per core, fewer for a short list."
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        help="Another spaCy pipeline that finds entities or spans: its name or path.",
        callback=_with_all_libraries,
    ),
]
Aliases = Annotated[
    Path | None,
    typer.Option(
        "--aliases",
        help="Overrides file: which names mean the same, which do not, what to call them.",
        metavar="FILE",
    ),
]
MinScore = Annotated[
    float,
    typer.Option(
        "--min-score", min=0.0, max=1.0, help="Leave out everything found with a lower score."
    ),
]
OfType = Annotated[
    str | None,
    typer.Option(
        "--type", help="Only this type: method, dataset, benchmark, task or metric.", metavar="TYPE"
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Report only errors.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Count = Annotated[int, typer.Option("-k", min=1, help="How many to list at most.")]
