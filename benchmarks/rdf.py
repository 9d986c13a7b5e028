"""Times RDF export and named queries against rdflib's own, as ratios, on a graph of a given size.

python benchmarks/rdf.py [TRIPLES]
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable

import rdflib

from kg.graph import KnowledgeGraph
from kg.rdf import write_rdf
from kg.records import Entity, Link, Mention, Paper
from kg.sparql import QUERY_PREFIXES, load_graph, named_queries, run_named

TRIPLES_A_PAPER = 150
QUERIES = ("benchmarks-by-papers", "datasets-by-papers", "papers-with-code", "timeline")


def made_up(papers: int) -> KnowledgeGraph:
    """Make a graph of papers that share entities as real ones do: few often, most seldom."""
    names = [f"Thing{number}" for number in range(max(10, papers // 3))]
    entities = [
        Entity(f"{kind}/{name.lower()}", name, kind, (f"{name} long form",), True)
        for number, name in enumerate(names)
        for kind in [("method", "benchmark", "dataset", "task")[number % 4]]
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
            found = Mention(
                f"arxiv:{number}", "abstract", start, start + len(entity.name), entity.name,
                entity.type, "uses", 0.9, "model", 0, len(abstract),
            )  # fmt: skip
            role = "evaluates_on" if entity.type == "benchmark" else "uses"
            links.append(Link(f"arxiv:{number}", entity.id, role, 0.9, (found,)))
    listed = [
        Paper(f"arxiv:{n}", f"Title {n}", text, ("Ada Example",), year=2000 + n % 25)
        for n, text in enumerate(texts)
    ]
    return KnowledgeGraph(listed, entities, links)


def seconds(run: Callable[[], object]) -> float:
    """Return the shorter time of two runs."""
    times = []
    for _ in range(2):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return min(times)


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
    store = load_graph(graph)
    for name in QUERIES:
        text = named_queries()[name].text
        ours = seconds(lambda name=name: run_named(store, name, {}))
        slow = seconds(lambda text=text: list(own.query(text, initNs=QUERY_PREFIXES)))
        print(f"query {name:24} rdflib takes {slow / ours:6.1f} times as long")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000)
