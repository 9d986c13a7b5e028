"""Divides a graph into communities, for analyses and for the colours of a page."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

# igraph, since NetworkX's Louvain method never ends on some small graphs: it moves nodes back and
# forth. And importing NetworkX takes a tenth of a second, which a page does not need.
import igraph

__all__ = ["Edges", "as_igraph", "groups", "same_chances"]

# Weights of edges by their ends; no edge occurs twice.
Edges = Mapping[tuple[str, str], float]


@contextmanager
def same_chances() -> Iterator[random.Random]:
    """Give igraph a random generator with a fixed seed, and afterwards its usual one."""
    dice = random.Random(1)
    igraph.set_random_number_generator(dice)
    try:
        yield dice
    finally:
        igraph.set_random_number_generator(random)


def as_igraph(nodes: Sequence[str], edges: Edges) -> igraph.Graph:
    """Make a graph whose nodes are numbered in their order; that of edges does not matter."""
    number = {node: position for position, node in enumerate(nodes)}
    # Sorted, since the rounding of sums depends on the order of edges.
    rows = sorted((*sorted((number[a], number[b])), weight) for (a, b), weight in edges.items())
    made = igraph.Graph(len(nodes), [row[:2] for row in rows])
    made.es["weight"] = [row[2] for row in rows]
    return made


def groups(nodes: Iterable[str], edges: Edges) -> list[list[str]]:
    """Divide a graph into communities, the largest first.

    The Louvain method: Blondel, Guillaume, Lambiotte and Lefebvre (2008).

    Parameters
    ----------
    edges
        Weights of edges by their ends.
    """
    ordered = sorted(nodes)
    if not ordered:
        return []
    with same_chances():
        found = as_igraph(ordered, edges).community_multilevel(weights="weight")
    named = [[ordered[position] for position in group] for group in found]
    return sorted(named, key=lambda group: (-len(group), group[0]))
