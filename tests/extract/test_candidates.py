"""Candidates: where a find of the recogniser may end, and where no name goes on."""

from __future__ import annotations

import pytest
from spacy.tokens import Span

from kg.extract.candidates import candidates, settled
from kg.extract.words import words_of
from kg.training.learning import blank_pipeline


def proposed(text: str, find: str) -> set[str]:
    """Return what is proposed where the recogniser finds one stretch of text."""
    nlp = blank_pipeline()
    nlp.add_pipe("kg_sentences")
    nlp.add_pipe("kg_abbreviations")
    doc = nlp(text)
    start = text.index(find)
    found = doc.char_span(start, start + len(find), alignment_mode="expand")
    doc.ents = [Span(doc, found.start, found.end, label="method")]
    return {doc[each.start : each.end].text for each in candidates(doc)}


@pytest.mark.parametrize(
    ("find", "pieces"),
    [
        ("Herd Counter – QuokkaNet", {"Herd Counter", "QuokkaNet"}),
        ("Herd Counter (QuokkaNet", {"Herd Counter", "QuokkaNet"}),
        ("QuokkaNet) by day", {"QuokkaNet", "by day"}),
        ("Herd Counter - QuokkaNet", {"Herd Counter", "QuokkaNet"}),
    ],
)
def test_no_name_goes_on_over_a_spaced_dash_or_half_a_bracket(find: str, pieces: set[str]) -> None:
    found = proposed(f"We train {find} for zebras.", find)
    assert pieces <= found
    assert not any(mark in text for text in found for mark in (" – ", "(", ")"))


def test_a_spaced_hyphen_in_a_text_that_a_program_took_apart_belongs_to_the_name() -> None:
    assert "self - training" in proposed("We use self - training , then stop .", "self - training")


def test_only_the_brackets_without_another_half_cut_a_name() -> None:
    assert {"TD(0)", "QuokkaNet"} <= proposed("We train TD(0) (QuokkaNet.", "TD(0) (QuokkaNet")
    closed_first = proposed("We train QuokkaNet) and (HerdNet.", "QuokkaNet) and (HerdNet")
    assert {"QuokkaNet", "HerdNet"} <= closed_first
    assert not any(mark in text for text in closed_first for mark in "()")


@pytest.mark.parametrize("name", ["Quokka-Net", "TD(0) learning", "L[1] loss"])
def test_a_joint_and_a_whole_bracket_stay_in_the_name(name: str) -> None:
    assert name in proposed(f"We train {name} for zebras.", name)


def test_modifiers_and_generic_heads_may_be_left_out() -> None:
    assert {"QuokkaNet", "QuokkaNet model"} <= proposed(
        "a novel QuokkaNet model", "QuokkaNet model"
    )


@pytest.mark.parametrize("text", ["kPa", "COLT 2016", "NASA", "2EXPTIME-complete", "IEEE"])
def test_units_venues_agencies_and_complexity_classes_are_no_names(text: str) -> None:
    assert proposed(f"We report {text} of zebras.", text) == set()


@pytest.mark.parametrize(
    "text", ["SoK", "Theorem 4.3", "Subtask B", "Phase 2", "Dataset II", "PhD", "CC BY-NC-SA 4.0"]
)
def test_what_labels_a_paper_or_a_part_of_one_is_no_name(text: str) -> None:
    assert proposed(f"We report {text} of zebras.", text) == set()


@pytest.mark.parametrize("text", ["NIPS", "KAIST", "ICDAR 2015", "NPE", "Step-3", "B100"])
def test_what_is_also_a_dataset_or_method_may_be_a_name(text: str) -> None:
    assert text in proposed(f"We report {text} of zebras.", text)


@pytest.mark.parametrize(
    "text",
    [
        "JSON",
        "European AI Act",
        "Zebra License 2.0",
        "Parkinson's disease",
        "Zebra Institute for Stripes",
        "RQ2",
        "December 2025 release",
        "Field-Programmable Gate Arrays",
        "line of sight",
        "unmanned aerial vehicles",
        "degrees of freedom",
        "whole-slide images",
        "NVIDIA Jetson Orin Nano",
        "RTX A6000",
        "V100",
        "L40S",
        "Python",
        "ISO 26262",
        "Zebra Translation Center",
        "Zebra Parliament",
    ],
)
def test_formats_laws_diseases_institutes_devices_and_dates_are_no_names(text: str) -> None:
    assert proposed(f"We report {text} of zebras.", text) == set()


