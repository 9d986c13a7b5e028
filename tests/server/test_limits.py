"""Slow, large and hostile requests end, and take nothing else with them."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from served import TIMEOUT, Server

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
FAST = "SELECT ?name { ?e skos:prefLabel ?name } LIMIT 3"


def workers_of(process: int) -> set[int]:
    """Return the processes below one."""
    found: set[int] = set()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, parent = (
                int(entry.parent.name),
                int(entry.read_text().rsplit(")", 1)[1].split()[1]),
            )
        except (OSError, IndexError):
            continue
        if parent == process:
            found |= {pid, *workers_of(pid)}
    return found


def children_of(process: int) -> list[int]:
    """Return the processes that one has started."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(pid) for pid in listed.split()]


def running(processes: set[int]) -> list[int]:
    """Return those that live; one that ended and that nobody asked after is a zombie."""
    found = []
    for pid in processes:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if state != "Z":
            found.append(pid)
    return found


def left_of(processes: set[int]) -> list[int]:
    """Return those that live after a moment, which the kernel takes to end a busy process."""
    until = time.monotonic() + 5
    while (found := running(processes)) and time.monotonic() < until:
        time.sleep(0.05)
    return found


def test_a_slow_query_ends_with_503_and_its_process(server: Server, client: httpx.Client) -> None:
    began = time.monotonic()
    answer = client.get("/sparql", params={"query": SLOW})
    assert answer.status_code == 503
    assert "longer than 1 seconds" in answer.text
    assert time.monotonic() - began < TIMEOUT + 5
    time.sleep(0.2)
    # The nursery and idle workers sleep: none may still be computing.
    busy = [
        pid
        for pid in workers_of(server.process.pid)
        if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "R"
    ]
    assert busy == []


def test_quick_queries_are_answered_while_a_slow_one_runs(client: httpx.Client) -> None:
    slow = threading.Thread(
        target=client.get, args=("/sparql",), kwargs={"params": {"query": SLOW}}
    )
    slow.start()
    statuses = [client.get("/sparql", params={"query": FAST}).status_code for _ in range(5)]
    slow.join()
    assert statuses == [200] * 5


def test_an_answer_does_not_wait_for_an_acknowledgement(client: httpx.Client) -> None:
    # On a connection that is kept the system would hold back the body for 40 ms.
    times = [client.get("/health").elapsed.total_seconds() for _ in range(10)]
    assert min(times) < 0.03


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_a_short_query_is_not_taken_for_a_long_one_on_a_busy_machine(folder: Path) -> None:
    server = Server(folder, "--timeout", "6")
    ask = {"params": {"query": SLOW}, "timeout": 30}
    slow = [threading.Thread(target=httpx.get, args=(server.sparql,), kwargs=ask) for _ in "ab"]
    for each in slow:
        each.start()
    time.sleep(2)
    # The two slow ones run at the lowest priority by now, and no third would be let in.
    assert server.client.get("/sparql", params={"query": FAST}).status_code == 200
    (nursery,) = children_of(server.process.pid)
    idle = [pid for pid in children_of(nursery) if os.getpriority(os.PRIO_PROCESS, pid) == 0]
    for pid in idle:
        os.kill(pid, signal.SIGSTOP)
    going_on = threading.Timer(1, lambda: [os.kill(pid, signal.SIGCONT) for pid in idle])
    going_on.start()
    assert server.client.get("/sparql", params={"query": FAST}).status_code == 200
    for each in (going_on, *slow):
        each.join()
    server.stop()


def test_a_body_that_is_too_large_is_refused(client: httpx.Client) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    answer = client.post("/sparql", content=b"#" * 1_000_000, headers=headers)
    assert answer.status_code == 413


