"""Builds on top of earlier ones: what is extracted again, and what a kill or a full disk leaves."""

import json
import resource
import shutil
import signal
import subprocess
import sys
from importlib.resources import files
from itertools import count, islice
from pathlib import Path

import pytest
from paper_list import KG, TWO_PAPERS, kg
from replaced_graphs import replaced_again_and_again
from test_build import FILES, contents

from kg.build import build
from kg.errors import GraphError
from kg.graph import KnowledgeGraph
from kg.incremental import extract_new
from kg.provenance import provenance_of
from kg.readers import read_papers
from kg.records import Paper
from kg.storage.build_folder import NEXT, current_file, open_build_folder, read_whole

THIRD = """Cramming More Words into Fewer Vectors

We train Cram2Vec on WikiText-103 and evaluate it on SuperGLUE, where it comes close to BERT.
"""
EXAMPLE = Path(__file__).parents[1] / "examples" / "abstracts.txt"
TESTS = Path(__file__).parent


@pytest.fixture
def two(tmp_path: Path) -> Path:
    return written(tmp_path / "list.txt", TWO_PAPERS)


def written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf8")
    return file


def own_model(folder: Path) -> Path:
    shutil.copytree(str(files("kg.extract") / "model" / "ner"), folder)
    return folder


def test_an_unchanged_build_does_nothing_and_says_so(two: Path, tmp_path: Path) -> None:
    first = build([two], tmp_path / "graph")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "graph").rglob("*")}
    said: list[str] = []
    again = build([two], tmp_path / "graph", say=said.append)
    assert said == ["nothing is new since the last build; its files are kept"]
    assert (again.counts, again.timings) == (first.counts, first.timings)
    assert (first.extracted, again.extracted) == (2, 0)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "graph").rglob("*")} == before


def test_a_file_that_moved_within_a_folder_is_named_where_it_is(two: Path, tmp_path: Path) -> None:
    before, after = tmp_path / "lists" / "drafts", tmp_path / "lists" / "read"
    before.mkdir(parents=True)
    shutil.copy(two, before)
    build([tmp_path / "lists"], tmp_path / "graph")
    before.rename(after)
    assert build([tmp_path / "lists"], tmp_path / "graph").reused == 2
    papers = KnowledgeGraph.load(tmp_path / "graph").papers
    assert {paper.source and paper.source.file for paper in papers} == {str(after / two.name)}


def test_a_file_called_as_standard_input_does_not_stand_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(Path("-"), TWO_PAPERS)
    assert kg("build", "-", "-o", "graph", stdin=TWO_PAPERS.encode()).returncode == 0
    assert kg("build", "-", "-o", "graph", stdin=THIRD.encode()).returncode == 0
    assert [paper.title for paper in KnowledgeGraph.load("graph").papers] == [THIRD.split("\n")[0]]
    assert provenance_of(Path("graph")).inputs == ()


def test_only_a_new_paper_is_extracted(two: Path, tmp_path: Path) -> None:
    build([two], tmp_path / "grown")
    three = written(two, f"{TWO_PAPERS}\n{THIRD}")
    said: list[str] = []
    report = build([three], tmp_path / "grown", say=said.append)
    assert (report.extracted, report.reused) == (1, 2)
    assert said == ["2 papers are known from an earlier build, 1 are new"]
    build([three], tmp_path / "fresh")
    assert contents(tmp_path / "grown") == contents(tmp_path / "fresh")


def test_papers_that_share_a_new_text_are_all_said_to_be_new(tmp_path: Path) -> None:
    known = Paper("a", "BERT", "We train BERT on BookCorpus.")
    extract_new([known], tmp_path, "pipeline")
    new = [Paper(id, "PPO", "We train PPO on Atari.") for id in ("b", "c")]
    said: list[str] = []
    extract_new([known, *new], tmp_path, "pipeline", say=said.append)
    assert said == ["1 papers are known from an earlier build, 2 are new"]


def test_a_changed_text_is_extracted_again(two: Path, tmp_path: Path) -> None:
    build([two], tmp_path / "graph")
    report = build([written(two, TWO_PAPERS.replace("SQuAD", "MNLI"))], tmp_path / "graph")
    assert (report.extracted, report.reused) == (1, 1)
    graph = KnowledgeGraph.load(tmp_path / "graph")
    assert "SQuAD" not in {entity.name for entity in graph.entities()}


