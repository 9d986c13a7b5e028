"""Which surface forms become one entity, and which do not."""

import pytest
from resolve_example import entity_of, mention, same

from kg.resolve import resolve


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Diffusion Models", "diffusion model"),
        ("VQ-VAE", "VQ VAEs"),
        ("pre-training", "pretraining"),
        ("β-VAE", "beta-VAE"),
        (r"$\beta$-VAE", "β–VAE"),
        (r"$\ell_2$ regularization", "ℓ₂ regularisation"),
        ("Ｌｌａｍａ\u00a02", "Llama 2"),
        (r"\textbf{\emph{Bézier}} curves", "Bezier curve"),
        ("soft\u00adprompt", "softprompt"),
        ("CIFAR10", "CIFAR-10"),
        ("Llama2-7B", "LLaMA-2-7B"),
    ],
)
def test_spellings_of_one_name_are_one_entity(one: str, other: str) -> None:
    assert same(mention("a", one), mention("b", other))


@pytest.mark.parametrize(
    ("one", "other", "type"),
    [
        ("CIFAR-10", "CIFAR-100", "dataset"),
        ("ImageNet", "ImageNet-1K", "dataset"),
        ("ImageNet-1K", "ImageNet-21k", "dataset"),
        ("ImageNet", "Tiny ImageNet", "dataset"),
        ("Llama 2", "LLaMA-2-7B", "method"),
        ("Llama 2", "Llama 3", "method"),
        ("GPT-4", "GPT-4o", "method"),
        ("ROUGE-1", "ROUGE-2", "metric"),
        ("C", "C++", "method"),
        ("A*", "A", "method"),
        ("RL", "RLHF", "method"),
        ("Llama Guard 2", "Llama Guard 3", "method"),
        ("MS COCO 2014", "MS COCO 2017", "dataset"),
        ("Recall@1", "Recall@5", "metric"),
        ("nDCG", "nDCG@10", "metric"),
        ("Distinct-1", "Distinct-2", "metric"),
    ],
)
def test_versions_sizes_and_editions_stay_apart(one: str, other: str, type: str) -> None:
    assert not same(mention("a", one, type), mention("b", other, type))


def test_an_alias_of_the_gazetteer_that_names_a_variant_is_not_the_same() -> None:
    one_thousand = mention("a", "ImageNet-1K", "dataset", canonical="ImageNet")
    assert not same(one_thousand, mention("b", "ImageNet", "dataset", canonical="ImageNet"))


def test_a_year_in_two_digits_is_the_year_in_four() -> None:
    assert same(mention("a", "Zebra24", "benchmark"), mention("b", "Zebra 2024", "benchmark"))
    assert not same(mention("a", "Zebra24", "benchmark"), mention("b", "Zebra 2025", "benchmark"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ActivityNet v1.3", "ActivityNet-1.3"),
        ("ACE 2005", "ACE05"),
        ("Argoverse 2.0", "Argoverse 2"),
    ],
)
def test_a_version_is_one_however_it_is_written(one: str, other: str) -> None:
    assert same(mention("a", one, "dataset"), mention("b", other, "dataset"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("OTB-2015", "OTB-100"),
        ("CUB", "CUB-200"),
        ("CUB-200", "CUB-200-2011"),
        ("Caltech-UCSD Birds 200", "Caltech-UCSD Birds-200-2011"),
        ("SQuAD v1", "SQuAD v1.1"),
    ],
)
def test_a_listed_name_with_another_number_is_the_same(one: str, other: str) -> None:
    assert same(mention("a", one, "dataset"), mention("b", other, "dataset"))


def test_a_metric_with_a_cutoff_is_one_under_both_its_names() -> None:
    assert same(mention("a", "R@5", "metric"), mention("b", "Recall@5", "metric"))
    assert same(mention("a", "mAP50", "metric"), mention("b", "mAP@0.5", "metric"))