def test_an_answer_that_is_too_large_is_refused(folder: Path) -> None:
    # Its time limit is not the one that ends the query.
    server = Server(folder, "--timeout", "60")
    doublings = 15
    text = "x" * ((32 << 20) // 2**doublings + 1)
    steps = "".join(f"BIND(CONCAT(?t{n}, ?t{n}) AS ?t{n + 1}) " for n in range(doublings))
    query = f"SELECT ?t{doublings} {{ BIND('{text}' AS ?t0) {steps} }}"
    answer = server.client.post("/sparql", data={"query": query})
    server.stop()
    assert answer.status_code == 400
    assert answer.text.startswith("the answer is larger than 32 MiB: narrow it")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT ?x { ?s ?p ?o } VALUES ?x { <http://127.0.0.1:{port}/> } }",
        "SELECT * FROM <http://127.0.0.1:{port}/> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://127.0.0.1:{port}/> { GRAPH ?g { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1:{port}/>",
    ],
)
def test_no_request_leaves_the_server(client: httpx.Client, query: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        port = listener.getsockname()[1]
        answer = client.get("/sparql", params={"query": query.replace("{port}", str(port))})
        assert answer.status_code == 400
        with pytest.raises(TimeoutError):
            listener.accept()


def test_another_host_name_is_refused(client: httpx.Client) -> None:
    assert client.get("/health", headers={"Host": "evil.example.org"}).status_code == 421


def test_the_log_has_a_json_line_for_each_request_and_no_process_stays(folder: Path) -> None:
    server = Server(folder)
    server.client.get("/sparql", params={"query": "ASK {"})
    server.client.get("/health")
    processes = workers_of(server.process.pid)
    log = [json.loads(line) for line in server.stop().splitlines()]
    assert [(line["path"], line["status"]) for line in log] == [("/sparql", 400), ("/health", 200)]
    assert log[0]["error"]
    time.sleep(0.5)
    assert running(processes) == []


def test_no_worker_outlives_a_killed_server(folder: Path) -> None:
    server = Server(folder)
    server.client.get("/sparql", params={"query": FAST})
    processes = workers_of(server.process.pid)
    assert processes
    server.client.close()
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.communicate()
    time.sleep(1)
    assert running(processes) == []


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_client_that_waits_is_told_that_the_server_stops(
    folder: Path, stop: signal.Signals
) -> None:
    server = Server(folder, "--timeout", "60")
    answers: list[httpx.Response] = []
    ask = threading.Thread(
        target=lambda: answers.append(httpx.get(server.sparql, params={"query": SLOW}, timeout=60))
    )
    server.client.get("/health")
    ask.start()
    time.sleep(3)
    processes = {server.process.pid, *workers_of(server.process.pid)}
    # As Ctrl-C in a terminal does, and a service manager: it reaches the workers too.
    for pid in processes:
        os.kill(pid, stop)
    ask.join()
    server.client.close()
    _, log = server.process.communicate(timeout=20)
    assert (answers[0].status_code, "the server is stopping" in answers[0].text) == (503, True)
    assert (server.process.returncode, left_of(processes)) == (0, [])
    assert b"Exception" not in log


def test_a_port_that_is_taken_is_named(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        done = subprocess.run(
            [Path(sys.executable).with_name("kg"), "serve", folder, "--port", port],
            capture_output=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    assert f"port {port}".encode() in done.stderr


def test_a_folder_without_a_graph_is_told_how_to_get_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("kg"), "serve", tmp_path, "--port", "0"],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert b"kg build" in done.stderr


@pytest.mark.slow
def test_a_connection_on_which_no_whole_request_comes_is_closed(server: Server) -> None:
    address = urlsplit(server.address)
    place = address.hostname, address.port
    with (
        socket.create_connection(place, timeout=20) as silent,
        socket.create_connection(place, timeout=20) as halting,
    ):
        halting.sendall(b"GET /health HTTP/1.1\r\nHost: loc")
        assert (silent.recv(100), halting.recv(100)) == (b"", b"")


# The same program, with less patience and less room, so that a test takes seconds.
KG_IMPATIENT = (
    sys.executable,
    "-c",
    "from kg.cli import main; from kg.server import patience;"
    " patience.SEND_SECONDS, patience.MOST_UNSENT = 1.0, 30 << 20; main()",
)
ANSWER_SIZE = 16 << 20


@pytest.fixture(scope="module")
def impatient(folder: Path) -> Iterator[Server]:
    running = Server(folder, "--timeout", "60", program=KG_IMPATIENT)
    yield running
    running.stop()


def asking_for_much(server: Server) -> socket.socket:
    """Return a connection on which a large answer was asked for and nothing was read yet."""
    steps = "".join(f"BIND(CONCAT(?t{n}, ?t{n}) AS ?t{n + 1}) " for n in range(14))
    query = quote(f"SELECT ?t14 {{ BIND('{'x' * (ANSWER_SIZE >> 14)}' AS ?t0) {steps} }}")
    address = urlsplit(server.address)
    connection = socket.socket()
    connection.settimeout(20)
    # Else the system would take much of the answer for the client.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
    connection.connect((address.hostname, address.port))
    request = f"GET /sparql?query={query} HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv\r\n"
    connection.sendall(f"{request}Connection: close\r\n\r\n".encode())
    # The head of the answer, and so all of it, is ready.
    assert connection.recv(1, socket.MSG_PEEK)
    return connection


def taken(connection: socket.socket) -> int:
    """Return how many bytes come before the connection ends."""
    size = 0
    try:
        while part := connection.recv(1 << 20):
            size += len(part)
    except ConnectionResetError:
        pass
    return size


def test_a_client_that_does_not_read_its_answer_is_dropped(impatient: Server) -> None:
    with asking_for_much(impatient) as connection:
        time.sleep(3)
        assert taken(connection) < ANSWER_SIZE


def test_a_client_that_reads_its_answer_slowly_gets_all_of_it(impatient: Server) -> None:
    with asking_for_much(impatient) as connection:
        size = 0
        for _ in range(6):
            size += len(connection.recv(1 << 20, socket.MSG_WAITALL))
            time.sleep(0.5)
        assert size + taken(connection) > ANSWER_SIZE


def test_the_answer_that_has_waited_longest_gives_way_to_others(impatient: Server) -> None:
    with asking_for_much(impatient) as first, asking_for_much(impatient) as second:
        assert taken(second) > ANSWER_SIZE
        assert taken(first) < ANSWER_SIZE
