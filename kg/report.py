"""The report on a build, and report.json."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from kg import __version__
from kg.provenance import InputFile, Provenance
from kg.readers import Duplicate
from kg.records import Note, Skipped
from kg.storage.build_folder import current_file

__all__ = ["Report", "earlier_report", "report_json", "versions_used"]

# Packages that find mentions, weigh the graph or write its files. Every report has their versions,
# and a build with other versions does not count as unchanged.
REPORTED_PACKAGES = ("spacy", "networkx", "rdflib", "pyoxigraph", "pyvis", "pyarrow")

# About the run and not the graph, so left out: the same input must give the same report, but for
# timings.
_OF_THE_RUN = frozenset({"extracted", "reused", "worker_memory"})


@dataclass(slots=True)
class Report:
    """What a build did.

    Attributes
    ----------
    timings
        Seconds that each step took.
    skipped
        Records and files that could not be read.
    overrides
        SHA-256 of the lines of the overrides file; None if there was none.
    hashes
        Hashes of the input files.
    model
        Name and version of the pipeline's recogniser.
    extracted, reused
        Numbers of texts that were read now, and of texts that an earlier build had read.
    worker_memory
        Peak memory of the largest worker process, in bytes; 0 if there was none.
    notes
        Remarks on how files were read, such as which column was used for which field.
    duplicates
        Papers with several records, with these records and the keys that they share.
    """

    inputs: list[str]
    base_iri: str
    counts: dict[str, Any] = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    overrides: str | None = None
    hashes: tuple[InputFile, ...] = ()
    model: str = ""
    extracted: int = 0
    reused: int = 0
    worker_memory: int = 0

    @property
    def provenance(self) -> Provenance:
        """The input files and the model that the graph was made from."""
        return Provenance(self.hashes, self.model)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Measure the time that a step takes."""
        start = time.perf_counter()
        yield
        self.timings[step] = round(time.perf_counter() - start, 3)


def versions_used() -> dict[str, str]:
    """Return the versions of this package, of Python and of `REPORTED_PACKAGES`."""
    found = {"paper-kg": __version__, "python": platform.python_version()}
    for package in REPORTED_PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def report_json(report: Report) -> bytes:
    """Write a report as the content of report.json."""
    told = {key: value for key, value in asdict(report).items() if key not in _OF_THE_RUN}
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    # A file name need not be Unicode: the escapes in the JSON string show which bytes it has.
    return text.encode("utf-8", "backslashreplace")


def earlier_report(folder: Path) -> Report:
    """Read the report of the build that wrote a folder."""
    value = json.loads(current_file(folder, "report.json").read_text(encoding="utf8"))
    value["skipped"] = [Skipped(**each) for each in value["skipped"]]
    value["notes"] = [Note(**each) for each in value["notes"]]
    value["duplicates"] = [
        Duplicate(**{**each, "records": tuple(each["records"])}) for each in value["duplicates"]
    ]
    value["hashes"] = tuple(InputFile(**each) for each in value["hashes"])
    return Report(**value)
