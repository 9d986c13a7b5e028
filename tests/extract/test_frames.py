"""The layer of frames: what stands where a paper names a thing."""

import pytest
from spacy.language import Language

from kg.extract.frames import SPAN_GROUP
from kg.extract.text import paper_text
from kg.learning import blank_pipeline
from kg.records import Paper


@pytest.fixture(scope="module")
def frames() -> Language:
    nlp = blank_pipeline()
    nlp.add_pipe("kg_sentences")
    nlp.add_pipe("kg_frames")
    return nlp


def framed(nlp: Language, abstract: str, title: str = "") -> set[str]:
    doc = nlp(paper_text(Paper(id="p", title=title, abstract=abstract)))
    return {span.text for span in doc.spans[SPAN_GROUP]}


@pytest.mark.parametrize(
    ("abstract", "name"),
    [
        ("We call for a network, dubbed hedgehog, that is small.", "hedgehog"),
        ("In this work we propose Antidote, which is simple.", "Antidote"),
        ("It is tested on the Freiburg groceries dataset.", "Freiburg groceries"),
        ("It wins on AlpacaEval 2.0 by far.", "AlpacaEval 2.0"),
        ("We train the open model gpt-oss-120b again.", "gpt-oss-120b"),
        ("We start from Qwen3-4B-Base here.", "Qwen3-4B-Base"),
        (
            "We study Reinforcement Learning with Verifiable Rewards now.",
            "Reinforcement Learning with Verifiable Rewards",
        ),
    ],
)
def test_a_frame_names_the_thing(frames: Language, abstract: str, name: str) -> None:
    assert name in framed(frames, abstract)


def test_what_stands_before_the_colon_of_a_title_is_a_name(frames: Language) -> None:
    assert "Antidote" in framed(frames, "It helps.", "Antidote: A Cure for Forgetful Networks")


def test_the_capitals_of_a_title_in_title_case_tell_nothing(frames: Language) -> None:
    assert framed(frames, "It helps.", "Learning to Cure Forgetful Networks") == set()


def test_a_capital_that_opens_a_sentence_tells_nothing(frames: Language) -> None:
    assert framed(frames, "Networks forget. Training helps.") == set()


def test_a_name_is_found_again_where_it_opens_a_sentence(frames: Language) -> None:
    doc = frames("We propose Antidote. Antidote is fast.")
    assert [span.text for span in doc.spans[SPAN_GROUP]] == ["Antidote", "Antidote"]
