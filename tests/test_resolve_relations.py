"""Relations between entities: what is a variant of what, and what is a part of what."""

import re

import pytest
from resolve_example import mention, relations

from kg.naming import fold_name
from kg.records import Entity
from kg.resolution.relations import relations_of
from kg.resolution.variants import bases, read_rows
from kg.resolve import resolve


@pytest.mark.parametrize(
    ("variant", "base", "type"),
    [
        ("LLaMA-2-7B", "Llama 2", "method"),
        ("Llama 3", "LLaMA", "method"),
        ("GPT-4o", "GPT-4", "method"),
        ("GPT-4", "GPT", "method"),
        ("GPT-4o-mini-2024-07-18", "GPT-4o mini", "method"),
        ("BERT-large-uncased", "BERT", "method"),
        ("T5-11B", "T5", "method"),
        ("YOLOv8", "YOLO", "method"),
        ("Qwen2.5-VL-7B-Instruct", "Qwen2.5-VL", "method"),
        ("Claude 3.5 Sonnet", "Claude 3.5", "method"),
        ("Mixtral-8x7B-Instruct", "Mixtral", "method"),
        ("ImageNet-1K", "ImageNet", "dataset"),
        ("ImageNet-21k", "ImageNet", "dataset"),
        ("Tiny ImageNet", "ImageNet", "dataset"),
        ("ImageNet-C", "ImageNet", "benchmark"),
        ("CIFAR-10", "CIFAR", "dataset"),
        ("MATH-500", "MATH", "benchmark"),
        ("AIME24", "AIME", "benchmark"),
        ("AIME 2025", "AIME", "benchmark"),
        ("SWE-bench Verified", "SWE-bench", "benchmark"),
        ("HumanEval+", "HumanEval", "benchmark"),
        ("Recall@5", "Recall@K", "metric"),
        ("nDCG@10", "nDCG", "metric"),
    ],
)
def test_a_version_size_or_edition_is_a_variant(variant: str, base: str, type: str) -> None:
    pairs = {(s, t) for s, kind, t in relations(variant, base, type=type) if kind == "variant_of"}
    assert len(pairs) == 1
    source, target = pairs.pop()
    assert fold_name(target) == fold_name(base)
    assert source != target


@pytest.mark.parametrize(
    ("one", "other", "type"),
    [
        ("CIFAR-10", "CIFAR-100", "dataset"),
        ("RL", "RLHF", "method"),
        ("TinyLlama", "Llama", "method"),
        ("TD3", "TD", "method"),
        ("C4", "C", "dataset"),
        ("Math23K", "MATH", "dataset"),
        ("MathQA", "MATH", "dataset"),
        ("Transformer-XL", "BERT", "method"),
        ("image classification 2", "image classification", "task"),
        ("beam search pro", "beam search", "method"),
    ],
)
def test_names_that_only_look_related_are_not(one: str, other: str, type: str) -> None:
    assert relations(one, other, type=type) == set()


def test_an_alias_of_the_base_that_no_paper_writes_leads_to_it() -> None:
    assert relations("MS COCO 2017", "COCO", type="dataset") == {
        ("MS COCO 2017", "variant_of", "COCO")
    }


def test_the_nearest_base_is_taken() -> None:
    found = relations("LLaMA-2-7B-chat", "LLaMA-2-7B", "Llama 2", "LLaMA")
    assert {(fold_name(s), fold_name(t)) for s, _, t in found} == {
        ("llama27bchat", "llama27b"),
        ("llama27b", "llama2"),
        ("llama2", "llama"),
    }


def test_a_method_is_no_variant_of_a_dataset() -> None:
    found = resolve([mention("a", "Zeb-2", "method"), mention("b", "Zeb", "dataset")])
    assert found.relations == ()


def test_the_acronym_of_one_paper_has_no_versions_in_others() -> None:
    long = "Cloth Origami Learning Transfer"
    found = resolve([mention("a", "QOLT", expansion=long), mention("b", "QOLT 2016")])
    assert found.relations == ()


def test_a_relation_says_why() -> None:
    found = resolve([mention("a", "Zebra 2"), mention("b", "Zebra-2-7B-chat")])
    assert [relation.reason for relation in found.relations] == ["size 7B, tuning chat"]


@pytest.mark.parametrize(
    ("part", "whole"),
    [("QNLI", "GLUE"), ("ogbn-arxiv", "OGB"), ("BoolQ", "SuperGLUE"), ("XNLI", "XTREME")],
)
def test_a_part_of_a_suite_is_one(part: str, whole: str) -> None:
    assert relations(part, whole, type="benchmark") == {(part, "part_of", whole)}


def test_a_part_may_belong_to_two_suites() -> None:
    assert relations("RTE", "GLUE", "SuperGLUE", type="benchmark") == {
        ("RTE", "part_of", "GLUE"),
        ("RTE", "part_of", "SuperGLUE"),
    }


def test_relations_never_lead_back_to_where_they_start() -> None:
    entities = [
        Entity("method/a", "Quux-2", "method", ("Zebra",), named=True),
        Entity("method/b", "Zebra-2", "method", ("Quux",), named=True),
    ]
    assert len(relations_of(entities, {})) == 1


def test_the_rules_are_well_formed_and_hold_for_their_examples() -> None:
    for row in read_rows("variants.tsv"):
        assert row["place"] in ("start", "end")
        assert row["kind"] in ("any", "resource")
        assert row["rank"] in ("version", "edition")
        re.compile(row["pattern"])
        for example in row["examples"].split(", "):
            assert bases(example, "resource"), example


def test_the_list_of_parts_names_no_pair_twice() -> None:
    pairs = [(fold_name(row["part"]), fold_name(row["whole"])) for row in read_rows("parts.tsv")]
    assert len(pairs) == len(set(pairs))
    assert all(part and whole for part, whole in pairs)
