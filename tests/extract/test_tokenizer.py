"""How the tokenizer cuts the names and notation of abstracts."""

import time
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from kg.extract.tokenizer import make_tokenizer


def pipeline() -> Language:
    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer()(nlp)
    return nlp


NLP = pipeline()


def cut(text: str) -> list[str]:
    return [token.text for token in NLP(text)]


@pytest.mark.parametrize(
    "name", ["GPT-4o", "CIFAR-10", "ImageNet-1K", "pass@1", "Llama-2-7B", "3D", r"$\ell_2$"]
)
def test_a_versioned_name_stays_whole(name: str) -> None:
    assert cut(f"with {name} here") == ["with", name, "here"]


def test_a_hyphenated_modifier_is_split_from_its_name() -> None:
    assert cut("GRPO-based training") == ["GRPO", "-", "based", "training"]


def test_a_list_of_sizes_is_split_at_the_slash() -> None:
    assert cut("CIFAR-10/100") == ["CIFAR-10", "/", "100"]


def test_a_latex_command_is_split_from_what_it_marks() -> None:
    assert cut(r"\emph{beam search} works") == ["\\emph{", "beam", "search", "}", "works"]


def test_a_full_stop_after_a_size_is_not_part_of_the_name() -> None:
    assert cut("We use Llama-2-7B.")[-2:] == ["Llama-2-7B", "."]


def test_a_url_is_one_token_without_the_full_stop() -> None:
    assert cut("See https://github.com/a/b-c.")[1:] == ["https://github.com/a/b-c", "."]


@given(st.text(max_size=200))
def test_no_character_is_lost(text: str) -> None:
    assert NLP(text).text == text


def test_a_tokenizer_read_from_disk_cuts_as_it_did_before(tmp_path: Path) -> None:
    NLP.to_disk(tmp_path)
    text = "At $n$-dimensional $x$, see https://example.org/a-b/. It is $0$."
    assert [token.text for token in spacy.load(tmp_path)(text)] == cut(text)


@pytest.mark.parametrize("row", ["(", "[", "=", "…", "'s", "😀"])
def test_a_row_of_signs_without_a_space_takes_a_time_in_proportion(row: str) -> None:
    text = row * (20_000 // len(row))
    began = time.process_time()
    assert NLP(text).text == text
    # Half a minute and more where each sign is looked for in all that follows.
    assert time.process_time() - began < 8
