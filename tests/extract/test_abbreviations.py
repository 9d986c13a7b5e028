"""Definitions of short forms are found as Schwartz and Hearst describe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.abbreviations import find_definitions


def pairs(text: str) -> list[tuple[str, str]]:
    return [(text[a:b], text[c:d]) for (a, b), (c, d) in find_definitions(text)]


@pytest.mark.parametrize(
    ("text", "long_form", "short_form"),
    [
        ("We use reinforcement learning (RL) here.", "reinforcement learning", "RL"),
        ("All large language models (LLMs) do.", "large language models", "LLMs"),
        ("A k-nearest neighbor (kNN) rule.", "k-nearest neighbor", "kNN"),
        ("For text-to-image (T2I) models.", "text-to-image", "T2I"),
        ("By 3D Gaussian Splatting (3DGS).", "3D Gaussian Splatting", "3DGS"),
        (
            "PODS (Policy Optimization with Down-Sampling)",
            "Policy Optimization with Down-Sampling",
            "PODS",
        ),
        (
            "via Privacy Protection via Optimal Parameters (POP)",
            "Privacy Protection via Optimal Parameters",
            "POP",
        ),
    ],
)
def test_a_definition_gives_both_forms(text: str, long_form: str, short_form: str) -> None:
    assert pairs(text) == [(long_form, short_form)]


@pytest.mark.parametrize(
    "text", ["as in prior work (2023)", "three models (ours)", "a test (see it)"]
)
def test_other_brackets_define_nothing(text: str) -> None:
    assert pairs(text) == []


@given(st.text(alphabet="abcAB ().-", max_size=120))
def test_offsets_lie_in_the_text(text: str) -> None:
    for (start, end), (short_start, short_end) in find_definitions(text):
        assert 0 <= start < end <= len(text)
        assert 0 <= short_start < short_end <= len(text)
