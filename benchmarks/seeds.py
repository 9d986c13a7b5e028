"""How far the figures depend on chance: the shipped recogniser, fine-tuned with three seeds.

Usage: python benchmarks/seeds.py CORPORA FOLDER

Each seed continues the training of the recogniser that ships for one more fine-tuning on all
annotated abstracts, and reads the development abstracts with the other learnt files as they are.
CORPORA holds gold/ and abstracts/; the models are written into FOLDER.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from kg.evaluate import Figures, evaluate
from kg.train import FINE_TUNING, training_annotations
from kg.training.corpora import read_annotations
from kg.training.learning import Fit, blank_pipeline, fit_ner, gold_docs, write_examples

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "kg" / "extract" / "model" / "ner"
CONFIG = ROOT / "training" / "configs" / "ner.cfg"
SEEDS = (1, 2, 3)


def of_seed(corpora: Path, folder: Path, seed: int) -> Figures:
    place, gold = folder / f"seed{seed}", corpora / "gold"
    tokenizer = blank_pipeline()
    develop = read_annotations(gold / "dev.jsonl", gold / "dev_abstracts.jsonl")
    learn = gold_docs(tokenizer, training_annotations(corpora))
    write_examples(place, learn, gold_docs(tokenizer, develop))
    fit = Fit(place, CONFIG, SHIPPED, FINE_TUNING, source=SHIPPED, seed=seed)
    return evaluate(gold / "dev.jsonl", model=fit_ner(fit))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args()
    with ProcessPoolExecutor() as processes:
        figures = list(processes.map(partial(of_seed, chosen.corpora, chosen.folder), SEEDS))
    rows = {name: [each.scores[name].f1 for each in figures] for name in figures[0].scores}
    rows["role"] = [each.role for each in figures]
    for name, values in rows.items():
        print(f"{name:12}", *(f"{value:5.1f}" for value in values))


if __name__ == "__main__":
    main()
