"""The benchmarks of single steps run: without a clock, since how fast they are is no test."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]


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
