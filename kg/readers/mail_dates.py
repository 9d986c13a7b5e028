"""Reads dates as mail writes them, which is how arXiv dates the versions of a paper."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

__all__ = ["mailed_day"]


def mailed_day(text: str) -> str:
    """Return the day of a date in ISO 8601; empty if it is no date as mail writes it.

    Examples
    --------
    >>> mailed_day("Mon, 2 Apr 2007 19:18:42 GMT"), mailed_day("2007")
    ('2007-04-02', '')
    """
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, OverflowError):
        # The calendar ends with the year 9999, and a number of many digits fits no date at all.
        return ""
