"""The whole way: from files of papers to a folder with the graph, its RDF, page and report."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Any

from kg import __version__
from kg.errors import InputError
from kg.extract import extract_mentions, model_name
from kg.graph import KnowledgeGraph
from kg.iris import DEFAULT_BASE_IRI, Mint
from kg.provenance import NO_PROVENANCE, InputFile, Provenance, hash_inputs
from kg.rdf import write_rdf
from kg.readers import Duplicate, merge_duplicates, read_papers, unique_papers
from kg.records import Mention, Note, Paper, Skipped
from kg.resolution.overrides import NO_OVERRIDES, Overrides
from kg.resolve import resolve
from kg.store import save_tables, write_atomically
from kg.viewer import render_html

__all__ = [
    "Report",
    "base_iri_of",
    "build",
    "build_graph",
    "extract_entities",
    "no_paper_message",
    "provenance_of",
    "read_inputs",
    "versions_used",
]

# Versions that decide what is found; they are part of every report.
REPORTED_PACKAGES = ("spacy", "networkx", "rdflib", "pyoxigraph", "pyvis", "pyarrow")


@dataclass(slots=True)
class Report:
    """What a build did.

    Attributes
    ----------
    timings
        Seconds of each step.
    skipped
        Records and files that could not be read.
    overrides
        SHA-256 of what the overrides file says, None where there was none.
    hashes
        Of the input files.
    model
        Name and version of the pipeline's recogniser.
    notes
        What was read otherwise than it stands, and which columns were taken for what.
    duplicates
        Papers that several records tell of, with the records and what they agree in.
    """

    inputs: list[str]
    base_iri: str
    counts: dict[str, Any] = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    overrides: str | None = None
    hashes: tuple[InputFile, ...] = ()
    model: str = ""

    @property
    def provenance(self) -> Provenance:
        """What the graph was made from and with."""
        return Provenance(self.hashes, self.model)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Measure a step."""
        start = time.perf_counter()
        yield
        self.timings[step] = round(time.perf_counter() - start, 3)


def versions_used() -> dict[str, str]:
    """Return the versions that decide what is found."""
    found = {"paper-kg": __version__, "python": platform.python_version()}
    for package in REPORTED_PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def read_inputs(
    inputs: Sequence[str | Path],
    format: str | None,
    skipped: list[Skipped],
    notes: list[Note] | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Paper]:
    """Read the papers of several files; a file that cannot be read is skipped with its reason.

    Parameters
    ----------
    skipped
        Takes what could not be read.
    notes, columns
        As for `kg.readers.read_papers`.
    """
    for path in inputs:
        try:
            yield from read_papers(path, format, skipped, notes=notes, columns=columns)
        except InputError as error:
            reason = str(error).removeprefix(f"{path}: ")
            skipped.append(Skipped(str(path), "file", reason))


def no_paper_message(skipped: Sequence[Skipped]) -> str:
    """Say that nothing could be read, and why."""
    reasons = [f"  {item.file}, {item.place}: {item.reason}" for item in skipped[:10]]
    return "\n".join(["no paper could be read", *reasons])


def build_graph(
    papers: Iterable[Paper],
    *,
    model: str | Path | None = None,
    workers: int = 1,
    overrides: Overrides = NO_OVERRIDES,
    min_score: float = 0.0,
    watch: Callable[[list[Paper]], Iterable[Paper]] = iter,
) -> KnowledgeGraph:
    """Build the graph of papers in memory.

    Parameters
    ----------
    model
        Another spaCy pipeline in place of the one that ships.
    workers
        Number of processes; the graph does not depend on it.
    overrides
        What a user says of names.
    min_score
        Mentions with a score below this, from 0 to 1, are left out.
    watch
        Is given the papers on their way to extraction and passes them on.
    """
    return _graph_of(merge_duplicates(papers), model, workers, overrides, min_score, watch)


def _graph_of(
    unique: list[Paper],
    model: str | Path | None,
    workers: int,
    overrides: Overrides,
    min_score: float,
    watch: Callable[[list[Paper]], Iterable[Paper]] = iter,
) -> KnowledgeGraph:
    mentions: list[Mention] = []
    for _, found in extract_mentions(watch(unique), model=model, workers=workers):
        mentions += (mention for mention in found if mention.score >= min_score)
    found_in_all = resolve(mentions, overrides)
    return KnowledgeGraph(
        unique,
        found_in_all.entities,
        found_in_all.links,
        found_in_all.merges,
        found_in_all.relations,
        overrides,
    )


