"""Joins a paper's title and abstract into one text for the pipeline, and maps offsets back."""

from __future__ import annotations

from kg.records import Field, Paper
from kg.surrogates import without_surrogates

__all__ = ["TITLE_END", "locate", "paper_text"]

# A blank line: the tokenizer makes one white-space token of it, from which the model sees that
# the title, with its capitals, is over.
TITLE_END = "\n\n"


def paper_text(paper: Paper) -> str:
    """Join title and abstract; a paper without a title is its abstract alone."""
    text = f"{paper.title}{TITLE_END}{paper.abstract}" if paper.title else paper.abstract
    # spaCy cannot read surrogates. Our readers remove them, but a caller's `Paper` may hold some.
    return without_surrogates(text)


def locate(paper: Paper, start: int, end: int) -> tuple[Field, int, int]:
    """Turn offsets into the joined text into a field and offsets into that field.

    Examples
    --------
    >>> locate(Paper(id="p", title="On BERT", abstract="BERT works."), 9, 13)
    ('abstract', 0, 4)
    """
    if not paper.title:
        return "abstract", start, end
    if start < len(paper.title):
        # The last sentence of a title includes the white space behind it, which is in no field.
        return "title", start, min(end, len(paper.title))
    shift = len(paper.title) + len(TITLE_END)
    return "abstract", start - shift, end - shift
