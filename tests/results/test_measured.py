"""Which metric a number is a value of."""

import pytest
from results_example import stated

from kg.results.metrics import lower_is_better


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
        ("DoRA has 81.5% Hit@3 and 72.5% Joint@3 on GSM8K.", "Hits@3 Joint@3"),
        ("On GSM8K DoRA has a 3DQA value of 71.5.", "3DQA"),
        ("On GSM8K and MATH DoRA has R1 scores of 31.5% and 32.5%.", "R1 R1"),
        ("DoRA has SOTA scores of 51.5% on GSM8K.", "-"),
        ("DoRA brings improvements: 71.5% recall on GSM8K.", "recall"),
        ("On GSM8K DoRA has an attack success rate (ASR) of 5.4%.", "attack-success-rate"),
        ("On GSM8K DoRA rises from 0.31 to 0.55 in recall.", "recall"),
        ("On GSM8K DoRA has 12.5% average CER.", "character-error-rate"),
        (
            "On GSM8K DoRA has 85.2% accuracy and a harmony score of 51.5%.",
            "accuracy harmony-score",
        ),
        (
            "On GSM8K DoRA has 85.2% accuracy and raises harmony from 0.1 to 0.5.",
            "accuracy harmony",
        ),
        ("On GSM8K DoRA has 85.2% accuracy with 70.1% on its hard part.", "accuracy accuracy"),
        ("DoRA has 61.2% mAP@0.5 on GSM8K.", "mAP@0.5"),
        ("DoRA has 39.7 recall-at-5 on GSM8K.", "recall@5"),
        ("DoRA has an ASR-BLEU score of 25.17 on GSM8K.", "ASR-BLEU"),
        ("DoRA has 96.9% pixel-level AUROC on GSM8K.", "pixel-level-AUROC"),
        ("DoRA has a chrF++ of 34.9 on GSM8K.", "chrF++"),
        ("DoRA has the best Pass@32 on GSM8K (93.3%) and MATH (58.2%).", "pass@32 pass@32"),
        ("DoRA gets 0.746 mIoU on GSM8K and 0.575 on MATH.", "mIoU mIoU"),
        ("On GSM8K DoRA raises accuracy over Pass@1 from 0.615 to 0.755.", "accuracy"),
        ("DoRA cuts the error by 9.9% on GSM8K (from 1.73 cm to 1.41 cm).", "error"),
        ("On GSM8K DoRA leads in function match rate (65.3%).", "function-match-rate"),
        ("On GSM8K DoRA's valid run rate increases from 55.8% to 75.0%.", "valid-run-rate"),
        ("On GSM8K DoRA attains an average overlap of 75.1%.", "overlap"),
        ("On GSM8K DoRA improves plot stability from 0.32 to 0.93.", "plot-stability"),
        ("On GSM8K DoRA has an Rmean of 84.4.", "Rmean"),
        ("On GSM8K DoRA is better, reaching ZQNR 0.956.", "ZQNR"),
        ("DoRA achieves mAP at 0.5 scores of 76.7% on GSM8K.", "mAP@0.5"),
        ("DoRA sets a new hit rate across benchmarks: 59.5% on GSM8K.", "hit-rate"),
        ("On GSM8K DoRA has an average performance of 75.1%.", "-"),
        ("DoRA has a win rate against GPT-4 of 33% on AlpacaEval.", "win-rate"),
        ("DoRA has 85.2% joint hit on GSM8K.", "joint-hit"),
        ("DoRA has joint hits of 85.2% on GSM8K.", "-"),
        ("On GSM8K DoRA has an MRR of 0.433 and a Hit@10 of 0.571.", "MRR Hits@10"),
        ("DoRA has 71.5% top-1 on GSM8K and 81.5% on MATH.", "top-1-accuracy top-1-accuracy"),
        ("DoRA has 91.5% (11 out of 12) success rate on GSM8K.", "success-rate"),
        ("DoRA has 91.5% End-to-End Success Rate on GSM8K.", "success-rate"),
        ("DoRA has 91.5% on GSM8K (pass@32).", "pass@32"),
        ("On GSM8K DoRA has a ZQA-Temporal score of 51.5.", "ZQA-Temporal"),
        ("On GSM8K DoRA has an average medal rate of 71.5%.", "medal-rate"),
        ("On GSM8K DoRA has medal rates of up to 71.5%.", "medal-rate"),
        ("On GSM8K DoRA has success rates of up to 71.5%.", "success-rate"),
        ("On GSM8K DoRA has a Zeb correlation coefficient of 71.5.", "Zeb-correlation-coefficient"),
        ("On GSM8K DoRA has a record-high score of 71.5.", "-"),
        ("On GSM8K DoRA has a state-of-the-art score of 71.5.", "-"),
        ("On GSM8K DoRA has 85.2% accuracy while keeping high utility (71.5%).", "accuracy -"),
        ("DoRA: on GSM8K TPR disparity drops from 10.5% to 0.5%.", "-"),
        ("DoRA: on GSM8K TPR drops from 10.5% to 0.5%.", "true-positive-rate"),
        ("On GSM8K DoRA reduces attack success rates (2.5%).", "attack-success-rate"),
        ("On GSM8K DoRA reduces Hausdorff Distance (4.5 mm vs 9.5 mm).", "Hausdorff-distance"),
        ("On GSM8K DoRA lowers its retrieval rank from 8.5 to 2.5.", "retrieval-rank"),
        ("On GSM8K DoRA has a $\\mathcal{J}\\&\\mathcal{F}$ of 51.5.", "J&F"),
        ("DoRA has a mean low rank (GRPO) of 3.5% on GSM8K.", "GRPO"),
        ("DoRA has a F1 score of 0.98 for XSA and 0.96 for ZSA on GSM8K.", "F1"),
        (
            "DoRA lifts LLaMA's recall from 71.5% to 81.5% on GSM8K, "
            "and GPT-4's from 31.5% to 41.5% on MATH.",
            "recall recall",
        ),
    ],
)
def test_a_value_has_the_metric_of_its_own_words(abstract: str, metrics: str) -> None:
    assert " ".join(row[2].replace(" ", "-") or "-" for row in stated(abstract)) == metrics


