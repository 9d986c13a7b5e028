"""Trains everything that the package ships in kg/extract/model, from end to end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import spacy
from spacy.tokens import Doc

from kg.diagnosis import scored_links
from kg.digests import digest_of, reading_libraries
from kg.errors import InputError
from kg.extract import merge, names
from kg.extract.calibration import write_calibration
from kg.extract.lexicon import write_lexicon
from kg.extract.pipeline import assemble, find, propose
from kg.extract.role_network import NETWORK_FILES, write_network
from kg.extract.scorer import write_classifier
from kg.records import ENTITY_TYPES, Paper
from kg.training.corpora import Annotation, read_annotations, read_standoff, taught_docs
from kg.training.learning import (
    Fit,
    Schedule,
    averaged,
    blank_pipeline,
    fit_calibration,
    fit_classifier,
    fit_ner,
    gold_docs,
    mention_examples,
    name_examples,
    write_examples,
)
from kg.training.raw_abstracts import raw_collections, raw_papers
from kg.training.role_network import RoleExample
from kg.training.roles import fit_roles, fitted, read_raw_things, role_examples
from kg.training.silver import Reading, Share, learnt_names, read_share, silver_docs
from kg.training.stages import once
from kg.training.vectors import learn_vectors

__all__ = ["FINE_TUNING", "train", "training_annotations"]

# Out-of-fold predictions teach the classifiers how far to trust the recogniser on unseen text.
FOLDS = 4
# After the last round the recogniser is fine-tuned once more with each of these seeds, and averaged
# with the results.
LAST_SEEDS = (1, 2, 3)
# A round that only labels raw text for the next one needs no better estimate than this.
EARLIER_FOLDS = 2
# Our own annotations, without texts; the command is run from the project's folder.
OWN_ANNOTATIONS = Path("training/annotations")
# Intermediate models, for each output by its name. The package packs and hashes all that is beside
# the model that it ships, so they are not kept there; git ignores this folder.
WORK = Path("training/work")
# Annotations to measure with, kept out of all training.
HELD_OUT = Path("training/held_out")
# Inverse strength of the L2 penalty, chosen on out-of-fold abstracts.
REGULARISATION = 0.2
# Raw papers that the pipeline labels for itself, in each round.
SILVER_ROUNDS = (40_000,)
# Papers that a process labels at a time.
SHARE_PAPERS = 2_000
# Files that a round writes beside its recogniser, to find mentions with.
FINDING_FILES = ("mentions.tsv", "lexicon.tsv")
# All files that are learnt but the recogniser.
LEARNT_FILES = (*FINDING_FILES, *NETWORK_FILES, "names.tsv", "calibration.tsv")

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")

FIRST_ROUND = Schedule(6, 0.001)
ON_SILVER = Schedule(2, 0.001)
FINE_TUNING = Schedule(3, 0.0005)
ON_CORPORA = Schedule(6, 0.001)


@dataclass(frozen=True, slots=True)
class _Bench:
    """Inputs that the stages of a training share.

    Attributes
    ----------
    learn, develop
        Annotated documents to train on, and to select the best model by.
    workers
        Number of processes.
    """

    config: Path
    vectors: Path
    work: Path
    annotations: Sequence[Annotation]
    learn: Sequence[Doc]
    develop: Sequence[Doc]
    workers: int


@dataclass(frozen=True, slots=True)
class _Round:
    """The recogniser of a round, and those of its folds.

    Attributes
    ----------
    parts
        Recognisers, each with the annotations that it did not learn from.
    """

    recogniser: Path
    parts: Sequence[tuple[Path, Sequence[Annotation]]]


def _fit_round(
    bench: _Bench, base: Path | None, taught: Path | None, folder: Path, folds: int
) -> _Round:
    """Fit a recogniser on the annotation, and the classifier of mentions that follows it.

    The classifier learns from predictions for papers that the recogniser did not see: the
    annotation is split into folds, and for each a recogniser is fitted on the others (stacking;
    Wolpert, "Stacked generalization", Neural Networks 5, 1992).

    Parameters
    ----------
    base
        Recogniser to start from; None starts anew, from the representations of `taught`.
    folder
        Folder of the round's lexicon; the classifier is written to it.
    """
    schedule = FINE_TUNING if base else FIRST_ROUND
    kept = {"all": list(bench.learn)}
    for fold in range(folds):
        kept[f"fold{fold}"] = [doc for i, doc in enumerate(bench.learn) if i % folds != fold]
    fits = []
    for name, documents in kept.items():
        place = bench.work / folder.name / name
        write_examples(place, documents, bench.develop)
        fits.append(Fit(place, bench.config, bench.vectors, schedule, base, taught))
    best, *fitted_alike = _side_by_side(bench.workers, _fitted, fits)
    examples: list[list[str]] = []
    labels: list[str] = []
    parts = [(model, bench.annotations[fold::folds]) for fold, model in enumerate(fitted_alike)]
    for model, unseen in parts:
        described, truth = mention_examples(propose(spacy.load(model), folder), unseen)
        examples += described
        labels += truth
    order = (*ENTITY_TYPES, merge.NO_ENTITY)
    mentions = fit_classifier(examples, labels, order, regularisation=REGULARISATION)
    write_classifier(mentions, folder / "mentions.tsv")
    if base is not None:
        best = averaged([best, *fitted_alike], bench.work / folder.name / "averaged")
    return _Round(best, parts)


def _fine_tuned_again(bench: _Bench, model: Path) -> Path:
    """Average a recogniser with those that it becomes by another fine-tuning, one for each seed."""
    fits = []
    for seed in LAST_SEEDS:
        place = bench.work / f"seed{seed}"
        write_examples(place, bench.learn, bench.develop)
        fits.append(Fit(place, bench.config, bench.vectors, FINE_TUNING, model, seed=seed))
    tuned = _side_by_side(bench.workers, _fitted, fits)
    return averaged([model, *tuned], bench.work / "averaged")


def _side_by_side(
    workers: int, work: Callable[[Task], Outcome], tasks: Sequence[Task]
) -> list[Outcome]:
    """Run independent tasks in several processes, and return their results in order."""
    if workers == 1:
        return [work(task) for task in tasks]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as processes:
        return list(processes.map(work, tasks))


def _fitted(fit: Fit) -> Path:
    """Fit a recogniser, unless an earlier run fitted it to the same examples."""
    examples = (fit.folder / "train.spacy", fit.folder / "dev.spacy")
    begun = (fit.config, fit.vectors, fit.schedule, fit.source, fit.taught, fit.seed)
    inputs = digest_of(*examples, *begun, reading_libraries())
    once(fit.folder, inputs, lambda: fit_ner(fit))
    return fit.folder / "model-best"


def _shares(name: str, model: Path, folder: Path, papers: Sequence[Paper]) -> list[Share]:
    """Divide raw papers, to be read by the pipeline of a round in several processes."""
    learnt = tuple(folder / file for file in FINDING_FILES)
    return [
        Share(folder / f"{name}{start}", model, learnt, papers[start : start + SHARE_PAPERS])
        for start in range(0, len(papers), SHARE_PAPERS)
    ]


def _readings(bench: _Bench, model: Path, folder: Path, papers: Sequence[Paper]) -> list[Reading]:
    """Label raw papers with the pipeline of a round, in several processes."""
    shares = _shares("readings", model, folder, papers)
    return list(chain.from_iterable(_side_by_side(bench.workers, read_share, shares)))


def _fit_things(bench: _Bench, last: _Round, folder: Path, raw: Sequence[Paper]) -> None:
    """Fit what decides on all mentions of a thing together: its role, and whether it is a name.

    Parameters
    ----------
    last
        The last round, whose classifier of mentions is in `folder`.
    """
    read: dict[str, RoleExample] = {}
    for model, unseen in last.parts:
        examples = role_examples(find(spacy.load(model), folder), unseen)
        read |= zip((each.paper.id for each in unseen), examples, strict=True)
    shares = _shares("things", last.recogniser, folder, raw)
    found = list(chain.from_iterable(_side_by_side(bench.workers, read_raw_things, shares)))
    nlp = propose(blank_pipeline(), folder)
    network, decided = fit_roles(
        nlp,
        spacy.load(bench.vectors).vocab.vectors,
        bench.annotations,
        [read[each.paper.id] for each in bench.annotations],
        found,
        folder,
        partial(_side_by_side, bench.workers, fitted),
    )
    write_network(network, *(folder / name for name in NETWORK_FILES))
    name = fit_classifier(
        *name_examples(nlp, bench.annotations, decided),
        (names.NAME, names.TERM),
        regularisation=REGULARISATION,
    )
    write_classifier(name, folder / "names.tsv")


def _taught(bench: _Bench, corpora: Path, teachers: Sequence[str]) -> Path | None:
    """Learn word representations from third-party corpora, under their own labels.

    The labels and the decisions of these recognisers are discarded: their guidelines differ from
    ours, and a type that a corpus does not annotate must not be learnt as absent.
    """
    taught = None
    for teacher in teachers:
        documents = taught_docs(blank_pipeline(), corpora / "corpora" / teacher)
        held = documents[::10]
        kept = [doc for i, doc in enumerate(documents) if i % 10]
        place = bench.work / f"taught-{teacher}"
        write_examples(place, kept, held)
        taught = _fitted(Fit(place, bench.config, bench.vectors, ON_CORPORA, taught=taught))
    return taught


def train(
    corpora: Path,
    config: Path,
    output: Path,
    teachers: Sequence[str] = (),
    *,
    workers: int = 1,
) -> None:
    """Train the recogniser, the lexicon and the classifiers.

    Vectors are learnt from raw abstracts. A first round is trained on the annotation. Rounds of
    self-training follow (Yarowsky, ACL 1995): the whole pipeline labels raw abstracts, names that
    it found repeatedly become the lexicon, the recogniser is trained on these labels and
    fine-tuned on the annotation, and the classifiers are fitted again. The last recogniser is
    averaged with what further fine-tunings make of it, and the role network and the classifier of
    names are fitted to what the pipeline then finds.

    Parameters
    ----------
    corpora
        Folder with gold/train.jsonl and gold/dev.jsonl, their texts, abstracts/ and, for
        `teachers`, corpora/.
    config
        spaCy config of the recogniser.
    output
        Folder for ``ner`` and `LEARNT_FILES`, and nothing else. The intermediate models, from which
        a training that was killed resumes, are in a folder of the same name in `WORK`.
    teachers
        Names of corpora (scier, scierc, tdmsci) to learn word representations from first.
    workers
        Number of processes; the result does not depend on it.

    Raises
    ------
    InputError
        If a teacher is missing, or if our own annotations are, as they are anywhere but in the
        project's folder.
    """
    gold = corpora / "gold"
    # Before the vectors, which take minutes.
    for teacher in teachers:
        if not (corpora / "corpora" / teacher).is_dir():
            raise InputError(f"{corpora / 'corpora' / teacher}: no such corpus to learn from")
    annotations = training_annotations(corpora)
    work = WORK / output.resolve().name
    work.mkdir(parents=True, exist_ok=True)
    output.mkdir(parents=True, exist_ok=True)
    held_out = read_annotations(gold / "dev.jsonl", gold / "dev_abstracts.jsonl")
    tokenizer = blank_pipeline()
    bench = _Bench(
        config,
        learn_vectors(raw_collections(corpora, _annotated(corpora)), work),
        work,
        annotations,
        gold_docs(tokenizer, annotations),
        gold_docs(tokenizer, held_out),
        workers,
    )
    folder = _round_folder(work, 0)
    write_lexicon((), folder / "lexicon.tsv")
    rounds = len(SILVER_ROUNDS)
    last = _fit_round(bench, None, _taught(bench, corpora, teachers), folder, EARLIER_FOLDS)
    raw: Sequence[Paper] = ()
    for number, size in enumerate(SILVER_ROUNDS, 1):
        raw = raw_papers(corpora, _annotated(corpora), size)
        readings = _readings(bench, last.recogniser, folder, raw)
        folder = _round_folder(work, number)
        write_lexicon(learnt_names(tokenizer, readings), folder / "lexicon.tsv")
        silver = folder / "silver"
        write_examples(silver, silver_docs(tokenizer, readings), bench.develop)
        base = _fitted(Fit(silver, config, bench.vectors, ON_SILVER, source=last.recogniser))
        folds = FOLDS if number == rounds else EARLIER_FOLDS
        last = _fit_round(bench, base, None, folder, folds)
    last = replace(last, recogniser=_fine_tuned_again(bench, last.recogniser))
    _fit_things(bench, last, folder, raw)
    scored = scored_links(gold / "dev.jsonl", None, assemble(spacy.load(last.recogniser), folder))
    write_calibration(fit_calibration(scored), folder / "calibration.tsv")
    for name in LEARNT_FILES:
        shutil.copy(folder / name, output / name)
    _ship(last.recogniser, output / "ner")


def training_annotations(corpora: Path) -> list[Annotation]:
    """Read the annotated papers to learn from: those that came with the guide, and our own.

    Parameters
    ----------
    corpora
        As for `train`.

    Raises
    ------
    InputError
        If our own annotations are missing.
    """
    gold = corpora / "gold"
    return [
        *read_annotations(gold / "train.jsonl", gold / "train_abstracts.jsonl"),
        *_own_annotations(corpora / "abstracts"),
    ]


def _annotated(corpora: Path) -> tuple[Path, ...]:
    """Return the files of annotations and annotated abstracts, whose papers are not raw papers."""
    given = (corpora / "gold").glob("*_abstracts.jsonl")
    return (*given, *OWN_ANNOTATIONS.glob("*.jsonl"), *HELD_OUT.glob("*.jsonl"))


def _own_annotations(abstracts: Path) -> list[Annotation]:
    found = read_standoff(OWN_ANNOTATIONS, sorted(abstracts.glob("*.jsonl.gz")))
    if not found:
        raise InputError(
            f"{OWN_ANNOTATIONS}: holds no annotation of a text in {abstracts}; run kg train in the"
            " project's folder"
        )
    return found


def _round_folder(work: Path, number: int) -> Path:
    folder = work / f"round{number}"
    folder.mkdir(exist_ok=True)
    return folder


def _ship(model: Path, output: Path) -> None:
    """Save a model without the paths and the words of the texts that it learned from."""
    nlp = spacy.load(model)
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])
    shutil.rmtree(output, ignore_errors=True)
    nlp.to_disk(output)
    # Features are hashes of the words; nothing needs the words themselves.
    labels = [label for name in nlp.pipe_names for label in nlp.pipe_labels[name]]
    (output / "vocab" / "strings.json").write_text(json.dumps(sorted(labels)), encoding="utf8")
