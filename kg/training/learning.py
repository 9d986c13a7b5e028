"""Trains the recogniser, by spaCy's training loop, and the linear classifiers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, DocBin
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as train_loop
from spacy.util import load_config

from kg.extract import merge, names
from kg.extract.calibration import AS_IT_IS, Calibration, log_odds
from kg.extract.candidates import candidates
from kg.extract.features import features
from kg.extract.found import Found
from kg.extract.scorer import BIAS, LinearClassifier, linear_classifier
from kg.extract.text import paper_text
from kg.extract.tokenizer import make_tokenizer
from kg.records import ENTITY_TYPES, ROLES, EntityType, Role
from kg.training.corpora import AnnotatedEntity, Annotation, annotated_doc

__all__ = [
    "FROM_SCRATCH",
    "ROLE_OF",
    "Examples",
    "Fit",
    "Schedule",
    "annotated_groups",
    "averaged",
    "blank_pipeline",
    "fit_calibration",
    "fit_classifier",
    "fit_ner",
    "gold_docs",
    "mention_examples",
    "name_examples",
    "read_papers",
    "write_examples",
]

# A feature seen less often says more about its few papers than about the field.
LEAST_FEATURE_COUNT = 8
# A feature whose weights differ by less between labels moves no probability by three points in a
# hundred.
LEAST_SPREAD = 0.1
KIND_OF: dict[str, EntityType] = {kind: kind for kind in ENTITY_TYPES}
ROLE_OF: dict[str, Role] = {role: role for role in ROLES}
# Features of examples, and their labels.
Examples = tuple[list[list[str]], list[str]]


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast a stage learns."""

    epochs: int
    learn_rate: float


FROM_SCRATCH = Schedule(10, 0.001)


def blank_pipeline() -> Language:
    """Make a pipeline of our tokenizer alone."""
    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer()(nlp)
    return nlp


def gold_docs(nlp: Language, annotations: Iterable[Annotation]) -> list[Doc]:
    """Turn annotated papers into documents with their entities marked."""
    return [annotated_doc(nlp, paper_text(a.paper), a.entities) for a in annotations]


@dataclass(frozen=True, slots=True)
class Fit:
    """A recogniser to train.

    Attributes
    ----------
    folder
        Folder of the output of `write_examples`; the recogniser is written to it.
    source
        Pipeline to continue training from; None starts anew.
    taught
        Pipeline whose word representations initialise the new one if there is no `source`.
    """

    folder: Path
    config: Path
    vectors: Path
    schedule: Schedule
    source: Path | None = None
    taught: Path | None = None
    seed: int = 1


