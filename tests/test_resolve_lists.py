"""A mention that lists several names is a mention of each."""

import pytest
from resolve_example import mention

from kg.resolution.papers import listed_names
from kg.resolve import resolve


def test_a_list_of_names_is_each_of_them() -> None:
    found = resolve(
        [mention("a", "CIFAR-10/100", "dataset", canonical="CIFAR-10/100"),
         mention("b", "CIFAR-10", "dataset"), mention("c", "CIFAR-100", "dataset")]
    )  # fmt: skip
    assert [(link.paper, link.entity) for link in found.links] == [
        ("a", "dataset/cifar-10"), ("a", "dataset/cifar-100"),
        ("b", "dataset/cifar-10"), ("c", "dataset/cifar-100"),
    ]  # fmt: skip
    spans = {m.text: (m.start, m.end) for link in found.links[:2] for m in link.mentions}
    assert spans == {"CIFAR-10": (10, 18), "CIFAR-10/100": (10, 22)}


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("Zeb3-8B/14B-Base", ["Zeb3-8B-Base", "Zeb3-14B-Base"]),
        ("Zeb-7b/8x7b", ["Zeb-7b", "Zeb-8x7b"]),
        ("Zeb3 4B/8B/30B-A3B", ["Zeb3 4B", "Zeb3 8B", "Zeb3 30B-A3B"]),
        ("RefZeb/+/g", ["RefZeb", "RefZeb+", "RefZebg"]),
        ("ZebEval/+", ["ZebEval", "ZebEval+"]),
        ("Zeb/++", ["Zeb", "Zeb++"]),
    ],
)
def test_a_list_may_be_of_sizes_or_extensions(listed: str, names: list[str]) -> None:
    assert [name for _, name in listed_names(listed)] == names
    assert listed_names(listed)[-1][0] == len(listed)


@pytest.mark.parametrize("name", ["ViT-B/16", "ACL 60/60", "A/B testing", "Zeb/Quux"])
def test_a_slash_alone_is_no_list(name: str) -> None:
    assert [entity.name for entity in resolve([mention("a", name)]).entities] == [name]