def test_a_unit_that_is_a_measure_is_the_metric() -> None:
    abstract = "DoRA gets 58.7 box AP on MATH and 53.5 mIoU in segmentation on ImageNet."
    assert [(dataset, metric) for _, dataset, metric, _, _ in stated(abstract)] == [
        ("MATH", "AP"),
        ("ImageNet", "mIoU"),
    ]


def test_a_name_in_a_list_of_names_is_no_metric() -> None:
    said = stated("DoRA leads on GSM8K (56.4), MATH (80.6), ZebPhO (46.4) and MMLU (79.0).")
    assert [row[1:4] for row in said] == [
        ("GSM8K", "", "56.4"),
        ("MATH", "", "80.6"),
        ("MMLU", "", "79.0"),
    ]


@pytest.mark.parametrize(
    ("abstract", "metric"),
    [
        ("On GSM8K DoRA has a QEPA of 54.9%.", "QEPA"),
        ("On GSM8K DoRA has 54.9% QEPA.", "QEPA"),
        ("On GSM8K DoRA has a QCR of 5.741.", "QCR"),
        ("DoRA has 0.28 QCR on GSM8K.", "QCR"),
    ],
)
def test_what_a_number_is_the_value_of_is_a_metric_whatever_it_was_taken_for(
    abstract: str, metric: str
) -> None:
    assert [(row[0], row[2]) for row in stated(abstract)] == [("DoRA", metric)]


def test_some_metrics_are_better_when_lower() -> None:
    assert lower_is_better("perplexity")
    assert lower_is_better("gFID")
    assert lower_is_better("retrieval rank")
    assert not lower_is_better("BLEU")


def test_a_metric_taken_at_a_value_of_another_is_named_with_it() -> None:
    said = stated("On GSM8K DoRA has a recall of 0.55 and a TPR at 5% FPR of 0.778.")
    assert [row[2:4] for row in said] == [
        ("recall", "0.55"),
        ("true positive rate at 5% false positive rate", "0.778"),
    ]
