"""What an acronym stands for, in the paper that writes it and in the others."""

import pytest
from resolve_example import entity_of, mention, same

from kg.extract.gazetteer import read_gazetteer
from kg.naming import fold_name
from kg.resolution.known import kind_of, usual_senses
from kg.resolve import resolve


def test_what_holds_the_acronym_is_not_what_it_stands_for() -> None:
    long = "black-box optimization benchmarking"
    assert same(
        mention("a", "BBOB", "benchmark", expansion=long), mention("b", "BBOB", "benchmark")
    )


def test_an_acronym_is_its_long_form_in_another_paper() -> None:
    defined = mention("a", "XQL", expansion="extreme quasi learning")
    assert same(defined, mention("b", "Extreme Quasi-Learning"))
    assert same(defined, mention("b", "XQL"))


def test_reinforcement_learning_is_rl_and_not_rlhf() -> None:
    assert same(mention("a", "RL"), mention("b", "Reinforcement Learning"))
    assert not same(mention("a", "RLHF"), mention("b", "Reinforcement Learning"))


def test_a_diffusion_model_is_not_ddpm() -> None:
    ddpm = mention("a", "DDPM", expansion="Denoising diffusion probabilistic models")
    assert not same(ddpm, mention("b", "diffusion models"))
    assert same(ddpm, mention("b", "denoising diffusion probabilistic model"))


def test_smoe_is_sparse_mixture_of_experts() -> None:
    assert same(mention("a", "SMoE"), mention("b", "Sparse Mixture of Experts"))
    assert same(mention("a", "SMoEs"), mention("b", "sparse mixture-of-experts"))


def test_an_acronym_with_two_definitions_is_two_entities() -> None:
    first = mention("a", "DAPO", expansion="Direct Advantage Policy Optimization")
    second = mention(
        "b", "DAPO", expansion="Decoupled Clip and Dynamic sAmpling Policy Optimization"
    )
    found = resolve([first, second])
    assert [(entity.id, entity.name) for entity in found.entities] == [
        ("method/dapo", "DAPO"),
        ("method/dapo-direct-advantage-policy-optimization", "DAPO"),
    ]


def test_a_bare_acronym_of_two_senses_is_neither_unless_one_is_clear() -> None:
    senses = [
        mention("a", "ZAPQ", expansion="zero-order advantage policy quest"),
        mention("b", "ZAPQ", expansion="zonal attention patch quantiser"),
    ]
    bare = mention("x", "ZAPQ")
    assert len(resolve([*senses, bare]).entities) == 3
    more = [
        mention(paper, "ZAPQ", expansion="zonal attention patch quantiser") for paper in "cdefg"
    ]
    found = entity_of(resolve([*senses, *more, bare]))
    assert found["x", "ZAPQ"] == found["c", "ZAPQ"] != found["a", "ZAPQ"]


def test_a_word_that_many_papers_write_is_not_the_acronym_that_one_makes_of_it() -> None:
    defined = mention("a", "ZOOL", expansion="zero-order online learning")
    few = [mention(f"p{i}", "ZOOL") for i in range(2)]
    many = [mention(f"p{i}", "ZOOL") for i in range(9)]
    assert len(resolve([defined, *few]).entities) == 1
    assert len(resolve([defined, *many]).entities) == 2


def test_a_known_acronym_keeps_its_sense_beside_a_new_one() -> None:
    new = mention("a", "SAM", expansion="sharpness-aware minimisation")
    known = mention("b", "SAM", canonical="SAM")
    assert not same(new, known)
    assert same(known, mention("c", "Segment Anything Model"), new)


def test_two_wordings_of_one_definition_are_one_entity() -> None:
    first = mention("a", "QLHF", expansion="quantum learning from human feedback")
    second = mention("b", "QLHF", expansion="Quantum Learning with Human Feedback")
    assert same(first, second)


