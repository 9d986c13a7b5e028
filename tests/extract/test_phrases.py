"""Names that are tokenized late are found as if all had been tokenized at the start."""

from itertools import chain

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.matcher import PhraseMatcher

import kg.extract  # noqa: F401  Registers the components.
from kg.extract.phrases import Phrases

NAMES = {
    "short": ["AI", "a", "C++", "3D"],
    "cut by the tokenizer": ["GPT-4o", "Mixture-of-Experts", "CIFAR-10/100", "don't", "pass@1"],
    "other spellings": ["mixture of experts", "Mixture  of\nExperts", "cifar-10"],
    "Greek": ["ΣΟΦΟΣ", "Σ-Net", "ΣΟΦΟΣ Σ"],
    "long": ["Reinforcement Learning from Human Feedback", "reinforcement learning"],
}


@pytest.fixture(scope="module")
def nlp() -> Language:
    made = spacy.blank("en")
    made.add_pipe("kg_sentences")
    return made


def _at_the_start(nlp: Language, text: str) -> list[tuple[str, int, int]]:
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    for key, spellings in NAMES.items():
        matcher.add(key, [nlp.make_doc(spelling) for spelling in spellings])
    return [(nlp.vocab.strings[key], start, end) for key, start, end in matcher(nlp(text))]


@given(
    st.lists(
        st.sampled_from([*chain(*NAMES.values()), " ", "\n\n", "-", "σ", "ς", "of", "learning"])
    )
)
def test_names_are_found_as_by_a_matcher_that_knows_all(nlp: Language, words: list[str]) -> None:
    text = "".join(words)
    assert Phrases(nlp, NAMES.items()).find(nlp(text)) == _at_the_start(nlp, text)


def test_a_name_is_found_in_each_document(nlp: Language) -> None:
    phrases = Phrases(nlp, NAMES.items())
    found = [phrases.find(nlp(f"{text} learns")) for text in ("The AI", "GPT-4O", "An ai")]
    assert [[match[0] for match in each] for each in found] == [
        ["short"],
        ["cut by the tokenizer"],
        ["short"],
    ]


def test_a_name_that_no_text_has_whole_is_not_tokenized(nlp: Language) -> None:
    tokenized = []

    class Counting:
        vocab = nlp.vocab

        def make_doc(self, text: str) -> spacy.tokens.Doc:
            tokenized.append(text)
            return nlp.make_doc(text)

    names = ["GPT-4o", "LLaMA", "contrastive learning", "contrastive loss", "contrastive"]
    phrases = Phrases(Counting(), [("name", names)])  # type: ignore[arg-type]
    for text in ("LLaMA and llama", "contrastive learning", "contrastive learning"):
        phrases.find(nlp(text))
    assert sorted(tokenized) == ["LLaMA", "contrastive", "contrastive learning"]
