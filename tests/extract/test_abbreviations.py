"""Definitions of short forms are found as Schwartz and Hearst describe."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.abbreviations import find_definitions, spells


def pairs(text: str) -> list[tuple[str, str]]:
    return [(text[a:b], text[c:d]) for (a, b), (c, d) in find_definitions(text)]


@pytest.mark.parametrize(
    ("text", "long_form", "short_form"),
    [
        ("We use reinforcement learning (RL) here.", "reinforcement learning", "RL"),
        ("All large language models (LLMs) do.", "large language models", "LLMs"),
        ("A k-nearest neighbor (kNN) rule.", "k-nearest neighbor", "kNN"),
        ("For text-to-image (T2I) models.", "text-to-image", "T2I"),
        ("A non-negative matrix factorization (NMF).", "non-negative matrix factorization", "NMF"),
        ("The Nearest-neighbor Clustering (NeCl).", "Nearest-neighbor Clustering", "NeCl"),
        ("By 3D Gaussian Splatting (3DGS).", "3D Gaussian Splatting", "3DGS"),
        ("As Automatic Zebra Recognition (AZR) spreads.", "Automatic Zebra Recognition", "AZR"),
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
        (
            "Open Question Answering, dubbed OpenQA, is new.",
            "Open Question Answering",
            "OpenQA",
        ),
        ("a matrix product operator (short as MPO) from", "matrix product operator", "MPO"),
        (
            "We propose Robust Quokka Optimization RQO here.",
            "Robust Quokka Optimization",
            "RQO",
        ),
        ("Regret Preference Optimization $(RePO)$.", "Regret Preference Optimization", "RePO"),
    ],
)
def test_a_definition_gives_both_forms(text: str, long_form: str, short_form: str) -> None:
    assert pairs(text) == [(long_form, short_form)]


@pytest.mark.parametrize(
    "text", ["as in prior work (2023)", "three models (ours)", "a test (see it)"]
)
def test_other_brackets_define_nothing(text: str) -> None:
    assert pairs(text) == []


@pytest.mark.parametrize(
    "text", ["a model, called BERT, is", "we train the model GPT on", "or LLM"]
)
def test_words_that_do_not_spell_a_name_do_not_define_it(text: str) -> None:
    assert pairs(text) == []


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("SpikingGCN", "Spiking Graph Convolutional Network"),
        ("Blossom-BP", "Blossom Belief Propagation"),
        ("DPT", "Declaration-based Prompt Tuning"),
    ],
)
def test_a_name_is_spelled_by_the_words_of_a_phrase(name: str, phrase: str) -> None:
    assert spells(name, phrase)


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("RL", "reinforcement learning"),
        ("GAN", "generative network"),
        ("BERT", "bidirectional encoder"),
        ("DPT", "deep prompt tuning method"),
        ("DPT+", "deep prompt tuning"),
    ],
)
def test_a_name_is_not_spelled_where_a_letter_or_a_word_is_left(name: str, phrase: str) -> None:
    assert not spells(name, phrase)


@given(st.text(alphabet="abcAB ().-", max_size=120))
def test_offsets_lie_in_the_text(text: str) -> None:
    for (start, end), (short_start, short_end) in find_definitions(text):
        assert 0 <= start < end <= len(text)
        assert 0 <= short_start < short_end <= len(text)


@pytest.mark.parametrize("row", ["a ABC ", "word (two words) "])
def test_a_text_of_short_forms_alone_takes_a_time_in_proportion(row: str) -> None:
    text = row * (60_000 // len(row))
    began = time.process_time()
    assert list(find_definitions(text)) == []
    # Ten seconds and more where all before each of them is looked through.
    assert time.process_time() - began < 3


def test_the_letters_of_a_name_that_is_no_acronym_are_not_looked_for_across_a_comma() -> None:
    text = "Hooks attract cattle, we propose an actuated contact hook (HookTac)."
    assert not list(find_definitions(text))


@pytest.mark.parametrize(
    ("listed", "short"),
    [("properties, affordances, and constraints", "PAC"), ("Size, Weight, and Power", "SWaP")],
)
def test_the_initials_of_a_list_are_a_short_form(listed: str, short: str) -> None:
    text = f"Herds have {listed} ({short}) today."
    assert [text[a:b] for (a, b), _ in find_definitions(text)] == [listed]


@pytest.mark.parametrize(
    ("title", "long_form"),
    [
        ("HERD: Holistic Encoding of Rabbit Dens for Ecology", "Holistic Encoding of Rabbit Dens"),
        ("WoNeT: A Wombat Nest Tracker", "Wombat Nest Tracker"),
        ("HERD: Counting Rabbits from the Air", None),
        ("HeCo: Herd Counting in the Wild", None),
    ],
)
def test_a_title_spells_out_the_name_that_it_begins_with(title: str, long_form: str | None) -> None:
    found = pairs(f"{title}\n\nWe count rabbits.")
    assert [long for long, _ in found] == ([long_form] if long_form else [])


def test_only_a_title_does_so_without_a_bracket() -> None:
    assert not pairs("HERD: Holistic Encoding of Rabbit Dens is new.")
