"""Ranks the results on one dataset or benchmark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.errors import GraphError
from kg.naming import fold_name
from kg.records import RESOURCE_TYPES, Entity, Result
from kg.results.metrics import lower_is_better

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["boards", "leaderboard"]

# More of them would hide the error that lists them.
MOST_METRICS = 10


def boards(graph: KnowledgeGraph, metric: str | None = None) -> list[tuple[Entity, int]]:
    """Return the datasets and benchmarks that have results, with how many, those with most first.

    Parameters
    ----------
    metric
        Count only results in this metric, ignoring case, hyphens and plural; None counts all.

    Raises
    ------
    GraphError
        If the metric is no name.
    """
    counts = Counter(row.dataset for row in _measured_in(metric, graph.results))
    most_first = sorted(counts, key=lambda id: (-counts[id], id))
    return [(graph.entity(id), counts[id]) for id in most_first]


def leaderboard(graph: KnowledgeGraph, board: Entity, metric: str | None) -> list[Result]:
    """Return the results on a dataset or benchmark, grouped by metric, the best of each first.

    Parameters
    ----------
    metric
        Keep only results in this metric, ignoring case, hyphens and plural; None keeps all.

    Returns
    -------
    list of Result
        The metric with most results comes first, results without a named metric last. Where
        others of a metric are in percent, a bare number of at most 1 is ranked as a share.

    Raises
    ------
    GraphError
        If the entity is neither a dataset nor a benchmark, or the metric is no name.
    """
    if board.type not in RESOURCE_TYPES:
        raise GraphError(f"{board.id} is a {board.type}: results are on datasets and benchmarks")
    rows = _measured_in(metric, [row for row in graph.results if row.dataset == board.id])
    sizes = Counter(row.metric for row in rows)
    in_percent = {row.metric for row in rows if _is_percentage(row)}

    def order(row: Result) -> tuple[bool, int, str, float, str]:
        is_share = row.metric in in_percent and not _is_percentage(row) and row.number <= 1
        number = 100 * row.number if is_share else row.number
        better = number if lower_is_better(row.metric) else -number
        return not row.metric, -sizes[row.metric], row.metric, better, row.paper

    return sorted(rows, key=order)


def _measured_in(metric: str | None, rows: Sequence[Result]) -> Sequence[Result]:
    """Keep the results in a metric; None keeps all."""
    if metric is None:
        return rows
    wanted = fold_name(metric)
    if not wanted:
        # Results without a named metric would have it.
        known = [name for name, _ in Counter(row.metric for row in rows).most_common() if name]
        shown = [*known[:MOST_METRICS], *(["others"] if known[MOST_METRICS:] else [])]
        raise GraphError(f"{metric!r} names no metric: there are {', '.join(shown) or 'none'}")
    return [row for row in rows if fold_name(row.metric) == wanted]


def _is_percentage(row: Result) -> bool:
    return row.value.endswith(("%", "percent"))
