"""The provenance of a graph, its inputs by their hashes and the model, and digests of records."""

from __future__ import annotations

import hashlib
import json
import marshal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.iris import DEFAULT_BASE_IRI
from kg.readers.inputs import files_of, is_many
from kg.records import Link, Mention, Paper
from kg.storage.build_folder import current_file

__all__ = [
    "NO_PROVENANCE",
    "InputFile",
    "Provenance",
    "base_iri_of",
    "content_digest",
    "digest_of_values",
    "files_read",
    "hash_inputs",
    "paper_digest",
    "provenance_of",
]

# The newest version that writes only values; later ones also write which are the same object.
_MARSHAL_FORMAT = 2
_APART = frozenset({"source", "extra", "mentions"})
_PAPER, _LINK, _MENTION = (
    attrgetter(*(each.name for each in fields(of) if each.name not in _APART))
    for of in (Paper, Link, Mention)
)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file of papers, by name and SHA-256 in hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """The inputs of a build and the name and version of the model that read them."""

    inputs: tuple[InputFile, ...] = ()
    model: str = ""


NO_PROVENANCE = Provenance()


def hash_inputs(paths: Iterable[str | Path]) -> tuple[InputFile, ...]:
    """Hash files of papers, leaving out standard input, pipes and files that cannot be read.

    Parameters
    ----------
    paths
        Files, folders and patterns, as users give them.

    Returns
    -------
    tuple of InputFile
        Hashes with the names of files, without their folders, which are private.
    """
    found = []
    for path in (Path(file) for given in paths for file in files_read(str(given))):
        if not path.is_file():
            # A pipe can be read only once.
            continue
        try:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            continue
        found.append(InputFile(path.name, digest))
    return tuple(found)


def files_read(path: str) -> list[str]:
    """Return the files of an input; none if it is standard input or holds no file."""
    if path == "-":
        # A file of this name in the working directory is `./-`.
        return []
    if not is_many(path):
        return [path]
    try:
        return list(files_of(path, []))
    except InputError:
        return []


def content_digest(paper: Paper, links: Sequence[Link]) -> bytes:
    """Hash all that a graph holds of one paper, except its place in the source.

    Parameters
    ----------
    paper
        The paper.
    links
        Its links, in an order that does not depend on how they were read.

    Returns
    -------
    bytes
        SHA-256.
    """
    linked = [(_LINK(link), *dict.fromkeys(map(_MENTION, link.mentions))) for link in links]
    return digest_of_values((_PAPER(paper), sorted(paper.extra.items()), linked))


def digest_of_values(held: tuple[Any, ...]) -> bytes:
    """Hash texts, numbers, and tuples and lists of them, with SHA-256."""
    try:
        written = marshal.dumps(held, _MARSHAL_FORMAT)
    except ValueError:
        # Slower, but for any value: marshal refuses subclasses of str, such as string enums.
        written = ascii(held).encode()
    return hashlib.sha256(written).digest()


def paper_digest(content: bytes, paper: Paper) -> bytes:
    """Hash a paper's content digest together with its place in the source."""
    return hashlib.sha256(content + ascii(paper.source).encode()).digest()


def base_iri_of(folder: Path) -> str:
    """Return the base of a built graph's IRIs from its report, else the default base."""
    base = _report_of(folder).get("base_iri")
    return base if isinstance(base, str) else DEFAULT_BASE_IRI


def provenance_of(folder: Path) -> Provenance:
    """Return the provenance of a built graph from its report."""
    report = _report_of(folder)
    try:
        inputs = tuple(InputFile(each["name"], each["sha256"]) for each in report["hashes"])
        return Provenance(inputs, str(report["model"]))
    except (LookupError, TypeError):
        return NO_PROVENANCE


def _report_of(folder: Path) -> dict[str, Any]:
    """Read the report of a build; empty if it is missing or broken."""
    try:
        report = json.loads(current_file(folder, "report.json").read_text(encoding="utf8"))
    except (OSError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}
