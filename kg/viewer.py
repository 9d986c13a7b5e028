"""The graph as one HTML page that needs no network: data for the script in viz/, and the page."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections import defaultdict
from importlib.resources import files
from typing import Any

import networkx as nx
from pyvis.network import Network

from kg.graph import KnowledgeGraph
from kg.layout import positions
from kg.records import Link, Mention, Paper

__all__ = ["render_html"]

# Nodes drawn at first; a picture of more is a ball of wool, and the canvas slows down. Search
# and panels reach all the others.
MOST_DRAWN = 500
MOST_RELATED = 6
SCRIPTS = ("data.js", "state.js", "panel.js", "table.js", "network.js", "main.js")
VIS_NETWORK = ("lib", "vis-9.1.2", "vis-network.min.js")


def _label(paper: Paper) -> str:
    if paper.title:
        return paper.title
    words = paper.abstract.split()
    return " ".join(words[:9]) + ("…" if len(words) > 9 else "")


def _evidence(paper: Paper, mention: Mention) -> list[str]:
    """Cut the sentence of a mention in three: before it, the mention, after it.

    Cut here, in code points, since JavaScript counts offsets in UTF-16.
    """
    text = paper.title if mention.field == "title" else paper.abstract
    return [
        text[mention.sentence_start : mention.start].lstrip(),
        text[mention.start : mention.end],
        text[mention.end : mention.sentence_end].rstrip(),
    ]


def _best_mention(link: Link) -> Mention | None:
    """Return the mention that shows best: in the abstract, where there is a sentence."""
    in_abstract = [mention for mention in link.mentions if mention.field == "abstract"]
    return next(iter(in_abstract or link.mentions), None)


def _drawn(graph: KnowledgeGraph) -> list[str]:
    """Choose the nodes to draw: entities that join papers, by weight, and the papers they join."""
    held = {entity.id: len(graph.links_of(entity.id)) for entity in graph.entities()}
    joining = [entity.id for entity in graph.entities() if held[entity.id] > 1]
    joining.sort(key=lambda id: (-graph.weight(id) * held[id] ** 0.5, id))
    chosen: dict[str, None] = {}
    for entity in joining:
        joined = [link.paper for link in graph.links_of(entity) if link.paper not in chosen]
        if len(chosen) + 1 + len(joined) > MOST_DRAWN:
            continue
        chosen.update(dict.fromkeys([entity, *joined]))
    for paper in graph.papers:
        if len(chosen) < MOST_DRAWN:
            chosen.setdefault(paper.id)
    return sorted(chosen)


def _network(graph: KnowledgeGraph, drawn: list[str]) -> Network:
    """Assemble the drawn part as pyvis has it, settled: with positions and without physics."""
    kept = set(drawn)
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(drawn)
    for link in graph.links:
        if link.paper in kept and link.entity in kept:
            simple.add_edge(link.paper, link.entity, weight=0.2 + graph.weight(link.entity))
    place = positions(simple)
    community = {
        node: number for number, group in enumerate(graph.communities()) for node in group.nodes
    }
    network = Network(cdn_resources="in_line")
    kinds = {entity.id: (entity.type, entity.name) for entity in graph.entities()}
    for node in drawn:
        kind, label = kinds.get(node) or ("paper", _label(graph.paper(node)))
        x, y = place[node]
        degree = simple.degree[node]
        network.add_node(
            node,
            label=label if kind != "paper" else "",
            kind=kind,
            x=x,
            y=y,
            community=community.get(node, 0),
            value=round(degree * (0.3 + graph.weight(node)), 3) if kind != "paper" else 1,
            degree=degree,
        )
    for first, second in sorted(tuple(sorted(edge)) for edge in simple.edges):
        network.add_edge(first, second)
    return network


def _papers(graph: KnowledgeGraph) -> list[dict[str, Any]]:
    rows = []
    for paper in graph.papers:
        related = [
            [near.paper.id, near.score, [str(reason) for reason in near.reasons[:3]]]
            for near in graph.related(paper.id, MOST_RELATED)
        ]
        rows.append(
            {
                "id": paper.id,
                "label": _label(paper),
                "title": paper.title,
                "date": paper.date or "",
                "year": paper.year,
                "url": paper.url or _known_page(paper.id),
                "organisation": paper.organisation or "",
                "authors": list(paper.authors),
                "repositories": list(paper.repositories),
                "related": related,
            }
        )
    return rows


def _known_page(id: str) -> str:
    """Return where an arXiv id or a DOI leads; nothing is fetched, the reader may click."""
    scheme, _, rest = id.partition(":")
    pages = {"arxiv": "https://arxiv.org/abs/", "doi": "https://doi.org/"}
    return pages[scheme] + rest if scheme in pages else ""


def _data(graph: KnowledgeGraph) -> dict[str, Any]:
    drawn = _drawn(graph)
    network = _network(graph, drawn)
    links: dict[str, list[list[Any]]] = defaultdict(list)
    for link in graph.links:
        mention = _best_mention(link)
        evidence = _evidence(graph.paper(link.paper), mention) if mention else []
        links[link.paper].append([link.entity, link.role, round(link.score, 2), evidence])
    return {
        "papers": _papers(graph),
        "entities": [
            {
                "id": entity.id,
                "name": entity.name,
                "type": entity.type,
                "aliases": list(entity.aliases),
                "papers": len(graph.links_of(entity.id)),
            }
            for entity in graph.entities()
        ],
        "links": links,
        "nodes": network.nodes,
        "edges": network.edges,
    }


def _embedded_json(value: Any) -> str:
    """Write JSON that cannot end the script element that holds it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    escapes = {
        "<": "\\u003c",
        ">": "\\u003e",
        "&": "\\u0026",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
    }
    for character, escape in escapes.items():
        text = text.replace(character, escape)
    return text.encode("utf-8", "replace").decode("utf-8")


def _source_hash(source: str) -> str:
    digest = hashlib.sha256(source.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _library() -> str:
    source = files("pyvis").joinpath("templates", *VIS_NETWORK)
    if not source.is_file():
        source = files("pyvis").joinpath(*VIS_NETWORK)
    text = source.read_text(encoding="utf8")
    return "\n".join(line for line in text.split("\n") if "sourceMappingURL" not in line)


def render_html(graph: KnowledgeGraph, title: str = "Paper graph") -> str:
    """Write the interactive page of a graph.

    Parameters
    ----------
    title
        Shown in the page's head.

    Returns
    -------
    str
        HTML that loads nothing: a Content-Security-Policy allows its own scripts, by their
        hashes, and no request.
    """
    folder = files("kg.viz")
    style = (folder / "style.css").read_text(encoding="utf8")
    modules = [(folder / name).read_text(encoding="utf8") for name in SCRIPTS]
    script = '(() => {\n"use strict";\n' + "\n".join(modules) + "\n})();"
    library = _library()
    policy = (
        "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline';"
        f" script-src {_source_hash(library)} {_source_hash(script)};"
        " base-uri 'none'; form-action 'none'"
    )
    parts = {
        "{{policy}}": html.escape(policy, quote=True).replace("&#x27;", "'"),
        "{{title}}": html.escape(title),
        "{{style}}": style,
        "{{library}}": library,
        "{{data}}": _embedded_json(_data(graph)),
        "{{script}}": script,
    }
    page = (folder / "template.html").read_text(encoding="utf8")
    pieces = []
    for marker, text in parts.items():
        before, _, page = page.partition(marker)
        pieces += [before, text]
    return "".join([*pieces, page])
