"""The training from end to end, on a corpus made for it: small, but nothing is left out."""

import gzip
import json
import shutil
from itertools import cycle, islice
from pathlib import Path

import pytest
import spacy

from kg import train as training
from kg.errors import InputError
from kg.extract.calibration import read_calibration
from kg.extract.pipeline import assemble, mentions_of
from kg.extract.role_network import NETWORK_FILES, read_network
from kg.extract.scorer import read_classifier
from kg.extract.text import paper_text
from kg.records import ENTITY_TYPES, ROLES, Paper
from kg.train import LEARNT_FILES, Schedule, train
from kg.training import roles
from kg.training.role_network import Lesson

pytest.importorskip("floret", reason="needs the extra paper-kg[train]")
pytest.importorskip("sklearn", reason="needs the extra paper-kg[train]")
pytest.importorskip("torch", reason="needs the extra paper-kg[train]")

CONFIG = Path(__file__).parents[1] / "training" / "configs" / "ner.cfg"
METHODS = ("ZebraNet", "QuokkaFormer", "LlamaMix", "OtterRank")
DATASETS = ("PondQA", "MeadowSet", "RiverBank-5k")
GROUPS = ("Acme", "Umbrella")
TASKS = ("leaf counting", "bird tagging")


def abstract(number: int) -> dict[str, object]:
    method, dataset, task = (
        next(islice(cycle(names), number, None)) for names in (METHODS, DATASETS, TASKS)
    )
    text = (
        f"We propose {method}, a neural network for {task}. It is trained on the {dataset} dataset"
        f" and compared with earlier networks. {method} is better on {dataset} by a wide margin."
        f" The code was written in Oslo by the {GROUPS[number % 2]} Group and is on GitHub."
    )
    return {"id": f"p{number}", "title": f"{method} for {task}", "abstract": text, "year": 2024}


def annotation(number: int) -> dict[str, object]:
    row = abstract(number)
    method, _, task = str(row["title"]).partition(" for ")
    dataset = str(row["abstract"]).partition("trained on the ")[2].split()[0]
    named = (
        (method, "method", "proposes", True),
        (dataset, "dataset", "evaluates_on", True),
        (task, "task", "studies", False),
    )
    entities = [
        {"name": name, "type": kind, "named": known, "role": role, "mentions": [name]}
        for name, kind, role, known in named
    ]
    return {"id": row["id"], "entities": entities}


def lines(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpora")
    (folder / "gold").mkdir()
    (folder / "abstracts").mkdir()
    (folder / "annotations").mkdir()
    for part, numbers in (("train", range(100, 140)), ("dev", range(16, 22))):
        texts = folder / "gold" / f"{part}_abstracts.jsonl"
        texts.write_text(lines([abstract(i) for i in numbers]))
        (folder / "gold" / f"{part}.jsonl").write_text(lines([annotation(i) for i in numbers]))
    for name, numbers in (("recent", range(30, 60)), ("abstracts", range(60, 90))):
        with gzip.open(folder / "abstracts" / f"{name}.jsonl.gz", "wt") as stream:
            stream.write(lines([abstract(i) for i in numbers]))
    (folder / "annotations" / "own.jsonl").write_text(lines([annotation(i) for i in (60, 61)]))
    return folder


def train_small(corpora: Path, output: Path, workers: int) -> None:
    """Train a model in little time, with the intermediate models in a folder beside it."""
    with pytest.MonkeyPatch.context() as small:
        small.setattr(training, "WORK", output.parent / "work")
        small.setattr(training, "OWN_ANNOTATIONS", corpora / "annotations")
        small.setattr(training, "FOLDS", 2)
        small.setattr(training, "LAST_SEEDS", (1,))
        small.setattr(training, "SILVER_ROUNDS", (20,))
        small.setattr(training, "FIRST_ROUND", Schedule(6, 0.005))
        small.setattr(training, "ON_SILVER", Schedule(1, 0.001))
        small.setattr(training, "FINE_TUNING", Schedule(2, 0.0005))
        small.setattr(roles, "TEACHERS", 2)
        small.setattr(roles, "OF_TEACHERS", Lesson(3, 0.01, 0.1))
        small.setattr(roles, "OF_LEARNER", Lesson(3, 0.01, 0.1))
        train(corpora, CONFIG, output, workers=workers)


@pytest.fixture(scope="module")
def model(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("training") / "small"
    train_small(corpora, output, workers=1)
    return output


def written_at(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("made-from.txt")}


@pytest.mark.slow
def test_a_training_gives_all_that_a_pipeline_needs(model: Path) -> None:
    assert {path.name for path in model.iterdir()} == {*LEARNT_FILES, "ner"}
    assert set(read_classifier(model / "mentions.tsv").labels) <= {*ENTITY_TYPES, "none"}
    network = read_network(*(model / name for name in NETWORK_FILES))
    assert network.arrays["output"].shape[1] == len(ROLES)
    assert read_calibration(model / "calibration.tsv").slope > 0


@pytest.mark.slow
def test_the_pipeline_finds_what_it_was_taught_in_an_unseen_paper(model: Path) -> None:
    nlp = assemble(spacy.load(model / "ner"), model)
    row = abstract(25)
    paper = Paper("new", str(row["title"]), str(row["abstract"]))
    found = {(m.text, m.type) for m in mentions_of(paper, nlp(paper_text(paper)))}
    assert {("QuokkaFormer", "method"), ("MeadowSet", "dataset")} <= found


def test_a_training_without_our_annotations_is_refused(
    corpora: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="training/annotations: holds no annotation of a text in"):
        train(corpora, CONFIG, tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_a_training_with_an_unknown_teacher_is_refused_before_it_begins(
    corpora: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="corpora/nobody: no such corpus to learn from"):
        train(corpora, CONFIG, tmp_path / "model", ["nobody"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_trained_model_holds_no_word_of_its_texts(model: Path) -> None:
    strings = json.loads((model / "ner" / "vocab" / "strings.json").read_text())
    assert not {"QuokkaFormer", "margin", "PondQA"} & set(strings)
    assert not any(spacy.load(model / "ner").config["paths"].values())


@pytest.mark.slow
def test_a_training_repeats_only_the_stages_that_it_has_not_done(
    corpora: Path, model: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    shutil.copytree(model.parent, again)
    before = written_at(again)
    lost = again / "work" / model.name / "round1" / "fold0" / "made-from.txt"
    lost.unlink()
    train_small(corpora, again / model.name, workers=2)
    assert {path for path, time in written_at(again).items() if time != before[path]} == {lost}
    for name in LEARNT_FILES:
        assert (again / model.name / name).read_bytes() == (model / name).read_bytes()
