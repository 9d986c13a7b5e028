"""The whole build: from files of papers to a folder with the graph, its RDF, page and report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from kg.analysis.difference import papers_lacking
from kg.arguments import check_min_score, check_output, check_papers, given_papers, input_list
from kg.build_files import write_all
from kg.collecting import without_collecting
from kg.digests import parsing_libraries
from kg.errors import InputError
from kg.extract import extract_mentions, model_name
from kg.extract.workers import check_workers, sensible_workers
from kg.graph import KnowledgeGraph
from kg.incremental import Extraction, extract_new, pipeline_digest, program_digest
from kg.iris import DEFAULT_BASE_IRI, Mint
from kg.provenance import files_read, hash_inputs
from kg.readers import Unique, merge_duplicates, read_papers, unique_papers
from kg.readers.field_names import check_fields
from kg.readers.inputs import is_many
from kg.readers.plugins import plugins_digest
from kg.readers.source_files import skipped_file
from kg.records import Note, Paper, Skipped
from kg.report import Report, earlier_report, versions_used
from kg.resolution.overrides import NO_OVERRIDES, Overrides
from kg.resolve import PaperMentions, resolve_papers
from kg.storage.build_folder import BuildFolder, open_build_folder
from kg.store import stored_links

__all__ = [
    "build",
    "build_graph",
    "extract_entities",
    "no_paper_message",
    "read_inputs",
]

# A file in another format than the one that was named has as many reasons as lines.
MOST_REASONS = 10

Watch = Callable[[list[Paper]], Iterable[Paper]]


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
        Receives the files and records that could not be read.
    notes, columns
        As for `kg.readers.read_papers`.
    """
    check_fields(columns or {})
    for path in inputs:
        try:
            yield from read_papers(path, format, skipped, notes=notes, columns=columns)
        except InputError as error:
            skipped.append(skipped_file(error, str(path)))


def no_paper_message(skipped: Sequence[Skipped]) -> str:
    """Say that nothing could be read, and why."""
    reasons = [f"  {item.file}, {item.place}: {item.reason}" for item in skipped[:MOST_REASONS]]
    if len(skipped) > MOST_REASONS:
        reasons.append(f"  and {len(skipped) - MOST_REASONS} more")
    return "\n".join(["no paper could be read", *reasons])


def build_graph(
    papers: Iterable[Paper],
    *,
    model: str | Path | None = None,
    workers: int | None = 1,
    overrides: Overrides = NO_OVERRIDES,
    min_score: float = 0.0,
    watch: Watch = iter,
) -> KnowledgeGraph:
    """Build the graph of papers in memory.

    Parameters
    ----------
    model
        Name or path of a spaCy pipeline to use in place of the one that ships.
    workers
        Number of processes; None for one per core, or fewer for a short list. The graph does not
        depend on it. A script that asks for more than one must do so under
        ``if __name__ == "__main__":``, because each worker imports the script.
    overrides
        The user's decisions on names.
    min_score
        Mentions with a score below this, from 0 to 1, are left out.
    watch
        Passes on the papers that it is given on their way to extraction.

    Raises
    ------
    ArgumentError
        If `papers` is the name of a file or contains anything but papers with fields of the right
        types, or the number of workers or the score is impossible.
    """
    check_papers(papers)
    check_workers(workers)
    check_min_score(min_score)
    unique = merge_duplicates(given_papers(papers))
    return _graph_of(unique, model, workers, overrides, min_score, watch)


def _graph_of(
    unique: list[Paper],
    model: str | Path | None,
    workers: int | None,
    overrides: Overrides,
    min_score: float,
    watch: Watch = iter,
) -> KnowledgeGraph:
    processes = sensible_workers(len(unique)) if workers is None else workers
    found = extract_mentions(watch(unique), model=model, workers=processes)
    mentions = [(paper.id, of_paper) for paper, of_paper in found]
    graph, _ = _resolved(unique, lambda: mentions, overrides, min_score)
    return graph