def test_another_option_needs_no_extraction(two: Path, tmp_path: Path) -> None:
    build([two], tmp_path / "graph")
    report = build([two], tmp_path / "graph", base_iri="https://example.org/x/")
    assert (report.extracted, report.reused) == (0, 2)
    turtle = (tmp_path / "graph" / "graph.ttl").read_text(encoding="utf8")
    assert "https://example.org/x/" in turtle


def test_another_model_extracts_all_again_and_says_so(two: Path, tmp_path: Path) -> None:
    build([two], tmp_path / "graph")
    said: list[str] = []
    model = own_model(tmp_path / "model")
    report = build([two], tmp_path / "graph", model=model, say=said.append)
    assert report.extracted == 2
    assert "2 papers are extracted again" in said[0]


def test_new_papers_are_not_said_to_be_extracted_again_by_another_pipeline(
    tmp_path: Path,
) -> None:
    old, new = (Paper(id, name, f"We train {name}.") for id, name in (("a", "BERT"), ("b", "PPO")))
    extract_new([old], tmp_path, "pipeline")
    said: list[str] = []
    extract_new([old, new], tmp_path, "another", say=said.append)
    changed = "the rules, the model or a library of the pipeline changed"
    assert said == [f"{changed}: 1 papers are extracted again"]


def test_a_damaged_shard_is_not_said_to_be_of_another_pipeline(tmp_path: Path) -> None:
    paper = Paper("a", "BERT", "We train BERT.")
    extract_new([paper], tmp_path, "pipeline")
    (shard,) = tmp_path.iterdir()
    shard.write_bytes(b"PAR1 no more")
    said: list[str] = []
    extract_new([paper], tmp_path, "pipeline", say=said.append)
    (told,) = said
    assert told.startswith("1 files with mentions of an earlier build are damaged: 1 papers are")


PLUGIN = """
from kg.readers import Format
from kg.readers.fields import paper_from_fields
from kg.records import Source
from notes_package.words import TITLE


def read(reading):
    yield paper_from_fields({"title": TITLE, "abstract": "We use BERT."}, Source(reading.file, 1))


NOTES = Format("my-notes", "notes", lambda head: head.startswith("MY NOTES"), read)
"""


def install(folder: Path, name: str, version: str, entry_points: str = "") -> None:
    """Put the files that tell of an installed package into a folder."""
    told = folder / f"{name}-{version}.dist-info"
    told.mkdir(parents=True)
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (told / "entry_points.txt").write_text(entry_points)


@pytest.mark.slow
def test_a_reader_of_another_package_that_changed_reads_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, graph = tmp_path / "site", tmp_path / "graph"
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    install(site, "notes_package", "1.0", "[kg.readers]\nmy-notes = notes_package.reader:NOTES\n")
    package = site / "notes_package"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "reader.py").write_text(PLUGIN)
    (tmp_path / "list.txt").write_text("MY NOTES\n")
    for title in ("The First Title", "Another Title"):
        (package / "words.py").write_text(f"TITLE = {title!r}\n")
        assert kg("build", tmp_path / "list.txt", "-o", graph).returncode == 0
        assert [paper.title for paper in KnowledgeGraph.load(graph).papers] == [title]
    again = kg("build", tmp_path / "list.txt", "-o", graph)
    assert b"nothing is new" in again.stderr


