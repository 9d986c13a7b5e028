"""A build on a real cluster gives what the local engine gives, and outlives its executors."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kg.build import build
from kg.errors import GraphError
from kg.export import export_graph
from kg.graph import KnowledgeGraph
from kg.report import Report
from kg.resolution.overrides import Override, Overrides
from kg.spark.build import build_on_spark
from kg.spark.inputs import parts_of
from kg.storage.build_folder import open_build_folder
from kg.storage.table_schemas import TABLES

# PySpark leaves the socket of a collected table to the garbage collector.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:::(pyspark|py4j)"),
]
EXECUTORS = 2
LOCAL = ("--master", "local[1]")
EXAMPLE = Path(__file__).parents[2] / "examples" / "abstracts.txt"
OVERRIDES = Overrides(
    (Override("variant", ("KITE", "BERT")), Override("same", ("DRL", "loom training")))
)
RECORDS: list[Any] = [
    {"title": "Kite: A Sparse Reader", "abstract": "We propose KITE, a sparse reader. On SQuAD it"
     " improves F1 over BERT.", "authors": ["Ann Lee", "Bob Roe"], "year": 2024, "doi": "10.1/k"},
    {"title": "Deep Reinforcement Learning (DRL) for Looms", "abstract": "We train a loom with deep"
     " reinforcement learning (DRL) and test DRL on Atari.", "date": "2023-02-01", "score": 2.5},
    ["no", "object"],
    {"title": "Kite: A Sparse Reader", "abstract": "We propose KITE.", "doi": "10.1/k",
     "venue": "X"},
    {"authors": ["Nobody"]},
    {"title": "Looms Revisited", "abstract": "We study DRL and BERT on the GLUE benchmark;"
     " code is at https://example.org/looms .", "authors": ["Ann Lee"]},
]  # fmt: skip


def lines_of_triples(folder: Path) -> list[str]:
    parts = sorted(folder.glob("part-*"))
    return sorted(line for part in parts for line in part.read_text("utf8").split("\n") if line)


def exported(folder: Path, report: Report) -> list[str]:
    target = folder / "all.nt"
    with target.open("wb") as stream:
        graph = KnowledgeGraph.load(folder)
        export_graph(graph, "nt", stream, provenance=report.provenance)
    found = target.read_text("utf8")
    target.unlink()
    return sorted(line for line in found.split("\n") if line)


def tables(folder: Path) -> dict[str, pa.Table]:
    return {name: pq.read_table(folder / f"{name}.parquet", schema=TABLES[name]) for name in TABLES}


def told(report: Report) -> dict[str, Any]:
    counts = {name: report.counts[name] for name in ("papers", "links", "duplicates", "skipped")}
    return {
        "counts": counts,
        "skipped": report.skipped,
        "notes": report.notes,
        "duplicates": report.duplicates,
    }


def executors(cluster: Any) -> list[int]:
    """Processes of this cluster's executors."""
    shown = subprocess.run(
        ["ps", "-ww", "-eo", "pid,stat,args"], capture_output=True, text=True, check=True
    )
    mine = ("CoarseGrainedExecutorBackend", f"--app-id {cluster.sparkContext.applicationId}")
    lines = (line.split(maxsplit=2) for line in shown.stdout.splitlines())
    # The shell that starts one has the same arguments.
    return [
        int(pid)
        for pid, state, args in lines
        if all(each in args for each in mine) and "java" in args and not state.startswith("Z")
    ]


def extraction_stage(cluster: Any, staging: Path) -> int | None:
    """Stage that finds mentions, where both executors run a task of it: each has one core."""
    if not (staging / "mentions" / "_temporary").exists():
        return None
    tracker = cluster.sparkContext.statusTracker()
    jobs = filter(None, map(tracker.getJobInfo, tracker.getActiveJobsIds()))
    # The last stage of a job is the one that writes.
    stage = max((stage for job in jobs for stage in job.stageIds), default=-1)
    info = tracker.getStageInfo(stage)
    return stage if info and info.numActiveTasks == EXECUTORS else None


def kill_one(cluster: Any, staging: Path, ended: Event) -> tuple[int, int] | None:
    """Kill an executor that runs a task of extraction; return the process and the stage."""
    while not ended.wait(0.01):
        if extraction_stage(cluster, staging) is None:
            continue
        chosen = executors(cluster)[0]
        # A frozen executor ends no task: what is still running after a while does run.
        os.kill(chosen, signal.SIGSTOP)
        time.sleep(0.2)
        stage = extraction_stage(cluster, staging)
        if stage is not None:
            os.kill(chosen, signal.SIGKILL)
            return chosen, stage
        os.kill(chosen, signal.SIGCONT)
    return None


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("local")
    return folder, build([EXAMPLE], folder, workers=1)


