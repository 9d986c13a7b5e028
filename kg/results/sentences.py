"""Results: the numbers that an abstract states for a method on a dataset or benchmark.

Rules read the sentences that name a resource. Each value goes to the resource behind it ("85% on A
and 70% on B"), else to the one before. Its metric is the measure nearest to it. Its method is the
one that the sentence credits with it, else the one that the paper proposes. A number with an
unclear resource or method is left out: a wrong leaderboard is worse than a short one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from kg.records import RESOURCE_TYPES, Entity, Link, Mention, Paper, Result
from kg.results.certainty import most_certain
from kg.results.lists import NUMBERS, lists_in
from kg.results.measured import metrics_of
from kg.results.methods import RESPECTIVELY, Place, method_of
from kg.results.metrics import MetricMentions, known_name
from kg.results.numbers import StatedNumber, numbers_in
from kg.results.resources import resources_of
from kg.results.words import WORDS

__all__ = ["results_of", "stated_results"]

# In characters. A longer sentence is a table or a list that lost its line breaks, in which numbers
# cannot be assigned. Of 700,000 sentences with a name, 14 are longer.
LONGEST_SENTENCE = 1500
# So is a sentence with a gap this wide between words. Our readers leave no such gaps.
_GAP = re.compile(r"\s{50}")

# "weighted F1 scores" are values of weighted F1.
_OF_SCORE = re.compile(rf"[\s\-](?:{WORDS['of a metric']})$", re.IGNORECASE)
# A mention that took the number along: "Dice $0.7".
_WITH_NUMBER = re.compile(r"\$|\s\d+\.\d")
# "an EdgeCR of 5.7" and "0.28 L2", but not "a win rate against GPT-4 of 33%".
_NUMBER_BEHIND = re.compile(r"\s(?:of|=)\s\$?\d")
_NUMBER_BEFORE = re.compile(r"\d\.\d+\s$")
_OPPOSED = re.compile(r"\b(?:against|over|than|versus|vs\.?|with|for)\s+(?:the\s+)?$")

# A list whose numbers may be followed by how much each gained: "85% (+2%) and 80% (+3%)".
_RUN = re.compile(rf"[\s$*]*(?:\([+\-−][^()]*\))?{NUMBERS.pattern}")


def _proposed(links: Iterable[Link], entities: Mapping[str, Entity]) -> str | None:
    """Return the method that a paper's results are about: the main one that it proposes."""
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
            not entities[link.entity].named,
            not any(m.field == "title" and m.start == 0 for m in link.mentions),
            -len(link.mentions),
            link.entity,
        ),
    )
    return first.entity


