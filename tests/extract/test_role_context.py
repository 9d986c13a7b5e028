"""What is told of a thing by the others of its paper."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from spacy.tokens import Doc

from kg.extract.found import Found
from kg.extract.pipeline import propose
from kg.extract.role_context import CONTEXT, PLACES, context, places
from kg.records import ENTITY_TYPES, ROLES, EntityType
from kg.training.learning import blank_pipeline

TEXT = "QuokkaNet for leaves\n\nLeaves are hard. QuokkaNet counts LeafSet. LeafSet is new."


def things(doc: Doc, *named: tuple[str, EntityType]) -> list[list[Found]]:
    return [
        [
            Found(i, i + 1, kind, 1.0, "model", None, None)
            for i, token in enumerate(doc)
            if token.text == name
        ]
        for name, kind in named
    ]


def column(rows: np.ndarray, name: str) -> list[float]:
    return [round(float(value), 4) for value in rows[:, CONTEXT.index(name)]]


def test_places_say_where_and_among_how_many_a_thing_is_named() -> None:
    doc = propose(blank_pipeline())(TEXT)
    rows = places(doc, things(doc, ("QuokkaNet", "method"), ("LeafSet", "dataset")))
    told = [dict(zip(PLACES, row, strict=True)) for row in rows.tolist()]
    assert [row["type"] for row in told] == [ENTITY_TYPES.index(t) for t in ("method", "dataset")]
    assert [row["in title"] for row in told] == [1, 0]
    assert [row["mentions"] for row in told] == [2, 2]
    assert [(row["first sentence"], row["last sentence"]) for row in told] == [(0, 2), (2, 3)]
    assert [row["order"] for row in told] == [0, 1]
    assert [row["things of type"] for row in told] == [1, 1]


def placed(*kinds: int) -> np.ndarray:
    rows = np.zeros((len(kinds), len(PLACES)), dtype=np.float32)
    rows[:, 0] = kinds
    return rows


def test_a_thing_is_told_the_most_that_is_thought_of_another() -> None:
    thought = np.zeros((3, len(ROLES)), dtype=np.float32)
    thought[:, ROLES.index("proposes")] = (0.9, 0.5, 0.2)
    rows = context(placed(0, 1, 1), thought)
    assert column(rows, "others most proposes") == [0.5, 0.9, 0.9]
    assert column(rows, "alike most proposes") == [0.0, 0.2, 0.5]
    assert column(rows, "rank proposes") == [0, 1, 2]


def test_a_thing_alone_in_its_paper_has_no_others() -> None:
    rows = context(placed(0), np.full((1, len(ROLES)), 0.1, dtype=np.float32))
    assert column(rows, "others most uses") == column(rows, "alike most uses") == [0]


@given(
    arrays(
        np.float32,
        st.tuples(st.integers(1, 6), st.just(len(ROLES))),
        elements=st.floats(0, 1, width=16),
    ),
    st.data(),
)
def test_the_most_of_others_is_that_of_each_other_row(
    thought: np.ndarray, data: st.DataObject
) -> None:
    kinds = [data.draw(st.integers(0, 4)) for _ in thought]
    rows = context(placed(*kinds), thought)
    for index in range(len(thought)):
        others = [i for i in range(len(thought)) if i != index]
        alike = [i for i in others if kinds[i] == kinds[index]]
        for name, chosen in (("others most", others), ("alike most", alike)):
            expected = thought[chosen].max(axis=0) if chosen else np.zeros(len(ROLES))
            start = CONTEXT.index(f"{name} {ROLES[0]}")
            assert rows[index, start : start + len(ROLES)].tolist() == expected.tolist()
