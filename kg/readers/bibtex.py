"""BibTeX and BibLaTeX, as reference managers, arXiv and the ACL Anthology export it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence

from kg.readers.cleaning import clean
from kg.readers.fields import paper_from_fields
from kg.readers.identifiers import arxiv_id, doi
from kg.readers.json_values import page
from kg.readers.limits import LONGEST_RECORD
from kg.readers.registry import Format, Reading
from kg.records import Paper, Source

__all__ = ["FORMAT"]

_ENTRY = re.compile(r"^[ \t]*@[ \t]*([A-Za-z]\w*)[ \t]*[{(]", re.MULTILINE)
_NO_PAPERS = frozenset(("comment", "preamble", "string"))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = {name: str(number) for number, name in enumerate(_MONTHS, 1)}
_VENUES = ("journal", "journaltitle", "booktitle", "venue")
# Fields that other fields of ours are made of.
_TAKEN = frozenset(
    ("title", "abstract", "author", "editor", "year", "month", "date", "url", "doi", "eprint")
) | frozenset((*_VENUES, "archiveprefix", "eprinttype", "file"))
_MATH = re.compile(r"((?<!\\)\$[^$]{1,400}\$)")
_BRACES = re.compile(r"(?<!\\)[{}]")
# How programs write the signs of a DOI or address that LaTeX takes for its own.
_ESCAPED = re.compile(r"\{\\?([_%&#~])\}|\\([_%&#~])|\{?\$([<>])\$\}?")
_COMPARISON = re.compile(r"\{?\\text(less|greater)(?:\{\}|\})?")

# What it has to say of a broken entry is said in the report, with file and line.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())


def _detect(head: str) -> bool:
    first = next((line for line in head.splitlines() if line.strip() and line[0] != "%"), "")
    if not _ENTRY.match(first):
        return False
    return any(found[1].lower() not in {"comment"} for found in _ENTRY.finditer(head))


def _blocks(reading: Reading) -> Iterator[tuple[int, str]]:
    """Yield each block and its line: what begins at an ``@`` up to the next that begins a line.

    An entry that lacks its closing brace ends where the next begins, so that it alone is lost.
    """
    lines: list[str] = []
    begun = size = 0
    for number, line in enumerate(reading.stream, 1):
        if _ENTRY.match(line):
            if lines:
                yield begun, "".join(lines)
            lines, begun, size = [], number, 0
        elif not begun:
            continue
        size += len(line)
        if size <= LONGEST_RECORD:
            lines.append(line)
    if lines:
        yield begun, "".join(lines)


def _closed(block: str) -> bool:
    """Say whether the braces of a block are balanced: an abstract may hold an ``@`` of its own."""
    return block.count("{") <= block.count("}")


def _whole_blocks(reading: Reading) -> Iterator[tuple[int, str]]:
    """Put a block together with the next where an ``@`` within an entry has cut it in two."""
    held: tuple[int, str] | None = None
    for begun, block in _blocks(reading):
        if held and _closed(held[1] + block) and not _closed(block):
            held = held[0], held[1] + block
            continue
        if held:
            yield held
        held = begun, block
    if held:
        yield held


def _pieces(value: str) -> Iterator[str]:
    """Split a value at the ``#`` that join its parts, outside of braces and quotes."""
    depth, quoted, start = 0, False, 0
    for position, character in enumerate(value):
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
        elif character == '"' and depth == 0:
            quoted = not quoted
        elif character == "#" and depth == 0 and not quoted:
            yield value[start:position].strip()
            start = position + 1
    yield value[start:].strip()


def _value(raw: str, strings: Mapping[str, str]) -> str:
    """Return what a field says: its parts joined, names of strings and months replaced."""
    parts = []
    for piece in _pieces(raw):
        if piece[:1] in ("{", '"') and len(piece) > 1:
            parts.append(piece[1:-1])
        else:
            parts.append(strings.get(piece.lower(), piece))
    return "".join(parts)


