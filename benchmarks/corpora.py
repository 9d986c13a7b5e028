"""Strict F1 on other people's corpora: the shipped pipeline, and its recogniser taught by them.

Usage: python benchmarks/corpora.py CORPORA [--fit FOLDER]

CORPORA holds scier/ and tdmsci/. A mention is right when its bounds and its type are the corpus's.
SciER is measured on its development set; of TDMSci, which comes without one, on every tenth
sentence. With --fit, the recogniser learns the corpus's own labels on the rest, beginning with the
word representations of the one that ships; models are written into FOLDER.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import spacy
from spacy.tokens import Doc

from kg.extract import extract_mentions
from kg.records import Paper
from kg.training.corpora import taught_docs
from kg.training.learning import FROM_SCRATCH, Fit, blank_pipeline, fit_ner, write_examples

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "kg" / "extract" / "model" / "ner"
CONFIG = ROOT / "training" / "configs" / "ner.cfg"
# Our types by the labels of each corpus; our guide knows more types than SciER's.
LABELS = {
    "scier": {"method": "Method", "dataset": "Dataset", "benchmark": "Dataset", "task": "Task"},
    "tdmsci": {"task": "TASK", "dataset": "DATASET", "benchmark": "DATASET", "metric": "METRIC"},
}

Spans = set[tuple[int, int, str]]


def spans_of(doc: Doc) -> Spans:
    return {(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents}


def show(what: str, truth: Sequence[Spans], found: Sequence[Spans]) -> None:
    right: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for gold, predicted in zip(truth, found, strict=True):
        for counter, spans in ((right, gold & predicted), (wanted, gold), (given, predicted)):
            counter.update(label for *_, label in spans)
            counter["all"] += len(spans)
    for label in ("all", *sorted(wanted.keys() - {"all"})):
        f1 = 200 * right[label] / max(wanted[label] + given[label], 1)
        print(f"{what:18} {label:8} F1 {f1:5.1f}   gold {wanted[label]}")


def shipped(sentences: Iterable[str], labels: dict[str, str]) -> list[Spans]:
    papers = [Paper(str(number), abstract=text) for number, text in enumerate(sentences)]
    return [
        {(m.start, m.end, labels[m.type]) for m in mentions if m.type in labels}
        for _, mentions in extract_mentions(papers)
    ]


def held_out(name: str, folder: Path) -> tuple[list[Doc], list[Doc]]:
    nlp = blank_pipeline()
    documents = taught_docs(nlp, folder)
    if name == "scier":
        return documents, taught_docs(nlp, folder, "dev")
    return [d for i, d in enumerate(documents) if i % 10], documents[::10]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--fit", type=Path)
    chosen = parser.parse_args()
    for name, labels in LABELS.items():
        learn, measure = held_out(name, chosen.corpora / name)
        truth = [spans_of(doc) for doc in measure]
        show(f"{name}, shipped", truth, shipped([doc.text for doc in measure], labels))
        if chosen.fit:
            # The best epoch is chosen on sentences that are not measured.
            folder = chosen.fit / name
            write_examples(folder, [d for i, d in enumerate(learn) if i % 10], learn[::10])
            best = fit_ner(Fit(folder, CONFIG, SHIPPED, FROM_SCRATCH, taught=SHIPPED))
            nlp = spacy.load(best)
            found = [spans_of(nlp(Doc(nlp.vocab, [t.text for t in doc]))) for doc in measure]
            show(f"{name}, fitted", truth, found)


if __name__ == "__main__":
    main()
