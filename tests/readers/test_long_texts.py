"""Texts beyond the length of any title or abstract: each is read or refused in linear time."""

import re
import time
from collections.abc import Callable

import pytest

from kg.readers import cleaning, fields
from kg.readers.cleaning import clean
from kg.readers.fields import paper_from_fields
from kg.records import Source

# A regular expression of linear time takes a hundredth of this for a text of `LENGTH`, a quadratic
# one much more. The time is that of this thread, so that a busy machine changes nothing.
LONGEST_SECONDS = 0.2
LENGTH = 50_000

# What the expressions look for, and parts of it that never come to an end.
REPEATED = (
    *"aA1 \n\u00a0-~$&<>{}()[]\\,;|.'\"",
    *("a-", "- \n", "\t-", "$a ", "a~", "~1", "&a", "&#1", "&#xA", "http://", "https://a."),
    *("<p", "<p ", "<p a", "<p a=", "<p a='", "<p a='' ", "<a a", "<jats:", "<jats:title> "),
    *("</jats:title>", "<jats:title>abstract ", "<mml:math", "<mml:math ", "</mml:math", "<mml:a>"),
    *("\\text", "\\emph", "{\\text", "\\textless", "\\url", "\\ ", "(1", "(123456", " (123456"),
)
EXPRESSIONS = {
    name: pattern
    for module in (cleaning, fields)
    for name, pattern in vars(module).items()
    if isinstance(pattern, re.Pattern)
}


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
    record = {"title": "A", "abstract": "<b></b>" * (2 * LENGTH) + "We train."}
    with pytest.raises(ValueError, match="a text of 700,010 characters is too long"):
        paper_from_fields(record, Source("list.csv", 1, 2))


def test_an_abstract_that_is_long_for_its_markup_alone_is_read() -> None:
    record = {"title": "A", "abstract": "<b></b>" * LENGTH + "We train."}
    assert paper_from_fields(record, Source("list.csv", 1, 2)).abstract == "We train."


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_for_cleaning_takes_linear_time_on_repeated_text(name: str) -> None:
    for part in REPEATED:
        text = part * (LENGTH // len(part))
        taken = seconds(lambda text=text: EXPRESSIONS[name].sub("", text))
        assert taken < LONGEST_SECONDS, part


@pytest.mark.parametrize(
    "between", [" ", "\n", "\u00a0", " ,", ", and", " ; ", " (1", "(1)", " (1)"]
)
def test_names_far_apart_are_split_in_linear_time(between: str) -> None:
    authors = "Ann" + between * (LENGTH // len(between)) + "Lee"
    record = {"title": "A", "authors": authors}
    source = Source("list.csv", 1, 2)
    assert seconds(lambda: paper_from_fields(record, source)) < LONGEST_SECONDS


def test_names_with_numbers_are_split_at_any_white_space() -> None:
    record = {"title": "A", "authors": "Lee, Ann  (57200000000);\n\tRoe, Bob\n(57200000001)"}
    assert paper_from_fields(record, Source("list.csv", 1, 2)).authors == ("Ann Lee", "Bob Roe")


def test_a_formula_that_is_never_closed_takes_no_text_with_it() -> None:
    text = "Let <mml:math>be <mml:math><mml:mi>x</mml:mi></mml:math\n> a number."
    assert clean(text) == "Let <mml:math>be a number."


def test_the_heading_of_a_jats_abstract_is_removed_wherever_it_stands() -> None:
    text = "<jats:sec>\n  <jats:title> Abstract\n</jats:title><jats:p>We train.</jats:p></jats:sec>"
    assert clean(text) == "We train."
