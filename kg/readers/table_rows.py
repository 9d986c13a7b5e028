"""Splits CSV and TSV text into rows, so that a bad quote costs its own row and no other."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.readers.limits import LONGEST_RECORD

__all__ = ["Row", "table_rows"]

# The csv module's own limit is 128 KiB; some abstracts come with the full text.
_LONGEST_FIELD = 10_000_000
# Characters that may be read again after unclosed quotes, beyond the length of the file: seconds
# of work. A file made of such quotes must not take quadratic time.
_MOST_READ_AGAIN = 200_000_000


class Row(NamedTuple):
    """One row: the number of its first line, from 1, its fields, and its problem, if any."""

    line: int
    fields: list[str]
    problem: str = ""


class _Lines:
    """Lines that can be given back, except for the first line of a row."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._source = iter(lines)
        self._again: deque[str] = deque()
        self._left = _MOST_READ_AGAIN
        self._size = 0
        self.row: list[str] = []
        self.begun = 1
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.ended = True
        # A quote that is never closed must not fill the memory with the rest of the file.
        if self._size > LONGEST_RECORD:
            raise StopIteration
        if self._again:
            line = self._again.popleft()
        else:
            line = next(self._source)
            self._left += len(line)
        self.ended = False
        self.row.append(line)
        self._size += len(line)
        return line

    def begin(self) -> None:
        """Begin a row with the next line."""
        self.begun += len(self.row)
        self.row, self._size = [], 0

    def give_back(self) -> bool:
        """Give back all but the first line of the row; False if too much has been read again."""
        size = self._size - len(self.row[0])
        if size > self._left:
            return False
        self._left -= size
        self._again.extendleft(reversed(self.row[1:]))
        del self.row[1:]
        return True


def table_rows(stream: Iterable[str], delimiter: str) -> Iterator[Row]:
    r"""Yield the rows of a table, including its header.

    Quotes enclose a field that holds delimiters, quotes or line ends (RFC 4180). After a quote that
    is never closed, reading goes on from the next line. Tab-separated text has no quoting by its
    definition; there a quote is literal if its row makes sense only so.

    Parameters
    ----------
    stream
        Lines, including their line ends.
    delimiter
        Character between fields.

    Yields
    ------
    Row

    Examples
    --------
    >>> text = 'title,year\n"Open,2020\nClosed,2021\n'
    >>> [(row.line, row.fields) for row in table_rows(text.splitlines(keepends=True), ",")]
    [(1, ['title', 'year']), (2, []), (3, ['Closed', '2021'])]
    """
    csv.field_size_limit(_LONGEST_FIELD)
    lines = _Lines(stream)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    columns = usual = broken = 0
    while True:
        lines.begin()
        problem = ""
        fields: list[str] = []
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = _problem(lines, delimiter, error)
        literal = _literal(lines, delimiter, fields, columns)
        if (problem or literal) and len(lines.row) > 1 and not lines.give_back():
            last = lines.begun + len(lines.row) - 1
            problem = problem or "opens a quote that is closed in another row"
            problem += f"; lines {lines.begun + 1} to {last} are lost with it"
            literal = []
        if literal:
            fields, problem = literal, ""
        elif problem:
            broken = lines.begun
        elif broken and 0 < len(fields) < usual:
            # The other lines of an abstract on several lines, whose row was given up.
            problem = f"has {len(fields)} fields and goes on with the broken row of line {broken}"
        elif fields:
            columns, usual, broken = columns or len(fields), len(fields), 0
        yield Row(lines.begun, fields, problem)


def _problem(lines: _Lines, delimiter: str, error: csv.Error) -> str:
    if lines.ended:
        return "opens a quote that is never closed"
    if len(lines.row) > 1:
        last = lines.begun + len(lines.row) - 1
        return f"opens a quote that is not closed as it should be (line {last}: {error})"
    return f"not {delimiter!r}-separated: {error}"


def _literal(lines: _Lines, delimiter: str, fields: list[str], columns: int) -> list[str]:
    """Return the fields of the first line with literal quotes; empty if quotes are not literal.

    Quotes are literal if splitting at every delimiter gives the first line of a broken row, or
    every line of any other row, as many fields as the table has columns. A row on one line that
    has that many fields as it was read stays as it is.
    """
    if delimiter != "\t" or columns < 2 or (len(lines.row) == 1 and len(fields) == columns):
        return []
    split = [line.rstrip("\n").split(delimiter) for line in lines.row[: None if fields else 1]]
    return split[0] if split and all(len(parts) == columns for parts in split) else []
