"""Finds which names are variants of others by their structure: versions, sizes, editions."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations

from kg.naming import fold_name, plain_name

__all__ = ["Base", "bases", "names_variant", "read_rows"]

# Each further piece doubles the bases to try; no name in the field has more.
MOST_PIECES = 6
_SEPARATORS = re.compile(r"[\s\-_/:()]+")
# A number right after only two letters belongs to them: TD3, BM25.
_GLUED = re.compile(r"([A-Za-z][A-Za-z0-9]{2,}?)(?<=[A-Za-z])([vV]?\d+(?:\.\d+)*[A-Za-z]{0,2}|\++)")
# Recall@5, mAP@0.5; but not UAV123@10fps.
_CUTOFF = re.compile(r"@(\d+(?:\.\d+)?)$")
# GPT-4o; but 7B, 21k and 1.5T are sizes, and 3D is a word.
_LETTERED = re.compile(r"(\d+(?:\.\d+)*)([ace-jln-su-zACE-JLN-SU-Z])")


@dataclass(frozen=True, slots=True)
class VariantRule:
    """One line of the rules: a piece of a name that tells a variant from its base.

    Attributes
    ----------
    place
        ``start`` or ``end`` of the name.
    kind
        ``resource`` if the rule holds for datasets and benchmarks alone, else ``any``.
    rank
        ``version`` for a piece that marks another generation, ``edition`` for another form of the
        same generation: a base keeps its versions as long as possible.
    """

    place: str
    kind: str
    rank: str
    pattern: re.Pattern[str]
    reason: str


@dataclass(frozen=True, slots=True)
class Base:
    """A name that another may be a variant of, and why."""

    name: str
    reason: str


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """Read a data file of the resolution: tab-separated, ``#`` begins a comment line."""
    text = (files("kg.resolution") / "data" / name).read_text(encoding="utf8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


@cache
def _rules() -> tuple[VariantRule, ...]:
    return tuple(
        VariantRule(
            row["place"], row["kind"], row["rank"], re.compile(row["pattern"]), row["reason"]
        )
        for row in read_rows("variants.tsv")
    )


@lru_cache(maxsize=1 << 14)
def _rule(piece: str, place: str, kind: str) -> VariantRule | None:
    for rule in _rules():
        if rule.place == place and rule.kind in ("any", kind) and rule.pattern.fullmatch(piece):
            return rule
    return None


def _pieces(name: str) -> list[str]:
    pieces: list[str] = []
    for part in _SEPARATORS.split(plain_name(name)):
        glued = _GLUED.fullmatch(part)
        pieces += glued.groups() if glued else [part] if part else []
    for at in range(len(pieces) - 1, 0, -1):
        lettered = _LETTERED.fullmatch(pieces[at])
        if lettered:
            pieces[at : at + 1] = [lettered[1], f"~{lettered[2]}"]
    return pieces


def _bases(name: str, kind: str) -> Iterator[Base]:
    if cutoff := _CUTOFF.search(name):
        measure = name[: cutoff.start()]
        yield Base(f"{measure}@k", f"cutoff {cutoff[1]}")
        yield Base(measure, f"cutoff {cutoff[1]}")
        return
    pieces = _pieces(name)
    tail: list[tuple[str, VariantRule]] = []
    while len(pieces) > 1 and len(tail) < MOST_PIECES:
        rule = _rule(pieces[-1], "end", kind)
        if rule is None:
            break
        tail.insert(0, (pieces.pop(), rule))
    head = " ".join(pieces)
    while tail:
        versions = [i for i, (_, rule) in enumerate(tail) if rule.rank == "version"]
        others = [i for i in range(len(tail)) if i not in versions]
        for size in range(len(others) - 1, -1, -1):
            for kept in combinations(others, size):
                dropped = [tail[i] for i in others if i not in kept]
                stays = [tail[i][0] for i in sorted([*versions, *kept])]
                yield Base(" ".join([head, *stays]), _reason(dropped))
        if not versions:
            break
        yield Base(
            " ".join([head, *(piece for piece, _ in tail[: versions[-1]])]),
            _reason(tail[versions[-1] :]),
        )
        tail = tail[: versions[-1]]
    first, *rest = _pieces(name) or [""]
    opening = _rule(first, "start", kind)
    if opening and rest:
        yield Base(" ".join(rest), f"{opening.reason} {first}")


def _reason(dropped: list[tuple[str, VariantRule]]) -> str:
    return ", ".join(f"{rule.reason} {piece.lstrip('~')}" for piece, rule in dropped)


@lru_cache(maxsize=1 << 16)
def bases(name: str, kind: str) -> tuple[Base, ...]:
    """Return the names that a name may be a variant of, the nearest first.

    Parameters
    ----------
    kind
        ``resource`` for datasets and benchmarks, else the type.

    Examples
    --------
    >>> [base.name for base in bases("LLaMA-2-7B-chat", "method")]
    ['LLaMA 2 7B', 'LLaMA 2 chat', 'LLaMA 2', 'LLaMA']
    >>> bases("GPT-4o", "method")[0]
    Base(name='GPT 4', reason='edition o')
    """
    found: dict[str, Base] = {}
    for base in _bases(name, kind):
        key = fold_name(base.name)
        if _is_name(key) and key != fold_name(name):
            found.setdefault(key, base)
    return tuple(found.values())


def _is_name(key: str) -> bool:
    letters = sum(character.isalpha() for character in key)
    return letters >= 2 or (letters == 1 and any(character.isdigit() for character in key))


def names_variant(name: str, base: str) -> bool:
    """Check whether a name is that of a variant of what the base names.

    Examples
    --------
    >>> names_variant("ImageNet-1K", "ImageNet"), names_variant("ILSVRC2012", "ImageNet")
    (True, False)
    """
    return any(fold_name(found.name) == fold_name(base) for found in bases(name, "resource"))
