"""Finds the metric of each number in a sentence.

The metric is the unit, the measure right behind the number ("53.5 mIoU"), the counterpart in a list
of as many metrics before a list of numbers, or the metric before the number. Otherwise a number
has the metric of the one before it, if their units agree and no other measure is stated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from kg.results.lists import NUMBERS, lists_in
from kg.results.metrics import (
    METRIC_REACH,
    NO_MENTIONS,
    MetricMentions,
    known_name,
    measure_behind,
    metrics_in,
)
from kg.results.numbers import StatedNumber
from kg.results.words import WORDS

__all__ = ["metrics_of"]

Spans = Sequence[tuple[int, int]]
Found = tuple[int, int, str]

# Characters before a list of values that are searched for the list of their metrics.
LIST_REACH = 160
_ACRONYM = re.compile(
    rf"(?<![\w\-])(?!(?:{WORDS['no metric']})\b)"
    r"(?:(?:[A-Z][A-Za-z]*-)?\d*[A-Z][A-Za-z]*[A-Z][A-Za-z\d]*(?:-[A-Z][a-z]+)?(?:@\d+(?:\.\d+)?)?"
    r"|[A-Za-z]+@\d+(?:\.\d+)?|[A-Z]\d(?=\sscores?\s))(?![\w\-])"
)
# "EPA (0.335)", "3DQA value of", "ZScore rises from".
_OF_ACRONYM = re.compile(
    rf"(?P<name>{_ACRONYM.pattern})(?:\s(?:{WORDS['of a metric']}))?"
    rf"(?:\)?\s(?:of|is|at)|\)?[:=]|\s\(|(?:\s\w+){{0,2}}\sfrom)[\s$]*(?:\w+\s)?$"
)
# "AUROC 0.81, AUPR 0.79".
_LISTED_ACRONYM = re.compile(
    rf"(?:[,(]\s?|\b(?:and|(?:{WORDS['reached']})\w+)\s)(?P<name>{_ACRONYM.pattern})\s$"
)
# "a speed of 30": this number measures something that is not a known metric.
_OF_OTHER = re.compile(
    rf"\b(?!(?:{WORDS['of a level']}|{WORDS['moved']})\b)[a-z][\w\-]*\s+"
    rf"(?:{WORDS['of a metric']})?\s*(?:of|[:=])\s*(?:(?:{WORDS['about']})\s+)?$"
)
# "raises validity from 0.9": so does this one, unless a metric stands before it.
_FROM_OTHER = re.compile(
    rf"(?<!['’])\b(?!(?:{WORDS['moved']}|{WORDS['joining']})\b)(?P<what>[A-Za-z][\w\-]*)\s+"
    r"(?:of\s\S+\s)?(?:on\s.*)?from\s*$"
)
# "a mean gap size (MGS) of": whatever else that acronym was taken for.
_LONG_FORM = re.compile(r"\([A-Z]{2,}\)\s(?:of|is)\s")
# "85.2% on Zeb (pass@1)".
_ON_NAME = re.compile(r"\son\s(?:the\s)?")
_BEHIND_NAME = re.compile(rf"\s\((?P<name>{_ACRONYM.pattern})\)")
# "a medal rate of 77%": an unknown metric whose last word says that it is one.
_OF_NAMED = re.compile(
    rf"(?<![\w\-])(?P<name>(?:(?!(?:{WORDS['no part of a metric']})\b)[A-Z]?[a-z][\w\-]*\s){{1,2}}"
    rf"(?:{WORDS['measure']}))\s"
    rf"(?:(?:of|from|(?:{WORDS['stays']})(?:\sat)?)\s+(?:(?:{WORDS['about']})\s+)?|\()$"
)
# "an average overlap of 75%", "improves stability from": what is measured has no other name.
_PHRASE = (
    rf"(?P<name>(?:(?!(?:{WORDS['no part of a metric']})\b)[a-z][\w\-]*\s){{0,2}}"
    rf"(?!(?:{WORDS['no part of a metric']}|{WORDS['no measure']}|{WORDS['change']})\b)"
    r"[a-z][\w\-]+)"
)
_OF_PHRASE = re.compile(
    rf"\b(?:an?|average|mean|overall|(?:{WORDS['reached']})\w+)\s{_PHRASE}\sof\s+"
    rf"(?:(?:{WORDS['about']})\s+)?$"
)
_OF_WORD = re.compile(r"\ban?\s(?P<name>[A-Z][a-z]+[\w\-]*)\sof\s+$")
_MOVED_PHRASE = re.compile(
    rf"\b(?:{WORDS['moved']}|rais\w+|boost\w*|lift\w*|lower\w*|cuts?)\s+"
    rf"(?:(?:the|its|their|average|overall|mean)\s+)*{_PHRASE}\sfrom\s+$"
)
# "task success rate across several benchmarks: 59.5%".
_ANNOUNCED = re.compile(r"\s(?:across|on|over|for)\s[^:;.]*:\s*$")
# "a win rate against GPT-4 of 33%".
_OPPONENT = re.compile(r"\s(?:against|over|versus|vs\.?)\s[^,;:()]{1,40}?\sof\s+")
# "over Pass@1 from 0.7", "on DDI from 0.7": not what the number measures.
_NO_SUBJECT = re.compile(r"\b(?:over|than|versus|vs\.?|on)\s+(?:the\s+)?$")
# "A (56.4), B (80.6) and C (46.4)".
_LISTED_OPENED = re.compile(r"\),\s*(?:and\s+)?[A-Z][\w\-]*\s?\($")
# "by 25% (8.1 -> 6.1)", "by 25% on GSM8K (from 8.1 to 6.1)".
_EXPLAINED = re.compile(r"\s*(?:on\s[\w\-.]+\s)?\((?:from\s)?")
_RATES = re.compile(rf"({WORDS['measure']})s$")
# "while its utility (69.8%)": not the metric of the clause before.
_OTHER_OPENED = re.compile(
    rf"\b(?:{WORDS['joining']}|with)\s+(?:(?!on\b|in\b)[\w\-]+\s+){{0,3}}[a-z][\w\-]*\s+\($"
)
# "TPR disparity drops from": how much values of a metric differ is none.
_DISPARITY = re.compile(r"\b(?:disparity|gap|difference)s?\s+\w+\s+(?:from\s+)?$")
# "TPR at 5% FPR": the second is no metric of the number behind.
_POINT = re.compile(r"\sat\s(?:an?\s)?[\d.]+\s?\\?%\s")
# "85% in terms of recall", "83% (UAR)"; "96% for MSA" may be on one part of the data.
_IN_METRIC = re.compile(r"\s+(?:in|in terms of|for|as)\s+(?:the\s+)?(?:[\w\-]+\s+){0,2}$|\s*\($")
_IN_UNKNOWN = re.compile(r"\s+in(?: terms of)?\s+(?:[\w\-]+\s+){0,2}$|\s*\($")
_JOINT = re.compile(r"\s*(?:scores?|\([^()]*\))?\s*(?:[,/&]|,?\s*\b(?:and|or)\b)\s*(?:the\s+)?")
_LEADS = re.compile(
    rf"\)?\s*(?:\([^()]*\))?\s*(?:{WORDS['of a metric']})?\s*(?:of|from|to|at|is|are|was|were|:|=)?"
    r"[\s$*(]*"
)


def metrics_of(
    sentence: str,
    offset: int,
    values: Sequence[StatedNumber],
    places: Spans,
    mentions: MetricMentions = NO_MENTIONS,
) -> dict[StatedNumber, str]:
    """Return the metric of each number of a sentence, the empty string if none is stated.

    Parameters
    ----------
    offset
        Offset of the sentence in the abstract; the numbers have offsets in the abstract.
    places
        Bounds in the abstract of the names of entities, no part of which is a metric.
    mentions
        Metrics that the recogniser found in the sentence.
    """
    found: dict[StatedNumber, str] = {}
    in_order: list[str] = []
    last: StatedNumber | None = None
    for numbers in lists_in(sentence, offset, values, NUMBERS):
        paired = _paired(sentence, offset, numbers, places, mentions)
        alone = all(
            _own_metric(sentence, offset, each, places, mentions) is None for each in numbers
        )
        if paired or len(numbers) != len(in_order) or not alone:
            in_order = paired
        for index, value in enumerate(numbers):
            own = in_order[index] if in_order else None
            if own is None:
                own = _own_metric(sentence, offset, value, places, mentions)
            if own is None:
                own = _from_before(sentence, offset, value, last, places, mentions)
                if last and not found[last] and _in_list(sentence, offset, value):
                    own = ""
            if own is None:
                own = found[last] if last and _continues(sentence, offset, value, last) else ""
            found[value] = own
            last = value
    return found


def _in_list(sentence: str, offset: int, value: StatedNumber) -> bool:
    """Say whether a value stands behind a name of a list: "A (56.4), B (80.6) and C (46.4)"."""
    return _LISTED_OPENED.search(sentence[: value.start - offset]) is not None


def _continues(sentence: str, offset: int, value: StatedNumber, last: StatedNumber) -> bool:
    """Say whether a value is of the same kind as the one before, and so has its metric."""
    units = ["" if metrics_in(each.unit) else each.unit for each in (last, value)]
    if last.is_change and ";" in sentence[last.end - offset : value.start - offset]:
        return False
    return units[0] == units[1] or _explains(sentence, offset, value, last)


def _explains(sentence: str, offset: int, value: StatedNumber, last: StatedNumber) -> bool:
    """Say whether a value stands in the bracket behind a change: "by 25% (8.1 -> 6.1)"."""
    first = value.baseline.start if value.baseline else value.start
    return last.is_change and bool(
        _EXPLAINED.fullmatch(sentence, last.end - offset, first - offset)
    )


def _is_name(first: int, last: int, offset: int, places: Spans) -> bool:
    return any(a < last + offset and first + offset < b for a, b in places)


def _own_metric(
    sentence: str, offset: int, value: StatedNumber, places: Spans, mentions: MetricMentions
) -> str | None:
    """Return the metric that is a number's unit or that stands right behind it."""
    if metrics_in(value.unit):
        return known_name(value.unit)
    end = value.end - offset
    behind = measure_behind(sentence[end:], mentions)
    if behind and not _is_name(behind[0] + end, behind[1] + end, offset, places):
        return behind[2]
    first, last = min((each for each in places if each[0] >= value.end), default=(0, 0))
    if last and _ON_NAME.fullmatch(sentence, end, first - offset):
        noted = _BEHIND_NAME.match(sentence, last - offset)
        if noted and not _is_name(*noted.span("name"), offset, places):
            return known_name(noted["name"])
    near = sentence[end : end + METRIC_REACH]
    known = metrics_in(near, mentions)
    for start, stop, name in _all_metrics(near, mentions):
        if near[start - 1 : start] == "(" and near[stop : stop + 1] != ")":
            continue
        leading = _IN_METRIC if (start, stop, name) in known else _IN_UNKNOWN
        if leading.fullmatch(near, 0, start):
            return None if _is_name(start + end, stop + end, offset, places) else name
    return None


