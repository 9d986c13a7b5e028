"""Names of competitions, and of the teams that take part."""

import pytest
from spacy.language import Language

from kg.extract import extract_mentions
from kg.extract.competitions import competitions
from kg.extract.words import words_of
from kg.records import Paper


def found_in(nlp: Language, text: str) -> list[str]:
    words = words_of(nlp(text))
    return [words.text(start, end) for start, end in competitions(words)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We won the QuokkaEval 2024 Shared Task on counting.", "QuokkaEval 2024 Shared Task"),
        ("We describe our system for the Wombat Shared Task.", "Wombat Shared Task"),
        ("It won the 3rd Marsupial Tracking Challenge.", "3rd Marsupial Tracking Challenge"),
        ("We won the First International Quokka Competition.", "International Quokka Competition"),
        ("It won the Wombat Grand Challenge 2025 Track 2.", "Wombat Grand Challenge 2025 Track 2"),
        ("Results for QuokkaEval 2024 Shared Task 2 are given.", "QuokkaEval 2024 Shared Task 2"),
        ("We take part in the Emus in Motion Challenge 2023.", "Emus in Motion Challenge 2023"),
        ("Evaluating QuokkaEval 2024 Shared Task entries pays.", "QuokkaEval 2024 Shared Task"),
    ],
)  # fmt: skip
def test_a_competition_is_found_with_its_event_and_year(
    nlp: Language, text: str, name: str
) -> None:
    assert found_in(nlp, text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Counting quokkas is a challenge in 2024, and so is the competition for food.",
        "The Second Shared Task was harder.",
        "The 2024 Competition was harder.",
        "Conclusion The Challenge of Scale remains.",
        "A Divide-and-Conquer System For Shared Task entries",
    ],
)
def test_a_difficulty_or_a_bare_year_is_no_competition(nlp: Language, text: str) -> None:
    assert found_in(nlp, text) == []


def named(title: str, abstract: str) -> set[tuple[str, str, bool | None]]:
    ((_, mentions),) = extract_mentions([Paper("p", title, abstract)])
    return {(mention.text, mention.type, mention.named) for mention in mentions}


def test_a_competition_is_a_named_benchmark_whatever_tasks_its_name_holds() -> None:
    text = "We took part in the QuokkaEval 2024 Machine Translation Shared Task."
    name = "QuokkaEval 2024 Machine Translation Shared Task"
    assert (name, "benchmark", True) in named("Submission of Wombats", text)


def test_a_team_that_only_the_title_names_is_no_method() -> None:
    title = "WombatNLP at QuokkaEval-2024 Task 8: Counting Quokkas with BERT"
    texts = {text for text, _, _ in named(title, "We fine-tune BERT to count quokkas.")}
    assert "WombatNLP" not in texts
    assert "BERT" in texts


def test_a_team_that_is_called_like_its_system_is_a_method() -> None:
    title = "WombatNet at QuokkaEval-2024 Task 8: Counting Quokkas"
    found = named(title, "We present WombatNet, a network that counts quokkas.")
    assert ("WombatNet", "method", True) in found
