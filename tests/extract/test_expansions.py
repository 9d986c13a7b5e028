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


def test_the_noun_behind_a_name_is_no_part_of_its_long_form() -> None:
    text = "We propose the Zebra-Wise Quantization framework (ZWQ)."
    assert expanded(text, "Zebra-Wise Quantization", "ZWQ")["ZWQ"] == "Zebra-Wise Quantization"


def test_a_find_at_the_end_of_a_long_form_that_is_spelled_out_is_the_whole_of_it() -> None:
    text = "We measure effective zebra memorization (EZM)."
    found = expanded(text, "zebra memorization", "EZM")
    assert found == {"effective zebra memorization": None, "EZM": "effective zebra memorization"}
    text = "We measure what is extended by pure zebra memorization (EZM)."
    assert "zebra memorization" in expanded(text, "zebra memorization", "EZM")


def test_quotes_and_stars_around_a_long_form_are_no_part_of_it() -> None:
    text = "We propose “Masked Zebra Modelling” (MZM)."
    assert expanded(text, "MZM")["MZM"] == "Masked Zebra Modelling"


def test_a_long_form_is_marked_where_it_is_repeated_instead_of_parts_of_it() -> None:
    text = "Masked Zebra Modelling\n\nWe use masked zebra modelling (MZM)."
    found = expanded(text, "Zebra Modelling", "MZM", "masked zebra modelling")
    assert set(found) == {"Masked Zebra Modelling", "masked zebra modelling", "MZM"}


def test_a_repeated_long_form_does_not_cut_a_longer_name() -> None:
    text = "Deeply Masked Zebra Modelling\n\nWe use masked zebra modelling (MZM)."
    found = expanded(text, "Deeply Masked Zebra", "MZM", "masked zebra modelling")
    assert set(found) == {"Deeply Masked Zebra", "masked zebra modelling", "MZM"}


def test_a_term_with_a_short_form_stands_for_the_same_in_full_where_that_was_found() -> None:
    text = "Striped time series (STS): we study STS counting, striped time series counting."
    found = expanded(text, "STS counting", "striped time series counting")
    assert found["STS counting"] == "striped time series counting"
    assert expanded(text, "STS counting")["STS counting"] is None


def test_a_name_built_on_a_short_form_stands_for_itself() -> None:
    text = "Striped series (STS) are many. We propose STS v2, or striped series v2."
    assert expanded(text, "STS v2", "striped series v2")["STS v2"] is None
