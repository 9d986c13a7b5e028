"""Finds the dataset or benchmark that each number of a sentence is on.

A list of numbers and a list of as many names are paired in order. Otherwise a value is on the name
before its bracket, on the name behind its own "on", or else on the last name before it. A value
that is on something that was not found, or on several names at once, gets no resource.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kg.results.lists import NUMBERS, lists_in
from kg.results.methods import RESPECTIVELY, Place
from kg.results.metrics import metrics_in
from kg.results.numbers import StatedNumber
from kg.results.words import WORDS

__all__ = ["resources_of"]

Spans = Sequence[tuple[int, int]]

# Most characters between the name and the first number in "improves X from A to B".
FROM_REACH = 8
# A name behind these words opens the next clause ("85% accuracy, and on A it reaches"): the number
# before them is not on that name.
_NEXT_CLAUSE = re.compile(
    rf";|\b(?:{WORDS['turning']})\b|\b(?:{WORDS['joining']})\s+(?:on|for|in)\s+(?:the\s+)?$"
    rf"|,\s+and\s+(?:also\s+)?(?:{WORDS['reached']})\w+\s",
    re.IGNORECASE,
)
# "A (95%)", "A (val) (95%)", "A (F1: 95%)".
_OPENED = re.compile(r"\s?(?:\([\w\s\-]{1,20}\)\s?)?\((?:[\w@.\-]+:?\s){0,2}[~≈]?")
_FROM = re.compile(r"\s+from\s")
_IN_BRACKET = re.compile(r"[\w+]\s?\((?:[\w@.\-]+:?\s){0,2}$")
# "On A it rises from 1 to 2": the name may stand far from the two numbers.
_SETTING = re.compile(
    rf"(?<!trained )(?<!tuned )\b(?:on|in|for)\s+"
    rf"(?:(?!(?:{WORDS['after a value']})\b(?<!the))[\w\-]+\s+){{0,4}}$",
    re.IGNORECASE,
)
_PRETRAINED = re.compile(rf"-(?:{WORDS['trained']}|initiali[sz]ed|finetuned|fine-tuned)\b")
_TRAINED = re.compile(rf"\b(?:{WORDS['trained']})\s+(?:\w+\s+)?on\s+(?:[\w\-]+\s+){{0,2}}$", re.I)
# The phrase that says what a value is on, up to its end: "85% accuracy on the hard part of A, and".
_ON = re.compile(
    rf"[\s$]*(?:(?!(?:{WORDS['phrase end']})\b)[\w@/\-$.+]+\s+){{0,5}}?(?P<word>on|for|in)\s+"
    rf"(?P<what>(?:(?!\s(?:{WORDS['phrase end']})\b)[^,;:()])*)"
)
# Text between a value and the name that it is on, if "on" does not come first.
_LED_TO = re.compile(
    rf"\s*(?:[\w\-]+\s+)?\(?|.*\b(?:{WORDS['leading to']})\s+(?:\(?[\w\-/]+\s+){{0,5}}\(?",
    re.DOTALL,
)
# "54% across six hard benchmarks": on more than the name before it.
_SEVERAL = re.compile(
    rf"\b(?:across|over|on)\s+(?:(?:all|the|these)\s+)*(?:\d+|{WORDS['several']})\s+"
    rf"(?:[a-z][\w\-]*\s+){{0,3}}?(?:{WORDS['resources']})\b"
)
_ON_SEVERAL = re.compile(rf"[^,;:()]*?{_SEVERAL.pattern}")
# "(1) a part (10%), (2) one that is tested on A": the bracket has nothing to do with A.
# "87.5% (560/640), and solve 2/8 on A": A has a number of its own.
_FRACTION = re.compile(r"(?<!\()\b\d+/\d+\b(?!\))")
_CLOSED = re.compile(r"[^()]*\)(?:[^;]*,|[^()]*\()")
_ITSELF = re.compile(rf"(?:{WORDS['on itself']})\b", re.IGNORECASE)
# "An Elo of 1193 in the public arena".
_IN_OTHER = re.compile(
    rf"(?!{_ITSELF.pattern})(?:the\s+)?(?:[\w\-]+\s+){{1,3}}(?:{WORDS['resource']}|arena|leaderboard)\b"
)
_NAME = re.compile(r"(?:the\s+)?(?:[a-z][\w\-]*\s+){0,3}[\w\-]*[A-Z]")
_ON_NAME = re.compile(
    rf"\b(?:[Oo]n\s+(?:the\s+)?(?:[a-z][\w\-]*\s+){{0,2}}?|(?:[Ff]or|[Ii]n)\s+the\s+)"
    rf"(?P<name>[A-Z][\w\-]*(?:\s[A-Z\d][\w\-]*)*)(?P<kind>\s(?:{WORDS['resource']})\b)?"
)
# Further names in a list, beside those that were found.
_NAME_BEFORE = re.compile(
    r"(?:\b(?:on|across|datasets?|benchmarks?|sets)\b|[,\-:(])\s*(?:the\s+)?(?P<name>[A-Z][\w\-]*)"
    r"\s*(?:\([^()]*\))?\s*(?:,|,?\s*\band)\s+(?:the\s+)?$"
)
_NAME_BEHIND = re.compile(
    rf"\s*(?:\([^()]*\))?,?\s*\band\s+(?:the\s+)?(?P<name>[A-Z][\w\-]*)(?=\s(?:{WORDS['resource']})\b|,)"
)
# Between the names of one list: "A, B", "A and the B".
_LISTED = re.compile(
    r"\s*(?:\([^()]*\))?(?:\s[\w\-]+)?\s*(?:[,/&]|,?\s*\b(?:and|or)\b|as well as)\s*(?:and\s+)?"
    r"(?:(?:the|a|our|its|both)\s+){0,2}"
)
# "outperforming the older Zeb": a method, whatever its type was taken to be.
_BEATEN = re.compile(
    rf"\b(?:{WORDS['beats']})\s+(?:(?!(?:{WORDS['leading to']})\b)[a-z][\w\-]*\s+){{0,4}}$"
)
_TEST_SET = re.compile(rf"(?:(?:the\s)?(?:{WORDS['part of data']})(?:\s|$))+", re.IGNORECASE)
# "ROUGE-1F", "BLEU-4": variants of a metric.
_VARIANT = re.compile(r"(?:[-@ ]?\d*[A-Za-z]?)")
_MEASURED = re.compile(r"[\w@\-]+ of \$?$")
_VERSUS = re.compile(r"\s*(?:vs\.?|versus)\s+")
# "74.9% mAP and 75.6% NDS", "WER (0.7%) and CER (0.8%)" without the metrics.
_JOINED = re.compile(
    r"\s*(?:,|/|&|\(|,?\s*\band\b)?\s*(?:(?:an?|the|of|score|scores|\$)\s*)*"
    r"|\s*\)\s*,?\s*(?:and\s+)?\("
)


def resources_of(
    text: str,
    offset: int,
    values: Sequence[StatedNumber],
    resources: Sequence[Place],
    named: Spans,
) -> dict[StatedNumber, str]:
    """Return the resource of each value of a sentence; values without one are left out.

    Parameters
    ----------
    offset
        Offset of the sentence in the abstract.
    values, resources
        Numbers and mentions in the order of the text, with offsets in the abstract.
    named
        Bounds in the abstract of all names in the sentence.
    """
    resources = [place for place in resources if _may_be_resource(text, offset, place)]
    levels = [value for value in values if not value.is_change]
    distinct = list(dict.fromkeys(place.entity for place in resources))
    if RESPECTIVELY.search(text) and len(levels) == len(distinct):
        return dict(zip(levels, distinct, strict=True))
    paired = _in_order(text, offset, levels, resources)
    for value in levels:
        if value not in paired:
            found = _resource_of(text, offset, value, values, resources, named)
            if found:
                paired[value] = found
    return paired


def _may_be_resource(text: str, offset: int, place: Place) -> bool:
    """Say whether a name is not a metric's, nor that of a part of some data or of a rival."""
    name = text[place.start - offset : place.end - offset]
    if _PRETRAINED.match(text, place.end - offset):
        return False
    is_metric = any(
        start == 0 and _VARIANT.fullmatch(name, end) for start, end, _ in metrics_in(name)
    )
    if is_metric or _TEST_SET.fullmatch(name):
        return False
    return not _BEATEN.search(text[: place.start - offset])


