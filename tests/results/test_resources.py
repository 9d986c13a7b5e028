"""Which dataset or benchmark a number is on."""

import pytest
from results_example import ENTITIES, links_in, stated

from kg.records import Entity, Link, Mention, Paper
from kg.results.sentences import stated_results


def test_a_bracket_holds_the_value_of_what_it_stands_behind() -> None:
    expected = [("DoRA", "GSM8K", "", "85.2%", None), ("DoRA", "MATH", "", "31.5%", None)]
    assert stated("DoRA leads on GSM8K (85.2%) and MATH (31.5%).") == expected
    assert stated("DoRA leads on Zeb (90.1%), GSM8K (85.2%) and MATH (31.5%).") == expected


def test_what_rises_on_a_data_set_named_before_is_on_it() -> None:
    assert stated("On GSM8K, DoRA raises the accuracy of all models from 65.4% to 67.6%.") == [
        ("DoRA", "GSM8K", "accuracy", "67.6%", "65.4%")
    ]


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        (
            "On GSM8K DoRA reaches 85.2% accuracy and on MATH it reaches 31.5% accuracy.",
            [
                ("DoRA", "GSM8K", "accuracy", "85.2%", None),
                ("DoRA", "MATH", "accuracy", "31.5%", None),
            ],
        ),
        (
            "For DoRA we report an accuracy of 85.2% on GSM8K, and on MATH it equals LoRA.",
            [("DoRA", "GSM8K", "accuracy", "85.2%", None)],
        ),
        (
            "On GSM8K, DoRA scores 85.2%, while on the MATH benchmark it scores 31.5%.",
            [("DoRA", "GSM8K", "", "85.2%", None), ("DoRA", "MATH", "", "31.5%", None)],
        ),
        ("DoRA reaches 85.2% accuracy, and on MATH it equals LoRA.", []),
    ],
)
def test_what_the_next_clause_is_on_does_not_take_the_number_before_it(
    abstract: str, expected: list[tuple[str, str, str, str, str | None]]
) -> None:
    assert stated(abstract) == expected


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("DoRA has a FID of 3.15 on ImageNet and 7.15 on zero-shot Zeb 2014.", ["ImageNet 3.15"]),
        ("On GSM8K DoRA scores 85.2%, and it has 70.1% on harder questions.", ["GSM8K 85.2%"]),
        ("On GSM8K DoRA scores 85.2%; on the Zeb dataset it scores 70.1%.", ["GSM8K 85.2%"]),
        ("DoRA leads on GSM8K (85.2%) and Zeb hard (90.1%).", ["GSM8K 85.2%"]),
        ("DoRA leads on GSM8K (~$85.2$%) and Zeb ($90.1$%).", []),
        ("DoRA leads on GSM8K(85.2%) and Zeb(90.1%).", ["GSM8K 85.2%"]),
        ("On GSM8K and MATH DoRA scores 85.2%.", []),
        ("DoRA scores 85.2% on average across GSM8K, MATH and C4.", []),
        ("Tests on two benchmarks (GSM8K, MATH) show that DoRA scores 85.2%.", []),
        ("DoRA goes from 31.5 to 35.5 and increases MATH recall.", []),
        ("DoRA scores 85.2%, while LoRA fails on MATH.", []),
        ("Trained on C4, DoRA scores 85.2%.", []),
        ("Using C4, DoRA has an average of 85.2% across six hard benchmarks, and 70.1% more.", []),
        ("With C4, DoRA gets 85.2% across two test sets, before LoRA (70.1%).", []),
        ("DoRA leads on GSM8K (85.2%) with an Elo of 1193 in the image arena.", ["GSM8K 85.2%"]),
        ("DoRA has (1) a part (recall of 85.2%), (2) one that is tested on GSM8K.", []),
        ("On GSM8K, DoRA has 85.2% on the Test Set.", ["GSM8K 85.2%"]),
        (
            "DoRA has a FID of 3.15 on ImageNet, outperforming the older C4 (FID 7.15).",
            ["ImageNet 3.15"],
        ),
    ],
)
def test_a_value_on_something_unknown_or_on_many_things_is_on_nothing(
    abstract: str, expected: list[str]
) -> None:
    assert [f"{row[1]} {row[3]}" for row in stated(abstract)] == expected


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("On GSM8K and MATH DoRA scores 85.2% and 31.5%.", ["GSM8K 85.2%", "MATH 31.5%"]),
        ("DoRA scores 85.2% and 31.5% on GSM8K and MATH.", ["GSM8K 85.2%", "MATH 31.5%"]),
        (
            "On C4 LoRA fails, but on GSM8K and MATH DoRA has 85.2% and 31.5% accuracy in 2 runs.",
            ["GSM8K 85.2%", "MATH 31.5%"],
        ),
        ("DoRA has FIDs of 3.15 (ImageNet) and 7.15 (C4).", ["ImageNet 3.15", "C4 7.15"]),
        (
            "DoRA has 51.5% (+ 5.5%) on GSM8K and 31.5% (+ 3.5%) on MATH.",
            ["GSM8K 51.5%", "MATH 31.5%"],
        ),
        (
            "On C4 DoRA has a precision of 85.2% and a recall of 31.5% on GSM8K.",
            ["GSM8K 85.2%", "GSM8K 31.5%"],
        ),
        (
            "On the hard GSM8K DoRA lifts the recall of LLaMA from 5.4% to 8.1%.",
            ["GSM8K 8.1%"],
        ),
    ],
)
def test_lists_of_values_and_of_names_are_paired(abstract: str, expected: list[str]) -> None:
    assert [f"{row[1]} {row[3]}" for row in stated(abstract)] == expected


