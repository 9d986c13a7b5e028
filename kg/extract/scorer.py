"""A linear classifier over named features, with its weights in a readable TSV file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["BIAS", "LinearClassifier", "linear_classifier", "read_classifier", "write_classifier"]

BIAS = "bias"


@dataclass(frozen=True, slots=True, eq=False)
class LinearClassifier:
    """Multinomial logistic regression over sets of named features.

    Attributes
    ----------
    labels
        The classes that it decides between.
    rows
        Row of each feature in `weights`; a feature without one weighs nothing.
    weights
        Of shape (features, labels). The first row is the bias, which applies to everything.
    """

    labels: tuple[str, ...]
    rows: Mapping[str, int]
    weights: NDArray[np.float64]

    def probabilities(self, described: Iterable[Iterable[str]]) -> NDArray[np.float64]:
        """Classify several things at once, since one alone takes as long as twenty.

        Parameters
        ----------
        described
            The features of each thing.

        Returns
        -------
        array of shape (things, labels)
            The probability of each label, in the order of `labels`.

        Examples
        --------
        >>> coin = linear_classifier(("heads", "tails"), {"bias": (0, 0), "bent": (1.1, 0)})
        >>> coin.probabilities([["bent"], ["new"]]).round(2).tolist()
        [[0.75, 0.25], [0.5, 0.5]]
        """
        held: list[int] = []
        starts: list[int] = []
        for features in described:
            starts.append(len(held))
            held.append(0)
            held.extend(filter(None, map(self.rows.get, features)))
        if not starts:
            return np.zeros((0, len(self.labels)))
        rows = np.fromiter(held, dtype=np.intp, count=len(held))
        totals = np.add.reduceat(self.weights.take(rows, axis=0), starts)
        powers = np.exp(totals - totals.max(axis=1, keepdims=True))
        shares: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
        return shares


def linear_classifier(
    labels: Sequence[str], weights: Mapping[str, Iterable[float]]
) -> LinearClassifier:
    """Make a classifier from the weights of each feature, one per label."""
    features = [BIAS, *(feature for feature in weights if feature != BIAS)]
    numbers = np.fromiter(chain.from_iterable(weights[feature] for feature in features), float)
    rows = {feature: row for row, feature in enumerate(features)}
    return LinearClassifier(tuple(labels), rows, numbers.reshape(len(features), len(labels)))


def read_classifier(path: Traversable) -> LinearClassifier:
    """Read a classifier from a TSV file: a line of labels, then a line per feature."""
    header, *lines = path.read_text(encoding="utf8").splitlines()
    _, *labels = header.split("\t")
    features, numbers = zip(*(line.split("\t", 1) for line in lines), strict=True)
    # NumPy converts many numbers at once faster than one by one.
    weights = np.array("\t".join(numbers).split("\t"), dtype=float).reshape(-1, len(labels))
    bias = weights[features.index(BIAS)]
    rows = {feature: row for row, feature in enumerate(features, 1)}
    return LinearClassifier(tuple(labels), rows, np.vstack([bias, weights]))


def write_classifier(classifier: LinearClassifier, path: Path) -> None:
    """Write a classifier as a TSV file, its features sorted."""
    lines = ["\t".join(["feature", *classifier.labels])]
    for feature, row in sorted(classifier.rows.items()):
        weights = classifier.weights[row]
        lines.append("\t".join([feature, *(f"{weight:.3f}" for weight in weights)]))
    path.write_text("\n".join(lines) + "\n", encoding="utf8")
