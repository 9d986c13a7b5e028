"""A paper from the fields of a record, whatever its source calls them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kg.readers.cleaning import clean
from kg.readers.identifiers import paper_id
from kg.readers.limits import LONGEST_ABSTRACT
from kg.readers.repositories import repositories
from kg.records import Paper, Source

__all__ = ["SYNONYMS", "fold_field", "paper_from_fields", "partial_date"]

# What sources call our fields, folded to letters; the first that has a value counts.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "papertitle", "name", "ti"),
    "abstract": ("abstract", "summary", "abstractnote", "description", "ab", "text", "content"),
    "authors": ("authors", "author", "creators", "au"),
    "organisation": ("organisation", "organization", "affiliation", "institution"),
    "date": (
        "date",
        "publisheddate",
        "publicationdate",
        "published",
        "publishedat",
        "submitted",
        "updatedate",
    ),
    "year": ("year", "publicationyear", "pubyear", "py"),
    "url": ("url", "link", "pdfurl", "pdf", "htmlurl", "entryid", "href"),
    "id": ("id", "paperid", "arxivid", "arxiv", "key", "identifier"),
    "doi": ("doi",),
}
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_ISO = re.compile(r"\s*((?:19|20)\d{2})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?!\d)")
_WRITTEN = re.compile(r"\b([A-Z][a-z]{2})[a-z]*\.?\s+(\d{1,2}),\s*((?:19|20)\d{2})\b")


def partial_date(text: str) -> str | None:
    """Read a date as precisely as it is given.

    Examples
    --------
    >>> [partial_date(text) for text in ("Jun 19, 2024", "2024-06", "Jan 29")]
    ['2024-06-19', '2024-06', None]
    """
    if written := _WRITTEN.search(text):
        month = _MONTHS.get(written[1].lower())
        day = int(written[2])
        if month and 1 <= day <= 31:
            return f"{written[3]}-{month:02}-{day:02}"
    if iso := _ISO.match(text):
        year, month_text, day_text = iso.groups()
        if month_text and 1 <= int(month_text) <= 12:
            if day_text and 1 <= int(day_text) <= 31:
                return f"{year}-{int(month_text):02}-{int(day_text):02}"
            return f"{year}-{int(month_text):02}"
        return str(year)
    return None


def fold_field(name: str) -> str:
    """Fold the name of a field to its letters."""
    return re.sub(r"[^a-z]", "", name.casefold())


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        return next((_text(value[key]) for key in ("value", "name", "url") if key in value), "")
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(item) for item in value)))
    return ""


def _comma_names(text: str) -> list[str]:
    """Split `Ann Lee, Bob Roe` at its commas, and leave `Lee, Ann`."""
    parts = [part.strip() for part in text.split(",")]
    one_name = len(parts) == 2 and not all(" " in part for part in parts)
    return [text] if one_name else parts


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        parts = re.split(r"\s*;\s*|,?\s+and\s+|\s*\|\s*", value)
        split = [name for part in parts for name in _comma_names(part)]
        return tuple(filter(None, map(clean, split)))
    if isinstance(value, list):
        return tuple(filter(None, (clean(_text(item)) for item in value)))
    return ()


def _extra(record: Mapping[str, Any], date: str | None) -> dict[str, str]:
    """Keep what has no field of its own: the DOI, and a date that cannot be read, among it."""
    known = {name for names in SYNONYMS.values() for name in names} - {"doi"}
    if date is None:
        known -= set(SYNONYMS["date"])
    values = {clean(str(name)): clean(_text(value)) for name, value in record.items()}
    return {name: text for name, text in values.items() if text and fold_field(name) not in known}


def paper_from_fields(record: Mapping[str, Any], source: Source) -> Paper:
    """Make a paper of a record's fields.

    Parameters
    ----------
    record
        By field name; synonyms of ours are known, other fields go to `Paper.extra`.

    Raises
    ------
    ValueError
        If the record has neither a title nor an abstract.
    """
    by_name = {fold_field(str(name)): value for name, value in record.items()}

    def first(field: str) -> Any:
        values = (by_name.get(name) for name in SYNONYMS[field])
        return next((value for value in values if value not in (None, "", [])), None)

    title, abstract = clean(_text(first("title"))), clean(_text(first("abstract")))
    if not title and not abstract:
        raise ValueError("has neither a title nor an abstract")
    if len(title) + len(abstract) > LONGEST_ABSTRACT:
        raise ValueError(f"a text of {len(title) + len(abstract):,} characters is no abstract")
    date = partial_date(_text(first("date"))) or partial_date(_text(first("year")))
    url = _text(first("url")) or None
    own = clean(_text(first("id"))) or None
    return Paper(
        id=paper_id(title, abstract, own, url, _text(first("doi")), _text(by_name.get("arxivid"))),
        title=title,
        abstract=abstract,
        authors=_names(first("authors")),
        organisation=clean(_text(first("organisation"))) or None,
        year=int(date[:4]) if date else None,
        date=date,
        url=url if url and _WEB.fullmatch(url) else None,
        repositories=repositories(abstract),
        source=source,
        extra=_extra(record, date),
    )
