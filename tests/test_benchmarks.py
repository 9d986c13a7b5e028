"""The benchmarks of single steps run: without a clock, since how fast they are is no test."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from paper_list import TWO_PAPERS

PROJECT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow


def test_each_step_can_be_timed_on_the_example() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "benchmarks/steps.py", "-q", "--benchmark-disable"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "10 passed" in ended.stdout


def test_a_document_is_measured_as_one_list(tmp_path: Path) -> None:
    document = tmp_path / "001_two.txt"
    document.write_text(TWO_PAPERS, encoding="utf8")
    entities = [
        {"name": name, "type": type_, "role": role, "named": True, "mentions": [name]}
        for name, type_, role in (
            ("GSM8K", "benchmark", "proposes"),
            ("BERT", "method", "compares_with"),
        )
    ]
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": "001-002", "entities": entities}) + "\n", encoding="utf8")
    asked = [sys.executable, "benchmarks/documents.py", document, "--gold", gold]
    ended = subprocess.run(asked, cwd=PROJECT, capture_output=True, text=True, check=True)
    figures = {line.split()[0]: line.split() for line in ended.stdout.splitlines()}
    assert figures["core-named"][4] == "100.0"
    assert figures["core-named"][-2:] == ["gold", "2"]
