"""Finds the names of metrics in a sentence, and tells for which of them lower is better.

A metric has a known name, or is a mention that the recogniser took for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter

from kg.data_files import data_lines, data_rows
from kg.naming import fold_name
from kg.results.words import WORDS

__all__ = [
    "METRIC_REACH",
    "NO_MENTIONS",
    "PLAIN_NUMBER",
    "MetricMentions",
    "follows_metric",
    "is_measured",
    "known_name",
    "lower_is_better",
    "measure_behind",
    "metrics_in",
    "names_metric",
    "past_list",
]

# Texts of the mentions of metrics in a sentence, each with the name of its metric.
MetricMentions = frozenset[tuple[str, str]]
NO_MENTIONS: MetricMentions = frozenset()

# In characters. A measure further than this from a number mostly belongs to another number.
METRIC_REACH = 48
# Acronyms up to this length are words if written in lower case: to map (mAP), is (IS).
LONGEST_WORD_LIKE = 3
_CUTOFF = re.compile(r"@(?:\d+|k)$", re.IGNORECASE)
# "ROUGE-2", "Recall@5": each is a metric of its own here, but not in the graph.
_ONE_OF_FAMILY = re.compile(r"[-@](?:\d+|\w)$")
# "mAP@0.5:0.95", "recall-at-5", "chrF++" are other metrics than mAP, recall and chrF.
_VARIANT = re.compile(
    r"\s?@\s?\d+(?:\.\d+)?(?:\s?[:\-–]\s?\d+(?:\.\d+)?)?(?![\w%])|-at-\d+|\+\+"
    r"|\sat\s0?\.\d+(?=\s(?:of|scores?)\b)"
)
# "ASR-BLEU" is one of its own too.
_COMPOUND = re.compile(r"(?<![\w\-])[A-Z][A-Za-z\d]*[A-Z\d]-$")
# "pixel-level AUROC", "train accuracy": these words make another metric of one.
_KIND = re.compile(rf"(?<![\w\-])(?P<kind>{WORDS['kind of metric']})\s$", re.IGNORECASE)
# Text between a metric and its value: "FID of 2.1", "scores up to 85".
_IS_VALUE = re.compile(r"(?: scores?)?\)?(?: of| is| to|:| =)? ?\$?(?:up to )?", re.IGNORECASE)
# "N, N and N", "N to N": the numbers of a list share the text behind the last.
PLAIN_NUMBER = (
    rf"[+\-−$]*\d+(?:\.\d+)?(?:\s?(?:{WORDS['sign']}|(?:{WORDS['unit']})\b))?\$?"
    rf"(?:\s?\$?(?:{WORDS['tolerance']})\s?\d+(?:\.\d+)?\$?)?"
)
_LIST_TAIL = re.compile(
    rf"(?:(?:,\s*{PLAIN_NUMBER})*(?:\s?\([^()]*\))?,?\s*(?:\b(?:and|or|to|vs\.?|versus)\b\.?|"
    rf"[/&]|->|→)\s*{PLAIN_NUMBER}(?!\w|\.\d)(?:\s?\([^()]*\))?)?"
)
# "90.4% OA on the", "0.71 mAcc", "97% Hit@3".
_ACRONYM = (
    rf"(?P<name>(?!(?:{WORDS['no metric']})\b)[A-Z][A-Za-z]*[A-Z][A-Za-z\d]*(?:@\d+)?"
    r"|[A-Za-z]+@\d+(?:\.\d+)?(?::\d+(?:\.\d+)?)?|m[A-Z][a-z]+)"
)
# "97.4% top-1 on".
_TOP = re.compile(rf"[\s~*]+(?P<name>[Tt]op-\d+)(?=[,.;:)/]|\s(?:{WORDS['after a metric']})\b|$)")
# "62.5% (15 of 24) success rate".
_COUNTS = re.compile(r"\s?\(\d[^()]*\)(?=\s[\w\-]+)")
_ACRONYM_BEHIND = re.compile(
    rf"[\s~*]+{_ACRONYM}(?:\s(?:scores?|values?))?(?=[,.;:)/]|\s(?:{WORDS['after a metric']})\b|$)"
)
_LAST_WORD = re.compile(rf"\b(?:[A-Z][A-Za-z]*[A-Z]\w*|{WORDS['measure']})\s*$")
# The words of "85% zero-shot classification accuracy" before the name of the metric.
_ADJECTIVES = re.compile(
    rf"(?:(?:-|[\s~*\-]+(?!(?:{WORDS['phrase end']}|{WORDS['leading to']})\b))[\w@/+]+){{0,4}}"
    r"[\s~*\-]+",
    re.IGNORECASE,
)


@cache
def _metric_names() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Compile the known names of metrics in lower case, and map each to its usual name."""
    names: dict[str, str] = {}
    for row in data_rows("extract/data/metrics.tsv"):
        for form in (row["name"], *filter(None, row["aliases"].split("|"))):
            own = form if _ONE_OF_FAMILY.search(form) else row["name"]
            names.setdefault(form.casefold().replace("-", " "), own)
    for row in data_rows("results/data/measures.tsv"):
        names[row["words"]] = row["name"]
    names |= {f"{form[:-1]}ies": name for form, name in names.items() if form.endswith("y")}
    # Grouped by first letter, so that few are tried at a position; longer ones come first.
    in_order = sorted(names, key=lambda name: (name[0], -len(name), name))
    forms = (
        (first, "|".join(_form_pattern(name[1:]) for name in group))
        for first, group in groupby(in_order, key=itemgetter(0))
    )
    pattern = "|".join(f"{re.escape(first)}(?:{rest})" for first, rest in forms)
    return re.compile(rf"(?<!\w)(?:{pattern})s?(?!\w)"), names


