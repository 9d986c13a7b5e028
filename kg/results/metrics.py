"""The names of metrics in a sentence, and which of them a lower value is better of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from kg.data_files import data_lines, data_rows
from kg.naming import fold_name
from kg.results.words import WORDS

__all__ = ["METRIC_REACH", "follows_metric", "known_name", "lower_is_better", "metrics_in"]

# A measure further than this from its number (in characters) is most often another number's.
METRIC_REACH = 48
# Acronyms of this length written small are words: to map (mAP), is (IS).
LONGEST_WORD_LIKE = 3
# What stands between a metric and its value: "FID of 2.1", "scores up to 85".
_IS_VALUE = re.compile(r"(?: scores?)?(?: of| is| to|:| =)? ?(?:up to )?", re.IGNORECASE)


@cache
def _metric_names() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Compile the names of known metrics, the longer first, with the name that each stands for."""
    names: dict[str, str] = {}
    for row in data_rows("extract/data/metrics.tsv"):
        for form in (row["name"], *filter(None, row["aliases"].split("|"))):
            names.setdefault(form.casefold(), row["name"])
    names.update((word, word) for word in WORDS["measure"].split("|"))
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    pattern = "|".join(re.escape(name).replace(r"\ ", "[ -]") for name in longest_first)
    return re.compile(rf"(?<!\w)(?:{pattern})s?(?!\w)", re.IGNORECASE), names


@cache
def _lower_names() -> frozenset[str]:
    return frozenset(map(fold_name, data_lines("results/data/lower_is_better.txt")))


def lower_is_better(metric: str) -> bool:
    """Say whether a smaller value of a metric is the better one.

    Examples
    --------
    >>> lower_is_better("FID"), lower_is_better("verified error"), lower_is_better("accuracy")
    (True, True, False)
    """
    names = _lower_names()
    folded = fold_name(metric)
    return folded in names or fold_name(metric.split(" ")[-1]) in names


def known_name(text: str) -> str:
    """Return the name that a metric is known by, the text itself where it is not.

    Examples
    --------
    >>> known_name("miou"), known_name("OA")
    ('mIoU', 'OA')
    """
    _, names = _metric_names()
    folded = text.casefold().replace("-", " ")
    return names.get(folded) or names.get(folded.removesuffix("s")) or text


@lru_cache(maxsize=1 << 12)
def metrics_in(sentence: str) -> tuple[tuple[int, int, str], ...]:
    """Find the names of metrics in a sentence: bounds, and the name that each stands for."""
    pattern, _ = _metric_names()
    rows = []
    for found in pattern.finditer(sentence):
        if found[0].islower() and len(found[0]) <= LONGEST_WORD_LIKE:
            continue
        rows.append((found.start(), found.end(), known_name(found[0])))
    return tuple(rows)


def follows_metric(before: str) -> bool:
    """Say whether the number behind a text is said to be the value of a metric."""
    near = before[-METRIC_REACH:]
    return any(_IS_VALUE.fullmatch(near, end) for _, end, _ in metrics_in(near))
