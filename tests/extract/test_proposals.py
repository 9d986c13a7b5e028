"""When a paper may be taken to propose a name that the gazetteer knows."""

import pytest
from spacy.language import Language

from kg.extract.found import Found
from kg.extract.proposals import is_presented
from kg.extract.text import paper_text
from kg.records import Paper


def presented(nlp: Language, name: str, text: str, title: str = "A Study", **said: str) -> bool:
    """Check whether a text presents the first of a name's places in it as the paper's own."""
    doc = nlp.get_pipe("kg_sentences")(nlp.make_doc(paper_text(Paper("p", title, text))))
    start = doc.text.index(name)
    span = doc.char_span(start, start + len(name))
    expansion = said.get("expansion")
    return is_presented(doc, [Found(span.start, span.end, "method", 1.0, "model", name, expansion)])


@pytest.mark.parametrize(
    "text",
    [
        "We introduce BERT, which reads both ways.",
        "This paper presents the first large encoder that reads both ways, BERT.",
        "We also provide a model that is tuned to follow orders, BERT.",
        "We train a network called BERT.",
        "Our encoder, BERT, reads both ways.",
        "Experiments are on a new encoder, BERT.",
    ],
)
def test_the_object_of_a_verb_of_proposing_is_presented(nlp: Language, text: str) -> None:
    assert presented(nlp, "BERT", text)


@pytest.mark.parametrize(
    "text",
    [
        "BERT achieves 91% of it.",
        "We propose a method based on BERT.",
        "We introduce a pruning of BERT.",
        "Our pruned BERT is fast.",
        "We present a method. BERT is slower.",
    ],
)
def test_what_is_only_built_on_or_measured_is_not(nlp: Language, text: str) -> None:
    assert not presented(nlp, "BERT", text)


def test_a_title_presents_the_name_that_it_begins_with(nlp: Language) -> None:
    assert presented(nlp, "BERT", "It reads both ways.", title="BERT: Reading Both Ways")
    assert not presented(nlp, "BERT", "It reads both ways.", title="What Does BERT Read?")


def test_a_name_that_is_spelled_out_anew_is_another_thing_than_the_known_one(
    nlp: Language,
) -> None:
    text = "The LORA module is small."
    assert presented(nlp, "LORA", text, expansion="long range attention")
    assert not presented(nlp, "LORA", text, expansion="low-rank adaptation")
