"""Lists the files of an input, local or on any Hadoop file system, and who reads each.

Spark reads Parquet and JSON Lines; the driver reads all other formats with our readers.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from kg.errors import InputError
from kg.readers import Reading, detected_format, named_format
from kg.readers.inputs import files_of, is_in_folder, is_many
from kg.readers.json_outline import outline
from kg.readers.source_files import SNIFFED_BYTES, check_text, skipped_file, sniff
from kg.records import Skipped

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["InputPart", "hadoop", "is_uri", "local_copy", "parts_of", "place_of"]

# Formats with one record per line that does not depend on the lines before it.
_LINE_FORMATS = frozenset(
    (
        *("arxiv-snapshot", "openalex", "daily-papers-json", "openreview", "csl-json"),
        *("semantic-scholar", "jsonl"),
    )
)


@dataclass(frozen=True, slots=True)
class InputPart:
    """One file.

    Attributes
    ----------
    number
        Its position among all files read, from 0.
    name
        As the user gave it; for a file in a Hadoop folder, its path with the scheme.
    uri
        Its URI in Spark, percent-encoded; empty for standard input.
    remote
        Whether the name is a Hadoop path and not that of a file on this machine.
    reader
        ``parquet`` or ``lines`` for Spark, ``driver`` for our readers.
    format
        Name of the format that was detected; None if the driver is to detect it.
    in_folder
        Whether it was found in a folder, as for `kg.readers.read_file`.
    """

    number: int
    name: str
    uri: str
    remote: bool
    reader: str
    format: str | None
    in_folder: bool


def is_uri(path: str) -> bool:
    """Check for a Hadoop path with its scheme (``hdfs://...``), not a path on this machine."""
    return "://" in path


def place_of(uri: str) -> str:
    """Return a key of a file that is the same however its URI is written.

    Examples
    --------
    >>> place_of("file:/a%20b") == place_of("file:///a%20b") == "file:/a b"
    True
    """
    parts = urlsplit(uri)
    return f"{parts.scheme}:{parts.netloc}{unquote(parts.path)}"


def parts_of(
    spark: SparkSession,
    inputs: Sequence[str],
    format: str | None,
    columns: Mapping[str, str],
    skipped: list[Skipped],
) -> list[InputPart]:
    """List the files of all inputs, in the order in which they count as read.

    Parameters
    ----------
    skipped
        Receives inputs and files that cannot be read.
    """
    found: list[InputPart] = []
    for given in inputs:
        for name, uri, in_folder in _files(spark, given, skipped):
            remote = is_uri(given)
            head = _head(spark, name, remote) if uri else b""
            reader, known = _reader_of(head, name, format, columns, in_folder)
            found.append(InputPart(len(found), name, uri, remote, reader, known, in_folder))
    return found


def _files(
    spark: SparkSession, given: str, skipped: list[Skipped]
) -> Iterator[tuple[str, str, bool]]:
    if is_uri(given):
        try:
            for name, uri in _hadoop_files(spark, given):
                alone = place_of(uri) == place_of(given)
                yield given if alone else name, uri, not alone and is_in_folder(name, given)
        except InputError as error:
            skipped.append(skipped_file(error, given))
    elif is_many(given):
        try:
            for file in files_of(given, skipped):
                yield file, Path(file).absolute().as_uri(), is_in_folder(file, given)
        except InputError as error:
            skipped.append(skipped_file(error, given))
    else:
        yield given, "" if given == "-" else Path(given).absolute().as_uri(), False


def hadoop(spark: SparkSession, uri: str) -> tuple[Any, Any]:
    """Return a Hadoop path and its file system, as Java objects."""
    jvm: Any = spark._jvm
    path = jvm.org.apache.hadoop.fs.Path(uri)
    return path, path.getFileSystem(spark._jsc.hadoopConfiguration())


def _hadoop_files(spark: SparkSession, given: str) -> list[tuple[str, str]]:
    """List the files at a Hadoop path, below it or matching it, sorted by path.

    Each comes with its path and its percent-encoded URI.
    """
    try:
        path, system = hadoop(spark, given)
        matches = system.globStatus(path) or []
        found = sorted(file for match in matches for file in _below(system, match))
    except Exception as error:
        if not type(error).__module__.startswith("py4j"):
            raise
        java = getattr(error, "java_exception", None)
        raise InputError(f"{java.getMessage() if java else error}", given) from error
    if not found:
        raise InputError("no such file", given)
    return found


def _below(system: Any, status: Any) -> Iterator[tuple[str, str]]:
    path = status.getPath()
    if not status.isDirectory():
        yield path.toString(), path.toUri().toString()
        return
    for each in system.listStatus(path):
        # Hadoop's jobs write marker files under such names.
        if not each.getPath().getName().startswith((".", "_")):
            yield from _below(system, each)


def _head(spark: SparkSession, name: str, remote: bool) -> bytes:
    """Return the first bytes of a file, decompressed; empty if a local file cannot be read."""
    if remote:
        path, system = hadoop(spark, name)
        stream = system.open(path)
        head = bytes(stream.readNBytes(SNIFFED_BYTES))
        stream.close()
    else:
        try:
            with Path(name).open("rb") as file:
                head = file.read(SNIFFED_BYTES)
        except (OSError, ValueError):
            return b""
    if name.endswith(".gz"):
        try:
            return zlib.decompressobj(wbits=31).decompress(head, SNIFFED_BYTES)
        except zlib.error:
            return b""
    return head


def _reader_of(
    head: bytes, name: str, format: str | None, columns: Mapping[str, str], in_folder: bool
) -> tuple[str, str | None]:
    """Choose who reads a file; the driver does if Spark would read it differently than we do."""
    if not head.strip(b"\xef\xbb\xbf\r\n\t "):
        return "driver", format
    try:
        text = sniff(head)
        if not text.startswith("PAR1"):
            check_text(head, name)
        reading = Reading(io.StringIO(), name, [], columns=columns, head=text)
        found = named_format(format) if format else detected_format(reading, in_folder)
    except InputError:
        return "driver", format
    if found.name == "parquet" and not name.endswith(".gz"):
        return "parquet", found.name
    if found.name in _LINE_FORMATS and not outline(text).document:
        return "lines", found.name
    return "driver", format


@contextmanager
def local_copy(spark: SparkSession, part: InputPart) -> Iterator[str]:
    """Yield a local name of a file for our readers; a remote file is copied first."""
    if not part.remote:
        yield part.name
        return
    folder = Path(tempfile.mkdtemp(prefix="kg-"))
    try:
        path, system = hadoop(spark, part.name)
        copy = folder / path.getName()
        target = spark._jvm.org.apache.hadoop.fs.Path(copy.as_uri())  # type: ignore[union-attr]
        system.copyToLocalFile(False, path, target, True)
        yield str(copy)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
