"""What papers usually do with the thing of a name: ImageNet is evaluated on, Adam is used."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast

from kg.records import ROLES, Role

__all__ = ["LEAST_PAPERS", "UsualRoles", "read_usual_roles", "usual_features", "write_usual_roles"]

# Fewer papers say more about themselves than about the name.
LEAST_PAPERS = 3
# Shares of papers are binned in fifths, and their number by its length in bits, up to this.
STEPS = 5
MOST_BITS = 4
# In how many papers each folded name has each role.
UsualRoles = Mapping[str, Counter[Role]]


def usual_features(names: Iterable[str], usual: UsualRoles) -> list[str]:
    """Describe a thing by the roles that other papers give to its most frequent name.

    Parameters
    ----------
    names
        Folded names of the thing.

    Examples
    --------
    >>> usual_features(["adam"], {"adam": Counter({"uses": 3, "studies": 1})})
    ['papers=3', 'usually uses 3', 'had uses 3', 'had studies 1']
    >>> usual_features(["zebranet"], {})
    ['papers=0']
    """
    held = max((usual[name] for name in names if name in usual), key=Counter.total, default=None)
    papers = held.total() if held else 0
    if held is None or papers < LEAST_PAPERS:
        return ["papers=0"]
    shares = {role: STEPS * held[role] // papers for role in ROLES if held[role]}
    first = max(shares, key=held.__getitem__)
    return [
        f"papers={min(papers.bit_length(), MOST_BITS)}",
        f"usually {first} {min(shares[first], STEPS - 1)}",
        *(f"had {role} {min(share, STEPS - 1)}" for role, share in shares.items()),
    ]


def read_usual_roles(path: Traversable) -> UsualRoles:
    """Read the roles of names from a TSV file: a line per name, with a count per role."""
    lines = path.read_text(encoding="utf8").split("\n")
    _, *roles = lines[0].split("\t")
    usual = {}
    for row in csv.reader(lines[1:], delimiter="\t", quoting=csv.QUOTE_NONE):
        if row:
            counts = dict(zip(roles, map(int, row[1:]), strict=True))
            usual[row[0]] = Counter(cast("dict[Role, int]", counts))
    return usual


def write_usual_roles(usual: UsualRoles, path: Path) -> None:
    """Write the names that occur in enough papers as a TSV file, sorted."""
    lines = ["\t".join(["name", *ROLES])]
    for name, counts in sorted(usual.items()):
        if counts.total() >= LEAST_PAPERS:
            lines.append("\t".join([name, *(str(counts[role]) for role in ROLES)]))
    path.write_text("\n".join(lines) + "\n", encoding="utf8")
