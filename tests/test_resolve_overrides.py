"""The overrides file: what a user says of names comes before everything else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resolve_example import entity_of, mention
from steps_taken import steps

from kg.errors import InputError
from kg.resolution.overrides import Overrides, parse_overrides, read_overrides
from kg.resolve import Resolution, resolve


def with_lines(*lines: str) -> Overrides:
    return parse_overrides(["# comment", "", *lines], "mine.tsv")


def resolved(overrides: Overrides, *names: str) -> Resolution:
    return resolve([mention(f"p{i}", name) for i, name in enumerate(names)], overrides)


def test_same_joins_two_names_whatever_speaks_against_it() -> None:
    found = resolved(with_lines("same\tLlama 2\tLLaMA-2-7B"), "Llama 2", "LLaMA-2-7B")
    assert [entity.aliases for entity in found.entities] == [("LLaMA-2-7B",)]
    assert [(m.name, m.reason) for m in found.merges] == [("LLaMA-2-7B", "overrides file")]


def test_same_joins_all_names_of_two_known_things() -> None:
    mentions = [
        mention("a", "GRPO", role="proposes", expansion="Group Relative Policy Optimization"),
        mention("b", "PPO"),
        mention("c", "proximal policy optimization"),
        mention("d", "group relative policy optimization"),
    ]
    assert len(resolve(mentions).entities) == 2
    assert len(resolve(mentions, with_lines("same\tGRPO\tPPO")).entities) == 1


def test_where_a_line_stands_in_its_file_is_no_part_of_what_it_says() -> None:
    (line,) = parse_overrides(["drop\tZeb"], "a.tsv").lines
    (moved,) = parse_overrides(["# comment", "drop\tZeb"], "b.tsv").lines
    assert repr(line) == repr(moved)


def test_same_can_say_the_type() -> None:
    found = resolved(with_lines("same\tZeb\tQuux\tbenchmark"), "Zeb", "Quux")
    assert [entity.type for entity in found.entities] == ["benchmark"]


def test_different_undoes_a_join_of_the_gazetteer() -> None:
    names = ("LSTM", "long short-term memory")
    assert len(resolved(Overrides(), *names).entities) == 1
    assert len(resolved(with_lines("different\t" + "\t".join(names)), *names).entities) == 2


def test_different_keeps_two_spellings_apart() -> None:
    found = resolved(with_lines("different\tZEB\tzeb"), "ZEB", "zeb", "Zeb")
    by_name = entity_of(found)
    assert by_name["p0", "ZEB"] == by_name["p2", "Zeb"] != by_name["p1", "zeb"]


@pytest.mark.parametrize("kept", ["zeb model\tzeb models", "zeb models\tzeb model"])
def test_a_plural_that_is_kept_apart_is_shown_as_one(kept: str) -> None:
    found = resolved(with_lines(f"different\t{kept}"), "zeb models", "zeb model", "quux models")
    assert {entity.name for entity in found.entities} == {"zeb models", "zeb model", "quux model"}


def test_different_keeps_two_spellings_apart_of_what_one_paper_proposes() -> None:
    mentions = [
        mention("a", "Zeb Bench", "benchmark", "proposes", named=True),
        mention("a", "ZebBench", "benchmark", "proposes", "Zeb Bench", start=50, named=True),
    ]
    assert len(resolve(mentions).entities) == 1
    assert len(resolve(mentions, with_lines("different\tZebBench\tZeb Bench")).entities) == 2


def test_different_keeps_two_short_forms_of_one_phrase_apart() -> None:
    long = "reinforced listing"
    mentions = [
        mention("a", "DAPO", expansion=long),
        mention("b", "math", "dataset", expansion=long),
    ]
    assert len(resolve(mentions).entities) == 1
    assert len(resolve(mentions, with_lines("different\tDAPO\tmath")).entities) == 2


def test_different_undoes_a_definition_in_a_paper() -> None:
    mentions = [
        mention("a", "XQL", expansion="extreme quasi learning"),
        mention("b", "extreme quasi learning"),
    ]
    overrides = with_lines("different\tXQL\textreme quasi learning")
    assert len(resolve(mentions).entities) == 1
    assert len(resolve(mentions, overrides).entities) == 2


def test_name_says_what_an_entity_is_called() -> None:
    found = resolved(with_lines("name\tLSTM\tLong Short-Term Memory"), "LSTMs")
    assert [(entity.id, entity.name) for entity in found.entities] == [
        ("method/long-short-term-memory", "Long Short-Term Memory")
    ]


def test_type_says_what_an_entity_is() -> None:
    found = resolved(with_lines("type\tZeb\ttask"), "Zeb", "zeb")
    assert [entity.type for entity in found.entities] == ["task"]


def test_drop_leaves_an_entity_out_under_all_its_names() -> None:
    mentions = [mention("a", "XQL", expansion="extreme quasi learning"), mention("b", "RL")]
    found = resolve(mentions, with_lines("drop\tExtreme Quasi-Learning"))
    assert [link.paper for link in found.links] == ["b"]
    assert resolve(mentions[1:], with_lines("drop\treinforcement learning")).entities == ()


@pytest.mark.parametrize("name", ["XQL", "extreme quasi learning"])
def test_drop_leaves_an_entity_out_in_papers_that_use_its_other_names(name: str) -> None:
    mentions = [
        mention("a", "XQL", expansion="extreme quasi learning"),
        mention("b", "XQL"),
        mention("c", "Extreme Quasi-Learning"),
        mention("d", "GRPO"),
    ]
    found = resolve(mentions, with_lines(f"drop\t{name}"))
    assert [link.paper for link in found.links] == ["d"]


def test_drop_leaves_a_name_that_another_line_keeps_apart() -> None:
    names = ("LSTM", "long short-term memory")
    found = resolved(with_lines("different\t" + "\t".join(names), "drop\tLSTM"), *names)
    assert [link.paper for link in found.links] == ["p1"]


def test_drop_of_an_acronym_of_several_things_leaves_them_under_their_long_forms() -> None:
    mentions = [
        mention("a", "XQL", expansion="extreme quasi learning"),
        mention("b", "XQL", expansion="cross query labelling"),
        mention("c", "cross query labelling"),
    ]
    found = resolve(mentions, with_lines("drop\tXQL"))
    assert [link.paper for link in found.links] == ["c"]


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("method/extreme-quasi-learning", "Extreme quasi-learning"),
        ("benchmark/humaneval-plus", "HumanEval+"),
        ("dataset/math", "MATH"),
    ],
)
def test_an_id_stands_for_its_name(id: str, name: str) -> None:
    assert with_lines(f"drop\t{id}").dropped == with_lines(f"drop\t{name}").dropped
    assert resolved(with_lines(f"drop\t{id}"), name, "Zeb").links[0].paper == "p1"


def test_what_a_name_line_shows_may_look_like_an_id() -> None:
    (line,) = with_lines("name\tmethod/zeb\tmethod/quux").lines
    assert line.names == ("zeb", "method/quux")


def test_a_line_with_a_name_that_no_paper_uses_is_told_once() -> None:
    overrides = with_lines(
        "drop\tFrob",
        "same\tZeb\tQuux",
        "different\tQuux\tFrob",
        "name\tZeb\tFrob",
        "drop\tGRPO",
        "type\tgroup relative policy optimization\ttask",
    )
    found = resolve([mention("a", "Zeb"), mention("b", "GRPO")], overrides)
    assert [(note.file, note.place, note.text) for note in found.notes] == [
        ("mine.tsv", "line 3", "no paper names 'Frob'"),
        ("mine.tsv", "line 4", "no paper names 'Quux'"),
        ("mine.tsv", "line 5", "no paper names 'Quux' or 'Frob'"),
        ("mine.tsv", "line 8", "no paper names 'group relative policy optimization'"),
    ]


def test_a_line_that_undoes_a_join_with_a_known_name_is_not_told_of() -> None:
    (merge,) = resolved(Overrides(), "long short-term memory").merges
    found = resolved(with_lines(f"different\t{merge.other}\t{merge.name}"), merge.name)
    assert (found.merges, found.notes) == ((), ())


def test_variant_and_part_state_relations() -> None:
    overrides = with_lines("variant\tZeb\tQuux", "part\tFrob\tQuux", "part\tFrob\tNobody")
    found = resolved(overrides, "Zeb", "Quux", "Frob")
    assert [(r.source, r.kind, r.target, r.reason) for r in found.relations] == [
        ("method/frob", "part_of", "method/quux", "overrides file"),
        ("method/zeb", "variant_of", "method/quux", "overrides file"),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("join\ta\tb", "unknown word 'join'"),
        ("same a b", "fields are separated by tabs"),
        ("same\ta", "takes same<tab>A<tab>B<tab>[TYPE], not 1 fields"),
        ("different\ta\tb\tc", "takes different<tab>A<tab>B, not 3"),
        ("type\ta\tmodel", "'model' is no type of entity"),
        ("same\ta\tb\tthing", "'thing' is no type of entity"),
        ("drop\t--", "holds no letter and no digit"),
        ("same\ta\ta", "both names are 'a'"),
    ],
)
def test_a_malformed_line_is_named_with_its_file_and_place(line: str, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        with_lines("drop\tx", line)
    assert str(caught.value).startswith("mine.tsv, line 4: ")
    assert problem in str(caught.value)


def test_each_line_of_a_long_file_takes_the_same_time() -> None:
    lines = [f"same\ta{n}\tb{n}" for n in range(2000)]
    few = steps(lambda: parse_overrides(lines[:200], "mine.tsv"))
    assert steps(lambda: parse_overrides(lines, "mine.tsv")) < 11 * few


def test_a_line_that_says_the_opposite_of_another_is_refused() -> None:
    with pytest.raises(InputError, match="line 4: says the opposite of line 3"):
        with_lines("same\ta\tb", "different\tb\ta")


def test_a_contradiction_through_a_third_name_is_refused() -> None:
    overrides = with_lines("same\tZeb\tQuux", "same\tQuux\tFrob", "different\tZeb\tFrob")
    with pytest.raises(InputError) as caught:
        resolved(overrides, "Zeb", "Quux", "Frob")
    said = str(caught.value)
    assert said.startswith("mine.tsv, line 4: 'Quux' and 'Frob' are the same by this line")
    assert said.endswith("different by mine.tsv, line 5")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("same\tBERT\tImageNet", "different\tbert\timage-net"),
        ("different\tBERT\tImageNet", "same\tImage-Nets\tBERTs"),
        ("name\tBERT\tX", "name\tBert\tY"),
        ("type\tBERT\ttask", "type\tbert\tmethod"),
        ("same\tBERT\tZeb\ttask", "type\tBERT\tmethod"),
        ("variant\tA1\tB1", "variant\tb1\ta1"),
        ("part\tA1\tB1", "part\tb1\ta1"),
    ],
)
def test_a_line_that_contradicts_another_in_other_spellings_is_refused(
    first: str, second: str
) -> None:
    with pytest.raises(InputError, match=r"mine\.tsv, line 5: says .* line 3$"):
        with_lines(first, "drop\tFrob", second)


def test_a_line_that_says_the_same_as_another_is_kept() -> None:
    said = ["name\tBERT\tX", "name\tbert\tX", "variant\tA1\tB1", "part\tB1\tA1"]
    assert len(with_lines(*said, *said).lines) == 4


def test_spellings_that_are_kept_apart_are_no_contradiction() -> None:
    said = ["different\tZEB\tzeb", "name\tZEB\tZebra", "name\tzeb\tZebu"]
    assert with_lines(*said).displayed().keys() == {"zeb", "zeb\x1fzeb"}


def test_a_file_that_is_missing_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.tsv: cannot be read"):
        read_overrides(tmp_path / "none.tsv")
    (tmp_path / "bad.tsv").write_bytes(b"drop\ta\r\n\ndrop\t\xff\xfe\n")
    with pytest.raises(InputError, match=r"bad\.tsv, line 3: not UTF-8"):
        read_overrides(tmp_path / "bad.tsv")


def test_comments_and_line_ends_do_not_change_the_digest() -> None:
    plain = parse_overrides(["same\ta\tb"], "x")
    noted = parse_overrides(["\ufeff# why", "same\ta\tb\r\n", "same\ta\tb"], "y")
    assert plain.digest == noted.digest != Overrides().digest


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=30), max_size=6))
def test_any_text_is_read_or_refused_with_its_line(lines: list[str]) -> None:
    try:
        overrides = parse_overrides(lines, "any.tsv")
    except InputError as error:
        assert str(error).startswith("any.tsv, line ")
    else:
        assert parse_overrides(map(str, overrides.lines), "again") == overrides
