"""The layer of learnt names, which the pipeline itself found repeatedly in raw abstracts.

Each line of the model's lexicon is evidence, not a verdict: how often a name was found where it
occurs, and how often with its type. The mention classifier learns how far to trust it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple, cast

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.batches import BatchComponent
from kg.extract.model_files import model_file
from kg.extract.phrases import Phrases
from kg.extract.scratch import add_scratch_attribute
from kg.extract.words import words_of
from kg.records import EntityType

__all__ = ["Learnt", "LexiconEntry", "make_lexicon", "read_lexicon", "write_lexicon"]

# Shares are binned in these steps: the classifier would overfit to finer ones.
RATE_STEPS = (0.25, 0.5, 0.75, 0.9)

add_scratch_attribute("learnt")


@dataclass(frozen=True)
class LexiconEntry:
    """The evidence of raw abstracts for one name.

    Attributes
    ----------
    spellings
        Spellings in the abstracts, the most frequent first.
    type
        The type that it has in most papers.
    papers
        Papers in which it was found.
    found
        Share of the papers containing the name in which it was found, 0 to 1.
    agreed
        Share of `papers` in which it has this type, 0 to 1.
    """

    spellings: tuple[str, ...]
    type: EntityType
    papers: int
    found: float
    agreed: float

    @cached_property
    def evidence(self) -> str:
        """The entry as the classifier sees it."""
        return f"{self.type} found>{_step(self.found)} agreed>{_step(self.agreed)}"


def _step(share: float) -> float:
    return max((step for step in RATE_STEPS if share >= step), default=0.0)


def read_lexicon(path: Traversable) -> Iterable[LexiconEntry]:
    """Read a lexicon from a TSV file."""
    text = path.read_text(encoding="utf8")
    rows = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    next(rows)
    for spellings, type, papers, found, agreed in rows:
        yield LexiconEntry(
            tuple(spellings.split("|")),
            cast("EntityType", type),
            int(papers),
            float(found),
            float(agreed),
        )


def write_lexicon(entries: Iterable[LexiconEntry], path: Path) -> None:
    """Write a lexicon as a TSV file, sorted by spelling."""
    lines = ["spellings\ttype\tpapers\tfound\tagreed"]
    for entry in sorted(entries, key=lambda entry: entry.spellings):
        lines.append(
            f"{'|'.join(entry.spellings)}\t{entry.type}\t{entry.papers}"
            f"\t{entry.found:.2f}\t{entry.agreed:.2f}"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf8")


class Learnt(NamedTuple):
    """A learnt name found in a document, with bounds in tokens, `end` exclusive."""

    start: int
    end: int
    entry: LexiconEntry


class Lexicon(BatchComponent):
    """Finds the learnt names in a document and keeps them in ``doc._.learnt``."""

    def __init__(self, nlp: Language, entries: Iterable[LexiconEntry]) -> None:
        self.phrases = Phrases(nlp, ((entry, entry.spellings) for entry in entries))

    def __call__(self, doc: Doc) -> Doc:
        """Find the names in one document."""
        words = words_of(doc)
        doc._.learnt = tuple(
            Learnt(start, end, entry)
            for entry, start, end in self.phrases.find(doc)
            if entry.spellings[0].islower() or not words.text(start, end).islower()
        )
        return doc


@Language.factory("kg_lexicon", default_config={"folder": None}, assigns=["doc._.learnt"])
def make_lexicon(nlp: Language, name: str, folder: str | None) -> Lexicon:
    """Make the component that finds learnt names."""
    return Lexicon(nlp, read_lexicon(model_file("lexicon.tsv", folder)))
