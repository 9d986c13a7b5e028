"""Finds the mentions of papers in Spark's Python workers, each of which loads the model once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa

from kg.records import Mention
from kg.spark.rows import arrow_batches, tuples, unpack_paper

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["MENTIONS", "extract_rows", "pack_mentions", "unpack_mentions"]

# The mentions of a paper are one value, as JSON, which keeps a lone surrogate as it was.
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
        As for `kg.extract.load_pipeline`; a path must exist on every executor.
    min_score
        Mentions with a score below this, from 0 to 1, are left out.
    batches
        Batches with one column, the packed paper.
    """
    from kg.extract.pipeline import extract_with

    papers = (unpack_paper(text) for (text,) in tuples(batches))

    def rows() -> Iterator[tuple[str, str]]:
        for paper, mentions in extract_with(_pipeline(model), papers):
            yield paper.id, pack_mentions(each for each in mentions if each.score >= min_score)

    return arrow_batches(rows(), MENTIONS)


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
