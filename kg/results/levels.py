"""Tells numbers that state a level reached from those that count, bound or divide something."""

from __future__ import annotations

import re

from kg.results.metrics import (
    METRIC_REACH,
    NO_MENTIONS,
    MetricMentions,
    is_measured,
    metrics_in,
    past_list,
)
from kg.results.words import WORDS

__all__ = ["is_level"]

# What may follow a level: "85% on A", "85%, above ...", "85% (+2%)". Any other word names what the
# number measures; unless that is a metric, the number says nothing about a method.
_ENDS = re.compile(
    rf"\s*(?:$|[.,;:()/|&*}}–—]|--|vs\b)|\s+(?:(?:{WORDS['after a value']})\b|\w+ly\b)",
    re.IGNORECASE,
)
# "over 90%" and "p_adj < 0.05" bound a value and do not state it.
_BOUND = re.compile(
    rf"(?:(?<!-)[<>≤≥]|\\(?:leq?|geq?|lt|gt)\b|\b(?:{WORDS['bound']}))[\s$]*$", re.IGNORECASE
)
# "above the passing level (60%)".
_BOUND_BY = re.compile(
    rf"\b(?:{WORDS['bound']})\s+(?:the\s+|an?\s+)?(?:[a-z][a-z\-]*\s+){{1,3}}\($"
)
# "the hardest 25%", "the last 10%".
_SLICE = re.compile(rf"\b(?:{WORDS['slice']})\s+$", re.IGNORECASE)
# "cuts the input to 5%": the number is what remains of something, unless that is a metric.
_SHRUNK = re.compile(
    rf"\b(?:{WORDS['shrunk']})\b(?P<what>[^;]*[^\W\d]\)?)\s+to\s+(?:\w+\s+)?$", re.IGNORECASE
)
_SOLVED = re.compile(r"\s+of\b", re.IGNORECASE)


def is_level(
    before: str, behind: str, is_solved: bool, mentions: MetricMentions = NO_MENTIONS
) -> bool:
    """Say whether a number is a level that something reached.

    Parameters
    ----------
    before, behind
        Text of the sentence before and behind the number.
    is_solved
        Whether the text before says that the number is the share of something that is solved.
    mentions
        Metrics that the recogniser found in the sentence.

    Examples
    --------
    >>> [is_level("It reaches ", behind, False)
    ...  for behind in (" accuracy on MATH.", " on MATH.", " compute savings on MATH.")]
    [True, True, False]
    """
    if _BOUND.search(before) or _BOUND_BY.search(before):
        return False
    if shrunk := _SHRUNK.search(before[-4 * METRIC_REACH :]):
        return bool(metrics_in(shrunk["what"], mentions))
    if is_measured(before, behind, mentions):
        return True
    if _SLICE.search(before):
        return False
    rest = behind[past_list(behind) :]
    return bool(_ENDS.match(rest)) or (is_solved and bool(_SOLVED.match(rest)))
