"""Compares extraction on Spark with the local engine: the same papers, the same cores, in turn.

Usage: python benchmarks/spark.py LIST [PAPERS [PAIRS]], for example 2,000 abstracts as JSON Lines.
Each side starts afresh every time, so both pay for their processes and for loading the model; the
start of Spark itself and the reading of the list are left out. The load of the machine before
each run is printed: on a busy machine the ratio means little.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

from kg.extract import extract_mentions
from kg.readers import merge_duplicates, read_papers
from kg.records import Paper
from kg.report import Report
from kg.resolution.overrides import NO_OVERRIDES
from kg.spark.build import extracted
from kg.spark.inputs import parts_of
from kg.spark.papers import Job, papers_of
from kg.spark.rows import pack
from kg.spark.session import spark_session

CORES = 2


def seconds_locally(papers: list[Paper], workers: int) -> tuple[float, float]:
    start, used = time.perf_counter(), cpu_seconds()
    for _ in extract_mentions(papers, workers=workers):
        pass
    return time.perf_counter() - start, cpu_seconds() - used


def seconds_on_spark(records: Path) -> tuple[float, float]:
    with spark_session(f"local[{CORES}]") as spark:
        report = Report([str(records)], "https://example.org/")
        job = Job(spark, f"file://{records.parent}/staging", report, NO_OVERRIDES)
        parts = parts_of(spark, [str(records)], None, {}, report.skipped)
        papers, count = papers_of(job, parts, {})
        # Workers that only read have not loaded the model; those that extract must.
        start, used = time.perf_counter(), cpu_seconds()
        extracted(job, papers, count, None, 0.0)
        return time.perf_counter() - start, cpu_seconds() - used


def cpu_seconds() -> float:
    """Processor time of all processes below this one, those that have ended included."""
    parents: dict[int, tuple[int, list[int]]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            numbers = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(numbers[1]), list(map(int, numbers[11:15]))
    below = {os.getpid()}
    while more := {pid for pid, (parent, _) in parents.items() if parent in below} - below:
        below |= more
    return sum(sum(parents[pid][1]) for pid in below) / os.sysconf("SC_CLK_TCK")


def row(name: str, papers: int, measured: tuple[float, float], load: float) -> None:
    wall, cpu = measured
    print(f"| {name} | {wall:.1f} | {papers / wall:.1f} | {cpu:.1f} | {load:.1f} |", flush=True)


def main(source: str, count: int, pairs: int) -> None:
    papers = merge_duplicates(islice(read_papers(source), count))
    size = len(papers)
    with tempfile.TemporaryDirectory() as place:
        records = Path(place) / "papers.jsonl"
        records.write_text("".join(f"{pack(paper)}\n" for paper in papers), encoding="utf8")
        print("| run | seconds | papers a second | processor seconds | load before |")
        print("| --- | --- | --- | --- | --- |")
        load = os.getloadavg()[0]
        row("1 process", size, seconds_locally(papers, 1), load)
        ratios = []
        for _ in range(pairs):
            load = os.getloadavg()[0]
            local = seconds_locally(papers, CORES)
            row(f"--workers {CORES}", size, local, load)
            load = os.getloadavg()[0]
            spark = seconds_on_spark(records)
            row(f"Spark local[{CORES}]", size, spark, load)
            ratios.append((local[0] / spark[0], local[1] / spark[1]))
    print("\nSpark against local, time:", ", ".join(f"{time:.2f}" for time, _ in ratios))
    print("Spark against local, processor:", ", ".join(f"{cpu:.2f}" for _, cpu in ratios))


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[2:]] + [2_000, 2][len(sys.argv) - 2 :]
    main(sys.argv[1], *numbers)
