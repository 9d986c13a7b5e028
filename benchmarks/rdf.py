"""Times RDF export and named queries against rdflib's own, as ratios, on a graph of a given size.

python benchmarks/rdf.py [TRIPLES]

A query of rdflib is given up after some seconds; one that it has prepared before is timed too.
"""

from __future__ import annotations

import io
import signal
import sys
import time
from collections.abc import Callable

import rdflib
from rdflib.plugins.sparql import prepareQuery

from kg.graph import KnowledgeGraph
from kg.rdf import write_rdf
from kg.records import Entity, EntityType, Link, Mention, Paper, Role
from kg.sparql import QUERY_PREFIXES, load_graph, named_queries, run_named

TRIPLES_A_PAPER = 150
# Each third name is a method, as in real graphs.
KINDS: tuple[EntityType, ...] = ("method", "benchmark", "dataset", "method", "task", "metric")
ROLES: dict[EntityType, Role] = {
    "method": "uses", "benchmark": "evaluates_on", "dataset": "uses", "task": "studies",
    "metric": "measures",
}  # fmt: skip
PATIENCE_SECONDS = 20


def made_up(papers: int) -> KnowledgeGraph:
    """Make a graph of papers that share entities as real ones do: few often, most seldom."""
    names = [f"Thing{number}" for number in range(max(10, papers // 3))]
    entities = [
        Entity(f"{kind}/{name.lower()}", name, kind, (f"{name} long form",), True)
        for number, name in enumerate(names)
        for kind in [KINDS[number % len(KINDS)]]
    ]
    links = []
    texts = []
    for number in range(papers):
        chosen = {
            int(len(entities) * ((number * 7919 + k * 104729) % 997 / 997) ** 3) for k in range(6)
        }
        abstract = " ".join(f"We use {entities[each].name} here." for each in sorted(chosen))
        texts.append(abstract)
        for each in sorted(chosen):
            entity = entities[each]
            start = abstract.index(entity.name)
            own = entity.type == "method" and each == max(chosen)
            role = "proposes" if own else ROLES[entity.type]
            found = Mention(
                f"arxiv:{number}", "abstract", start, start + len(entity.name), entity.name,
                entity.type, role, 0.9, "model", 0, len(abstract),
            )  # fmt: skip
            links.append(Link(f"arxiv:{number}", entity.id, role, 0.9, (found,)))
    listed = [
        Paper(
            f"arxiv:{n}", f"Title {n}", text, (f"Ada Example {n % (papers // 2)}",),
            year=2000 + n % 25,
            repositories=(f"https://example.org/code/{n}",) if n % 3 == 0 else (),
        )
        for n, text in enumerate(texts)
    ]  # fmt: skip
    return KnowledgeGraph(listed, entities, links)


def seconds(run: Callable[[], object]) -> float:
    """Return the shortest time of some runs: what others do on the machine only adds to it."""
    times: list[float] = []
    while len(times) < 3 or (sum(times) < 1 and len(times) < 10):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return min(times)


class OutOfPatienceError(Exception):
    """Rdflib takes too long."""


def give_up(*_: object) -> None:
    """End what runs."""
    raise OutOfPatienceError


def patient_seconds(run: Callable[[], object]) -> float:
    """Return the shortest time of some runs, or that after which the first is given up."""
    signal.alarm(PATIENCE_SECONDS)
    try:
        return seconds(run)
    except OutOfPatienceError:
        return PATIENCE_SECONDS
    finally:
        signal.alarm(0)


def main(triples: int) -> None:
    """Print a table of ratios."""
    graph = made_up(triples // TRIPLES_A_PAPER)
    stream = io.BytesIO()
    write_rdf(graph, stream, "nt")
    turtle = io.BytesIO()
    write_rdf(graph, turtle, "ttl")
    own = rdflib.Graph().parse(data=stream.getvalue(), format="nt")
    theirs = seconds(lambda: own.serialize(format="turtle"))
    print(f"{len(own)} triples; rdflib's Turtle serializer takes {theirs:.1f} s")
    for format in ("ttl", "nt", "nq", "jsonld"):
        ours = seconds(lambda format=format: write_rdf(graph, io.BytesIO(), format))
        print(f"{format:6} rdflib's Turtle takes {theirs / ours:5.1f} times as long")
    half = made_up(triples // TRIPLES_A_PAPER // 2)
    ratio = seconds(lambda: write_rdf(graph, io.BytesIO(), "nt")) / seconds(
        lambda: write_rdf(half, io.BytesIO(), "nt")
    )
    print(f"twice the links take {ratio:.2f} times as long to write")
    signal.signal(signal.SIGALRM, give_up)
    store = load_graph(graph)
    for name, query in named_queries().items():
        rows = len(list(run_named(store, name, {})))
        ours = seconds(lambda name=name: run_named(store, name, {}))
        prepared = prepareQuery(query.text, initNs=QUERY_PREFIXES)
        raw = patient_seconds(lambda text=query.text: [*own.query(text, initNs=QUERY_PREFIXES)])
        ready = patient_seconds(lambda prepared=prepared: [*own.query(prepared)])
        print(
            f"{name:26} {rows:6} rows {1000 * ours:8.2f} ms; rdflib takes"
            f" {raw / ours:7.1f} times as long, prepared {ready / ours:7.1f} times"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000)
