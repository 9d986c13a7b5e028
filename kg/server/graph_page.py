"""The page of the graph as the server sends it, held so that a later build does not change it."""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass
from pathlib import Path

from kg.graph import KnowledgeGraph
from kg.page.data import MOST_DRAWN
from kg.viewer import render_first_part

__all__ = ["GraphPage", "graph_page"]

# Up to this many papers, the page of the build is sent with the whole graph in it: its data then
# takes half a megabyte, and it works on when the server stops. Larger pages grow without bound.
MOST_SENT_WHOLE = 2000
# A page states its own policy near its beginning, before any text of papers.
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')
_POLICY_WITHIN = 4096


@dataclass(frozen=True, slots=True)
class GraphPage:
    """A page that draws the graph.

    Attributes
    ----------
    policy
        The content security policy that the page states, extended to forbid framing.
    tag
        Its entity tag: a browser that holds the page with this tag is not sent it again.
    """

    content: bytes
    policy: str
    tag: str


def graph_page(path: Path, graph: KnowledgeGraph, base_iri: str) -> GraphPage | None:
    """Return the page of a built graph; None if there is none.

    Parameters
    ----------
    path
        The page that the build made, which holds the whole graph.
    graph
        If it has many papers, its page is one that asks the server for most of them.
    base_iri
        Base of the graph's own IRIs.
    """
    if len(graph.papers) > MOST_SENT_WHOLE:
        text = render_first_part(graph, base_iri=base_iri, most=MOST_DRAWN)
    else:
        try:
            text = path.read_text(encoding="utf8")
        except OSError:
            return None
    stated = _POLICY.search(text[:_POLICY_WITHIN])
    if stated is None:
        return None
    content = text.encode()
    policy = f"{html.unescape(stated[1])}; frame-ancestors 'none'"
    return GraphPage(content, policy, f'"{hashlib.sha256(content).hexdigest()}"')
