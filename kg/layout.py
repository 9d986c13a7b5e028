"""Where the nodes of a page stand: computed once, when the page is built."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx

__all__ = ["positions"]

# Pixels between neighbours at zoom 1, so that labels have room.
SPACING = 120
# Screens are wider than high, and labels are too.
WIDER_THAN_HIGH = 1.6
ITERATIONS = 150
# How far a node moves to where it would stand if all stood evenly: forces crowd what is dense,
# and labels need room there most.
EVENNESS = 0.6


def positions(graph: nx.Graph[str]) -> dict[str, tuple[int, int]]:
    """Lay out a graph by forces, the same graph always alike.

    Fruchterman and Reingold's method (1991), then evened out. The parts that hang together are
    laid out alone and packed in rows, so that a small one does not fly off.

    Parameters
    ----------
    graph
        Edges may have a ``weight``; nodes of a heavier edge come closer.

    Returns
    -------
    dict
        From node to pixel coordinates.
    """
    placed: dict[str, tuple[int, int]] = {}
    left, top, row_height, widest = 0.0, 0.0, 0.0, 0.0
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    for part in parts:
        local = _part_positions(graph, sorted(part))
        width = max(x for x, _ in local.values()) + SPACING
        height = max(y for _, y in local.values()) + SPACING
        widest = max(widest, width, SPACING * len(graph) ** 0.5)
        if left and left + width > widest:
            left, top, row_height = 0.0, top + row_height, 0.0
        for node, (x, y) in local.items():
            placed[node] = (round(left + x), round(top + y))
        left += width
        row_height = max(row_height, height)
    return placed


def _part_positions(graph: nx.Graph[str], nodes: list[str]) -> dict[str, tuple[float, float]]:
    if len(nodes) == 1:
        return {nodes[0]: (0.0, 0.0)}
    part: nx.Graph[str] = nx.Graph()
    part.add_nodes_from(nodes)
    edges = graph.subgraph(nodes).edges(data="weight", default=1.0)
    # Sorted, since the layout's rounding depends on the order of edges.
    for first, second, weight in sorted((min(a, b), max(a, b), w) for a, b, w in edges):
        part.add_edge(first, second, weight=weight)
    found = nx.spring_layout(
        part, k=2.5 / len(nodes) ** 0.5, iterations=ITERATIONS, seed=1, weight="weight"
    )
    side = SPACING * len(nodes) ** 0.5
    across = _evened([float(found[node][0]) for node in nodes], side * WIDER_THAN_HIGH**0.5)
    down = _evened([float(found[node][1]) for node in nodes], side / WIDER_THAN_HIGH**0.5)
    return dict(zip(nodes, zip(across, down, strict=True), strict=True))


def _evened(values: Sequence[float], length: float) -> list[float]:
    """Stretch values to 0 up to `length`, part of the way to standing evenly."""
    least, greatest = min(values), max(values)
    span = (greatest - least) or 1.0
    order = sorted(range(len(values)), key=lambda index: (values[index], index))
    rank = {index: place for place, index in enumerate(order)}
    last = len(values) - 1
    return [
        length * (EVENNESS * rank[i] / last + (1 - EVENNESS) * (value - least) / span)
        for i, value in enumerate(values)
    ]