def test_a_known_dataset_is_what_its_users_say_that_it_stands_for() -> None:
    bare = [mention(paper, "GTEA", "dataset") for paper in "abcdef"]
    long = "Georgia Tech Egocentric Activities"
    assert same(mention("g", "GTEA", "dataset", expansion=long), bare[0], *bare[1:])
    new = mention("g", "GTEA", "dataset", "proposes", expansion="Gait Transition Event Archive")
    assert not same(new, bare[0], *bare[1:])


@pytest.mark.parametrize("expansion", [None, "Multi-Joint Synthesis"])
def test_what_a_paper_proposes_is_not_the_dataset_that_others_name_by_an_alias(
    expansion: str | None,
) -> None:
    proposed = mention("a", "MJSynth", role="proposes", expansion=expansion, named=True)
    found = entity_of(resolve([proposed, mention("b", "Synth90k", "dataset")]))
    assert found["a", "MJSynth"] == "method/mjsynth"
    assert found["b", "Synth90k"] == "dataset/mjsynth"


@pytest.mark.parametrize(
    ("long", "is_known"), [("visual object classes", True), ("visual order consistency", False)]
)
def test_the_alias_of_a_known_name_means_what_its_paper_defines(long: str, is_known: bool) -> None:
    short = mention("a", "VOC", "dataset", canonical="Pascal VOC", expansion=long)
    assert same(short, mention("b", "PASCAL VOC", "dataset")) == is_known


def test_the_owner_of_a_known_name_is_no_part_of_it() -> None:
    assert same(mention("a", "Google's Gemini"), mention("b", "Gemini"))
    assert same(mention("a", "Mozilla’s Common Voice", "dataset"),
                mention("b", "Common Voice", "dataset"))  # fmt: skip
    assert not same(mention("a", "Brown's Sam"), mention("b", "SAM", canonical="SAM"))


def test_a_gazetteer_name_joins_its_aliases() -> None:
    assert same(mention("a", "LSUN", canonical="LSUN"), mention("b", "lsun", canonical="LSUN"))


def test_an_everyday_word_is_not_the_acronym_that_is_spelled_like_it() -> None:
    benchmark = mention("a", "MATH", "benchmark", canonical="MATH")
    assert not same(benchmark, mention("b", "math", "task"))


def test_the_type_is_that_of_most_papers() -> None:
    found = resolve(
        [mention("a", "Zeb8", "dataset"), mention("b", "Zeb8", "benchmark"),
         mention("c", "Zeb8", "benchmark")]
    )  # fmt: skip
    assert [entity.id for entity in found.entities] == ["benchmark/zeb8"]


def test_the_gazetteer_decides_what_kind_of_thing_a_rare_name_is() -> None:
    found = resolve(
        [mention("a", "GSM8K", "method"), mention("b", "GSM8K", "benchmark", canonical="GSM8K")]
    )
    assert [entity.id for entity in found.entities] == ["benchmark/gsm8k"]


def test_the_gazetteer_knows_a_name_however_papers_write_it() -> None:
    found = resolve([
        mention("a", "transformer"), mention("b", "transformers"),
        mention("c", "Transformer", canonical="Transformer"),
    ])  # fmt: skip
    assert [(entity.name, entity.named) for entity in found.entities] == [("Transformer", True)]


def test_the_role_is_the_strongest_that_the_paper_states() -> None:
    found = resolve([mention("a", "PODS", role="uses"), mention("a", "PODS", role="proposes")])
    assert [link.role for link in found.links] == ["proposes"]


def test_a_proper_name_is_told_from_a_term() -> None:
    found = resolve([mention("a", "GRPO"), mention("a", "knowledge distillation", start=40)])
    assert {entity.name: entity.named for entity in found.entities} == {
        "GRPO": True,
        "knowledge distillation": False,
    }


