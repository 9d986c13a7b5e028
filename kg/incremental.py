"""Extraction that keeps the mentions it finds, so that no pipeline reads a text twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from kg.digests import digest_of, reading_libraries
from kg.errors import InputError
from kg.extract import extract_mentions
from kg.extract.workers import sensible_workers
from kg.records import Mention, Paper
from kg.storage.shards import (
    SHARD_PAPERS,
    KnownTexts,
    known_texts,
    read_shards,
    text_key,
    tidy_shards,
    write_shard,
)

__all__ = ["Extraction", "extract_new", "pipeline_digest", "program_digest"]

# The parts of the package that decide what is found in a text; the rest works on the finds.
_READING_PARTS = ("extract", "records.py", "surrogates.py")


@cache
def program_digest() -> str:
    """Return the hash of the program: its code, models, rules, schemas and templates."""
    return digest_of(*(files(name) for name in ("kg", "kg.schemas", "kg.viz")))


def pipeline_digest(model: str | Path | None = None) -> str:
    """Return the hash of everything that decides what is found in a text.

    Parameters
    ----------
    model
        As for `kg.extract.load_pipeline`.

    Raises
    ------
    InputError
        If the model does not exist.
    """
    own = (files("kg") / part for part in _READING_PARTS)
    return digest_of(reading_libraries(), *own, *_model_folder(model))


def _model_folder(model: str | Path | None) -> Iterator[Path]:
    if model is None:
        return
    folder = Path(model)
    if not folder.is_dir():
        from spacy.util import get_package_path, is_package

        if not is_package(str(model)):
            raise InputError(f"{model}: no spaCy pipeline of this name or path")
        folder = get_package_path(str(model))
    elif not (folder / "meta.json").is_file():
        # Any other folder would be hashed whole before it is found to hold no pipeline.
        raise InputError(f"{model}: no spaCy pipeline of this name or path")
    yield folder


@dataclass(slots=True)
class Extraction:
    """The mentions of some papers, after all new texts have been read.

    Attributes
    ----------
    extracted, reused
        Numbers of texts that were read now, and of texts that were already known.
    lost
        Papers that killed their worker processes.
    worker_memory
        Peak memory of the largest worker process, in bytes; 0 if there was none.
    """

    folder: Path
    pipeline: str
    papers: dict[str, list[str]]
    known: dict[str, Path]
    extracted: int = 0
    reused: int = 0
    lost: list[Paper] = field(default_factory=list)
    worker_memory: int = 0

    def mentions(self) -> Iterator[tuple[str, list[Mention]]]:
        """Yield the papers' ids with their mentions, read from the shards."""
        return read_shards(self.known, self.papers)

    def tidy(self) -> None:
        """Delete the shards that no paper needs any more, and merge small ones."""
        tidy_shards(self.folder, self.pipeline, self.known, self.papers)


def extract_new(
    papers: list[Paper],
    folder: Path,
    pipeline: str,
    *,
    model: str | Path | None = None,
    workers: int | None = 1,
    say: Callable[[str], None] = lambda message: None,
    watch: Callable[[list[Paper]], Iterable[Paper]] = iter,
) -> Extraction:
    """Extract from the papers whose text this pipeline has not read, and store the mentions.

    Parameters
    ----------
    folder
        Folder of the shards.
    pipeline
        Hash of the pipeline, from `pipeline_digest`.
    workers
        Number of processes; None for one per core, or fewer for few papers.
    say
        Receives messages on what is read again, and why.
    watch
        Passes on the papers that it is given on their way to extraction.
    """
    known = known_texts(folder, pipeline)
    ids: dict[str, list[str]] = defaultdict(list)
    new: dict[str, Paper] = {}
    for paper in papers:
        key = text_key(paper)
        ids[key].append(paper.id)
        if key not in known.shards:
            new.setdefault(key, paper)
    for message in _reasons(known, ids, new):
        say(message)
    done = Extraction(folder, pipeline, dict(ids), known.shards, reused=len(ids) - len(new))
    if new:
        chosen = sensible_workers(len(new)) if workers is None else workers
        _extract_into(done, list(new.values()), model, chosen, watch)
    return done


def _reasons(
    known: KnownTexts, ids: Mapping[str, Sequence[str]], new: Iterable[str]
) -> Iterator[str]:
    """Yield messages on which papers are extracted although there was an earlier build, and why.

    Parameters
    ----------
    ids
        The ids of the papers with each text, by key.
    new
        The keys of the texts that are extracted.
    """
    again = sum(len(ids[key]) for key in new if key in known.outdated)
    fresh = sum(len(ids[key]) for key in new if key not in known.outdated)
    held = sum(map(len, ids.values())) - again - fresh
    if again:
        yield (
            f"the rules, the model or a library of the pipeline changed: {again} papers are"
            " extracted again"
        )
    if fresh and known.damaged:
        yield (
            f"{known.damaged} files with mentions of an earlier build are damaged: {fresh} papers"
            " are extracted that were in them or are new"
        )
    elif fresh and held:
        yield f"{held} papers are known from an earlier build, {fresh} are new"


def _extract_into(
    done: Extraction,
    new: list[Paper],
    model: str | Path | None,
    workers: int,
    watch: Callable[[list[Paper]], Iterable[Paper]],
) -> None:
    def report_peak(size: int) -> None:
        done.worker_memory = size

    found: list[tuple[str, tuple[Mention, ...]]] = []

    def keep() -> None:
        shard = write_shard(done.folder, done.pipeline, found)
        done.known.update((key, shard) for key, _ in found)
        done.extracted += len(found)
        found.clear()

    try:
        for paper, mentions in extract_mentions(
            watch(new), model=model, workers=workers, lost=done.lost, report_peak=report_peak
        ):
            found.append((text_key(paper), mentions))
            if len(found) == SHARD_PAPERS:
                keep()
    finally:
        # Mentions found before Ctrl-C need not be found again.
        if found:
            keep()
