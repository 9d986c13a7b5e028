"""The lines above the first record of a tagged export."""

from __future__ import annotations

import re

__all__ = ["is_above_records", "opens_with"]

# What publishers write there: comments and labels such as `Provider:`. A title or an abstract with
# its label belongs to a list of another format.
_ABOVE = re.compile(r"\s*(?:$|[#%;]|//|(?!title|abstract)[A-Za-z][\w ]{0,30}+:)", re.IGNORECASE)
# Characters of a heading, one line with a blank one below it.
_LONGEST_HEADING = 200
# Lines. No publisher has ten.
_MOST_ABOVE = 30
# Part of a file that was joined from several.
_MARK = "\ufeff"


def is_above_records(line: str) -> bool:
    """Check whether a line is blank, a comment or a label, as above the first record.

    Examples
    --------
    >>> is_above_records("Provider: Invented Press"), is_above_records("TI  - A Small Encoder")
    (True, False)
    """
    return _ABOVE.match(line) is not None


def opens_with(head: str, begin: re.Pattern[str], field: re.Pattern[str]) -> bool:
    r"""Check whether a record stands at the beginning of a file, and not quoted further down.

    Parameters
    ----------
    head
        The beginning of the file.
    begin
        Matches the first line of a record.
    field
        Matches the line of any field: the first record may lack its first line.

    Examples
    --------
    >>> begin, field = re.compile("TY  -"), re.compile("[A-Z]{2}  -")
    >>> opens_with("Database: Models\n\nTY  - JOUR\n", begin, field)
    True
    >>> opens_with("title,abstract\nA Parser,We read\nTY  - JOUR\n", begin, field)
    False
    """
    lines = head.lstrip(_MARK).lstrip().split("\n", _MOST_ABOVE + 1)
    is_headed = len(lines) > 1 and not lines[1].strip() and len(lines[0]) <= _LONGEST_HEADING
    for number, line in enumerate(lines[: _MOST_ABOVE + 1]):
        if begin.match(line):
            return True
        is_heading = is_headed and not number
        if not (is_heading or is_above_records(line) or field.match(line)):
            return False
    return False
