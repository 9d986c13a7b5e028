"""Reads values of JSON records as the expected type; any other type counts as absent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from kg.readers.identifiers import doi_page

__all__ = ["day", "mapping", "mappings", "page", "strings", "text"]


def text(value: Any) -> str:
    """Return a string, or a number as text; OpenReview wraps both in ``{"value": ...}``."""
    if isinstance(value, Mapping):
        value = value.get("value")
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def mapping(value: Any) -> Mapping[str, Any]:
    """Return an object, an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def mappings(value: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list."""
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def strings(value: Any) -> list[str]:
    """Return the strings of a list; OpenReview wraps lists too."""
    if isinstance(value, Mapping):
        value = value.get("value")
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def day(milliseconds: Any) -> str:
    """Return the UTC date of a time in milliseconds since 1970; empty if it is not one."""
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        return ""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def page(arxiv: str | None, doi: str | None, other: str = "") -> str:
    """Return the URL of a paper: its page at arXiv, that of its DOI, else the source's own.

    So a paper has the same URL, whichever source it comes from.
    """
    if arxiv:
        return f"https://arxiv.org/abs/{arxiv}"
    return doi_page(doi) if doi else other
