"""The commands that read papers: what they print, where, and how they end."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from paper_list import KG, TITLES, kg, run

ROW_KEYS = {"name", "type", "role", "named", "score", "mentions"}


def test_extract_prints_a_json_object_a_paper_in_the_order_read(papers_file: Path) -> None:
    printed = [json.loads(line) for line in run("extract", papers_file).stdout.splitlines()]
    assert [row["title"] for row in printed] == list(TITLES)
    assert all(set(row) == {"id", "title", "entities"} for row in printed)
    assert {frozenset(entity) for row in printed for entity in row["entities"]} == {
        frozenset(ROW_KEYS)
    }
    assert "GSM8K" in {entity["name"] for entity in printed[1]["entities"]}


def test_extract_offsets_cut_the_mention_out_of_the_text() -> None:
    title, abstract = "Ünïcode 😀 and BERT", "We fine-tune BERT 😀 on the SQuAD dataset. " * 2
    record = json.dumps({"id": "u1", "title": title, "abstract": abstract.strip()})
    ended = kg("extract", "-", stdin=record.encode())
    (row,) = map(json.loads, ended.stdout.decode("utf8").splitlines())
    found = [mention for entity in row["entities"] for mention in entity["mentions"]]
    assert found
    texts = {"title": title, "abstract": abstract}
    assert [m["text"] for m in found] == [texts[m["field"]][m["start"] : m["end"]] for m in found]


def test_build_counts_one_of_a_thing_as_one(tmp_path: Path) -> None:
    papers = json.dumps([{"title": "A Network of Loops", "abstract": "We study BERT."}] * 2)
    ended = kg("build", "-", "-o", tmp_path / "graph", stdin=papers.encode())
    assert ended.stdout.startswith(b"1 paper, ")
    assert b"(0 records skipped, 1 duplicate joined)" in ended.stdout


def test_extract_sorts_entities_by_first_mention(papers_file: Path) -> None:
    for line in run("extract", papers_file).stdout.splitlines():
        firsts = [
            (m["field"] == "abstract", m["start"])
            for m in (entity["mentions"][0] for entity in json.loads(line)["entities"])
        ]
        assert len(firsts) > 1
        assert firsts == sorted(firsts)


def test_extract_prints_a_line_for_a_paper_without_entities() -> None:
    text = "It was a quiet morning and nobody in the village had anything to say about it at all."
    ended = kg("extract", "-", stdin=json.dumps({"id": "q", "abstract": text}).encode())
    (row,) = map(json.loads, ended.stdout.splitlines())
    assert row["entities"] == []


def test_extract_writes_utf8_whatever_the_locale() -> None:
    record = json.dumps({"id": "é", "title": "Über BERT", "abstract": "BERT reads text. " * 4})
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    ended = subprocess.run(
        [KG, "extract", "-"], input=record.encode(), capture_output=True, env=environment
    )
    assert "Über BERT" in ended.stdout.decode("utf8")


def test_extract_takes_columns_by_the_names_that_map_gives(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("Heading,Body\nOn BERT,We train BERT on BookCorpus.\n", encoding="utf8")
    ended = run("extract", table, "--map", "title=Heading,abstract=Body")
    assert ended.exit_code == 0, ended.output
    row = json.loads(ended.stdout)
    assert row["title"] == "On BERT"
    assert "BookCorpus" in {entity["name"] for entity in row["entities"]}


def test_extract_leaves_out_what_scores_below_the_least(papers_file: Path) -> None:
    def scores(least: float) -> list[float]:
        printed = run("extract", papers_file, "--min-score", least).stdout.splitlines()
        return [entity["score"] for line in printed for entity in json.loads(line)["entities"]]

    sure = [score for score in scores(0) if score >= 0.95]
    assert scores(0.95) == sure
    assert 0 < len(sure) < len(scores(0))


def test_extract_into_a_pipe_that_closes_is_silent(papers_file: Path) -> None:
    command = f"set -o pipefail; '{KG}' extract --quiet '{papers_file}' | true"
    ended = subprocess.run(["bash", "-c", command], capture_output=True)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_folder_that_is_no_pipeline_is_named(papers_file: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").symlink_to(tmp_path / "nothing")
    ended = run("build", papers_file, "-o", tmp_path / "graph", "--model", tmp_path)
    assert ended.exit_code == 1
    assert ended.stderr == f"kg: error: {tmp_path}: no spaCy pipeline of this name or path\n"


def test_format_may_stand_before_and_after_the_inputs(papers_file: Path) -> None:
    before = run("extract", "--format", "text", papers_file)
    after = run("extract", papers_file, "--format", "text")
    assert before.exit_code == 0
    assert before.stdout == after.stdout


def test_build_says_what_was_read_and_where_to_look(papers_file: Path, tmp_path: Path) -> None:
    ended = run("build", papers_file, "-o", tmp_path / "g")
    assert ended.exit_code == 0
    assert ended.stdout.startswith("2 papers, ")
    assert str(tmp_path / "g" / "graph.html") in ended.stdout


def test_build_names_file_place_and_reason_of_what_it_skipped(tmp_path: Path) -> None:
    file = tmp_path / "list.jsonl"
    good = json.dumps({"id": "a", "title": "BERT", "abstract": "We train BERT on BookCorpus. " * 3})
    file.write_text(f"{good}\nnot json\n", encoding="utf8")
    ended = run("build", file, "-o", tmp_path / "g")
    assert ended.exit_code == 0
    assert f"{file}, line 2: not JSON: Expecting value at character 1" in ended.stderr


def test_build_says_how_many_papers_have_no_abstract(papers_file: Path, tmp_path: Path) -> None:
    titles = tmp_path / "titles.csv"
    titles.write_text("title,year\nA Study of Roots,2020\n", encoding="utf8")
    ended = run("build", papers_file, titles, "-o", tmp_path / "g")
    assert "no abstract in 1 of 3 papers; only their titles were read" in ended.stderr
    assert "abstract" not in run("build", papers_file, "-o", tmp_path / "h").stderr


def test_build_quiet_prints_nothing(papers_file: Path, tmp_path: Path) -> None:
    ended = run("build", papers_file, "-o", tmp_path / "g", "--quiet")
    assert (ended.exit_code, ended.output) == (0, "")


def test_progress_bars_are_for_terminals_alone(papers_file: Path, tmp_path: Path) -> None:
    assert kg("build", papers_file, "-o", tmp_path / "g").stderr == b""


def test_engine_spark_without_pyspark_names_the_extra(
    papers_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import kg.spark.session

    monkeypatch.setattr(kg.spark.session, "find_spec", lambda name: None)
    assert "paper-kg[spark]" in run("build", papers_file, "--engine", "spark").stderr


def test_the_name_of_a_file_in_a_folder_steers_no_terminal(tmp_path: Path) -> None:
    good = json.dumps({"id": "a", "title": "BERT", "abstract": "We train BERT on BookCorpus. " * 3})
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "good.jsonl").write_text(good, encoding="utf8")
    (tmp_path / "lists" / "bad\x1b[31m.jsonl").write_text("x", encoding="utf8")
    ended = run("build", tmp_path / "lists", "-o", tmp_path / "g")
    assert ended.exit_code == 0
    assert "bad\\x1b[31m.jsonl" in ended.stderr
    assert "\x1b" not in ended.stderr


def test_json_is_the_same_and_steers_no_terminal(tmp_path: Path) -> None:
    title = "A \x9b31m red \u200f BERT"
    row = {"id": "a", "title": title, "abstract": "We train BERT on BookCorpus. " * 3}
    (tmp_path / "list.jsonl").write_text(json.dumps(row), encoding="utf8")
    ended = run("extract", tmp_path / "list.jsonl")
    assert json.loads(ended.stdout)["title"] == title
    assert "\x9b" not in ended.stdout and "\u200f" not in ended.stdout


def test_a_build_tells_of_a_line_of_the_overrides_that_names_nothing(
    papers_file: Path, tmp_path: Path
) -> None:
    aliases = tmp_path / "mine.tsv"
    for content, line in (("drop\tNonesuch\n", 1), ("# My corrections.\ndrop\tNonesuch\n", 2)):
        aliases.write_text(content)
        ended = run("build", papers_file, "-o", tmp_path / "graph", "--aliases", aliases)
        told = f"kg: note on {aliases}, line {line}: no paper names 'Nonesuch'\n"
        assert (ended.exit_code, ended.stderr.count(told)) == (0, 1)
