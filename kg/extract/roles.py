"""The step that says what a paper does with each entity: proposes it, evaluates on it..."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.batches import BatchComponent
from kg.extract.found import Found
from kg.extract.model_files import model_file
from kg.extract.proposals import is_presented
from kg.extract.role_inputs import RoleInputs, role_inputs
from kg.extract.role_network import NETWORK_FILES, Numbers, RoleNetwork, read_network
from kg.extract.scratch import scratch_of
from kg.extract.surface import fold
from kg.extract.words import words_of
from kg.records import ROLES, Role

__all__ = ["groups", "make_roles", "read_things", "things_of"]

# Key in the document's scratch.
_KEY = "things"
_PROPOSES = ROLES.index("proposes")

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


def read_things(doc: Doc) -> RoleInputs:
    """Describe the things that a pipeline found in a document, as the role network reads them."""
    found: tuple[Found, ...] = doc._.found
    return role_inputs(doc, [[found[index] for index in group] for group in things_of(doc)])


def _deny_unsaid_proposals(doc: Doc, scores: Numbers) -> None:
    """Rule out that a paper proposes a known name, unless the text says so."""
    found: tuple[Found, ...] = doc._.found
    for row, group in enumerate(things_of(doc)):
        mentions = [found[index] for index in group]
        if (
            scores[row].argmax() == _PROPOSES
            and any(mention.canonical for mention in mentions)
            and not is_presented(doc, mentions)
        ):
            scores[row, _PROPOSES] = -np.inf


def _is_measured(found: Found, role: Role) -> bool:
    """Say whether a mention is a metric by its role, though it was taken for a method.

    In 2,500 annotated abstracts, readers take six of seven such mentions for metrics.
    """
    return role == "measures" and found.type == "method" and found.canonical is None


class Roles(BatchComponent):
    """Decides one role for all mentions of one thing in a paper, kept in ``doc._.roles``."""

    def __init__(self, network: RoleNetwork) -> None:
        self.network = network

    def __call__(self, doc: Doc) -> Doc:
        """Decide for one document."""
        self.read([doc])
        return doc

    def read(self, batch: Sequence[Doc]) -> None:
        """Decide for documents together, since a step of the network costs as much for one."""
        scored = self.network.scores([read_things(doc) for doc in batch])
        for doc, scores in zip(batch, scored, strict=True):
            roles: list[Role] = ["mentions"] * len(doc._.found)
            _deny_unsaid_proposals(doc, scores)
            for group, column in zip(things_of(doc), scores.argmax(axis=1).tolist(), strict=True):
                for index in group:
                    roles[index] = ROLES[column]
            doc._.roles = tuple(roles)
            decided = zip(doc._.found, roles, strict=True)
            doc._.found = tuple(
                replace(found, type="metric") if _is_measured(found, role) else found
                for found, role in decided
            )


@Language.factory(
    "kg_roles",
    default_config={"folder": None},
    requires=["doc._.found"],
    assigns=["doc._.roles", "doc._.found"],
)
def make_roles(nlp: Language, name: str, folder: str | None) -> Roles:
    """Make the component that decides the roles."""
    weights, words = (model_file(file, folder) for file in NETWORK_FILES)
    return Roles(read_network(weights, words))
