"""The README: every command and every piece of Python in it runs as it stands."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf8")
BLOCK = re.compile(r"^```(console|bash|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PROMPTED = re.compile(r"^\$ (.*(?:\\\n.*)*)", re.MULTILINE)
BLOCKS = [(kind, text) for kind, text in BLOCK.findall(README)]
COMMANDS = [line for kind, text in BLOCKS if kind != "python" for line in PROMPTED.findall(text)]


def steps() -> list[list[str]]:
    """Everything to run, in the order of the page, for the later parts use what the first made."""
    found = []
    for kind, text in BLOCKS:
        if kind == "python":
            found.append([sys.executable, "-c", text])
        else:
            found += [["bash", "-c", each] for each in PROMPTED.findall(text) if "kg" in each]
    return found


def test_every_command_and_every_python_block_runs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "BROWSER": "true"}
    for step in steps():
        ended = subprocess.run(
            step, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
        )
        assert ended.returncode == 0, f"{step[-1]}\n{ended.stdout}{ended.stderr}"
        assert "Traceback" not in ended.stderr


def test_there_is_something_to_run() -> None:
    assert {"python", "console"} <= {kind for kind, _ in BLOCKS}
    assert len(steps()) > 5


@pytest.mark.parametrize("command", [each for each in COMMANDS if each.startswith("make")])
def test_every_make_target_exists(command: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf8")
    assert re.search(rf"^{re.escape(command.split()[1])}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_kg_or_make(command: str) -> None:
    assert command.split()[0] in {"kg", "make"}


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_every_linked_file_exists(target: str) -> None:
    assert (ROOT / target).exists()
