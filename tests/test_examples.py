"""The example list and the scripts beside it: they run as they stand, and show what they say."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.readers import read_papers
from kg.records import Paper, Skipped

EXAMPLES = Path(__file__).parents[1] / "examples"
SCRIPTS = sorted(EXAMPLES.glob("*.py"))


@pytest.fixture(scope="module")
def papers() -> list[Paper]:
    skipped: list[Skipped] = []
    read = list(read_papers(EXAMPLES / "abstracts.txt", skipped=skipped))
    assert not skipped
    return read


def run(script: Path, *arguments: object, folder: Path) -> str:
    """Run a script in a folder of its own."""
    ended = subprocess.run(
        [sys.executable, script, *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf8",
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert not ended.stderr
    return ended.stdout


def test_every_paper_of_the_list_is_whole(papers: list[Paper]) -> None:
    assert len({paper.title for paper in papers}) == len(papers) >= 26
    for paper in papers:
        assert paper.date and len(paper.date) == len("2017-06-12"), paper.title
        assert 80 <= len(paper.abstract.split()) <= 150, paper.title


def test_the_list_has_organisations_and_code(papers: list[Paper]) -> None:
    by_title = {paper.title: paper for paper in papers}
    bert = by_title[
        "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding"
    ]
    assert bert.organisation == "Google"
    assert bert.date == "2018-10-11"
    assert bert.repositories == ("https://github.com/google-research/bert",)


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_runs_anywhere_and_leaves_nothing_behind(script: Path, tmp_path: Path) -> None:
    assert run(script, folder=tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_the_researcher_sees_who_shares_a_benchmark_and_why_to_read_on(tmp_path: Path) -> None:
    shown = run(EXAMPLES / "researcher.py", folder=tmp_path)
    users, after = shown.split("\nWhich benchmarks")
    assert "LLaMA: Open and Efficient Foundation Language Models" in users
    assert "Denoising Diffusion" not in users
    assert "each evaluates on" in after


@pytest.mark.slow
def test_the_researcher_may_bring_her_own_list(tmp_path: Path) -> None:
    titles = ("Masked Words as a Teacher", "Shorter Vectors for Longer Documents")
    own = tmp_path / "own.txt"
    own.write_text(
        f"{titles[0]}\n\nWe fine-tune BERT on the GLUE benchmark and report accuracy. Masked"
        " language modeling goes on while the labels are learned.\n\n"
        f"{titles[1]}\n\nWe compress the vectors of BERT and evaluate them on the GLUE benchmark."
        " Accuracy falls by less than one point.\n",
        encoding="utf8",
    )
    shown = run(EXAMPLES / "researcher.py", own, titles[0], "GLUE", folder=tmp_path)
    assert "2 papers" in shown
    assert titles[1] in shown.partition("What to read after")[2]


@pytest.mark.slow
def test_the_researcher_need_not_say_what_to_ask_of_her_list(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text(
        "Masked Words as a Teacher\n\nWe fine-tune BERT on the GLUE benchmark and report accuracy."
        " Masked language modeling goes on while the labels are learned.\n",
        encoding="utf8",
    )
    shown = run(EXAMPLES / "researcher.py", own, folder=tmp_path)
    assert "What to read after Masked Words as a Teacher" in shown


@pytest.mark.slow
def test_the_semantic_web_script_builds_where_it_is_told(tmp_path: Path) -> None:
    shown = run(EXAMPLES / "semantic_web.py", tmp_path / "made", folder=tmp_path)
    assert shown.startswith("conforms to the shapes\n")
    assert "DeepSeekMath: Pushing the Limits" in shown
    assert (tmp_path / "made" / "graph.ttl").is_file()


@pytest.mark.slow
def test_the_notebook_runs_beside_another_list(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "notebook.py", tmp_path)
    text = (EXAMPLES / "abstracts.txt").read_text(encoding="utf8")
    (tmp_path / "abstracts.txt").write_text(text.replace("Transformer", "Reformer"), "utf8")
    ended = subprocess.run(
        [sys.executable, tmp_path / "notebook.py"], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "no entity is called 'Transformer'" in ended.stderr
