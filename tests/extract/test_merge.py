"""What becomes of the names that are found, before they get roles."""

from dataclasses import replace

import pytest
from spacy.tokens import Doc

from kg.extract.candidates import Candidate
from kg.extract.found import Found
from kg.extract.merge import LEAST_PROBABILITIES, NO_ENTITY, SURE, repeats, select
from kg.extract.pipeline import propose
from kg.records import EntityType
from kg.training.learning import blank_pipeline


def read(text: str) -> Doc:
    return propose(blank_pipeline())(text)


def first(doc: Doc, name: str, score: float = 0.9) -> Found:
    position = next(token.i for token in doc if token.text == name)
    return Found(position, position + 1, "method", score, "model", None, None)


def repeated(text: str, name: str, score: float = 0.9) -> list[str]:
    doc = read(text)
    return [doc[each.start - 1].text for each in repeats(doc, [first(doc, name, score)])]


def test_a_sure_name_is_marked_wherever_its_paper_writes_it_again() -> None:
    assert repeated("QuokkaNet is new. Then QuokkaNet and now QuokkaNet.", "QuokkaNet") == [
        "Then",
        "now",
    ]


def test_a_doubtful_name_is_not_marked_again() -> None:
    assert not repeated("Quokka is new. Then Quokka.", "Quokka", SURE - 0.1)


def test_a_word_of_lower_case_is_not_marked_again() -> None:
    assert not repeated("We try pruning. Then pruning helps.", "pruning")


def test_a_part_of_a_longer_word_is_not_the_name() -> None:
    assert not repeated("QuokkaNet is new. We like QuokkaNet-based models.", "QuokkaNet")


def test_a_place_that_is_taken_stays_what_it_is() -> None:
    doc = read("QuokkaNet is new. We prune QuokkaNet now.")
    again = first(doc, "prune")
    taken = replace(again, end=again.end + 1)
    assert not list(repeats(doc, [first(doc, "QuokkaNet"), taken]))


@pytest.mark.parametrize("kind", LEAST_PROBABILITIES)
def test_a_candidate_counts_from_the_least_probability_of_its_type(kind: EntityType) -> None:
    doc = read("We study herds.")
    least = LEAST_PROBABILITIES[kind]

    def chosen(probability: float) -> list[str]:
        shares = [[probability, 1 - probability]]
        found = select(
            doc, [Candidate(2, 3, {"model"})], (kind, NO_ENTITY), shares, LEAST_PROBABILITIES
        )
        return [each.type for each in found]

    assert chosen(least + 0.01) == [kind]
    assert chosen(least - 0.01) == []