def _plain(text: str) -> str:
    """Clean a value; the braces that keep capitals are no part of it, but those of math are."""
    parts = _MATH.split(clean(text))
    parts[::2] = (_BRACES.sub("", part) for part in parts[::2])
    return "".join(parts)


def _verbatim(value: str) -> str:
    """Return a DOI or address as it is outside of LaTeX."""
    value = _COMPARISON.sub(lambda found: "<" if found[1] == "less" else ">", value)
    return _ESCAPED.sub(lambda found: found[1] or found[2] or found[3], value)


def _people(value: str) -> list[str]:
    from bibtexparser.middlewares.names import (
        parse_single_name_into_parts,
        split_multiple_persons_names,
    )

    names = []
    for name in split_multiple_persons_names(value):
        if name.strip().lower() == "others":
            continue
        parts = parse_single_name_into_parts(name, strict=False)
        whole = [*parts.first, *parts.von, *parts.last, *parts.jr]
        names.append(_plain(" ".join(whole)))
    return [name for name in names if name]


def _date(fields: Mapping[str, str]) -> str:
    if "date" in fields:
        return fields["date"]
    year, month = fields.get("year", ""), fields.get("month", "").strip(" .").lower()
    number = _MONTH_NAMES.get(month[:3], month)
    return f"{year}-{number}" if number.isdigit() and 1 <= int(number) <= 12 else year


def _record(key: str, fields: Mapping[str, str]) -> dict[str, object]:
    """Return the entry with our names of fields; others go along under their own."""
    prefix = fields.get("archiveprefix", fields.get("eprinttype", "")).lower()
    eprint = fields.get("eprint", "") if prefix in ("", "arxiv") else ""
    link = _verbatim(fields.get("url", ""))
    arxiv = arxiv_id(f"arXiv:{eprint}" if eprint else "", link)
    stated = doi(_verbatim(fields.get("doi", "")))
    record: dict[str, object] = {
        "id": f"arXiv:{arxiv}" if arxiv else "",
        "title": _plain(fields.get("title", "")),
        "abstract": _plain(fields.get("abstract", "")),
        "authors": _people(fields.get("author", fields.get("editor", ""))),
        "date": _date(fields),
        "year": fields.get("year", ""),
        "url": link or page(arxiv, stated) or "",
        "doi": stated or "",
        "key": "",
        "bibtex_key": key,
        "venue": next((_plain(fields[name]) for name in _VENUES if fields.get(name)), ""),
    }
    for name, value in fields.items():
        if name not in _TAKEN and name not in record:
            record[name] = _plain(value)
    return record


def _read(reading: Reading) -> Iterator[Paper]:
    from bibtexparser.entrypoint import parse_string

    strings = dict(_MONTH_NAMES)
    position = 0
    for line, block in _whole_blocks(reading):
        kind = _ENTRY.match(block)
        library = parse_string(block, parse_stack=[])
        for string in library.strings:
            strings[string.key.lower()] = _value(string.value, strings)
        if not kind or kind[1].lower() in _NO_PAPERS:
            continue
        position += 1
        if not library.entries:
            reading.skip(f"line {line}", _reason(library.failed_blocks))
            continue
        entry = library.entries[0]
        fields = {field.key.lower(): _value(field.value, strings) for field in entry.fields}
        try:
            yield paper_from_fields(
                _record(entry.key, fields), Source(reading.file, position, line)
            )
        except ValueError as error:
            reading.skip(f"line {line}", f"entry {entry.key!r} {error}")


def _reason(failed: Sequence[object]) -> str:
    error = getattr(failed[0], "error", None) if failed else None
    detail = str(getattr(error, "abort_reason", "") or error or "it cannot be parsed")
    return f"not a BibTeX entry: {detail.splitlines()[0].strip()}"


FORMAT = Format("bibtex", "BibTeX or BibLaTeX", _detect, _read, suffixes=(".bib", ".bibtex"))
