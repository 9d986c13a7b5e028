"""Scores that mean what they say."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.calibration import AS_IT_IS, Calibration, read_calibration, write_calibration

PROBABILITIES = st.floats(0, 1)


@given(PROBABILITIES, st.floats(0.1, 3), st.floats(-3, 3))
def test_a_score_stays_a_probability(value: float, slope: float, offset: float) -> None:
    assert 0 <= Calibration(slope, offset).apply(value) <= 1


@given(PROBABILITIES, PROBABILITIES)
def test_what_is_surer_stays_surer(first: float, second: float) -> None:
    calibration = Calibration(0.8, -0.4)
    low, high = sorted((first, second))
    assert calibration.apply(low) <= calibration.apply(high)


def test_without_a_calibration_scores_stay_as_they_are(tmp_path: Path) -> None:
    assert read_calibration(tmp_path / "missing.tsv") == AS_IT_IS
    assert AS_IT_IS.apply(0.73) == pytest.approx(0.73)


def test_a_calibration_is_read_back(tmp_path: Path) -> None:
    write_calibration(Calibration(0.875, -0.25), tmp_path / "calibration.tsv")
    assert read_calibration(tmp_path / "calibration.tsv") == Calibration(0.875, -0.25)
