"""A build on a real cluster gives what the local engine gives, and outlives its executors."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from threading import Thread
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kg.build import Report, build
from kg.export import export_graph
from kg.graph import KnowledgeGraph
from kg.spark.build import build_on_spark
from kg.store import TABLES

# PySpark leaves the socket of a collected table to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
EXAMPLE = Path(__file__).parents[2] / "examples" / "abstracts.txt"
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
        ["ps", "-ww", "-eo", "pid,args"], capture_output=True, text=True, check=True
    )
    mine = ("CoarseGrainedExecutorBackend", f"--app-id {cluster.sparkContext.applicationId}")
    lines = (line.split(maxsplit=1) for line in shown.stdout.splitlines())
    # The shell that starts one has the same arguments.
    return [int(pid) for pid, args in lines if all(m in args for m in mine) and "java" in args]


def running_tasks(cluster: Any) -> int:
    tracker = cluster.sparkContext.statusTracker()
    stages = map(tracker.getStageInfo, tracker.getActiveStageIds())
    return sum(stage.numActiveTasks for stage in stages if stage)


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("local")
    return folder, build([EXAMPLE], folder)


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
    return folder, build_on_spark(lists, folder.as_uri().replace("%20", " "))


@pytest.fixture(scope="module")
def lists_locally(
    lists: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("lists locally")
    return folder, build(lists, folder)


def test_a_list_gives_the_files_of_the_local_engine(
    cluster: Any, local: tuple[Path, Report], tmp_path: Path
) -> None:
    expected, report = local
    build_on_spark([EXAMPLE], tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"graph.nt", *(path.name for path in expected.iterdir())}
    for name in names - {".kg", "graph.nt", "report.json"}:
        assert (tmp_path / name).read_bytes() == (expected / name).read_bytes(), name
    assert lines_of_triples(tmp_path / "graph.nt") == exported(expected, report)


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


def test_a_graph_that_spark_wrote_is_loaded_and_asked(from_lists: tuple[Path, Report]) -> None:
    graph = KnowledgeGraph.load(from_lists[0])
    assert graph.papers_with("BERT")
    for name, count in graph.stats().items():
        assert from_lists[1].counts.get(name, count) == count


def test_an_executor_killed_in_mid_job_changes_nothing(
    cluster: Any, local: tuple[Path, Report], tmp_path: Path
) -> None:
    before = executors(cluster)
    killed: list[int] = []

    def kill_one() -> None:
        begun = tmp_path / ".kg" / "spark" / "mentions" / "_temporary"
        while not (begun.exists() and running_tasks(cluster)):
            time.sleep(0.02)
        os.kill(before[0], signal.SIGKILL)
        killed.append(before[0])

    killer = Thread(target=kill_one, daemon=True)
    killer.start()
    build_on_spark([EXAMPLE], tmp_path)
    killer.join(1)
    assert len(before) == 2
    assert killed
    assert killed[0] not in executors(cluster)
    for name in TABLES:
        file = f"{name}.parquet"
        assert (tmp_path / file).read_bytes() == (local[0] / file).read_bytes(), name
