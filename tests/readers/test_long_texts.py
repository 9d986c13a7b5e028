"""Texts beyond the length of any title or abstract: each is read or refused in linear time."""

import time
from collections.abc import Callable

import pytest

from kg.readers.cleaning import clean
from kg.readers.fields import paper_from_fields
from kg.records import Source

# A regular expression of linear time takes a hundredth of this for a text of `LENGTH`, a quadratic
# one much more. The time is that of this thread, so that a busy machine changes nothing.
LONGEST_SECONDS = 0.5
LENGTH = 100_000


def seconds(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


@pytest.mark.parametrize("letters", ["A", "a", "Ab", "a-b"])
def test_a_run_of_letters_is_cleaned_in_linear_time(letters: str) -> None:
    text = letters * (LENGTH // len(letters)) + " x-\ny"
    assert seconds(lambda: clean(text)) < LONGEST_SECONDS


def test_words_are_joined_behind_any_run_of_letters() -> None:
    assert clean("A" * 1_000 + " opti-\nmised, the-state-\nof-the-\nart, 3D-\nmodel x2y-\nz") == (
        "A" * 1_000 + " optimised, the-state-of-the-art, 3Dmodel x2yz"
    )


def test_a_text_too_long_to_be_an_abstract_is_refused_before_its_markup_is_read() -> None:
    record = {"title": "A", "abstract": "<b></b>" * LENGTH + "We train."}
    with pytest.raises(ValueError, match="a text of 700,010 characters is too long"):
        paper_from_fields(record, Source("list.csv", 1, 2))


def test_an_abstract_that_is_long_for_its_markup_alone_is_read() -> None:
    record = {"title": "A", "abstract": "<b></b>" * (LENGTH // 2) + "We train."}
    assert paper_from_fields(record, Source("list.csv", 1, 2)).abstract == "We train."
