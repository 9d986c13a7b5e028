"""The command: its help, and how it ends where it is called wrongly or fails."""

import subprocess
import sys
from pathlib import Path

import pytest
from paper_list import TWO_PAPERS, kg, run
from typer.main import get_command

from kg.cli import app

ROOT = Path(__file__).parents[1]
COMMANDS = get_command(app).commands


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    assert COMMANDS[name].help
    without = [each.name for each in COMMANDS[name].params if not getattr(each, "help", None)]
    assert without == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_mentions_every_command(name: str) -> None:
    assert f"kg {name}" in (ROOT / "README.md").read_text(encoding="utf8")


def test_the_commands_of_the_contract_exist() -> None:
    contract = "build extract papers entities show related path diff stats query export view"
    assert set(f"{contract} validate eval train".split()) <= set(COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [
        ["build"],
        ["build", "list.txt", "--engine", "hadoop"],
        ["build", "list.txt", "--master", "local"],
        ["build", "list.txt", "-o", "hdfs://cluster/graph"],
        ["build", "list.txt", "--base-iri", "no-scheme"],
        ["build", "list.txt", "--base-iri", "urn:x:y"],
        ["build", "list.txt", "--base-iri", "http://a b/"],
        ["build", "list.txt", "--format", "unknown"],
        ["build", "list.txt", "--map", "title"],
        ["build", "list.txt", "--map", "heading=Title"],
        ["build", "list.txt", "--min-score", "2"],
        ["build", "list.txt", "--workers", "0"],
        ["build", "list.txt", "--model", ""],
        ["build", ""],
        ["build", "list.txt", "-o", ""],
        ["view", "graph", "--depth", "5"],
        ["eval", "list.txt", "--split", "test"],
        ["eval", "list.txt", "--layers", "--reliability"],
        ["export", "graph", "--format", "csv", "--base-iri", "https://example.org/"],
        ["export", "graph", "--format", "csv", "--vocabulary", "lpwc"],
        ["extract", "-", "-"],
        ["push", "graph", "--endpoint", "http://localhost/store", "--method", "patch"],
        ["entities", "graph", "--type", "person"],
        ["query", "graph"],
        ["query", "graph", "ASK {}", "--format", "unknown"],
        ["query", "graph", "--named", "aliases", "--param", "entity"],
        ["query", "graph", "ASK {}", "--param", "entity=BERT"],
        ["export", "graph", "--format", "unknown"],
        ["related", "graph", "a", "-k", "0"],
        ["unknown"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_writes_nothing(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.txt").write_text(TWO_PAPERS, encoding="utf8")
    ended = run(*arguments)
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert [path.name for path in Path().iterdir()] == ["list.txt"]


def test_the_module_is_the_command() -> None:
    asked = [sys.executable, "-m", "kg", "--version"]
    assert subprocess.run(asked, capture_output=True, check=True).stdout == kg("--version").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["papers", "missing"],
        ["stats", "missing"],
        ["view", "missing", "--no-open"],
        ["validate", "missing"],
        ["query", "missing", "ASK {}"],
        ["build", "missing.txt", "-o", "out"],
        ["eval", "missing.jsonl"],
    ],
    ids=" ".join,
)
def test_a_failure_is_one_error_and_ends_with_1(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run(*arguments)
    assert ended.exit_code == 1
    assert ended.stderr.startswith("kg: error: ")
    assert "Traceback" not in ended.output
