"""The step that says what a paper does with each entity: proposes it, evaluates on it..."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.batches import BatchComponent
from kg.extract.boosted_trees import BoostedTrees, read_trees
from kg.extract.found import Found
from kg.extract.model_files import model_file
from kg.extract.role_context import CONTEXT, Numbers, context, places
from kg.extract.role_features import group_features
from kg.extract.scorer import LinearClassifier, read_classifier
from kg.extract.scratch import scratch_of
from kg.extract.surface import fold
from kg.extract.usual_roles import UsualRoles, read_usual_roles
from kg.extract.words import words_of
from kg.records import ROLES, Role

__all__ = ["groups", "likeliest", "make_roles", "opinions", "things_of"]

# Key in the document's scratch.
_KEY = "things"

if not Doc.has_extension("roles"):
    Doc.set_extension("roles", default=())


def groups(doc: Doc, found: tuple[Found, ...]) -> list[list[int]]:
    """Group a paper's mentions that name the same thing, by folded text and definition.

    Returns
    -------
    list of lists of int
        Indices into `found`.
    """
    words = words_of(doc)
    long_forms = {
        fold(words.text(item.start, item.end)): fold(item.expansion)
        for item in found
        if item.expansion
    }
    grouped: dict[str, list[int]] = defaultdict(list)
    for index, item in enumerate(found):
        text = fold(words.text(item.start, item.end))
        grouped[long_forms.get(text, text)].append(index)
    return list(grouped.values())


def things_of(doc: Doc) -> list[list[int]]:
    """Return the `groups` of a document's mentions, made once for all steps."""
    made_of: tuple[Found, ...] | None
    grouped: list[list[int]]
    made_of, grouped = scratch_of(doc).get(_KEY, (None, []))
    if made_of is not doc._.found:
        grouped = groups(doc, doc._.found)
        scratch_of(doc)[_KEY] = doc._.found, grouped
    return grouped


def opinions(classifier: LinearClassifier, described: Iterable[Iterable[str]]) -> Numbers:
    """Return a classifier's probability of each of `ROLES` for each thing.

    Parameters
    ----------
    described
        The features of each thing.

    Returns
    -------
    array of shape (things, `ROLES`)
    """
    probable = classifier.probabilities(described)
    thought = np.zeros((len(probable), len(ROLES)), dtype=np.float32)
    thought[:, [ROLES.index(cast("Role", label)) for label in classifier.labels]] = probable
    return thought


def likeliest(trees: BoostedTrees | None, rows: Numbers) -> list[Role]:
    """Return the role of each thing, given its context.

    Parameters
    ----------
    trees
        The second classifier; None if too little was annotated to train one. Then the first
        one's opinion decides, with which the context begins.
    """
    if trees is None:
        return [ROLES[column] for column in rows[:, : len(ROLES)].argmax(axis=1)]
    return [cast("Role", trees.labels[column]) for column in trees.scores(rows).argmax(axis=1)]


class Roles(BatchComponent):
    """Decides one role for all mentions of one thing in a paper, kept in ``doc._.roles``.

    A first classifier judges each thing by its text, a second by the first one's opinions on all.
    """

    def __init__(
        self, classifier: LinearClassifier, trees: BoostedTrees | None, usual: UsualRoles
    ) -> None:
        self.classifier = classifier
        self.trees = trees
        self.usual = usual

    def __call__(self, doc: Doc) -> Doc:
        """Decide for one document."""
        found: tuple[Found, ...] = doc._.found
        grouped = things_of(doc)
        things = [[found[index] for index in group] for group in grouped]
        roles: list[Role] = ["mentions"] * len(found)
        for group, role in zip(grouped, self._decide(doc, things), strict=True):
            for index in group:
                roles[index] = role
        doc._.roles = tuple(roles)
        return doc

    def _decide(self, doc: Doc, things: Sequence[Sequence[Found]]) -> list[Role]:
        if not things:
            return []
        described = (group_features(doc, mentions, self.usual) for mentions in things)
        thought = opinions(self.classifier, described)
        return likeliest(self.trees, context(places(doc, things), thought))


@Language.factory(
    "kg_roles",
    default_config={"folder": None},
    requires=["doc._.found"],
    assigns=["doc._.roles"],
)
def make_roles(nlp: Language, name: str, folder: str | None) -> Roles:
    """Make the component that decides the roles."""
    usual = read_usual_roles(model_file("usual_roles.tsv", folder))
    trees = read_trees(model_file("role_trees.tsv", folder), CONTEXT)
    return Roles(read_classifier(model_file("roles.tsv", folder)), trees, usual)
