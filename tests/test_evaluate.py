"""The quality figures: what counts as found, and what the tables say."""

import gzip
import json
from pathlib import Path

import pytest
from paper_list import rows

from kg.errors import InputError
from kg.evaluate import fold_form, format_figures, gold_papers, read_judged, score


def judged(*entities: dict, paper: str = "a") -> dict:
    return read_judged([json.dumps({"id": paper, "entities": list(entities)})], "test")


def entity(name: str, type: str = "method", role: str = "uses", named: bool = True) -> dict:
    return {"name": name, "type": type, "role": role, "named": named, "mentions": [name]}


def test_case_hyphens_and_plural_make_no_difference() -> None:
    assert fold_form("VQ-VAEs") == fold_form("vq vae")


def test_an_entity_is_found_by_any_of_its_forms() -> None:
    gold = judged({**entity("RL"), "mentions": ["RL", "reinforcement learning"]})
    found = score(gold, judged(entity("Reinforcement Learning")))
    assert found.scores["core"].f1 == 100


def test_a_wrong_type_is_a_miss_and_a_false_find() -> None:
    found = score(judged(entity("GLUE", "benchmark")), judged(entity("GLUE", "method")))
    assert (found.scores["benchmark"].recall, found.scores["method"].precision) == (0, 0)
    assert found.scores["any"].f1 == 100


def test_a_dataset_for_a_benchmark_is_a_resource_all_the_same() -> None:
    found = score(judged(entity("GLUE", "benchmark")), judged(entity("GLUE", "dataset")))
    assert found.scores["resource"].f1 == 100


def test_a_second_find_of_one_entity_is_false() -> None:
    gold = judged({**entity("RL"), "mentions": ["RL", "reinforcement learning"]})
    found = score(gold, judged(entity("RL"), entity("reinforcement learning")))
    assert found.scores["core"].precision == 50


def test_terms_do_not_count_among_the_names() -> None:
    found = score(judged(entity("distillation", named=False)), judged())
    assert found.scores["core-named"].gold == 0


def test_the_role_counts_where_the_entity_is_found() -> None:
    gold = judged(entity("BERT", role="uses"), entity("GPT", role="proposes"))
    assert score(gold, judged(entity("BERT"), entity("GPT"))).role == 50


def test_names_in_other_scripts_link_papers_only_if_they_are_the_same() -> None:
    gold = judged(entity("β")) | judged(entity("图神"), paper="b") | judged(entity("β"), paper="c")
    assert score(gold, gold).scores["links"].gold == 1


def test_two_papers_with_one_name_are_a_link() -> None:
    gold = judged(entity("BERT")) | judged(entity("BERT"), paper="b")
    alone = judged(entity("BERT")) | judged(entity("bert"), paper="b")
    assert score(gold, alone).scores["links"].f1 == 100


def test_a_paper_that_was_not_read_counts_as_empty() -> None:
    assert score(judged(entity("BERT")), {}).scores["core"].recall == 0


@pytest.mark.parametrize("broken", ['{"id": "b"}', '{"id": "b", "entities": ["x"]}', '["b"]', "{"])
def test_a_broken_line_is_named(broken: str) -> None:
    with pytest.raises(InputError, match="gold, line 2"):
        read_judged(['{"id": "a", "entities": []}', broken], "gold")


@pytest.mark.parametrize("wrong", [{"type": "metod"}, {"role": "use"}])
def test_an_unknown_type_or_role_is_named_with_its_line(wrong: dict[str, str]) -> None:
    row = {"id": "a", "entities": [entity("BERT") | wrong]}
    with pytest.raises(InputError, match=r"gold, line 1: .*'(metod|use)' is no (type|role)"):
        read_judged([json.dumps(row)], "gold")


def test_a_gold_file_that_is_not_utf8_is_named_with_its_line(annotation: Path) -> None:
    gold = annotation / "dev.jsonl"
    gold.write_bytes(gold.read_bytes() + b'\n{"id": "\xff", "entities": []}\n')
    with pytest.raises(InputError, match=r"dev\.jsonl, line 2: .* invalid start byte"):
        gold_papers(gold)


