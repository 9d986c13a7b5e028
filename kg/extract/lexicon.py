"""The layer of learnt names: what the pipeline itself found again and again in raw abstracts.

Each line of the model's lexicon is evidence, not a verdict: how often a name was found where it
stands, and how often as its type. The mention classifier learns what that is worth.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.extract.batches import BatchComponent
from kg.extract.model_files import model_file
from kg.extract.phrases import Phrases
from kg.extract.words import words_of
from kg.records import EntityType

__all__ = ["SPAN_GROUP", "LexiconEntry", "make_lexicon", "read_lexicon", "write_lexicon"]

SPAN_GROUP = "lexicon"
# Shares are kept in steps: finer ones would only be learnt by heart.
RATE_STEPS = (0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """What raw abstracts say of one name.

    Attributes
    ----------
    spellings
        As it was written, the most frequent first.
    type
        The type that it has in most papers.
    papers
        Papers in which it was found.
    found
        Share of the papers that hold it in which it was found, 0 to 1.
    agreed
        Share of these in which it has this type, 0 to 1.
    """

    spellings: tuple[str, ...]
    type: EntityType
    papers: int
    found: float
    agreed: float

    @property
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
    """Write a lexicon as a TSV file, sorted by its names."""
    lines = ["spellings\ttype\tpapers\tfound\tagreed"]
    for entry in sorted(entries, key=lambda entry: entry.spellings):
        lines.append(
            f"{'|'.join(entry.spellings)}\t{entry.type}\t{entry.papers}"
            f"\t{entry.found:.2f}\t{entry.agreed:.2f}"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf8")


class Lexicon(BatchComponent):
    """Marks learnt names in ``doc.spans["lexicon"]``; the span's label is their evidence."""

    def __init__(self, nlp: Language, entries: Iterable[LexiconEntry]) -> None:
        self.entries = {f"lexicon\t{entry.spellings[0]}": entry for entry in entries}
        self.phrases = Phrases(nlp, ((key, each.spellings) for key, each in self.entries.items()))

    def __call__(self, doc: Doc) -> Doc:
        """Find the names in one document."""
        spans = []
        words = words_of(doc)
        for key, start, end in self.phrases.find(doc):
            entry = self.entries[key]
            if entry.spellings[0].islower() or not words.text(start, end).islower():
                spans.append(Span(doc, start, end, label=entry.evidence))
        doc.spans[SPAN_GROUP] = spans
        return doc


@Language.factory("kg_lexicon", default_config={"folder": None}, assigns=["doc.spans"])
def make_lexicon(nlp: Language, name: str, folder: str | None) -> Lexicon:
    """Make the component that finds the names that raw abstracts taught."""
    return Lexicon(nlp, read_lexicon(model_file("lexicon.tsv", folder)))
