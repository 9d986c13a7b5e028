"""Cues: the words around a mention from which one sees what it is."""

from __future__ import annotations

import pytest

from kg.extract.cues import (
    TYPE_CUES,
    apposition,
    cue_after,
    cue_before,
    cue_beyond,
    sentence_cues,
    title_cue,
)
from kg.extract.words import Words, words_of
from kg.training.learning import blank_pipeline


def read(text: str) -> Words:
    nlp = blank_pipeline()
    nlp.add_pipe("kg_sentences")
    return words_of(nlp(text))


def behind(words: Words, name: str) -> int:
    return words.texts.index(name) + 1


@pytest.mark.parametrize("name", ["Zoo", "Farm", "Herd"])
def test_a_word_behind_a_list_tells_of_each_name_in_it(name: str) -> None:
    words = read("on the Zoo, Farm and Herd datasets of animals")
    assert cue_after(words, behind(words, name), TYPE_CUES) == "dataset"


@pytest.mark.parametrize("text", ["benchmarks such as Zoo and Farm", "a benchmark called Farm"])
def test_a_word_before_a_list_or_a_christening_tells(text: str) -> None:
    words = read(text)
    assert cue_before(words, words.texts.index("Farm"), TYPE_CUES) == "benchmark"


def test_the_modifiers_of_the_telling_word_may_stand_between() -> None:
    words = read("On the Zoo and Farm image classification benchmarks we win.")
    assert cue_after(words, behind(words, "Zoo"), TYPE_CUES) is None
    assert cue_beyond(words, behind(words, "Zoo")) == "benchmark"


def test_beyond_a_verb_or_a_preposition_no_word_tells() -> None:
    words = read("We train Zoo on seven datasets.")
    assert cue_beyond(words, behind(words, "Zoo")) is None


def test_an_apposition_tells_the_type() -> None:
    words = read("Zoo, a new dataset of animals, is large.")
    assert apposition(words, behind(words, "Zoo")) == "dataset"


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Zoo: Stripe Recognition Benchmark for Cameras", "benchmark"),
        ("Zoo: Stripe Recognition for a Benchmark", "benchmark"),
        ("Zoo: Stripes Everywhere", None),
    ],
)
def test_a_title_tells_of_the_name_that_it_begins_with(title: str, told: str | None) -> None:
    assert title_cue(read(f"{title}\n\nWe present Zoo with a method.")) == told


def test_a_sentence_tells_with_all_its_words_and_no_others() -> None:
    words = read("We train on Zoo data. The Farm benchmark has a metric.")
    assert sentence_cues(words, words.texts.index("Farm")) == ("benchmark", "metric")