def _all_metrics(text: str, mentions: MetricMentions) -> list[Found]:
    """Find the known metrics in a text, and its acronyms, which may be unknown ones."""
    known = list(metrics_in(text, mentions))
    others = [
        (each.start(), each.end(), each[0])
        for each in _ACRONYM.finditer(text)
        if not any(start < each.end() and each.start() < end for start, end, _ in known)
    ]
    return sorted(known + others)


def _paired(
    sentence: str,
    offset: int,
    numbers: Sequence[StatedNumber],
    places: Spans,
    mentions: MetricMentions,
) -> list[str]:
    """Return the metrics of a list like "precision and recall of 85% and 70%", else none."""
    start = numbers[0].start - offset
    first = max(0, start - LIST_REACH)
    before = sentence[first:start]
    names = [
        each
        for each in _all_metrics(before, mentions)
        if not _is_name(each[0] + first, each[1] + first, offset, places)
    ][-len(numbers) :]
    if len(numbers) < 2 or len(names) < len(numbers):
        return []
    if not _LEADS.fullmatch(before, names[-1][1]):
        return []
    gaps = [before[a[1] : b[0]] for a, b in pairwise(names)]
    return [name for _, _, name in names] if all(map(_JOINT.fullmatch, gaps)) else []


def _from_before(
    sentence: str,
    offset: int,
    value: StatedNumber,
    last: StatedNumber | None,
    places: Spans,
    mentions: MetricMentions,
) -> str | None:
    """Return the metric between a number and the one before; "" if something else is measured."""
    start = min(value.start, value.baseline.start) if value.baseline else value.start
    first = last.end - offset if last else 0
    # A measure right behind the number before belongs to that number.
    if last and (own := measure_behind(sentence[first : start - offset], mentions)):
        first += own[1]
    before = sentence[first : start - offset]

    def is_name(start: int, end: int) -> bool:
        return _is_name(start + first, end + first, offset, places)

    known = [
        each
        for each in reversed(metrics_in(before, mentions))
        if not is_name(*each[:2]) and not _NO_SUBJECT.search(before, 0, each[0])
    ]
    if said := _plainly_said(before, known):
        return said
    if _DISPARITY.search(before):
        return ""
    near = max(0, len(before) - METRIC_REACH)
    if said := _unknown_before(before, near, is_name, mentions):
        return said
    if _OTHER_OPENED.search(before, near):
        return ""
    if _OF_OTHER.search(before, known[0][1] if known else 0):
        return ""
    if known and known[0][1] >= near:
        return known[0][2]
    other = _FROM_OTHER.search(before)
    return "" if other and not is_name(*other.span("what")) else None


