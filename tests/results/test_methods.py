"""Which method a number is credited to: the paper's own, a rival's, or none."""

import pytest
from results_example import credited, stated


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
        "On MATH, where the first solver already reaches 41.2%, much is gained.",
        "DoRA is comparable to the baseline 41.2% on MATH.",
        "DoRA leads on MATH, outperforming the 41.2% achieved by a larger model.",
        "DoRA leads on MATH, outperforming the older Zeb (FID 41.2) with GRPO.",
    ],
)
def test_a_number_of_others_is_not_credited_to_the_paper(sentence: str) -> None:
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
        ("DoRA performs similarly to GRPO on MMLU for GPT-4 (72.3% vs 73.1%).", "72.3%"),
    ],
)
def test_the_paper_keeps_its_own_number_beside_other_methods(sentence: str, value: str) -> None:
    assert credited(sentence) == [("DoRA", value)]


@pytest.mark.parametrize(
    ("sentence", "method", "value"),
    [
        ("DoRA has a win rate against GPT-4 of 33% on AlpacaEval.", "DoRA", "33%"),
        ("On MMLU scores reach 85.5% (LLaMA).", "LLaMA", "85.5%"),
        ("DoRA outperforms a GPT-4 baseline that achieves 42.8% on MMLU.", "GPT-4", "42.8%"),
        ("DoRA is close to our LLaMA reproduction (45.2%) on MMLU.", "LLaMA", "45.2%"),
        ("It beats models like LLaMA and GPT-4 with a score of 72.5% on MMLU.", "DoRA", "72.5%"),
        ("GPT-4 + DoRA reaches 87.9% on MMLU.", "DoRA", "87.9%"),
        ("With DoRA, GPT-4 climbs from 70.9% to 77.6% on MMLU.", "DoRA", "77.6%"),
        ("D7B improves from 3.4% to 27.4% on MMLU, as DoRA does.", "D7B", "27.4%"),
        ("GPT-4 with DoRA reaches 78.3% on MMLU.", "DoRA", "78.3%"),
        ("We use Mamba, a family of LLaMA that can attain 79.4% on MMLU.", "Mamba", "79.4%"),
    ],
)
def test_the_method_that_the_words_around_a_number_name_has_it(
    sentence: str, method: str, value: str
) -> None:
    assert credited(sentence) == [(method, value)]


@pytest.mark.parametrize(
    "sentence",
    [
        "LLaMA + Zeb + GPT-4 reaches 87.9% on MMLU.",
        "On MMLU DoRA is as good as the teacher (34.3%).",
        "On MMLU DoRA surpasses Zeb-5 Sol with tools (72.1%).",
        "On MMLU DoRA stays above random (24.9%).",
        "On MMLU DoRA is surpassing the best method, which had an error rate of 2.75%.",
    ],
)
def test_what_another_or_several_reach_is_nobodys(sentence: str) -> None:
    assert credited(sentence) == []


def test_it_is_the_proposed_method_that_the_sentence_names() -> None:
    abstract = "We propose DoRA. Mamba reaches 85.2% on MATH, and it reaches 70.1% on MMLU."
    assert [row[:2] for row in stated(abstract)] == [("Mamba", "MATH"), ("Mamba", "MMLU")]
