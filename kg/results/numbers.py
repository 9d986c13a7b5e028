"""The numbers of a sentence that may be results: not years, versions, counts or parts of names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.results.levels import is_level
from kg.results.methods import is_share, is_statistic, solves
from kg.results.metrics import (
    METRIC_REACH,
    NO_MENTIONS,
    PLAIN_NUMBER,
    MetricMentions,
    follows_metric,
    is_measured,
    measure_behind,
    metrics_in,
    names_metric,
)
from kg.results.words import WORDS

__all__ = ["StatedNumber", "numbers_in"]

# A longer number is an identifier, or more than a float holds exactly.
MOST_DIGITS = 15
_UNIT = rf"(?:\s|\\,|~)?(?:(?:{WORDS['sign']})|(?:{WORDS['unit']})\b)|\s?(?:{WORDS['factor']})"
# "88.5 ± 0.3%": a tolerance between the number and its unit, or behind both.
_TOLERANCE = (
    rf"(?P<tolerance>\s?\$?\s?\(?\$?(?:{WORDS['tolerance']})\s?\$?\s?"
    rf"\d{{1,{MOST_DIGITS}}}(?:\.\d{{1,{MOST_DIGITS}}})?\)?)?"
)
# A dollar sign makes a number a price, except in TeX, where another closes it: "$88.5\%$".
_NUMBER = re.compile(
    rf"(?<![\w.,/+\-−–@$^_{{\\\[])(?<!\d\d:)(?P<math>\$)?(?P<sign>(?:[+\-−±]\s?)?)"
    rf"(?P<number>\d{{1,{MOST_DIGITS}}}(?:\.\d{{1,{MOST_DIGITS}}})?)"
    rf"(?P<unit>{_UNIT})?{_TOLERANCE}(?(tolerance)(?P<late_unit>{_UNIT})?)(?(math)\s?\$)"
    rf"(?![\w%]|\\%|[.,/]\d|\s?\]|\s?[-–]{{1,3}}\s?\d|(?:\s|~|\\,)?[BMK]\b)"
)
# "version 2.17", "USD 40".
_NAMED_BY = re.compile(rf"\b(?:{WORDS['numbered']})[\s:]$", re.IGNORECASE)
# Nouns for what a number counts or costs; such a number is no score.
_COUNTED = re.compile(rf"[\s\-]?(?:[\w\-]+\s)?(?:{WORDS['counted']})\b", re.IGNORECASE)
_RANGE = re.compile(
    rf"\b(?:{WORDS['range']})\W+(?:from\W+)?(?:(?:{WORDS['about']})\W+)?"
    rf"(?:[\d.]+\W*(?:\([^()]*\)\W*)?(?:to|and)\W+)?$",
    re.IGNORECASE,
)
# "AP@0.50:0.95": thresholds at which a metric is taken.
_LONGEST_THRESHOLD = 12
_THRESHOLD = re.compile(r"@\s?[\d.]+\s?[:\-–]\s?$")
_TO = re.compile(
    rf"\s*(?:[^\W\d]{{1,3}}\s)?(?:\([^()]*\)\s*)?\$?"
    rf"(?:(?:{WORDS['beginning of']})\s(?:[\w.\-]+\s){{1,3}}?)?"
    rf"(?P<sign>{WORDS['arrow']})\s*(?:only\s+|just\s+)?"
)
# "From A to B", "(A to B)" and "rises A to B" state a change; any other "A to B" is a range.
_MOVES = re.compile(
    rf"(?:\b(?:from|{WORDS['moved']})\b[^;]*|(?<!scores\s)(?<!values\s)\([^()]*)$", re.IGNORECASE
)
# "0 to 74%": the lower bound is not a number of its own.
_RANGE_END = re.compile(r"(?<![\d.])\d+\s?(?:to|[-–—]+)\s*$", re.IGNORECASE)
_UP_FROM = re.compile(
    rf"(?:\b(?:{WORDS['moved']})|[(,])\s+from\s+(?:\w+\s+)?$|\(from\s+$", re.IGNORECASE
)
_CHANGE = re.compile(
    rf"\b(?:{WORDS['change']})\s+(?:(?!to\s|from\s)\w+\s+){{0,4}}?(?:of\s+|by\s+)?"
    r"(?:up to\s+|over\s+|about\s+)?(?:\$?\\(?:sim|approx)\s*|[~≈]\s*)?$",
    re.IGNORECASE,
)
# "a gap (21% and 35%)", "gains on three sets, including 2.5%", "improvements: 3 points on".
_CHANGE_TOLD = re.compile(
    rf"\b(?:{WORDS['change told']})\b"
    rf"(?:\s*\(|(?:(?!{WORDS['reached']})(?:[^;:()\d]|(?<=[\w\-])\d))*"
    r"(?::|\b(?:including|up to)(?:\s+an?)?))\s*$",
    re.IGNORECASE,
)
# "cuts the rounds from 5.5 to 1.5": no result, unless what shrinks is a metric.
_SHRUNK_FROM = re.compile(rf"\b(?:{WORDS['shrunk']})\b(?P<what>[^;,]*)\sfrom\s+$", re.IGNORECASE)
# In "by 9%, 2% on A and 3%" the numbers behind the first are changes too.
_GOES_ON = re.compile(rf"(?:,|\band)\s+(?:by\s+|(?:{WORDS['about']})\s+)?$", re.IGNORECASE)
_BEGINS_ANEW = re.compile(rf"[;:]|\b(?:{WORDS['going on']})\b", re.IGNORECASE)
_CHANGE_BEHIND = re.compile(
    rf"(?:,?\s*(?:and|or|/)\s*{PLAIN_NUMBER})?"
    rf"[\s\-]*(?:[\w\-]+\s+){{0,2}}?(?:{WORDS['change behind']})",
    re.IGNORECASE,
)
# "9.5% NDCG@3 improvement".
_TOLD_BEHIND = re.compile(
    rf"\s+(?:(?!(?:{WORDS['leading to']}|and|with)\b)[\w\-@.]+\s+){{0,4}}"
    rf"(?:{WORDS['told behind']})\b"
)
# "narrows the gap to the teacher (34.3) to 0.1": no level, unless a gap is what is measured.
_GAP = re.compile(r"\b(?<!optimality )gaps?\b[^;]*\bto\s+(?:just\s+|only\s+)?$")
# "gains in BLEU (0.5%), METEOR (0.2%)".
_GAINS_OPENED = re.compile(rf"\b(?:{WORDS['told behind']})\s+in\s+[\w\-@]+\s+\($")
_NEXT_OPENED = re.compile(r"\),?\s+(?:and\s+)?[\w\-@]+\s+\(")
# "reduces the error rate (14.5%)": by or to 14.5%.
_SHRUNK_OPENED = re.compile(rf"\b(?:{WORDS['shrunk']})\b[^;:()\d]*\(\s*$", re.IGNORECASE)
# "from 73 to 4 (94.5%)".
_MOVED_BY = re.compile(r"\bfrom\s+[\d.,]+\S?\s+to\s+[\d.,]+\S?\s*\(\s*$", re.IGNORECASE)
# "outperforms LoRA up to 7.2%".
_BEATS_UP_TO = re.compile(rf"\b(?:{WORDS['beats']})\b[^,;:()]*\bup to\s+$", re.IGNORECASE)
# "10 points above LoRA" tells a distance, "10 points, above LoRA" a level.
_APART = re.compile(rf"\s+(?:{WORDS['apart']})\b")
_VERSUS = re.compile(r"\s*(?:vs\b|versus\b)")
_VALUE = re.compile(r"\s(?:of|=|:)\s\$?\d")
_AT = re.compile(r"\s+at\s+(?:an?\s+)?")
_YEARS = range(1950, 2050)


@dataclass(frozen=True, slots=True)
class StatedNumber:
    """A number in a sentence, with offsets in the abstract."""

    start: int
    end: int
    text: str
    number: float
    unit: str
    is_change: bool
    baseline: StatedNumber | None = None


def numbers_in(
    sentence: str,
    offset: int,
    covered: Sequence[tuple[int, int]],
    mentions: MetricMentions = NO_MENTIONS,
) -> list[StatedNumber]:
    """Return the numbers of a sentence, each with its baseline if the text states one.

    Parameters
    ----------
    offset
        Offset of the sentence in the abstract; the numbers get offsets in the abstract.
    covered
        Bounds in the abstract of the names in the sentence.
    mentions
        Metrics that the recogniser found in the sentence.

    Examples
    --------
    >>> [(n.text, n.is_change) for n in numbers_in("It gains 2.1% and reaches 85.2 ± 0.3%.", 0, [])]
    [('2.1%', True), ('85.2%', False)]
    """
    found = _with_lists_of_changes(
        sentence, offset, list(_values(sentence, offset, covered, mentions))
    )
    return _up_from(sentence, offset, _from_to(sentence, offset, found))


def _values(
    sentence: str, offset: int, covered: Sequence[tuple[int, int]], mentions: MetricMentions
) -> Iterator[StatedNumber]:
    """Yield the numbers that may be results: not years, versions, counts or parts of names."""
    for found in _NUMBER.finditer(sentence):
        start, end = found.start() + offset, found.end() + offset
        unit = re.sub(r"[$\\,~]", "", found["unit"] or found["late_unit"] or "").strip()
        # "AlpacaEval 2.0" is a version, "GPT-4 41.2%" is not.
        parts = () if unit else (" ", "-")
        if any(
            first < end and (start < last or sentence[last - offset : start - offset] in parts)
            for first, last in covered
        ):
            continue
        before, behind = sentence[: found.start()], sentence[found.end() :]
        following = min((first - end for first, _ in covered if first >= end), default=None)
        if _is_count(found, unit, mentions) or is_statistic(before) or _is_point(before, behind):
            continue
        if unit.endswith("%") and is_share(before, behind, following):
            continue
        is_change = _is_change(found["sign"], unit, before, behind)
        if unit == "°" and not is_measured(before, behind, mentions):
            continue
        is_metric = is_change or bool(metrics_in(unit))
        if not is_metric and not is_level(before, behind, solves(before), mentions):
            continue
        gap = " " if unit[:1].isalpha() else ""
        text = f"{found['sign'].strip()}{found['number']}{gap}{unit}"
        yield StatedNumber(start, end, text, float(found["number"]), unit, is_change)


def _is_count(found: re.Match[str], unit: str, mentions: MetricMentions) -> bool:
    """Say whether a number is a year, a count, a setting or the end of a range."""
    sentence, start = found.string, found.start()
    if _COUNTED.match(sentence, found.end()) or _RANGE.search(sentence[:start]):
        return True
    if _NAMED_BY.search(sentence, 0, start) or _RANGE_END.search(sentence[:start]):
        return True
    if _THRESHOLD.search(sentence, max(0, start - _LONGEST_THRESHOLD), start):
        return True
    after_metric = follows_metric(sentence[:start], mentions)
    if not unit and "." not in found["number"]:
        return int(found["number"]) in _YEARS or not after_metric
    return sentence[:start].rstrip().endswith("=") and not after_metric


def _is_point(before: str, behind: str) -> bool:
    """Say whether a metric is taken at this value: "TPR at 5% FPR", "mAP 0.5 of 61.2"."""
    near = before[-METRIC_REACH:]
    if _VALUE.match(behind) and follows_metric(before):
        return True
    taken = any(_AT.fullmatch(near, end) for _, end, _ in metrics_in(near))
    return taken and any(start == 1 for start, _, _ in metrics_in(behind[:METRIC_REACH]))


def _opens_pair(behind: str) -> bool:
    """Say whether a number is the first of two that tell what something rose or fell to."""
    link = _TO.match(behind)
    return link is not None and behind[link.end() : link.end() + 1].isdigit()


def _is_level_opened(before: str, behind: str) -> bool:
    """Say whether a bracket states what a metric fell to, or two levels: "(4.5 vs 9.5)"."""
    near = before.rstrip("$( ")[-METRIC_REACH:]
    is_of_metric = any(end == len(near) for _, end, _ in metrics_in(near))
    return is_of_metric or _opens_pair(behind) or bool(_VERSUS.match(behind))


def _is_change(sign: str, unit: str, before: str, behind: str) -> bool:
    """Say whether a number states by how much something changed."""
    return (
        bool(sign)
        or bool(_CHANGE.search(before))
        or _is_told_change(before, behind)
        or bool(_APART.match(behind) or _MOVED_BY.search(before) or _BEATS_UP_TO.search(before))
        or (bool(_SHRUNK_OPENED.search(before)) and not _is_level_opened(before, behind))
        or bool(_CHANGE_BEHIND.match(behind) or _TOLD_BEHIND.match(behind))
        or bool(_GAP.search(before) or _GAINS_OPENED.search(before))
        or unit.endswith(("x", "×", "times"))
    )


def _is_told_change(before: str, behind: str) -> bool:
    """Say whether a number is one of the gains that the text before announces.

    Behind a colon, "80% Dice" may be the level that they led to.
    """
    told = _CHANGE_TOLD.search(before)
    return bool(told) and not (before.rstrip().endswith(":") and measure_behind(behind))


def _with_lists_of_changes(
    text: str, offset: int, values: Sequence[StatedNumber]
) -> list[StatedNumber]:
    """Mark the numbers that continue a list of changes, or stand in its brackets, as changes."""
    listed: list[StatedNumber] = []
    last: StatedNumber | None = None
    for value in values:
        between = text[last.end - offset : value.start - offset] if last else ""
        is_aside = between.strip(" $") == "("
        goes_on = last is not None and last.is_change and _goes_on(between)
        if last and last.is_change and _GAINS_OPENED.search(text[: last.start - offset]):
            goes_on = goes_on or bool(_NEXT_OPENED.fullmatch(between))
        behind = text[value.end - offset :]
        if is_aside and last and last.is_change:
            goes_on = not _opens_pair(behind) and measure_behind(behind) is None
        listed.append(replace(value, is_change=value.is_change or goes_on))
        # What follows the bracket continues the list before it.
        if not (is_aside and goes_on):
            last = listed[-1]
    return listed


def _goes_on(between: str) -> bool:
    """Say whether the text between two numbers continues a list.

    A list does not leave its bracket: in "85% on A (+2%) and 87% on B" 87% is no change.
    """
    if between.count(")") > between.count("("):
        return False
    listed = _GOES_ON.search(between)
    return listed is not None and not _BEGINS_ANEW.search(between, 0, listed.start())


def _from_to(text: str, offset: int, values: Sequence[StatedNumber]) -> list[StatedNumber]:
    """Read ``from A to B`` as the value B with the baseline A."""
    levels: list[StatedNumber] = []
    for value in values:
        last = levels[-1] if levels else None
        link = last and _TO.fullmatch(text, last.end - offset, value.start - offset)
        if not last or not link:
            levels.append(value)
            continue
        moves = link["sign"] != "to" or _MOVES.search(text[: last.start - offset])
        # "By 10% to 20%" is a change too.
        shrunk = _SHRUNK_FROM.search(text[: last.start - offset])
        if last.is_change or not moves or (shrunk and not names_metric(shrunk["what"])):
            levels[-1] = replace(value, is_change=True)
        else:
            levels[-1] = replace(value, baseline=last, is_change=False)
    return levels


def _up_from(text: str, offset: int, values: Sequence[StatedNumber]) -> list[StatedNumber]:
    """Read ``B, up from A`` as the value B with the baseline A."""
    levels: list[StatedNumber] = []
    for value in values:
        last = levels[-1] if levels else None
        between = text[last.end - offset : value.start - offset] if last else ""
        if last and not last.baseline and not value.baseline and _UP_FROM.search(between):
            levels[-1] = replace(last, baseline=value)
        else:
            levels.append(value)
    return [each for each in levels if each.baseline or not _is_earlier(text, each.start - offset)]


def _is_earlier(text: str, start: int) -> bool:
    """Say whether the number at an offset is one that another rose from."""
    return text[:start].rstrip(" $").endswith((" from", "(from"))