def write_examples(folder: Path, documents: Sequence[Doc], development: Sequence[Doc]) -> None:
    """Write the documents to train on, and those by which the best model is selected."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, docs in (("train", documents), ("dev", development)):
        DocBin(docs=docs).to_disk(folder / f"{name}.spacy")


def fit_ner(fit: Fit) -> Path:
    """Train the statistical layer from a spaCy config.

    Returns
    -------
    Path
        Folder of the pipeline that was best on the development documents.
    """
    settings = load_config(
        fit.config,
        overrides={
            "paths.train": str(fit.folder / "train.spacy"),
            "paths.dev": str(fit.folder / "dev.spacy"),
            "paths.vectors": str(fit.vectors),
            "system.seed": fit.seed,
            "training.max_epochs": fit.schedule.epochs,
            "training.optimizer.learn_rate": fit.schedule.learn_rate,
        },
        interpolate=False,
    )
    if fit.source:
        settings["components"]["ner"] = {"source": str(fit.source)}
    nlp = init_nlp(settings)
    if fit.taught and not fit.source:
        learnt = spacy.load(fit.taught).get_pipe("ner").model.get_ref("tok2vec")  # type: ignore[attr-defined]
        nlp.get_pipe("ner").model.get_ref("tok2vec").from_bytes(learnt.to_bytes())  # type: ignore[attr-defined]
    train_loop(nlp, fit.folder)
    return fit.folder / "model-best"


def averaged(models: Sequence[Path], output: Path) -> Path:
    """Average the weights of recognisers that were fine-tuned from the same one.

    They lie in one basin, and their mean is better than each (model soups; Wortsman et al.,
    ICML 2022), at the cost of one. This raised core F1 by 1 point on development abstracts.
    """
    pipelines = [spacy.load(path) for path in models]
    recognisers = [cast(TrainablePipe, nlp.get_pipe("ner")) for nlp in pipelines]
    layers = zip(*(recogniser.model.walk() for recogniser in recognisers), strict=True)
    for alike in layers:
        for name in alike[0].param_names:
            if alike[0].has_param(name):
                alike[0].set_param(name, sum(layer.get_param(name) for layer in alike) / len(alike))
    pipelines[0].to_disk(output)
    return output


def fit_classifier(
    examples: Sequence[Sequence[str]],
    labels: Sequence[str],
    order: Sequence[str],
    *,
    regularisation: float,
) -> LinearClassifier:
    """Fit a multinomial logistic regression over named features.

    Parameters
    ----------
    examples
        Features of each example.
    labels
        Label of each example, one of `order`.
    regularisation
        Inverse strength of the L2 penalty.
    """
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    counts = Counter(feature for example in examples for feature in set(example))
    kept = {
        feature
        for feature, count in counts.items()
        if count >= LEAST_FEATURE_COUNT and feature.isprintable()
    }
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(
        [{feature: 1.0 for feature in example if feature in kept} for example in examples]
    )
    model = LogisticRegression(C=regularisation, max_iter=2000)
    model.fit(matrix, labels)
    rows, offsets = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        # For two labels scikit-learn keeps only the weights of the second against the first.
        rows, offsets = (np.concatenate([-half / 2, half / 2]) for half in (rows, offsets))
    present = [label for label in order if label in set(model.classes_)]
    columns = [list(model.classes_).index(label) for label in present]
    weights = {
        str(feature): tuple(round(float(rows[column, position]), 3) for column in columns)
        for position, feature in enumerate(vectorizer.get_feature_names_out())
    }
    weights = {
        feature: row for feature, row in weights.items() if max(row) - min(row) >= LEAST_SPREAD
    }
    weights[BIAS] = tuple(round(float(offsets[column]), 3) for column in columns)
    return linear_classifier(present, weights)


def fit_calibration(scored: Sequence[tuple[float, bool]]) -> Calibration:
    """Fit the sigmoid that makes scores agree with readers.

    Parameters
    ----------
    scored
        Raw scores, and whether a reader found the same. If all are right, or none, nothing can
        be fitted and scores stay as they are.
    """
    if len({right for _, right in scored}) < 2:
        return AS_IT_IS
    from sklearn.linear_model import LogisticRegression

    # Two numbers from hundreds of examples need no penalty.
    model = LogisticRegression(C=1e6)
    model.fit([[log_odds(value)] for value, _ in scored], [right for _, right in scored])
    return Calibration(float(model.coef_[0][0]), float(model.intercept_[0]))


def mention_examples(nlp: Language, annotations: Sequence[Annotation]) -> Examples:
    """Return the features and label of every candidate in annotated papers."""
    examples: list[list[str]] = []
    labels: list[str] = []
    for annotation, doc in read_papers(nlp, annotations):
        truth = annotated_doc(nlp, doc.text, annotation.entities)
        types = {(ent.start, ent.end): ent.label_ for ent in truth.ents}
        gathered = candidates(doc)
        examples += features(doc, gathered)
        labels += [types.get((c.start, c.end), merge.NO_ENTITY) for c in gathered]
    return examples, labels


def annotated_groups(
    nlp: Language, annotation: Annotation, doc: Doc
) -> dict[AnnotatedEntity, list[Found]]:
    """Return the mentions of each annotated entity, as if the pipeline had found them."""
    entity_of = {text: entity for entity in annotation.entities for text in entity.spellings}
    short_forms = {(s.start, s.end): long.text for long, s in doc._.definitions}
    known = {(start, end): entry.name for start, end, entry in doc._.known}
    groups: dict[AnnotatedEntity, list[Found]] = defaultdict(list)
    for ent in annotated_doc(nlp, doc.text, annotation.entities).ents:
        bounds, entity = (ent.start, ent.end), entity_of[ent.text]
        kind = KIND_OF[entity.type]
        expansion = short_forms.get(bounds)
        found = Found(*bounds, kind, 1.0, "model", known.get(bounds), expansion)
        groups[entity].append(found)
    return groups


def name_examples(
    nlp: Language, annotations: Sequence[Annotation], roles: Iterable[Role]
) -> Examples:
    """Return the features of every annotated entity, labelled as a name or a term.

    Parameters
    ----------
    roles
        Role of each entity, paper by paper, as the pipeline decides it.
    """
    examples: list[list[str]] = []
    labels: list[str] = []
    decided = iter(roles)
    for annotation, doc in read_papers(nlp, annotations):
        for entity, found in annotated_groups(nlp, annotation, doc).items():
            examples.append(names.name_features(doc, found, next(decided)))
            labels.append(names.NAME if entity.named else names.TERM)
    return examples, labels


def read_papers(
    nlp: Language, annotations: Sequence[Annotation]
) -> Iterable[tuple[Annotation, Doc]]:
    """Run a pipeline over annotated papers."""
    return zip(annotations, nlp.pipe(paper_text(a.paper) for a in annotations), strict=True)
