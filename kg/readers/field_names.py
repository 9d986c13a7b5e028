"""The names that sources give to our fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from kg.errors import FormatError

__all__ = ["SYNONYMS", "check_fields", "fold_field"]

# Names that sources give to our fields, folded to letters; the first with a value is used.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "title": (
        "title",
        "papertitle",
        "articletitle",
        "documenttitle",
        "titles",
        "itemtitle",
        "ti",
        "displayname",
        "name",
    ),
    "abstract": (
        "abstract",
        "paperabstract",
        "abstracttext",
        "abstracts",
        "summary",
        "summaries",
        "descriptions",
        "abstractnote",
        "description",
        "ab",
        "text",
        "content",
    ),
    "authors": (
        "authorfullnames",
        "authors",
        "author",
        "creators",
        "authornames",
        "authorlist",
        "authorshipsauthordisplayname",
        "authorstring",
        "au",
    ),
    "organisation": ("organisation", "organization", "affiliation", "institution"),
    "date": (
        "date",
        "firstpublicationdate",
        "publisheddate",
        "publicationdate",
        "published",
        "publishedat",
        "datepublished",
        "submitted",
        "pubdate",
        "updatedate",
    ),
    "year": ("year", "publicationyear", "pubyear", "yearpublished", "py"),
    "url": (
        "url",
        "urlabs",
        "paperurlabs",
        "link",
        "landingpageurl",
        "pdfurl",
        "urlpdf",
        "pdflink",
        "pdf",
        "htmlurl",
        "externalurl",
        "entryid",
        "href",
        "paperurl",
        "primarylocationlandingpageurl",
    ),
    "id": ("id", "paperid", "key", "identifier"),
    "doi": ("doi", "itemdoi", "externalids"),
    "arxiv": ("arxivid", "paperarxivid", "arxiv", "eprint"),
    "venue": (
        "venue",
        "journal",
        "journaltitle",
        "booktitle",
        "sourcetitle",
        "publicationtitle",
        "publicationname",
        "containertitle",
        "conference",
        "proceedingstitle",
        "proceedings",
        "proceeding",
        "journalname",
        "journalbook",
        "primarylocationsourcedisplayname",
    ),
    "repositories": (
        "repositories",
        "repository",
        "repourl",
        "codeurl",
        "github",
        "githuburl",
        "githubrepo",
        "projectpage",
    ),
}


@lru_cache(maxsize=4_096)
def fold_field(name: str) -> str:
    """Fold the name of a field to its letters."""
    return re.sub(r"[^a-z]", "", name.casefold())


def check_fields(columns: Mapping[str, str]) -> None:
    """Refuse columns that are mapped to an unknown field.

    Raises
    ------
    FormatError
        If a field is unknown; the message lists the known fields.
    """
    for field, name in columns.items():
        if field not in SYNONYMS:
            known = ", ".join(SYNONYMS)
            raise FormatError(f"columns {field}={name}: known fields are {known}")
