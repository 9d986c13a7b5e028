"""Which surface forms become one entity, and which do not."""

from hypothesis import given
from hypothesis import strategies as st

from kg.naming import fold_name, slug
from kg.records import Mention
from kg.resolve import Resolution, resolve


def mention(
    paper: str,
    text: str,
    type: str = "method",
    role: str = "uses",
    expansion: str | None = None,
    canonical: str | None = None,
    start: int = 10,
) -> Mention:
    return Mention(
        paper, "abstract", start, start + len(text), text, type, role, 0.9, "model",  # type: ignore[arg-type]
        0, 200, expansion, canonical,
    )  # fmt: skip


def entity_of(found: Resolution) -> dict[tuple[str, str], str]:
    return {(link.paper, m.text): link.entity for link in found.links for m in link.mentions}


def same(first: Mention, second: Mention) -> bool:
    found = entity_of(resolve([first, second]))
    return found[first.paper, first.text] == found[second.paper, second.text]


def test_case_hyphen_space_and_plural_do_not_count() -> None:
    assert same(mention("a", "Diffusion Models"), mention("b", "diffusion model"))
    assert same(mention("a", "VQ-VAE"), mention("b", "VQ VAEs"))


def test_sizes_and_versions_stay_apart() -> None:
    assert not same(mention("a", "CIFAR-10"), mention("b", "CIFAR-100"))
    assert not same(mention("a", "ImageNet-1K"), mention("b", "ImageNet-21k"))
    assert not same(mention("a", "ImageNet"), mention("b", "Tiny ImageNet"))
    assert not same(mention("a", "Llama 2"), mention("b", "LLaMA-2-7B"))
    assert not same(mention("a", "GPT-4"), mention("b", "GPT-4o"))


def test_an_acronym_is_its_long_form_in_another_paper() -> None:
    defined = mention("a", "RL", expansion="reinforcement learning")
    assert same(defined, mention("b", "Reinforcement Learning"))
    assert not same(defined, mention("b", "RLHF"))


def test_an_acronym_with_two_definitions_is_two_entities() -> None:
    first = mention("a", "DAPO", expansion="Direct Advantage Policy Optimization")
    second = mention("b", "DAPO", expansion="Decoupled Clip and Dynamic Sampling")
    assert not same(first, second)


def test_two_wordings_of_one_definition_are_one_entity() -> None:
    first = mention("a", "RLHF", expansion="reinforcement learning from human feedback")
    second = mention("b", "RLHF", expansion="reinforcement learning with human feedback")
    assert same(first, second)


def test_a_gazetteer_name_joins_its_aliases() -> None:
    assert same(mention("a", "LSUN", canonical="LSUN"), mention("b", "lsun", canonical="LSUN"))


def test_greek_letters_and_latex_are_spelled_out() -> None:
    assert fold_name("β-VAE") == fold_name(r"$\beta$-VAE") == fold_name("beta VAE")


def test_the_type_is_that_of_most_papers() -> None:
    found = resolve(
        [mention("a", "GSM8K", "dataset"), mention("b", "GSM8K", "benchmark"),
         mention("c", "GSM8K", "benchmark")]
    )  # fmt: skip
    assert [entity.id for entity in found.entities] == ["benchmark/gsm8k"]


def test_the_role_is_the_strongest_that_the_paper_states() -> None:
    found = resolve([mention("a", "PODS", role="uses"), mention("a", "PODS", role="proposes")])
    assert [link.role for link in found.links] == ["proposes"]


def test_a_proper_name_is_told_from_a_term() -> None:
    found = resolve([mention("a", "GRPO"), mention("a", "knowledge distillation", start=40)])
    assert {entity.name: entity.named for entity in found.entities} == {
        "GRPO": True,
        "knowledge distillation": False,
    }


def test_each_joined_name_has_its_reason() -> None:
    found = resolve([mention("a", "RL", expansion="reinforcement learning")])
    assert [(merge.name, merge.reason) for merge in found.merges] == [
        ("reinforcement learning", "long form that a paper defines")
    ]


NAMES = st.sampled_from(["RL", "DAPO", "Adam", "beam search", "Beam Search", "CIFAR-10", "PPO"])
MENTIONS = st.lists(
    st.builds(
        mention,
        st.sampled_from("abcd"),
        NAMES,
        st.sampled_from(["method", "task", "dataset"]),
        st.sampled_from(["uses", "proposes"]),
        st.sampled_from([None, "reinforcement learning", "dynamic advantage policy"]),
        st.sampled_from([None, "Adam"]),
        st.integers(0, 100),
    ),
    max_size=25,
    unique_by=lambda made: (made.paper, made.start),
)


@given(MENTIONS, st.randoms())
def test_the_order_of_mentions_does_not_count(mentions, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(mentions)
    random.shuffle(shuffled)
    assert resolve(mentions) == resolve(shuffled)


@given(MENTIONS)
def test_every_mention_is_evidence_of_exactly_one_link(mentions) -> None:  # type: ignore[no-untyped-def]
    found = resolve(mentions)
    evidence = [made for link in found.links for made in link.mentions]
    assert sorted(evidence, key=repr) == sorted(mentions, key=repr)
    ids = {entity.id for entity in found.entities}
    assert len(ids) == len(found.entities)
    assert {link.entity for link in found.links} == ids


@given(st.text(min_size=1))
def test_a_slug_is_plain_ascii(text: str) -> None:
    made = slug(text)
    assert made
    assert all(
        character.isascii() and (character.isalnum() or character == "-") for character in made
    )
