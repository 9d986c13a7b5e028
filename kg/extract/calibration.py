"""Turns the classifier's confidence into a score: the rate at which readers agree with it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

__all__ = ["AS_IT_IS", "Calibration", "log_odds", "read_calibration", "write_calibration"]

# Probabilities are clipped to these bounds to keep logits finite; no classifier is that sure.
_LEAST, _MOST = 1e-4, 1 - 1e-4


def log_odds(probability: float) -> float:
    """Return the logit of a probability, clipped away from 0 and 1."""
    kept = min(max(probability, _LEAST), _MOST)
    return math.log(kept / (1 - kept))


@dataclass(frozen=True, slots=True)
class Calibration:
    """A sigmoid of the log odds (Platt, "Probabilistic outputs for support vector machines", 1999).

    Attributes
    ----------
    slope
        Below 1 if the classifier is overconfident.
    """

    slope: float
    offset: float

    def apply(self, probability: float) -> float:
        """Return the share of mentions with this confidence that a reader finds too.

        Examples
        --------
        >>> round(Calibration(0.5, 0.0).apply(0.9), 2)
        0.75
        """
        return 1 / (1 + math.exp(-self.slope * log_odds(probability) - self.offset))


AS_IT_IS = Calibration(1.0, 0.0)


def read_calibration(path: Traversable) -> Calibration:
    """Read a calibration from a TSV file; without the file, scores stay as they are."""
    if not path.is_file():
        return AS_IT_IS
    rows = dict(line.split("\t") for line in path.read_text(encoding="utf8").splitlines())
    return Calibration(float(rows["slope"]), float(rows["offset"]))


def write_calibration(calibration: Calibration, path: Path) -> None:
    """Write a calibration as a TSV file."""
    rows = (("slope", calibration.slope), ("offset", calibration.offset))
    path.write_text("".join(f"{name}\t{value:.3f}\n" for name, value in rows), encoding="utf8")
