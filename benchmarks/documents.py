"""Figures over whole lists of papers, read together as `kg build` reads them.

Usage: python benchmarks/documents.py DOCUMENT... --gold ANNOTATION...

The annotation names a paper by the first three characters of its document's file name and its
position there: 003-017. Papers that nobody annotated are read too: what a name means, all decide.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.build import extract_entities
from kg.evaluate import Judged, format_figures, read_judged, score
from kg.readers import read_papers
from kg.records import Paper


def positions(documents: Iterable[Path]) -> Iterator[tuple[str, Paper]]:
    for document in documents:
        for number, paper in enumerate(read_papers(document), 1):
            yield f"{document.name[:3]}-{number:03d}", paper


def annotated(files: Iterable[Path]) -> dict[str, list[Judged]]:
    gold: dict[str, list[Judged]] = {}
    for file in files:
        gold |= read_judged(file.read_text(encoding="utf8").splitlines(), str(file))
    return gold


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=Path, nargs="+")
    parser.add_argument("--gold", type=Path, nargs="+", required=True)
    chosen = parser.parse_args()
    placed = dict(positions(chosen.documents))
    rows = zip(placed, extract_entities(placed.values()), strict=True)
    found = read_judged((json.dumps(row | {"id": place}) for place, row in rows), "extraction")
    gold = annotated(chosen.gold)
    print(format_figures(score(gold, {place: found[place] for place in gold})))


if __name__ == "__main__":
    main()