@pytest.mark.slow
def test_another_release_of_a_parser_reads_again(
    two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kg("build", two, "-o", tmp_path / "graph")
    install(tmp_path / "site", "ijson", "99.0")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    assert b"nothing is new" not in kg("build", two, "-o", tmp_path / "graph").stderr
    assert b"nothing is new" in kg("build", two, "-o", tmp_path / "graph").stderr


def test_a_build_says_how_many_papers_of_the_earlier_one_it_lacks(tmp_path: Path) -> None:
    titles = [f"The {word} Network of Loops" for word in ("First", "Second", "Third")]
    graph, said = tmp_path / "graph", list[str]()

    def build_of(titles: list[str], **more: str) -> list[str]:
        papers = [{"title": title, "abstract": "We study loops.", **more} for title in titles]
        (tmp_path / "list.json").write_text(json.dumps(papers))
        said.clear()
        build(tmp_path / "list.json", graph, say=said.append)
        return said

    assert build_of(titles) == []
    assert "2 papers of the earlier build are not in this list" in build_of(titles[:1])
    assert not any("earlier build are" in text for text in build_of(titles[:2]))
    assert "1 paper of the earlier build is not in this list" in build_of(titles[1:])


def test_a_paper_by_another_id_is_not_said_to_be_lacking(tmp_path: Path) -> None:
    paper = {"title": "A Network of Loops", "abstract": "We study loops."}
    said: list[str] = []
    for known in ({}, {"doi": "10.1000/loops"}):
        (tmp_path / "list.json").write_text(json.dumps([paper | known]))
        build(tmp_path / "list.json", tmp_path / "graph", say=said.append)
    assert [row.id for row in KnowledgeGraph.load(tmp_path / "graph").papers] == [
        "doi:10.1000/loops"
    ]
    assert not any("earlier build" in text and "list" in text for text in said)


def test_a_damaged_output_is_written_again(two: Path, tmp_path: Path) -> None:
    build([two], tmp_path / "graph")
    whole = (tmp_path / "graph" / "links.parquet").read_bytes()
    (tmp_path / "graph" / "links.parquet").write_bytes(whole[:100])
    report = build([two], tmp_path / "graph")
    assert (report.extracted, report.reused) == (0, 2)
    assert (tmp_path / "graph" / "links.parquet").read_bytes() == whole


def test_a_damaged_shard_is_extracted_again(two: Path, tmp_path: Path) -> None:
    build([two], tmp_path / "graph")
    for shard in (tmp_path / "graph" / ".kg" / "mentions").iterdir():
        shard.write_bytes(b"PAR1 no more")
    (tmp_path / "graph" / "graph.ttl").unlink()
    assert build([two], tmp_path / "graph").extracted == 2


def test_a_shard_in_which_one_bit_was_turned_is_extracted_again(two: Path, tmp_path: Path) -> None:
    build([two], tmp_path / "graph")
    whole = contents(tmp_path / "graph")
    (shard,) = (tmp_path / "graph" / ".kg" / "mentions").iterdir()
    content = shard.read_bytes()
    # The first page of each column, well before the description at the end of the file.
    for place in range(50, len(content) // 2, 100):
        shard.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        (tmp_path / "graph" / "graph.ttl").unlink()
        build([two], tmp_path / "graph")
        assert contents(tmp_path / "graph") == whole


def test_shards_that_no_paper_needs_are_dropped(two: Path, tmp_path: Path) -> None:
    build([two], tmp_path / "graph")
    build([written(tmp_path / "other.txt", THIRD)], tmp_path / "graph")
    assert len(list((tmp_path / "graph" / ".kg" / "mentions").iterdir())) == 1


def test_a_second_build_in_the_same_folder_is_refused(two: Path, tmp_path: Path) -> None:
    with open_build_folder(tmp_path / "graph"):
        refused = kg("build", two, "-o", tmp_path / "graph")
    assert refused.returncode == 1
    assert b"another build is writing into it" in refused.stderr
    assert kg("build", two, "-o", tmp_path / "graph").returncode == 0


def test_a_move_that_was_cut_short_is_read_whole_and_finished(two: Path, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    build([two], folder)
    expected = contents(folder)
    (folder / NEXT).mkdir()
    for name in ("links.parquet", "graph.ttl", "papers.parquet"):
        (folder / name).rename(folder / NEXT / name)
    assert current_file(folder, "links.parquet").parent == folder / NEXT
    assert len(KnowledgeGraph.load(folder).papers) == 2
    with open_build_folder(folder):
        assert contents(folder) == expected


@pytest.mark.slow
def test_a_build_killed_before_its_files_were_moved_does_not_pass_for_the_one_before(
    two: Path, tmp_path: Path
) -> None:
    other = written(tmp_path / "other.txt", THIRD)
    folder = tmp_path / "graph"
    first = build([two], folder)
    expected = contents(folder)
    killed = subprocess.run(
        [sys.executable, TESTS / "interrupted_builds.py", other, folder], check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert len(KnowledgeGraph.load(folder).papers) == 1
    again = build([two], folder)
    assert (again.inputs, again.counts) == (first.inputs, first.counts)
    assert contents(folder) == expected
    assert not (folder / NEXT).exists()


def test_a_graph_is_read_whole_while_others_take_its_place(tmp_path: Path) -> None:
    sizes = (2, 3)
    papers = [Paper(str(number), f"Paper {number}") for number in range(max(sizes))]
    saved = [tmp_path / str(size) for size in sizes]
    for size, folder in zip(sizes, saved, strict=True):
        KnowledgeGraph(papers[:size], [], []).save(folder)
    with replaced_again_and_again(tmp_path / "graph", saved) as readings:
        loaded = [KnowledgeGraph.load(tmp_path / "graph") for _ in readings]
    assert {len(graph.papers) for graph in loaded} == set(sizes)


def test_a_graph_that_is_never_at_rest_is_not_read(tmp_path: Path) -> None:
    fingerprints = count()

    def read_while_it_is_replaced() -> None:
        with held.replacing(str(next(fingerprints))):
            pass

    with (
        open_build_folder(tmp_path) as held,
        pytest.raises(GraphError, match="builds replace this graph faster than it is read"),
    ):
        read_whole(tmp_path, read_while_it_is_replaced)


def test_a_graph_is_not_saved_over_that_of_a_build(two: Path, tmp_path: Path) -> None:
    build([two], tmp_path / "graph")
    with pytest.raises(GraphError, match="save into another folder"):
        KnowledgeGraph([], [], []).save(tmp_path / "graph")
    assert len(KnowledgeGraph.load(tmp_path / "graph").papers) == 2


def test_a_disk_that_fills_leaves_the_graph_that_was_there(two: Path, tmp_path: Path) -> None:
    build([two], tmp_path / "graph")
    before = contents(tmp_path / "graph")
    three = written(tmp_path / "three.txt", f"{TWO_PAPERS}\n{THIRD}")

    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    failed = subprocess.run(
        [KG, "build", three, "-o", tmp_path / "graph"],
        capture_output=True, check=False, preexec_fn=small_files_only,
    )  # fmt: skip
    assert failed.returncode == 1
    assert b"cannot be written: File too large" in failed.stderr
    assert b"Traceback" not in failed.stderr
    assert contents(tmp_path / "graph") == before
    assert build([three], tmp_path / "graph").reused == 3


def test_a_folder_that_cannot_be_made_is_named(two: Path) -> None:
    with pytest.raises(GraphError, match=r"list\.txt/graph: cannot be written: Not a directory$"):
        build([two], two / "graph")


def test_a_folder_in_the_place_of_a_file_is_named_and_the_graph_stays_as_it_is(
    two: Path, tmp_path: Path
) -> None:
    graph = tmp_path / "graph"
    build([two], graph)
    before = contents(graph)
    page = graph / "graph.html"
    page.unlink()
    page.mkdir()
    three = written(tmp_path / "three.txt", f"{TWO_PAPERS}\n{THIRD}")
    with pytest.raises(GraphError, match=r"graph\.html: is a folder, where a file of the graph"):
        build([three], graph)
    assert len(KnowledgeGraph.load(graph).papers) == 2
    page.rmdir()
    build([two], graph)
    assert contents(graph) == before


def test_a_file_that_cannot_be_moved_is_named_and_the_new_graph_is_read(
    two: Path, tmp_path: Path
) -> None:
    graph = tmp_path / "graph"
    build([two], graph)
    expected = contents(graph)
    (graph / NEXT).mkdir()
    for name in ("graph.ttl", "links.parquet"):
        (graph / name).rename(graph / NEXT / name)
    (graph / "links.parquet").mkdir()
    with pytest.raises(GraphError, match=r"links\.parquet: cannot be replaced: Is a directory"):
        build([two], graph)
    assert len(KnowledgeGraph.load(graph).links) > 0
    (graph / "links.parquet").rmdir()
    build([two], graph)
    assert contents(graph) == expected


@pytest.mark.slow
def test_a_build_killed_at_any_moment_and_run_again_ends_with_the_same_bytes(
    tmp_path: Path,
) -> None:
    papers = [{"id": p.id, "abstract": p.abstract} for p in islice(read_papers(EXAMPLE), 10)]
    listed = written(tmp_path / "list.jsonl", "\n".join(map(json.dumps, papers)))
    subprocess.run(
        [sys.executable, TESTS / "interrupted_builds.py", listed, tmp_path, "20"],
        check=True,
        timeout=300,
    )
    expected = contents(tmp_path / "undisturbed")
    assert set(expected) == FILES
    killed = sorted(tmp_path.glob("killed-*"))
    assert len(killed) == 20
    for folder in killed:
        assert contents(folder) == expected
        assert not list(folder.rglob("*partial*"))
