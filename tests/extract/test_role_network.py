"""The role network reads each paper from both ends, and papers side by side as one by one."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.role_inputs import MARKS, RoleInputs
from kg.extract.role_network import (
    LONGEST_STRETCH,
    SHAPES,
    Numbers,
    RoleNetwork,
    read_network,
    word_numbers,
    write_network,
)
from kg.records import ROLES

WORDS = ["we", "propose", "quokka", "on", "meadow"]
STATES, UNITS, FEATURES = 3, 4, 2


def random_network() -> RoleNetwork:
    chance = np.random.default_rng(7)

    def numbers(*shape: int) -> Numbers:
        return chance.normal(size=shape).astype(np.float32)

    arrays = {
        "words": numbers(len(WORDS) + 1, FEATURES),
        "shapes": numbers(len(SHAPES), FEATURES),
        "marks": numbers(MARKS, FEATURES),
        "inputs": numbers(2, 3 * FEATURES, 4 * STATES),
        "input_bias": numbers(2, 4 * STATES),
        "recurrent": numbers(2, STATES, 4 * STATES),
        "hidden": numbers(4 * STATES, UNITS),
        "hidden_bias": numbers(UNITS),
        "output": numbers(UNITS, len(ROLES)),
        "output_bias": numbers(len(ROLES)),
    }
    return RoleNetwork({word: row for row, word in enumerate(WORDS, 1)}, arrays)


NETWORK = random_network()


def sigmoid(values: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-values))


def by_the_book(paper: RoleInputs) -> Numbers:
    """Score the things of a paper as the equations of an LSTM stand in a textbook."""
    arrays = NETWORK.arrays
    words, shapes = word_numbers(paper.words, NETWORK.vocabulary)
    rows = (("words", words), ("shapes", shapes), ("marks", list(paper.marks)))
    features = np.hstack([arrays[name][each] for name, each in rows])
    both = []
    for way, read in enumerate((features, features[::-1])):
        state, cell = np.zeros(STATES), np.zeros(STATES)
        states = []
        for each in read:
            gates = (
                each @ arrays["inputs"][way]
                + arrays["input_bias"][way]
                + state @ arrays["recurrent"][way]
            )
            enters, stays, leaves, candidate = np.split(gates, 4)
            cell = sigmoid(stays) * cell + sigmoid(enters) * np.tanh(candidate)
            state = sigmoid(leaves) * np.tanh(cell)
            states.append(state)
        both.append(states[::-1] if way else states)
    at = np.hstack(both)
    pooled = [
        np.hstack([at[tokens].mean(axis=0), at[tokens].max(axis=0)]) for tokens in things(paper)
    ]
    hidden = np.maximum(np.array(pooled) @ arrays["hidden"] + arrays["hidden_bias"], 0)
    return hidden @ arrays["output"] + arrays["output_bias"]


def things(paper: RoleInputs) -> list[list[int]]:
    return [list(tokens) for tokens in paper.things]


@st.composite
def papers(draw: st.DrawFn) -> RoleInputs:
    words = draw(st.lists(st.sampled_from([*WORDS, "Quokka", "unknown"]), min_size=1, max_size=30))
    places = st.integers(0, len(words) - 1)
    marks = st.lists(st.integers(0, MARKS - 1), min_size=len(words), max_size=len(words))
    tokens = st.lists(places, min_size=1, max_size=4)
    return RoleInputs(words, draw(marks), draw(st.lists(tokens, min_size=1, max_size=3)))


@settings(max_examples=50, deadline=None)
@given(papers())
def test_a_paper_is_scored_as_the_textbook_says(paper: RoleInputs) -> None:
    (scored,) = NETWORK.scores([paper])
    np.testing.assert_allclose(scored, by_the_book(paper), rtol=1e-3, atol=1e-4)


@settings(max_examples=50, deadline=None)
@given(st.lists(papers(), min_size=1, max_size=40))
def test_papers_read_side_by_side_are_scored_as_alone(read: list[RoleInputs]) -> None:
    alone = [NETWORK.scores([paper])[0] for paper in read]
    for scored, expected in zip(NETWORK.scores(read), alone, strict=True):
        np.testing.assert_allclose(scored, expected, rtol=1e-3, atol=1e-4)


def test_a_paper_without_things_has_no_scores() -> None:
    nothing, empty = RoleInputs(["we"], [0], []), RoleInputs([], [], [])
    named = RoleInputs(["quokka"], [2], [[0]])
    sizes = [scored.shape for scored in NETWORK.scores([nothing, named, empty])]
    assert sizes == [(0, len(ROLES)), (1, len(ROLES)), (0, len(ROLES))]
    assert [scored.shape for scored in NETWORK.scores([empty])] == [(0, len(ROLES))]
    assert NETWORK.scores([]) == []


def test_what_lies_behind_a_stretch_of_a_long_text_does_not_change_what_lies_in_it() -> None:
    text = ["we", "propose", "quokka", "on"] * LONGEST_STRETCH
    marks, thing = [0] * len(text), [[2]]
    short = RoleInputs(text[:LONGEST_STRETCH], marks[:LONGEST_STRETCH], thing)
    (of_short,), (of_long,) = (
        NETWORK.scores([short]),
        NETWORK.scores([RoleInputs(text, marks, thing)]),
    )
    np.testing.assert_allclose(of_short, of_long, rtol=1e-3, atol=1e-4)


def test_a_thing_may_be_named_in_several_stretches() -> None:
    text = ["meadow"] * (2 * LONGEST_STRETCH + 1)
    paper = RoleInputs(text, [0] * len(text), [[0, LONGEST_STRETCH, 2 * LONGEST_STRETCH]])
    assert np.isfinite(NETWORK.scores([paper])[0]).all()


def test_a_network_is_read_as_it_was_written(tmp_path: Path) -> None:
    files = tmp_path / "roles.npz", tmp_path / "role_words.txt"
    write_network(NETWORK, *files)
    again = read_network(*files)
    assert again.vocabulary == NETWORK.vocabulary
    for name, values in NETWORK.arrays.items():
        np.testing.assert_allclose(again.arrays[name], values, rtol=1e-3, atol=1e-4)


def test_files_of_a_network_are_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name in "ab":
        write_network(NETWORK, tmp_path / f"{name}.npz", tmp_path / f"{name}.txt")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_file_that_holds_code_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "roles.npz", words=np.array([print], dtype=object))
    (tmp_path / "role_words.txt").write_text("we")
    with pytest.raises(ValueError, match="allow_pickle=False"):
        read_network(tmp_path / "roles.npz", tmp_path / "role_words.txt")
