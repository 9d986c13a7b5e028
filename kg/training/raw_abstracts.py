"""Reads the raw abstracts for training, without those that are annotated."""

from __future__ import annotations

import gzip
import json
import random
from functools import cache
from pathlib import Path

from kg.records import Paper

__all__ = ["raw_collections", "raw_papers"]

# Share of recent papers among those to label; the others are from this year or later.
RECENT_SHARE = 0.55
SILVER_SINCE = 2012


@cache
def raw_collections(corpora: Path, annotated: tuple[Path, ...]) -> tuple[tuple[Paper, ...], ...]:
    """Read the recent abstracts and those of all years, each collection shuffled.

    Parameters
    ----------
    corpora
        Folder whose ``abstracts`` holds both, as gzipped JSON Lines.
    annotated
        JSON Lines files; papers with ids in them are left out.
    """
    held = {
        json.loads(line)["id"]
        for path in annotated
        for line in path.read_text(encoding="utf8").splitlines()
    }
    generator = random.Random(1)
    collections = []
    for name in ("recent", "abstracts"):
        with gzip.open(corpora / "abstracts" / f"{name}.jsonl.gz", "rt", encoding="utf8") as lines:
            rows = [json.loads(line) for line in lines]
        papers = [
            Paper(row["id"], row["title"], row["abstract"], year=row.get("year"))
            for row in rows
            if row["id"] not in held
        ]
        generator.shuffle(papers)
        collections.append(tuple(papers))
    return tuple(collections)


def raw_papers(corpora: Path, annotated: tuple[Path, ...], number: int) -> list[Paper]:
    """Choose papers to label, recent ones first."""
    recent, earlier = raw_collections(corpora, annotated)
    since = [paper for paper in earlier if (paper.year or 0) >= SILVER_SINCE]
    new = round(number * RECENT_SHARE)
    return [*recent[:new], *since[: number - new]]
