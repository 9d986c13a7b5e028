"""The step that decides between the layers: which candidates are mentions, and of what type."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.extract.batches import BatchComponent
from kg.extract.calibration import AS_IT_IS, Calibration, read_calibration
from kg.extract.candidates import Candidate, candidates, settled
from kg.extract.expansions import with_expansions
from kg.extract.features import features
from kg.extract.found import Found
from kg.extract.gazetteer import unmistakable
from kg.extract.model_files import model_file
from kg.extract.orthography import shape
from kg.extract.resources import resource_type
from kg.extract.said_types import said_type
from kg.extract.scorer import LinearClassifier, read_classifier
from kg.extract.surface import fold
from kg.extract.words import Words, words_of
from kg.records import ENTITY_TYPES, RESOURCE_TYPES, EntityType, Layer

__all__ = ["NO_ENTITY", "make_merge", "repeats", "select"]

NO_ENTITY = "none"
# The least probability of being an entity at which a candidate counts as a mention of its type.
# F1 is highest at half of the F1 that can be reached (Lipton et al., "Optimal thresholding of
# classifiers to maximize F1 measure", ECML PKDD 2014), so at less for tasks, on which readers
# differ most. On out-of-fold training abstracts F1 is flat between 0.35 and 0.5; that of tasks was
# measured on dev and held-out abstracts, where it is highest around 0.25.
LEAST_PROBABILITIES: Mapping[EntityType, float] = {
    "method": 0.4,
    "dataset": 0.4,
    "benchmark": 0.4,
    "task": 0.25,
    "metric": 0.4,
}
# The classifier relies on capitals and doubts known names without any. Unmistakable ones compete
# at the first figure, so that they yield only to likelier, mostly longer names, and get the second
# as their score: a reader confirmed all of sixty.
OF_UNMISTAKABLE = 0.5
SCORE_OF_UNMISTAKABLE = 0.9
# A name found with at least this score is also marked wherever its paper repeats it.
SURE = 0.7
# Weight of an explicit statement: more than the summed scores of a name's mentions in a paper.
PLAINLY_SAID = 100
# If several layers propose a mention, its source is the best informed, the first of these.
LAYER_ORDER: tuple[Layer, ...] = ("gazetteer", "model", "abbreviation", "pattern")

_JOINTS = frozenset("-–/_@+^")


def _same_kind(known: str | None, decided: EntityType) -> bool:
    return known == decided or (known in RESOURCE_TYPES and decided in RESOURCE_TYPES)


def select(
    doc: Doc,
    gathered: list[Candidate],
    labels: Sequence[str],
    probabilities: list[list[float]],
    least: Mapping[EntityType, float],
    calibration: Calibration = AS_IT_IS,
) -> list[Found]:
    """Choose among overlapping candidates, the most probable first.

    Parameters
    ----------
    labels
        Labels of the classifier: types and `NO_ENTITY`.
    probabilities
        Probability of each label, for each candidate.
    least
        For each type, the probability of being an entity below which a candidate is dropped.
    calibration
        Turns that probability into a score.
    """
    words = words_of(doc)
    # A classifier trained on a small corpus may lack the label `NO_ENTITY`.
    nothing = labels.index(NO_ENTITY) if NO_ENTITY in labels else None
    doubts = [0.0 if nothing is None else weights[nothing] for weights in probabilities]
    columns = [(labels.index(label), label) for label in ENTITY_TYPES if label in labels]
    vouched_for = _vouched_for(doc, gathered, doubts)
    for index in vouched_for:
        is_certain = gathered[index].titled or gathered[index].competition
        doubts[index] = 0.0 if is_certain else 1 - OF_UNMISTAKABLE
    order = sorted(
        range(len(gathered)),
        key=lambda i: (doubts[i], gathered[i].start, -gathered[i].end),
    )
    taken = [False] * len(doc)
    chosen = []
    for index in order:
        candidate, weights = gathered[index], probabilities[index]
        likeliest = max(columns, key=lambda column: weights[column[0]])[1]
        if 1 - doubts[index] < least[likeliest]:
            continue
        start, end = settled(words, candidate.start, candidate.end)
        if any(taken[start:end]):
            continue
        taken[start:end] = [True] * (end - start)
        score = round(calibration.apply(1 - doubts[index]), 3)
        if index in vouched_for:
            likeliest = _vouched_type(candidate, likeliest)
            score = SCORE_OF_UNMISTAKABLE
        chosen.append(_found(doc, candidate, (start, end), likeliest, score))
    return with_expansions(doc, sorted(chosen, key=lambda found: found.start))


def _found(
    doc: Doc, candidate: Candidate, bounds: tuple[int, int], guess: EntityType, score: float
) -> Found:
    entity_type = resource_type(doc, candidate, guess)
    return Found(
        *bounds,
        entity_type,
        score,
        next(layer for layer in LAYER_ORDER if layer in candidate.by),
        candidate.canonical if _same_kind(candidate.gazetteer, entity_type) else None,
        None,
    )


def _vouched_type(candidate: Candidate, likeliest: EntityType) -> EntityType:
    if candidate.competition:
        return "benchmark"
    return cast("EntityType", candidate.gazetteer or likeliest)


def _vouched_for(doc: Doc, gathered: list[Candidate], doubts: list[float]) -> set[int]:
    """Find the competitions, and the doubted that can only be known, or the name of a title."""
    words = words_of(doc)
    return {
        index
        for index, each in enumerate(gathered)
        if (each.competition and not _is_in_known(each, gathered))
        or (
            doubts[index] > 1 - OF_UNMISTAKABLE
            and (
                each.titled
                or (
                    each.gazetteer
                    and words.text(each.start, each.end) in unmistakable()
                    and not _is_in_longer(each, gathered, doubts)
                )
            )
        )
    }


def _is_in_known(inner: Candidate, gathered: list[Candidate]) -> bool:
    """Check whether a name is part of one in the gazetteer: "BCI Competition IV 2a"."""
    return any(
        each.gazetteer and each.start <= inner.start and inner.end < each.end for each in gathered
    )


def _is_in_longer(inner: Candidate, gathered: list[Candidate], doubts: list[float]) -> bool:
    """Check whether a name is part of a likely longer one: ResNet in "Complex-Valued ResNet"."""
    return any(
        outer is not inner
        and outer.start <= inner.start
        and inner.end <= outer.end
        and 1 - doubt >= min(LEAST_PROBABILITIES.values())
        for outer, doubt in zip(gathered, doubts, strict=True)
    )


def repeats(doc: Doc, chosen: list[Found]) -> Iterator[Found]:
    """Find the other occurrences, letter for letter, of the names found with confidence."""
    words = words_of(doc)
    sure = [
        found
        for found in chosen
        if found.score >= SURE and shape(words.text(found.start, found.end)) != "lower"
    ]
    free = [True] * len(words)
    for found in chosen:
        free[found.start : found.end] = [False] * (found.end - found.start)
    beginnings = {words.texts[found.start] for found in sure}
    places: dict[str, list[int]] = defaultdict(list)
    for position, text in enumerate(words.texts):
        if text in beginnings and free[position]:
            places[text].append(position)
    for found in sorted(sure, key=lambda each: (each.start - each.end, -each.score, each.start)):
        tokens = words.texts[found.start : found.end]
        for start in places[tokens[0]]:
            end = start + len(tokens)
            alike = words.texts[start:end] == tokens and all(free[start:end])
            if alike and not _is_glued(words, start, end):
                free[start:end] = [False] * len(tokens)
                yield replace(found, start=start, end=end, by="pattern")


def _is_glued(words: Words, start: int, end: int) -> bool:
    """Say whether tokens are part of a longer word, joined by a letter, digit or hyphen."""
    before = words.texts[start - 1][-1] if start and not words.spaced[start - 1] else " "
    after = words.texts[end][0] if end < len(words) and not words.spaced[end - 1] else " "
    return any(each.isalnum() or each in _JOINTS for each in (before, after))


def _same_type_in_paper(doc: Doc, chosen: list[Found]) -> list[Found]:
    """Give all mentions of one text the type with the highest total score.

    A type that the text states explicitly outweighs all scores.
    """
    words = words_of(doc)
    folded = [fold(words.text(found.start, found.end)) for found in chosen]
    votes: dict[str, Counter[EntityType]] = defaultdict(Counter)
    stated: set[str] = set()
    for text, found in zip(folded, chosen, strict=True):
        votes[text][found.type] += found.score  # type: ignore[assignment]
        if said := said_type(doc, found):
            votes[text][said] += PLAINLY_SAID
            stated.add(text)
    types = {text: max(ENTITY_TYPES, key=counted.__getitem__) for text, counted in votes.items()}
    return [
        _retyped(found, types[text], text in stated)
        for text, found in zip(folded, chosen, strict=True)
    ]


def _retyped(found: Found, decided: EntityType, is_stated: bool) -> Found:
    """Give a mention another type; a stated one is not that of a known name of another kind."""
    if found.type == decided:
        return found
    is_other = is_stated and not _same_kind(found.type, decided)
    return replace(found, type=decided, canonical=None if is_other else found.canonical)


class Merge(BatchComponent):
    """Judges every candidate with the mention classifier and keeps the best in ``doc._.found``.

    They also replace the recogniser's ``doc.ents``, which are the proposals of one layer only.
    """

    def __init__(
        self,
        classifier: LinearClassifier,
        least: Mapping[EntityType, float],
        calibration: Calibration,
    ) -> None:
        self.classifier = classifier
        self.calibration = calibration
        self.least = least

    def __call__(self, doc: Doc) -> Doc:
        """Decide for one document."""
        gathered = candidates(doc)
        probabilities = self.classifier.probabilities(features(doc, gathered)).tolist()
        labels = self.classifier.labels
        chosen = select(doc, gathered, labels, probabilities, self.least, self.calibration)
        chosen = sorted([*chosen, *repeats(doc, chosen)], key=lambda found: found.start)
        decided = tuple(_same_type_in_paper(doc, chosen))
        doc._.found = decided
        doc.ents = tuple(Span(doc, each.start, each.end, label=each.type) for each in decided)
        return doc


@Language.factory(
    "kg_merge",
    default_config={"least": dict(LEAST_PROBABILITIES), "folder": None},
    requires=["doc.ents", "doc._.definitions", "doc._.known", "doc._.learnt"],
    assigns=["doc._.found", "doc.ents"],
)
def make_merge(
    nlp: Language, name: str, least: dict[EntityType, float], folder: str | None
) -> Merge:
    """Make the component that decides between the layers."""
    calibration = read_calibration(model_file("calibration.tsv", folder))
    return Merge(read_classifier(model_file("mentions.tsv", folder)), least, calibration)
