"""A build: what it writes, that it writes the same again, and what it does with bad records."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from paper_list import KG, TWO_PAPERS, kg
from pyarrow import parquet

from kg.build import build, build_graph, extract_entities
from kg.errors import ArgumentError, InputError, KgError
from kg.extract import extract_mentions
from kg.graph import KnowledgeGraph
from kg.iris import DEFAULT_BASE_IRI
from kg.querying.store import open_store
from kg.readers import read_papers
from kg.records import Paper, Skipped, Source

FILES = {
    "papers.parquet",
    "mentions.parquet",
    "entities.parquet",
    "links.parquet",
    "merges.parquet",
    "relations.parquet",
    "overrides.parquet",
    "graph.ttl",
    "graph.html",
    "report.json",
}


def contents(folder: Path) -> dict[str, bytes]:
    """Bytes of each file, without the timings of the report."""
    found = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    report = json.loads(found["report.json"])
    del report["timings"]
    return {**found, "report.json": json.dumps(report).encode()}


def test_a_build_writes_its_files_and_a_hidden_folder(papers_file: Path, tmp_path: Path) -> None:
    build([papers_file], tmp_path / "deep" / "graph")
    assert {path.name for path in (tmp_path / "deep" / "graph").iterdir()} == FILES | {".kg"}
    assert [path.name for path in tmp_path.iterdir()] == ["deep"]


def test_the_same_papers_give_the_same_bytes(papers_file: Path, tmp_path: Path) -> None:
    build([papers_file], tmp_path / "a")
    build([papers_file], tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_the_number_of_workers_changes_no_byte(papers_file: Path, tmp_path: Path) -> None:
    assert kg("build", papers_file, "-o", tmp_path / "one", "--workers", 1).returncode == 0
    assert kg("build", papers_file, "-o", tmp_path / "two", "--workers", 2).returncode == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_building_over_an_older_graph_replaces_it(papers_file: Path, tmp_path: Path) -> None:
    build([papers_file], tmp_path / "fresh")
    other = tmp_path / "other.txt"
    other.write_text(TWO_PAPERS.partition("\n\nTraining")[0], encoding="utf8")
    build([other], tmp_path / "again")
    build([papers_file], tmp_path / "again")
    assert contents(tmp_path / "again") == contents(tmp_path / "fresh")


def test_the_graph_that_was_written_is_read_back(papers_file: Path, tmp_path: Path) -> None:
    report = build([papers_file], tmp_path)
    graph = KnowledgeGraph.load(tmp_path)
    assert graph.stats().items() <= report.counts.items()
    assert graph.links == build_graph(read_papers(papers_file)).links


def test_the_rdf_names_the_inputs_by_hash_and_the_model(papers_file: Path, tmp_path: Path) -> None:
    build([papers_file], tmp_path)
    digest = hashlib.sha256(papers_file.read_bytes()).hexdigest()
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf8"))
    assert report["hashes"] == [{"name": papers_file.name, "sha256": digest}]
    turtle = (tmp_path / "graph.ttl").read_text(encoding="utf8")
    assert digest in turtle
    assert report["model"] in turtle


def test_the_report_tells_counts_versions_timings_and_base(
    papers_file: Path, tmp_path: Path
) -> None:
    build([papers_file], tmp_path)
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf8"))
    assert set(report) == {
        *("inputs", "base_iri", "counts", "timings", "versions"),
        *("skipped", "notes", "duplicates", "overrides", "hashes", "model"),
    }
    assert report["base_iri"] == DEFAULT_BASE_IRI
    assert report["counts"]["papers"] == 2
    assert {"paper-kg", "python", "spacy"} <= set(report["versions"])


def test_a_record_read_twice_is_one_paper(papers_file: Path, tmp_path: Path) -> None:
    report = build([papers_file, papers_file], tmp_path)
    assert (report.counts["papers"], report.counts["duplicates"]) == (2, 2)


def test_a_bad_file_beside_a_good_one_is_skipped(papers_file: Path, tmp_path: Path) -> None:
    report = build([tmp_path / "missing.txt", papers_file], tmp_path / "graph")
    (skipped,) = report.skipped
    assert (skipped.file, skipped.reason) == (str(tmp_path / "missing.txt"), "no such file")
    assert report.counts["papers"] == 2


def test_a_column_that_is_missing_is_named_with_its_line(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("name,text\nA,B\n")
    message = f"\n  {table}, line 1: has no column 'heading' for the field title"
    with pytest.raises(InputError, match=re.escape(message)):
        build([table], tmp_path / "out", columns={"title": "heading"})


def test_with_no_paper_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no paper could be read"):
        build([tmp_path / "missing.txt"], tmp_path / "graph")
    assert list(tmp_path.iterdir()) == []


def test_of_many_reasons_why_no_paper_could_be_read_the_first_are_told(tmp_path: Path) -> None:
    (tmp_path / "list.jsonl").write_text("{bad\n" * 1000)
    with pytest.raises(InputError) as told:
        build([tmp_path / "list.jsonl"], tmp_path / "graph")
    assert "line 10: not JSON" in str(told.value)
    assert str(told.value).endswith("\n  and 990 more")


def test_a_bad_base_iri_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="base IRI"):
        build([tmp_path / "missing.txt"], tmp_path, base_iri="not an iri")


def test_watch_sees_every_paper_on_its_way_to_extraction(papers_file: Path) -> None:
    seen = []
    graph = build_graph(
        read_papers(papers_file), watch=lambda papers: (seen.append(p.id) or p for p in papers)
    )
    assert seen == [paper.id for paper in graph.papers]


def test_extraction_names_an_entity_alike_in_all_papers(papers_file: Path) -> None:
    papers = list(read_papers(papers_file))
    names = [{e["name"] for e in row["entities"]} for row in extract_entities(papers)]
    assert "BERT" in names[0] & names[1]


def test_a_least_score_leaves_out_what_is_doubtful(papers_file: Path, tmp_path: Path) -> None:
    build([papers_file], tmp_path / "all")
    build([papers_file], tmp_path / "sure", min_score=0.8)
    links = KnowledgeGraph.load(tmp_path / "all").links
    kept = KnowledgeGraph.load(tmp_path / "sure").links
    assert 0 < len(kept) < len(links)
    assert min(mention.score for link in kept for mention in link.mentions) >= 0.8
    assert {link.entity for link in links if link.score >= 0.9} <= {link.entity for link in kept}


def test_a_build_does_not_read_what_an_earlier_one_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.txt").write_text(TWO_PAPERS, encoding="utf8")
    for output in ("graph", ".", "graph"):
        assert build(["."], output).counts["papers"] == 2


def test_a_graph_that_was_saved_beside_a_list_is_not_read(
    papers_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "list.txt").write_text(TWO_PAPERS, encoding="utf8")
    build_graph(read_papers(papers_file)).save(tmp_path / "saved")
    build_graph(read_papers(papers_file)).save(tmp_path)
    skipped: list[Skipped] = []
    assert len(list(read_papers(tmp_path, skipped=skipped))) == 2
    assert {item.reason for item in skipped} == {"belongs to a graph"}


@pytest.mark.parametrize("pattern", ["*", "**/*"])
def test_a_pattern_does_not_read_a_graph_either(
    pattern: str, papers_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "list.txt").write_text(TWO_PAPERS, encoding="utf8")
    build_graph(read_papers(papers_file)).save(tmp_path)
    skipped: list[Skipped] = []
    assert len(list(read_papers(tmp_path / pattern, skipped=skipped))) == 2
    assert {item.reason for item in skipped} == {"belongs to a graph"}


def test_two_records_of_a_paper_may_have_a_date_that_is_none() -> None:
    record = Paper("a", "On the Counting of Quokkas", "We count.", ("Ann Lee",), date="n.d.")
    assert len(build_graph([record, record]).papers) == 1


def test_a_table_of_papers_called_as_that_of_a_graph_is_read(
    papers_file: Path, tmp_path: Path
) -> None:
    build_graph(read_papers(papers_file)).save(tmp_path)
    table = pa.table({"title": ["A"], "abstract": ["We parse."]})
    parquet.write_table(table, tmp_path / "papers.parquet")
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "more.txt").write_text(TWO_PAPERS, encoding="utf8")
    files = {Path(str(paper.source and paper.source.file)).name for paper in read_papers(tmp_path)}
    assert {"papers.parquet", "more.txt"} <= files


def test_a_store_that_a_query_made_does_not_change_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.txt").write_text(TWO_PAPERS, encoding="utf8")
    first = build(["."], "exports")
    open_store("exports")
    assert Path("exports/store").is_dir()
    said: list[str] = []
    second = build(["."], "exports", say=said.append)
    assert said == ["nothing is new since the last build; its files are kept"]
    assert second.hashes == first.hashes


def test_a_file_name_that_is_not_unicode_is_told_by_its_bytes(tmp_path: Path) -> None:
    file = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(file)).write_text(TWO_PAPERS, encoding="utf8")
    except OSError:
        pytest.skip("the file system takes Unicode names alone")
    report = build([os.fsdecode(file)], tmp_path / "graph")
    assert report.counts["papers"] == 2
    sources = {paper.source for paper in KnowledgeGraph.load(tmp_path / "graph").papers}
    assert {source.file for source in sources if source} == {f"{tmp_path}/caf\\udce9.txt"}


def test_a_build_reads_a_pipe(tmp_path: Path) -> None:
    command = f"{KG} build <(cat list.txt) -o graph --quiet"
    (tmp_path / "list.txt").write_text(TWO_PAPERS, encoding="utf8")
    for _ in range(2):
        ended = subprocess.run(["bash", "-c", command], cwd=tmp_path, check=False)
        assert ended.returncode == 0
    assert len(KnowledgeGraph.load(tmp_path / "graph").papers) == 2


def test_a_paper_whose_id_is_that_of_an_entity_is_another_node(tmp_path: Path) -> None:
    text = "We present BERT, an encoder. BERT improves the results on the GLUE benchmark."
    papers = [{"id": id, "title": f"A {id}", "abstract": text} for id in ("method/bert", "b", "c")]
    (tmp_path / "list.jsonl").write_text("\n".join(map(json.dumps, papers)))
    build([tmp_path / "list.jsonl"], tmp_path / "graph")
    graph = KnowledgeGraph.load(tmp_path / "graph")
    assert {paper.id for paper in graph.papers} == {"id:method/bert", "b", "c"}
    assert len(graph.papers_with("BERT")) == 3


def test_one_file_may_be_given_alone(papers_file: Path, tmp_path: Path) -> None:
    assert build(str(papers_file), tmp_path / "name").counts["papers"] == 2
    assert build(papers_file, tmp_path / "path").counts["papers"] == 2


@pytest.mark.parametrize(
    ("inputs", "given"),
    [
        ("", {}),
        (["list.txt", ""], {}),
        ("list.txt", {"output": ""}),
        ("list.txt", {"workers": 0}),
        ("list.txt", {"min_score": 50}),
        ("list.txt", {"min_score": float("nan")}),
    ],
)
def test_a_build_refuses_what_makes_no_sense_and_writes_nothing(
    inputs: str, given: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.txt").write_text(TWO_PAPERS, encoding="utf8")
    with pytest.raises(ArgumentError):
        build(inputs, **{"output": "graph", **given})
    assert [path.name for path in Path().iterdir()] == ["list.txt"]


def test_a_number_of_workers_below_one_is_refused() -> None:
    papers = [Paper("a", "BERT", "We train BERT on BookCorpus.")]
    for extract in (extract_mentions, extract_entities):
        with pytest.raises(ArgumentError, match="workers=-1: expected a number from 1"):
            list(extract(papers, workers=-1))
    with pytest.raises(ArgumentError, match="workers=0"):
        build_graph(papers, workers=0)


def test_a_score_that_no_mention_has_is_refused() -> None:
    with pytest.raises(ArgumentError, match="min_score=50: expected a number from 0 to 1"):
        build_graph([], min_score=50)


@pytest.mark.slow
def test_a_script_without_a_guard_is_told_of_it(papers_file: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"import kg\nkg.build({str(papers_file)!r}, 'graph', workers=2)\n")
    ended = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 1
    said = ended.stderr.splitlines()[-1]
    assert said.startswith("kg.errors.KgError: a worker process ended before it began (status 1)")
    assert '`if __name__ == "__main__":`' in said
    assert "another build" not in ended.stderr


@pytest.mark.slow
def test_a_script_without_a_guard_builds_in_one_process(tmp_path: Path) -> None:
    text = json.dumps({"title": "BERT", "abstract": "We train BERT on BookCorpus."})
    (tmp_path / "long.jsonl").write_text(
        "".join(text.replace("BERT", f"BERT-{number}") + "\n" for number in range(400))
    )
    script = tmp_path / "script.py"
    script.write_text("import kg\nkg.build('long.jsonl', 'graph')\n")
    ended = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, timeout=300)
    assert ended.returncode == 0, ended.stderr


def test_a_paper_made_with_half_a_character_is_read_and_saved(tmp_path: Path) -> None:
    half = "\ud83d"
    paper = Paper(
        half, f"BERT {half}", f"{half} We train BERT on SQuAD.", (f"Ada {half}",), url=half
    )
    graph = build_graph([paper])
    (squad,) = graph.links_of(graph.entity("SQuAD").id)
    (mention,) = squad.mentions
    assert paper.abstract[mention.start : mention.end] == "SQuAD"
    graph.save(tmp_path)
    (read,) = KnowledgeGraph.load(tmp_path).papers
    assert (read.title, read.authors) == ("BERT \ufffd", ("Ada \ufffd",))


@pytest.mark.parametrize("asked", [build_graph, lambda papers: list(extract_mentions(papers))])
def test_the_name_of_a_file_is_not_taken_for_papers(asked: Callable[[Any], object]) -> None:
    with pytest.raises(ArgumentError, match=r"kg\.read_papers\('list\.txt'\)"):
        asked("list.txt")
    with pytest.raises(ArgumentError, match="put a single one into a list"):
        asked(Paper("p", "A Title"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"id": "a", "abstract": "We use BERT."}, "not a dict"),
        ("We use BERT.", "not a str"),
        (Paper("a", abstract=None), "paper 'a': abstract=None: expected str"),  # type: ignore[arg-type]
        (Paper("a", year=2024.0), "paper 'a': year=2024.0: expected int from 1 to 9999 or None"),  # type: ignore[arg-type]
        (Paper("a", year=True), "year=True: expected int"),
        (Paper("a", year=20241), "year=20241: expected int from 1"),
        (Paper("a", authors=("Ann", None)), "expected tuple of str"),  # type: ignore[arg-type]
        (Paper("a", extra={"votes": 3}), "expected mapping of str to str"),  # type: ignore[dict-item]
        (Paper("a", source="list.txt"), "expected kg.records.Source or None"),  # type: ignore[arg-type]
        (Paper("a", source=Source("x", 1.0)), "expected kg.records.Source"),  # type: ignore[arg-type]
        (Paper("a", authors="Ann Lee"), "authors='Ann Lee': expected tuple"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_paper_is_refused_before_its_text_is_read(given: Paper, said: str) -> None:
    with pytest.raises(ArgumentError, match=said):
        build_graph([given])
    with pytest.raises(ArgumentError, match=said):
        list(extract_mentions([given]))


def test_a_folder_whose_name_is_not_utf8_is_refused_before_anything_is_read(
    tmp_path: Path,
) -> None:
    for read_or_write in (
        lambda folder: build(["no such list.txt"], folder),
        KnowledgeGraph.load,
    ):
        with pytest.raises(KgError, match="not UTF-8"):
            read_or_write(tmp_path / "caf\udce9")
