"""Names and numbers that a program took apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract import extract_mentions
from kg.extract.spaced import original_span, rejoined
from kg.records import Paper


@pytest.mark.parametrize(
    ("apart", "whole"),
    [
        ("In 2 0 1 2 , it won .", "In 2012 , it won ."),
        ("We train I 3 D .", "We train I3D ."),
        ("We use YOLOv 3 and word 2 vec .", "We use YOLOv3 and word2vec ."),
        ("On VGG - 1 6 , and ResNet - 101 .", "On VGG-16 , and ResNet-101 ."),
        ("A 3 D model , of a video .", "A 3D model , of a video ."),
        ("From 47 . 7 % , to 9 8 . 7 6 5 % .", "From 47.7 % , to 98.765 % ."),
        ("CTB 5 . 0 , and Python 3 . 11 . 2 .", "CTB 5.0 , and Python 3.11.2 ."),
    ],
)
def test_what_was_taken_apart_is_read_as_it_was_written(apart: str, whole: str) -> None:
    assert rejoined(apart)[0] == whole


@pytest.mark.parametrize(
    "text",
    [
        "Figures 1 2 and 3 show ImageNet - 5 classes of it.",
        "Between 0.5 and 2 , self - attention , as it was .",
        "In layers 1 , 2 , 3 and 4 .",
        "It began in 2019 . 3 datasets are new , and 4 . They are small .",
    ],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert rejoined(text) == (text, None)


@given(st.text(alphabet="aIvD123 -,.)\n"))
def test_each_character_comes_from_its_place_and_only_blanks_are_left_out(text: str) -> None:
    whole, places = rejoined(text)
    assert whole.replace(" ", "") == text.replace(" ", "")
    if places is not None:
        assert "".join(text[place] for place in places) == whole
        start, end = original_span(places, 0, len(whole))
        assert text[start:end].strip() == text.strip()


def test_a_mention_is_where_the_paper_has_it() -> None:
    abstract = "We evaluate on the UCF - 1 0 1 dataset , where ResNet - 1 0 1 does well ."
    paper = Paper("p", "Actions in Video", abstract)
    ((_, found),) = extract_mentions([paper])
    texts = {mention.text for mention in found}
    assert {"UCF - 1 0 1", "ResNet - 1 0 1"} <= texts
    assert all(m.text == getattr(paper, m.field)[m.start : m.end] for m in found)
    assert all(abstract[m.sentence_start : m.sentence_end] == abstract for m in found)