@pytest.mark.parametrize(
    ("short", "one", "other"),
    [
        ("BNN", "Bayesian neural nets", "Bayesian neural networks"),
        ("TMPC", "tube MPC", "tube model predictive control"),
        ("IRLS", "iterative re-weighted least squares", "iteratively reweighted least squares"),
        ("SAT", "satisfiability problem", "satisfiability"),
    ],
)
def test_a_long_form_may_be_cut_short_in_a_word_or_hold_an_acronym(
    short: str, one: str, other: str
) -> None:
    assert same(mention("a", short, expansion=one), mention("b", short, expansion=other))


def test_an_acronym_within_a_name_is_what_the_paper_spells_elsewhere() -> None:
    long = mention("p", "zebra-reward reinforcement learning")
    assert same(long, mention("p", "zebra-reward RL", start=60))
    defined = mention("p", "MZM", expansion="masked zebra modelling", start=90)
    other = mention("p", "robust masked zebra modelling")
    assert same(other, mention("p", "robust MZM", start=60), defined)
    assert not same(long, mention("p", "zebra-reward ML", start=60))


def test_an_acronym_that_no_paper_of_the_list_defines_has_its_usual_sense() -> None:
    spelled_out = mention("b", "Visual question answering", "task")
    assert same(mention("a", "VQA", "task"), spelled_out)
    assert same(mention("a", "PCFGs"), mention("b", "probabilistic context-free grammar"))


def test_an_acronym_has_not_its_usual_sense_where_a_paper_means_something_else() -> None:
    long = mention("b", "visual question answering", "task")
    other = mention("c", "VQA", "task", expansion="video quality assessment")
    assert not same(mention("a", "VQA", "task"), long, other)
    assert not same(mention("a", "VQA", "benchmark"), long)
    assert not same(mention("a", "tom"), mention("b", "theory of mind"))


def test_usual_senses_are_entries_that_do_not_list_the_acronym() -> None:
    entries = {(entry.name, entry.type): entry for entry in read_gazetteer()}
    for usual in usual_senses():
        entry = entries[usual.name, usual.type]
        assert usual.acronym not in map(fold_name, (entry.name, *entry.aliases))
        assert 80 <= usual.percentage <= 100


def test_an_acronym_has_one_usual_sense_for_each_type() -> None:
    senses = [(usual.acronym, kind_of(usual.type)) for usual in usual_senses()]
    assert len(set(senses)) == len(senses)
    assert same(mention("a", "MAE", "metric"), mention("b", "mean absolute error", "metric"))
    assert same(mention("a", "MAE"), mention("b", "masked autoencoder"))
    assert not same(mention("a", "MAE"), mention("b", "mean absolute error", "metric"))


def test_an_acronym_has_not_the_type_of_its_namesake() -> None:
    short = mention("a", "CTR", "metric", expansion="concentric tube robot")
    found = resolve([short, mention("a", "concentric tube robot", "method", start=50)])
    assert [entity.type for entity in found.entities] == ["method"]


def test_a_size_in_the_brackets_of_a_definition_stays_a_variant() -> None:
    small = mention("a", "ViT-small", expansion="vision transformer")
    assert not same(small, mention("b", "ViT"))
    assert same(mention("a", "Vision Transformer", start=50), mention("b", "ViT"), small)


def test_two_definitions_that_share_letters_are_two_entities() -> None:
    first = mention("a", "XPO", expansion="extreme preference optimization")
    second = mention("b", "XPO", expansion="extreme policy optimization")
    assert not same(first, second)


@pytest.mark.parametrize(
    ("short", "one", "other"),
    [
        ("QNN", "quantum neural network", "quantized neural network"),
        ("RNN", "recursive neural network", "recurrent neural network"),
        ("MOS", "multi-object search", "multi-objective search"),
    ],
)
def test_words_that_begin_alike_and_mean_different_things_are_no_wordings(
    short: str, one: str, other: str
) -> None:
    assert not same(mention("a", short, expansion=one), mention("b", short, expansion=other))


def test_two_acronyms_of_one_long_form_are_one_entity() -> None:
    first = mention("a", "XCNN", expansion="extreme convolutional network")
    second = mention("b", "XConvNet", expansion="extreme convolutional networks")
    assert same(first, second)