def _resolved(
    papers: list[Paper],
    mentions: Callable[[], Iterable[PaperMentions]],
    overrides: Overrides,
    min_score: float,
    scratch: Path | None = None,
) -> tuple[KnowledgeGraph, Sequence[Note]]:
    """Resolve the mentions found in papers, and make the graph, with notes on the overrides.

    Parameters
    ----------
    scratch
        Folder for data that is too large for memory; it must exist as long as the graph.
    """

    def read() -> Iterator[PaperMentions]:
        for paper, of_paper in mentions():
            yield paper, [each for each in of_paper if each.score >= min_score]

    keep = partial(stored_links, folder=scratch) if scratch else tuple
    found = resolve_papers(read, overrides, folder=scratch, keep=keep)
    graph = KnowledgeGraph(
        papers, found.entities, found.links, found.merges, found.relations, overrides
    )
    return graph, found.notes


def extract_entities(
    papers: Iterable[Paper],
    *,
    model: str | Path | None = None,
    workers: int | None = 1,
    overrides: Overrides = NO_OVERRIDES,
    min_score: float = 0.0,
) -> Iterator[dict[str, Any]]:
    """Yield the entities that each paper mentions, with the names that all the papers give them.

    Parameters
    ----------
    papers
        Each gives one row, even if it is repeated; offsets refer to the longest of its texts.

    Yields
    ------
    dict
        ``id``, ``title`` and ``entities``, as ``kg extract`` prints them.

    Raises
    ------
    ArgumentError
        As for `build_graph`.
    """
    check_papers(papers)
    check_workers(workers)
    check_min_score(min_score)
    read = list(given_papers(papers))
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


def _first_mention(row: dict[str, Any]) -> tuple[bool, int, str]:
    first = row["mentions"][0]
    return first["field"] == "abstract", first["start"], row["name"]


def _lost(papers: Iterable[Paper]) -> Iterator[Skipped]:
    """Yield report entries for the papers that killed their worker processes."""
    for paper in papers:
        source = paper.source
        file, place = (source.file, f"record {source.record}") if source else ("", paper.id)
        yield Skipped(file, place, f"{paper.id}: two worker processes died while reading it")


def _is_named_file(path: str) -> bool:
    return path != "-" and Path(path).is_file()


