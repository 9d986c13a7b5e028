"""A linear classifier over readable features, whose weights are a TSV file that one can read."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

__all__ = ["LinearClassifier", "read_classifier", "write_classifier"]

BIAS = "bias"


@dataclass(frozen=True, slots=True)
class LinearClassifier:
    """Multinomial logistic regression over sets of named features.

    Attributes
    ----------
    labels
        What it decides between.
    weights
        For each feature one weight a label; a feature that is not here weighs nothing.
    """

    labels: tuple[str, ...]
    weights: dict[str, tuple[float, ...]]

    def probabilities(self, features: Iterable[str]) -> list[float]:
        """Return the probability of each label, in their order, given the features that hold.

        Examples
        --------
        >>> coin = LinearClassifier(("heads", "tails"), {"bias": (0.0, 0.0), "bent": (1.1, 0.0)})
        >>> [round(probability, 2) for probability in coin.probabilities(["bent"])]
        [0.75, 0.25]
        """
        known = filter(None, map(self.weights.get, features))
        totals = [*map(sum, zip(self.weights[BIAS], *known, strict=True))]
        highest = max(totals)
        powers = [math.exp(total - highest) for total in totals]
        normaliser = sum(powers)
        return [power / normaliser for power in powers]


def read_classifier(path: Traversable) -> LinearClassifier:
    """Read a classifier from a TSV file: a line of labels, then a line a feature."""
    rows = csv.reader(
        path.read_text(encoding="utf8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    _, *labels = next(rows)
    return LinearClassifier(tuple(labels), {row[0]: tuple(map(float, row[1:])) for row in rows})


def write_classifier(classifier: LinearClassifier, path: Path) -> None:
    """Write a classifier as a TSV file, its features sorted."""
    lines = ["\t".join(["feature", *classifier.labels])]
    for feature, row in sorted(classifier.weights.items()):
        lines.append("\t".join([feature, *(f"{weight:.3f}" for weight in row)]))
    path.write_text("\n".join(lines) + "\n", encoding="utf8")
