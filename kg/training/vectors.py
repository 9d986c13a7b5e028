"""Learns sub-word vectors from raw abstracts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import spacy

from kg.digests import digest_of
from kg.records import Paper
from kg.training.learning import blank_pipeline
from kg.training.stages import once

__all__ = ["learn_vectors"]

# The vectors are trained on this many papers of each collection.
VECTOR_PAPERS = 35_000
# One thread: several would race for the same weights, and no two runs would be alike.
VECTORS = {
    "model": "cbow", "mode": "floret", "dim": 64, "hashCount": 2, "bucket": 25_000,
    "minn": 3, "maxn": 5, "minCount": 5, "epoch": 4, "lr": 0.05, "thread": 1,
}  # fmt: skip


def learn_vectors(collections: Iterable[Sequence[Paper]], work: Path) -> Path:
    """Learn sub-word vectors from raw abstracts (floret; Boyd and Warmerdam, 2022).

    Parameters
    ----------
    collections
        Raw papers, as `kg.training.raw_abstracts.raw_collections` returns them.
    work
        Folder for what is made on the way.

    Returns
    -------
    Path
        Folder of a spaCy pipeline that holds them.
    """
    import floret
    from spacy.training.initialize import convert_vectors

    tokenizer = blank_pipeline()
    text = work / "text.txt"
    with text.open("w", encoding="utf8") as lines:
        for papers in collections:
            for paper in papers[:VECTOR_PAPERS]:
                for field in (paper.title, paper.abstract):
                    words = [t.text for t in tokenizer.make_doc(field) if not t.is_space]
                    lines.write(" ".join(words) + "\n")

    def learn() -> None:
        model = floret.train_unsupervised(str(text), **VECTORS)
        model.save_floret_vectors(str(work / "vectors.floret"))
        nlp = spacy.blank("en")
        convert_vectors(nlp, work / "vectors.floret", truncate=0, prune=-1, mode="floret")
        nlp.to_disk(work / "vectors" / "model")

    once(work / "vectors", digest_of(text, VECTORS), learn)
    return work / "vectors" / "model"
