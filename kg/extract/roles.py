"""The step that says what a paper does with each entity: proposes it, evaluates on it..."""

from __future__ import annotations

from collections import defaultdict

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.batches import BatchComponent
from kg.extract.found import Found
from kg.extract.model_files import model_file
from kg.extract.role_features import group_features
from kg.extract.scorer import LinearClassifier, read_classifier
from kg.extract.surface import fold
from kg.extract.usual_roles import UsualRoles, read_usual_roles
from kg.extract.words import words_of
from kg.records import ROLES, Role

__all__ = ["groups", "make_roles"]

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


class Roles(BatchComponent):
    """Decides one role for all mentions of one thing in a paper, kept in ``doc._.roles``."""

    def __init__(self, classifier: LinearClassifier, usual: UsualRoles) -> None:
        self.classifier = classifier
        self.usual = usual

    def __call__(self, doc: Doc) -> Doc:
        """Decide for one document."""
        found: tuple[Found, ...] = doc._.found
        roles: list[Role] = ["mentions"] * len(found)
        for group in groups(doc, found):
            role = self._decide(doc, [found[index] for index in group])
            for index in group:
                roles[index] = role
        doc._.roles = tuple(roles)
        return doc

    def _decide(self, doc: Doc, mentions: list[Found]) -> Role:
        weights = self.classifier.probabilities(group_features(doc, mentions, self.usual))
        return max(ROLES, key=lambda role: weights.get(role, 0.0))


@Language.factory(
    "kg_roles",
    default_config={"folder": None},
    requires=["doc._.found"],
    assigns=["doc._.roles"],
)
def make_roles(nlp: Language, name: str, folder: str | None) -> Roles:
    """Make the component that decides the roles."""
    usual = read_usual_roles(model_file("usual_roles.tsv", folder))
    return Roles(read_classifier(model_file("roles.tsv", folder)), usual)
