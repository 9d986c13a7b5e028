"""Plots that a paper or a talk needs, drawn with matplotlib."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.analysis.counts import in_most_papers
from kg.arguments import check_several
from kg.errors import GraphError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kg.graph import KnowledgeGraph
    from kg.records import Entity, EntityType

__all__ = ["plot_co_occurrence", "plot_timeline", "plot_top"]

# Okabe and Ito's colours, which people with any colour vision tell apart.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")


def _axes(axes: Axes | None) -> Any:
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise GraphError("plots need matplotlib: pip install 'paper-kg[plots]'") from error
    return axes if axes is not None else plt.subplots(layout="constrained")[1]


def _labels(entities: Sequence[Entity]) -> list[str]:
    """Return the names of entities, and the ids of those whose names are the same."""
    called = Counter(entity.name for entity in entities)
    return [
        _drawable(entity.name) if called[entity.name] == 1 else entity.id for entity in entities
    ]


def _drawable(name: str) -> str:
    r"""Return a name as matplotlib can draw it: it fails on TeX that it does not know, \textsc."""
    from matplotlib.mathtext import MathTextParser

    if name.count("$") < 2:
        return name
    try:
        MathTextParser("path").parse(name)
    except ValueError:
        return name.replace("$", r"\$")
    return name


def plot_timeline(
    graph: KnowledgeGraph, entities: Sequence[str | Entity], axes: Axes | None = None
) -> Axes:
    """Draw the number of papers by year for some entities.

    Parameters
    ----------
    entities
        Entities, their names or ids, at most seven.
    axes
        Where to draw; new axes if None.

    Raises
    ------
    GraphError
        If matplotlib is missing, an entity is unknown, or there are too many to tell apart.
    ArgumentError
        If a single entity is given in place of several.
    """
    check_several(entities)
    if len(entities) > len(_COLOURS):
        raise GraphError(
            f"{len(entities)} lines cannot be told apart; give at most {len(_COLOURS)} entities"
        )
    drawn = _axes(axes)
    shown = list(dict.fromkeys(map(graph.entity, entities)))
    counts = [graph.timeline(entity) for entity in shown]
    years = sorted({year for by_year in counts for year in by_year})
    span = range(years[0], years[-1] + 1) if years else range(0)
    for colour, name, by_year in zip(_COLOURS, _labels(shown), counts, strict=False):
        drawn.plot(span, [by_year.get(y, 0) for y in span], "o-", color=colour, label=name)
    drawn.set(xlabel="year", ylabel="papers", xticks=list(span))
    drawn.set_ylim(bottom=0)
    drawn.yaxis.get_major_locator().set_params(integer=True)
    drawn.legend(frameon=False)
    return drawn  # type: ignore[no-any-return]


def plot_top(
    graph: KnowledgeGraph, type: EntityType | None = None, k: int = 15, axes: Axes | None = None
) -> Axes:
    """Draw the entities in most papers as bars.

    Parameters
    ----------
    k
        Maximum number of entities.
    """
    drawn = _axes(axes)
    best = in_most_papers(graph, type)[:k][::-1]
    held = [len(graph.papers_with(entity.id)) for entity in best]
    drawn.barh(range(len(best)), held, color=_COLOURS[0])
    drawn.set_yticks(range(len(best)), _labels(best))
    drawn.set(xlabel="papers")
    drawn.xaxis.get_major_locator().set_params(integer=True)
    return drawn  # type: ignore[no-any-return]


def plot_co_occurrence(
    graph: KnowledgeGraph, type: EntityType, k: int = 12, axes: Axes | None = None
) -> Axes:
    """Draw a heat map of how many papers name each pair of the entities in most papers."""
    drawn = _axes(axes)
    pairs = {
        frozenset((each.first.id, each.second.id)): len(each.papers)
        for each in graph.co_occurrence(type)
    }
    best = in_most_papers(graph, type)[:k]
    cells = [[pairs.get(frozenset((a.id, b.id)), 0) if a != b else 0 for b in best] for a in best]
    image = drawn.imshow(cells or [[0]], cmap="cividis")
    names = _labels(best)
    drawn.set_xticks(range(len(best)), names, rotation=90)
    drawn.set_yticks(range(len(best)), names)
    drawn.figure.colorbar(image, ax=drawn, label="papers that name both")
    return drawn  # type: ignore[no-any-return]
