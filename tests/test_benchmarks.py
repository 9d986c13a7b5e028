"""The benchmarks of single steps run: without a clock, since how fast they are is no test."""

import gzip
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


def test_results_are_measured_against_their_judgements(tmp_path: Path) -> None:
    names = [f"Zeb{letter}Net" for letter in "ABCDEFGH"]
    texts = {
        name: f"We propose {name}. {name} has 8{i}.5% accuracy on GSM8K."
        for i, name in enumerate(names)
    }
    with gzip.open(tmp_path / "papers.jsonl.gz", "wt", encoding="utf8") as lines:
        for name, text in texts.items():
            lines.write(json.dumps({"id": name, "title": name, "abstract": text}) + "\n")
    rows = [
        (
            name,
            str(text.index(". ") + 2),
            name,
            "GSM8K",
            "accuracy",
            f"8{i}.5%",
            ("right", "wrong")[i % 2],
        )
        for i, (name, text) in enumerate(texts.items())
    ]
    judged = tmp_path / "judged.tsv"
    header = "paper\tsentence\tmethod\tdataset\tmetric\tvalue\tjudgement"
    judged.write_text("\n".join([header, *map("\t".join, rows)]) + "\n", encoding="utf8")
    asked = [sys.executable, "benchmarks/stated_results.py", judged, tmp_path]
    ended = subprocess.run(asked, cwd=PROJECT, capture_output=True, text=True, check=True)
    first, second, *_ = ended.stdout.splitlines()
    assert first == "8 judged, 8 of them found"
    assert second.startswith("shipped     from 0.0:    8 results, 50.0% right")
