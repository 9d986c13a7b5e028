"""Joins by strength: a cluster never holds two names that are clear on their own."""

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from resolve_example import entity_of, mention
from steps_taken import steps

from kg.records import Mention
from kg.resolution.corpus import join_names, survey
from kg.resolution.joins import ENTRY, Claims, Clusters, Join, Strength
from kg.resolution.name_counts import count_names
from kg.resolution.overrides import NO_OVERRIDES, parse_overrides
from kg.resolution.papers import read_uses
from kg.resolve import resolve

LONGS = [
    "reinforcement learning", "reinforcement learned", "dynamic advantage policy",
    "denoising diffusion probabilistic model", "direct alignment policy optimization",
    "rapid learning", "mixture of experts", "Segment Anything Model", "segment any motion",
]  # fmt: skip
NAMES = st.sampled_from([
    "RL", "DAPO", "Adam", "beam search", "Beam Search", "CIFAR-10", "CIFAR10", "CIFAR-10/100",
    "PPO", "RLHF", "DDPM", "MoE", "MOEs", "SAM", "SAM 2", "WMT14", "WMT 2014", "MATH", "math",
    "Llama-2-7B", "Llama 2", "llama", "ImageNet-1K", "ImageNet", "Zorbix", "Zorbix-2", *LONGS,
])  # fmt: skip
MENTIONS = st.lists(
    st.builds(
        mention,
        st.sampled_from("abcd"),
        NAMES,
        st.sampled_from(["method", "task", "dataset"]),
        st.sampled_from(["uses", "proposes"]),
        st.sampled_from([None, None, *LONGS]),
        st.none(),
        st.integers(0, 100),
        st.sampled_from([None, True]),
    ),
    max_size=14,
    unique_by=lambda made: (made.paper, made.start),
)


@pytest.fixture(scope="module", autouse=True)
def _gazetteer() -> None:
    """Read the gazetteer before anything is timed."""
    resolve([mention("a", "BERT")])


@given(MENTIONS, st.randoms(use_true_random=False))
def test_the_order_of_mentions_does_not_count(mentions: list[Mention], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(mentions)
    random.shuffle(shuffled)
    assert resolve(mentions) == resolve([*shuffled, *shuffled[:2]])


@given(MENTIONS)
def test_every_mention_is_evidence_of_exactly_one_link(mentions: list[Mention]) -> None:
    found = resolve(mentions)
    evidence = [(m.paper, m.start, m.text) for link in found.links for m in link.mentions]
    assert len(evidence) == len(set(evidence))
    single = {(m.paper, m.start, m.text) for m in mentions}
    assert single <= set(evidence)
    ids = {entity.id for entity in found.entities}
    assert len(ids) == len(found.entities)
    assert {link.entity for link in found.links} == ids


@given(MENTIONS)
def test_what_was_resolved_resolves_to_the_same_again(mentions: list[Mention]) -> None:
    found = resolve(mentions)
    assert resolve(m for link in found.links for m in link.mentions) == found


@given(MENTIONS)
def test_no_cluster_holds_two_clear_names(mentions: list[Mention]) -> None:
    papers = (
        read_uses(paper, [m for m in mentions if m.paper == paper], NO_OVERRIDES)
        for paper in "abcd"
    )
    counts = count_names(papers, NO_OVERRIDES)
    corpus = survey(counts, NO_OVERRIDES)
    clusters = join_names(corpus, counts.usual_kinds(), NO_OVERRIDES)
    entries: dict[str, set[str]] = {}
    senses: dict[tuple[str, str], set[str]] = {}
    for key, named in corpus.entries.items():
        top = min(named, key=lambda name: (-named[name], name))
        entries.setdefault(clusters.head(key), set()).add(top.casefold())
    for short, found in corpus.senses.items():
        for long, sense in found.of.items():
            senses.setdefault((clusters.head(long), short), set()).add(sense)
    assert all(len(held) == 1 for held in [*entries.values(), *senses.values()])


@settings(max_examples=60)
@given(MENTIONS)
def test_every_join_is_undone_by_its_one_line(mentions: list[Mention]) -> None:
    for merge in resolve(mentions).merges:
        line = f"different\t{merge.other}\t{merge.name}"
        again = resolve(mentions, parse_overrides([line], "test"))
        for entity in again.entities:
            written = {m.text for link in again.links if link.entity == entity.id
                       for m in link.mentions}  # fmt: skip
            # The gazetteer's name of an entity need not be one that a paper writes.
            names = {*entity.aliases, *(written & {entity.name})}
            assert not {merge.name, merge.other} <= names, line


@given(MENTIONS, st.sampled_from(["quuxing", "Frobnicator", "FROB-9"]))
def test_an_unrelated_paper_changes_nothing_of_the_others(
    mentions: list[Mention], name: str
) -> None:
    before, after = resolve(mentions), resolve([*mentions, mention("z", name)])
    assert set(before.entities) <= set(after.entities)
    assert set(before.links) <= set(after.links)
    assert set(before.relations) <= set(after.relations)


def joined(names: str, claims: Mapping[str, Claims], joins: Iterable[Join]) -> Clusters:
    clusters = Clusters(names, claims)
    for join in sorted(joins):
        clusters.join(join)
    return clusters


def test_a_weak_chain_does_not_lead_from_one_entry_to_another() -> None:
    claims = {"a": {ENTRY: frozenset({"A"})}, "c": {ENTRY: frozenset({"C"})}}
    chain = [
        Join(Strength.WORDING, 0, "a", "b", "alike"),
        Join(Strength.WORDING, 0, "b", "c", "alike"),
    ]
    found = joined("abc", claims, chain)
    assert found.head("a") == found.head("b") != found.head("c")


def test_the_stronger_of_two_joins_that_exclude_each_other_is_made() -> None:
    claims = {"a": {ENTRY: frozenset({"A"})}, "c": {ENTRY: frozenset({"C"})}}
    joins = [
        Join(Strength.WORDING, -9, "a", "b", "alike"),
        Join(Strength.DEFINITION, -1, "b", "c", "defined"),
    ]
    found = joined("abc", claims, joins)
    assert found.head("b") == found.head("c") != found.head("a")


def test_versions_do_not_meet_through_a_long_form_that_both_are_given() -> None:
    found = entity_of(
        resolve([
            mention("a", "XLM-2", expansion="extreme language model"),
            mention("b", "XLM-3", expansion="extreme language model"),
            mention("c", "XLM-2"), mention("d", "XLM-3"),
        ])
    )  # fmt: skip
    assert found["c", "XLM-2"] != found["d", "XLM-3"]


def test_steps_grow_little_faster_than_the_number_of_mentions() -> None:
    def steps_for(papers: int) -> int:
        mentions = [
            mention(f"p{i}", text, expansion=expansion)
            for i in range(papers)
            for text, expansion in (
                (f"NET{i % 997}", f"neural exchange type {i % 997}"),
                (f"Method-{i}", None), ("GRPO", None), (f"NET{i % 89}", None),
            )
        ]  # fmt: skip
        return steps(lambda: resolve(mentions))

    steps_for(10)
    assert steps_for(2000) < 9 * steps_for(250)


def test_steps_grow_little_faster_than_the_definitions_of_one_acronym() -> None:
    def steps_for(papers: int) -> int:
        words = [(f"f{a}oo", f"b{b}ar", f"b{a}{b}az") for a in range(40) for b in range(40)]
        mentions = [mention(f"p{i}", "FBB", expansion=" ".join(words[i])) for i in range(papers)]
        return steps(lambda: resolve(mentions))

    steps_for(10)
    assert steps_for(800) < 6 * steps_for(200)
