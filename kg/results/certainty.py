"""How certain a result is: the share of such results that readers call right.

A logistic regression over what is known of a result's method, dataset and metric. Its weights are
fitted on results that readers judged (`benchmarks/stated_results.py`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from kg.data_files import data_rows
from kg.records import Link, Paper, Result

__all__ = ["LEAST_CERTAINTY", "certainties", "evidence_for", "most_certain"]

# Of 1,210 judged results, weighed by what the others taught, 45 are below, 32 of them wrong. A
# bound of 0.5 would leave out 23 more, 9 of them right.
LEAST_CERTAINTY = 0.4
# Roles of methods whose numbers a paper seldom states.
_BYSTANDERS = frozenset({"studies", "evaluates_on", "mentions", "measures"})
_ON = re.compile(r"\bon\s+(?:the\s+)?(?:[\w\-]+\s+)?$", re.IGNORECASE)
# Characters before a name that are searched for "on".
_ON_REACH = 25


@cache
def _weights() -> Mapping[str, float]:
    rows = data_rows("results/data/certainty.tsv")
    return {row["evidence"]: float(row["weight"]) for row in rows}


def most_certain(paper: Paper, rows: Sequence[Result], links: Collection[Link]) -> list[Result]:
    """Leave out the results of a paper whose certainty is below `LEAST_CERTAINTY`.

    Parameters
    ----------
    rows
        Results in the order of the text.
    links
        All links of the paper, with their mentions.
    """
    certain = certainties(paper, rows, links)
    return [row for row, each in zip(rows, certain, strict=True) if each >= LEAST_CERTAINTY]


def certainties(paper: Paper, rows: Sequence[Result], links: Collection[Link]) -> list[float]:
    """Return the probability of each result, as for `most_certain`, that a reader calls it right.

    D. R. Cox, "The regression analysis of binary sequences", 1958.
    """
    weights = _weights()
    return [
        1 / (1 + math.exp(-sum(weights[name] * value for name, value in evidence.items())))
        for evidence in evidence_for(paper, rows, links)
    ]


def evidence_for(
    paper: Paper, rows: Sequence[Result], links: Collection[Link]
) -> Iterator[dict[str, float]]:
    """Yield what speaks for and against each result of a paper, each about from 0 to 1."""
    by_entity = {link.entity: link for link in links}
    stated: set[tuple[str, str, str]] = set()
    for row in rows:
        method, dataset = by_entity[row.method], by_entity[row.dataset]
        key = (row.method, row.dataset, row.metric)
        yield {
            "always": 1.0,
            "no metric": float(not row.metric),
            "second value": float(key in stated),
            "method in sentence": float(bool(_starts_in_sentence(method, row))),
            "method in title": float(any(m.field == "title" for m in method.mentions)),
            "method is bystander": float(method.role in _BYSTANDERS),
            "method score": method.score,
            "known dataset": float(any(m.by == "gazetteer" for m in dataset.mentions)),
            "on dataset": float(_is_on(paper.abstract, dataset, row)),
            "late in abstract": row.sentence_start / len(paper.abstract),
        }
        stated.add(key)


def _starts_in_sentence(link: Link, row: Result) -> list[int]:
    """Return where the mentions in a result's sentence begin."""
    return [
        mention.start
        for mention in link.mentions
        if mention.field == "abstract" and mention.sentence_start == row.sentence_start
    ]


def _is_on(abstract: str, dataset: Link, row: Result) -> bool:
    """Say whether the sentence has the dataset right behind "on"."""
    return any(
        _ON.search(abstract, max(0, start - _ON_REACH), start) is not None
        for start in _starts_in_sentence(dataset, row)
    )