def _form_pattern(form: str) -> str:
    """Return the pattern of a form, which holds for "recall@20" if it is "recall@k"."""
    pattern = re.escape(form).replace(r"\ ", "[ -]")
    return re.sub("@k$", r"@(?:k|\\d+)", pattern)


@cache
def _lower_names() -> frozenset[str]:
    return frozenset(map(fold_name, data_lines("results/data/lower_is_better.txt")))


def lower_is_better(metric: str) -> bool:
    """Say whether a smaller value of a metric is better.

    Examples
    --------
    >>> lower_is_better("FID"), lower_is_better("verified error"), lower_is_better("accuracy")
    (True, True, False)
    """
    names = _lower_names()
    folded = fold_name(metric)
    return folded in names or fold_name(metric.split(" ")[-1]) in names


def known_name(text: str) -> str:
    """Return the usual name of a metric, or the text itself if the metric is not known.

    Examples
    --------
    >>> known_name("miou"), known_name("OA"), known_name("pass@32")
    ('mIoU', 'OA', 'pass@32')
    """
    _, names = _metric_names()
    folded = text.casefold().replace("-", " ")
    if known := names.get(folded) or names.get(folded.removesuffix("s")):
        return known
    family = names.get(_CUTOFF.sub("@k", folded))
    return _CUTOFF.sub("", family, count=1) + folded[folded.index("@") :] if family else text


@lru_cache(maxsize=1 << 12)
def metrics_in(
    sentence: str, mentions: MetricMentions = NO_MENTIONS
) -> tuple[tuple[int, int, str], ...]:
    """Find the names of metrics in a sentence, the longest where several overlap.

    Parameters
    ----------
    mentions
        Texts that the recogniser took for metrics, besides the known names.

    Returns
    -------
    tuple
        Bounds and usual name of each, in the order of the text.

    Examples
    --------
    >>> metrics_in("An mAP@0.5 of 61.2"), metrics_in("a joint recall of 7%")[0][2]
    (((3, 10, 'mAP@0.5'),), 'recall')
    >>> metrics_in("a joint recall of 7%", frozenset({("joint recall", "joint recall")}))
    ((2, 14, 'joint recall'),)
    """
    found = list(_known_in(sentence))
    # Sorted, since the order of a set differs from run to run.
    for text, name in sorted(mentions):
        start = sentence.find(text)
        while start >= 0:
            end = start + len(text)
            beside = sentence[start - 1 : start] + sentence[end : end + 1]
            if not any(letter.isalnum() for letter in beside):
                found.append((start, end, name))
            start = sentence.find(text, end)
    kept: list[tuple[int, int, str]] = []
    # Sorting is stable: of two with the same bounds, the known name stays.
    for start, end, name in sorted(found, key=lambda each: each[0] - each[1]):
        if not any(first < end and start < last for first, last, _ in kept):
            kept.append((start, end, name))
    return tuple(sorted(kept))


