"""What the classifier of mentions is told of a candidate."""

from time import process_time

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract import load_pipeline
from kg.extract.candidates import candidates
from kg.extract.features import features
from kg.extract.text import paper_text
from kg.extract.words import words_of
from kg.records import Paper


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline()


def told(doc: Doc, text: str) -> list[str]:
    gathered = candidates(doc)
    described = features(doc, gathered)
    at = [words_of(doc).text(each.start, each.end) for each in gathered].index(text)
    return described[at]


def test_known_names_within_a_candidate_and_around_it_are_told(nlp: Language) -> None:
    doc = nlp(paper_text(Paper("p", "", "We train it by deep reinforcement learning.")))
    whole, part = (
        [each for each in told(doc, text) if " with " in each or " of " in each]
        for text in ("deep reinforcement learning", "reinforcement learning")
    )
    assert whole == ["ends with known=method", "ends with learnt=method"]
    assert part == ["end of known=method", "end of model=method", "end of learnt=method"]


def seconds(doc: Doc) -> float:
    gathered = candidates(doc)
    took = []
    for _ in range(3):
        start = process_time()
        features(doc, gathered)
        took.append(process_time() - start)
    return min(took)


def test_a_text_of_names_is_described_in_time_that_grows_as_its_length(nlp: Language) -> None:
    short, long = (
        nlp(paper_text(Paper("p", "", "BERT is on SQuAD. " * times))) for times in (200, 1600)
    )
    # Each candidate against each span of the text takes some fifty times as long.
    assert seconds(long) < 16 * seconds(short)
