"""The model's training: silver labels, the statistical layer, and the two classifiers behind it."""

from __future__ import annotations

import gzip
import json
import random
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, DocBin, Span
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as train_loop
from spacy.util import filter_spans, load_config

from kg.corpora import (
    AnnotatedEntity,
    Annotation,
    annotated_doc,
    read_abstracts,
    read_annotations,
    read_standoff,
)
from kg.extract import merge, roles
from kg.extract.candidates import candidates
from kg.extract.features import features
from kg.extract.pipeline import COMPONENTS
from kg.extract.scorer import BIAS, LinearClassifier, write_classifier
from kg.extract.text import paper_text
from kg.extract.tokenizer import make_tokenizer
from kg.records import ENTITY_TYPES, ROLES, EntityType, Paper

__all__ = ["fit_classifier", "fit_ner", "fit_stacked", "silver_docs", "train"]

# A name is labelled throughout the silver abstracts when the model found it in three papers,
# in half of those that hold it, and mostly as one type.
SILVER_PAPERS = 3
SILVER_FOUND = 0.5
SILVER_AGREED = 0.6
# Out-of-fold predictions teach the classifiers how far to trust the model on unseen text.
FOLDS = 3
# A feature seen less often says more of its one paper than of the field.
LEAST_FEATURE_COUNT = 3
# Annotations of ours, without texts; the command is run from the project's folder.
OWN_ANNOTATIONS = Path("training/annotations")
# Inverse strength of the L2 penalty, of mentions and of roles, chosen on out-of-fold abstracts.
REGULARISATION = 0.2
ROLE_REGULARISATION = 0.1
# Rare roles are not to be starved by the frequent ones; half-way was best on development abstracts.
ROLE_EVENING = 0.5
KIND_OF: dict[str, EntityType] = {kind: kind for kind in ENTITY_TYPES}
# Papers labelled by the model itself, in each of the two rounds.
SILVER_ROUNDS = (7_000, 12_000)
SILVER_SINCE = 2016
# Words for the vectors are counted in this many papers of each collection.
VECTOR_PAPERS = 35_000


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast a stage learns."""

    epochs: int
    learn_rate: float


FROM_SCRATCH = Schedule(15, 0.001)
ON_SILVER = Schedule(2, 0.001)
FINE_TUNING = Schedule(8, 0.0005)


def blank_pipeline() -> Language:
    """Make a pipeline of our tokenizer alone."""
    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer()(nlp)
    return nlp


def gold_docs(nlp: Language, annotations: Iterable[Annotation]) -> list[Doc]:
    """Turn annotated papers into documents with their entities marked."""
    return [annotated_doc(nlp, paper_text(a.paper), a.entities) for a in annotations]


def fit_ner(
    config: Path,
    documents: Sequence[Doc],
    development: Sequence[Doc],
    vectors: Path,
    output: Path,
    *,
    schedule: Schedule,
    seed: int = 1,
    source: Path | None = None,
) -> Path:
    """Train the statistical layer from a spaCy config.

    Parameters
    ----------
    documents, development
        To learn from, and to choose the best state by.
    source
        A pipeline to go on from; None starts anew.

    Returns
    -------
    Path
        Folder of the pipeline that was best on `development`.
    """
    output.mkdir(parents=True, exist_ok=True)
    for name, docs in (("train", documents), ("dev", development)):
        DocBin(docs=docs).to_disk(output / f"{name}.spacy")
    settings = load_config(
        config,
        overrides={
            "paths.train": str(output / "train.spacy"),
            "paths.dev": str(output / "dev.spacy"),
            "paths.vectors": str(vectors),
            "system.seed": seed,
            "training.max_epochs": schedule.epochs,
            "training.optimizer.learn_rate": schedule.learn_rate,
        },
        interpolate=False,
    )
    if source:
        settings["components"]["ner"] = {"source": str(source)}
    train_loop(init_nlp(settings), output)
    return output / "model-best"


def _vote_key(span: Span) -> str:
    """Names vote by their spelling, terms without regard to case."""
    return span.text if re.search(r"[A-Z].*[A-Z0-9]|\d", span.text) else span.text.lower()


def silver_docs(nlp: Language, papers: Sequence[Paper]) -> list[Doc]:
    """Label papers with a model's own finds, made consistent over the whole collection.

    A name takes the type that it has in most papers, and is marked where the model missed it.

    Parameters
    ----------
    nlp
        A pipeline with an ``ner``.
    papers
        The more, the better the votes.
    """
    docs = list(nlp.pipe((paper_text(paper) for paper in papers), batch_size=32))
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for doc in docs:
        for key, label in {(_vote_key(ent), ent.label_) for ent in doc.ents}:
            votes[key][label] += 1
    frequent = sorted(key for key, count in votes.items() if count.total() >= SILVER_PAPERS)
    by_case, by_letters = PhraseMatcher(nlp.vocab), PhraseMatcher(nlp.vocab, attr="LOWER")
    for key in frequent:
        (by_letters if key.islower() else by_case).add(key, [nlp.make_doc(key)])
    occurrences = [
        [
            (nlp.vocab.strings[key], start, end)
            for m in (by_case, by_letters)
            for key, start, end in m(doc)
        ]
        for doc in docs
    ]
    papers_with = Counter(key for found in occurrences for key in {key for key, _, _ in found})
    agreed: dict[str, str] = {}
    for key in frequent:
        (label, count), total = votes[key].most_common(1)[0], votes[key].total()
        if total >= SILVER_FOUND * papers_with[key] and count >= SILVER_AGREED * total:
            agreed[key] = label
    for doc, found in zip(docs, occurrences, strict=True):
        kept = [
            Span(doc, ent.start, ent.end, label=agreed.get(_vote_key(ent), ent.label_))
            for ent in doc.ents
        ]
        covered = {token.i for span in kept for token in span}
        missed = [
            Span(doc, start, end, label=agreed[key])
            for key, start, end in found
            if key in agreed and covered.isdisjoint(range(start, end))
        ]
        doc.set_ents(kept + filter_spans(missed))
    return docs


def fit_classifier(
    examples: Sequence[Sequence[str]],
    labels: Sequence[str],
    order: Sequence[str],
    *,
    regularisation: float = REGULARISATION,
    evening: float = 0.0,
) -> LinearClassifier:
    """Fit a multinomial logistic regression over named features.

    Parameters
    ----------
    examples
        The features that hold of each example.
    labels
        Its label, one of `order`.
    regularisation
        Inverse strength of the L2 penalty.
    evening
        0 leaves the labels their frequencies, 1 gives all of them the same weight.
    """
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    counts = Counter(feature for example in examples for feature in set(example))
    kept = {feature for feature, count in counts.items() if count >= LEAST_FEATURE_COUNT}
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(
        [{feature: 1.0 for feature in example if feature in kept} for example in examples]
    )
    frequency = Counter(labels)
    evened = {label: (len(labels) / count) ** evening for label, count in frequency.items()}
    mean = sum(evened[label] for label in labels) / len(labels)
    weight = {label: value / mean for label, value in evened.items()}
    model = LogisticRegression(C=regularisation, max_iter=2000, class_weight=weight)
    model.fit(matrix, labels)
    present = [label for label in order if label in set(model.classes_)]
    columns = [list(model.classes_).index(label) for label in present]
    weights = {
        str(feature): tuple(round(float(model.coef_[column, row]), 3) for column in columns)
        for row, feature in enumerate(vectorizer.get_feature_names_out())
    }
    weights[BIAS] = tuple(round(float(model.intercept_[column]), 3) for column in columns)
    return LinearClassifier(tuple(present), weights)


def with_layers(nlp: Language) -> Language:
    """Add the layers that propose candidates, without the steps that are still to be learnt."""
    for component in COMPONENTS:
        if component not in {*nlp.pipe_names, "kg_merge", "kg_roles"}:
            nlp.add_pipe(component)
    return nlp


def mention_examples(
    nlp: Language, annotations: Sequence[Annotation]
) -> tuple[list[list[str]], list[str]]:
    """Describe every candidate in annotated papers, and say what it is."""
    examples: list[list[str]] = []
    labels: list[str] = []
    for annotation, doc in _read(nlp, annotations):
        truth = annotated_doc(nlp, doc.text, annotation.entities)
        types = {(ent.start, ent.end): ent.label_ for ent in truth.ents}
        gathered = candidates(doc)
        examples += features(doc, gathered)
        labels += [types.get((c.start, c.end), merge.NO_ENTITY) for c in gathered]
    return examples, labels


def role_examples(
    nlp: Language, annotations: Sequence[Annotation]
) -> tuple[list[list[str]], list[str]]:
    """Describe every annotated entity by its mentions, and say which role it has."""
    examples: list[list[str]] = []
    labels: list[str] = []
    for annotation, doc in _read(nlp, annotations):
        entity_of = {text: entity for entity in annotation.entities for text in entity.spellings}
        short_forms = {(s.start, s.end): long.text for long, s in doc._.definitions}
        known = {(s.start, s.end): s.id_ for s in doc.spans["gazetteer"]}
        mentions: dict[AnnotatedEntity, list[merge.Found]] = defaultdict(list)
        for ent in annotated_doc(nlp, doc.text, annotation.entities).ents:
            bounds = (ent.start, ent.end)
            mentions[entity_of[ent.text]].append(
                merge.Found(
                    *bounds,
                    KIND_OF[entity_of[ent.text].type],
                    1.0,
                    "model",
                    known.get(bounds),
                    short_forms.get(bounds),
                )
            )
        for entity, found in mentions.items():
            examples.append(roles.group_features(doc, found))
            labels.append(entity.role)
    return examples, labels


def _read(nlp: Language, annotations: Sequence[Annotation]) -> Iterable[tuple[Annotation, Doc]]:
    return zip(annotations, nlp.pipe(paper_text(a.paper) for a in annotations), strict=True)


def fit_stacked(
    config: Path,
    base: Path,
    annotations: Sequence[Annotation],
    development: Sequence[Doc],
    vectors: Path,
    work: Path,
) -> tuple[LinearClassifier, LinearClassifier]:
    """Fit the mention and the role classifier on predictions for papers the model did not see.

    The annotation is cut in `FOLDS`; for each a model is fine-tuned on the others (stacking;
    Wolpert, "Stacked generalization", Neural Networks 5, 1992).

    Returns
    -------
    tuple of two LinearClassifier
        Of mentions and of roles.
    """
    mentions: tuple[list[list[str]], list[str]] = ([], [])
    for fold in range(FOLDS):
        rest = [a for i, a in enumerate(annotations) if i % FOLDS != fold]
        unseen = [a for i, a in enumerate(annotations) if i % FOLDS == fold]
        best = fit_ner(
            config,
            gold_docs(blank_pipeline(), rest),
            development,
            vectors,
            work / f"fold{fold}",
            source=base,
            schedule=FINE_TUNING,
        )
        examples, labels = mention_examples(with_layers(spacy.load(best)), unseen)
        mentions[0].extend(examples)
        mentions[1].extend(labels)
    role_pipeline = with_layers(blank_pipeline())
    role_data = role_examples(role_pipeline, annotations)
    return (
        fit_classifier(*mentions, order=(*ENTITY_TYPES, merge.NO_ENTITY)),
        fit_classifier(
            *role_data, order=ROLES, regularisation=ROLE_REGULARISATION, evening=ROLE_EVENING
        ),
    )


def learn_vectors(corpora: Path, work: Path) -> Path:
    """Learn sub-word vectors from raw abstracts (floret; Boyd and Warmerdam, 2022).

    Returns
    -------
    Path
        Folder of a spaCy pipeline that holds them.
    """
    import floret
    from spacy.cli.init_pipeline import init_vectors_cli

    tokenizer = blank_pipeline()
    text = work / "text.txt"
    with text.open("w", encoding="utf8") as lines:
        for papers in _collections(corpora):
            for paper in papers[:VECTOR_PAPERS]:
                for field in (paper.title, paper.abstract):
                    words = [t.text for t in tokenizer.make_doc(field) if not t.is_space]
                    lines.write(" ".join(words) + "\n")
    model = floret.train_unsupervised(
        str(text), model="cbow", mode="floret", dim=64, hashCount=2, bucket=25_000,
        minn=3, maxn=5, minCount=5, epoch=4, lr=0.05, thread=1,
    )  # fmt: skip
    model.save_floret_vectors(str(work / "vectors.floret"))
    init_vectors_cli("en", work / "vectors.floret", work / "vectors", mode="floret")
    return work / "vectors"


def _collections(corpora: Path) -> list[list[Paper]]:
    """Read the raw abstracts, each collection shuffled, without those that are annotated."""
    held = {
        paper.id
        for name in ("train", "dev")
        for paper in read_abstracts(corpora / "gold" / f"{name}_abstracts.jsonl")
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
        collections.append(papers)
    return collections


def _silver_papers(corpora: Path, number: int) -> list[Paper]:
    recent, earlier = _collections(corpora)
    since = [paper for paper in earlier if (paper.year or 0) >= SILVER_SINCE]
    return recent[: number * 6 // 10] + since[: number * 4 // 10]


def train(corpora: Path, config: Path, output: Path) -> None:
    """Train everything that the package ships in kg/extract/model.

    Vectors from raw abstracts; a first model from the annotation; two rounds in which a model
    is trained on what the one before found in raw abstracts, made consistent, and fine-tuned on
    the annotation; then the classifiers of mentions and roles on out-of-fold predictions.

    Parameters
    ----------
    corpora
        Folder with gold/train.jsonl and gold/dev.jsonl, their texts, and abstracts/.
    config
        spaCy config of the statistical layer.
    output
        Gets ``ner``, ``mentions.tsv``, ``roles.tsv``, and in ``work`` the models on the way.
    """
    work = output / "work"
    work.mkdir(parents=True, exist_ok=True)
    gold = corpora / "gold"
    annotations = [
        *read_annotations(gold / "train.jsonl", gold / "train_abstracts.jsonl"),
        *read_standoff(OWN_ANNOTATIONS, sorted((corpora / "abstracts").glob("*.jsonl.gz"))),
    ]
    held_out = read_annotations(gold / "dev.jsonl", gold / "dev_abstracts.jsonl")
    tokenizer = blank_pipeline()
    learn, develop = gold_docs(tokenizer, annotations), gold_docs(tokenizer, held_out)
    vectors = learn_vectors(corpora, work)
    best = fit_ner(config, learn, develop, vectors, work / "first", schedule=FROM_SCRATCH)
    base = best
    for number, size in enumerate(SILVER_ROUNDS):
        silver = silver_docs(spacy.load(best), _silver_papers(corpora, size))
        name = work / f"silver{number}"
        base = fit_ner(config, silver, develop, vectors, name, schedule=ON_SILVER)
        name = work / f"tuned{number}"
        best = fit_ner(config, learn, develop, vectors, name, schedule=FINE_TUNING, source=base)
    mentions, role = fit_stacked(config, base, annotations, develop, vectors, work)
    write_classifier(mentions, output / "mentions.tsv")
    write_classifier(role, output / "roles.tsv")
    _ship(best, output / "ner")


def _ship(model: Path, output: Path) -> None:
    """Copy a model without the paths and the words of the texts that it learned from."""
    nlp = spacy.load(model)
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])
    shutil.rmtree(output, ignore_errors=True)
    nlp.to_disk(output)
    # Features are hashes of the words; the words themselves are needed by nothing.
    labels = [label for name in nlp.pipe_names for label in nlp.pipe_labels[name]]
    (output / "vocab" / "strings.json").write_text(json.dumps(sorted(labels)), encoding="utf8")
