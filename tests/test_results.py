"""Results: the numbers that abstracts state, and the leaderboards made of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import GraphError
from kg.graph import KnowledgeGraph
from kg.records import Entity, EntityType, Link, Mention, Paper, Role
from kg.results import lower_is_better, results_of

KNOWN: dict[str, tuple[str, EntityType, Role]] = {
    "DoRA": ("method/dora", "method", "proposes"),
    "LoRA": ("method/lora", "method", "compares_with"),
    "GSM8K": ("benchmark/gsm8k", "benchmark", "evaluates_on"),
    "MATH": ("benchmark/math", "benchmark", "evaluates_on"),
    "ImageNet": ("dataset/imagenet", "dataset", "evaluates_on"),
    "AlpacaEval": ("benchmark/alpacaeval", "benchmark", "evaluates_on"),
}
ENTITIES = {id: Entity(id, name, type, named=True) for name, (id, type, _) in KNOWN.items()}


def links_in(abstract: str, paper: str = "p") -> list[Link]:
    links = []
    for name, (id, type, role) in KNOWN.items():
        mentions = []
        start = abstract.find(name)
        while start >= 0:
            sentence = abstract.rfind(". ", 0, start) + 2 if ". " in abstract[:start] else 0
            stop = abstract.find(". ", start)
            mentions.append(
                Mention(
                    paper,
                    "abstract",
                    start,
                    start + len(name),
                    name,
                    type,
                    role,
                    1.0,
                    "model",
                    sentence,
                    len(abstract) if stop < 0 else stop + 1,
                )
            )
            start = abstract.find(name, start + 1)
        if mentions:
            links.append(Link(paper, id, role, 1.0, tuple(mentions)))
    return links


def stated(abstract: str) -> list[tuple[str, str, str, str, str | None]]:
    paper = Paper("p", abstract=abstract)
    rows = results_of(paper, links_in(abstract), ENTITIES)
    return [
        (ENTITIES[r.method].name, ENTITIES[r.dataset].name, r.metric, r.value, r.baseline)
        for r in rows
    ]


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("DoRA reaches 85.2% accuracy on GSM8K.", [("DoRA", "GSM8K", "accuracy", "85.2%", None)]),
        (
            "DoRA gets an accuracy of 85.2% on GSM8K and 31.5% on MATH.",
            [
                ("DoRA", "GSM8K", "accuracy", "85.2%", None),
                ("DoRA", "MATH", "accuracy", "31.5%", None),
            ],
        ),
        (
            "On GSM8K and MATH, DoRA scores 85.2% and 31.5%, respectively.",
            [("DoRA", "GSM8K", "", "85.2%", None), ("DoRA", "MATH", "", "31.5%", None)],
        ),
        (
            "DoRA improves GSM8K from 70.1 to 78.4.",
            [("DoRA", "GSM8K", "", "78.4", "70.1")],
        ),
        ("DoRA attains FID 2.1 on ImageNet.", [("DoRA", "ImageNet", "FID", "2.1", None)]),
        ("LoRA reaches 80.0% on GSM8K.", [("LoRA", "GSM8K", "", "80.0%", None)]),
        (
            "We outperform LoRA on GSM8K with 81.5%. DoRA helps.",
            [("DoRA", "GSM8K", "", "81.5%", None)],
        ),
    ],
)
def test_a_value_finds_its_method_benchmark_and_metric(
    abstract: str, expected: list[object]
) -> None:
    assert stated(abstract) == expected


@pytest.mark.parametrize(
    "abstract",
    [
        "DoRA improves GSM8K by 3.2%.",
        "DoRA gains 3.2 points on GSM8K.",
        "DoRA was tested on GSM8K in 2024.",
        "DoRA wins on AlpacaEval 2.0 by far.",
        "DoRA trains on ImageNet in 1.5 GPU days.",
        "DoRA is evaluated on GSM8K with loads ranging from 70% to 130%.",
        "DoRA is 2.5x faster on ImageNet.",
        "DoRA reaches 85.2% accuracy.",
        "DoRA knows GSM8K but reaches 85.2% on CoQA.",
    ],
)
def test_a_number_that_is_no_result_is_left_alone(abstract: str) -> None:
    assert stated(abstract) == []


def graph_of(*abstracts: str) -> KnowledgeGraph:
    papers = [Paper(f"p{i}", abstract=text) for i, text in enumerate(abstracts)]
    links = [link for paper in papers for link in links_in(paper.abstract, paper.id)]
    return KnowledgeGraph(papers, ENTITIES.values(), links)


def test_a_leaderboard_has_the_highest_accuracy_first() -> None:
    graph = graph_of(
        "LoRA reaches 70.0% accuracy on GSM8K.", "DoRA reaches 85.2% accuracy on GSM8K."
    )
    assert [row.value for row in graph.leaderboard("gsm8k")] == ["85.2%", "70.0%"]


def test_a_leaderboard_has_the_lowest_error_first() -> None:
    graph = graph_of("LoRA has a FID of 3.5 on ImageNet.", "DoRA has a FID of 2.5 on ImageNet.")
    assert [row.value for row in graph.leaderboard("ImageNet", metric="fid")] == ["2.5", "3.5"]


def test_a_method_has_no_leaderboard() -> None:
    with pytest.raises(GraphError, match="results are on datasets and benchmarks"):
        graph_of("DoRA reaches 85.2% accuracy on GSM8K.").leaderboard("DoRA")


def test_some_metrics_are_better_when_lower() -> None:
    assert lower_is_better("perplexity")
    assert not lower_is_better("BLEU")


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_around_names_is_read_without_failure(before: str, after: str) -> None:
    abstract = f"{before} DoRA 85.2% GSM8K {after}"
    for row in results_of(Paper("p", abstract=abstract), links_in(abstract), ENTITIES):
        assert row.value in abstract
