"""Where the nodes of a page stand and which belong together: computed when the page is built."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

# Not NetworkX, which takes a tenth of a second to import: igraph draws.
import igraph

__all__ = ["Edges", "groups", "positions"]

# The weight of each edge, by its ends; no edge comes twice.
Edges = Mapping[tuple[str, str], float]

# Pixels between neighbours at zoom 1, so that labels have room.
SPACING = 120
# Screens are wider than high, and labels are too.
WIDER_THAN_HIGH = 1.6
# Twice as many give no better picture of 500 nodes: distances follow the graph's as well.
ITERATIONS = 250
# From here on forces are reckoned only between nodes of neighbouring cells: near linear in time,
# and a little less even.
GRID_FROM = 1500
# So many nodes are looked at from afar, where fewer steps give the same picture.
LARGE_ITERATIONS = 120
# How far a node moves to where it would stand if all stood evenly: forces crowd what is dense,
# and labels need room there most.
EVENNESS = 0.6


@contextmanager
def _same_chances() -> Iterator[random.Random]:
    """Let igraph throw the same dice each time, and nobody else's."""
    dice = random.Random(1)
    igraph.set_random_number_generator(dice)
    try:
        yield dice
    finally:
        igraph.set_random_number_generator(random)


def _as_igraph(nodes: Sequence[str], edges: Edges) -> igraph.Graph:
    number = {node: position for position, node in enumerate(nodes)}
    # Sorted, since the rounding of sums depends on the order of edges.
    rows = sorted((*sorted((number[a], number[b])), weight) for (a, b), weight in edges.items())
    made = igraph.Graph(len(nodes), [row[:2] for row in rows])
    made.es["weight"] = [row[2] for row in rows]
    return made


def groups(nodes: Iterable[str], edges: Edges) -> list[list[str]]:
    """Divide a graph into communities, the largest first.

    The method of Louvain: Blondel, Guillaume, Lambiotte and Lefebvre (2008).

    Parameters
    ----------
    edges
        The weight of each edge, by its ends.
    """
    ordered = sorted(nodes)
    if not ordered:
        return []
    with _same_chances():
        found = _as_igraph(ordered, edges).community_multilevel(weights="weight")
    named = [[ordered[position] for position in group] for group in found]
    return sorted(named, key=lambda group: (-len(group), group[0]))


def positions(nodes: Iterable[str], edges: Edges) -> dict[str, tuple[int, int]]:
    """Lay out a graph by forces, the same graph always alike.

    Fruchterman and Reingold's method (1991), then evened out. The parts that hang together are
    laid out alone and packed in rows, so that a small one does not fly off.

    Parameters
    ----------
    edges
        The weight of each edge, by its ends; nodes of a heavier edge come closer.

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
    """Divide a graph into the parts that hang together, the largest first."""
    found = _as_igraph(ordered, edges).connected_components()
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
    with _same_chances() as dice:
        found = _as_igraph(nodes, edges).layout_fruchterman_reingold(
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
