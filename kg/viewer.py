"""The graph as one HTML page that needs no network: its data packed, its script in one piece."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from itertools import chain, count
from pathlib import Path
from typing import Any

from kg.graph import KnowledgeGraph
from kg.iris import DEFAULT_BASE_IRI
from kg.page.data import MOST_DRAWN, USUAL_DEPTH, PageData, first_part, page_data

__all__ = ["joined_modules", "render_first_part", "render_html", "write_view"]

FIRST_MODULE = "main.js"
VIS_NETWORK = ("lib", "vis-9.1.2", "vis-network.min.js")
# Level 6 takes 1.6 times as long for two hundredths less.
COMPRESSION = 5
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w.]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function|const|let|class)", re.MULTILINE)


def _module_order(name: str, sources: dict[str, str]) -> None:
    """Add a module to `sources` after those that it imports."""
    source = (files("kg.viz") / name).read_text(encoding="utf8")
    sources[name] = ""
    for needed in _IMPORT.findall(source):
        if needed not in sources:
            _module_order(needed, sources)
    # A module that is only now whole moves to the end: after all that it needs.
    del sources[name]
    sources[name] = _EXPORT.sub("", _IMPORT.sub("", source))


@cache
def joined_modules() -> str:
    """Join the modules of viz/ into one script, each after those that it imports.

    A page that is opened from disk cannot load modules from beside it. The modules share one
    scope then, so that a name at the top of one may not be used at the top of another; imports
    rename nothing.
    """
    sources: dict[str, str] = {}
    _module_order(FIRST_MODULE, sources)
    return '(() => {\n"use strict";\n' + "\n".join(sources.values()) + "\n})();"


def _json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    # Lone surrogates, which no UTF-8 can hold, become question marks.
    return text.encode("utf-8", "replace")


def _packed(text: bytes, id: str) -> str:
    """Write text gzipped in base64, which holds no character that ends an element."""
    packed = base64.b64encode(gzip.compress(text, COMPRESSION, mtime=0)).decode()
    return f'<script type="application/gzip" id="{id}">{packed}</script>'


def _embedded(data: PageData) -> str:
    ids = chain(["index"], (f"details-{number}" for number in count()))
    parts = chain([data.index], data.details)
    # zlib packs one part while Python gathers and writes out the next.
    with ThreadPoolExecutor(1) as beside:
        return "\n".join(beside.map(_packed, map(_json, parts), ids))


def _source_hash(source: str) -> str:
    digest = hashlib.sha256(source.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _library() -> str:
    # Found and not imported: the package brings IPython along.
    spec = find_spec("pyvis")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("No module named 'pyvis'", name="pyvis")
    folder = Path(spec.origin).parent
    source = folder.joinpath("templates", *VIS_NETWORK)
    if not source.is_file():
        source = folder.joinpath(*VIS_NETWORK)
    text = source.read_text(encoding="utf8")
    return "\n".join(line for line in text.split("\n") if "sourceMappingURL" not in line)


def render_html(
    graph: KnowledgeGraph,
    title: str = "Paper graph",
    *,
    base_iri: str = DEFAULT_BASE_IRI,
    focus: str = "",
    depth: int = USUAL_DEPTH,
    most: int = MOST_DRAWN,
) -> str:
    """Write the interactive page of a graph.

    Parameters
    ----------
    title
        Shown in the page's head.
    base_iri
        What the IRIs of the graph's RDF begin with, for the queries that the page writes.
    focus
        Id of the paper or entity to draw the surroundings of; the most telling part of the
        graph where it is empty.
    depth
        Steps from `focus`.
    most
        How many nodes are drawn at the most; search and panels reach all.

    Returns
    -------
    str
        HTML that loads nothing: a Content-Security-Policy allows its own scripts, by their
        hashes, and no request.
    """
    data = page_data(graph, base_iri=base_iri, focus=focus, depth=depth, most=most)
    return _page(data, title, "")


def render_first_part(
    graph: KnowledgeGraph,
    title: str = "Paper graph",
    *,
    base_iri: str = DEFAULT_BASE_IRI,
    most: int = MOST_DRAWN,
) -> str:
    """Write the page of a graph that holds what it draws and asks its server for the rest.

    Parameters
    ----------
    title, base_iri
        As for `render_html`.
    most
        How many nodes are drawn at the most; the page grows with them, not with the graph.

    Returns
    -------
    str
        HTML whose Content-Security-Policy allows its own scripts, and requests to where it
        comes from.
    """
    data = first_part(graph, base_iri=base_iri, most=most)
    return _page(data, title, " connect-src 'self';")


def _page(data: PageData, title: str, connections: str) -> str:
    """Fill the template.

    Parameters
    ----------
    connections
        What the policy says of requests; nothing where it allows none.
    """
    library, script = _library(), joined_modules()
    policy = (
        "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline';"
        f" script-src {_source_hash(library)} {_source_hash(script)};{connections}"
        " base-uri 'none'; form-action 'none'"
    )
    parts = {
        "{{policy}}": html.escape(policy, quote=True).replace("&#x27;", "'"),
        "{{title}}": html.escape(title),
        "{{style}}": (files("kg.viz") / "style.css").read_text(encoding="utf8"),
        "{{data}}": _embedded(data),
        "{{library}}": library,
        "{{script}}": script,
    }
    page = (files("kg.viz") / "template.html").read_text(encoding="utf8")
    pieces = []
    for marker, text in parts.items():
        before, _, page = page.partition(marker)
        pieces += [before, text]
    return "".join([*pieces, page])


def write_view(
    graph: KnowledgeGraph, base_iri: str, focus: str | None, depth: int, most: int | None
) -> Path:
    """Write a page that begins somewhere in a graph, into a folder for temporary files.

    Parameters
    ----------
    base_iri
        As for `render_html`.
    focus
        Id, title, name or alias of the node to draw the surroundings of, or None.
    depth
        Steps from it.
    most
        How many nodes are drawn at the most; None for as many as in the page of a build.

    Returns
    -------
    pathlib.Path
        The page. It stays until somebody deletes it: a browser may load it again.

    Raises
    ------
    GraphError
        If there is no such node, or several.
    """
    node = graph.node(focus).id if focus else ""
    page = render_html(
        graph,
        base_iri=base_iri,
        focus=node,
        depth=depth,
        most=MOST_DRAWN if most is None else most,
    )
    file = Path(tempfile.mkdtemp(prefix="kg-view-")) / "graph.html"
    file.write_text(page, encoding="utf8", newline="")
    return file