@pytest.mark.parametrize(
    "abstract",
    [
        "GPT-4 and a variant reach 85.2% and 31.5% on GSM8K.",
        "On GSM8K, the corresponding values of DoRA are 0.918, 0.889, and 0.947.",
        "On GSM8K, the accuracy of DoRA increases to 86.5% (+2.1%) and 38.5% (+2.3%).",
    ],
)
def test_numbers_of_one_list_that_differ_in_nothing_stated_are_left_out(abstract: str) -> None:
    assert stated(abstract) == []


@pytest.mark.parametrize("name", ["ROUGE-1F", "Test Set"])
def test_a_metric_or_a_part_of_the_data_is_no_dataset(name: str) -> None:
    abstract = f"DoRA reaches 85.2 on {name}."
    start = abstract.index(name)
    mention = Mention(
        "p",
        "abstract",
        start,
        start + len(name),
        name,
        "dataset",
        "evaluates_on",
        1.0,
        "model",
        0,
        len(abstract),
    )
    links = [*links_in(abstract), Link("p", "dataset/x", "evaluates_on", 1.0, (mention,))]
    entities = {**ENTITIES, "dataset/x": Entity("dataset/x", name, "dataset", named=True)}
    assert stated_results(Paper("p", abstract=abstract), links, entities) == []


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("An ImageNet-pretrained DoRA reaches 78.0% accuracy.", []),
        (
            "DoRA leads on GSM8K (67.4% accuracy, 45.4% recall) and works on MATH.",
            [("GSM8K", "67.4%"), ("GSM8K", "45.4%")],
        ),
        (
            "DoRA raises accuracy on GSM8K from 38.2% to 39.9%, on MATH from 19.8% to 22.3%.",
            [("GSM8K", "39.9%"), ("MATH", "22.3%")],
        ),
        (
            "On GSM8K DoRA has 87.9% accuracy, and achieves good results on MATH.",
            [("GSM8K", "87.9%")],
        ),
        (
            "DoRA is good (71.2% vs 76.7% on GSM8K, 47.0% vs 70.0% on MATH).",
            [("GSM8K", "71.2%"), ("MATH", "47.0%")],
        ),
        (
            "On GSM8K DoRA has an F1 of 88.6, and F1 of 50.9 on MATH.",
            [("GSM8K", "88.6"), ("MATH", "50.9")],
        ),
        (
            "DoRA has the best WER (0.7%) and CER (0.8%) on GSM8K, and WER (1.3%) on MATH.",
            [("GSM8K", "0.7%"), ("GSM8K", "0.8%"), ("MATH", "1.3%")],
        ),
        ("Tested on GSM8K and MATH, DoRA achieves 0.853 F1 and 0.723 MCC.", []),
        ("DoRA lifts GSM8K to 87.5% (560/640), and solves 2/8 on MATH.", [("GSM8K", "87.5%")]),
        (
            "DoRA has 81.8% accuracy (0.892 AUROC) on GSM8K and 0.949 AUROC on MATH.",
            [("GSM8K", "81.8%"), ("GSM8K", "0.892"), ("MATH", "0.949")],
        ),
    ],
)
def test_a_number_is_on_what_its_own_clause_names(
    abstract: str, expected: list[tuple[str, str]]
) -> None:
    assert [(row[1], row[3]) for row in stated(abstract)] == expected
