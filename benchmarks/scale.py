"""Time, memory and ratios of builds: one table, to be read as ratios within one run.

python benchmarks/scale.py ABSTRACTS [SIZE...]

ABSTRACTS is JSON Lines, gzipped or not, with as many papers as the largest SIZE (default: 1000,
5000 and 10000). Every build is a process of its own; memory is its peak resident set, children
included one at a time. Prints Markdown.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

KG = Path(sys.executable).with_name("kg")
# Papers for the speed of reading; more do not change the ratios.
READ = 600
NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
# The share of new papers in an incremental build.
NEW_SHARE = 100
# So short a build is measured more than once.
TIMES = 3


@dataclass(frozen=True)
class Run:
    seconds: float
    peak_mib: int
    timings: dict[str, float]


def lines_of(path: Path) -> Iterator[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf8") as lines:
        yield from lines


def build(papers: Path, folder: Path, workers: int) -> Run:
    # An installed program keeps its bytecode, whatever a shell says for those in the making.
    environment = {name: os.environ[name] for name in os.environ if name != NO_BYTECODE}
    start = time.perf_counter()
    process = subprocess.Popen(
        [KG, "build", papers, "-o", folder, "--workers", str(workers), "--quiet"],
        env=environment,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"kg build ended with {status}")
    report = json.loads((folder / "report.json").read_text(encoding="utf8"))
    return Run(seconds, usage.ru_maxrss >> 10, report["timings"])


def reading_speeds(papers: Path) -> dict[str, tuple[float, float]]:
    """Measure words a second of the tokenizer, of the recogniser and of the whole pipeline.

    Returns
    -------
    dict
        For each the speed at the first reading, in which words are met for the first time and
        names tokenized, and at the second. Each has a pipeline of its own.
    """
    from kg.lean_imports import do_without

    # As the command line does; and what this process takes counts for the builds that it starts.
    do_without("torch", "cupy")
    from kg.extract import extract_mentions, load_pipeline
    from kg.extract.pipeline import BATCH_SIZE
    from kg.extract.text import paper_text
    from kg.readers import read_papers

    read = list(islice(read_papers(papers), READ))
    texts = [paper_text(paper) for paper in read]
    tokenizer, recogniser = load_pipeline(), load_pipeline()
    counter = load_pipeline()
    words = sum(len(counter.make_doc(text)) for text in texts)
    # What is loaded at the first call is none of either's reading.
    list(extract_mentions(read[:1]))
    list(recogniser.pipe(texts[:1]))

    def timed(work: Callable[[], Iterable[object]]) -> tuple[float, float]:
        seconds = []
        for _ in range(2):
            start = time.perf_counter()
            for _ in work():
                pass
            seconds.append(time.perf_counter() - start)
        return words / seconds[0], words / seconds[1]

    with recogniser.select_pipes(enable=["ner"]):
        bare = timed(lambda: recogniser.pipe(texts, batch_size=BATCH_SIZE))
    return {
        "tokenizer": timed(lambda: map(tokenizer.make_doc, texts)),
        "recogniser alone": bare,
        "all layers": timed(lambda: extract_mentions(read)),
    }


def row(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def measure_reading(papers: Path) -> None:
    speeds = reading_speeds(papers)
    whole = speeds["recogniser alone"]
    print(
        "\n| reading, one core | words a second | of the recogniser | again | of the recogniser |"
    )
    print("| --- | --- | --- | --- | --- |")
    for name, (first, second) in speeds.items():
        shares = f"{first / whole[0]:.2f}", f"{second / whole[1]:.2f}"
        row(name, f"{first:,.0f}", shares[0], f"{second:,.0f}", shares[1])


def measure_sizes(source: Path, sizes: list[int], folder: Path) -> None:
    print(
        "\n| papers | seconds | peak MiB | extract | resolve | tables | RDF | page | all/extract |"
    )
    print("| --- " * 9 + "|")
    for size in sizes:
        papers = written(folder / f"{size}.jsonl", islice(lines_of(source), size))
        run = build(papers, folder / f"one-{size}", 1)
        steps = [run.timings[step] for step in ("extract", "resolve", "tables", "rdf", "page")]
        ratio = run.seconds / run.timings["extract"]
        row(size, f"{run.seconds:.1f}", run.peak_mib, *(f"{s:.1f}" for s in steps), f"{ratio:.2f}")


def grown(more: Path, built: Path, folder: Path) -> float:
    """Return the seconds in which a copy of a built folder is built with more papers."""
    shutil.copytree(built, folder)
    return build(more, folder, 1).seconds


def measure_again(source: Path, size: int, folder: Path) -> None:
    """Compare a first build with one of two workers, one of nothing new, and one of a few new."""
    papers = written(folder / "some.jsonl", islice(lines_of(source), size))
    first = build(papers, folder / "some", 1)
    two = build(papers, folder / "two", 2)
    again = build(papers, folder / "some", 1)
    more = written(folder / "more.jsonl", islice(lines_of(source), size + size // NEW_SHARE))
    added = sorted(grown(more, folder / "some", folder / f"more-{n}") for n in range(TIMES))
    print(f"\n| {size} papers | seconds | ratio to the first build |\n| --- | --- | --- |")
    row("first build, one worker", f"{first.seconds:.1f}", 1)
    row("two workers", f"{two.seconds:.1f}", f"{first.seconds / two.seconds:.2f} times as fast")
    row(
        "extraction with two workers",
        f"{two.timings['extract']:.1f}",
        f"{first.timings['extract'] / two.timings['extract']:.2f} times as fast",
    )
    row("nothing new", f"{again.seconds:.2f}", f"{again.seconds / first.seconds:.3f}")
    ratios = ", ".join(f"{seconds / first.seconds:.3f}" for seconds in added)
    row("1% new", ", ".join(f"{seconds:.2f}" for seconds in added), ratios)


def written(path: Path, lines: Iterator[str]) -> Path:
    path.write_text("".join(lines), encoding="utf8")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("abstracts", type=Path)
    parser.add_argument("sizes", type=int, nargs="*", default=[1000, 5000, 10000])
    chosen = parser.parse_args()
    print(f"{os.cpu_count()} cores, {os.uname().machine}, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        papers = written(folder / "read.jsonl", islice(lines_of(chosen.abstracts), READ))
        measure_reading(papers)
        measure_again(chosen.abstracts, min(5000, max(chosen.sizes)), folder)
        measure_sizes(chosen.abstracts, chosen.sizes, folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"\nThis process took {peak} MiB.")


if __name__ == "__main__":
    main()
