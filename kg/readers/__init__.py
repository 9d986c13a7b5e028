"""Papers from files, whatever their format.

A format is one module with one `Format`; to add one, write it and name it in `FORMATS`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kg.arguments import input_list
from kg.errors import FormatError, InputError
from kg.readers import (
    abstract_lines,
    acl_anthology,
    arxiv_atom,
    arxiv_listing,
    arxiv_mail,
    arxiv_snapshot,
    bibtex,
    csl_json,
    daily_papers,
    daily_papers_json,
    delimited,
    endnote_xml,
    json_lines,
    markdown_table,
    oai_pmh,
    openalex,
    openreview,
    paper_page,
    parquet,
    plain_text,
    pubmed,
    ris,
    rss,
    sciencedirect,
    semantic_scholar,
    tagged,
)
from kg.readers.duplicates import Duplicate, Unique, merge_duplicates, unique_papers
from kg.readers.field_names import check_fields
from kg.readers.inputs import files_of, is_in_folder, is_many, suffix_of
from kg.readers.json_outline import is_json
from kg.readers.packed import BROKEN
from kg.readers.paragraphs import better_export
from kg.readers.plugins import detected_plugin, named_plugin, plugin_names
from kg.readers.registry import Format, Reading
from kg.readers.source_files import (
    Lines,
    check_text,
    open_source,
    shown_name,
    skipped_file,
    sniff,
)
from kg.records import Note, Paper, Skipped

__all__ = [
    "FORMATS",
    "Duplicate",
    "Format",
    "Reading",
    "Unique",
    "detected_format",
    "format_names",
    "merge_duplicates",
    "named_format",
    "read_file",
    "read_papers",
    "unique_papers",
]

# In the order in which they are tried: generic JSON accepts any JSON, plain text almost any file.
FORMATS: tuple[Format, ...] = (
    parquet.FORMAT,
    arxiv_atom.FORMAT,
    rss.FORMAT,
    oai_pmh.FORMAT,
    pubmed.FORMAT,
    acl_anthology.FORMAT,
    endnote_xml.FORMAT,
    bibtex.FORMAT,
    ris.RIS,
    ris.WEB_OF_SCIENCE,
    tagged.NBIB,
    tagged.ENDNOTE,
    arxiv_mail.FORMAT,
    arxiv_listing.FORMAT,
    arxiv_snapshot.FORMAT,
    openalex.FORMAT,
    daily_papers_json.FORMAT,
    openreview.FORMAT,
    csl_json.FORMAT,
    semantic_scholar.FORMAT,
    json_lines.FORMAT,
    delimited.TSV,
    delimited.CSV,
    markdown_table.FORMAT,
    sciencedirect.FORMAT,
    paper_page.FORMAT,
    daily_papers.FORMAT,
    abstract_lines.FORMAT,
    plain_text.FORMAT,
)
# A web page saved from the browser.
_PAGE = re.compile(r"\s*(?:<!doctype html|<html)\b", re.IGNORECASE)


def format_names() -> list[str]:
    """Return the format names that `read_papers` accepts; those of plugins come last."""
    own = [known.name for known in FORMATS]
    return [*own, *(name for name in plugin_names() if name not in own)]


def _known() -> str:
    return "; ".join(f"{known.name} ({known.description})" for known in FORMATS)


def named_format(name: str) -> Format:
    """Return the format with this name.

    Raises
    ------
    FormatError
        If no format has this name, or the plugin that offers it cannot be loaded.
    """
    for known in FORMATS:
        if known.name == name:
            return known
    if plugin := named_plugin(name):
        return plugin
    raise FormatError(f"no format is called {name!r}; known are {_known()}")


def detected_format(reading: Reading, in_folder: bool) -> Format:
    """Detect the format from the content or, failing that, from the file name."""
    suffix = suffix_of(reading.file)
    # The user maps columns for the tables and JSON among the inputs; BibTeX, say, ignores that.
    takes_columns = reading.columns and is_json(reading.head)
    formats = [
        known
        for known in FORMATS
        if known.mapped or not (reading.columns and (takes_columns or known.prose))
    ]
    by_suffix = [known for known in formats if suffix in known.suffixes]
    for known in formats:
        if not known.prose and known.detect(reading.head):
            return known
    if not reading.columns and (
        plugin := detected_plugin(reading.head, reading.file, reading.notes)
    ):
        return plugin
    if by_suffix and not by_suffix[-1].prose:
        # The file may be damaged or have other column names; its reader reports that.
        return by_suffix[-1]
    for known in formats:
        fits = suffix in known.suffixes or not in_folder
        if known.prose and fits and known.detect(reading.head):
            return known
    if reading.columns:
        first = reading.head.partition("\n")[0]
        return delimited.TSV if "\t" in first else delimited.CSV
    hint = better_export(reading.head)
    if _PAGE.match(reading.head):
        hint = "it is a web page: copy its text from the browser into a file"
    if not hint and in_folder and plain_text.FORMAT.detect(reading.head):
        hint = "name the file itself to have it read as plain text"
    listed = ", ".join(each.name for each in FORMATS)
    raise FormatError(f"not in a known format; {hint or f'known are {listed}'}", reading.file)


def read_papers(
    path: str | Path | Sequence[str | Path],
    format: str | None = None,
    skipped: list[Skipped] | None = None,
    *,
    notes: list[Note] | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Paper]:
    """Read the papers of a file, or of the files in a folder, in the same order every time.

    Memory use does not grow with the size of a file.

    Parameters
    ----------
    path
        A file, optionally compressed with gzip or Zstandard; a folder, whose hidden files and files
        of unknown formats are skipped; a pattern such as ``lists/*.csv``; or ``-`` for standard
        input. Also a list of these, read one after another.
    format
        Name of one of `FORMATS` or of a plugin; None detects the format of each file.
    skipped
        Receives the records that cannot be read, each with its place and the reason. Without it, a
        warning tells how many there are, and the first of them.
    notes
        Receives remarks, such as on bytes that are not UTF-8 and on which column was used for
        which field.
    columns
        Maps a field (``title``, ``abstract``...) to the column or key that holds it, in CSV, TSV,
        Parquet and JSON; fields that are not mapped are found by their usual names.

    Yields
    ------
    Paper

    Raises
    ------
    InputError
        If the file is missing, empty or unreadable.
    FormatError
        If the file is in no known format, `format` is unknown, a column is missing, or `columns`
        maps an unknown field.
    ArgumentError
        If a name is empty.
    """
    bad: list[Skipped] = skipped if skipped is not None else []
    passed: list[Skipped] = skipped if skipped is not None else []
    is_bare = True
    for each in input_list(path):
        for paper in _read_input(str(each), format, bad, passed, notes, columns):
            is_bare = False
            yield paper
    # In a folder with papers, files of other kinds are no loss.
    lost = bad or passed if is_bare else bad
    if skipped is None and lost:
        first = f"{lost[0].file}, {lost[0].place}: {lost[0].reason}"
        told = f"{len(lost)} skipped; pass a list as `skipped` to have them all"
        warnings.warn(f"{told}; the first is {first}", stacklevel=2)


def _read_input(
    file: str,
    format: str | None,
    bad: list[Skipped],
    passed: list[Skipped],
    notes: list[Note] | None,
    columns: Mapping[str, str] | None,
) -> Iterator[Paper]:
    """Read an input; `passed` receives the files of a folder that are no lists of papers."""
    check_fields(columns or {})
    remarks: list[Note] = notes if notes is not None else []
    # Checked before any file is opened: an impossible request is not the fault of a file.
    _chosen(file, format, columns or {})
    if not is_many(file):
        yield from read_file(file, format, bad, remarks, columns or {}, in_folder=False)
        return
    for each in files_of(file, passed):
        try:
            yield from read_file(
                each, format, bad, remarks, columns or {}, is_in_folder(each, file)
            )
        except InputError as error:
            passed.append(skipped_file(error, each))


def _chosen(file: str, format: str | None, columns: Mapping[str, str]) -> Format | None:
    chosen = named_format(format) if format else None
    if chosen and columns and not chosen.mapped:
        raise FormatError(f"columns cannot be named for the format {chosen.name!r}", file)
    return chosen


def read_file(
    file: str,
    format: str | None,
    skipped: list[Skipped],
    notes: list[Note],
    columns: Mapping[str, str],
    in_folder: bool,
) -> Iterator[Paper]:
    """Read the papers of one file.

    Parameters
    ----------
    file, format, skipped, notes, columns
        As for `read_papers`.
    in_folder
        Whether the file was found in a folder and not named by the user: plain text is then
        detected only in files with the suffix of a text.
    """
    chosen = _chosen(file, format, columns)
    binary, start = open_source(file)
    with Lines(binary) as stream:
        reading = Reading(stream, shown_name(file), skipped, notes, columns, sniff(start), binary)
        possible = [chosen] if chosen else FORMATS
        if not any(known.binary and known.detect(reading.head) for known in possible):
            check_text(start, file)
        found = chosen or detected_format(reading, in_folder)
        said, is_bare = len(skipped), True
        try:
            for paper in found.read(reading):
                is_bare = False
                yield paper
        except BROKEN as error:
            reading.skip("after the last record read", f"cannot be read: {error}")
        if is_bare and len(skipped) == said:
            reading.skip("file", f"holds no paper; it was read as {found.name}")
        for place, remark in stream.remarks():
            reading.note(place, remark)
