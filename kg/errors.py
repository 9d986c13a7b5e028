"""The errors that a user can cause and read; each message names the file and the place.

KgError
 x InputError    a file or folder cannot be read
   x FormatError   it can be read but is in none of the formats we know, or not in the one named
 x GraphError    a folder holds no graph, or the graph no such paper or entity
 x QueryError    a query is malformed, unknown or not allowed
 x ArgumentError a call was given a value that makes no sense
"""

__all__ = ["ArgumentError", "FormatError", "GraphError", "InputError", "KgError", "QueryError"]


class KgError(Exception):
    """Base of every error that the user can fix."""


class InputError(KgError):
    """A file or folder cannot be read.

    Attributes
    ----------
    reason
        What is wrong, without the file and the place, which precede it in the message.
    file
        Name of the file; None if the error is not about a file.
    place
        Where in the file, such as ``line 3``; None for the whole file.
    """

    def __init__(self, reason: str, file: str | None = None, place: str | None = None) -> None:
        where = file if place is None else f"{file}, {place}"
        super().__init__(reason if where is None else f"{where}: {reason}")
        self.reason, self.file, self.place = reason, file, place


class FormatError(InputError):
    """A file is in no known format, or not in the format that was named."""


class GraphError(KgError):
    """A folder holds no graph, or the graph holds no such paper or entity."""


class QueryError(KgError):
    """A query is malformed, unknown or not allowed."""


class ArgumentError(KgError, ValueError):
    """A call was given a value that makes no sense, such as a negative number of papers."""
