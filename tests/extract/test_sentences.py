"""Where sentences begin and end."""

import spacy

from kg.extract.sentences import make_sentences
from kg.extract.tokenizer import make_tokenizer

NLP = spacy.blank("en")
NLP.tokenizer = make_tokenizer()(NLP)
SENTENCES = make_sentences(NLP, "kg_sentences")


def cut(text: str) -> list[str]:
    return [sentence.text.strip() for sentence in SENTENCES(NLP.make_doc(text)).sents]


def test_the_title_is_a_sentence_of_its_own() -> None:
    assert cut("A title without a stop\n\nThe first sentence.") == [
        "A title without a stop",
        "The first sentence.",
    ]


def test_a_decimal_point_or_citation_ends_nothing() -> None:
    text = "It gains 3.5 points over Vaswani et al. in all."
    assert cut(text) == [text]


def test_a_closing_quote_stays_with_its_sentence() -> None:
    assert cut('They say "it works." We agree.') == ['They say "it works."', "We agree."]


def test_a_stop_behind_tex_ends_a_sentence() -> None:
    assert cut("It needs $O(n)$. We show it.") == ["It needs $O(n)$.", "We show it."]
    assert cut("It gains $3.5$. We show it.") == ["It gains $3.5$.", "We show it."]
