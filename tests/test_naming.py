"""The folding of names: which spellings meet, and which must not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.naming import fold_name, is_acronym, name_words, numbers, plain_name, singular, slug


@pytest.mark.parametrize(
    ("spelled", "plain"),
    [
        (r"$\beta$-VAE", "beta-VAE"),
        ("β-VAE", "beta-VAE"),
        ("Ω-net", "omega-net"),
        ("λ", "lambda"),
        ("µTransfer", "muTransfer"),
        (r"$\ell_2$", "l2"),
        ("ℓ₂", "l2"),
        (r"\textsc{BERT}", "BERT"),
        (r"{\bf BERT}", " BERT"),
        (r"B\'{e}zier", "Bezier"),
        (r"Fran\c{c}ois", "Francois"),
        (r"Erd\H os", "Erdos"),
        (r"$\chi$-VAE", "chi-VAE"),
        (r"$\varepsilon$-Net", "epsilon-Net"),
        (r"$\varsigma$-Net", "sigma-Net"),
        (r"$\vec{x}$-Net", "x-Net"),
        (r"$\upsilon$-Net", "upsilon-Net"),
        ("naïve Bayes", "naive Bayes"),
        ("GPT‐4", "GPT‐4"),
        ("soft\u00adprompt", "softprompt"),
        ("Ｌｌａｍａ", "Llama"),
        ("R²", "R2"),
        ("∞Bench", "inftyBench"),
        (r"$\infty$Bench", "inftyBench"),
        ("∇-Net", "nabla-Net"),
        ("∆-Net", "delta-Net"),
        ("Zeb-8×7B", "Zeb-8x7B"),
        (r"Zeb-8$\times$7B", "Zeb-8x7B"),
        (r"A$^\star$", "A*"),
        (r"A$^{\ast}$", "A*"),
        ("A∗", "A*"),
        ("Łojasiewicz", "Lojasiewicz"),
        ("Møller", "Moller"),
        (r"$R^2$", "R2"),
    ],
)
def test_latex_greek_accents_and_wide_letters_are_spelled_out(spelled: str, plain: str) -> None:
    assert plain_name(spelled) == plain


def test_a_greek_letter_is_the_same_in_latex() -> None:
    assert fold_name(r"$\chi$-Net") == fold_name("χ-Net") != fold_name("Hi-Net")


@pytest.mark.parametrize("part", ["\\' ", "\\c ", "\\c{", "\\H { ", " "])
def test_a_long_hostile_name_takes_no_longer_than_it_is(part: str) -> None:
    start = time.process_time()
    plain_name("\\'" + part * 100_000)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("dash", "-‐‑‒–—−")
def test_no_kind_of_dash_counts(dash: str) -> None:
    assert fold_name(f"VQ{dash}VAE") == fold_name("VQ VAE")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("behaviour cloning", "behavior cloning"), ("topic modelling", "topic modeling"),
        ("randomised smoothing", "randomized smoothing"), ("visual dialog", "visual dialogue"),
        ("k-nearest neighbours", "k-nearest neighbor"), ("centre loss", "center loss"),
        ("robotic grasping", "robot grasping"),
    ],
)  # fmt: skip
def test_british_and_american_spelling_are_one(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_a_possessive_does_not_count() -> None:
    assert fold_name("Alzheimer's disease") == fold_name("Alzheimer disease")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CIFAR-10", "CIFAR-100"),
        ("C", "C++"),
        ("C", "C#"),
        ("A", "A*"),
        ("GPT-3.5", "GPT-35"),
        ("HumanEval", "HumanEval+"),
    ],
)
def test_digits_signs_and_a_point_between_digits_count(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("models", "model"), ("policies", "policy"), ("LLMs", "LLM"), ("LoRAs", "LoRA"),
        ("losses", "loss"), ("analysis", "analysis"), ("corpus", "corpus"), ("series", "series"),
        ("bias", "bias"), ("GANs", "GAN"), ("AIDS", "AIDS"),
        ("biases", "bias"), ("hypotheses", "hypothesis"), ("analyses", "analysis"),
    ],
)  # fmt: skip
def test_a_plural_is_made_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_words_are_cut_at_hyphens() -> None:
    assert name_words("Mixture-of-Experts layer") == ("mixture", "of", "expert", "layer")


def test_years_and_leading_zeros_do_not_make_other_numbers() -> None:
    assert numbers("AIME 2024") == numbers("AIME24")
    assert numbers("ACE 2005") == numbers("ACE05")
    assert numbers("SQuAD 2.0") == numbers("SQuAD v2") != numbers("SQuAD 2.1")
    assert numbers("PeMS07") == numbers("PeMS7") != numbers("PeMS8")


def test_an_acronym_is_told_from_a_name_and_a_phrase() -> None:
    assert [is_acronym(t) for t in ("GRPO", "LLMs", "T2I", "Adam", "beam search")] == [
        True, True, True, False, False,
    ]  # fmt: skip


@given(st.text(st.characters(codec="ascii")))
def test_a_key_has_neither_capitals_nor_spaces(text: str) -> None:
    folded = fold_name(text)
    assert folded == "".join(folded.casefold().split())


@given(st.text(alphabet="abcxyz -–_"))
def test_case_does_not_count(text: str) -> None:
    assert fold_name(text.title()) == fold_name(text)


@given(st.text(min_size=1))
def test_a_slug_is_plain_ascii(text: str) -> None:
    made = slug(text)
    assert made
    assert all(
        character.isascii() and (character.isalnum() or character == "-") for character in made
    )
