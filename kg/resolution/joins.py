"""Joins names by strength into clusters, in which no claim contradicts another.

Joins are made in order of strength, as Kruskal's algorithm (1956) takes edges. A join is refused
where the two clusters claim different things: two gazetteer entries, two versions, two definitions
of one acronym, or names that a user keeps apart. So no chain of joins gets around a claim.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

__all__ = ["Claims", "Clusters", "Join", "Strength"]

# The claims of a name: on each axis, the values of which its thing has one.
Claims = Mapping[str, frozenset[str]]
DIFFERENT = "different"
ENTRY = "entry"


class Strength(IntEnum):
    """How strong a join is; the strongest are made first."""

    OVERRIDE = 0
    GAZETTEER = 1
    DEFINITION = 2
    NUMBER = 3
    WORDING = 4


@dataclass(frozen=True, slots=True, order=True)
class Join:
    """A reason to treat two names as one thing.

    Attributes
    ----------
    support
        Minus the number of papers that support it, so that joins sort by it.
    """

    strength: Strength
    support: int
    first: str
    second: str
    reason: str


class Clusters:
    """Names and the joins between them: a union-find whose unions can be refused.

    Parameters
    ----------
    names
        The keys.
    claims
        The claims of some of the names.

    Examples
    --------
    >>> claims = {"gpt4": {"version": frozenset({"4"})}, "gpt4o": {"version": frozenset({"4o"})}}
    >>> found = Clusters(["gpt4", "gpt4o", "model"], claims)
    >>> found.join(Join(Strength.WORDING, -1, "gpt4", "model", "alike"))
    True
    >>> found.join(Join(Strength.WORDING, -1, "model", "gpt4o", "alike"))
    False
    """

    def __init__(self, names: Iterable[str], claims: Mapping[str, Claims]) -> None:
        self._parent = {name: name for name in names}
        self._size = dict.fromkeys(self._parent, 1)
        self._claims = {name: dict(claims.get(name, {})) for name in self._parent}
        # Axes on which a user joined what differs: there a cluster has all that its names claim.
        self._widened: dict[str, set[str]] = defaultdict(set)
        self._joined: dict[str, list[tuple[str, Join]]] = defaultdict(list)

    def __contains__(self, name: str) -> bool:
        return name in self._parent

    def head(self, name: str) -> str:
        """Return the representative of a name's cluster."""
        while (parent := self._parent[name]) != name:
            self._parent[name] = name = self._parent[parent]
        return name

    def join(self, join: Join) -> bool:
        """Make a join unless the claims of the clusters forbid it; return whether it holds."""
        a, b = self.head(join.first), self.head(join.second)
        if a == b:
            return True
        if self._size[a] < self._size[b]:
            a, b = b, a
        own, other = self._claims[a], self._claims.pop(b)
        if any(_against(axis, own.get(axis), held, join) for axis, held in other.items()):
            self._claims[b] = other
            return False
        widened = self._widened[a] | self._widened.pop(b, set())
        for axis, held in other.items():
            both = own.get(axis, held)
            if not both & held:
                widened.add(axis)
            own[axis] = both | held if axis in widened else both & held
        self._widened[a] = widened
        self._parent[b] = a
        self._size[a] += self._size[b]
        self._joined[join.first].append((join.second, join))
        self._joined[join.second].append((join.first, join))
        return True

    def claimed(self, name: str, axis: str) -> frozenset[str]:
        """Return what the cluster of a name claims on an axis."""
        return self._claims[self.head(name)].get(axis, frozenset())

    def ways_from(self, name: str) -> dict[str, tuple[str, Join]]:
        """Return, for each other name of a cluster, the last join on the way to it from `name`."""
        found: dict[str, tuple[str, Join]] = {}
        waiting = deque([name])
        while waiting:
            here = waiting.popleft()
            for there, join in self._joined[here]:
                if there not in found and there != name:
                    found[there] = (here, join)
                    waiting.append(there)
        return found


def _against(axis: str, own: frozenset[str] | None, other: frozenset[str], join: Join) -> bool:
    """Check whether a claim forbids a join: overrides and gazetteers outweigh other claims."""
    if not own or own & other:
        return False
    if join.strength == Strength.OVERRIDE:
        return axis.startswith(DIFFERENT)
    if join.strength == Strength.GAZETTEER:
        return axis.startswith(DIFFERENT) or axis == ENTRY
    return True
