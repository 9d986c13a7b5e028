"""Quality figures: compares entities and roles with an annotation, paper by paper.

A predicted entity matches an annotated one of the same paper if they share a surface form, folded
for case, hyphens, spaces and a plural s; each is matched once. The unit is the link from a paper
to an entity: an edge of the graph.
"""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from kg.errors import InputError
from kg.records import ENTITY_TYPES, RESOURCE_TYPES, ROLES, Paper

__all__ = [
    "Figures",
    "Judged",
    "Score",
    "evaluate",
    "figures_rows",
    "fold_form",
    "format_figures",
    "gold_papers",
    "read_judged",
    "score",
]

CORE = frozenset({"method", "dataset", "benchmark"})


@dataclass(frozen=True, slots=True)
class Judged:
    """An entity of one paper, as a reader or a program found it."""

    name: str
    type: str
    role: str
    named: bool
    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 in percent, and how many entities a reader found."""

    precision: float
    recall: float
    f1: float
    gold: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one comparison.

    Attributes
    ----------
    scores
        By name: ``core`` (methods, datasets and benchmarks), ``core-named`` (the proper names
        among them), ``resource`` (dataset and benchmark as one), each type, ``any`` (whatever
        the type), ``links`` (pairs of papers that share a named core entity).
    role
        Percentage of matched core entities whose role agrees.
    """

    scores: Mapping[str, Score]
    role: float


def fold_form(text: str) -> str:
    """Fold a surface form to the key by which entities are matched."""
    normalised = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^a-z0-9+]+", "", re.sub(r"s\b", "", normalised))


def read_judged(lines: Iterable[str | bytes], source: str) -> dict[str, list[Judged]]:
    """Read entities by paper id from JSON Lines.

    Parameters
    ----------
    lines
        Objects with ``id`` and ``entities``, as ``kg extract`` and annotations write them.
    source
        Name of the file, for messages.

    Raises
    ------
    InputError
        If the file is not as described, with the line.
    """
    papers: dict[str, list[Judged]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            papers[row["id"]] = [_judged(entity) for entity in row["entities"]]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{source}, line {number}: expected an object with `id` and `entities`:"
                f" {type(error).__name__}: {error}"
            ) from error
    return papers


def _judged(entity: dict[str, object]) -> Judged:
    mentions = entity.get("mentions") or []
    texts = [m if isinstance(m, str) else m["text"] for m in mentions]  # type: ignore[attr-defined]
    name = str(entity["name"])
    for key, known in (("type", ENTITY_TYPES), ("role", ROLES)):
        if key in entity and entity[key] not in known:
            raise ValueError(f"{entity[key]!r} is no {key}; known are {', '.join(known)}")
    return Judged(
        name=name,
        type=str(entity["type"]),
        role=str(entity.get("role", "")),
        named=bool(entity.get("named", _looks_named([name, *texts]))),
        forms=frozenset(fold_form(text) for text in [name, *texts]) - {""},
    )


def _looks_named(texts: Sequence[str]) -> bool:
    return any(re.search(r"[A-Z].*[A-Z0-9]|\d", text) for text in texts)


def _match(
    gold: Sequence[Judged], predicted: Sequence[Judged], agree: Callable[[str, str], bool]
) -> list[tuple[Judged, Judged]]:
    used: set[int] = set()
    pairs = []
    for candidate in predicted:
        for index, truth in enumerate(gold):
            if (
                index not in used
                and truth.forms & candidate.forms
                and agree(truth.type, candidate.type)
            ):
                used.add(index)
                pairs.append((truth, candidate))
                break
    return pairs


class _Tally:
    def __init__(self) -> None:
        self.gold = self.predicted = self.hits = 0

    def add(self, gold: int, predicted: int, hits: int) -> None:
        self.gold += gold
        self.predicted += predicted
        self.hits += hits

    def score(self) -> Score:
        precision = self.hits / self.predicted if self.predicted else 0.0
        recall = self.hits / self.gold if self.gold else 0.0
        total = precision + recall
        f1 = 2 * precision * recall / total if total else 0.0
        return Score(100 * precision, 100 * recall, 100 * f1, self.gold)


def _links(papers: Mapping[str, Sequence[Judged]]) -> set[tuple[str, str]]:
    holders: dict[str, set[str]] = defaultdict(set)
    for paper, entities in papers.items():
        for entity in entities:
            if entity.type in CORE and entity.named:
                # A name without Latin letters and digits folds to nothing, but is not every other.
                holders[fold_form(entity.name) or entity.name].add(paper)
    return {pair for ids in holders.values() for pair in itertools.combinations(sorted(ids), 2)}


def _as_resource(entity_type: str) -> str:
    return "resource" if entity_type in RESOURCE_TYPES else entity_type