def extract_entities(
    papers: Iterable[Paper],
    *,
    model: str | Path | None = None,
    workers: int = 1,
    overrides: Overrides = NO_OVERRIDES,
    min_score: float = 0.0,
) -> Iterator[dict[str, Any]]:
    """Yield what each paper mentions, under the names that all the papers together give.

    Parameters
    ----------
    papers
        Each gives one row, a repeated one too; offsets count in the fuller of its texts.

    Yields
    ------
    dict
        ``id``, ``title`` and ``entities``, as ``kg extract`` prints them.
    """
    read = list(papers)
    unique = unique_papers(read)
    graph = _graph_of(unique.papers, model, workers, overrides, min_score)
    for paper, merged_id in zip(read, unique.ids, strict=True):
        rows = []
        for link in graph.links_of(merged_id):
            entity = graph.entity(link.entity)
            rows.append(
                {
                    "name": entity.name,
                    "type": entity.type,
                    "role": link.role,
                    "named": entity.named,
                    "score": link.score,
                    "mentions": [
                        {"text": m.text, "field": m.field, "start": m.start, "end": m.end}
                        for m in link.mentions
                    ],
                }
            )
        rows.sort(key=_first_mention)
        yield {"id": paper.id, "title": graph.paper(merged_id).title, "entities": rows}


def base_iri_of(folder: Path) -> str:
    """Return what the IRIs of a built graph begin with, from its report."""
    try:
        report = json.loads((folder / "report.json").read_text(encoding="utf8"))
    except (OSError, ValueError):
        return DEFAULT_BASE_IRI
    base = report.get("base_iri") if isinstance(report, dict) else None
    return base if isinstance(base, str) else DEFAULT_BASE_IRI


def provenance_of(folder: Path) -> Provenance:
    """Return what a built graph was made from and with, from its report."""
    try:
        report = json.loads((folder / "report.json").read_text(encoding="utf8"))
        inputs = tuple(InputFile(each["name"], each["sha256"]) for each in report["hashes"])
        return Provenance(inputs, str(report["model"]))
    except (OSError, ValueError, LookupError, TypeError):
        return NO_PROVENANCE


def _first_mention(row: dict[str, Any]) -> tuple[bool, int, str]:
    first = row["mentions"][0]
    return first["field"] == "abstract", first["start"], row["name"]


def _write(stream: IO[bytes], content: bytes) -> None:
    stream.write(content)


def build(
    inputs: Sequence[str | Path],
    output: str | Path,
    *,
    format: str | None = None,
    workers: int = 1,
    model: str | Path | None = None,
    base_iri: str = DEFAULT_BASE_IRI,
    overrides: Overrides = NO_OVERRIDES,
    columns: Mapping[str, str] | None = None,
    min_score: float = 0.0,
    watch: Callable[[list[Paper]], Iterable[Paper]] = iter,
) -> Report:
    """Build the graph of files and write everything into a folder.

    Parameters
    ----------
    inputs
        Files or folders of papers, ``-`` for standard input.
    output
        Folder, made where it is missing. It gets papers.parquet, mentions.parquet,
        entities.parquet, links.parquet, merges.parquet, relations.parquet, overrides.parquet,
        graph.ttl, graph.html and report.json.
    format
        Of all inputs; detected where it is None.
    base_iri
        What the IRIs of the RDF begin with.
    overrides
        What a user says of names, from `kg.resolution.overrides.read_overrides`.
    columns
        By field the column or key that holds it, as for `kg.readers.read_papers`.
    min_score
        Mentions with a score below this, from 0 to 1, are left out.
    watch
        Is given the papers before extraction and passes them on: a place for a progress bar.

    Returns
    -------
    Report

    Raises
    ------
    InputError
        If no record could be read; nothing is written then.
    """
    Mint(base_iri)
    inputs_as_given = [str(path) for path in inputs]
    report = Report(
        inputs=inputs_as_given,
        base_iri=base_iri,
        versions=versions_used(),
        overrides=overrides.digest if overrides.lines else None,
        hashes=hash_inputs(inputs),
        model=model_name(model),
    )
    with report.timed("read"):
        papers = list(read_inputs(inputs, format, report.skipped, report.notes, columns))
    if not papers:
        raise InputError(no_paper_message(report.skipped))
    unique = unique_papers(papers)
    report.duplicates = unique.duplicates
    with report.timed("extract and resolve"):
        graph = _graph_of(unique.papers, model, workers, overrides, min_score, watch)
    folder = Path(output)
    with report.timed("tables"):
        save_tables(graph, folder)
    with report.timed("rdf"):
        write_atomically(
            folder / "graph.ttl",
            lambda stream: write_rdf(graph, stream, "ttl", base_iri, provenance=report.provenance),
        )
    with report.timed("page"):
        page = render_html(graph).encode()
        write_atomically(folder / "graph.html", lambda stream: _write(stream, page))
    report.counts = {
        **graph.stats(),
        "papers_read": len(papers),
        "duplicates": len(papers) - len(graph.papers),
        "skipped": len(report.skipped),
    }
    text = json.dumps(asdict(report), ensure_ascii=False, indent=2) + "\n"
    # A file name need not be Unicode; in a JSON string the escape says which bytes it has.
    data = text.encode("utf-8", "backslashreplace")
    write_atomically(folder / "report.json", lambda stream: _write(stream, data))
    return report
