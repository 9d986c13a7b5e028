"""Results: the numbers that abstracts state for a method on a dataset or benchmark."""

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from results_example import ENTITIES, links_in, stated

from kg.records import Entity, Link, Mention, Paper
from kg.results.sentences import stated_results


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
        "On GSM8K and MATH every variant of DoRA lies between about 0.52 and 0.57 AUROC.",
        "On the GSM8K and Zeb sets, DoRA has accuracies of 62.5% and 71.5%, respectively.",
    ],
)
def test_the_ends_of_a_range_and_what_another_of_a_list_reaches_are_left_out(
    abstract: str,
) -> None:
    assert stated(abstract) == []


def test_the_thresholds_of_a_metric_are_no_values() -> None:
    said = stated("On GSM8K, DoRA has 0.425 AP@0.50:0.95.")
    assert [value for _, _, _, value, _ in said] == ["0.425 AP"]


def test_a_result_that_is_said_twice_in_one_sentence_is_one() -> None:
    said = stated("Our DoRA reaches 85.2% accuracy on GSM8K, and reaches 85.2% accuracy on GSM8K.")
    assert said == [("DoRA", "GSM8K", "accuracy", "85.2%", None)]


def test_a_result_is_of_the_named_method_and_not_of_a_phrase_that_opens_the_title() -> None:
    title, abstract = "Adapted decomposition", "We propose DoRA. It reaches 85.2% on GSM8K."
    phrase = Mention("p", "title", 0, len(title), title, "method", "proposes", 1.0, "model", 0, 21)
    links = [*links_in(abstract), Link("p", "method/phrase", "proposes", 1.0, (phrase,))]
    entities = {**ENTITIES, "method/phrase": Entity("method/phrase", title, "method")}
    (row,) = stated_results(Paper("p", title, abstract), links, entities)
    assert row.method == "method/dora"


@pytest.mark.parametrize(
    ("abstract", "metric", "value", "baseline"),
    [
        ("On GSM8K DoRA lowers perplexity by 21.5% (7.5->5.5).", "perplexity", "5.5", "7.5"),
        ("On GSM8K DoRA is better (accuracy 0.31 to 0.55).", "accuracy", "0.55", "0.31"),
        ("On GSM8K DoRA has 51.5$\\%$ mIoU.", "mIoU", "51.5%", None),
        ("On GSM8K DoRA has an error of 5.15°.", "error", "5.15°", None),
        ("On GSM8K DoRA has **71.5%** accuracy.", "accuracy", "71.5%", None),
        ("On GSM8K DoRA has 9.5 percentage points.", "", "9.5 percentage points", None),
        ("On GSM8K DoRA lifts PSNR from 31.5 dB (base) to 33.5 dB.", "PSNR", "33.5 dB", "31.5 dB"),
        ("On GSM8K DoRA has a performance of 61.5% overall.", "", "61.5%", None),
        ("On GSM8K DoRA lifts it from 0.3% for LoRA to 48.5%.", "", "48.5%", "0.3%"),
        ("On GSM8K DoRA has Top-1 accuracies of 71.5%.", "Top-1 accuracy", "71.5%", None),
    ],
)
def test_a_number_is_read_however_it_is_set(
    abstract: str, metric: str, value: str, baseline: str | None
) -> None:
    assert [(m.casefold(), v, b) for _, _, m, v, b in stated(abstract)] == [
        (metric.casefold(), value, baseline)
    ]


def test_a_change_in_brackets_says_nothing_of_what_is_behind_them() -> None:
    assert stated("DoRA gets 85.2% on GSM8K (+1.3%) and 31.5% on MATH (+2.2%).") == [
        ("DoRA", "GSM8K", "", "85.2%", None),
        ("DoRA", "MATH", "", "31.5%", None),
    ]


def test_each_of_two_rises_has_its_own_beginning() -> None:
    assert stated("DoRA goes from 65.4 to 67.6 on GSM8K, from 76.9 to 87.2 on MATH.") == [
        ("DoRA", "GSM8K", "", "67.6", "65.4"),
        ("DoRA", "MATH", "", "87.2", "76.9"),
    ]


def test_a_number_between_dollars_is_tex_and_one_behind_a_dollar_a_price() -> None:
    assert stated("DoRA scores $85.2\\%$ on GSM8K.") == [("DoRA", "GSM8K", "", "85.2%", None)]
    assert stated("DoRA costs $85.2 on GSM8K.") == []


def test_what_is_said_twice_is_one_result_with_all_that_is_said_of_it() -> None:
    said = stated("DoRA has 33.5% accuracy on GSM8K. DoRA goes from 7.1% to 33.5% on GSM8K.")
    assert said == [("DoRA", "GSM8K", "accuracy", "33.5%", "7.1%")]


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_around_names_is_read_without_failure(before: str, after: str) -> None:
    abstract = f"{before} DoRA 85.2% GSM8K {after}"
    for row in stated_results(Paper("p", abstract=abstract), links_in(abstract), ENTITIES):
        assert row.value in abstract


def test_a_sentence_with_a_wide_gap_is_a_table_and_left_alone_at_once() -> None:
    abstract = f"Our DoRA reaches 85.2% accuracy {' ' * 1200} on GSM8K."
    began = time.process_time()
    assert stated_results(Paper("p", abstract=abstract), links_in(abstract), ENTITIES) == []
    assert time.process_time() - began < 1


def test_results_are_told_without_loading_the_pipeline() -> None:
    program = (
        "import sys\n"
        "from kg.graph import KnowledgeGraph\n"
        "from kg.records import Entity, Link, Mention, Paper\n"
        "text = 'Our DoRA reaches 85.2% accuracy on GSM8K.'\n"
        "def link(name, type, role):\n"
        "    start = text.index(name)\n"
        "    found = Mention('p', 'abstract', start, start + len(name), name, type, role, 1.0,\n"
        "                    'model', 0, len(text))\n"
        "    return Link('p', name, role, 1.0, (found,))\n"
        "graph = KnowledgeGraph([Paper('p', abstract=text)],\n"
        "    [Entity('DoRA', 'DoRA', 'method'), Entity('GSM8K', 'GSM8K', 'benchmark')],\n"
        "    [link('DoRA', 'method', 'proposes'), link('GSM8K', 'benchmark', 'evaluates_on')])\n"
        "print(graph.leaderboard('GSM8K')[0].value, 'spacy' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.stdout == "85.2% False\n", ran.stderr
