"""The words around numbers, as alternatives of a pattern for each kind."""

from __future__ import annotations

from kg.data_files import data_rows

__all__ = ["WORDS"]

WORDS = {row["kind"]: row["words"] for row in data_rows("results/data/number_words.tsv")}
