"""Which numbers of an abstract are results, and which count, bound or share out something else."""

import pytest
from results_example import credited, stated


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("0.9905 ± 0.0025", "0.9905"),
        ("95.1 $\\pm$ 0.3%", "95.1%"),
        ("$95.1\\pm0.3\\%$", "95.1%"),
        ("95.1% (+/- 0.3)", "95.1%"),
        ("26.0 plus-minus 4.6 dB", "26.0 dB"),
        ("95.1 ± 0.3 %", "95.1%"),
    ],
)
def test_how_far_a_number_may_be_off_is_no_result(number: str, value: str) -> None:
    assert [row[3] for row in stated(f"DoRA scores {number} on GSM8K.")] == [value]


@pytest.mark.parametrize(
    "abstract",
    [
        "DoRA outperforms LoRA by 9.5% on GSM8K and 2.1% on MATH.",
        "DoRA brings gains of over 10% (e.g., 10.7% on GSM8K and 13.6% on MATH).",
        "DoRA has a 13.05-point improvement on GSM8K.",
        "DoRA improves GSM8K by 10% to 20%.",
        "DoRA runs $1.7\\times$ faster on GSM8K.",
        "DoRA has up to 9.52% NDCG@3 improvement on GSM8K.",
        "On GSM8K DoRA improves, with gains in BLEU-4 (0.47%), METEOR (0.17%).",
        "On GSM8K DoRA narrows the gap to the best model to just 1.5%.",
        "On GSM8K DoRA has an average speedup of 15%.",
        "DoRA sees all 360° of GSM8K.",
        "DoRA was first on Task 2.3 of GSM8K.",
        "On GSM8K we vary it over the spectrum from 1.0 (local) to 0.5 with DoRA.",
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
        "DoRA is good on GSM8K, 10.5 points above LoRA.",
        "DoRA improves by 3.5% (pass@8) with Zeb-7B and 2.5% with Zeb-1B on GSM8K.",
        "DoRA has gains of 10.5 (56.5%) on MATH (hard) and 7.5 (31.5%) on GSM8K.",
        "DoRA brings an increase of 13.5% and 5.5% in F1 score on MATH, and 16.5% on GSM8K.",
        "DoRA reduces the unsafe rate of LLaMA on other sets (14.5% on GSM8K and 82.5% on MATH).",
        "DoRA is run on GSM8K with 0.56 GFLOPs.",
        "DoRA runs on GSM8K, and 96.5% overall correction follows.",
        "DoRA on GSM8K is well above the passing level (60%).",
        "On GSM8K DoRA is ahead of others in 94.5% (paired test).",
        "DoRA has mAP50:95 on GSM8K.",
        "On GSM8K DoRA improves accuracy by 4.5% at the first and 2.5% at the second level.",
        "DoRA cuts the findings from 92 to 39 (57.5%) on MATH and from 73 to 4 (94.5%) on GSM8K.",
        "DoRA outperforms LoRA up to 7.2%, 4.4%, and 9.1% on GSM8K, ARC and BBH, respectively.",
        "DoRA runs on GSM8K at a threshold of 0.7.",
        "On GSM8K DoRA has low distance scores (0.48 to 0.60).",
    ],
)
def test_a_number_of_something_else_is_no_result(abstract: str) -> None:
    assert stated(abstract) == []


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


def test_a_table_that_lost_its_line_breaks_is_left_alone() -> None:
    table = "GSM8K 85.2% accuracy, GPT-4 91.0%, " * 400
    assert stated(f"DoRA reaches {table}") == []


def test_the_threshold_in_the_name_of_a_metric_is_no_value() -> None:
    assert [row[3] for row in stated("On GSM8K DoRA has a mAP 0.5 of 95.6.")] == ["95.6"]
