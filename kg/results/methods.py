"""Finds whose result a number is: the method that reaches it according to the sentence.

The sentence is read backwards from the number. A word for the authors' own work ends the search
with the method that they propose. A rival, human or other method ends it if it is the subject of
the number's clause, and is skipped if it merely stands in a phrase ("with LoRA", "outperforms
GPT-4 ... with"). If neither is clear, no method is credited.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.results.cues import cue_pattern
from kg.results.metrics import follows_metric, past_list

__all__ = ["RESPECTIVELY", "Place", "is_share", "is_statistic", "method_of", "solves"]

# Names considered before a number, and characters read before a name: a sentence of honest prose
# has fewer, and a hostile one must not take time quadratic in its length.
CLAIMANTS = 12
PREFIX_REACH = 160
# Says that names and numbers are paired in order.
RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_STATISTIC = re.compile(
    r"(?:\bp(?:_\{?\w+\}?)?(?:-?\s?values?)?\s*(?:\\?[<>=≤≥]|\\leq?\b|\\l?t\b|of\b|below\b|under\b)"
    r"|[αλεδ]\s*[=<])\W{0,3}$",
    re.IGNORECASE,
)
# "our GPT-4 reproduction (45%)" is GPT-4's.
_OWN_COPY = re.compile(r"\s(?:reproductions?|re-?implementations?|baselines?)\b")
# "DoRA, a new LLM".
_APPOSED = re.compile(r",\s+an?\s+(?:[a-z][\w\-]*\s+){0,3}")
_OPENED = re.compile(r"\s?\(")
_LISTED = re.compile(r"\d\s?(?:\\?%)?\$?,?\s+and\s+\$?$")


@dataclass(frozen=True, slots=True)
class Place:
    """A mention of an entity within a sentence, with offsets in the abstract."""

    start: int
    end: int
    entity: str
    role: str


@dataclass(frozen=True, slots=True)
class _Claimant:
    """A method or rival that may have reached a number, with offsets in the sentence.

    `entity` is None for a claimant that is not a method of the graph, such as humans.
    """

    start: int
    end: int
    entity: str | None
    role: str
    is_ours: bool


def is_statistic(before: str) -> bool:
    """Say whether the number behind a text is a significance level or the like.

    Examples
    --------
    >>> is_statistic("better on MATH (p < "), is_statistic("it scores ")
    (True, False)
    """
    return _STATISTIC.search(before) is not None


def is_share(before: str, behind: str, resource: int | None) -> bool:
    """Say whether a percentage is the share of a data set that is used, not a score on it.

    Parameters
    ----------
    before, behind
        Text of the sentence before and behind the percentage.
    resource
        Offset in `behind` of the next dataset or benchmark; None if there is none.

    Examples
    --------
    >>> is_share("We train on ", " of C4.", 4), is_share("DoRA solves ", " of MATH.", 4)
    (True, False)
    """
    if cue_pattern("share").match(behind):
        return True
    of_resource = resource is not None and cue_pattern("of").match(behind[:resource])
    return bool(of_resource) and not solves(before)


def solves(before: str) -> bool:
    """Say whether the text before a number says that this share of something is solved.

    Examples
    --------
    >>> solves("DoRA fixes "), solves("DoRA uses ")
    (True, False)
    """
    return cue_pattern("solves").search(before) is not None


def method_of(
    sentence: str, offset: int, start: int, end: int, methods: Sequence[Place], proposed: str | None
) -> str | None:
    """Return the method that a sentence credits with a number; None if that is unclear.

    Parameters
    ----------
    offset
        Offset of the sentence in the abstract.
    start, end
        Bounds of the number, as offsets in the abstract like those of `methods`.
    proposed
        The method that the paper's results are about.

    Examples
    --------
    >>> text = "While GPT-4 reaches 67.1% on MATH, ours reaches 72.3%."
    >>> rival = Place(6, 11, "method/gpt-4", "uses")
    >>> [method_of(text, 0, text.index(number), text.index(number) + 5, [rival], "method/dora")
    ...  for number in ("67.1%", "72.3%")]
    ['method/gpt-4', 'method/dora']
    """
    before, behind = sentence[: start - offset], sentence[end - offset :]
    for place in methods:
        if place.start >= end and cue_pattern("by").match(
            sentence[end - offset : place.start - offset]
        ):
            return place.entity
        # "85% (GPT-4), 81% (Qwen)".
        if _OPENED.fullmatch(sentence, end - offset, place.start - offset) and sentence.startswith(
            ")", place.end - offset
        ):
            return place.entity
    near = before[-PREFIX_REACH:]
    owner = next((p for p in methods if before[p.end - offset : start - offset].isspace()), None)
    if owner and before[: owner.start - offset].endswith(("(", ", ", "vs. ")):
        return owner.entity
    if cue_pattern("by other").match(behind) or cue_pattern("of baseline").match(behind):
        return None
    claimants = _claimants(before, offset, methods, proposed)[-CLAIMANTS:]
    if cue_pattern("against").match(behind):
        claimants = [each for each in claimants if not _is_setting(before, each)]
    elif _is_of_rival(near, [p.start - start + len(near) for p in methods if p.end <= start]):
        return None
    joint = bool(RESPECTIVELY.search(behind) or past_list(behind) or _LISTED.search(near))
    return _last_claim(before, claimants, joint, proposed)


def _is_setting(before: str, claimant: _Claimant) -> bool:
    """Say whether two others are compared in a method's bracket: "on GPT-4 (85% vs 87%)"."""
    opens = before[claimant.end :].strip(" $") == "("
    return opens and bool(cue_pattern("modifier").search(before[: claimant.start]))


