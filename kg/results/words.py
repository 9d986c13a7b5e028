"""The words around numbers, by kind, as alternatives of a pattern."""

from __future__ import annotations

import csv
from importlib.resources import files

__all__ = ["WORDS"]


def _number_words() -> dict[str, str]:
    text = (files("kg.results") / "data" / "number_words.tsv").read_text(encoding="utf8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["kind"]: row["words"] for row in rows}


WORDS = _number_words()
