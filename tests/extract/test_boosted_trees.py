"""Trees answer as those that they were grown as, and are read as they were written."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.boosted_trees import BoostedTrees, Split, Tree, read_trees, write_trees

FEATURES = ("height", "weight")
# height <= 2 ? (weight <= 5 ? 1 : 2) : 3
BRANCHED = Tree("quokka", (Split("height", 2, 0, 2), Split("weight", 5, 0, 1)), (1.0, 2.0, 3.0))
BIAS = Tree("zebra", (), (0.5,))


def rows(*each: tuple[float, float]) -> np.ndarray:
    return np.array(each, dtype=np.float32)


@pytest.mark.parametrize(
    ("row", "expected"), [((2, 5), 1.0), ((1, 6), 2.0), ((3, 5), 3.0), ((3, 6), 3.0)]
)
def test_a_row_falls_through_the_splits_to_one_leaf(
    row: tuple[float, float], expected: float
) -> None:
    assert BoostedTrees([BRANCHED], FEATURES).scores(rows(row)).tolist() == [[expected]]


def test_the_trees_of_a_label_are_added_up_in_whatever_order_they_come() -> None:
    trees = BoostedTrees([BIAS, BRANCHED, BIAS, BRANCHED], FEATURES)
    assert trees.labels == ("zebra", "quokka")
    assert trees.scores(rows((2, 5), (3, 6))).tolist() == [[1.0, 2.0], [1.0, 6.0]]


def test_trees_are_read_as_they_were_written(tmp_path: Path) -> None:
    write_trees([BIAS, BRANCHED], tmp_path / "trees.tsv")
    trees = read_trees(tmp_path / "trees.tsv", FEATURES)
    assert trees is not None
    assert trees.scores(rows((1, 6))).tolist() == [[0.5, 2.0]]


def test_a_file_without_trees_has_none(tmp_path: Path) -> None:
    write_trees([], tmp_path / "trees.tsv")
    assert read_trees(tmp_path / "trees.tsv", FEATURES) is None


def answer(tree: Tree, row: tuple[float, float]) -> float:
    """Take the splits one after the other, as a reader would."""
    left = set(range(len(tree.leaves)))
    for split in tree.splits:
        if row[FEATURES.index(split.feature)] > split.threshold:
            left -= set(range(split.first, split.behind))
    return tree.leaves[min(left)]


@st.composite
def grown(draw: st.DrawFn) -> Tree:
    splits: list[Split] = []

    def grow(first: int, leaves: int) -> None:
        if leaves > 1:
            on_left = draw(st.integers(1, leaves - 1))
            threshold = draw(st.integers(-3, 3))
            splits.append(Split(draw(st.sampled_from(FEATURES)), threshold, first, first + on_left))
            grow(first, on_left)
            grow(first + on_left, leaves - on_left)

    leaves = draw(st.integers(1, 8))
    grow(0, leaves)
    return Tree(draw(st.sampled_from("ab")), tuple(splits), tuple(map(float, range(leaves))))


@given(
    st.lists(grown(), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), min_size=1, max_size=5),
)
def test_all_trees_at_once_answer_as_each_by_itself(
    trees: list[Tree], points: list[tuple[int, int]]
) -> None:
    boosted = BoostedTrees(trees, FEATURES)
    scores = boosted.scores(rows(*points))
    for point, scored in zip(points, scores.tolist(), strict=True):
        for label, score in zip(boosted.labels, scored, strict=True):
            assert score == sum(answer(tree, point) for tree in trees if tree.label == label)
