"""Things that several papers propose under one name."""

from dataclasses import replace

import pytest
from resolve_example import entity_of, mention

from kg.records import Mention
from kg.resolution.overrides import parse_overrides
from kg.resolve import Resolution, resolve


def proposed(paper: str, name: str = "Zorbix", type: str = "method") -> Mention:
    return mention(paper, name, type, "proposes", named=True)


def titled(paper: str, name: str) -> Mention:
    """Propose something by the name with which the title begins."""
    return replace(proposed(paper, name), field="title", start=0, end=len(name), sentence_start=0)


def used(paper: str, name: str = "Zorbix", type: str = "method") -> Mention:
    return mention(paper, name, type, "uses", named=True)


def entities(found: Resolution) -> dict[str, str]:
    return {paper: entity for (paper, _), entity in entity_of(found).items()}


def test_papers_use_what_the_only_paper_that_proposes_something_of_this_name_proposes() -> None:
    found = entities(resolve([proposed("a"), used("b"), used("c", "zorbix")]))
    assert len(set(found.values())) == 1


def test_two_papers_that_propose_something_of_one_name_propose_two_things() -> None:
    resolved = resolve([proposed("a"), proposed("b")])
    assert [entity.name for entity in resolved.entities] == ["Zorbix", "Zorbix"]
    assert entities(resolved)["a"] != entities(resolved)["b"]


def test_which_of_two_things_a_paper_uses_is_not_guessed() -> None:
    found = entities(resolve([proposed("a"), proposed("b"), used("c"), used("d")]))
    assert found["c"] == found["d"]
    assert found["c"] not in (found["a"], found["b"])


def test_a_thing_of_its_own_is_told_apart_by_its_paper() -> None:
    found = entities(resolve([proposed("arxiv:2405.01234"), used("b"), used("c"), proposed("d")]))
    assert found["b"] == "method/zorbix"
    assert found["arxiv:2405.01234"] == "method/zorbix-arxiv-2405-01234"


def test_a_definition_by_one_paper_does_not_reach_into_another_that_proposes_its_own() -> None:
    long = "zero order regularised bilevel indexing"
    defining = mention("a", "ZORBI", role="proposes", expansion=long, named=True)
    found = entities(resolve([defining, proposed("b", "ZORBI")]))
    assert found["a"] != found["b"]


def test_a_method_is_not_the_benchmark_of_its_name_in_other_papers() -> None:
    found = entities(resolve([proposed("a"), used("b", type="benchmark")]))
    assert found == {"a": "method/zorbix", "b": "benchmark/zorbix"}


def test_a_name_in_the_gazetteer_is_one_thing_whoever_proposes_it() -> None:
    found = entities(resolve([proposed("a", "LoRA"), proposed("b", "LoRA"), used("c", "LoRA")]))
    assert set(found.values()) == {"method/lora"}


def test_two_titles_that_begin_with_a_name_in_the_gazetteer_propose_two_things() -> None:
    found = entities(resolve([titled("a", "SPADE"), titled("b", "SPADE"), used("c", "SPADE")]))
    assert len(set(found.values())) == 3


def test_one_such_title_proposes_what_the_gazetteer_has() -> None:
    found = entities(resolve([titled("a", "SPADE"), used("b", "SPADE")]))
    assert found["a"] == found["b"]


def test_what_many_papers_use_is_one_thing_whatever_titles_seem_to_propose() -> None:
    papers = [used(f"p{number}", "LoRA") for number in range(20)]
    found = entities(resolve([titled("a", "LoRA"), titled("b", "LoRA"), *papers]))
    assert set(found.values()) == {"method/lora"}


def test_a_definition_is_not_that_of_a_known_name_with_which_another_title_begins() -> None:
    long = "sparse pruning and distilling of experts"
    defining = mention("a", "SPADE", role="proposes", expansion=long, named=True)
    found = entities(resolve([defining, titled("b", "SPADE")]))
    assert found["a"] != found["b"]


@pytest.mark.parametrize(("known", "other"), [("DimeNet", "DIME-Net"), ("Codex", "Code-X")])
def test_a_title_that_spells_a_known_name_otherwise_proposes_another_thing(
    known: str, other: str
) -> None:
    found = entities(resolve([titled("a", other), used("b", known)]))
    assert found["a"] != found["b"]


@pytest.mark.parametrize(("known", "other"), [("LoRA", "LORA"), ("GPT-4o", "GPT-4O")])
def test_other_spellings_of_a_name_are_the_known_thing_where_the_paper_also_uses_its_own(
    known: str, other: str
) -> None:
    found = entities(resolve([titled("a", other), proposed("a", known), used("b", known)]))
    assert len(set(found.values())) == 1


def test_a_known_term_is_the_same_in_a_title_with_capitals() -> None:
    papers = [titled("a", "Batch Normalization"), used("b", "batch normalization")]
    assert len(set(entities(resolve(papers)).values())) == 1


def test_a_line_of_the_user_joins_the_two_that_are_one_work() -> None:
    line = "same\tZorbix arxiv:2405.01234\tZorbix doi:10.1000/1"
    mentions = [proposed("arxiv:2405.01234"), proposed("doi:10.1000/1")]
    assert len(resolve(mentions).entities) == 2
    assert len(resolve(mentions, parse_overrides([line], "test")).entities) == 1
