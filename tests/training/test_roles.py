"""The second classifier of roles learns from what the first says of all things of a paper."""

import random
from pathlib import Path

import numpy as np

from kg.extract.boosted_trees import read_trees
from kg.extract.pipeline import propose
from kg.extract.role_context import CONTEXT
from kg.records import Paper
from kg.training.corpora import AnnotatedEntity, Annotation
from kg.training.learning import blank_pipeline
from kg.training.roles import fit_roles, found_papers, role_papers

NAMES = ["QuokkaNet", "ZebraNet", "LeafSet", "MothFormer", "FernBench", "HeronNet"]
TEXTS = {
    "proposes": "We propose {}.",
    "compares_with": "It outperforms {}.",
    "evaluates_on": "We evaluate on {}.",
}


def paper(number: int) -> Annotation:
    chosen = random.Random(number).sample(NAMES, 3)
    roles = dict(zip(TEXTS, chosen, strict=True))
    abstract = " ".join(TEXTS[role].format(name) for role, name in roles.items())
    entities = tuple(
        AnnotatedEntity(name, "method", role, True, (name,)) for role, name in roles.items()
    )
    return Annotation(Paper(str(number), "", abstract), entities)


def finder():  # type: ignore[no-untyped-def]
    """Find what the gazetteer of this test knows, as a recogniser would."""
    nlp = propose(blank_pipeline())
    ruler = nlp.add_pipe("entity_ruler", first=True)
    ruler.add_patterns([{"label": "method", "pattern": name} for name in NAMES])  # type: ignore[attr-defined]
    nlp.add_pipe("kg_merge")
    return nlp


def test_what_a_pipeline_finds_has_the_role_that_the_reader_says() -> None:
    (described,) = found_papers(finder(), [paper(1)], {})
    assert sorted(filter(None, described.roles)) == sorted(TEXTS)


def test_what_no_reader_names_has_no_role() -> None:
    unread = Annotation(paper(1).paper, paper(1).entities[:1])
    (described,) = found_papers(finder(), [unread], {})
    assert [role for role in described.roles if role] == ["proposes"]
    assert None in described.roles


def test_the_roles_that_are_learnt_are_those_of_the_reader(tmp_path: Path) -> None:
    papers = [paper(number) for number in range(120)]
    nlp = propose(blank_pipeline())
    decided = fit_roles(nlp, papers, [(finder(), papers)], tmp_path)
    read = [role for described in role_papers(nlp, papers, {}) for role in described.roles]
    right = sum(one == other for one, other in zip(decided, read, strict=True))
    assert right > 0.95 * len(read)
    trees = read_trees(tmp_path / "role_trees.tsv", CONTEXT)
    assert trees is not None and set(trees.labels) == set(TEXTS)
    assert trees.scores(np.zeros((1, len(CONTEXT)), np.float32)).shape == (1, len(TEXTS))
