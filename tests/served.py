"""A server of a small graph, hostile texts among it, in a process of its own."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import httpx
from rdf_example import ENTITIES, LINKS, PAPERS

from kg.graph import KnowledgeGraph
from kg.rdf import write_rdf
from kg.records import Entity, Link, Paper
from kg.viewer import render_html

HOSTILE = "Quotes \" ' and {braces}, </script><script>alert(1)</script>,\n\u202eback\u2069"
# What only one link of each paper to an entity leaves: the graph keeps one.
UNIQUE = {(link.paper, link.entity): link for link in LINKS}
TIMEOUT = 1.0
KG = (Path(sys.executable).with_name("kg"),)
# The same program, which takes more than three papers for too many to be sent at once.
KG_IN_PARTS = (
    sys.executable,
    "-c",
    "from kg.cli import main; from kg.server import graph_page;"
    " graph_page.MOST_SENT_WHOLE, graph_page.MOST_DRAWN = 3, 12; main()",
)


def built(folder: Path) -> Path:
    """Make a folder as ``kg build`` does, of records made by hand."""
    graph = KnowledgeGraph(
        [
            *(replace(paper, extra={}) for paper in PAPERS),
            Paper("hostile", HOSTILE, HOSTILE, (HOSTILE,)),
        ],
        [*ENTITIES, Entity("method/hostile", HOSTILE, "method", ("<b>x</b>",), True)],
        [*UNIQUE.values(), Link("hostile", "method/hostile", "proposes", 0.5)],
    )
    graph.save(folder)
    with (folder / "graph.ttl").open("wb") as stream:
        write_rdf(graph, stream)
    (folder / "graph.html").write_text(render_html(graph), encoding="utf8")
    return folder


class Server:
    """A running ``kg serve``."""

    def __init__(
        self, folder: Path, *options: str, program: Sequence[str | Path] = KG, port: int = 0
    ) -> None:
        self.process = subprocess.Popen(
            [*program, "serve", folder, "--port", str(port), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().decode().strip()
        assert self.address, self.process.communicate()[1].decode()
        self.sparql = f"{self.address}sparql"
        self.client = httpx.Client(base_url=self.address, timeout=30)

    def stop(self) -> str:
        """Stop it and return its log."""
        self.client.close()
        self.process.terminate()
        _, log = self.process.communicate(timeout=20)
        return log.decode()
