"""The words around numbers, by kind, as alternatives of a pattern."""

from __future__ import annotations

from kg.data_files import data_rows

__all__ = ["WORDS"]

WORDS = {row["kind"]: row["words"] for row in data_rows("results/data/number_words.tsv")}
