"""The commands that ask a built graph: what they print."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from paper_list import TITLES, TWO_PAPERS, kg, rows, run

from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Paper


def test_papers_lists_them_as_json(folder: Path) -> None:
    assert {row["title"] for row in rows("papers", folder, "--json")} == set(TITLES)


def test_papers_of_one_type_have_an_entity_of_it(folder: Path) -> None:
    found = [row["title"] for row in rows("papers", folder, "--type", "dataset", "--json")]
    assert found == [TITLES[0]]


def test_papers_can_be_chosen_by_entity_role_and_year(tmp_path: Path) -> None:
    papers = [Paper("a", "First", year=2024), Paper("b", "Second", year=2025), Paper("c", "Third")]
    grpo = Entity("method/grpo", "GRPO", "method")
    links = [Link("a", grpo.id, "proposes", 1.0), Link("b", grpo.id, "uses", 1.0)]
    KnowledgeGraph(papers, [grpo], links).save(tmp_path)

    def chosen(*options: str) -> list[str]:
        return [row["id"] for row in rows("papers", tmp_path, *options, "--json")]

    assert chosen("--entity", "grpo") == ["a", "b"]
    assert chosen("--entity", "GRPO", "--role", "uses") == ["b"]
    assert chosen("--year", "2024") == ["a"]
    assert chosen("--entity", "GRPO", "--year", "2025", "--type", "method") == ["b"]
    assert chosen("--type", "task", "--entity", "GRPO") == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--role", "uses"), "give --entity too"),
        (("--entity", "BERT", "--role", "tests"), "known roles are proposes, uses"),
    ],
)
def test_papers_refuses_a_role_that_says_nothing(
    folder: Path, options: tuple[str, ...], message: str
) -> None:
    ended = run("papers", folder, *options)
    assert ended.exit_code == 2
    assert message in ended.stderr


def test_entities_of_one_type(folder: Path) -> None:
    types = {row["type"] for row in rows("entities", folder, "--type", "method", "--json")}
    assert types == {"method"}


def test_show_gives_the_evidence(folder: Path) -> None:
    details = rows("show", folder, "BERT", "--json")
    sentences = [e["sentence"] for link in details["links"] for e in link["evidence"]]
    assert any("BERT" in sentence for sentence in sentences)


def test_show_gives_the_whole_abstract_on_lines_of_a_terminal(tmp_path: Path) -> None:
    file = tmp_path / "list.jsonl"
    text = f"We train ZebraNet. {'It runs over the plain. ' * 20}It rests."
    file.write_text(json.dumps({"title": "A Zebra", "abstract": text}), encoding="utf8")
    assert run("build", file, "-o", tmp_path / "graph").exit_code == 0
    shown = run("show", tmp_path / "graph", "A Zebra").output
    assert text in " ".join(shown.split())
    assert max(map(len, shown.splitlines())) < 120


def test_show_quotes_the_part_of_a_long_sentence_that_names_the_entity(tmp_path: Path) -> None:
    file = tmp_path / "list.jsonl"
    text = f"We study {'very ' * 40}large networks and evaluate them on the CIFAR-10 dataset."
    file.write_text(json.dumps({"title": "A Network", "abstract": text}), encoding="utf8")
    assert run("build", file, "-o", tmp_path / "graph").exit_code == 0
    shown = run("show", tmp_path / "graph", "cifar10").output
    (quoted,) = [line for line in shown.splitlines() if "“" in line]
    assert "evaluate them on the CIFAR-10 dataset.”" in quoted
    assert len(quoted) < 120


def test_show_mentions_the_other_entities_of_a_name(tmp_path: Path) -> None:
    papers = [Paper(f"p{number}") for number in range(20)]
    common = Entity("method/reinforcement-learning", "reinforcement learning", "method", ("RL",))
    rare = Entity("method/rl", "RL", "method")
    links = [Link(paper.id, common.id, "uses", 1.0) for paper in papers]
    links.append(Link("p0", rare.id, "uses", 1.0))
    KnowledgeGraph(papers, [common, rare], links).save(tmp_path)
    shown = run("show", tmp_path, "RL")
    assert shown.stdout.startswith("reinforcement learning\n")
    assert "it is also a name of method/rl (1 paper)" in shown.stderr
    assert run("show", tmp_path, rare.id).stderr == ""


def test_related_gives_the_reasons(folder: Path) -> None:
    (near,) = rows("related", folder, TITLES[0], "-k", "1", "--json")
    assert near["title"] == TITLES[1]
    assert "BERT" in {reason["name"] for reason in near["reasons"]}


def test_path_begins_and_ends_at_its_ends(folder: Path) -> None:
    steps = rows("path", folder, TITLES[0], TITLES[1], "--json")
    assert [steps[0]["label"], steps[-1]["label"]] == list(TITLES)


def test_diff_says_what_is_new_and_what_is_gone(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text(TWO_PAPERS.partition("\n\n\n")[0].split(TITLES[1])[0], encoding="utf8")
    assert run("build", file, "-o", tmp_path / "earlier").exit_code == 0
    found = rows("diff", tmp_path / "earlier", folder, "--json")
    assert [row["label"] for row in found["papers_added"]] == [TITLES[1]]
    assert "benchmark/gsm8k" in {row["id"] for row in found["entities_added"]}
    assert (found["papers_removed"], found["entities_removed"]) == ([], [])


def test_diff_of_a_graph_with_itself_is_empty(folder: Path) -> None:
    assert not any(rows("diff", folder, folder, "--json").values())


def test_diff_shows_what_changed_its_type_and_what_gained_papers(tmp_path: Path) -> None:
    papers = [Paper(f"p{number}", f"Paper {number}") for number in range(3)]
    grpo, was = Entity("method/grpo", "GRPO", "method"), Entity("task/loops", "loops", "task")
    now = Entity("method/loops", "loops", "method")
    links = [Link(paper.id, grpo.id, "uses", 1.0) for paper in papers]
    old, new = tmp_path / "old", tmp_path / "new"
    KnowledgeGraph(papers[:1], [grpo, was], [links[0], Link("p0", was.id, "studies", 1.0)]).save(
        old
    )
    KnowledgeGraph(papers, [grpo, now], [*links, Link("p0", now.id, "uses", 1.0)]).save(new)
    told = run("diff", old, new).stdout
    assert "entities removed: 0\n" in told
    assert "loops  (task/loops is now method/loops)" in told
    assert "GRPO: +2 papers  (method/grpo)" in told
    found = rows("diff", old, new, "--json")
    (changed,), (gained,) = found["entities_changed"], found["entities_gained"]
    assert (changed["id"], changed["was"]["id"]) == (now.id, was.id)
    assert (gained["id"], gained["papers"]) == (grpo.id, 2)


def test_stats_counts_the_papers(folder: Path) -> None:
    assert rows("stats", folder, "--json")["papers"] == 2


@pytest.mark.parametrize("form", ["argument", "file"])
def test_query_answers_sparql(folder: Path, tmp_path: Path, form: str) -> None:
    sparql = "SELECT (COUNT(?paper) AS ?n) WHERE { ?paper a schema:ScholarlyArticle }"
    (tmp_path / "q.rq").write_text(sparql, encoding="utf8")
    given = [sparql] if form == "argument" else ["--file", tmp_path / "q.rq"]
    assert run("query", folder, *given, "--format", "csv").stdout.split() == ["n", "2"]


@pytest.mark.parametrize(
    ("sparql", "told"),
    [
        ("SELECT * { ?p kg:propose ?m }", "no kg:propose; did you mean 'kg:proposes'?\n"),
        ("ASK { ?p kg:proposes/kg:usedBy ?m }", "no kg:usedBy\n"),
        (
            "PREFIX k: <https://w3id.org/paper-kg/ontology#> CONSTRUCT WHERE { ?p a k:Methd }",
            "no kg:Methd; did you mean 'kg:Method'?\n",
        ),
    ],
)
def test_an_empty_answer_tells_of_terms_that_the_ontology_does_not_define(
    folder: Path, sparql: str, told: str
) -> None:
    format = "ttl" if "CONSTRUCT" in sparql else "table"
    ended = kg("query", folder, sparql, "--format", format)
    assert (ended.returncode, ended.stderr.decode()) == (0, f"kg: the ontology defines {told}")


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { ?p kg:proposes ?m . ?m kg:named 5 }",
        "SELECT * { { ?p kg:propose ?m } UNION { ?p kg:uses ?m } }",
        "PREFIX kg: <https://example.org/> SELECT * { ?p kg:propose ?m }",
    ],
)
def test_other_answers_tell_of_no_terms(folder: Path, sparql: str) -> None:
    assert kg("query", folder, sparql).stderr == b""


def test_query_lists_the_named_queries() -> None:
    assert "papers-using" in run("query", "--list").stdout


def test_query_answers_a_named_query_with_a_parameter(folder: Path) -> None:
    asked = ("query", folder, "--named", "papers-using", "--format", "csv", "--param")
    using = run(*asked, "entity=GPT-3").stdout.splitlines()
    assert [TITLES[1] in line for line in using] == [False, True]
    assert len(run(*asked, "entity=GLUE").stdout.splitlines()) == 1


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


def test_leaderboard_of_one_metric_leaves_out_the_others(tmp_path: Path) -> None:
    file = tmp_path / "list.jsonl"
    text = (
        "We propose FlipNet. FlipNet reaches 91.5% accuracy on the CIFAR-10 dataset."
        " FlipNet reaches an F1 of 80.2 on the CIFAR-10 dataset."
    )
    file.write_text(json.dumps({"title": "FlipNet: A Network", "abstract": text}), encoding="utf8")
    assert run("build", file, "-o", tmp_path / "graph").exit_code == 0
    board = ("leaderboard", tmp_path / "graph", "CIFAR-10", "--json")
    assert {row["metric"] for row in rows(*board)} == {"accuracy", "F1"}
    assert [row["metric"] for row in rows(*board, "--metric", "Accuracy")] == ["accuracy"]
    assert run(*board[:-1], "--metric", "acuracy").stdout == (
        "no result in this metric was found; there are results in F1, accuracy\n"
    )


def test_leaderboard_without_a_benchmark_lists_those_with_results(tmp_path: Path) -> None:
    file = tmp_path / "list.jsonl"
    texts = (
        "We propose FlipNet. FlipNet reaches 91.5% accuracy on the CIFAR-10 dataset."
        " FlipNet reaches an F1 of 80.2 on the CIFAR-10 dataset.",
        "We propose FlopNet. FlopNet reaches 81.5% accuracy on the MNIST dataset.",
        "We evaluate nothing on the SVHN dataset.",
    )
    lines = (json.dumps({"title": text.split(".")[0], "abstract": text}) for text in texts)
    file.write_text("\n".join(lines), encoding="utf8")
    assert run("build", file, "-o", tmp_path / "graph").exit_code == 0
    listed = rows("leaderboard", tmp_path / "graph", "--json")
    assert [(row["name"], row["results"]) for row in listed] == [("CIFAR-10", 2), ("MNIST", 1)]
    by_metric = rows("leaderboard", tmp_path / "graph", "--metric", "f1", "--json")
    assert [row["name"] for row in by_metric] == ["CIFAR-10"]
    assert "CIFAR-10" in run("leaderboard", tmp_path / "graph").stdout
    nothing = run("leaderboard", tmp_path / "graph", "--metric", "BLEU").stdout
    assert nothing == "no result in this metric was found in the abstracts\n"


def test_leaderboard_says_that_no_result_is_stated(folder: Path) -> None:
    ended = run("leaderboard", folder, "GSM8K")
    assert (ended.exit_code, ended.stdout) == (0, "no result on it was found in the abstracts\n")


def test_leaderboard_names_a_benchmark_that_there_is_not(folder: Path) -> None:
    ended = run("leaderboard", folder, "no such benchmark")
    assert ended.exit_code == 1
    assert "no entity is called 'no such benchmark'" in ended.output


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a query is bounded on Linux")
def test_a_query_that_needs_too_much_memory_is_ended_and_says_so(folder: Path) -> None:
    many = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a"
    # The command's own bound would let this test take gigabytes.
    bound = partial(resource.setrlimit, resource.RLIMIT_AS, (1 << 30, 1 << 30))
    command = [sys.executable, "-m", "kg", "query", str(folder), many]
    ended = subprocess.run(command, capture_output=True, timeout=100, check=False, preexec_fn=bound)
    assert (ended.returncode, ended.stdout) == (1, b"")
    assert ended.stderr == (
        b"kg: error: the query was ended: it needs too much memory; narrow it, or add a LIMIT\n"
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the time of a query is bounded with fork")
def test_a_query_that_takes_too_long_is_ended_and_says_so(folder: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    began = time.monotonic()
    ended = run("query", folder, slow, "--timeout", "0.5")
    assert time.monotonic() - began < 10
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert "took longer than 0.5 seconds and was ended" in ended.stderr
    assert "--timeout" in ended.stderr


def test_a_query_that_is_wrong_says_where(folder: Path) -> None:
    ended = run("query", folder, "SELECT * { ?a ?b }")
    assert ended.exit_code == 1
    assert "line 1, column" in ended.stderr


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_ctrl_c_ends_a_query_while_the_store_computes(folder: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    command = [sys.executable, "-m", "kg", "query", str(folder), slow]
    # As a terminal starts it; a shell that runs the tests in the background has it ignored.
    default = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, preexec_fn=default) as asked:
        try:
            # Python catches the signal from its start on, and no longer once the store computes.
            for catches in (True, False):
                while catches_ctrl_c(asked.pid) != catches:
                    assert asked.poll() is None
                    time.sleep(0.05)
            time.sleep(1)
            assert asked.poll() is None
            asked.send_signal(signal.SIGINT)
            assert asked.wait(20) == -signal.SIGINT
        finally:
            asked.kill()


def catches_ctrl_c(process: int) -> bool:
    """Look up whether a process has a handler of its own for Ctrl-C."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    caught = next(line.split()[1] for line in lines if line.startswith("SigCgt:"))
    return bool(int(caught, 16) >> (signal.SIGINT - 1) & 1)