def _is_of_rival(before: str, methods: Sequence[int]) -> bool:
    """Say whether a number belongs to something that is not a method of the graph.

    `methods` are the offsets in the text at which methods of the graph begin.
    """
    if cue_pattern("compared").search(before) or cue_pattern("baseline").search(before):
        return True
    if cue_pattern("named").search(before) and not follows_metric(before):
        return True
    beaten = cue_pattern("beaten").search(before)
    return beaten is not None and not any(start >= beaten.start() for start in methods)


def _last_claim(
    before: str, claimants: Sequence[_Claimant], joint: bool, proposed: str | None
) -> str | None:
    """Return the method of the last claimant that the text before a number supports.

    `joint` says that the number is one of a list, which several claimants may share.
    """
    for index in range(len(claimants) - 1, -1, -1):
        claimant = claimants[index]
        prefix = before[max(0, claimant.start - PREFIX_REACH) : claimant.start]
        gap = before[claimant.end :]
        if claimant.is_ours or _holds(prefix, gap):
            shared = joint and index > 0 and _joined(before, claimants[index - 1], claimant)
            # In "GPT-4 reaches ..., resulting in N" the number may be another method's, and a
            # common noun ("pruning reaches") is most often a step of the paper's own method.
            strayed = claimant.role != "proposes" and (
                before[claimant.start : claimant.end].islower()
                or cue_pattern("elsewhere").search(gap) is not None
            )
            if claimant.is_ours:
                return (
                    None if shared else _antecedent(before, claimants[:index], claimant) or proposed
                )
            if shared or strayed:
                return None
            return (
                proposed if _is_base(before, claimant, claimants[index + 1 :]) else claimant.entity
            )
        if not _is_aside(prefix, gap):
            is_rival = claimant.role == "uses" or cue_pattern("rival").search(prefix)
            doubted = any(other.is_ours for other in claimants[:index])
            return None if is_rival or doubted else claimant.entity
    return proposed


def _is_base(before: str, claimant: _Claimant, later: Sequence[_Claimant]) -> bool:
    """Say whether a method is the base of our own: "ConvNeXt with ours reaches"."""
    return (
        bool(later)
        and later[0].is_ours
        and before[claimant.end : later[0].start].strip() in {"with", "plus", "using"}
    )


def _antecedent(before: str, earlier: Sequence[_Claimant], claimant: _Claimant) -> str | None:
    """Return the method that "it" stands for, of several that the paper proposes."""
    if before[claimant.start : claimant.end].casefold() not in {"it", "its"}:
        return None
    subjects = (
        each.entity
        for each in reversed(earlier)
        if each.role == "proposes"
        and each.entity
        and not cue_pattern("modifier").search(before[: each.start][-PREFIX_REACH:])
    )
    return next(subjects, None)


