"""Saving a graph whose evidence lies in the folder that it was loaded from."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from kg.build import build_graph
from kg.graph import KnowledgeGraph
from kg.readers import read_papers
from kg.records import Entity, Link, Mention, Paper
from kg.storage import mentions
from kg.storage.mentions import MentionFile
from kg.storage.table_schemas import TABLES
from kg.store import read_table

FIELDS = [field.name for field in fields(Mention)]
EXAMPLE = Path(__file__).parents[1] / "examples" / "abstracts.txt"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    build_graph(read_papers(EXAMPLE)).save(folder)
    return folder


def evidence_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise AssertionError("mentions were read one by one")

    monkeypatch.setattr(MentionFile, "rows", read)


def test_a_loaded_graph_is_saved_with_the_same_bytes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = KnowledgeGraph.load(folder)
    evidence_is_copied(monkeypatch)
    graph.save(tmp_path)
    for path in sorted(folder.iterdir()):
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_evidence_in_parts_is_saved_with_the_bytes_of_evidence_in_one_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parted = tmp_path / "parted"
    shutil.copytree(folder, parted)
    whole = pq.read_table(parted / "mentions.parquet", schema=TABLES["mentions"])
    (parted / "mentions.parquet").unlink()
    (parted / "mentions.parquet").mkdir()
    for number, start in enumerate(range(0, len(whole), 100)):
        part = parted / "mentions.parquet" / f"part-{number:03}.parquet"
        pq.write_table(whole.slice(start, 100), part)
    graph = KnowledgeGraph.load(parted)
    evidence_is_copied(monkeypatch)
    graph.save(tmp_path / "saved")
    saved = (tmp_path / "saved" / "mentions.parquet").read_bytes()
    assert saved == (folder / "mentions.parquet").read_bytes()


def test_evidence_is_saved_under_the_present_id_of_its_entity(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = KnowledgeGraph.load(folder)
    first, *others = graph.entities()
    # "!" stands before all that identifiers are made of: the links keep their order.
    new = f"{first.id}!"
    links = [replace(k, entity=new) if k.entity == first.id else k for k in graph.links]
    evidence_is_copied(monkeypatch)
    KnowledgeGraph(graph.papers, [replace(first, id=new), *others], links).save(tmp_path)
    named = read_table(tmp_path, "mentions")["entity"].to_pylist()
    assert (new in named, first.id in named) == (True, False)


def test_a_part_of_a_graph_is_saved_with_its_own_evidence(folder: Path, tmp_path: Path) -> None:
    graph = KnowledgeGraph.load(folder)
    part = graph.subgraph([paper.id for paper in graph.papers[1:]])
    part.save(tmp_path)
    assert KnowledgeGraph.load(tmp_path).links == part.links
    assert len(read_table(tmp_path, "mentions")) < len(read_table(folder, "mentions"))


def test_evidence_of_two_folders_is_saved_in_one(folder: Path, tmp_path: Path) -> None:
    one, other = KnowledgeGraph.load(folder), KnowledgeGraph.load(folder)
    half = len(one.links) // 2
    links = [*one.links[:half], *other.links[half:]]
    KnowledgeGraph(one.papers, one.entities(), links).save(tmp_path)
    assert KnowledgeGraph.load(tmp_path).links == one.links


def test_evidence_is_copied_while_another_thread_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [
        Mention("a", "abstract", n, n + 1, f"{n}", "method", "uses", 0.9, "model", 0, 80)
        for n in range(20_000)
    ]
    link = Link("a", "method/x", "uses", 0.9, tuple(made))
    KnowledgeGraph([Paper("a", "A")], [Entity("method/x", "X", "method")], [link]).save(tmp_path)
    monkeypatch.setattr(mentions, "MOST_KEPT", 1)
    places = range(0, len(made), 97)
    for _ in range(20):
        file = MentionFile(tmp_path / "mentions.parquet", TABLES["mentions"], FIELDS)
        with ThreadPoolExecutor(2) as threads:
            copied = threads.submit(lambda file: sum(map(len, file.tables())), file)
            read = threads.submit(lambda file: [file.rows(n, n + 1)[0] for n in places], file)
        assert copied.result() == len(made)
        assert read.result() == [made[n] for n in places]
