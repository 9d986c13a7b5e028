"""Commands whose standard input, output or error the shell has closed."""

import json
import subprocess
from pathlib import Path

import pytest
from paper_list import KG, TITLES


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", f"{KG} {line}"], cwd=folder, capture_output=True, text=True, timeout=300
    )


def test_a_command_whose_standard_output_is_closed_does_its_work(
    papers_file: Path, tmp_path: Path
) -> None:
    ended = shell(f"build {papers_file} -o unseen >&-", tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert (tmp_path / "unseen" / "report.json").is_file()


def test_notes_do_not_mix_with_results_where_standard_error_is_closed(
    papers_file: Path, tmp_path: Path
) -> None:
    ended = shell(f"extract missing.txt {papers_file} 2>&-", tmp_path)
    assert [json.loads(line)["title"] for line in ended.stdout.splitlines()] == list(TITLES)


def test_a_closed_standard_input_is_named(tmp_path: Path) -> None:
    ended = shell("extract - <&-", tmp_path)
    assert ended.returncode == 1
    assert "standard input is closed" in ended.stderr
    assert "Traceback" not in ended.stderr


FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


@FULL
@pytest.mark.parametrize("asked", ["--version", "--help", "build --help"])
def test_what_an_option_cannot_print_is_one_error(asked: str, tmp_path: Path) -> None:
    ended = shell(f"{asked} > /dev/full", tmp_path)
    message = "kg: error: standard output: No space left on device\n"
    assert (ended.returncode, ended.stderr) == (1, message)


@pytest.mark.parametrize("asked", ["--version", "--help", "build --help"])
def test_an_option_that_prints_into_a_pipe_that_closes_is_silent(
    asked: str, tmp_path: Path
) -> None:
    ended = shell(f'{asked} | true; exit "${{PIPESTATUS[0]}}"', tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")


@FULL
def test_a_message_that_cannot_be_written_does_not_end_the_job(
    papers_file: Path, tmp_path: Path
) -> None:
    ended = shell(f"build missing.txt {papers_file} -o graph 2> /dev/full", tmp_path)
    assert ended.returncode == 0
    assert ended.stdout.startswith("2 papers")


@FULL
def test_an_error_that_cannot_be_written_is_told_by_the_status(tmp_path: Path) -> None:
    assert shell("stats missing 2> /dev/full", tmp_path).returncode == 1
    assert shell("query 2> /dev/full", tmp_path).returncode == 2
