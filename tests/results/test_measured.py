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


def test_a_unit_that_is_a_measure_is_the_metric() -> None:
    abstract = "DoRA gets 58.7 box AP on MATH and 53.5 mIoU in segmentation on ImageNet."
    assert [(dataset, metric) for _, dataset, metric, _, _ in stated(abstract)] == [
        ("MATH", "average precision"),
        ("ImageNet", "mIoU"),
    ]


def test_some_metrics_are_better_when_lower() -> None:
    assert lower_is_better("perplexity")
    assert not lower_is_better("BLEU")
