"""Finds the mentions of papers in Spark's Python workers, each of which loads the model once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from itertools import tee
from typing import TYPE_CHECKING

import pyarrow as pa

from kg.records import Mention, Paper
from kg.spark.rows import arrow_batches, tuples, unpack_paper

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["MENTIONS", "extract_rows", "pack_mentions", "unpack_mentions"]

# The mentions of a paper travel together, as JSON: a lone surrogate stays what it was.
MENTIONS = pa.schema([("paper", pa.string()), ("mentions", pa.string())])
_FIELDS = tuple(field.name for field in fields(Mention) if field.name != "paper")


@cache
def _pipeline(model: str | None) -> Language:
    from kg.extract import load_pipeline

    return load_pipeline(model)


def extract_rows(
    model: str | None, min_score: float, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Turn rows of papers into rows of their mentions.

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

    def rows() -> Iterator[tuple[str, str]]:
        for paper, mentions in _extracted(model, papers):
            yield paper.id, pack_mentions(each for each in mentions if each.score >= min_score)

    return arrow_batches(rows(), MENTIONS)


def _extracted(
    model: str | None, papers: Iterable[Paper]
) -> Iterator[tuple[Paper, tuple[Mention, ...]]]:
    from kg.extract.pipeline import BATCH_SIZE, mentions_of
    from kg.extract.text import paper_text

    kept, read = tee(papers)
    docs = _pipeline(model).pipe(map(paper_text, read), batch_size=BATCH_SIZE)
    for paper, doc in zip(kept, docs, strict=True):
        yield paper, mentions_of(paper, doc)


def pack_mentions(mentions: Iterable[Mention]) -> str:
    """Write the mentions of one paper as JSON."""
    return json.dumps([[getattr(mention, name) for name in _FIELDS] for mention in mentions])


def unpack_mentions(paper: str, text: str) -> list[Mention]:
    """Read the mentions of a paper that `pack_mentions` wrote.

    Examples
    --------
    >>> found = Mention("p", "title", 3, 7, "BERT", "method", "uses", 0.9, "model", 0, 7)
    >>> unpack_mentions("p", pack_mentions([found])) == [found]
    True
    """
    return [Mention(paper, *values) for values in json.loads(text)]
