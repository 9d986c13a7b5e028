"""Reads the package's word lists and tables: text files in the ``data`` folders of its parts.

A line that begins with ``#`` is a comment. `kg.extract` reads its own files, so that the hash of
its folder covers everything that decides what is found in a text.
"""

from __future__ import annotations

import csv
from importlib.resources import files

__all__ = ["data_lines", "data_rows"]


def data_lines(path: str) -> list[str]:
    """Return the lines of a data file that are neither empty nor a comment.

    Parameters
    ----------
    path
        Path relative to the package's folder. No subpackage is imported: `kg.extract` alone would
        take half a second.

    Examples
    --------
    >>> data_lines("results/data/lower_is_better.txt")[:2]
    ['error', 'error rate']
    """
    text = files("kg").joinpath(path).read_text(encoding="utf8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def data_rows(path: str) -> list[dict[str, str]]:
    """Return the rows of a tab-separated data file, keyed by the names in its first line.

    Parameters
    ----------
    path
        As for `data_lines`.
    """
    # A quotation mark is an ordinary character; a row may end before its last columns.
    return list(
        csv.DictReader(data_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE, restval="")
    )
