"""Assembles the spaCy pipeline from registered components, and runs papers through it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from importlib.resources import as_file, files
from itertools import chain, islice
from pathlib import Path

# One thread per process: on matrices this small, BLAS threads only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.arguments import check_papers, given_papers
from kg.collecting import without_collecting
from kg.errors import InputError

# Imported for the factories that they register.
from kg.extract import (  # noqa: F401
    abbreviations,
    gazetteer,
    lexicon,
    merge,
    names,
    roles,
    sentences,
    span_groups,
    tokenizer,
)
from kg.extract.spaced import original_span, rejoined
from kg.extract.text import locate, paper_text
from kg.extract.words import words_of
from kg.extract.workers import Extract, check_workers, cores, in_processes
from kg.records import Field, Mention, Paper

__all__ = [
    "assemble",
    "decide",
    "extract_mentions",
    "extract_with",
    "find",
    "load_pipeline",
    "mentions_of",
    "propose",
]

# The components after the statistical one, in the order in which they run.
PROPOSING = (
    "kg_sentences",
    "kg_abbreviations",
    "kg_gazetteer",
    "kg_lexicon",
)
DECIDING = ("kg_merge", "kg_roles", "kg_names")
LEARNT = frozenset({"kg_lexicon", *DECIDING})
# Batches of 16 to 64 abstracts were the fastest measured; 1,024 were 40% slower.
BATCH_SIZE = 32


def load_pipeline(model: str | Path | None = None) -> Language:
    """Load the pipeline that reads a paper's title and abstract.

    Parameters
    ----------
    model
        Name or path of a spaCy pipeline with a component that finds entities or spans, such as
        ``ner`` or ``spancat``, in place of the one that the package ships.

    Returns
    -------
    spacy.language.Language

    Raises
    ------
    InputError
        If there is no such pipeline, it cannot be loaded, or none of its components says that
        it finds entities or spans.

    Examples
    --------
    >>> load_pipeline().pipe_names[:4]
    ['ner', 'kg_sentences', 'kg_abbreviations', 'kg_gazetteer']
    """
    if model is None:
        with as_file(files("kg.extract") / "model" / "ner") as path:
            # The config names our tokenizer; reading its file would only make the same one again.
            return assemble(spacy.load(path, exclude=["tokenizer"]))
    try:
        nlp = spacy.load(model)
    except Exception as error:
        # Its code and its files come from elsewhere, and may fail in any way.
        raise InputError(f"{model}: {_why_not_loaded(error)}") from error
    assigned = set(chain.from_iterable(nlp.get_pipe_meta(each).assigns for each in nlp.pipe_names))
    if assigned.isdisjoint(("doc.ents", "doc.spans")):
        raise InputError(
            f"{model}: no component of the pipeline assigns doc.ents or doc.spans: {nlp.pipe_names}"
        )
    if "doc.spans" in assigned:
        nlp.add_pipe("kg_spans")
    return assemble(nlp)


def _why_not_loaded(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename is None:
        return "no spaCy pipeline of this name or path"
    # spaCy goes on with lists of all that it knows.
    reason = " ".join(str(error).strip().split("\n\n")[0].split())
    return f"the spaCy pipeline cannot be loaded: {type(error).__name__}: {reason}"


def assemble(nlp: Language, folder: Path | None = None) -> Language:
    """Add the layers of rules and the deciding steps to a statistical pipeline.

    Parameters
    ----------
    folder
        Folder of their learnt files; None for the model that ships.
    """
    return decide(propose(nlp, folder), folder)


def propose(nlp: Language, folder: Path | None = None) -> Language:
    """Add the layers that propose names, without the steps that decide between them."""
    return _add(nlp, PROPOSING, folder)


def find(nlp: Language, folder: Path | None = None) -> Language:
    """Add the layers and the step that chooses among their proposals, without roles and names."""
    return _add(propose(nlp, folder), DECIDING[:1], folder)


def decide(nlp: Language, folder: Path | None = None) -> Language:
    """Add the steps that decide on the layers' proposals: mentions, roles, names."""
    return _add(nlp, DECIDING, folder)


