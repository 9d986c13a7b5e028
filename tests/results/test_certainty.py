"""Which results are likely enough to be right."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from results_example import ENTITIES, links_in

from kg.data_files import data_rows
from kg.records import Paper, Result
from kg.results.certainty import LEAST_CERTAINTY, certainties, evidence_for
from kg.results.sentences import results_of, stated_results

ABSTRACT = "We propose DoRA. Our DoRA reaches 85.2% accuracy on GSM8K."
PAPER = Paper("p", abstract=ABSTRACT)
LINKS = links_in(ABSTRACT)
(ROW,) = stated_results(PAPER, LINKS, ENTITIES)


def certainty(*rows: Result) -> list[float]:
    return certainties(PAPER, rows, LINKS)


def test_a_value_without_a_metric_is_less_certain() -> None:
    (with_metric,), (without,) = certainty(ROW), certainty(replace(ROW, metric=""))
    assert without < with_metric


def test_of_two_values_of_one_kind_the_second_is_less_certain() -> None:
    first, second = certainty(ROW, replace(ROW, value="45.1%", number=45.1))
    assert second < first


def test_a_dataset_of_the_gazetteer_makes_a_result_more_certain() -> None:
    known = [
        replace(link, mentions=tuple(replace(m, by="gazetteer") for m in link.mentions))
        for link in LINKS
    ]
    assert certainties(PAPER, [ROW], known) > certainty(ROW)


def test_what_is_told_of_a_result_and_what_is_weighed_are_the_same() -> None:
    (told,) = evidence_for(PAPER, [ROW], LINKS)
    assert list(told) == [row["evidence"] for row in data_rows("results/data/certainty.tsv")]


def test_a_result_that_is_more_likely_wrong_is_left_out() -> None:
    abstract = "DoRA is new. LoRA is old, and it has 85.2% on GSM8K. It has 31.5% on GSM8K."
    paper, links = Paper("p", abstract=abstract), links_in(abstract)
    rows = stated_results(paper, links, ENTITIES)
    doubtful = [
        row
        for row, each in zip(rows, certainties(paper, rows, links), strict=True)
        if each < LEAST_CERTAINTY
    ]
    assert doubtful
    assert results_of(paper, links, ENTITIES) == [row for row in rows if row not in doubtful]


@given(st.integers(0, 3), st.floats(0, 1))
def test_a_certainty_is_a_probability(repeats: int, score: float) -> None:
    links = [replace(link, score=score) for link in LINKS]
    assert all(0 < each < 1 for each in certainties(PAPER, [ROW] * repeats, links))
