"""Whether a number says what was reached, or counts, bounds or shares out something else."""

from __future__ import annotations

import re

from kg.results.metrics import METRIC_REACH, follows_metric, measure_behind, metrics_in, past_list
from kg.results.words import WORDS

__all__ = ["is_level"]

# What a level may be followed by: "85% on A", "85%, above ...", "85% (+2%)". Any other word is
# what the number measures, and unless that is a metric it says nothing of a method.
_ENDS = re.compile(
    rf"\s*(?:$|[.,;:()/|&*}}–—]|--|vs\b)|\s+(?:(?:{WORDS['after a value']})\b|\w+ly\b)",
    re.IGNORECASE,
)
# "over 90%" and "p_adj < 0.05" say where a value ends, not what it is.
_BOUND = re.compile(
    rf"(?:(?<!-)[<>≤≥]|\\(?:leq?|geq?|lt|gt)\b|\b(?:{WORDS['bound']}))[\s$]*$", re.IGNORECASE
)
# "the hardest 25%", "the last 10%".
_SLICE = re.compile(rf"\b(?:{WORDS['slice']})\s+$", re.IGNORECASE)
# "cuts the input to 5%": what is left of something, unless that is a metric.
_SHRUNK = re.compile(
    rf"\b(?:{WORDS['shrunk']})\b(?P<what>[^;]*[^\W\d]\)?)\s+to\s+(?:\w+\s+)?$", re.IGNORECASE
)
_SOLVED = re.compile(r"\s+of\b", re.IGNORECASE)


def is_level(before: str, behind: str, is_solved: bool) -> bool:
    """Say whether a number is what something reached.

    Parameters
    ----------
    before, behind
        The sentence on both sides of the number.
    is_solved
        Whether the text before says that something is solved, of which the number is a part.

    Examples
    --------
    >>> [is_level("It reaches ", behind, False)
    ...  for behind in (" accuracy on MATH.", " on MATH.", " compute savings on MATH.")]
    [True, True, False]
    """
    if _BOUND.search(before):
        return False
    if shrunk := _SHRUNK.search(before[-4 * METRIC_REACH :]):
        return bool(metrics_in(shrunk["what"]))
    if follows_metric(before) or measure_behind(behind) is not None:
        return True
    if _SLICE.search(before):
        return False
    rest = behind[past_list(behind) :]
    return bool(_ENDS.match(rest)) or (is_solved and bool(_SOLVED.match(rest)))
