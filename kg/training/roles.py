"""Trains the role classifiers: the first on each thing by itself, the second on all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.boosted_trees import MOST_LEAVES, BoostedTrees, Split, Tree, write_trees
from kg.extract.found import Found
from kg.extract.role_context import CONTEXT, Numbers, context, places
from kg.extract.role_features import group_features
from kg.extract.roles import groups, likeliest, opinions
from kg.extract.scorer import LinearClassifier, write_classifier
from kg.extract.surface import fold
from kg.extract.usual_roles import UsualRoles, write_usual_roles
from kg.extract.words import words_of
from kg.records import ROLES, Role
from kg.training.corpora import AnnotatedEntity, Annotation
from kg.training.learning import (
    ROLE_OF,
    annotated_groups,
    count_roles,
    fit_classifier,
    folded_names,
    read_papers,
)

__all__ = ["fit_roles", "found_papers", "role_papers"]

# Inverse strength of the L2 penalty, chosen on out-of-fold abstracts.
REGULARISATION = 0.05
# Frequent roles must not starve the rare ones; a third of the way to equal weights was best.
EVENING = 0.3
# Roles have four times the features of mentions; the rarer ones changed no figure.
FEATURE_COUNT = 14
# The second classifier learns from the first one's opinions on papers that it did not see.
FOLDS = 5
# Out-of-fold accuracy is flat around these: 60 to 120 rounds, 8 or 15 leaves, half or all features.
ROUNDS = 60
LEARNING_RATE = 0.1
LEAST_OF_LEAF = 300
SEED = 1


@dataclass(frozen=True, slots=True)
class RolePaper:
    """Features and roles of the things in one annotated paper.

    Attributes
    ----------
    features
        Features of each thing, for the first classifier.
    placed
        Result of `places`, for the second classifier.
    roles
        Annotated role of each thing; None if no reader named it.
    """

    id: str
    features: tuple[list[str], ...]
    placed: Numbers
    roles: tuple[Role | None, ...]


def role_papers(
    nlp: Language, annotations: Sequence[Annotation], usual: UsualRoles
) -> list[RolePaper]:
    """Describe the annotated entities of each paper.

    Parameters
    ----------
    usual
        Result of `count_roles` on the same annotations; each paper's own counts are taken off.
    """
    papers = []
    for annotation, doc in read_papers(nlp, annotations):
        if read := annotated_groups(nlp, annotation, doc):
            papers.append(_described(annotation, doc, list(read), list(read.values()), usual))
    return papers


def found_papers(
    nlp: Language, annotations: Sequence[Annotation], usual: UsualRoles
) -> Iterator[RolePaper]:
    """Describe the things that a pipeline finds in annotated papers, like `role_papers`."""
    for annotation, doc in read_papers(nlp, annotations):
        known = {fold(text): e for e in annotation.entities for text in e.spellings}
        words = words_of(doc)
        things = [[doc._.found[index] for index in group] for group in groups(doc, doc._.found)]
        texts = ([fold(words.text(m.start, m.end)) for m in thing] for thing in things)
        entities = [next((known[t] for t in of if t in known), None) for of in texts]
        if things:
            yield _described(annotation, doc, entities, things, usual)


def _described(
    annotation: Annotation,
    doc: Doc,
    entities: Sequence[AnnotatedEntity | None],
    things: Sequence[Sequence[Found]],
    usual: UsualRoles,
) -> RolePaper:
    words = words_of(doc)
    features = []
    for entity, thing in zip(entities, things, strict=True):
        own = Counter([ROLE_OF[entity.role]]) if entity else Counter[Role]()
        counted = folded_names(entity) if entity else set()
        names = {fold(words.text(mention.start, mention.end)) for mention in thing}
        others = {
            name: usual[name] - own if name in counted else usual[name]
            for name in names
            if name in usual
        }
        features.append(group_features(doc, thing, others))
    roles = tuple(ROLE_OF[entity.role] if entity else None for entity in entities)
    return RolePaper(annotation.paper.id, tuple(features), places(doc, things), roles)


def fit_roles(
    nlp: Language,
    annotations: Sequence[Annotation],
    finders: Iterable[tuple[Language, Sequence[Annotation]]],
    folder: Path,
) -> list[Role]:
    """Fit the two classifiers of roles, and write them with the usual roles of names.

    The second learns from the first one's opinions on papers held out from the first one's training
    (stacking; Wolpert, Neural Networks 5, 1992). These cover all things that a pipeline finds
    there, since it will decide among those, and readers find others.

    Parameters
    ----------
    nlp
        Pipeline that proposes names.
    finders
        Pipelines that find names, each with annotated papers that it did not learn from.

    Returns
    -------
    list of Role
        Role of each annotated entity, decided on papers that the first did not learn from.
    """
    usual = count_roles(annotations)
    write_usual_roles(usual, folder / "usual_roles.tsv")
    papers = role_papers(nlp, annotations, usual)
    write_classifier(_first(papers), folder / "roles.tsv")
    part = {paper.id: number % FOLDS for number, paper in enumerate(papers)}
    firsts = [
        _first([paper for paper in papers if part[paper.id] != fold] or papers)
        for fold in range(FOLDS)
    ]

    def told(paper: RolePaper) -> Numbers:
        return context(paper.placed, opinions(firsts[part.get(paper.id, 0)], paper.features))

    rows: list[Numbers] = []
    roles: list[Role] = []
    for finder, unseen in finders:
        for paper in found_papers(finder, unseen, usual):
            read = [index for index, role in enumerate(paper.roles) if role]
            rows.append(told(paper)[read])
            roles += [role for role in paper.roles if role]
    trees = _fit_trees(np.vstack(rows), roles) if roles else []
    write_trees(trees, folder / "role_trees.tsv")
    boosted = BoostedTrees(trees, CONTEXT) if trees else None
    return [role for paper in papers for role in likeliest(boosted, told(paper))]


def _first(papers: Iterable[RolePaper]) -> LinearClassifier:
    examples = [features for paper in papers for features in paper.features]
    labels = [role for paper in papers for role in paper.roles if role]
    return fit_classifier(
        examples,
        labels,
        ROLES,
        regularisation=REGULARISATION,
        evening=EVENING,
        least_count=FEATURE_COUNT,
    )


def _fit_trees(rows: Numbers, roles: Sequence[Role]) -> list[Tree]:
    from sklearn.ensemble import GradientBoostingClassifier

    # For two classes scikit-learn grows trees for the second only; so few classes need none.
    if len(set(roles)) < 3:
        return []
    model = GradientBoostingClassifier(
        n_estimators=ROUNDS,
        learning_rate=LEARNING_RATE,
        max_leaf_nodes=MOST_LEAVES,
        min_samples_leaf=min(LEAST_OF_LEAF, max(1, len(roles) // MOST_LEAVES)),
        subsample=0.5,
        max_features=0.4,
        random_state=SEED,
    )
    model.fit(rows, roles)
    shares = Counter(roles)
    trees = [
        Tree(role, (), (round(float(np.log(shares[role] / len(roles))), 4),))
        for role in model.classes_
    ]
    for stage in model.estimators_:
        trees += [
            _tree(role, regressor.tree_)
            for role, regressor in zip(model.classes_, stage, strict=True)
        ]
    return trees


def _tree(label: Role, grown: Any) -> Tree:
    """Convert a tree of scikit-learn: number its leaves from the left, name its split features."""
    splits: list[Split] = []
    leaves: list[float] = []

    def walk(node: int) -> None:
        left, right = grown.children_left[node], grown.children_right[node]
        if left == right:
            leaves.append(round(float(grown.value[node, 0, 0]) * LEARNING_RATE, 4))
            return
        first = len(leaves)
        walk(left)
        feature, threshold = CONTEXT[grown.feature[node]], float(grown.threshold[node])
        splits.append(Split(feature, threshold, first, len(leaves)))
        walk(right)

    walk(0)
    return Tree(label, tuple(splits), tuple(leaves))
