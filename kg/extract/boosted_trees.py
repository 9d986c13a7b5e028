"""Gradient-boosted decision trees over named numeric features, in a readable TSV file.

Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29,
2001. All splits of all trees are evaluated at once: a split that fails rules out the leaves on its
left, and the leftmost leaf that remains is the tree's answer (QuickScorer; Lucchese et al.,
SIGIR 2015).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_LEAVES", "BoostedTrees", "Split", "Tree", "read_trees", "write_trees"]

# One bit of a byte for each leaf that remains.
MOST_LEAVES = 8
_ALL = 2**MOST_LEAVES - 1
_LEFTMOST = np.array([(byte & -byte).bit_length() - 1 for byte in range(_ALL + 1)])


@dataclass(frozen=True, slots=True)
class Split:
    """A question at a node: is the feature at most the threshold?

    Attributes
    ----------
    first, behind
        Range of the leaves on its left, `behind` exclusive, which are ruled out if it is not.
    """

    feature: str
    threshold: float
    first: int
    behind: int


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree that adds to the score of one label."""

    label: str
    splits: tuple[Split, ...]
    leaves: tuple[float, ...]


class BoostedTrees:
    """Sums the answers of the trees of each label.

    Attributes
    ----------
    labels
        The classes that it decides between.
    """

    def __init__(self, trees: Sequence[Tree], features: Sequence[str]) -> None:
        self.labels = tuple(dict.fromkeys(tree.label for tree in trees))
        self._first = np.arange(len(trees)) * MOST_LEAVES
        # Trees of one label are adjacent, so that `reduceat` can sum their answers.
        ordered = sorted(trees, key=lambda tree: self.labels.index(tree.label))
        self._bounds = np.searchsorted(
            [self.labels.index(tree.label) for tree in ordered], range(len(self.labels))
        )
        place = {feature: index for index, feature in enumerate(features)}
        splits = MOST_LEAVES - 1
        self._columns = np.zeros((splits, len(trees)), dtype=np.int64)
        # Trees with fewer splits are padded with splits that never fail.
        self._thresholds = np.full((splits, len(trees)), np.inf, dtype=np.float32)
        self._left = np.zeros((splits, len(trees)), dtype=np.uint8)
        self._leaves = np.zeros(len(trees) * MOST_LEAVES, dtype=np.float64)
        for number, tree in enumerate(ordered):
            for row, split in enumerate(tree.splits):
                self._columns[row, number] = place[split.feature]
                self._thresholds[row, number] = split.threshold
                self._left[row, number] = _bits(split.first, split.behind)
            start = self._first[number]
            self._leaves[start : start + len(tree.leaves)] = tree.leaves

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the score of each label for each row.

        Examples
        --------
        >>> tree = Tree("cold", (Split("degrees", 10.0, 0, 1),), (1.5, -1.5))
        >>> BoostedTrees([tree], ["degrees"]).scores(np.array([[4], [30]], dtype=np.float32))
        array([[ 1.5],
               [-1.5]])
        """
        fails = np.take(rows, self._columns, axis=1) > self._thresholds
        ruled_out = np.bitwise_or.reduce(fails.view(np.uint8) * self._left, axis=1)
        answers = np.take(self._leaves, np.take(_LEFTMOST, ~ruled_out) + self._first)
        return np.asarray(np.add.reduceat(answers, self._bounds, axis=1))


def _bits(first: int, behind: int) -> int:
    return sum(1 << leaf for leaf in range(first, behind))


def read_trees(path: Traversable, features: Sequence[str]) -> BoostedTrees | None:
    """Read trees from a TSV file; None if it holds none.

    Parameters
    ----------
    features
        Names of the columns of the rows to score.
    """
    lines = path.read_text(encoding="utf8").splitlines()
    splits: dict[tuple[str, str], list[Split]] = {}
    leaves: dict[tuple[str, str], list[float]] = {}
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        tree = row["tree"], row["label"]
        first, number = int(row["leaf"]), float(row["number"])
        if row["feature"]:
            split = Split(row["feature"], number, first, int(row["behind"]))
            splits.setdefault(tree, []).append(split)
        else:
            leaves.setdefault(tree, []).append(number)
    trees = [Tree(tree[1], tuple(splits.get(tree, ())), tuple(of)) for tree, of in leaves.items()]
    return BoostedTrees(trees, features) if trees else None


def write_trees(trees: Sequence[Tree], path: Path) -> None:
    """Write trees as a TSV file: a line per split, with the leaves on its left, and per leaf."""
    lines = ["tree\tlabel\tfeature\tnumber\tleaf\tbehind"]
    for number, tree in enumerate(trees):
        lines += [
            f"{number}\t{tree.label}\t{s.feature}\t{s.threshold:.6g}\t{s.first}\t{s.behind}"
            for s in tree.splits
        ]
        lines += [
            f"{number}\t{tree.label}\t\t{value:.4g}\t{leaf}\t"
            for leaf, value in enumerate(tree.leaves)
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf8")
