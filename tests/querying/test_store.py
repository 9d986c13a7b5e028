"""The store on disk: whole or not there, never stale, and open to several readers at once."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdf_example import ENTITIES, LINKS, PAPERS, Graph

from kg.errors import GraphError
from kg.graph import KnowledgeGraph
from kg.querying.store import open_store, prepare_store
from kg.rdf import write_rdf
from kg.sparql import run_query

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
OPEN = "import sys; from kg.querying.store import open_store; print(len(open_store(sys.argv[1])))"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with (tmp_path / "graph.ttl").open("wb") as stream:
        write_rdf(Graph(), stream)
    return tmp_path


def stores(folder: Path) -> list[Path]:
    return [each for each in (folder / "store").iterdir() if each.is_dir()]


def opening(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", OPEN, folder], stdout=subprocess.PIPE, text=True)


def test_the_first_query_leaves_a_store_that_the_second_takes(folder: Path) -> None:
    first = run_query(folder, COUNT)
    (store,) = stores(folder)
    made = store.stat().st_mtime_ns
    assert run_query(folder, COUNT) == first
    assert stores(folder) == [store] and store.stat().st_mtime_ns == made


def test_a_changed_graph_is_loaded_anew_and_the_old_store_removed(folder: Path) -> None:
    with opening(folder) as before:
        count = int(before.communicate()[0])
    old = stores(folder)
    with (folder / "graph.ttl").open("a") as stream:
        stream.write('<urn:new> <urn:p> "added" .\n')
    assert len(open_store(folder)) == count + 1
    assert len(stores(folder)) == 1 and stores(folder) != old


def test_a_store_in_use_is_not_removed_under_its_reader(folder: Path) -> None:
    reader = open_store(folder)
    (used,) = stores(folder)
    (folder / "graph.ttl").write_text("<urn:a> <urn:b> <urn:c> .")
    with opening(folder) as other:
        assert int(other.communicate()[0]) == 1
    assert used.is_dir()
    assert run_query(reader, "ASK { ?s kg:uses ?o }")


def test_a_store_on_disk_is_read_only(folder: Path) -> None:
    with pytest.raises(RuntimeError, match="read-write"):
        open_store(folder).add(ox.Quad(*(ox.NamedNode(f"urn:{x}") for x in "abc")))


def test_two_at_once_load_one_store(folder: Path) -> None:
    started = [opening(folder) for _ in range(3)]
    counts = set()
    for each in started:
        with each:
            counts.add(each.communicate(timeout=60)[0])
    assert len(counts) == 1 and counts != {""}
    assert len(stores(folder)) == 1


def test_threads_may_query_one_folder_at_once(folder: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: run_query(folder, COUNT).payload, range(8)))
    assert len(set(answers)) == 1


@pytest.mark.parametrize("moment", [0.0, 0.05, 0.3])
def test_a_load_that_is_killed_leaves_no_store_and_the_next_makes_it(
    tmp_path: Path, moment: float
) -> None:
    lines = "".join(f'<urn:s{i}> <urn:p{i % 7}> "text {i}" .\n' for i in range(150_000))
    (tmp_path / "graph.ttl").write_text(lines)
    with opening(tmp_path) as loading:
        while not list(tmp_path.glob("store/loading-*")) and loading.poll() is None:
            time.sleep(0.002)
        time.sleep(moment)
        loading.send_signal(signal.SIGKILL)
    assert loading.returncode == -signal.SIGKILL
    assert all(each.name.startswith("loading-") for each in stores(tmp_path))
    assert len(open_store(tmp_path)) == 150_000
    assert len(stores(tmp_path)) == 1


def test_a_broken_store_is_made_again(folder: Path) -> None:
    prepare_store(folder)
    (store,) = stores(folder)
    (store / "CURRENT").write_text("nonsense")
    assert run_query(folder, "ASK { ?s kg:uses ?o }")


def test_a_broken_store_is_made_again_for_a_server_too(folder: Path) -> None:
    prepare_store(folder)
    (store,) = stores(folder)
    (store / "CURRENT").write_text("nonsense")
    assert len(ox.Store.read_only(str(prepare_store(folder)))) > 0


def test_a_store_that_lost_half_of_its_index_is_not_answered_from(folder: Path) -> None:
    prepare_store(folder)
    (index,) = (folder / "store").glob("*/MANIFEST-*")
    os.truncate(index, index.stat().st_size // 2)
    assert run_query(folder, "ASK { ?s kg:uses ?o }")


def test_a_process_that_may_open_few_files_leaves_the_store_to_others(folder: Path) -> None:
    prepare_store(folder)
    (store,) = stores(folder)
    made = store.stat().st_ino
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40)); {OPEN}"
    command = [sys.executable, "-c", limited, folder]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "file descriptors" in refused.stderr
    assert stores(folder) == [store] and store.stat().st_ino == made


def test_a_graph_that_is_no_turtle_leaves_no_store(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text("this is no Turtle")
    with pytest.raises(GraphError, match="not Turtle"):
        open_store(tmp_path)
    assert stores(tmp_path) == []


def test_a_turtle_file_is_loaded_into_memory(folder: Path) -> None:
    assert len(open_store(folder / "graph.ttl")) > 0
    assert not (folder / "store").exists()


def test_a_folder_that_cannot_be_written_is_queried_from_memory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The tests may run as root, whom no permission stops.
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert run_query(folder, "ASK { ?s kg:uses ?o }")
    assert not (folder / "store").exists()


def test_a_graph_in_memory_is_queried() -> None:
    graph = KnowledgeGraph(PAPERS, ENTITIES, LINKS)
    rows = graph.query("SELECT ?name { ?m a kg:Benchmark ; skos:prefLabel ?name }")
    assert [row[0].value for row in rows if row[0] is not None] == ["GLUE"]
    assert graph.query("ASK { ?s kg:uses ?o }")


def test_an_empty_graph_file_is_told_and_not_answered_with_nothing(folder: Path) -> None:
    (folder / "graph.ttl").write_bytes(b"")
    with pytest.raises(GraphError, match="holds no statement"):
        open_store(folder)
