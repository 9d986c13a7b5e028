"""Results: the numbers that an abstract states for a method on a dataset or benchmark.

Rules over the sentences that hold a resource: each value goes to the resource that stands behind
it ("85% on A and 70% on B"), else to the one before; its metric is the measure nearest to it; its
method is the one that the sentence says achieves it, else what the paper proposes. A number whose
resource or method is not stated is left alone: a wrong leaderboard is worse than a short one.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from kg.naming import fold_name
from kg.records import Entity, Link, Mention, Paper, Result
from kg.result_methods import RESPECTIVELY, Place, is_share, is_statistic, method_of

__all__ = ["lower_is_better", "results_of"]

# A measure further than this from its number (in characters) is most often another number's.
METRIC_REACH = 48
# No sentence is as long (in characters): this is a table or a list that lost its line breaks, and
# which number is whose cannot be told. Of 700,000 sentences with a name 14 are longer.
LONGEST_SENTENCE = 1500
# In "improves X from A to B" the name stands this near the first number, in characters.
FROM_REACH = 8
# A longer number is an identifier, or no number that a float holds.
MOST_DIGITS = 15


def _number_words() -> dict[str, str]:
    """Read the words around numbers, by kind, as alternatives of a pattern."""
    text = (files("kg") / "data" / "number_words.tsv").read_text(encoding="utf8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["kind"]: row["words"] for row in rows}


_WORDS = _number_words()
_UNIT = rf"\\?%|\s?(?:{_WORDS['unit']})\b|\s?(?:{_WORDS['factor']})"
# "88.5 ± 0.3%": how far a number may be off, between it and its unit or behind both.
_TOLERANCE = (
    rf"(?:\s?\$?\s?\(?(?:{_WORDS['tolerance']})\s?\$?\s?"
    rf"\d{{1,{MOST_DIGITS}}}(?:\.\d{{1,{MOST_DIGITS}}})?\)?)?"
)
# A dollar before it makes a price, but for TeX, where another closes it: "$88.5\%$".
_NUMBER = re.compile(
    rf"(?<![\w.,/\-−–@$^_{{\\])(?P<math>\$)?(?P<sign>[+\-−±]?)"
    rf"(?P<number>\d{{1,{MOST_DIGITS}}}(?:\.\d{{1,{MOST_DIGITS}}})?)"
    rf"(?P<unit>{_UNIT})?{_TOLERANCE}(?P<late_unit>{_UNIT})?(?(math)\s?\$)"
    rf"(?![\w]|[.,/]\d|\s?[-–]\s?\d|\s?[BMK]\b)"
)
# What a number counts or takes, rather than scores.
_COUNTED = re.compile(rf"\s?(?:[\w\-]+\s)?(?:{_WORDS['counted']})\b", re.IGNORECASE)
_RANGE = re.compile(
    rf"\b(?:{_WORDS['range']})\W+(?:from\W+)?(?:[\d.]+\W*(?:to|and)\W+)?$", re.IGNORECASE
)
# A name behind such words opens the next clause ("85% accuracy, and on A it reaches"): the number
# before them is not on it.
_NEXT_CLAUSE = re.compile(
    rf"(?:\b(?:{_WORDS['joining']})|;)\s+(?:on|for|in)\s+(?:the\s+)?$", re.IGNORECASE
)
_OPENED = re.compile(r"\s?\(")
_UP_FROM = re.compile(
    rf"(?:\b(?:{_WORDS['moved']})|[(,])\s+from\s+(?:\w+\s+)?$|\(from\s+$", re.IGNORECASE
)
_ON_OTHER = re.compile(r"\s*(?:\w+\s+){0,3}?(?:on|for|in)\s+(?:the\s+)?[\w\-]*[A-Z]")
_CHANGE = re.compile(
    rf"\b(?:{_WORDS['change']})\s+(?:\w+\s+){{0,4}}?(?:of\s+|by\s+)?"
    r"(?:up to\s+|over\s+|about\s+)?$",
    re.IGNORECASE,
)
_CHANGE_BEHIND = re.compile(rf"^\s*(?:\w+\s+){{0,2}}?(?:{_WORDS['change behind']})", re.IGNORECASE)
_YEARS = range(1950, 2050)


@dataclass(frozen=True, slots=True)
class _Value:
    """A number in a sentence, in offsets of the abstract."""

    start: int
    end: int
    text: str
    number: float
    unit: str
    is_change: bool
    baseline: _Value | None = None


@cache
def _metric_names() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Compile the names of known metrics, the longer first, with the name that each stands for."""
    text = (files("kg.extract") / "data" / "metrics.tsv").read_text(encoding="utf8")
    names: dict[str, str] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        for form in (row["name"], *filter(None, (row["aliases"] or "").split("|"))):
            names.setdefault(form.casefold(), row["name"])
    names.update((word, word) for word in _WORDS["measure"].split("|"))
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    pattern = "|".join(re.escape(name).replace(r"\ ", "[ -]") for name in longest_first)
    return re.compile(rf"(?<!\w)(?:{pattern})s?(?!\w)", re.IGNORECASE), names