@pytest.mark.parametrize("text", ["D_eval", "Pi_n", "Delta_ij", "\\ours", "\\datasetname", "Top-3"])
def test_symbols_macros_and_counts_are_no_names(text: str) -> None:
    assert proposed(f"We report {text} of zebras.", text) == set()


@pytest.mark.parametrize("text", ["F_1", "L_2", "Top-1", "\\QuokkaNet"])
def test_measures_and_the_names_of_macros_may_be_names(text: str) -> None:
    assert proposed(f"We report {text} of zebras.", text)


@pytest.mark.parametrize("text", ["Pavia University", "Heart Disease", "Data Centers"])
def test_datasets_called_by_what_they_are_of_may_be_names(text: str) -> None:
    assert text in proposed(f"We report {text} of zebras.", text)


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Herds are counted (Quoll and Dingo, 2015).", "Quoll"),
        ("Herds are counted (Quoll, 1962).", "Quoll"),
        ("Dingo & Quoll [2017] count herds.", "Quoll"),
        ("Herds are counted as by Quoll et al. before.", "Quoll"),
    ],
)
def test_the_authors_of_a_citation_are_no_names(text: str, author: str) -> None:
    assert proposed(text, author) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We train Adam and Lion (2023 steps each).", "Lion"),
        ("We train HerdNet (Quoll, 2015).", "HerdNet"),
        ("We count Quolls and Dingos 2015 times.", "Dingos"),
    ],
)
def test_a_name_beside_a_number_or_before_a_citation_is_no_author(text: str, name: str) -> None:
    assert name in proposed(text, name)


def test_the_short_form_of_what_is_no_name_is_none_either() -> None:
    text = "The Zebra Institute for Stripes (ZIS) counts. We train ZIS and ZIS-Net."
    assert "ZIS" not in proposed(text, "ZIS and")
    assert "ZIS-Net" in proposed(text, "ZIS-Net")


@pytest.mark.parametrize(
    ("text", "find", "name"),
    [
        ("We release HERD$^{syn}$, a dataset.", "HERD$^{syn", "HERD$^{syn}$"),
        ("We propose Allo{SR}$^2$, a method.", "Allo{SR", "Allo{SR}$^2$"),
        ("We ask Google's Quokka now.", "Google's Quokka", "Quokka"),
        ("We use Dingo's algorithm now.", "Dingo's", "Dingo's algorithm"),
        ("We ask GPT-{3, 4} now.", "GPT-{3", "GPT-{3"),
    ],
)
def test_a_chosen_name_is_whole_and_without_its_owner(text: str, find: str, name: str) -> None:
    nlp = blank_pipeline()
    nlp.add_pipe("kg_sentences")
    doc = nlp(text)
    start = text.index(find)
    found = doc.char_span(start, start + len(find), alignment_mode="expand")
    start, end = settled(words_of(doc), found.start, found.end)
    assert doc[start:end].text == name


def test_a_possessive_is_no_name_without_its_noun() -> None:
    assert proposed("We use Dingo's herd.", "Dingo's") == set()
    assert "Dingo's" in proposed("We use Dingo's algorithm.", "Dingo's")
    assert "QPV's" in proposed("We drive vehicles (QPV's).", "QPV's")


@pytest.mark.parametrize(
    "name", ["3DrawQuokka", "mQuokkaSum", "ML-Quokka", "R4-QGQA", "AM-QRT*", "QUOKKA"]
)
def test_the_word_before_the_colon_of_a_title_is_its_name(name: str) -> None:
    assert name in proposed(f"{name}: Counting Zebras from the Air\n\nWe count herds.", "herds")


@pytest.mark.parametrize(
    "title",
    [
        "Self-Training: Counting Zebras",
        "AI: Counting Zebras",
        "ZEBRAS: COUNTING FROM THE AIR",
        "RETRACTED: Counting Zebras",
        "QuokkaNet counts: Zebras from the Air",
    ],
)
def test_other_words_at_the_beginning_of_a_title_are_not_taken_for_names(title: str) -> None:
    assert proposed(f"{title}\n\nWe count herds.", "herds") == {"herds"}


@pytest.mark.parametrize(
    ("text", "find", "name"),
    [
        ("Although Zebra Learning spreads.", "Although Zebra Learning", "Zebra Learning"),
        ("Recently, Zebra Learning spreads.", "Recently, Zebra Learning", "Zebra Learning"),
        ("We use As-Rigid-As-Zebras.", "As-Rigid-As-Zebras", "As-Rigid-As-Zebras"),
    ],
)
def test_the_word_that_opens_a_sentence_is_no_part_of_a_name(
    text: str, find: str, name: str
) -> None:
    found = proposed(text, find)
    assert name in found
    assert name == find or find not in found
