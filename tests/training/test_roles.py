"""The role network learns from what pipelines find, from readers and from its teachers."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language

from kg.extract.pipeline import propose
from kg.extract.role_network import NETWORK_FILES, RoleNetwork
from kg.extract.roles import read_things
from kg.extract.text import paper_text
from kg.records import ROLES, Paper
from kg.training import roles as training
from kg.training.corpora import AnnotatedEntity, Annotation
from kg.training.learning import blank_pipeline
from kg.training.role_network import Lesson, RoleExample, fit_network, read_as, vocabulary_of
from kg.training.roles import RoleFit, fit_roles, fitted, role_examples

NAMES = ["QuokkaNet", "ZebraNet", "LeafSet", "MothFormer", "FernBench", "HeronNet"]
TEXTS = {
    "proposes": "We propose {}.",
    "compares_with": "It outperforms {}.",
    "evaluates_on": "We evaluate on {}.",
}
BRIEF = Lesson(epochs=15, learn_rate=0.02, dropout=0.0)


def paper(number: int) -> Annotation:
    chosen = random.Random(number).sample(NAMES, 3)
    roles = dict(zip(TEXTS, chosen, strict=True))
    abstract = " ".join(TEXTS[role].format(name) for role, name in roles.items())
    entities = tuple(
        AnnotatedEntity(name, "method", role, True, (name,)) for role, name in roles.items()
    )
    return Annotation(Paper(str(number), "", abstract), entities)


@pytest.fixture(scope="module")
def finder() -> Language:
    """Find what the gazetteer of this test knows, as a recogniser would."""
    nlp = propose(blank_pipeline())
    ruler = nlp.add_pipe("entity_ruler", first=True)
    ruler.add_patterns([{"label": "method", "pattern": name} for name in NAMES])  # type: ignore[attr-defined]
    nlp.add_pipe("kg_merge")
    return nlp


def vectors_of(words: Sequence[str]) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(len(words), 16)).astype(np.float32)


class Vectors:
    """Stand for the vectors of a pipeline."""

    def get_batch(self, words: Sequence[str]) -> np.ndarray:
        return vectors_of(words)


def read_roles(example: RoleExample) -> list[str | None]:
    return [None if each is None else ROLES[int(each.argmax())] for each in example.shares]


def share_right(network: RoleNetwork, examples: Sequence[RoleExample]) -> float:
    scored = network.scores([example.inputs for example in examples])
    decided = [ROLES[column] for scores in scored for column in scores.argmax(axis=1)]
    read = [role for example in examples for role in read_roles(example)]
    return float(np.mean([one == other for one, other in zip(decided, read, strict=True)]))


def test_what_a_pipeline_finds_has_the_role_that_the_reader_says(finder: Language) -> None:
    (example,) = role_examples(finder, [paper(1)])
    assert sorted(filter(None, read_roles(example))) == sorted(TEXTS)


def test_what_no_reader_names_has_no_role(finder: Language) -> None:
    unread = Annotation(paper(1).paper, paper(1).entities[:1])
    (example,) = role_examples(finder, [unread])
    assert sorted(read_roles(example), key=str) == [None, None, "proposes"]


def test_a_reader_is_believed_but_not_wholly() -> None:
    shares = read_as("uses")
    assert ROLES[int(shares.argmax())] == "uses" and shares.min() > 0 and shares.max() < 1
    assert shares.sum() == pytest.approx(1)


def test_the_most_frequent_words_come_first() -> None:
    doc = spacy.blank("en")("We use LeafSet . we")
    doc.user_data.clear()
    read = read_things(doc)
    assert next(iter(vocabulary_of([read]))) == "we"


@pytest.mark.slow
def test_a_network_learns_the_roles_of_papers_that_it_has_not_seen(finder: Language) -> None:
    examples = role_examples(finder, [paper(number) for number in range(160)])
    known = vocabulary_of(example.inputs for example in examples)
    network = fit_network(examples[:120], known, vectors_of(list(known)), BRIEF, 1)
    assert share_right(network, examples[120:]) > 0.95


def test_the_same_examples_give_the_same_network(finder: Language, tmp_path: Path) -> None:
    examples = role_examples(finder, [paper(number) for number in range(8)])
    known = vocabulary_of(example.inputs for example in examples)
    for name in ("a", "b"):
        lesson = Lesson(1, 0.01, 0.1)
        fitted(RoleFit(tmp_path / name, examples, known, vectors_of(list(known)), lesson, 1))
    for file in NETWORK_FILES:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


@pytest.mark.slow
def test_the_network_that_ships_learns_from_the_opinions_of_teachers(
    finder: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "TEACHERS", 2)
    monkeypatch.setattr(training, "OF_TEACHERS", BRIEF)
    monkeypatch.setattr(training, "OF_LEARNER", BRIEF)
    papers = [paper(number) for number in range(120)]
    raw = finder.pipe(paper_text(paper(number).paper) for number in range(200, 240))
    network, decided = fit_roles(
        finder,
        Vectors(),
        papers,
        role_examples(finder, papers),
        [read_things(doc) for doc in raw],
        tmp_path,
        lambda fits: [fitted(fit) for fit in fits],
    )
    unseen = role_examples(finder, [paper(number) for number in range(300, 330)])
    assert share_right(network, unseen) > 0.95
    read = [entity.role for each in papers for entity in each.entities]
    assert np.mean([one == other for one, other in zip(decided, read, strict=True)]) > 0.95