def _add(nlp: Language, components: Sequence[str], folder: Path | None) -> Language:
    for component in components:
        if component not in nlp.pipe_names:
            learnt = {"folder": folder and str(folder)} if component in LEARNT else {}
            nlp.add_pipe(component, config=learnt)
    return nlp


def mentions_of(paper: Paper, doc: Doc, places: Sequence[int] | None = None) -> tuple[Mention, ...]:
    """Turn what the pipeline found in a paper's text into mention records.

    Parameters
    ----------
    places
        Offset in the paper's text of each character of the document, from
        `kg.extract.spaced.rejoined`; None if the two texts are the same.
    """

    def located(start: int, end: int) -> tuple[Field, int, int]:
        return locate(paper, *original_span(places, *words.characters(start, end)))

    records = []
    words = words_of(doc)
    for found, role, named in zip(doc._.found, doc._.roles, doc._.names, strict=True):
        sentence = words.sentence(found.start)
        field, start, end = located(found.start, found.end)
        _, sentence_start, sentence_end = located(sentence.start, sentence.end)
        text = words.text(found.start, found.end)
        records.append(
            Mention(
                paper=paper.id,
                field=field,
                start=start,
                end=end,
                text=text if places is None else getattr(paper, field)[start:end],
                type=found.type,
                role=role,
                score=found.score,
                by=found.by,
                sentence_start=sentence_start,
                sentence_end=sentence_end,
                expansion=found.expansion,
                canonical=found.canonical,
                named=named,
            )
        )
    return tuple(records)


def extract_mentions(
    papers: Iterable[Paper],
    *,
    model: str | Path | None = None,
    workers: int | None = 1,
    lost: list[Paper] | None = None,
    report_peak: Callable[[int], None] = lambda size: None,
) -> Iterator[tuple[Paper, tuple[Mention, ...]]]:
    """Find the mentions of entities in papers.

    Parameters
    ----------
    papers
        Papers, read lazily in batches.
    model
        As for `load_pipeline`.
    workers
        Number of processes; None for one per core. The result does not depend on it. A script
        that asks for more than one must do so under ``if __name__ == "__main__":``, because each
        worker imports the script.
    lost
        Receives the papers on which worker processes died; if None, the first raises an error.
    report_peak
        Called with the peak memory of the largest worker process, in bytes.

    Yields
    ------
    tuple of Paper and tuple of Mention
        In the order of `papers`.

    Raises
    ------
    ArgumentError
        If `papers` is a file name, holds anything but papers or a paper with a field of the
        wrong type, or if `workers` is below one.
    InputError
        If there is no such model.
    KgError
        If workers die before they read a paper, or on a paper while `lost` is None.

    Examples
    --------
    >>> paper = Paper(id="p1", abstract="We evaluate on the GSM8K benchmark.")
    >>> [(m.text, m.role) for _, found in extract_mentions([paper]) for m in found]
    [('GSM8K', 'evaluates_on')]
    """
    check_papers(papers)
    check_workers(workers)
    checked = given_papers(papers)
    if workers == 1:
        yield from _loaded(model)(checked)
    else:
        processes = cores() if workers is None else workers
        yield from in_processes(checked, partial(_loaded, model), processes, lost, report_peak)


def extract_with(
    nlp: Language, papers: Iterable[Paper]
) -> Iterator[tuple[Paper, tuple[Mention, ...]]]:
    """Find the mentions of entities in papers with a loaded pipeline."""
    waiting = iter(papers)
    while batch := list(islice(waiting, BATCH_SIZE)):
        # While the documents live, the garbage collector would scan them again and again.
        with without_collecting():
            texts, places = zip(*(rejoined(paper_text(paper)) for paper in batch), strict=True)
            docs = nlp.pipe(texts, batch_size=BATCH_SIZE)
            found = [
                (paper, mentions_of(paper, doc, of_text))
                for paper, doc, of_text in zip(batch, docs, places, strict=True)
            ]
        yield from found


def _loaded(model: str | Path | None) -> Extract:
    return partial(extract_with, load_pipeline(model) if model else _shipped_pipeline())


@cache
def _shipped_pipeline() -> Language:
    """Load the pipeline that ships once per process; it is never handed out to callers."""
    return load_pipeline()
