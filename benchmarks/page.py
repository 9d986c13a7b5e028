"""The page against pyvis's own of the same graph, and a large page: how soon, how smooth.

python benchmarks/page.py [PAGE [TEXT]]

Draws seeds-like and wide graphs in headless Chromium. With PAGE, a page that `kg build` wrote, also
how soon it opens and whether a search for TEXT finds something.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

import networkx as nx
from playwright.sync_api import Page, sync_playwright
from pyvis.network import Network

from kg.graph import KnowledgeGraph
from kg.page.data import MOST_DRAWN
from kg.records import Entity, Link, Paper
from kg.viewer import render_html

# Papers and entities, with three links a paper.
SIZES = {"87 papers, 400 nodes": (87, 313), "5,000 nodes": (2000, 3000)}
LINKS = 3
# Milliseconds that the camera is moved for, to count what is drawn.
PANNED = 2000
# Physics of a large graph in pyvis does not end in minutes.
LONGEST = 180_000
SETTLED = """(limit) => new Promise((done) => {
  const start = performance.now();
  network.once("stabilizationIterationsDone", () => done(performance.now() - start));
  setTimeout(() => done(Infinity), limit);
})"""
FRAMES = """(milliseconds) => new Promise((done) => {
  const move = window.kgViewer
    ? (x) => window.kgViewer.panBy(x, 0)
    : (x) => network.moveTo({ position: { x: network.getViewPosition().x + x, y: 0 } });
  const start = performance.now();
  let frames = 0;
  const step = (now) => {
    move(frames % 40 < 20 ? 15 : -15);
    frames += 1;
    if (now - start < milliseconds) requestAnimationFrame(step);
    else done((1000 * frames) / (now - start));
  };
  requestAnimationFrame(step);
})"""


def wide_graph(papers: int, entities: int) -> KnowledgeGraph:
    links = {
        (f"p{p}", f"method/e{(p * 7 + k * (1 + p % 5)) % entities}")
        for p in range(papers)
        for k in range(LINKS)
    }
    return KnowledgeGraph(
        [Paper(f"p{p}", f"Paper {p}", year=2020) for p in range(papers)],
        [Entity(f"method/e{e}", f"E{e}", "method", (), True) for e in range(entities)],
        [Link(paper, entity, "uses", 0.9) for paper, entity in sorted(links)],
    )


def timed_pages(graph: KnowledgeGraph, folder: Path) -> dict[str, tuple[Path, float]]:
    """Write the page of pyvis and ours, and say how long each took.

    Ours is written as `kg build` does, with the most telling part drawn, and with every node drawn.
    """
    plain: nx.Graph[str] = nx.Graph()
    plain.add_edges_from((link.paper, link.entity) for link in graph.links)
    start = time.perf_counter()
    network = Network(cdn_resources="in_line")
    network.from_nx(plain)
    (folder / "pyvis.html").write_text(network.generate_html(), encoding="utf8")
    theirs = time.perf_counter() - start
    pages = {"pyvis": (folder / "pyvis.html", theirs)}
    everything = len(graph.papers) + len(graph.entities())
    for name, most in (("ours", MOST_DRAWN), ("ours, all drawn", everything)):
        file = folder / f"{name}.html"
        start = time.perf_counter()
        file.write_text(render_html(graph, most=most), encoding="utf8")
        pages[name] = (file, time.perf_counter() - start)
    return pages


def opened(page: Page, file: Path) -> float:
    """Return the seconds from navigation to the first settled drawing."""
    start = time.perf_counter()
    page.goto(file.as_uri(), wait_until="commit")
    if file.name == "pyvis.html":
        page.wait_for_load_state("load", timeout=LONGEST)
        if page.evaluate(SETTLED, LONGEST) is None:
            return float("inf")
    else:
        page.wait_for_selector("body[data-drawn]", timeout=LONGEST)
        page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
    return time.perf_counter() - start


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        print("| graph | page | seconds to write | seconds to settle | frames a second |")
        print("| --- | --- | --- | --- | --- |")
        for name, (papers, entities) in SIZES.items():
            for whose, (file, seconds) in timed_pages(
                wide_graph(papers, entities), Path(folder)
            ).items():
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                settled = opened(page, file)
                frames = page.evaluate(FRAMES, PANNED)
                print(
                    f"| {name} | {whose} | {seconds:.2f} | {settled:.2f} | {frames:.0f} |",
                    flush=True,
                )
                page.close()
        if len(sys.argv) > 1:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            print(f"{sys.argv[1]}: settled after {opened(page, Path(sys.argv[1]).resolve()):.2f} s")
            if len(sys.argv) > 2:
                start = time.perf_counter()
                page.fill("#search", sys.argv[2])
                page.wait_for_selector("#suggestions li")
                found = page.inner_text("#suggestions li >> nth=0")
                print(f"search: {found!r} after {time.perf_counter() - start:.2f} s")
        browser.close()


if __name__ == "__main__":
    main()
