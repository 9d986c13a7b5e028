"""What other papers do with a thing of the same name."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from kg.extract.pipeline import propose
from kg.extract.usual_roles import (
    LEAST_PAPERS,
    read_usual_roles,
    usual_features,
    write_usual_roles,
)
from kg.records import ROLES, Paper, Role
from kg.training.corpora import AnnotatedEntity, Annotation
from kg.training.learning import blank_pipeline, count_roles
from kg.training.roles import role_papers

NAMES = st.text("abcdefgé0123456789+", min_size=1, max_size=8)
COUNTS = st.dictionaries(st.sampled_from(ROLES), st.integers(1, 99), min_size=1).map(Counter)


def annotated(id: str, role: str, spelling: str = "QuokkaNet") -> Annotation:
    entity = AnnotatedEntity("QuokkaNet", "method", role, True, (spelling,))
    return Annotation(Paper(id, "", f"We speak of {spelling} here."), (entity,))


@given(st.dictionaries(NAMES, COUNTS, max_size=5))
def test_a_file_of_usual_roles_is_read_as_it_was_written(usual: dict[str, Counter[Role]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "usual_roles.tsv"
        write_usual_roles(usual, path)
        held = read_usual_roles(path)
    assert held == {
        name: counts for name, counts in usual.items() if counts.total() >= LEAST_PAPERS
    }


def test_a_name_that_few_papers_have_tells_nothing() -> None:
    few = {"quokkanet": Counter({"uses": LEAST_PAPERS - 1})}
    assert usual_features(["quokkanet"], few) == usual_features(["quokkanet"], {})


def test_the_best_known_of_several_names_tells() -> None:
    usual = {"qn": Counter({"mentions": 3}), "quokkanet": Counter({"uses": 30})}
    assert "usually uses 4" in usual_features(["qn", "quokkanet"], usual)


def test_spellings_of_one_name_are_counted_together() -> None:
    counts = count_roles([annotated("a", "uses"), annotated("b", "studies", "Quokka-Net")])
    assert counts["quokkanet"] == Counter({"uses": 1, "studies": 1})


def test_a_paper_to_learn_from_is_told_of_the_other_papers_alone() -> None:
    annotations = [annotated(str(number), "uses") for number in range(LEAST_PAPERS)]
    odd = annotated("odd", "studies")
    usual = count_roles([*annotations, odd])
    (paper,) = role_papers(propose(blank_pipeline()), [odd], usual)
    assert paper.roles == ("studies",)
    assert not any(feature.startswith("had studies") for feature in paper.features[0])
    assert "had uses 4" in paper.features[0]
