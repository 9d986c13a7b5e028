"""Silver labels: the pipeline's finds in raw abstracts, made consistent over all of them."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from kg import extract
from kg.digests import digest_of, reading_libraries
from kg.extract import pipeline
from kg.extract.lexicon import LexiconEntry
from kg.extract.surface import fold
from kg.extract.text import paper_text
from kg.records import RESOURCE_TYPES, EntityType, Paper
from kg.training.stages import once

__all__ = ["Find", "Reading", "Share", "learnt_names", "program", "read_share", "silver_docs"]

# A find becomes a label if the pipeline thinks it more likely right than wrong.
SURE = 0.5
# A name found in fewer papers has too little evidence.
LEAST_PAPERS = 3
# The type that this share of a name's papers agree on is its type in all of them.
AGREED = 0.6
# A name that is found in a smaller share of the papers containing it is mostly something else.
LEAST_FOUND = 0.1
LONGEST_SPELLING = 60
SPELLINGS = 6
_ONE_LINE = re.compile(r"[^|\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Find:
    """A mention that the pipeline found, in token offsets."""

    start: int
    end: int
    type: EntityType
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A raw paper and what was found in it."""

    paper: Paper
    finds: tuple[Find, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """Raw papers for one process to label.

    Attributes
    ----------
    place
        Folder in which the finds are kept.
    model
        Path of the recogniser.
    learnt
        Learnt files of the other pipeline steps, all in one folder.
    """

    place: Path
    model: Path
    learnt: Sequence[Path]
    papers: Sequence[Paper]


def read_share(share: Share) -> list[Reading]:
    """Return what a pipeline finds in papers; a share already read is not read again."""
    kept = share.place / "finds.jsonl"

    def read() -> None:
        nlp = pipeline.find(spacy.load(share.model), share.learnt[0].parent)
        raw = (paper_text(paper) for paper in share.papers)
        docs = nlp.pipe(raw, batch_size=pipeline.BATCH_SIZE)
        with kept.open("w", encoding="utf8") as lines:
            for doc in docs:
                finds = [(f.start, f.end, f.type, f.score) for f in doc._.found]
                lines.write(json.dumps(finds) + "\n")

    texts = [(paper.title, paper.abstract) for paper in share.papers]
    decisive = (share.model, *share.learnt, *program(), reading_libraries(), texts)
    once(share.place, digest_of(*decisive), read)
    with kept.open(encoding="utf8") as lines:
        return [
            Reading(paper, tuple(Find(*find) for find in json.loads(line)))
            for paper, line in zip(share.papers, lines, strict=True)
        ]


def program() -> list[Path]:
    """Return the code and word lists that read a text, without the shipped model, unused here."""
    parts = Path(extract.__file__).parent.iterdir()
    return sorted(part for part in parts if part.name not in {"model", "__pycache__"})


class _Census:
    """How often each name was found as each type, and how it was spelled."""

    def __init__(self, tokenizer: Language, readings: Iterable[Reading]) -> None:
        self.votes: dict[str, Counter[EntityType]] = defaultdict(Counter)
        self.spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for reading in readings:
            doc = tokenizer.make_doc(paper_text(reading.paper))
            weights: dict[str, Counter[EntityType]] = defaultdict(Counter)
            for find in reading.finds:
                text = doc[find.start : find.end].text
                if key := fold(text):
                    weights[key][find.type] += find.score  # type: ignore[assignment]
                    self.spellings[key][text] += 1
            for key, types in weights.items():
                self.votes[key][types.most_common(1)[0][0]] += 1

    def frequent(self) -> list[str]:
        """Return the names found in enough papers."""
        return sorted(key for key, types in self.votes.items() if types.total() >= LEAST_PAPERS)

    def agreed(self, key: str) -> EntityType | None:
        """Return the type that enough papers agree on for a name, else None."""
        types = self.votes.get(key)
        if not types:
            return None
        kind, count = min(types.items(), key=lambda pair: (-pair[1], pair[0]))
        enough = types.total() >= LEAST_PAPERS and count >= AGREED * types.total()
        return kind if enough else None


def silver_docs(tokenizer: Language, readings: Sequence[Reading]) -> list[Doc]:
    """Turn readings into documents to train on; a name gets the type that most papers give it."""
    census = _Census(tokenizer, readings)
    docs = []
    for reading in readings:
        doc = tokenizer.make_doc(paper_text(reading.paper))
        spans = []
        for find in reading.finds:
            span = doc[find.start : find.end]
            if find.score < SURE or any(token.is_space or token.like_url for token in span):
                continue
            agreed = census.agreed(fold(span.text)) or find.type
            # The text says dataset or benchmark; the other papers do not overrule it.
            kind = find.type if {agreed, find.type} <= RESOURCE_TYPES else agreed
            spans.append(Span(doc, find.start, find.end, label=kind))
        doc.set_ents(spans)
        docs.append(doc)
    return docs


def learnt_names(tokenizer: Language, readings: Sequence[Reading]) -> list[LexiconEntry]:
    """Gather the names that were found in several papers, for the lexicon."""
    census = _Census(tokenizer, readings)
    frequent = census.frequent()
    holding = _papers_holding(tokenizer, readings, census, frequent)
    entries = []
    for key in frequent:
        types = census.votes[key]
        kind, count = min(types.items(), key=lambda pair: (-pair[1], pair[0]))
        found = types.total() / max(holding[key], types.total())
        spellings = _spellings(census.spellings[key])
        if spellings and found >= LEAST_FOUND:
            entries.append(
                LexiconEntry(spellings, kind, types.total(), found, count / types.total())
            )
    return entries


def _spellings(counts: Counter[str]) -> tuple[str, ...]:
    """Return the spellings that differ in more than case, the most frequent first."""
    ranked = sorted(counts, key=lambda text: (-counts[text], text))
    kept: dict[str, str] = {}
    for text in islice(ranked, SPELLINGS):
        if len(text) <= LONGEST_SPELLING and _ONE_LINE.fullmatch(text) and text.strip() == text:
            kept.setdefault(text.lower(), text)
    return tuple(kept.values())


def _papers_holding(
    tokenizer: Language, readings: Sequence[Reading], census: _Census, keys: Sequence[str]
) -> Counter[str]:
    matcher = PhraseMatcher(tokenizer.vocab, attr="LOWER")
    for key in keys:
        spellings = sorted(census.spellings[key])
        matcher.add(key, [tokenizer.make_doc(text) for text in spellings])
    holding: Counter[str] = Counter()
    for reading in readings:
        doc = tokenizer.make_doc(paper_text(reading.paper))
        holding.update({tokenizer.vocab.strings[key] for key, _, _ in matcher(doc)})
    return holding