def test_an_entity_bears_the_acronym_where_the_field_uses_it() -> None:
    long, short = "extreme quasi learning", "XQL"
    defined = mention("a", short, expansion=long)
    rare = [mention(paper, long) for paper in "bcde"]
    assert [e.name for e in resolve([defined, *rare]).entities] == [long]
    used = [mention(paper, short) for paper in "bc"]
    assert [e.name for e in resolve([defined, *used, mention("f", long)]).entities] == [short]


def test_a_term_is_called_in_the_singular() -> None:
    found = resolve([mention("a", "zigzag policies"), mention("b", "zigzag policies")])
    assert [entity.name for entity in found.entities] == ["zigzag policy"]


def test_the_things_that_a_term_is_of_stay_many() -> None:
    (entity,) = resolve(
        [mention("a", "Zigzag of Things"), mention("b", "Zigzag of Things")]
    ).entities
    assert entity.name == "Zigzag of Things"


def test_a_term_is_called_in_small_letters_but_for_3d() -> None:
    forms = ["3D Tracking", "3D Tracking", "3D tracking", "3D tracking", "3d tracking"]
    found = resolve(mention(f"p{i}", form, "task") for i, form in enumerate(forms))
    assert [entity.name for entity in found.entities] == ["3D tracking"]


def test_a_name_in_latex_is_called_as_it_is_read_and_found_as_it_is_written() -> None:
    (entity,) = resolve([mention("p", r"$\text{M}^{3}$Bolt")]).entities
    assert (entity.name, entity.aliases) == ("M3Bolt", (r"$\text{M}^{3}$Bolt",))


def test_a_short_name_in_another_case_is_not_what_the_gazetteer_knows() -> None:
    of_vision = mention("a", "VLLMs", expansion="vision large language models")
    spelled = mention("c", "vision large language model")
    engine = mention("b", "vLLM", canonical="vLLM", named=True)
    assert not same(of_vision, engine)
    assert same(of_vision, spelled, engine)


def test_a_term_with_the_name_of_a_person_keeps_its_capital() -> None:
    many = [mention(paper, "Gaussian primitives") for paper in "ab"]
    (entity,) = resolve([*many, mention("c", "gaussian primitives")]).entities
    assert entity.name == "Gaussian primitive"


def test_a_homonym_is_told_by_its_long_form_and_the_frequent_one_keeps_the_plain_id() -> None:
    rare = mention("a", "ZAPQ", expansion="zero-order advantage policy quest")
    frequent = [
        mention(paper, "ZAPQ", expansion="zonal attention patch quantiser") for paper in "bc"
    ]
    found = entity_of(resolve([rare, *frequent]))
    assert found["b", "ZAPQ"] == "method/zapq"
    assert found["a", "ZAPQ"] == "method/zapq-zero-order-advantage-policy-quest"


def test_each_joined_name_has_its_reason() -> None:
    found = resolve([
        mention("a", "XQL", expansion="extreme quasi learning"), mention("b", "XQLs"),
        mention("c", "RL"), mention("d", "reinforcement-learning"),
    ])  # fmt: skip
    assert [(merge.name, merge.other, merge.reason) for merge in found.merges] == [
        ("RL", "reinforcement-learning", "alias of reinforcement learning in the gazetteer"),
        ("XQLs", "XQL", "the same but for plural"),
        ("extreme quasi learning", "XQL", "acronym defined in a"),
    ]


def test_no_mentions_are_no_entities() -> None:
    assert resolve([]).entities == ()
    assert resolve([mention("a", "--")]).entities == ()


def test_two_entries_with_one_folded_name_are_each_spelled_as_their_own() -> None:
    found = resolve(
        [
            mention("a", "SuperGLUE", "benchmark", canonical="SuperGLUE"),
            mention("b", "SuperGlue", canonical="SuperGlue"),
        ]
    )
    assert {entity.type: entity.name for entity in found.entities} == {
        "benchmark": "SuperGLUE",
        "method": "SuperGlue",
    }
