"""Scores how related two papers are: by shared entities, their rarity and their roles."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.records import Entity, Link, Paper, Role

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = [
    "HUB_LIMIT",
    "ROLE_FACTORS",
    "TERM_FACTOR",
    "Reason",
    "Related",
    "rarity",
    "related_papers",
    "scores_around",
    "shared_entities",
    "telling",
]

# A walk does not pass through an entity in more papers than this: it tells too little and costs
# too much.
HUB_LIMIT = 500
# How much a shared entity tells, by what the papers do with it: a benchmark in common, or a method
# that one proposes and the other uses, tells more than a background mention.
ROLE_FACTORS: Mapping[Role, float] = {
    "proposes": 1.0,
    "evaluates_on": 1.0,
    "compares_with": 0.9,
    "uses": 0.9,
    "studies": 0.7,
    "measures": 0.3,
    "mentions": 0.4,
}
# A shared common-noun term tells less than a shared name.
TERM_FACTOR = 0.6
# The links of a paper or an entity, by its id.
LinksOf = Callable[[str], Sequence[Link]]
_ROLE_PHRASES: Mapping[Role, str] = {
    "proposes": "proposes",
    "uses": "uses",
    "evaluates_on": "evaluates on",
    "compares_with": "compares with",
    "studies": "studies",
    "measures": "measures",
    "mentions": "mentions",
}


@dataclass(frozen=True, slots=True, repr=False)
class Reason:
    """One entity that two papers share, and what each does with it.

    Attributes
    ----------
    weight
        Its contribution to the score.
    """

    entity: Entity
    role: Role
    other_role: Role
    weight: float

    def __repr__(self) -> str:
        return f"Reason({self.entity.id}, {self.role}, {self.other_role}, {self.weight})"

    def __str__(self) -> str:
        own, other = _ROLE_PHRASES[self.role], _ROLE_PHRASES[self.other_role]
        if own == other:
            return f"each {own} {self.entity.name}"
        return f"this one {own} {self.entity.name}, the other {other} it"


@dataclass(frozen=True, slots=True)
class Related:
    """A paper related to another, with the reasons, the weightiest first."""

    paper: Paper
    score: float
    reasons: tuple[Reason, ...]


def rarity(named: bool, held: int, total: int) -> float:
    """Return how telling an entity is, from 0 (in every paper) to 1 (a name in one paper only).

    The inverse document frequency (Spärck Jones, 1972) as a share of its maximum, times
    `TERM_FACTOR` unless the entity is named.

    Parameters
    ----------
    named
        Whether it is a proper name.
    held, total
        Number of papers that have it, and of all papers.
    """
    if held == 0 or total < 2:
        return 0.0
    return (1.0 if named else TERM_FACTOR) * math.log(total / held) / math.log(total)


def telling(weight: float, total: int) -> float:
    """Return how much an entity tells of two papers that share it.

    Parameters
    ----------
    weight
        Its `rarity`.
    total
        Number of all papers.

    Examples
    --------
    >>> telling(0.5, total=3), telling(0.0, total=2)
    (0.5, 1.0)
    """
    # In a list of two papers, each entity that they share is in every paper and would weigh 0.
    return weight if total > 2 else 1.0


def _factor(link: Link, other: Link) -> float:
    return (ROLE_FACTORS[link.role] + ROLE_FACTORS[other.role]) / 2


def _walked(links_of: LinksOf, origin: str) -> Iterator[tuple[Link, Sequence[Link]]]:
    """Yield each link of a paper with all links of its entity, unless the entity is a hub."""
    for link in links_of(origin):
        others = links_of(link.entity)
        if len(others) <= HUB_LIMIT:
            yield link, others


def scores_around(
    links_of: LinksOf, weight: Callable[[str], float], origin: str
) -> dict[str, float]:
    """Score the papers that share an entity with one, by walking from paper to entity to paper.

    No table of all pairs is made, and the walk does not pass through entities in more than
    `HUB_LIMIT` papers.

    Parameters
    ----------
    links_of
        Returns the links of a paper or an entity, given by id.
    weight
        Returns how much an entity tells of two papers, as `telling` does.
    origin
        Id of the paper.

    Returns
    -------
    dict
        Scores by id of the other paper; a score is 0 if no shared entity tells anything.

    Examples
    --------
    >>> own, other = Link("a", "m", "uses", 1.0), Link("b", "m", "proposes", 1.0)
    >>> held = {"a": [own], "b": [other], "m": [own, other]}
    >>> scores_around(held.__getitem__, lambda entity: 0.5, "a")
    {'b': 0.475}
    """
    scores: dict[str, float] = defaultdict(float)
    for link, others in _walked(links_of, origin):
        told = weight(link.entity)
        for other in others:
            if other.paper != origin:
                scores[other.paper] += told * _factor(link, other)
    return dict(scores)


def _reason(graph: KnowledgeGraph, link: Link, other: Link) -> Reason:
    weight = telling(graph.weight(link.entity), graph.of_papers) * _factor(link, other)
    return Reason(graph.entity(link.entity), link.role, other.role, round(weight, 6))


def _weightiest_first(reasons: list[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=lambda reason: (-reason.weight, reason.entity.id)))


def shared_entities(graph: KnowledgeGraph, first: str, second: str) -> tuple[Reason, ...]:
    """Return the entities that two papers, given by id, share, the weightiest first."""
    other = {link.entity: link for link in graph.links_of(second)}
    return _weightiest_first(
        [
            _reason(graph, link, other[link.entity])
            for link in graph.links_of(first)
            if link.entity in other
        ]
    )


def related_papers(graph: KnowledgeGraph, origin: str, k: int) -> list[Related]:
    """Return the papers that share most with one, each with the reasons.

    They are found by the walk of `scores_around`; a score is the sum of the rounded weights of its
    reasons.

    Parameters
    ----------
    origin
        Id of the paper.
    k
        Maximum number of papers.
    """
    reasons: dict[str, list[Reason]] = defaultdict(list)
    for link, others in _walked(graph.links_of, origin):
        for other in others:
            if other.paper != origin:
                reason = _reason(graph, link, other)
                if reason.weight > 0:
                    reasons[other.paper].append(reason)
    near = [
        Related(
            graph.paper(other),
            round(sum(reason.weight for reason in found), 6),
            _weightiest_first(found),
        )
        for other, found in reasons.items()
    ]
    return sorted(near, key=lambda item: (-item.score, item.paper.id))[:k]
