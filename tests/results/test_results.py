"""Results: the numbers that abstracts state, and the leaderboards made of them."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import GraphError
from kg.graph import KnowledgeGraph
from kg.records import Entity, EntityType, Link, Mention, Paper, Role
from kg.results.metrics import lower_is_better
from kg.results.sentences import results_of

KNOWN: dict[str, tuple[str, EntityType, Role]] = {
    "DoRA": ("method/dora", "method", "proposes"),
    "LoRA": ("method/lora", "method", "compares_with"),
    "GSM8K": ("benchmark/gsm8k", "benchmark", "evaluates_on"),
    "MATH": ("benchmark/math", "benchmark", "evaluates_on"),
    "ImageNet": ("dataset/imagenet", "dataset", "evaluates_on"),
    "GPT-4": ("method/gpt-4", "method", "uses"),
    "LLaMA": ("method/llama", "method", "compares_with"),
    "GRPO": ("method/grpo", "method", "uses"),
    "HumanEval": ("benchmark/humaneval", "benchmark", "evaluates_on"),
    "MMLU": ("benchmark/mmlu", "benchmark", "evaluates_on"),
    "C4": ("dataset/c4", "dataset", "uses"),
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
    ("number", "value"),
    [
        ("0.9905 ± 0.0025", "0.9905"),
        ("95.1 $\\pm$ 0.3%", "95.1%"),
        ("$95.1\\pm0.3\\%$", "95.1%"),
        ("95.1% (+/- 0.3)", "95.1%"),
        ("26.0 plus-minus 4.6 dB", "26.0 dB"),
    ],
)
def test_how_far_a_number_may_be_off_is_no_result(number: str, value: str) -> None:
    assert [row[3] for row in stated(f"DoRA scores {number} on GSM8K.")] == [value]


def test_a_bracket_holds_the_value_of_what_it_stands_behind() -> None:
    expected = [("DoRA", "GSM8K", "", "85.2%", None), ("DoRA", "MATH", "", "31.5%", None)]
    assert stated("DoRA leads on GSM8K (85.2%) and MATH (31.5%).") == expected
    assert stated("DoRA leads on Zeb (90.1%), GSM8K (85.2%) and MATH (31.5%).") == expected


@pytest.mark.parametrize(
    "abstract",
    [
        "DoRA outperforms LoRA by 9.5% on GSM8K and 2.1% on MATH.",
        "DoRA brings gains of over 10% (e.g., 10.7% on GSM8K and 13.6% on MATH).",
        "DoRA has a 13.05-point improvement on GSM8K.",
        "DoRA improves GSM8K by 10% to 20%.",
        "DoRA runs $1.7\\times$ faster on GSM8K.",
        "With $\\beta$=0.1 DoRA is better on GSM8K.",
        "DoRA map up to 16 assets from GSM8K.",
        "DoRA varies at 38.1--46.4% on GSM8K.",
        "DoRA of version 2.17 is run on GSM8K.",
    ],
)
def test_changes_settings_and_counts_are_no_results(abstract: str) -> None:
    assert stated(abstract) == []


@pytest.mark.parametrize(
    "abstract",
    [
        "DoRA works on GSM8K with over 71% of them solved.",
        "On GSM8K DoRA stays within 1% of LoRA.",
        "On GSM8K DoRA shows a 1% difference to LoRA.",
        "On GSM8K DoRA brings 21.5% memory savings.",
        "On GSM8K, at 0.5% class noise, DoRA is stable.",
        "On GSM8K DoRA needs 3.5 and 4.5 rounds a question.",
        "On GSM8K 67% of queries are answered by DoRA.",
        "On GSM8K for 31.5% to 42.5% of users DoRA answers.",
        "DoRA is best for the hardest 25% on GSM8K.",
        "DoRA cuts the questions of GSM8K to 5.5% and is as good.",
        "DoRA on GSM8K gives a slope (95% CI [0.31, 0.55]).",
        "DoRA is better on GSM8K ($p_{adj}$ < 0.05).",
        "DoRA reads the 3.5-billion-word GSM8K.",
        "DoRA has 1.6 trillion weights for GSM8K.",
        "DoRA brings 3.1% and 4.2% improvements on GSM8K.",
        "On GSM8K DoRA rises by 10.5% relative.",
        "On GSM8K DoRA scores 0 to 61%.",
        "On GSM8K DoRA scores 51.5% to 61.5%.",
        "DoRA keeps a quantization loss of only 0.55% on GSM8K.",
        "DoRA has gains on many sets, including 2.5% on GSM8K.",
        "On GSM8K DoRA shows a large gap (21.5%).",
        "DoRA brings improvements: 5.5 points on GSM8K and 6.5 on MATH.",
        "DoRA has an improvement in win rate on GSM8K of up to a 21%.",
        "On GSM8K DoRA lifts its speed by up to 21% for short texts and up to 111% for long.",
        "DoRA has a 11.5 percentage-point pass-rate gain on GSM8K.",
        "DoRA cuts the inference cost by ~15% on GSM8K.",
        "On GSM8K DoRA reduces the rounds from 5.5 to 1.5.",
        "On GSM8K DoRA is ahead by 3.5 to 10.5 percentage points.",
        "On GSM8K the weights of DoRA are 5.5% as large.",
        "DoRA scores 85.2%, which is more than LoRA has on GSM8K.",
        "Tests on Zeb (20 images) and GSM8K show that DoRA scores 85.2%.",
    ],
)
def test_a_number_of_something_else_is_no_result(abstract: str) -> None:
    assert stated(abstract) == []


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


def test_what_rises_on_a_data_set_named_before_is_on_it() -> None:
    assert stated("On GSM8K, DoRA raises the accuracy of all models from 65.4% to 67.6%.") == [
        ("DoRA", "GSM8K", "accuracy", "67.6%", "65.4%")
    ]


def test_an_acronym_beside_a_value_is_its_metric_whether_known_or_not() -> None:
    abstract = "DoRA gets 77.5% mIoU on GSM8K and 90.4% ZQA on MATH."
    assert [row[2] for row in stated(abstract)] == ["mIoU", "ZQA"]
    assert [
        row[2] for row in stated("On GSM8K DoRA has a higher ZQA (0.335) and mAP (0.502).")
    ] == [
        "ZQA",
        "mAP",
    ]


@pytest.mark.parametrize(
    ("abstract", "metrics"),
    [
        ("On GSM8K DoRA has a SSIM of 0.91, PSNR of 31.5, and LPIPS of 0.12.", "SSIM PSNR LPIPS"),
        ("DoRA has recall and BLEU scores of 61.5% and 33.5% on GSM8K.", "recall BLEU"),
        ("DoRA has 51.5% mIoU and 66.5% mAcc on GSM8K.", "mIoU mAcc"),
        ("DoRA has 81.5% Hit@3 and 72.5% Joint@3 on GSM8K.", "Hit@3 Joint@3"),
        ("On GSM8K DoRA has a 3DQA value of 71.5.", "3DQA"),
        ("On GSM8K and MATH DoRA has R1 scores of 31.5% and 32.5%.", "R1 R1"),
        ("DoRA has SOTA scores of 51.5% on GSM8K.", "-"),
        ("DoRA brings improvements: 71.5% recall on GSM8K.", "recall"),
        ("On GSM8K DoRA has an attack success rate (ASR) of 5.4%.", "attack-success-rate"),
        ("On GSM8K DoRA rises from 0.31 to 0.55 in recall.", "recall"),
        ("On GSM8K DoRA has 12.5% average CER.", "character-error-rate"),
        ("On GSM8K DoRA has 85.2% accuracy and a harmony score of 51.5%.", "accuracy -"),
        ("On GSM8K DoRA has 85.2% accuracy and raises harmony from 0.1 to 0.5.", "accuracy -"),
        ("On GSM8K DoRA has 85.2% accuracy with 70.1% on its hard part.", "accuracy accuracy"),
    ],
)
def test_a_value_has_the_metric_of_its_own_words(abstract: str, metrics: str) -> None:
    assert " ".join(row[2].replace(" ", "-") or "-" for row in stated(abstract)) == metrics


def test_a_number_between_dollars_is_tex_and_one_behind_a_dollar_a_price() -> None:
    assert stated("DoRA scores $85.2\\%$ on GSM8K.") == [("DoRA", "GSM8K", "", "85.2%", None)]
    assert stated("DoRA costs $85.2 on GSM8K.") == []


@pytest.mark.parametrize(
    "abstract",
    [
        "DoRA reaches 85.2% on GSM8K, up from 80.1%.",
        "On GSM8K DoRA reaches 85.2% (from 80.1%).",
        "DoRA reaches 85.2%, improved from about 80.1%, on GSM8K.",
    ],
)
def test_what_a_value_rose_from_is_no_result_of_its_own(abstract: str) -> None:
    assert stated(abstract) == [("DoRA", "GSM8K", "", "85.2%", "80.1%")]


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
        ("DoRA leads on GSM8K(85.2%) and Zeb(90.1%).", ["GSM8K 85.2%"]),
        ("On GSM8K and MATH DoRA scores 85.2%.", []),
        ("DoRA scores 85.2% on average across GSM8K, MATH and C4.", []),
        ("Tests on two benchmarks (GSM8K, MATH) show that DoRA scores 85.2%.", []),
        ("DoRA goes from 31.5 to 35.5 and increases MATH recall.", []),
        ("DoRA scores 85.2%, while LoRA fails on MATH.", []),
        ("Trained on C4, DoRA scores 85.2%.", []),
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


def test_a_unit_that_is_a_measure_is_the_metric() -> None:
    abstract = "DoRA gets 58.7 box AP on MATH and 53.5 mIoU in segmentation on ImageNet."
    assert [(dataset, metric) for _, dataset, metric, _, _ in stated(abstract)] == [
        ("MATH", "average precision"),
        ("ImageNet", "mIoU"),
    ]


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
        f"DoRA reaches {'9' * 400} points on GSM8K.",
        f"DoRA reaches {'9' * 400}.5% accuracy on GSM8K.",
    ],
)
def test_a_number_that_is_no_result_is_left_alone(abstract: str) -> None:
    assert stated(abstract) == []


def test_a_table_that_lost_its_line_breaks_is_left_alone() -> None:
    table = "GSM8K 85.2% accuracy, GPT-4 91.0%, " * 400
    assert stated(f"DoRA reaches {table}") == []


def credited(sentence: str) -> list[tuple[str, str]]:
    """Tell which method gets which number in the abstract of a paper that proposes DoRA."""
    return [(row[0], row[3]) for row in stated(f"We propose DoRA for reasoning. {sentence}")]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "While GPT-4 reaches 67.1% accuracy on MATH, DoRA reaches 72.3%.",
            [("GPT-4", "67.1%"), ("DoRA", "72.3%")],
        ),
        (
            "DoRA reaches 72.3% on MATH, whereas GPT-4 only reaches 67.1%.",
            [("DoRA", "72.3%"), ("GPT-4", "67.1%")],
        ),
        (
            "DoRA outperforms LLaMA (45.2%) on GSM8K with 57.9%.",
            [("LLaMA", "45.2%"), ("DoRA", "57.9%")],
        ),
        ("GPT-4 achieves 50.2% on HumanEval, and humans reach 95.3%.", [("GPT-4", "50.2%")]),
        (
            "We find that the strongest model, GPT-4, reaches 41.2% on MATH.",
            [("GPT-4", "41.2%")],
        ),
        ("In particular GPT-4 reaches 67.1% on MATH.", [("GPT-4", "67.1%")]),
        ("GPT-4 outperforms humans on MMLU with 91.4%.", [("GPT-4", "91.4%")]),
        ("The GPT-4 baseline reaches 67.1% on MATH.", [("GPT-4", "67.1%")]),
        ("The accuracy of GPT-4 on MATH is 41.2%.", [("GPT-4", "41.2%")]),
        ("We see that LLaMA, which we tune, has 41.2% on MATH.", [("DoRA", "41.2%")]),
        ("DoRA beats LLaMA, which reaches 41.2% on MATH.", []),
        ("On MATH the best are above 10% (GPT-4 41.2%).", [("GPT-4", "41.2%")]),
        (
            "DoRA has 83.7% on MATH compared to 65.5% by LLaMA.",
            [("DoRA", "83.7%"), ("LLaMA", "65.5%")],
        ),
        (
            "DoRA reaches 83.7% on MATH, above the 65.5% achieved by LLaMA.",
            [
                ("DoRA", "83.7%"),
                ("LLaMA", "65.5%"),
            ],
        ),
    ],
)
def test_a_rival_keeps_its_own_number(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert credited(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Human performance on MMLU is 89.8%.",
        "GPT-4 has long answers on MATH, resulting in 67.1%.",
        "Existing models reach 31.0% on MATH.",
        "We show that the best model solves 31.0% of MATH.",
        "DoRA approaches human performance (89.8%) on MMLU.",
        "On MATH, DoRA is better than the previous best of 41.2%.",
        "On MATH, DoRA does well compared to 41.2% before.",
        "On MATH, GPT-4 and DoRA reach 41.2% and 57.9%, respectively.",
        "GPT-4 and DoRA reach 41.2% and 57.9% on MATH.",
        "Surpassing the previous result of 41.2%, we lead on MATH.",
        "It is an improvement on MATH over the older design (41.2%).",
        "DoRA leads on MATH (greedy 41.2%).",
        "On MATH it drops to chance, compared to up to 71.5% without it.",
        "On MATH it leads, compared to 41.2% and 37.9% for single models.",
        "DoRA leads on MATH, where baselines collapse to 41.2%.",
        "On MATH this is far above the 41.2% by Zeb.",
    ],
)
def test_a_number_of_others_is_not_credited_to_the_paper(sentence: str) -> None:
    assert credited(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "We fine-tune on 0.5% of C4 with p < 0.05.",
        "We use 12.5% of the training data of C4.",
        "DoRA is better on MATH (p = 0.03).",
    ],
)
def test_a_share_of_the_data_or_a_significance_is_no_result(sentence: str) -> None:
    assert credited(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("DoRA reaches 72.3% on MATH.", "72.3%"),
        ("DoRA with GRPO reaches 72.3% on MATH.", "72.3%"),
        ("DoRA uses GRPO and reaches 72.3% on MATH.", "72.3%"),
        ("Applied to LLaMA, accuracy on MATH reaches 72.3%.", "72.3%"),
        ("DoRA improves LLaMA from 45.2% to 57.9% on MATH.", "57.9%"),
        ("We outperform GPT-4 on MATH and attain 72.3%.", "72.3%"),
        ("DoRA outperforms GPT-4 on two benchmarks, 72.3% on MATH.", "72.3%"),
        ("DoRA solves 12.5% of MATH.", "12.5%"),
        ("Surpassing humans, it scores 91.4% on MMLU.", "91.4%"),
        ("Our best model reaches 91.4% on MMLU.", "91.4%"),
        ("Our LLaMA model reaches 91.4% on MMLU.", "91.4%"),
        ("We reduce attack success rates from 38.8% to 8.4% on MMLU.", "8.4%"),
        ("It raises MMLU from 0.70 to 0.78.", "0.78"),
        ("Tests on MMLU show an accuracy of 72.3%.", "72.3%"),
    ],
)
def test_the_paper_keeps_its_own_number_beside_other_methods(sentence: str, value: str) -> None:
    assert credited(sentence) == [("DoRA", value)]


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
