"""What a text plainly says that a name is decides its type."""

import pytest
from spacy.tokens import Doc

from kg.extract.found import Found
from kg.extract.pipeline import propose
from kg.extract.said_types import said_type
from kg.records import EntityType
from kg.training.learning import blank_pipeline


def said(text: str, found_as: EntityType, canonical: str | None = None) -> EntityType | None:
    doc: Doc = propose(blank_pipeline())(text)
    at = next(token.i for token in doc if token.text.startswith("Quokka"))
    return said_type(doc, Found(at, at + 1, found_as, 0.9, "model", canonical, None))


@pytest.mark.parametrize(
    ("text", "found_as", "expected"),
    [
        ("We introduce Quokka, a benchmark and protocol for vision.", "method", "benchmark"),
        ("We introduce Quokka, a data-oriented method for tagging.", "dataset", "method"),
        ("Quokka is a multimodal conversational AI system that talks.", "dataset", "method"),
        ("We release Quokka, a corpus of songs.", "method", "dataset"),
        ("We release Quokka, a benchmark explicitly designed for vision.", "method", "benchmark"),
        ("We release Quokka, a large and varied dataset of songs.", "method", "dataset"),
        ("Quokka is a benchmark suite built around songs.", "method", "benchmark"),
    ],
)
def test_the_head_of_an_apposition_says_the_type(
    text: str, found_as: EntityType, expected: EntityType
) -> None:
    assert said(text, found_as) == expected


def test_of_two_kinds_of_resource_the_text_around_decides() -> None:
    assert said("We introduce Quokka, a benchmark for vision.", "dataset") == "dataset"


@pytest.mark.parametrize(
    "text",
    [
        "We introduce Quokka, an evaluation framework for vision.",
        "We introduce Quokka, a way to read benchmarks.",
        "We introduce Quokka and a benchmark for vision.",
    ],
)
def test_what_may_be_either_says_nothing(text: str) -> None:
    assert said(text, "dataset") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We release the Quokka dataset and our code.", "dataset"),
        ("We present our new Quokka benchmark.", "benchmark"),
        ("We release the Quokka dataset loader.", None),
        ("We evaluate on the Quokka dataset.", None),
    ],
)
def test_the_noun_behind_the_name_of_what_is_presented_says_its_type(
    text: str, expected: EntityType | None
) -> None:
    assert said(text, "method") == expected


def test_a_paper_says_what_it_proposes_under_a_known_name() -> None:
    assert said("We release Quokka, a corpus of songs.", "method", canonical="Quokka") == "dataset"


def test_a_known_name_and_a_benchmark_by_its_name_are_not_overruled() -> None:
    assert said("We use Quokka, a method for vision.", "dataset", canonical="Quokka") is None
    assert said("We use QuokkaBench, a framework for vision.", "benchmark") is None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Quokka: Herd Index Benchmark for Zebras", "benchmark"),
        ("Quokka: Large-scale Herd Corpus towards Zebras", "dataset"),
        ("Quokka: Learning from Many Datasets", None),
        ("Quokka: An Evaluation Framework for Herds", None),
    ],
)
def test_the_title_says_the_type_of_its_name(title: str, expected: EntityType | None) -> None:
    assert said(f"{title}\n\nWe count herds.", "method") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We build a herd benchmark with long calls, named Quokka.", "benchmark"),
        ("We release a corpus of songs referred to as ``Quokka``.", None),
        ("We release a corpus of songs called ``Quokka``.", "dataset"),
        ("We build a benchmark for herd counting (HC), named Quokka.", "benchmark"),
        ("We use a dataset and a network called Quokka.", None),
        ("We use a dataset, and call the rest Quokka.", None),
    ],
)
def test_what_is_named_says_the_type_of_the_name(text: str, expected: EntityType | None) -> None:
    assert said(text, "method") == expected
