"""Which long form a short form stands for."""

from spacy.tokens import Doc

from kg.extract.expansions import with_expansions
from kg.extract.found import Found
from kg.extract.pipeline import propose
from kg.training.learning import blank_pipeline


def expanded(text: str, *names: str, canonical: str | None = None) -> dict[str, str | None]:
    doc: Doc = propose(blank_pipeline())(text)
    found = []
    for name in names:
        span = doc.char_span(text.index(name), text.index(name) + len(name))
        assert span is not None
        found.append(Found(span.start, span.end, "method", 0.9, "model", canonical, None))
    return {
        doc[each.start : each.end].text: each.expansion
        for each in with_expansions(doc, sorted(found, key=lambda each: each.start))
    }


def test_a_definition_gives_the_long_form() -> None:
    text = "We use masked zebra modelling (MZM)."
    assert expanded(text, "masked zebra modelling", "MZM")["MZM"] == "masked zebra modelling"


def test_a_coined_name_in_brackets_stands_for_the_phrase_before_it() -> None:
    text = "We propose the Forgetting Zebra (FoX)."
    assert expanded(text, "Forgetting Zebra", "FoX")["FoX"] == "Forgetting Zebra"


def test_names_that_are_listed_or_begin_otherwise_stand_for_themselves() -> None:
    text = "We propose the Forgetting Zebra (FoX)."
    assert expanded(text, "Forgetting Zebra", "FoX", canonical="FoX")["FoX"] is None
    text = "We propose the Sleeping Zebra (FoX)."
    assert expanded(text, "Sleeping Zebra", "FoX")["FoX"] is None
