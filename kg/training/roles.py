"""Fits the roles: networks taught by readers label raw papers, and one network learns from all.

A network that learns from the mean opinion of several becomes better than each of them (Hinton et
al., "Distilling the knowledge in a neural network", 2015).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language
from spacy.vectors import Vectors  # type: ignore[import-not-found]

from kg.digests import digest_of, reading_libraries
from kg.extract.pipeline import BATCH_SIZE, find
from kg.extract.role_inputs import RoleInputs, role_inputs
from kg.extract.role_network import NETWORK_FILES, Numbers, RoleNetwork, read_network, write_network
from kg.extract.roles import read_things, things_of
from kg.extract.surface import fold
from kg.extract.text import paper_text
from kg.extract.words import words_of
from kg.records import ROLES, Role
from kg.training.corpora import Annotation
from kg.training.learning import ROLE_OF, annotated_groups, read_papers
from kg.training.role_network import (
    Lesson,
    RoleExample,
    fit_network,
    read_as,
    vocabulary_of,
)
from kg.training.silver import Share, program
from kg.training.stages import once

__all__ = ["RoleFit", "fit_roles", "fitted", "read_raw_things", "role_examples"]

# Networks that label raw papers. Each leaves out a part of the annotated papers, so that there is
# an opinion on every paper by one that did not learn from it.
TEACHERS = 4
OF_TEACHERS = Lesson(epochs=9, learn_rate=0.003, dropout=0.2)
OF_LEARNER = Lesson(epochs=6, learn_rate=0.003, dropout=0.1)


@dataclass(frozen=True, slots=True)
class RoleFit:
    """All that determines a network: one fit can be done in another process.

    Attributes
    ----------
    place
        Folder for the network.
    vectors
        Vectors of the words of the vocabulary, in its order.
    """

    place: Path
    examples: Sequence[RoleExample]
    vocabulary: Mapping[str, int]
    vectors: Numbers
    lesson: Lesson
    seed: int


def fitted(fit: RoleFit) -> RoleNetwork:
    """Fit a network, unless an earlier run fitted it to the same examples."""
    files = [fit.place / name for name in NETWORK_FILES]

    def work() -> None:
        network = fit_network(fit.examples, fit.vocabulary, fit.vectors, fit.lesson, fit.seed)
        write_network(network, *files)

    inputs = (fit.examples, fit.vocabulary, fit.vectors.tobytes(), fit.lesson, fit.seed)
    once(fit.place, digest_of(*inputs), work)
    return read_network(*files)


def role_examples(nlp: Language, annotations: Sequence[Annotation]) -> list[RoleExample]:
    """Give the things that a pipeline finds in annotated papers the roles that readers gave them.

    The network will read what pipelines find, and readers find other things.
    """
    examples = []
    for annotation, doc in read_papers(nlp, annotations):
        known = {fold(text): e for e in annotation.entities for text in e.spellings}
        words = words_of(doc)
        shares = []
        for thing in things_of(doc):
            texts = (fold(words.text(doc._.found[i].start, doc._.found[i].end)) for i in thing)
            entity = next((known[text] for text in texts if text in known), None)
            shares.append(read_as(ROLE_OF[entity.role]) if entity else None)
        examples.append(RoleExample(read_things(doc), shares))
    return examples


def read_raw_things(share: Share) -> list[RoleInputs]:
    """Return what a pipeline finds in raw papers; a share already read is not read again."""
    kept = share.place / "things.jsonl"

    def read() -> None:
        nlp = find(spacy.load(share.model), share.learnt[0].parent)
        docs = nlp.pipe((paper_text(paper) for paper in share.papers), batch_size=BATCH_SIZE)
        with kept.open("w", encoding="utf8") as lines:
            for each in map(read_things, docs):
                lines.write(json.dumps([each.words, each.marks, each.things]) + "\n")

    texts = [(paper.title, paper.abstract) for paper in share.papers]
    decisive = (share.model, *share.learnt, *program(), reading_libraries(), texts)
    once(share.place, digest_of(*decisive), read)
    with kept.open(encoding="utf8") as lines:
        return [RoleInputs(*json.loads(line)) for line in lines]


def fit_roles(
    nlp: Language,
    vectors: Vectors,
    annotations: Sequence[Annotation],
    examples: Sequence[RoleExample],
    raw: Sequence[RoleInputs],
    work: Path,
    fit_all: Callable[[Sequence[RoleFit]], Sequence[RoleNetwork]],
) -> tuple[RoleNetwork, list[Role]]:
    """Fit the network that ships.

    Parameters
    ----------
    nlp
        Pipeline that proposes names.
    vectors
        What raw abstracts taught of words.
    examples
        Result of `role_examples`, for each of `annotations`.
    raw
        Raw papers with what was found in them.
    work
        Folder for the networks of the teachers.
    fit_all
        Fits several networks, as `fitted` fits one.

    Returns
    -------
    network : RoleNetwork
    roles : list of Role
        Role of each annotated entity, by a teacher that did not learn from its paper.
    """
    vocabulary = vocabulary_of(example.inputs for example in examples)
    of_words = np.asarray(vectors.get_batch(list(vocabulary)), dtype=np.float32)

    def of_teacher(number: int) -> RoleFit:
        taught = [each for index, each in enumerate(examples) if index % TEACHERS != number]
        place = work / f"teacher{number}"
        return RoleFit(place, taught, vocabulary, of_words, OF_TEACHERS, number + 1)

    teachers = fit_all([of_teacher(number) for number in range(TEACHERS)])
    labelled = [*examples, *_labelled(raw, teachers)]
    learner = RoleFit(work / "learner", labelled, vocabulary, of_words, OF_LEARNER, 1)
    (network,) = fit_all([learner])
    return network, _roles_left_out(nlp, annotations, teachers)


def _labelled(raw: Sequence[RoleInputs], teachers: Sequence[RoleNetwork]) -> Iterable[RoleExample]:
    """Give the things of raw papers the mean shares that the teachers give them."""
    for start in range(0, len(raw), BATCH_SIZE):
        papers = raw[start : start + BATCH_SIZE]
        opinions = zip(*(teacher.scores(papers) for teacher in teachers), strict=True)
        for paper, of_teachers in zip(papers, opinions, strict=True):
            shares = np.mean([_shares(scores) for scores in of_teachers], axis=0)
            yield RoleExample(paper, list(shares))


def _shares(scores: Numbers) -> Numbers:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Numbers = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _roles_left_out(
    nlp: Language, annotations: Sequence[Annotation], teachers: Sequence[RoleNetwork]
) -> list[Role]:
    """Return the role of each annotated entity by the teacher that its paper was kept from."""
    roles: list[Role] = []
    for index, (annotation, doc) in enumerate(read_papers(nlp, annotations)):
        things = list(annotated_groups(nlp, annotation, doc).values())
        (scores,) = teachers[index % len(teachers)].scores([role_inputs(doc, things)])
        roles += [ROLES[column] for column in scores.argmax(axis=1).tolist()]
    return roles