def _fingerprint(report: Report, options: Iterable[Any], pipeline: str) -> str | None:
    """Hash everything that decides the files of a build; None for standard input and the like."""
    if not all(is_many(path) or _is_named_file(path) for path in report.inputs):
        return None
    # The graph names the file of each paper, and a file may move within a folder.
    files = [list(map(files_read, report.inputs)), [each.sha256 for each in report.hashes]]
    parts = [report.inputs, files, report.base_iri, report.overrides, report.versions, *options]
    parts += [pipeline, program_digest(), plugins_digest(), parsing_libraries()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def build(
    inputs: str | Path | Sequence[str | Path],
    output: str | Path,
    *,
    format: str | None = None,
    workers: int | None = 1,
    model: str | Path | None = None,
    base_iri: str = DEFAULT_BASE_IRI,
    overrides: Overrides = NO_OVERRIDES,
    columns: Mapping[str, str] | None = None,
    min_score: float = 0.0,
    say: Callable[[str], None] = lambda message: None,
    watch: Watch = iter,
) -> Report:
    """Build the graph of files and write everything into a folder.

    The mentions found in a text are kept in the folder, so that the next build extracts only from
    new texts, and a build that was killed can be resumed. The files of the graph are replaced
    together at the end.

    Parameters
    ----------
    inputs
        File, folder or pattern of papers, or several of them; ``-`` for standard input.
    output
        Folder, made if it is missing. It gets papers.parquet, mentions.parquet,
        entities.parquet, links.parquet, merges.parquet, relations.parquet, overrides.parquet,
        graph.ttl, graph.html and report.json.
    format
        Format of all inputs; None detects that of each file.
    workers
        Number of processes; None for one per core, or fewer for a short list. The files do not
        depend on it. A script that asks for more than one must do so under
        ``if __name__ == "__main__":``, because each worker imports the script.
    base_iri
        Beginning of the IRIs in the RDF.
    overrides
        The user's decisions on names, from `kg.resolution.overrides.read_overrides`.
    columns
        Maps fields to the columns or keys that hold them, as for `kg.readers.read_papers`.
    min_score
        Mentions with a score below this, from 0 to 1, are left out.
    say
        Receives messages: what is extracted again and why, that nothing is new, and how many
        papers of the graph in the folder are not among these.
    watch
        Passes on the papers that it is given before extraction: a place for a progress bar.

    Returns
    -------
    Report

    Raises
    ------
    InputError
        If no record could be read; then nothing is written.
    GraphError
        If another build is writing into the folder, or it cannot be written.
    ArgumentError
        If a name is empty, or the number of workers or the score is impossible.
    """
    inputs = input_list(inputs)
    check_output(output)
    check_workers(workers)
    check_min_score(min_score)
    Mint(base_iri)
    report = _begun(inputs, base_iri, overrides, model)
    # The notes in the report name the places of lines.
    places = [line.place for line in overrides.lines]
    options = [format, sorted((columns or {}).items()), min_score, places]
    pipeline = pipeline_digest(model)
    fingerprint = _fingerprint(report, options, pipeline)
    if fingerprint and BuildFolder(Path(output)).is_complete(fingerprint):
        say("nothing is new since the last build; its files are kept")
        return earlier_report(Path(output))
    unique = _read(report, inputs, format, columns)
    with open_build_folder(Path(output)) as folder, folder.scratch() as scratch:
        if gone := papers_lacking(folder.path, unique.papers):
            papers = "1 paper" if gone == 1 else f"{gone:,} papers"
            say(f"{papers} of the earlier build {'is' if gone == 1 else 'are'} not in this list")
        with report.timed("extract"):
            extraction = extract_new(
                unique.papers,
                folder.shards,
                pipeline,
                model=model,
                workers=workers,
                say=say,
                watch=watch,
            )
        _tell_of_extraction(report, extraction, say)
        with report.timed("resolve"), without_collecting():
            graph, notes = _resolved(
                unique.papers, extraction.mentions, overrides, min_score, scratch
            )
        report.notes += notes
        report.counts = {
            **graph.stats(),
            "papers_read": len(unique.ids),
            "duplicates": len(unique.ids) - len(graph.papers),
            "without_abstract": sum(not paper.abstract for paper in graph.papers),
            "skipped": len(report.skipped),
        }
        lost = bool(extraction.lost)
        with folder.replacing(None if lost else fingerprint) as files, without_collecting():
            write_all(graph, files, report, folder)
        extraction.tidy()
    return report


def _begun(
    inputs: Sequence[str | Path], base_iri: str, overrides: Overrides, model: str | Path | None
) -> Report:
    """Return the report of a build that has read nothing yet."""
    return Report(
        inputs=[str(path) for path in inputs],
        base_iri=base_iri,
        versions=versions_used(),
        overrides=overrides.digest if overrides.lines else None,
        hashes=hash_inputs(inputs),
        model=model_name(model),
    )


def _read(
    report: Report,
    inputs: Sequence[str | Path],
    format: str | None,
    columns: Mapping[str, str] | None,
) -> Unique:
    """Read all inputs, and report what was skipped and which records are of one paper."""
    with report.timed("read"):
        papers = list(read_inputs(inputs, format, report.skipped, report.notes, columns))
    if not papers:
        raise InputError(no_paper_message(report.skipped))
    unique = unique_papers(papers)
    report.duplicates = unique.duplicates
    return unique


def _tell_of_extraction(report: Report, extraction: Extraction, say: Callable[[str], None]) -> None:
    report.skipped += _lost(extraction.lost)
    report.extracted, report.reused = extraction.extracted, extraction.reused
    report.worker_memory = extraction.worker_memory
    if report.worker_memory:
        say(f"the largest worker process took {report.worker_memory >> 20} MiB")
