"""Commands whose standard input, output or error the shell has closed."""

import json
import subprocess
from pathlib import Path

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