def _in_order(
    text: str, offset: int, levels: Sequence[StatedNumber], resources: Sequence[Place]
) -> dict[StatedNumber, str]:
    """Pair the numbers of each list with a list of as many names, the one behind it first."""
    lists = [run for run in lists_in(text, offset, resources, _LISTED) if len(run) > 1]
    paired: dict[StatedNumber, str] = {}
    for numbers in lists_in(text, offset, levels, NUMBERS):
        if len(numbers) == 1 or any(number.baseline for number in numbers):
            continue
        # "0.85 F1 and 0.72 MCC" are two measures of one thing.
        if len({number.unit for number in numbers}) > 1:
            continue
        end = numbers[-1].end - offset
        on = _ON.match(text, end)
        last = on.end() + offset if on and on["word"] == "on" else None
        near = [r for r in lists if last and end + offset <= r[0].start < last]
        if not last:
            near = [r for r in lists if r[-1].end <= numbers[0].start][-1:]
        for names in near[:1]:
            if len(names) == len(numbers) == len({name.entity for name in names}):
                paired |= {n: p.entity for n, p in zip(numbers, names, strict=True)}
    return paired


def _resource_of(
    text: str,
    offset: int,
    value: StatedNumber,
    values: Sequence[StatedNumber],
    resources: Sequence[Place],
    named: Spans,
) -> str | None:
    """Return the resource before a value's bracket, behind its "on", or else the last before it."""

    def opened_by(place: Place, number: StatedNumber) -> bool:
        return bool(_OPENED.fullmatch(text, place.end - offset, number.start - offset))

    if own := next((place for place in resources if opened_by(place, value)), None):
        return own.entity
    # "A (0.674 MASE, 0.454 CRPS)".
    beside = [each for each in values if _stand_together(text, offset, each, value)]
    if own := next((p for each in beside for p in resources if opened_by(p, each)), None):
        return own.entity
    levels = [each for each in values if not each.is_change]
    heads = [place for place in resources if any(opened_by(place, each) for each in levels)]
    if heads and _IN_BRACKET.search(text[: value.start - offset]):
        return None
    free = [place for place in resources if place not in heads]
    behind, is_on_other = _behind(text, offset, value, values, free)
    if behind or is_on_other:
        return behind
    return _before(text, offset, value, resources, named)


