"""Compares extraction on Spark with the local engine, and measures what docs/scale.md reckons with.

Usage: python benchmarks/spark.py LIST [PAPERS], for example with 2,000 abstracts as JSON Lines.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from kg.extract import extract_mentions
from kg.readers import merge_duplicates, read_papers
from kg.records import Paper
from kg.spark.build import build_on_spark
from kg.spark.rows import pack

CORES = 2


def seconds_of_extraction(papers: list[Paper], workers: int) -> float:
    start = time.perf_counter()
    for _ in extract_mentions(papers, workers=workers):
        pass
    return time.perf_counter() - start


def size_of(folder: Path, pattern: str) -> int:
    return sum(path.stat().st_size for path in folder.glob(pattern))


def main(source: str, count: int) -> None:
    papers = list(islice(merge_duplicates(read_papers(source)), count))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        records = folder / "papers.jsonl"
        records.write_text("".join(f"{pack(paper)}\n" for paper in papers), encoding="utf8")
        os.environ["OMP_NUM_THREADS"] = "1"
        alone = seconds_of_extraction(papers, 1)
        local = seconds_of_extraction(papers, CORES)
        report = build_on_spark([records], folder / "graph", master=f"local[{CORES}]")
        spark = report.timings["extract"]
        rows = {
            "papers": len(papers),
            "papers a second, 1 process": f"{len(papers) / alone:.1f}",
            f"papers a second, --workers {CORES}": f"{len(papers) / local:.1f}",
            f"papers a second, Spark local[{CORES}]": f"{len(papers) / spark:.1f}",
            f"Spark local[{CORES}] against --workers {CORES}": f"{local / spark:.2f}",
            "mentions a paper": f"{report.counts['mentions'] / len(papers):.1f}",
            "bytes a paper, tables": size_of(folder / "graph", "*.parquet") // len(papers),
            "bytes a paper, N-Triples": size_of(folder / "graph", "graph.nt/part-*") // len(papers),
            "seconds of the Spark build": report.timings,
        }
    print("\n".join(f"| {name} | {value} |" for name, value in rows.items()))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2_000)