def results_of(paper: Paper, links: Sequence[Link], entities: Mapping[str, Entity]) -> list[Result]:
    """Find the results that a paper's abstract states, but for those that are likely wrong.

    Parameters
    ----------
    links
        Links of this paper, with their mentions.
    entities
        Entities by id.

    Returns
    -------
    list of Result
        Results in the order of the text, without values whose dataset or method is unclear.

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
    return most_certain(paper, stated_results(paper, links, entities), links)


def stated_results(
    paper: Paper, links: Sequence[Link], entities: Mapping[str, Entity]
) -> list[Result]:
    """Find all results as the rules read them, with the arguments of `results_of`."""
    telling = {
        (mention.sentence_start, mention.sentence_end)
        for link in links
        if entities[link.entity].type in RESOURCE_TYPES
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
    return _without_repeats(found)


def _without_repeats(rows: Iterable[Result]) -> list[Result]:
    """Join what is said twice, perhaps once without its metric, or without what it rose from."""
    kept: list[Result] = []
    for row in rows:
        place = next((i for i, each in enumerate(kept) if _is_repeated(each, row)), None)
        if place is None:
            kept.append(row)
            continue
        first = kept[place]
        metric, baseline = first.metric or row.metric, first.baseline or row.baseline
        kept[place] = replace(first, metric=metric, baseline=baseline)
    return kept


def _is_repeated(first: Result, second: Result) -> bool:
    """Say whether nothing tells two results of one paper apart."""
    if (first.method, first.dataset, first.number) != (
        second.method,
        second.dataset,
        second.number,
    ):
        return False
    return first.metric == second.metric or not first.metric or not second.metric


def _places_by_type(
    paper: Paper, held: Sequence[tuple[Mention, Link]], entities: Mapping[str, Entity]
) -> defaultdict[str, list[Place]]:
    """Group the mentions of a sentence by the type of their entity, in the order of the text."""
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for mention, link in sorted(held, key=lambda pair: (pair[0].start, pair[0].end)):
        # What a paper measures is a metric, even where its name was taken for a method's.
        is_metric = link.role == "measures" or _is_valued(paper.abstract, mention)
        kind = "metric" if is_metric else entities[link.entity].type
        places[kind].append(Place(mention.start, mention.end, link.entity, link.role))
    return places


def _is_valued(abstract: str, mention: Mention) -> bool:
    """Say whether the number beside a mention is a value of what it names."""
    before = abstract[mention.sentence_start : mention.start]
    if mention.type in RESOURCE_TYPES or _OPPOSED.search(before):
        return False
    return bool(_NUMBER_BEHIND.match(abstract, mention.end) or _NUMBER_BEFORE.search(before))


def _metric_mentions(
    abstract: str, places: Sequence[Place], entities: Mapping[str, Entity]
) -> MetricMentions:
    """Pair the texts of the metrics of a sentence with their names."""
    pairs = []
    for place in places:
        text, entity = abstract[place.start : place.end], entities[place.entity]
        plain = _OF_SCORE.sub("", text)
        # What is measured but is no metric elsewhere has no better name than the text's own.
        name = entity.name if entity.type == "metric" else text
        known = known_name(plain)
        if text and not _WITH_NUMBER.search(text):
            pairs.append((text, known if known != plain else name))
    return frozenset(pairs)


def _in_sentence(
    paper: Paper,
    start: int,
    end: int,
    held: Sequence[tuple[Mention, Link]],
    entities: Mapping[str, Entity],
    proposed: str | None,
) -> list[Result]:
    text = paper.abstract[start:end]
    if len(text) > LONGEST_SENTENCE or _GAP.search(text):
        return []
    places = _places_by_type(paper, held, entities)
    resources = sorted(places["dataset"] + places["benchmark"], key=lambda place: place.start)
    if not resources:
        return []
    named = [(p.start, p.end) for kind in ("method", "dataset", "benchmark") for p in places[kind]]
    mentions = _metric_mentions(paper.abstract, places["metric"], entities)
    levels = numbers_in(text, start, named, mentions)
    if all(value.is_change for value in levels):
        return []
    assigned = resources_of(text, start, levels, resources, named)
    if not assigned:
        return []
    found: dict[StatedNumber, Result] = {}
    metrics = metrics_of(text, start, levels, named, mentions)
    for value in levels:
        dataset = assigned.get(value)
        if dataset is None or value.is_change:
            continue
        method = _credited(text, start, value, places["method"], proposed)
        if method is None:
            continue
        found[value] = Result(
            paper=paper.id,
            method=method,
            dataset=dataset,
            metric=metrics[value],
            value=value.text,
            number=value.number,
            baseline=value.baseline.text if value.baseline else None,
            sentence_start=start,
            sentence_end=end,
        )
    if RESPECTIVELY.search(text):
        return _without_leftovers(found.values())
    runs = lists_in(text, start, [value for value in levels if value in found], _RUN)
    return [row for run in runs for row in _without_leftovers([found[value] for value in run])]


def _credited(
    text: str, start: int, value: StatedNumber, methods: Sequence[Place], proposed: str | None
) -> str | None:
    """Return the method that a value is credited to.

    In "With ours, GPT-4 rises from 1 to 2", that is what changed the model, not the model.
    """
    method = method_of(text, start, value.start, value.end, methods, proposed)
    if method is None or proposed is None or value.baseline is None:
        return method
    roles = {place.entity: place.role for place in methods}
    # "Mamba-7B" is a variant of our Mamba, not what ours changed.
    is_changed = roles.get(method) == "uses" and not method.startswith(proposed)
    return proposed if is_changed else method


def _without_leftovers(rows: Collection[Result]) -> list[Result]:
    """Leave out values of one method, dataset and metric: each number of a list has its own.

    The others of which they are were not found: "on Circom and Noir" where only Circom is known.
    """
    met = Counter((row.method, row.dataset, row.metric) for row in rows)
    return [row for row in rows if met[row.method, row.dataset, row.metric] == 1]