def test_missing_texts_are_named(tmp_path: Path) -> None:
    (tmp_path / "dev.jsonl").write_text("", encoding="utf8")
    with pytest.raises(InputError, match=r"dev_abstracts\.jsonl: no such file"):
        gold_papers(tmp_path / "dev.jsonl")


def test_the_table_has_a_line_a_figure() -> None:
    lines = format_figures(score(judged(entity("BERT")), judged(entity("BERT")))).splitlines()
    assert lines[0] == "core         P 100.0  R 100.0  F1 100.0   gold 1"
    assert lines[-1] == "role         accuracy 100.0"


@pytest.fixture
def annotation(tmp_path: Path) -> Path:
    text = "We introduce FlipNet. FlipNet beats BERT on the GLUE benchmark."
    (tmp_path / "dev_abstracts.jsonl").write_text(
        json.dumps({"id": "a", "title": "FlipNet: A Network", "abstract": text}), encoding="utf8"
    )
    entities = [entity("FlipNet"), entity("BERT"), entity("GLUE", "benchmark")]
    (tmp_path / "dev.jsonl").write_text(
        json.dumps({"id": "a", "entities": entities}), encoding="utf8"
    )
    return tmp_path


def test_what_each_layer_gives_is_a_line_a_layer(annotation: Path) -> None:
    shown = rows("eval", annotation, "--layers", "--json")
    without = {row["without"]: row["scores"]["core-named"]["f1"] for row in shown}
    assert without["nothing"] == 100
    assert {"all but the ner", "ner", "kg_gazetteer", "kg_lexicon", "resolution"} <= set(without)


def test_the_reliability_table_counts_every_link(annotation: Path) -> None:
    bins = rows("eval", annotation, "--reliability", "--json")
    assert sum(row["links"] for row in bins) >= 3
    assert all(row["least"] <= row["mean"] < row["most"] for row in bins)


def test_texts_may_lie_in_a_folder_of_files(annotation: Path) -> None:
    texts = annotation / "texts"
    texts.mkdir()
    row = (annotation / "dev_abstracts.jsonl").read_bytes()
    (texts / "first.jsonl.gz").write_bytes(gzip.compress(row))
    (texts / "second.jsonl").write_text("", encoding="utf8")
    _, papers = gold_papers(annotation / "dev.jsonl", texts)
    assert [paper.id for paper in papers] == ["a"]


def test_a_text_in_two_files_is_one_paper(annotation: Path) -> None:
    texts = annotation / "texts"
    texts.mkdir()
    for name in ("first.jsonl", "second.jsonl"):
        (texts / name).write_bytes((annotation / "dev_abstracts.jsonl").read_bytes())
    _, papers = gold_papers(annotation / "dev.jsonl", texts)
    assert [paper.id for paper in papers] == ["a"]


def test_texts_are_cleaned_as_those_of_a_list_are(annotation: Path) -> None:
    row = {"id": "a", "title": "", "abstract": "We introduce \\emph{FlipNet}."}
    (annotation / "dev_abstracts.jsonl").write_text(json.dumps(row), encoding="utf8")
    _, (paper,) = gold_papers(annotation / "dev.jsonl")
    assert paper.abstract == "We introduce FlipNet."


def test_missing_texts_of_some_papers_are_an_error(annotation: Path) -> None:
    gold = annotation / "dev.jsonl"
    gold.write_text(gold.read_text() + '\n{"id": "b", "entities": []}\n', encoding="utf8")
    with pytest.raises(InputError, match=r"lacks 1 of the 2 papers of .*, among them b"):
        gold_papers(gold)


def test_texts_of_other_papers_are_refused(annotation: Path) -> None:
    others = annotation / "others.jsonl"
    others.write_text(json.dumps({"id": "z", "title": "", "abstract": "Else."}), encoding="utf8")
    with pytest.raises(InputError, match=r"others\.jsonl: holds none of the papers"):
        gold_papers(annotation / "dev.jsonl", others)
