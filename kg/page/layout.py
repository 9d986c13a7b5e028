"""Lays out the nodes of a page, when the page is built."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.analysis.grouping import Edges, as_igraph, same_chances

__all__ = ["positions"]

# Pixels between neighbours at zoom 1, which leaves room for labels.
SPACING = 120
# Screens are wider than high, and labels are too.
WIDER_THAN_HIGH = 1.6
# Twice as many do not improve the picture of 500 nodes: distances follow the graph's no better.
ITERATIONS = 250
# From this many nodes on, forces are computed only between nodes of neighbouring cells, in almost
# linear time and a little less evenly.
GRID_FROM = 1500
# So many nodes are viewed from afar, where fewer iterations give the same picture.
LARGE_ITERATIONS = 120
# Share of the way that a node moves towards even spacing: forces crowd dense regions, where labels
# need room most.
EVENNESS = 0.6


def positions(nodes: Iterable[str], edges: Edges) -> dict[str, tuple[int, int]]:
    """Lay out a graph by forces; the same graph always gets the same layout.

    Fruchterman and Reingold's method (1991), then evened out. Connected components are laid out
    separately and packed in rows, so that a small one does not fly off.

    Parameters
    ----------
    edges
        Weights of edges by their ends; a heavier edge draws its nodes closer.

    Returns
    -------
    dict
        From node to pixel coordinates.
    """
    placed: dict[str, tuple[int, int]] = {}
    left, top, row_height, widest = 0.0, 0.0, 0.0, 0.0
    ordered = sorted(nodes)
    for part, within in _parts(ordered, edges):
        local = _part_positions(part, within)
        width = max(x for x, _ in local.values()) + SPACING
        height = max(y for _, y in local.values()) + SPACING
        widest = max(widest, width, SPACING * len(ordered) ** 0.5)
        if left and left + width > widest:
            left, top, row_height = 0.0, top + row_height, 0.0
        for node, (x, y) in local.items():
            placed[node] = (round(left + x), round(top + y))
        left += width
        row_height = max(row_height, height)
    return placed


def _parts(ordered: Sequence[str], edges: Edges) -> list[tuple[list[str], Edges]]:
    """Divide a graph into its connected components, the largest first."""
    found = as_igraph(ordered, edges).connected_components()
    part_of = dict(zip(ordered, found.membership, strict=True))
    within: list[dict[tuple[str, str], float]] = [{} for _ in found]
    for ends, weight in edges.items():
        within[part_of[ends[0]]][ends] = weight
    named = [[ordered[position] for position in part] for part in found]
    parts = zip(named, within, strict=True)
    return sorted(parts, key=lambda part: (-len(part[0]), part[0][0]))


def _part_positions(nodes: Sequence[str], edges: Edges) -> dict[str, tuple[float, float]]:
    if len(nodes) == 1:
        return {nodes[0]: (0.0, 0.0)}
    side = len(nodes) ** 0.5
    is_large = len(nodes) >= GRID_FROM
    with same_chances() as dice:
        found = as_igraph(nodes, edges).layout_fruchterman_reingold(
            weights="weight",
            niter=LARGE_ITERATIONS if is_large else ITERATIONS,
            grid=is_large,
            seed=[(side * dice.random(), side * dice.random()) for _ in nodes],
        )
    side *= SPACING
    across = _evened([x for x, _ in found.coords], side * WIDER_THAN_HIGH**0.5)
    down = _evened([y for _, y in found.coords], side / WIDER_THAN_HIGH**0.5)
    return dict(zip(nodes, zip(across, down, strict=True), strict=True))


def _evened(values: Sequence[float], length: float) -> list[float]:
    """Scale values to the range from 0 to `length`, moved part of the way to even spacing."""
    least, greatest = min(values), max(values)
    span = (greatest - least) or 1.0
    order = sorted(range(len(values)), key=lambda index: (values[index], index))
    rank = {index: place for place, index in enumerate(order)}
    last = len(values) - 1
    return [
        length * (EVENNESS * rank[i] / last + (1 - EVENNESS) * (value - least) / span)
        for i, value in enumerate(values)
    ]
