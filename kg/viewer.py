"""Renders the graph as one HTML page that needs no network: packed data, and one script."""

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
# Level 6 takes 1.6 times as long to save another 2%.
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
    # Now that its imports are in, the module moves to the end, after all of them.
    del sources[name]
    sources[name] = _EXPORT.sub("", _IMPORT.sub("", source))


@cache
def joined_modules() -> str:
    """Join the modules of viz/ into one script, each after those that it imports.

    A page that is opened from disk cannot load modules from files beside it. The joined modules
    share one scope, so no two may define the same top-level name, and imports may not rename.
    """
    sources: dict[str, str] = {}
    _module_order(FIRST_MODULE, sources)
    return '(() => {\n"use strict";\n' + "\n".join(sources.values()) + "\n})();"


def _json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    # Lone surrogates, which UTF-8 cannot hold, become question marks.
    return text.encode("utf-8", "replace")


def _packed(text: bytes, id: str) -> str:
    """Embed text as base64 of gzip, which contains no character that could end an element."""
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
    # Found but not imported: importing the package would import IPython too.
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
    """Render the interactive page of a graph.

    Parameters
    ----------
    title
        Title of the page.
    base_iri
        Base of the IRIs in the graph's RDF, for the queries that the page writes.
    focus
        Id of the paper or entity whose surroundings are drawn; if empty, the most telling part of
        the graph is drawn.
    depth
        Maximum number of steps from `focus`.
    most
        Maximum number of nodes drawn; search and panels reach all.

    Returns
    -------
    str
        HTML that loads nothing: its Content-Security-Policy allows its own scripts, by their
        hashes, and no requests.
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
    """Render a page that holds only the part that it draws and asks its server for the rest.

    Parameters
    ----------
    title, base_iri
        As for `render_html`.
    most
        Maximum number of nodes drawn; the page grows with them, not with the graph.

    Returns
    -------
    str
        HTML whose Content-Security-Policy allows its own scripts, and requests to its own server.
    """
    data = first_part(graph, base_iri=base_iri, most=most)
    return _page(data, title, " connect-src 'self';")


def _page(data: PageData, title: str, connections: str) -> str:
    """Fill the template.

    Parameters
    ----------
    connections
        Directive of the policy for requests; empty to allow none.
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
    """Write a page that shows the surroundings of a node, into a temporary folder.

    Parameters
    ----------
    base_iri
        As for `render_html`.
    focus
        Id, title, name or alias of the node whose surroundings are drawn, or None.
    depth
        Maximum number of steps from it.
    most
        Maximum number of nodes drawn; None for as many as in the page of a build.

    Returns
    -------
    pathlib.Path
        The page. It stays until somebody deletes it, since a browser may load it again.

    Raises
    ------
    GraphError
        If there is no such node, or there are several.
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
