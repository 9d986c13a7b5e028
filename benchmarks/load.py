"""Loads a running server: many clients with short queries, and one that sends a hostile slow one.

python benchmarks/load.py FOLDER [SECONDS] [CLIENTS]

FOLDER is one that `kg build` wrote. Prints requests, errors, times and memory as JSON; ends with 1
where a good request failed or a process is left behind.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode, urlsplit

HOSTILE = "SELECT (COUNT(*) AS ?n) {?a ?p ?b . ?c ?q ?d . ?e ?r ?f}"
GOOD = (
    "SELECT ?m ?name { ?m a kg:Method ; skos:prefLabel ?name } ORDER BY ?name LIMIT 20",
    "SELECT ?e (COUNT(?p) AS ?n) { ?p kg:evaluatesOn ?e } GROUP BY ?e ORDER BY DESC(?n) LIMIT 10",
    "ASK { ?s kg:proposes ?o }",
    "SELECT ?p ?t { ?p a schema:ScholarlyArticle ; dcterms:title ?t } LIMIT 25",
    "CONSTRUCT { ?p kg:uses ?e } WHERE { ?p kg:uses ?e } LIMIT 50",
)


def processes_under(root: int) -> dict[int, int]:
    """Return resident bytes of a process and all that come from it, shared pages counted once."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            parents[int(entry.name)] = int(fields[1])
        except OSError:
            continue
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return {pid: _proportional_bytes(pid) for pid in found if pid in parents}


def is_running(pid: int) -> bool:
    """Say whether a process is there and is none that ended and waits to be asked after."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _proportional_bytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))


class Client:
    """One connection that is kept; of HTTP no more than this server's answers need.

    A full HTTP client computes longer for a request than the server does, and its own queue would
    be measured.
    """

    def __init__(self, address: str) -> None:
        self._to = urlsplit(address)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, query: str) -> str:
        """Return the status of the answer, or the name of the error that came instead."""
        path = "/sparql?" + urlencode({"query": query})
        try:
            if self._streams is None:
                self._streams = await asyncio.open_connection(self._to.hostname, self._to.port)
            reader, writer = self._streams
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {self._to.netloc}\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = head.partition("content-length: ")[2].partition("\r")[0]
            await reader.readexactly(int(length))
            return head.split()[1]
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            self.close()
            return type(error).__name__

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def ask_often(
    client: Client, number: int, until: float, times: list[float], ends: Counter[str]
) -> None:
    """Send good queries, one after the other, as a client does that waits for each answer."""
    choice = random.Random(number)
    while time.monotonic() < until:
        began = time.perf_counter()
        ends[await client.ask(choice.choice(GOOD))] += 1
        times.append(time.perf_counter() - began)
    client.close()


async def ask_badly(address: str, until: float, ends: Counter[str]) -> None:
    """Send the hostile query each second, whether or not the last was answered."""

    async def once() -> None:
        client = Client(address)
        ends[await client.ask(HOSTILE)] += 1
        client.close()

    sent = []
    while time.monotonic() < until:
        sent.append(asyncio.create_task(once()))
        await asyncio.sleep(1)
    await asyncio.gather(*sent)


async def watch(root: int, until: float, seen: list[dict[int, int]]) -> None:
    """Note the memory of each of the server's processes."""
    while time.monotonic() < until:
        seen.append(await asyncio.to_thread(processes_under, root))
        await asyncio.sleep(1)


async def load(
    address: str, root: int, seconds: float, clients: int, seen: list[dict[int, int]]
) -> dict[str, object]:
    """Load the server and return what came back."""
    until = time.monotonic() + seconds
    times: list[float] = []
    good: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    await asyncio.gather(
        *(ask_often(Client(address), each, until, times, good) for each in range(clients)),
        ask_badly(address, until, bad),
        watch(root, until, seen),
    )
    ordered = sorted(times)
    return {
        "clients": clients,
        "seconds": seconds,
        "good requests by end": dict(good),
        "good requests a second": round(len(ordered) / seconds, 1),
        "p50 milliseconds": round(1000 * ordered[len(ordered) // 2], 1),
        "p99 milliseconds": round(1000 * ordered[len(ordered) * 99 // 100], 1),
        "longest milliseconds": round(1000 * ordered[-1], 1),
        "hostile requests by end": dict(bad),
        "memory at first, MB": sum(seen[0].values()) // 10**6,
        "peak memory, MB": max(sum(sizes.values()) for sizes in seen) // 10**6,
        "most processes at once": max(map(len, seen)),
    }


def main(folder: str, seconds: float, clients: int) -> int:
    """Start a server, load it, stop it, and see what is left."""
    kg = Path(sys.executable).with_name("kg")
    server = subprocess.Popen(
        [kg, "serve", folder, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert server.stdout is not None
    address = server.stdout.readline().decode().strip()
    seen: list[dict[int, int]] = []
    try:
        report = asyncio.run(load(address, server.pid, seconds, clients, seen))
        seen.append(processes_under(server.pid))
    finally:
        server.terminate()
        server.wait(timeout=30)
    time.sleep(1)
    met = {pid for sizes in seen for pid in sizes}
    left = [pid for pid in met if is_running(pid)]
    print(json.dumps(report | {"processes left after stop": len(left)}, indent=1))
    return int(report["good requests by end"].keys() != {"200"} or bool(left))  # type: ignore[attr-defined]


if __name__ == "__main__":
    given = dict(enumerate(sys.argv))
    sys.exit(main(given[1], float(given.get(2, 60)), int(given.get(3, 50))))