@cache
def _lower_names() -> frozenset[str]:
    text = (files("kg.extract") / "data" / "lower_is_better.txt").read_text(encoding="utf8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(fold_name(line) for line in lines if line and not line.startswith("#"))


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


def _values(sentence: str, offset: int, covered: Sequence[tuple[int, int]]) -> Iterator[_Value]:
    """Yield the numbers that may be results: not years, versions, counts or parts of names."""
    for found in _NUMBER.finditer(sentence):
        start, end = found.start() + offset, found.end() + offset
        if any(first < end and start <= last + 1 for first, last in covered if start >= first):
            continue
        if any(first < end and start < last for first, last in covered):
            continue
        if _COUNTED.match(sentence, found.end()) or _RANGE.search(sentence[: found.start()]):
            continue
        unit = (found["unit"] or found["late_unit"] or "").strip().lstrip("\\")
        number = float(found["number"])
        if not unit and "." not in found["number"]:
            before = sentence[max(0, found.start() - METRIC_REACH) : found.start()]
            if int(number) in _YEARS or not _metric_before().search(before):
                continue
        before, behind = sentence[: found.start()], sentence[found.end() :]
        following = min((first - end for first, _ in covered if first >= end), default=None)
        if is_statistic(before) or (unit.endswith("%") and is_share(before, behind, following)):
            continue
        is_change = (
            bool(found["sign"])
            or bool(_CHANGE.search(before))
            or bool(_CHANGE_BEHIND.match(behind))
            or unit.endswith(("x", "×", "times"))
        )
        gap = " " if unit[:1].isalpha() else ""
        yield _Value(
            start, end, f"{found['sign']}{found['number']}{gap}{unit}", number, unit, is_change
        )


@lru_cache(maxsize=1 << 12)
def _metrics_in(sentence: str) -> tuple[tuple[int, int, str], ...]:
    """Find the names of metrics in a sentence: bounds, and the name that each stands for."""
    pattern, names = _metric_names()
    rows = []
    for found in pattern.finditer(sentence):
        text = found[0].casefold().replace("-", " ")
        name = names.get(text) or names.get(text.removesuffix("s")) or found[0]
        rows.append((found.start(), found.end(), name))
    return tuple(rows)


@cache
def _metric_before() -> re.Pattern[str]:
    pattern, _ = _metric_names()
    return re.compile(
        rf"(?:{pattern.pattern})(?: scores?)?(?: of| is| to|:| =)? ?(?:up to )?$", re.IGNORECASE
    )


def _metric_of(sentence: str, offset: int, value: _Value, places: Sequence[tuple[int, int]]) -> str:
    """Return the measure nearest to a value, the empty string where none is near.

    A unit that is a measure itself ("53.5 mIoU") is the nearest.
    """
    best: tuple[int, str] | None = None
    for first_letter, behind, name in _metrics_in(sentence):
        start, end = first_letter + offset, behind + offset
        if any(first <= start and end <= last for first, last in places):
            continue
        gap = max(start - value.end, value.start - end, 0)
        if gap <= METRIC_REACH and (best is None or gap < best[0]):
            best = gap, name
    return best[1] if best else ""


def _resource_of(
    text: str,
    offset: int,
    value: _Value,
    values: Sequence[_Value],
    resources: Sequence[Place],
) -> str | None:
    """Return the resource behind a value and before the next, else the last one before it.

    A value that opens a bracket is on what stands before the bracket: "on A (95%), B (97%)".
    """

    def opened_by(place: Place, number: _Value) -> bool:
        return bool(_OPENED.fullmatch(text, place.end - offset, number.start - offset))

    if own := next((place for place in resources if opened_by(place, value)), None):
        return own.entity
    following = min((v.start for v in values if v.start > value.start), default=len(text) + offset)
    behind = next((p for p in resources if value.end <= p.start < following), None)
    if behind is None or any(opened_by(behind, other) for other in values):
        if _ON_OTHER.match(text, value.end - offset):
            return None
    elif not _NEXT_CLAUSE.search(text[value.end - offset : behind.start - offset]):
        return behind.entity
    before = [place for place in resources if place.end <= value.start]
    first = min(value.baseline.start, value.start) if value.baseline else value.start
    if first < value.start and before and first - before[-1].end > FROM_REACH:
        return None
    return before[-1].entity if before else None


def _proposed(links: Iterable[Link], entities: Mapping[str, Entity]) -> str | None:
    """Return the method that a paper's results are about: of those it proposes, the main one."""
    own = [
        link for link in links if link.role == "proposes" and entities[link.entity].type == "method"
    ]
    named = [
        link
        for link in own
        if entities[link.entity].named or any(m.field == "title" for m in link.mentions)
    ]
    if not named:
        return None
    first = min(
        named,
        key=lambda link: (
            not any(m.field == "title" and m.start == 0 for m in link.mentions),
            -len(link.mentions),
            link.entity,
        ),
    )
    return first.entity


def results_of(paper: Paper, links: Sequence[Link], entities: Mapping[str, Entity]) -> list[Result]:
    """Find the results that a paper's abstract states.

    Parameters
    ----------
    links
        Of this paper, with their mentions.
    entities
        By id.

    Returns
    -------
    list of Result
        In the order of the text; a value of which the dataset or the method is unclear is left out.

    Examples
    --------
    >>> abstract = "Our DoRA reaches 85.2% accuracy on GSM8K."
    >>> def link(text, entity, role, type):
    ...     start = abstract.index(text)
    ...     mention = Mention("p", "abstract", start, start + len(text), text, type, role, 1.0,
    ...                       "model", 0, len(abstract))
    ...     return Link("p", entity, role, 1.0, (mention,))
    >>> known = {"method/dora": Entity("method/dora", "DoRA", "method", named=True),
    ...          "benchmark/gsm8k": Entity("benchmark/gsm8k", "GSM8K", "benchmark", named=True)}
    >>> [(r.method, r.dataset, r.metric, r.value) for r in results_of(
    ...     Paper("p", abstract=abstract),
    ...     [link("DoRA", "method/dora", "proposes", "method"),
    ...      link("GSM8K", "benchmark/gsm8k", "evaluates_on", "benchmark")], known)]
    [('method/dora', 'benchmark/gsm8k', 'accuracy', '85.2%')]
    """
    telling = {
        (mention.sentence_start, mention.sentence_end)
        for link in links
        if entities[link.entity].type in ("dataset", "benchmark")
        for mention in link.mentions
        if mention.field == "abstract"
    }
    if not telling:
        return []
    proposed = _proposed(links, entities)
    sentences: dict[tuple[int, int], list[tuple[Mention, Link]]] = defaultdict(list)
    for link in links:
        for mention in link.mentions:
            sentence = (mention.sentence_start, mention.sentence_end)
            if mention.field == "abstract" and sentence in telling:
                sentences[sentence].append((mention, link))
    found: list[Result] = []
    for (start, end), held in sorted(sentences.items()):
        found += _in_sentence(paper, start, end, held, entities, proposed)
    first = {(row.method, row.dataset, row.metric, row.number): row for row in reversed(found)}
    return [row for row in found if row in first.values()]


def _places_by_type(
    held: Sequence[tuple[Mention, Link]], entities: Mapping[str, Entity]
) -> defaultdict[str, list[Place]]:
    """Sort the mentions of a sentence by the type of their entity, in the order of the text."""
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for mention, link in sorted(held, key=lambda pair: (pair[0].start, pair[0].end)):
        place = Place(mention.start, mention.end, link.entity, link.role)
        places[entities[link.entity].type].append(place)
    return places


def _in_sentence(
    paper: Paper,
    start: int,
    end: int,
    held: Sequence[tuple[Mention, Link]],
    entities: Mapping[str, Entity],
    proposed: str | None,
) -> list[Result]:
    text = paper.abstract[start:end]
    if len(text) > LONGEST_SENTENCE or _NUMBER.search(text) is None:
        return []
    places = _places_by_type(held, entities)
    resources = sorted(places["dataset"] + places["benchmark"], key=lambda place: place.start)
    if not resources:
        return []
    named = [(p.start, p.end) for kind in ("method", "dataset", "benchmark") for p in places[kind]]
    levels = _with_baselines(text, start, list(_values(text, start, named)))
    assigned = _assigned(text, start, levels, resources)
    rows: list[Result] = []
    metric = ""
    for value in levels:
        metric = _metric_of(text, start, value, named) or metric
        method = method_of(text, start, value.start, value.end, places["method"], proposed)
        dataset = assigned.get(value)
        if method is None or dataset is None or value.is_change:
            continue
        rows.append(
            Result(
                paper=paper.id,
                method=method,
                dataset=dataset,
                metric=metric,
                value=value.text,
                number=value.number,
                baseline=value.baseline.text if value.baseline else None,
                sentence_start=start,
                sentence_end=end,
            )
        )
    return rows


def _with_baselines(text: str, offset: int, values: Sequence[_Value]) -> list[_Value]:
    """Take ``from A to B`` and ``B, up from A`` as the value B, with A as what it was before."""
    levels: list[_Value] = []
    for value in values:
        last = levels[-1] if levels else None
        if last and text[last.end - offset : value.start - offset].strip() == "to":
            levels[-1] = replace(value, baseline=last, is_change=False)
        elif last and _UP_FROM.search(text[last.end - offset : value.start - offset]):
            levels[-1] = replace(last, baseline=value)
        else:
            levels.append(value)
    return levels


def _assigned(
    text: str, offset: int, values: Sequence[_Value], resources: Sequence[Place]
) -> dict[_Value, str]:
    """Pair values and resources, in their order where the sentence says "respectively"."""
    distinct = list(dict.fromkeys(place.entity for place in resources))
    levels = [value for value in values if not value.is_change]
    if RESPECTIVELY.search(text) and len(levels) == len(distinct):
        return dict(zip(levels, distinct, strict=True))
    pairs = {value: _resource_of(text, offset, value, values, resources) for value in values}
    return {value: entity for value, entity in pairs.items() if entity}