def _stand_together(text: str, offset: int, first: StatedNumber, second: StatedNumber) -> bool:
    """Say whether no bracket opens or closes between a number and a later one."""
    between = text[first.end - offset : second.start - offset]
    return first.start < second.start and not {"(", ")"} & set(between)


def _behind(
    text: str,
    offset: int,
    value: StatedNumber,
    values: Sequence[StatedNumber],
    resources: Sequence[Place],
) -> tuple[str | None, bool]:
    """Return the resource behind a value, and whether it is said to be on something else."""
    later = [each for each in values if each.start > value.start]
    following = next((each for each in later if not _is_aside(text, offset, each)), None)
    last = following.start if following else len(text) + offset
    place = next((p for p in resources if value.end <= p.start < last), None)
    several = _ON_SEVERAL.match(text, value.end - offset, last - offset)
    if several and (not place or several.end() + offset <= place.start):
        return None, True
    on = _ON.match(text, value.end - offset, last - offset)
    if on and (not place or place.start >= on.end() + offset):
        what = on["what"]
        is_name = _NAME.match(what) or _IN_OTHER.match(what)
        if (is_name and not _TEST_SET.fullmatch(what.rstrip(". "))) or (
            on["word"] == "on" and not _ITSELF.match(what)
        ):
            return None, True
    if place:
        gap = text[value.end - offset : place.start - offset]
        listed = next(run for run in lists_in(text, offset, resources, _LISTED) if place in run)
        if len({each.entity for each in listed}) > 1:
            return None, True
        led = _LED_TO.fullmatch(gap) and not _NEXT_CLAUSE.search(gap) and not _CLOSED.match(gap)
        led = led and not _FRACTION.search(gap)
        # "from 1 to 2, on A from 3 to 4": each pair has its own name.
        if gap.lstrip().startswith(",") and _FROM.match(text, place.end - offset):
            return None, False
        return (place.entity, False) if led else (None, False)
    if following and not following.is_change and not on and _shares(text, offset, value, following):
        return _behind(text, offset, following, values, resources)
    return None, False