def _plainly_said(before: str, known: Sequence[Found]) -> str | None:
    """Return the known metric whose value a text says to follow; `known` has the last first."""
    if not known:
        return None
    start, end, name = known[0]
    if len(known) > 1 and (point := _POINT.fullmatch(before, known[1][1], start)):
        return f"{known[1][2]}{point[0]}{name}"
    leads = any(each.fullmatch(before, end) for each in (_LEADS, _ANNOUNCED, _OPPONENT))
    return name if leads else None


def _unknown_before(
    before: str, near: int, is_name: Callable[[int, int], bool], mentions: MetricMentions
) -> str | None:
    """Return what stands before a number like a metric: an acronym, "a hit rate of"."""
    acronym = _OF_ACRONYM.search(before, near) or _LISTED_ACRONYM.search(before, near)
    if acronym and not _NO_SUBJECT.search(before, 0, acronym.start("name")):
        is_defined = _LONG_FORM.fullmatch(before, acronym.start("name") - 1)
        if is_defined or not is_name(*acronym.span("name")):
            return known_name(acronym["name"])
    for pattern in (_OF_NAMED, _OF_PHRASE, _OF_WORD, _MOVED_PHRASE):
        said = pattern.search(before, near)
        if said and not is_name(*said.span("name")):
            of_known = metrics_in(said["name"], mentions)
            return of_known[-1][2] if of_known else _RATES.sub(r"\1", said["name"])
    return None
