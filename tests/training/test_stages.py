"""Long work goes on where it was."""

from pathlib import Path

import pytest

from kg.digests import digest_of
from kg.training.stages import once


def test_a_stage_is_done_once(tmp_path: Path) -> None:
    done: list[str] = []
    for _ in range(2):
        once(tmp_path / "stage", digest_of("inputs"), lambda: done.append("done"))
    assert done == ["done"]


def test_other_inputs_are_another_stage(tmp_path: Path) -> None:
    done: list[str] = []
    for rate in (0.1, 0.2, 0.1):
        once(tmp_path / "stage", digest_of(rate), lambda: done.append("done"))
    assert done == ["done"] * 3


def test_a_stage_that_fails_is_not_done(tmp_path: Path) -> None:
    def fail() -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        once(tmp_path / "stage", digest_of(1), fail)
    done: list[str] = []
    once(tmp_path / "stage", digest_of(1), lambda: done.append("done"))
    assert done == ["done"]
