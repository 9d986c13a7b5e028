"""Reads dates as lists of papers write them, as precisely as they are given."""

from __future__ import annotations

import re
from datetime import date

__all__ = ["partial_date"]

_MONTHS_OF_A_YEAR = 12
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ISO = re.compile(r"\s*((?:19|20)\d{2})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?!\d)")
_MONTH = (
    r"\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"\b((?:19|20)\d{2})\b"
# `12 May 2023`; for `27-30 June 2016` only the month is certain.
_DAY_FIRST = re.compile(
    rf"(?:([-–]\s*)?(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+)?{_MONTH},?[\s-]+{_YEAR}",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?(\s*[-–]\s*\d{{1,2}})?,?\s+{_YEAR}", re.IGNORECASE
)
_YEAR_FIRST = re.compile(
    rf"\s*{_YEAR}[\s-]+{_MONTH}(?:[\s-]+(\d{{1,2}})(?![-–\d]))?", re.IGNORECASE
)
# `04.03.2021` begins with the day wherever it is written; `04/03/2021` only where it must.
_YEAR_LAST = re.compile(r"\s*(\d{1,2})(\s?[./-]\s?)(\d{1,2})\2((?:19|20)\d{2})(?!\d)")
_MONTH_AND_YEAR = re.compile(r"\s*(\d{1,2})[./]((?:19|20)\d{2})(?!\d)")


def _written_date(text: str) -> tuple[str, str, str] | None:
    """Return the year, month name and day (may be empty) of a date with the month in letters."""
    if found := _MONTH_FIRST.search(text):
        month, day, last, year = found.groups()
        return year, month, "" if last else day
    if found := _YEAR_FIRST.match(text):
        year, month, day = found.groups()
        return year, month, day or ""
    if found := _DAY_FIRST.search(text):
        first, day, month, year = found.groups()
        return year, month, "" if first else day or ""
    return None


def partial_date(text: str) -> str | None:
    """Return a date in ISO 8601, as precise as it is given; None if it has no year.

    Examples
    --------
    >>> [partial_date(text) for text in ("Jun 19, 2024", "19 June 2024", "2024-06", "Jan 29")]
    ['2024-06-19', '2024-06-19', '2024-06', None]
    >>> partial_date("2024-02-31")
    '2024-02'
    >>> [partial_date(text) for text in ("04.03.2021", "25/12/2021", "04/03/2021", "03/2021")]
    ['2021-03-04', '2021-12-25', '2021', '2021-03']
    """
    if written := _written_date(text):
        year, month_name, day_text = written
        return _iso(int(year), _MONTHS[month_name[:3].lower()], int(day_text or 0))
    if iso := _ISO.match(text):
        return _iso(*(int(part or 0) for part in iso.groups()))
    if last := _YEAR_LAST.match(text):
        first, sign, second, year = last.groups()
        return _iso(int(year), *_month_and_day(int(first), int(second), "." in sign))
    if found := _MONTH_AND_YEAR.match(text):
        return _iso(int(found[2]), int(found[1]), 0)
    return None


def _month_and_day(first: int, second: int, day_first: bool) -> tuple[int, int]:
    """Return the month and the day of two numbers; zeros if each may be either."""
    if day_first or first > _MONTHS_OF_A_YEAR or first == second:
        return second, first
    return (first, second) if second > _MONTHS_OF_A_YEAR else (0, 0)


def _iso(year: int, month: int, day: int) -> str:
    """Write a date without a day, or a month, that the calendar does not have."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return f"{year}-{month:02}" if 1 <= month <= _MONTHS_OF_A_YEAR else str(year)
