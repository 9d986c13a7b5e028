"""The commands for what a built graph gives: files of other formats, the page, valid RDF."""

import os
import subprocess
from pathlib import Path
from typing import IO

import pytest
from paper_list import KG, run

from kg import KnowledgeGraph
from kg.records import Entity, Link, Paper
from kg.storage.build_folder import write_atomically


@pytest.mark.parametrize("format", ["ttl", "nt", "nq", "jsonld", "rdfxml", "graphml", "gexf"])
def test_export_to_a_file_is_what_export_prints(folder: Path, tmp_path: Path, format: str) -> None:
    printed = run("export", folder, "--format", format)
    assert run("export", folder, "--format", format, "-o", tmp_path / "out").exit_code == 0
    assert printed.stdout_bytes == (tmp_path / "out").read_bytes()


def test_export_mixes_no_two_builds(
    papers_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph, load = tmp_path / "graph", KnowledgeGraph.load
    assert run("build", papers_file, "-o", graph, "--base-iri", "http://a.example/").exit_code == 0
    (tmp_path / "later.txt").write_text("A Later Paper\n\nWe propose LATER, which is late.\n")

    def load_before_a_build(folder: Path) -> KnowledgeGraph:
        loaded = load(folder)
        run("build", tmp_path / "later.txt", "-o", graph, "--base-iri", "http://b.example/")
        return loaded

    monkeypatch.setattr(KnowledgeGraph, "load", load_before_a_build)
    exported = run("export", graph, "--format", "nt").stdout
    monkeypatch.undo()
    assert "http://b.example/" in exported
    assert exported == run("export", graph, "--format", "nt").stdout


def test_export_through_a_link_leaves_the_link(folder: Path, tmp_path: Path) -> None:
    link, target = tmp_path / "link.nt", tmp_path / "target.nt"
    link.symlink_to(target)
    assert run("export", folder, "--format", "nt", "-o", link).exit_code == 0
    assert link.is_symlink()
    assert target.stat().st_size


def test_export_names_the_file_that_it_cannot_write(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run("export", folder.resolve(), "--format", "nt", "-o", "missing/graph.nt")
    assert ended.exit_code == 1
    assert "missing/graph.nt" in ended.stderr
    assert "partial" not in ended.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("format", ["nt", "parquet", "neo4j"])
def test_export_to_a_full_disk_names_what_it_cannot_write(
    folder: Path, tmp_path: Path, format: str
) -> None:
    for end, name in [
        ("> /dev/full", "standard output: No space left on device"),
        ("-o /dev/full", "/dev/full: No space left on device"),
        # Python is told that a file grows too large as it is told that the disk is full.
        (f"-o {tmp_path / 'out'}", f"{tmp_path / 'out'}: File too large"),
    ]:
        line = f"ulimit -f 1; {KG} export {folder} --format {format} {end}"
        ended = subprocess.run(["bash", "-c", line], capture_output=True, text=True)
        assert (ended.returncode, ended.stderr) == (1, f"kg: error: {name}\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_command_that_cannot_print_all_names_standard_output(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [KG, "entities", folder], stdout=full, stderr=subprocess.PIPE, text=True
        )
    message = "kg: error: standard output: No space left on device\n"
    assert (ended.returncode, ended.stderr) == (1, message)


def test_two_exports_into_one_file_leave_one_of_them_whole(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "graph.nt"
    graph = run("export", folder, "--format", "nt").stdout_bytes

    def while_another_exports(stream: IO[bytes]) -> None:
        stream.write(b"# last\n")
        stream.flush()
        assert run("export", folder, "--format", "nt", "-o", output).exit_code == 0
        assert output.read_bytes() == graph

    write_atomically(output, while_another_exports)
    assert output.read_bytes() == b"# last\n"
    assert list(tmp_path.iterdir()) == [output]


def test_export_writes_into_a_pipe(folder: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen([KG, "export", folder, "--format", "nt", "-o", pipe]) as process:
        assert pipe.read_bytes() == run("export", folder, "--format", "nt").stdout_bytes
        assert process.wait() == 0


def test_export_keeps_the_base_iri_of_the_build(papers_file: Path, tmp_path: Path) -> None:
    base = "https://example.org/list/"
    run("build", papers_file, "-o", tmp_path, "--base-iri", base)
    assert (
        run("export", tmp_path, "--format", "ttl").stdout_bytes
        == (tmp_path / "graph.ttl").read_bytes()
    )
    assert base in (tmp_path / "graph.ttl").read_text(encoding="utf8")


@pytest.mark.parametrize("options", [[], ["--no-open"]], ids=["usually", "--no-open"])
def test_view_prints_the_page_and_opens_it_unless_told_not_to(
    folder: Path, tmp_path: Path, options: list[str]
) -> None:
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{opened}"\n')
    browser.chmod(0o755)
    page = (folder / "graph.html").resolve()
    ended = subprocess.run(
        [KG, "view", folder, *options],
        env={**os.environ, "BROWSER": f"{browser} %s"},
        capture_output=True,
        text=True,
    )
    assert ended.stdout == f"{page}\n"
    shown = opened.read_text().strip() if opened.exists() else None
    assert shown == (None if options else page.as_uri())


def test_view_writes_a_page_that_begins_at_a_node(folder: Path) -> None:
    ended = run("view", folder, "--focus", "bert", "--depth", 1, "--max-nodes", 4, "--no-open")
    page = Path(ended.stdout.strip())
    assert page.name == "graph.html"
    assert page.parent != folder.resolve()
    assert "<title>" in page.read_text(encoding="utf8")


def test_view_says_that_there_is_no_such_node(folder: Path) -> None:
    ended = run("view", folder, "--focus", "no such thing", "--no-open")
    assert ended.exit_code == 1
    assert "no such thing" in ended.stderr


def test_validate_accepts_what_build_wrote(folder: Path) -> None:
    assert run("validate", folder).exit_code == 0


def test_validate_warns_of_a_link_without_evidence_and_accepts_it(tmp_path: Path) -> None:
    paper, entity = Paper("p", "On BERT"), Entity("method/bert", "BERT", "method", named=True)
    graph = KnowledgeGraph([paper], [entity], [Link("p", "method/bert", "uses", 0.9)])
    graph.to_rdf().serialize(tmp_path / "graph.ttl", "ttl")
    ended = run("validate", tmp_path)
    assert ended.exit_code == 0
    assert ended.stdout.startswith("Warning: ")
    assert ended.stdout.endswith("conforms, with warnings\n")


def test_validate_rejects_a_broken_graph(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text("this is not Turtle", encoding="utf8")
    ended = run("validate", tmp_path)
    assert ended.exit_code == 1
    assert ended.stdout.startswith("Violation: graph.ttl, line 1, column 1: not Turtle")


def test_export_speaks_the_terms_of_linked_papers_with_code(folder: Path) -> None:
    ended = run("export", folder, "--format", "nt", "--vocabulary", "lpwc")
    assert ended.exit_code == 0
    assert "https://linkedpaperswithcode.com/property/usesDataset" in ended.stdout
    assert "w3id.org/paper-kg/ontology" not in ended.stdout


def test_an_unknown_vocabulary_is_wrong_usage(folder: Path) -> None:
    ended = run("export", folder, "--format", "nt", "--vocabulary", "orkg")
    assert ended.exit_code == 2
    assert "kg, lpwc" in ended.stderr
