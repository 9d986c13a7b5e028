"""The commands: what they print, where, and how they end."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from paper_list import KG, TITLES, TWO_PAPERS, kg
from typer.main import get_command
from typer.testing import CliRunner, Result

from kg.cli import app

ROOT = Path(__file__).parents[1]
COMMANDS = get_command(app).commands
ROW_KEYS = {"name", "type", "role", "named", "score", "mentions"}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


def rows(*arguments: object) -> list[dict]:
    ended = run(*arguments)
    assert ended.exit_code == 0, ended.output
    return json.loads(ended.stdout)


@pytest.fixture(scope="module")
def papers_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("papers") / "list.txt"
    file.write_text(TWO_PAPERS, encoding="utf8")
    return file


@pytest.fixture(scope="module")
def folder(papers_file: Path) -> Path:
    output = papers_file.parent / "graph"
    assert run("build", papers_file, "-o", output).exit_code == 0
    return output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    assert COMMANDS[name].help
    without = [each.name for each in COMMANDS[name].params if not getattr(each, "help", None)]
    assert without == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_mentions_every_command(name: str) -> None:
    assert f"kg {name}" in (ROOT / "README.md").read_text(encoding="utf8")


def test_the_commands_of_the_contract_exist() -> None:
    contract = "build extract papers entities show related path diff stats query export view"
    assert set(f"{contract} validate eval train".split()) <= set(COMMANDS)


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


def test_extract_sorts_entities_by_first_mention(papers_file: Path) -> None:
    for line in run("extract", papers_file).stdout.splitlines():
        firsts = [
            (m["field"] == "abstract", m["start"])
            for m in (entity["mentions"][0] for entity in json.loads(line)["entities"])
        ]
        assert firsts == sorted(firsts)


def test_extract_prints_a_line_for_a_paper_without_entities() -> None:
    text = "It was a quiet morning and nobody in the village had anything to say about it at all."
    ended = kg("extract", "-", stdin=json.dumps({"id": "q", "abstract": text}).encode())
    (row,) = map(json.loads, ended.stdout.splitlines())
    assert row["entities"] == []


def test_extract_writes_utf8_whatever_the_locale(papers_file: Path) -> None:
    record = json.dumps({"id": "é", "title": "Über BERT", "abstract": "BERT reads text. " * 4})
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    ended = subprocess.run(
        [KG, "extract", "-"], input=record.encode(), capture_output=True, env=environment
    )
    assert "Über BERT" in ended.stdout.decode("utf8")


def test_extract_into_a_pipe_that_closes_is_silent(papers_file: Path) -> None:
    command = f"set -o pipefail; '{KG}' extract --quiet '{papers_file}' | true"
    ended = subprocess.run(["bash", "-c", command], capture_output=True)
    assert (ended.returncode, ended.stderr) == (0, b"")


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
    assert f"{file}, line 2: not JSON" in ended.stderr


def test_build_quiet_prints_nothing(papers_file: Path, tmp_path: Path) -> None:
    ended = run("build", papers_file, "-o", tmp_path / "g", "--quiet")
    assert (ended.exit_code, ended.output) == (0, "")


def test_progress_bars_are_for_terminals_alone(papers_file: Path, tmp_path: Path) -> None:
    assert kg("build", papers_file, "-o", tmp_path / "g").stderr == b""


@pytest.mark.parametrize(
    "arguments",
    [
        ["build"],
        ["build", "list.txt", "--engine", "hadoop"],
        ["build", "list.txt", "--master", "local"],
        ["build", "list.txt", "-o", "hdfs://cluster/graph"],
        ["build", "list.txt", "--engine", "other"],
        ["build", "list.txt", "--base-iri", "no-scheme"],
        ["build", "list.txt", "--base-iri", "urn:x:y"],
        ["build", "list.txt", "--base-iri", "http://a b/"],
        ["build", "list.txt", "--format", "unknown"],
        ["build", "list.txt", "--workers", "0"],
        ["build", ""],
        ["build", "list.txt", "-o", ""],
        ["view", "graph", "--depth", "5"],
        ["eval", "list.txt", "--split", "test"],
        ["eval", "list.txt", "--layers", "--reliability"],
        ["export", "graph", "--format", "csv", "--base-iri", "https://example.org/"],
        ["export", "graph", "--format", "csv", "--vocabulary", "lpwc"],
        ["extract", "-", "-"],
        ["entities", "graph", "--type", "person"],
        ["query", "graph"],
        ["query", "graph", "ASK {}", "--format", "unknown"],
        ["query", "graph", "--named", "aliases", "--param", "entity"],
        ["query", "graph", "ASK {}", "--param", "entity=BERT"],
        ["export", "graph", "--format", "unknown"],
        ["related", "graph", "a", "-k", "0"],
        ["unknown"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_writes_nothing(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.txt").write_text(TWO_PAPERS, encoding="utf8")
    ended = run(*arguments)
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert [path.name for path in Path().iterdir()] == ["list.txt"]


def test_the_module_is_the_command() -> None:
    asked = [sys.executable, "-m", "kg", "--version"]
    assert subprocess.run(asked, capture_output=True, check=True).stdout == kg("--version").stdout


def test_engine_spark_without_pyspark_names_the_extra(
    papers_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import kg.spark.session

    monkeypatch.setattr(kg.spark.session, "find_spec", lambda name: None)
    assert "paper-kg[spark]" in run("build", papers_file, "--engine", "spark").stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["papers", "missing"],
        ["stats", "missing"],
        ["view", "missing", "--no-open"],
        ["validate", "missing"],
        ["query", "missing", "ASK {}"],
        ["build", "missing.txt", "-o", "out"],
        ["eval", "missing.jsonl"],
    ],
    ids=" ".join,
)
def test_a_failure_is_one_error_and_ends_with_1(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run(*arguments)
    assert ended.exit_code == 1
    assert ended.stderr.startswith("kg: error: ")
    assert "Traceback" not in ended.output


def test_papers_lists_them_as_json(folder: Path) -> None:
    assert {row["title"] for row in rows("papers", folder, "--json")} == set(TITLES)


def test_papers_of_one_type_have_an_entity_of_it(folder: Path) -> None:
    found = {row["title"] for row in rows("papers", folder, "--type", "method", "--json")}
    assert TITLES[0] in found


def test_entities_of_one_type(folder: Path) -> None:
    types = {row["type"] for row in rows("entities", folder, "--type", "method", "--json")}
    assert types == {"method"}


def test_show_gives_the_evidence(folder: Path) -> None:
    details = rows("show", folder, "BERT", "--json")
    sentences = [e["sentence"] for link in details["links"] for e in link["evidence"]]
    assert any("BERT" in sentence for sentence in sentences)


def test_related_gives_the_reasons(folder: Path) -> None:
    (near,) = rows("related", folder, TITLES[0], "-k", "1", "--json")
    assert near["title"] == TITLES[1]
    assert "BERT" in {reason["name"] for reason in near["reasons"]}


def test_path_begins_and_ends_at_its_ends(folder: Path) -> None:
    steps = rows("path", folder, TITLES[0], TITLES[1], "--json")
    assert [steps[0]["label"], steps[-1]["label"]] == list(TITLES)


def test_diff_of_a_graph_with_itself_is_empty(folder: Path) -> None:
    assert not any(rows("diff", folder, folder, "--json").values())


def test_stats_counts_the_papers(folder: Path) -> None:
    assert rows("stats", folder, "--json")["papers"] == 2


@pytest.mark.parametrize("form", ["argument", "file"])
def test_query_answers_sparql(folder: Path, tmp_path: Path, form: str) -> None:
    sparql = "SELECT (COUNT(?paper) AS ?n) WHERE { ?paper a schema:ScholarlyArticle }"
    (tmp_path / "q.rq").write_text(sparql, encoding="utf8")
    given = [sparql] if form == "argument" else ["--file", tmp_path / "q.rq"]
    assert run("query", folder, *given, "--format", "csv").stdout.split() == ["n", "2"]


def test_query_lists_the_named_queries() -> None:
    assert "papers-using" in run("query", "--list").stdout


def test_query_answers_a_named_query_with_a_parameter(folder: Path) -> None:
    ended = run("query", folder, "--named", "aliases", "--param", "entity=BERT")
    assert ended.exit_code == 0, ended.output


@pytest.mark.parametrize("format", ["ttl", "nt", "nq", "jsonld", "rdfxml", "graphml", "gexf"])
def test_export_to_a_file_is_what_export_prints(folder: Path, tmp_path: Path, format: str) -> None:
    printed = run("export", folder, "--format", format)
    assert run("export", folder, "--format", format, "-o", tmp_path / "out").exit_code == 0
    assert printed.stdout_bytes == (tmp_path / "out").read_bytes()


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


def test_view_prints_the_page_and_opens_nothing(folder: Path) -> None:
    ended = run("view", folder, "--no-open")
    assert ended.stdout.strip() == str((folder / "graph.html").resolve())


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


def test_a_paper_without_title_is_known_by_its_beginning(tmp_path: Path) -> None:
    ways = ("We fine-tune", "Later we distil")
    text = "".join(f"Abstract: {way} BERT on the GLUE benchmark.\n\n" for way in ways)
    assert kg("build", "-", "-o", tmp_path, stdin=text.encode()).returncode == 0
    listed = run("papers", tmp_path).stdout
    assert all(f"{way} BERT on the GLUE benchmark" in listed for way in ways)
    first, second = rows("papers", tmp_path, "--json")
    assert first["title"] is None
    near = run("related", tmp_path, first["id"]).stdout
    assert "BERT on the GLUE benchmark" in near.splitlines()[0]
    assert second["id"] in near


def test_a_query_is_read_from_standard_input(folder: Path) -> None:
    ended = kg("query", folder, "--file", "-", "--format", "csv", stdin=b"ASK { ?paper a ?type }")
    assert (ended.returncode, ended.stdout) == (0, b"true\n")


def test_a_missing_query_file_is_named_once(folder: Path) -> None:
    ended = run("query", folder, "--file", "missing.rq")
    assert ended.exit_code == 1
    assert ended.stderr.count("missing.rq") == 1


def test_validate_accepts_what_build_wrote(folder: Path) -> None:
    assert run("validate", folder).exit_code == 0


def test_validate_rejects_a_broken_graph(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text("this is not Turtle", encoding="utf8")
    assert run("validate", tmp_path).exit_code == 1


def test_leaderboard_lists_the_results_that_abstracts_state(tmp_path: Path) -> None:
    file = tmp_path / "list.jsonl"
    text = "We propose FlipNet. FlipNet reaches 91.5% accuracy on the CIFAR-10 dataset."
    file.write_text(json.dumps({"title": "FlipNet: A Network", "abstract": text}), encoding="utf8")
    assert run("build", file, "-o", tmp_path / "graph").exit_code == 0
    (row,) = rows("leaderboard", tmp_path / "graph", "cifar10", "--json")
    assert (row["method"], row["metric"], row["value"]) == ("FlipNet", "accuracy", "91.5%")


def test_leaderboard_names_the_papers(tmp_path: Path) -> None:
    file = tmp_path / "list.jsonl"
    text = "We propose FlipNet. FlipNet reaches 91.5% accuracy on the CIFAR-10 dataset."
    file.write_text(json.dumps({"title": "FlipNet: A Network", "abstract": text}), encoding="utf8")
    assert run("build", file, "-o", tmp_path / "graph").exit_code == 0
    assert "FlipNet: A Network" in run("leaderboard", tmp_path / "graph", "cifar10").output


def test_show_quotes_the_part_of_a_long_sentence_that_names_the_entity(tmp_path: Path) -> None:
    file = tmp_path / "list.jsonl"
    text = f"We study {'very ' * 40}large networks and evaluate them on the CIFAR-10 dataset."
    file.write_text(json.dumps({"title": "A Network", "abstract": text}), encoding="utf8")
    assert run("build", file, "-o", tmp_path / "graph").exit_code == 0
    shown = run("show", tmp_path / "graph", "cifar10").output
    (quoted,) = [line for line in shown.splitlines() if "“" in line]
    assert "evaluate them on the CIFAR-10 dataset.”" in quoted
    assert len(quoted) < 120


def test_leaderboard_says_that_it_has_none(folder: Path) -> None:
    ended = run("leaderboard", folder, "no such benchmark")
    assert ended.exit_code == 1
    assert "no entity is called 'no such benchmark'" in ended.output


def test_export_speaks_the_terms_of_linked_papers_with_code(
    papers_file: Path, tmp_path: Path
) -> None:
    kg("build", papers_file, "-o", tmp_path)
    done = kg("export", tmp_path, "--format", "nt", "--vocabulary", "lpwc")
    assert done.returncode == 0
    assert b"https://linkedpaperswithcode.com/property/usesDataset" in done.stdout
    assert b"w3id.org/paper-kg/ontology" not in done.stdout


def test_an_unknown_vocabulary_is_wrong_usage(papers_file: Path, tmp_path: Path) -> None:
    kg("build", papers_file, "-o", tmp_path)
    done = kg("export", tmp_path, "--format", "nt", "--vocabulary", "orkg")
    assert (done.returncode, b"kg, lpwc" in done.stderr) == (2, True)
