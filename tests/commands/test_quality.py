"""The commands that measure extraction and train its model."""

from pathlib import Path

import pytest
from paper_list import run


def test_a_training_away_from_the_source_is_told_of_its_config_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("train", "--corpora", tmp_path, "-o", tmp_path / "model")
    assert result.exit_code == 2
    assert "training/configs/ner.cfg" in result.stderr
    assert list(tmp_path.iterdir()) == []