@pytest.fixture(scope="module")
def survivor(
    cluster: Any, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Report, tuple[int, int] | None]:
    """Build over an older graph.nt, in which an executor is killed."""
    folder = tmp_path_factory.mktemp("survivor")
    (folder / "graph.nt").mkdir()
    (folder / "graph.nt" / "part-old.txt").write_text("<a:old> <a:b> <a:c> .\n")
    ended = Event()
    with ThreadPoolExecutor(1) as pool:
        killing = pool.submit(kill_one, cluster, folder / ".kg" / "spark", ended)
        try:
            report = build_on_spark([EXAMPLE], folder)
        finally:
            ended.set()
        return folder, report, killing.result()


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """JSON Lines with what cannot be read and a paper twice, and a Parquet table."""
    folder = tmp_path_factory.mktemp("lists")
    lines = [json.dumps(record) for record in RECORDS]
    lines.insert(1, "")
    lines.insert(3, "{broken")
    text = "\n".join(lines).encode() + b'\n{"title": "Byte \xff", "abstract": "We use BERT."}\n'
    (folder / "list.jsonl").write_bytes(text)
    columns = {
        "Name": ["Wind Tunnels", None, "Kite: A Sparse Reader"],
        "Summary": ["We evaluate BERT on SQuAD.", None, ""],
        "DOI": [None, None, "10.1/k"],
        "vector": [[0.5], None, None],
    }
    pq.write_table(pa.table(columns), folder / "more [1].parquet")
    return [folder / "list.jsonl", folder / "more [1].parquet", folder / "missing.jsonl"]


