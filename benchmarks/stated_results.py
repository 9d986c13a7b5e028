"""How many of the results that the program finds readers call right, and what that is learnt from.

Usage: python benchmarks/stated_results.py JUDGED ABSTRACTS [--fit]

JUDGED is a table of results that a reader judged, such as training/results/judged.tsv. ABSTRACTS
is a folder of gzipped JSON Lines with the papers. Prints how many of the results found now were
judged right, at several bounds of certainty, and the same as if the judged papers had not been
learnt from (by cross-validation). With --fit, writes the weights of kg/results/data/certainty.tsv.
"""

import argparse
import gzip
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from kg.build import build
from kg.graph import KnowledgeGraph
from kg.results.certainty import LEAST_CERTAINTY, certainties, evidence_for
from kg.results.sentences import stated_results

WEIGHTS = Path(__file__).parents[1] / "kg" / "results" / "data" / "certainty.tsv"
COMMENT = (
    "# What speaks for a result (kg/results/certainty.py), fitted by benchmarks/stated_results.py."
)
# Strength of the prior: few results are judged, so that large weights are chance.
REGULARIZATION = 0.5
FOLDS = 8
BOUNDS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7)


@dataclass(frozen=True)
class Judged:
    """A result that is found now, with a reader's judgement."""

    paper: str
    evidence: dict[str, float]
    certainty: float
    judgement: str

    @property
    def is_true(self) -> bool:
        """Whether nothing is false, though the text may name a metric that is left out."""
        return self.judgement != "wrong"


def read_judgements(path: Path) -> dict[tuple[str, ...], str]:
    """Read judgements by paper, start of the sentence, method, dataset, metric and value."""
    lines = path.read_text(encoding="utf8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return {tuple(row[:-1]): row[-1] for row in rows}


def records_of(papers: set[str], folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf8") as lines:
            yield from (line for line in lines if json.loads(line)["id"] in papers)


def judged_results(judgements: dict[tuple[str, ...], str], graph: KnowledgeGraph) -> list[Judged]:
    entities = {entity.id: entity for entity in graph.entities()}
    found = []
    for paper in graph.papers:
        links = graph.links_of(paper.id)
        rows = stated_results(paper, links, entities)
        told = zip(
            rows,
            evidence_for(paper, rows, links),
            certainties(paper, rows, links),
            strict=True,
        )
        for row, evidence, certainty in told:
            names = (entities[row.method].name, entities[row.dataset].name)
            key = (paper.id, str(row.sentence_start), *names, row.metric, row.value)
            if key in judgements:
                found.append(Judged(paper.id, evidence, certainty, judgements[key]))
    return found


def show(what: str, certainty: Sequence[float], judged: Sequence[Judged]) -> None:
    every = sum(each.is_true for each in judged)
    for bound in BOUNDS:
        kept = [each for each, sure in zip(judged, certainty, strict=True) if sure >= bound]
        right = 100 * sum(each.judgement == "right" for each in kept) / max(1, len(kept))
        true = sum(each.is_true for each in kept)
        mark = " <- shipped" if bound == LEAST_CERTAINTY else ""
        print(
            f"{what:11} from {bound:.1f}: {len(kept):4} results, {right:.1f}% right,"
            f" {100 * true / max(1, len(kept)):.1f}% with those without their metric,"
            f" {100 * true / every:.1f}% of all such{mark}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("judged", type=Path)
    parser.add_argument("abstracts", type=Path)
    parser.add_argument("--fit", action="store_true")
    chosen = parser.parse_args()
    judgements = read_judgements(chosen.judged)
    with tempfile.TemporaryDirectory() as folder:
        papers = Path(folder, "papers.jsonl")
        papers.write_text("".join(records_of({key[0] for key in judgements}, chosen.abstracts)))
        build([papers], Path(folder, "graph"))
        judged = judged_results(judgements, KnowledgeGraph.load(Path(folder, "graph")))
    if not judged:
        parser.error(f"none of the results in {chosen.judged} is found in {chosen.abstracts}")
    names = list(judged[0].evidence)
    evidence = np.array([list(each.evidence.values()) for each in judged])
    true = [each.is_true for each in judged]
    print(f"{len(judgements)} judged, {len(judged)} of them found")
    show("shipped", [each.certainty for each in judged], judged)
    model = LogisticRegression(C=REGULARIZATION, fit_intercept=False, max_iter=2000)
    ids = {each.paper: number for number, each in enumerate(judged)}
    groups = [ids[each.paper] for each in judged]
    folds = GroupKFold(min(FOLDS, len(ids)), shuffle=True, random_state=1)
    unseen = cross_val_predict(
        model, evidence, true, groups=groups, cv=folds, method="predict_proba"
    )
    show("not learnt", unseen[:, 1].tolist(), judged)
    if chosen.fit:
        weights = model.fit(evidence, true).coef_[0]
        rows = [f"{name}\t{weight:.2f}" for name, weight in zip(names, weights, strict=True)]
        WEIGHTS.write_text("\n".join([COMMENT, "evidence\tweight", *rows]) + "\n")


if __name__ == "__main__":
    main()
