"""Finds the mentions of papers in Spark's Python workers, each of which loads the model once."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import tee
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from kg.records import Mention, Paper
from kg.spark.rows import arrow_batches, tuples, unpack_paper
from kg.store import TABLES

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["MENTIONS", "extract_rows", "mentions_from"]

MENTIONS = pa.schema([field for field in TABLES["mentions"] if field.name != "entity"])
_NAMES = tuple(MENTIONS.names)
# Their values repeat: as one object each they cost the driver a pointer.
_REPEATED = tuple(name in ("paper", "field", "type", "role", "by", "text") for name in _NAMES)


@cache
def _pipeline(model: str | None) -> Language:
    from kg.extract import load_pipeline

    return load_pipeline(model)


def extract_rows(
    model: str | None, min_score: float, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Turn rows of papers into rows of mentions.

    Parameters
    ----------
    model
        As for `kg.extract.load_pipeline`; a path must be there on every executor.
    min_score
        Mentions with a score below this, from 0 to 1, are left out.
    batches
        With one column, the packed paper.
    """
    papers = (unpack_paper(text) for (text,) in tuples(batches))
    found = (mention for mention in _mentions(model, papers) if mention.score >= min_score)
    rows = (tuple(getattr(mention, name) for name in _NAMES) for mention in found)
    return arrow_batches(rows, MENTIONS)


def _mentions(model: str | None, papers: Iterable[Paper]) -> Iterator[Mention]:
    from kg.extract.pipeline import BATCH_SIZE, mentions_of
    from kg.extract.text import paper_text

    kept, read = tee(papers)
    docs = _pipeline(model).pipe(map(paper_text, read), batch_size=BATCH_SIZE)
    for paper, doc in zip(kept, docs, strict=True):
        yield from mentions_of(paper, doc)


def mentions_from(rows: Iterable[tuple[Any, ...]]) -> Iterator[Mention]:
    """Make mentions of the rows that the driver collects."""
    for row in rows:
        values: list[Any] = [
            sys.intern(value) if repeated else value
            for value, repeated in zip(row, _REPEATED, strict=True)
        ]
        yield Mention(*values)