def _claimants(
    before: str, offset: int, methods: Sequence[Place], proposed: str | None
) -> list[_Claimant]:
    """List the claimants to a number, in the order of the text before it."""
    named = _joint_claimants(
        before,
        [
            _Claimant(first, last, place.entity, place.role, is_ours)
            for place in methods
            for first, last in ((place.start - offset, place.end - offset),)
            if last <= len(before)
            for is_ours in (place.entity == proposed or _is_ours(before, first, last, place.role),)
        ],
    )
    found = list(named)
    for kind in ("ours", "other") if proposed else ("other",):
        for match in cue_pattern(kind).finditer(before):
            # A "baseline" right behind a name is that method.
            if any(c.start < match.end() and match.start() <= c.end + 1 for c in named):
                continue
            is_ours = kind == "ours" or bool(cue_pattern("own").search(before[: match.start()]))
            if kind == "ours" and _is_relative(match, before, named):
                continue
            is_ours = is_ours and not _is_rivals_clause(match, before, named)
            found.append(_Claimant(match.start(), match.end(), None, "uses", is_ours))
    return sorted(found, key=lambda claimant: (claimant.start, claimant.end))


def _joint_claimants(before: str, named: Sequence[_Claimant]) -> list[_Claimant]:
    """Join what is combined, "Mamba + GPT-4o", and what describes a method, "Mamba, a CNN".

    A combination is ours if a part is, else no single method.
    """
    joined: list[_Claimant] = []
    for claimant in named:
        last = joined[-1] if joined else None
        if (
            last
            and last.role == "proposes"
            and _APPOSED.fullmatch(before, last.end, claimant.start)
        ):
            joined[-1] = replace(last, end=claimant.end)
        elif last and before[last.end : claimant.start].strip() == "+":
            ours = next((each for each in (last, claimant) if each.is_ours), None)
            part = ours or replace(claimant, entity=None)
            joined[-1] = replace(part, start=last.start, end=claimant.end)
        elif before[: claimant.start].endswith("+ ") and not claimant.is_ours:
            joined.append(replace(claimant, entity=None))
        else:
            joined.append(claimant)
    return joined


def _is_ours(before: str, start: int, end: int, role: str) -> bool:
    """Say whether a name is part of a phrase for the authors' work: "our LLaMA-based agent"."""
    if _OWN_COPY.match(before, end):
        return False
    is_head = role != "proposes" or before[start:end].islower()
    return is_head and cue_pattern("own").search(before[:start]) is not None


def _is_relative(match: re.Match[str], before: str, named: Sequence[_Claimant]) -> bool:
    """Say whether a "which" refers to the method right before it."""
    return match[0].casefold() == "which" and any(
        before[claimant.end : match.start()].strip(" ,") == "" for claimant in named
    )


def _is_rivals_clause(match: re.Match[str], before: str, named: Sequence[_Claimant]) -> bool:
    """Say whether "which" refers to what is beaten: "outperforming the best one, which has"."""
    first = max((claimant.end for claimant in named if claimant.end < match.start()), default=0)
    beaten = cue_pattern("any rival").search(before, first, match.start())
    return match[0].casefold() == "which" and beaten is not None


def _holds(prefix: str, gap: str) -> bool:
    """Say whether the method between two texts clearly reaches the number behind them."""
    if cue_pattern("direct").search(gap) or cue_pattern("relative").search(gap):
        return True
    if cue_pattern("participle").search(gap):
        return bool(
            cue_pattern("absolute").search(prefix) or cue_pattern("measured").search(prefix)
        )
    # "the strongest model, GPT-4, reaches": the second comma closes the apposition that
    # the first one opened.
    clause = gap.removeprefix(",") if prefix.rstrip().endswith(",") else gap
    if not cue_pattern("subject").search(clause):
        return False
    governed = any(cue_pattern(name).search(prefix) for name in ("rival", "modifier", "object"))
    return not governed or bool(cue_pattern("measured").search(prefix))


def _is_aside(prefix: str, gap: str) -> bool:
    """Say whether the method between two texts leaves the number to an earlier claimant."""
    if any(cue_pattern(name).search(prefix) for name in ("modifier", "opposed")):
        return True
    if cue_pattern("connector").search(gap):
        return True
    return bool(cue_pattern("rival").search(prefix) and cue_pattern("listed").search(gap))


def _joined(before: str, first: _Claimant, second: _Claimant) -> bool:
    """Say whether two share a verb, as in "ours and the best competitor, GPT-4, reach"."""
    if first.is_ours and second.is_ours:
        return False
    return cue_pattern("joined").match(before[first.end : second.start]) is not None
