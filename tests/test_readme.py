"""The README: every command and every piece of Python in it runs as it stands."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[1]
KG = [Path(sys.executable).with_name("kg")]
README = (ROOT / "README.md").read_text(encoding="utf8")
BLOCK = re.compile(r"^```(console|bash|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PROMPTED = re.compile(r"^\$ (.*(?:\\\n.*)*)", re.MULTILINE)
BLOCKS = [(kind, text) for kind, text in BLOCK.findall(README)]
COMMANDS = [line for kind, text in BLOCKS if kind != "python" for line in PROMPTED.findall(text)]
# They need a server, or are one: each has a test of its own.
SERVERS = ("kg serve", "kg push")


def steps() -> list[list[str]]:
    """Everything to run, in the order of the page, for the later parts use what the first made."""
    found = []
    for kind, text in BLOCKS:
        if kind == "python":
            found.append([sys.executable, "-c", text])
        else:
            found += [["bash", "-c", each] for each in PROMPTED.findall(text) if "kg" in each]
    return [step for step in found if not step[-1].startswith(SERVERS)]


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
        # A command that is shown must have something to show.
        assert not ended.stdout.startswith("no "), step[-1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    for _ in range(200):
        try:
            return httpx.get(address).is_success
        except httpx.TransportError:
            time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("readme")
    source = str(ROOT / "examples" / "abstracts.txt")
    subprocess.run([*KG, "build", source, "-o", "papers", "--quiet"], cwd=place, check=True)
    return place


def test_the_server_of_the_page_serves(built: Path) -> None:
    (command,) = (each for each in COMMANDS if each.startswith("kg serve"))
    port = free_port()
    served = subprocess.Popen(
        [*KG, *command.replace("8000", str(port)).split()[1:]],
        cwd=built,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert answers(f"http://127.0.0.1:{port}/health")
    served.terminate()
    served.wait(20)


def test_the_push_of_the_page_fills_a_store(built: Path) -> None:
    (command,) = (each for each in COMMANDS if each.startswith("kg push"))
    port = free_port()
    store = subprocess.Popen(
        [KG[0].with_name("oxigraph"), "serve", "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert answers(f"http://127.0.0.1:{port}")
    pushed = command.replace("localhost:7878", f"127.0.0.1:{port}").split()[1:]
    done = subprocess.run([*KG, *pushed], cwd=built, capture_output=True, text=True, timeout=60)
    store.kill()
    store.wait()
    assert (done.returncode, "bytes sent" in done.stdout) == (0, True), done.stderr


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
