"""Papers from files, whatever their format.

A format is one module with one `Format`; to add one, write it and name it in `FORMATS`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from kg.errors import FormatError
from kg.readers import abstract_lines, daily_papers, delimited, json_lines, plain_text
from kg.readers.registry import Format, Reading
from kg.readers.source_files import open_text
from kg.records import Paper, Skipped

__all__ = ["FORMATS", "merge_duplicates", "read_papers"]

# In the order in which they are tried: plain text would take almost any file.
FORMATS: tuple[Format, ...] = (
    json_lines.FORMAT,
    delimited.TSV,
    delimited.CSV,
    daily_papers.FORMAT,
    abstract_lines.FORMAT,
    plain_text.FORMAT,
)


def _known() -> str:
    return "; ".join(f"{known.name} ({known.description})" for known in FORMATS)


def _named(name: str) -> Format:
    for known in FORMATS:
        if known.name == name:
            return known
    raise FormatError(f"no format is called {name!r}; known are {_known()}")


def _detected(head: str, file: str) -> Format:
    for known in FORMATS:
        if known.detect(head):
            return known
    raise FormatError(f"{file}: not in a known format; expected one of {_known()}")


def read_papers(
    path: str | Path, format: str | None = None, skipped: list[Skipped] | None = None
) -> Iterator[Paper]:
    """Read the papers of one file, in its order.

    Parameters
    ----------
    path
        Name of a file, gzipped or not; ``-`` for standard input.
    format
        Name of one of `FORMATS`; found from the file's beginning where it is None.
    skipped
        Takes the records that cannot be read, with the place and the reason.

    Yields
    ------
    Paper

    Raises
    ------
    InputError
        If the file is missing, empty or unreadable.
    FormatError
        If it is in no known format, or `format` is not the name of one.
    """
    file = str(path)
    notes: list[Skipped] = skipped if skipped is not None else []
    chosen = _named(format) if format else None
    stream, head = open_text(file, notes)
    with stream:
        if "\ufffd" in head:
            notes.append(Skipped(file, "text", "some bytes are not UTF-8; read as U+FFFD"))
        reader = chosen or _detected(head, file)
        try:
            yield from reader.read(Reading(stream, file, notes))
        except (OSError, EOFError, zlib.error) as error:
            notes.append(Skipped(file, "after the last record read", f"cannot be read: {error}"))


def merge_duplicates(papers: Iterable[Paper]) -> list[Paper]:
    """Make one paper of those with the same id, keeping the fuller of each field.

    Parameters
    ----------
    papers
        From any number of files.

    Returns
    -------
    list of Paper
        Each where its id was first read.
    """
    kept: dict[str, Paper] = {}
    for paper in papers:
        known = kept.get(paper.id)
        kept[paper.id] = _fuller(known, paper) if known else paper
    return list(kept.values())


def _fuller(first: Paper, second: Paper) -> Paper:
    abstract = max(first.abstract, second.abstract, key=len)
    return replace(
        first,
        title=first.title or second.title,
        abstract=abstract,
        authors=max(first.authors, second.authors, key=len),
        organisation=first.organisation or second.organisation,
        year=first.year or second.year,
        date=max(first.date or "", second.date or "", key=len) or None,
        url=first.url or second.url,
        repositories=tuple(dict.fromkeys((*first.repositories, *second.repositories))),
        extra={**second.extra, **first.extra},
    )