def _count_paper(
    gold: Sequence[Judged], predicted: Sequence[Judged], tallies: Mapping[str, _Tally]
) -> tuple[int, int]:
    """Add one paper to the tallies; return how many core roles agree, of how many."""
    exact = _match(gold, predicted, lambda a, b: a == b)
    for kind in ENTITY_TYPES:
        tallies[kind].add(
            sum(g.type == kind for g in gold),
            sum(p.type == kind for p in predicted),
            sum(g.type == kind for g, _ in exact),
        )
    gold_core = [g for g in gold if g.type in CORE]
    predicted_core = [p for p in predicted if p.type in CORE]
    hits = [(g, p) for g, p in exact if g.type in CORE]
    tallies["core"].add(len(gold_core), len(predicted_core), len(hits))
    loose = _match(gold_core, predicted_core, lambda a, b: _as_resource(a) == _as_resource(b))
    tallies["resource"].add(
        sum(g.type in RESOURCE_TYPES for g in gold_core),
        sum(p.type in RESOURCE_TYPES for p in predicted_core),
        sum(g.type in RESOURCE_TYPES for g, _ in loose),
    )
    # A prediction that matches an annotated term does not count against the precision of names.
    matched = {id(p) for _, p in hits}
    named_hits = sum(g.named for g, _ in hits)
    tallies["core-named"].add(
        sum(g.named for g in gold_core),
        named_hits + sum(p.named and id(p) not in matched for p in predicted_core),
        named_hits,
    )
    tallies["any"].add(len(gold), len(predicted), len(_match(gold, predicted, lambda a, b: True)))
    return sum(g.role == p.role for g, p in hits), len(hits)


def score(
    gold: Mapping[str, Sequence[Judged]], predicted: Mapping[str, Sequence[Judged]]
) -> Figures:
    """Compare what a program found with what a reader found.

    Parameters
    ----------
    gold, predicted
        Entities by paper id; a paper that `predicted` lacks counts as one without entities.
    """
    names = ("core", "core-named", "resource", *ENTITY_TYPES, "any", "links")
    tallies = {name: _Tally() for name in names}
    agreed = compared = 0
    for paper, entities in gold.items():
        role_hits, role_all = _count_paper(entities, predicted.get(paper, ()), tallies)
        agreed += role_hits
        compared += role_all
    gold_links = _links(gold)
    predicted_links = _links({paper: predicted.get(paper, ()) for paper in gold})
    tallies["links"].add(len(gold_links), len(predicted_links), len(gold_links & predicted_links))
    return Figures(
        {name: tally.score() for name, tally in tallies.items()},
        100 * agreed / compared if compared else 0.0,
    )


def format_figures(figures: Figures) -> str:
    """Format the figures as an aligned table, a line per figure."""
    lines = [
        f"{name:12} P {row.precision:5.1f}  R {row.recall:5.1f}  F1 {row.f1:5.1f}   gold {row.gold}"
        for name, row in figures.scores.items()
    ]
    return "\n".join([*lines, f"{'role':12} accuracy {figures.role:5.1f}"])


def figures_rows(figures: Figures) -> dict[str, object]:
    """Return the figures as plain values, for JSON."""
    return {
        "scores": {name: asdict(row) for name, row in figures.scores.items()},
        "role": figures.role,
    }


def gold_papers(
    gold: Path, abstracts: Path | None = None
) -> tuple[dict[str, list[Judged]], list[Paper]]:
    """Read an annotation and the papers that it annotates.

    Parameters
    ----------
    gold, abstracts
        As for `evaluate`.

    Raises
    ------
    InputError
        If a file is missing or not as described.
    """
    from kg.readers.cleaning import clean
    from kg.training.corpora import read_abstracts

    texts = abstracts or gold.with_name(f"{gold.stem}_abstracts{gold.suffix}")
    files = sorted(texts.glob("*.jsonl*")) if texts.is_dir() else [texts]
    if not files:
        raise InputError(f"{texts}: holds no JSON Lines")
    for path in (gold, *files):
        if not path.is_file():
            raise InputError(f"{path}: no such file")
    with gold.open("rb") as lines:
        truth = read_judged(lines, str(gold))
    # Cleaned as the readers of lists clean what `kg extract` and `kg build` read.
    papers = {
        paper.id: replace(paper, title=clean(paper.title), abstract=clean(paper.abstract))
        for path in files
        for paper in read_abstracts(path)
        if paper.id in truth
    }
    if not papers:
        raise InputError(f"{texts}: holds none of the papers of {gold}")
    # Each would count as a paper in which nothing was found.
    if lacking := [id for id in truth if id not in papers]:
        raise InputError(
            f"{texts}: lacks {len(lacking):,} of the {len(truth):,} papers of {gold}, among them"
            f" {lacking[0]}"
        )
    return truth, list(papers.values())


def evaluate(
    gold: Path, abstracts: Path | None = None, *, model: str | Path | None = None
) -> Figures:
    """Extract from annotated abstracts and compare with the annotation.

    Parameters
    ----------
    gold
        JSON Lines of annotations.
    abstracts
        JSON Lines of their texts, gzipped or not, or a folder of such files; None for the file
        beside `gold` with ``_abstracts`` added to its name.

    Raises
    ------
    InputError
        If a file is missing or not as described.
    """
    from kg.build import extract_entities

    truth, papers = gold_papers(gold, abstracts)
    rows = (json.dumps(row) for row in extract_entities(papers, model=model))
    return score(truth, read_judged(rows, "extraction"))