def _known_in(sentence: str) -> Iterator[tuple[int, int, str]]:
    """Yield the known names of metrics in a sentence: bounds and usual name of each."""
    pattern, _ = _metric_names()
    lower = sentence.lower()
    # A few letters become two in lower case and would shift the offsets: a sentence with one is
    # searched as it is, and loses the metrics that it writes with capitals.
    for found in pattern.finditer(lower if len(lower) == len(sentence) else sentence):
        start, end = found.span()
        name = sentence[start:end]
        if name.islower() and len(name) <= LONGEST_WORD_LIKE:
            continue
        usual = known_name(name)
        if variant := _VARIANT.match(sentence, end):
            end = variant.end()
            usual += re.sub(r"\s?-?\bat[\s\-]", "@", variant[0]).replace(" ", "")
        if compound := _COMPOUND.search(sentence, 0, start):
            start = compound.start()
            usual = compound[0] + usual
        elif kind := _KIND.search(sentence, 0, start):
            start = kind.start()
            usual = f"{kind['kind']} {usual}"
        yield start, end, usual


def names_metric(text: str) -> bool:
    """Say whether a text names a known metric or ends in an acronym or a word like "score".

    Examples
    --------
    >>> names_metric(" the word error rate"), names_metric(" the FCD"), names_metric(" the rounds")
    (True, True, False)
    """
    return bool(metrics_in(text) or _LAST_WORD.search(text))


def follows_metric(before: str, mentions: MetricMentions = NO_MENTIONS) -> bool:
    """Say whether the number behind a text is said to be the value of a metric."""
    near = before[-METRIC_REACH:]
    return any(_IS_VALUE.fullmatch(near, end) for _, end, _ in metrics_in(near, mentions))


def past_list(behind: str) -> int:
    """Return the end of the list of numbers that the text behind a number continues; 0 if none.

    Examples
    --------
    >>> past_list(" and 8.2 frames"), past_list(" on MATH and 8.2 on C4")
    (8, 0)
    """
    found = _LIST_TAIL.match(behind)
    return found.end() if found else 0


def measure_behind(
    behind: str, mentions: MetricMentions = NO_MENTIONS
) -> tuple[int, int, str] | None:
    """Find the metric that the text behind a number names for it: "85.2% top-1 accuracy".

    Returns
    -------
    tuple or None
        Bounds in the text and name of the metric; any acronym counts as one.

    Examples
    --------
    >>> measure_behind(" top-1 accuracy on MATH"), measure_behind(" on MATH, accuracy")
    ((1, 15, 'top-1 accuracy'), None)
    """
    skipped = past_list(behind)
    if not skipped and (counts := _COUNTS.match(behind)):
        skipped = counts.end()
    rest = behind[skipped : skipped + 2 * METRIC_REACH]
    if acronym := _ACRONYM_BEHIND.match(rest):
        start, end = acronym.span("name")
        return start + skipped, end + skipped, known_name(acronym["name"])
    if top := _TOP.match(rest):
        start, end = top.span("name")
        return start + skipped, end + skipped, known_name(f"{top['name']} accuracy")
    for start, end, name in metrics_in(rest, mentions):
        if _ADJECTIVES.fullmatch(rest, 0, start):
            return start + skipped, end + skipped, name
    return None


def is_measured(before: str, behind: str, mentions: MetricMentions) -> bool:
    """Say whether a metric stands right before or behind a number.

    Examples
    --------
    >>> is_measured("an FID of ", " on C4", NO_MENTIONS), is_measured("all ", "", NO_MENTIONS)
    (True, False)
    """
    return follows_metric(before, mentions) or measure_behind(behind, mentions) is not None