def _is_aside(text: str, offset: int, value: StatedNumber) -> bool:
    """Say whether a number is only the bracketed change behind another: "85% (+2%) on A"."""
    return value.is_change and text[: value.start - offset].rstrip().endswith("(")


def _shares(text: str, offset: int, value: StatedNumber, following: StatedNumber) -> bool:
    """Say whether nothing but metrics stands between two values: "74.9% mAP and 75.6% NDS"."""
    first, last = value.end - offset, following.start - offset
    between = text[first:last]
    if _VERSUS.fullmatch(between):
        return True
    # "a score of 88.6, and score of 50.9 on A": one measure is taken of two things.
    measured = _MEASURED.search(between)
    if measured and text[: value.start - offset].endswith(measured[0]):
        return False
    for start, end, _ in reversed(metrics_in(between)):
        between = between[:start] + between[end:]
    between = re.sub(r"\b(?:[A-Za-z]+@\d+|[A-Z][A-Za-z]*[A-Z]\w*|m[A-Z][a-z]+)", "", between)
    return _JOINED.fullmatch(between) is not None


def _before(
    text: str, offset: int, value: StatedNumber, resources: Sequence[Place], named: Spans
) -> str | None:
    """Return the last resource before a value, if the sentence still speaks of it alone."""
    before = [place for place in resources if place.end <= value.start]
    if not before:
        return None
    last = before[-1]
    if _TRAINED.search(text[: last.start - offset]):
        return None
    lists = lists_in(text, offset, before, _LISTED)
    if len({place.entity for place in lists[-1]}) > 1:
        return None
    if _has_unknown(text, lists[-1], offset, _unnamed(offset, named)):
        return None
    first = min(value.start, value.baseline.start) if value.baseline else value.start
    if _turns_elsewhere(text, last.end - offset, first - offset, _unnamed(offset, named)):
        return None
    if value.baseline and value.baseline.start < value.start:
        far = value.baseline.start - last.end > FROM_REACH
        if far and not _SETTING.search(text[: last.start - offset]):
            return None
    return last.entity


def _has_unknown(
    text: str, listed: Sequence[Place], offset: int, is_unnamed: Callable[[int], bool]
) -> bool:
    """Say whether a list of names begins or ends with an unknown one: "Zeb and GSM8K"."""
    first = _NAME_BEFORE.search(text[: listed[0].start - offset])
    last = _NAME_BEHIND.match(text, listed[-1].end - offset)
    return any(found and is_unnamed(found.start("name")) for found in (first, last))


def _unnamed(offset: int, named: Spans) -> Callable[[int], bool]:
    """Return a test of whether an offset in the sentence is outside all of its names."""
    return lambda start: not any(a <= start + offset < b for a, b in named)


def _turns_elsewhere(text: str, start: int, end: int, is_unnamed: Callable[[int], bool]) -> bool:
    """Say whether a text names an unknown resource or several: "on the Zeb dataset"."""
    return _SEVERAL.search(text, start, end) is not None or any(
        is_unnamed(found.start("name")) and (found["kind"] or found[0][:2].casefold() == "on")
        for found in _ON_NAME.finditer(text, start, end)
    )