@pytest.fixture(scope="module")
def from_lists(
    cluster: Any, lists: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("lists on spark")
    output = folder.as_uri().replace("%20", " ")
    return folder, build_on_spark(lists, output, overrides=OVERRIDES)


@pytest.fixture(scope="module")
def lists_locally(
    lists: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("lists locally")
    return folder, build(lists, folder, overrides=OVERRIDES, workers=1)


def test_a_job_outlives_an_executor_killed_in_mid_extraction(
    cluster: Any, survivor: tuple[Path, Report, tuple[int, int] | None]
) -> None:
    _, _, killed = survivor
    assert killed
    process, stage = killed
    assert process not in executors(cluster)
    info = cluster.sparkContext.statusTracker().getStageInfo(stage)
    assert info.numFailedTasks or info.currentAttemptId


def test_a_list_gives_the_files_of_the_local_engine(
    survivor: tuple[Path, Report, Any], local: tuple[Path, Report]
) -> None:
    expected = {path.name for path in local[0].iterdir()}
    assert {path.name for path in survivor[0].iterdir()} == {"graph.nt", *expected}
    for name in expected - {".kg", "report.json"}:
        assert (survivor[0] / name).read_bytes() == (local[0] / name).read_bytes(), name


def test_a_list_gives_the_report_of_the_local_engine(
    survivor: tuple[Path, Report, Any], local: tuple[Path, Report]
) -> None:
    on_spark, locally = (
        json.loads((at[0] / "report.json").read_bytes()) for at in (survivor, local)
    )
    assert on_spark["versions"].pop("spark")
    assert on_spark.pop("timings").keys() >= {"read", "extract", "resolve", "statements"}
    del locally["timings"]
    assert on_spark == locally


def test_a_list_gives_the_triples_of_the_local_engine(
    survivor: tuple[Path, Report, Any], local: tuple[Path, Report]
) -> None:
    assert lines_of_triples(survivor[0] / "graph.nt") == exported(*local)


def test_nothing_is_left_of_what_was_staged(
    survivor: tuple[Path, Report, Any], from_lists: tuple[Path, Report]
) -> None:
    assert not (survivor[0] / ".kg" / "spark").exists()
    assert {path.name for path in from_lists[0].iterdir() if path.is_dir()} == {
        "graph.nt",
        *(f"{name}.parquet" for name in TABLES),
    }


def test_a_folder_that_another_build_writes_into_is_left_alone(
    cluster: Any, tmp_path: Path
) -> None:
    with open_build_folder(tmp_path), pytest.raises(GraphError, match="another build"):
        build_on_spark([EXAMPLE], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".kg"]


@pytest.mark.parametrize("name", TABLES)
def test_json_lines_and_parquet_give_the_rows_of_the_local_engine(
    from_lists: tuple[Path, Report], lists_locally: tuple[Path, Report], name: str
) -> None:
    assert tables(from_lists[0])[name].equals(tables(lists_locally[0])[name])


def test_json_lines_and_parquet_give_the_triples_of_the_local_engine(
    from_lists: tuple[Path, Report], lists_locally: tuple[Path, Report]
) -> None:
    assert lines_of_triples(from_lists[0] / "graph.nt") == exported(*lists_locally)


def test_the_report_tells_of_the_same_records(
    from_lists: tuple[Path, Report], lists_locally: tuple[Path, Report]
) -> None:
    assert told(from_lists[1]) == told(lists_locally[1])
    assert len(from_lists[1].skipped) == 5
    assert len(from_lists[1].duplicates) == 1


@pytest.mark.usefixtures("cluster")
def test_a_folder_and_a_pattern_are_read_as_by_the_local_engine(tmp_path: Path) -> None:
    held = tmp_path / "lists"
    held.mkdir()
    (held / "list.txt").write_text("Abstract: We evaluate BERT on SQuAD.\n", encoding="utf8")
    (held / "table.csv").write_text("heading,body\nOn BERT,We use BERT.\n", encoding="utf8")
    for folder, dataset in ((held, "GLUE"), (tmp_path, "Atari")):
        text = f"# My list\n\nHere stand the papers in which BERT was tested on {dataset}.\n"
        (folder / "README.md").write_text(text, encoding="utf8")
    inputs = [f"{held}/", f"{tmp_path}/*.md"]
    locally = build(inputs, tmp_path / "locally", workers=1)
    on_spark = build_on_spark(inputs, tmp_path / "on spark")
    assert told(on_spark) == told(locally)
    assert [Path(item.file).name for item in locally.skipped] == ["README.md", "table.csv"]
    held_rows = tables(tmp_path / "on spark")
    assert held_rows["papers"].equals(tables(tmp_path / "locally")["papers"])


@pytest.mark.usefixtures("cluster")
def test_tables_with_other_columns_and_types_are_read_as_by_the_local_engine(
    tmp_path: Path,
) -> None:
    held = {
        "a": {"Title": ["Kites"], "abstract": ["We use BERT."], "year": [2024]},
        "b": {"heading": ["Looms"], "abstract": ["We use GLUE."], "year": [2023]},
        "c": {"Title": ["Wind"], "abstract": ["We use SQuAD."], "year": ["2022"]},
        "d": {"Title": ["Rain"], "title": ["Snow"], "abstract": ["We use Atari."]},
    }
    for name, columns in held.items():
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
    (tmp_path / "e.parquet").write_bytes(b"PAR1 and no more")
    inputs = sorted(tmp_path.glob("*.parquet"))
    mapped = {"title": "Title"}
    locally = build(inputs, tmp_path / "locally", columns=mapped, workers=1)
    on_spark = build_on_spark(inputs, tmp_path / "on spark", columns=mapped)
    assert told(on_spark) == told(locally)
    assert [Path(item.file).name for item in locally.skipped] == ["b.parquet", "e.parquet"]
    rows = tables(tmp_path / "on spark")["papers"]
    assert rows.equals(tables(tmp_path / "locally")["papers"])


def test_a_file_found_in_a_hadoop_folder_is_told_from_one_that_is_named(
    cluster: Any, tmp_path: Path
) -> None:
    (tmp_path / "README.md").write_text("# My list\n", encoding="utf8")
    for given, expected in (("", True), ("/*", True), ("/*.md", False), ("/README.md", False)):
        (part,) = parts_of(cluster, [tmp_path.as_uri() + given], None, {}, [])
        assert part.in_folder is expected, given


def test_a_graph_that_spark_wrote_is_loaded_and_asked(
    from_lists: tuple[Path, Report], lists_locally: tuple[Path, Report]
) -> None:
    graph = KnowledgeGraph.load(from_lists[0])
    assert graph.papers_with("BERT")
    assert graph.links == KnowledgeGraph.load(lists_locally[0]).links
    for name, count in graph.stats().items():
        assert from_lists[1].counts.get(name, count) == count


@pytest.mark.usefixtures("cluster")
def test_the_command_writes_the_graph_of_a_paper_that_names_nothing(tmp_path: Path) -> None:
    paper = tmp_path / "papers.jsonl"
    paper.write_text('{"title": "Of it", "abstract": "It is what it is."}\n', encoding="utf8")
    program = [sys.executable, "-c", "from kg.cli import main; main()"]
    asked = ["build", paper, "-o", tmp_path / "graph", "--engine", "spark", "--workers", "2"]
    shown = subprocess.run(
        [*program, *asked, *LOCAL],
        capture_output=True,
        text=True,
    )
    assert shown.returncode == 0, shown.stderr
    assert "--workers has no effect" in shown.stderr
    assert "1 paper, 0 entities, 0 links" in shown.stdout
    assert not KnowledgeGraph.load(tmp_path / "graph").links
