"""What a build tells of itself, and report.json."""

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

# Versions that decide what is found; they are part of every report.
REPORTED_PACKAGES = ("spacy", "networkx", "rdflib", "pyoxigraph", "pyvis", "pyarrow")

# Of the run rather than of the graph: the same input must give the same report, but for timings.
_OF_THE_RUN = frozenset({"extracted", "reused", "worker_memory"})


@dataclass(slots=True)
class Report:
    """What a build did.

    Attributes
    ----------
    timings
        Seconds of each step.
    skipped
        Records and files that could not be read.
    overrides
        SHA-256 of what the overrides file says, None where there was none.
    hashes
        Of the input files.
    model
        Name and version of the pipeline's recogniser.
    extracted, reused
        Papers that were read now, and papers whose text an earlier build had read.
    worker_memory
        Bytes that the largest worker process took; 0 where there was none.
    notes
        What was read otherwise than it stands, and which columns were taken for what.
    duplicates
        Papers that several records tell of, with the records and what they agree in.
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
        """What the graph was made from and with."""
        return Provenance(self.hashes, self.model)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Measure a step."""
        start = time.perf_counter()
        yield
        self.timings[step] = round(time.perf_counter() - start, 3)


def versions_used() -> dict[str, str]:
    """Return the versions that decide what is found."""
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
    # A file name need not be Unicode; in a JSON string the escape says which bytes it has.
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
