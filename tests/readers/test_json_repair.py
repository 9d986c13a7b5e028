"""What programs write in JSON and JSON forbids costs no record: NaN, half an emoji."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reading import LAYOUTS, read, write

from kg.readers.json_repair import JsonRepair

NOT_NUMBERS = (
    '{"title": "A", "abstract": NaN, "summary": "The NaN: NaN, a \\"NaN\\" [NaN]"}',
    '{"title": "B", "abstract": -Infinity, "year": NaN, "score": Infinity, "path": "C:\\\\"}',
    '{"title": "C", "abstract": NaN}',
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("\n".join(NOT_NUMBERS), "papers.jsonl"),
        (f"[{','.join(NOT_NUMBERS)}]", "papers.json"),
        (f'{{"mean": NaN, "results": [{",".join(NOT_NUMBERS)}]}}', "answer.json"),
    ],
)
def test_a_value_that_is_not_a_number_is_missing(tmp_path: Path, text: str, name: str) -> None:
    papers, skipped = read(write(tmp_path, text, name))
    assert skipped == []
    assert [paper.title for paper in papers] == ["A", "B", "C"]
    abstracts = ['The NaN: NaN, a "NaN" [NaN]', "", ""]
    assert [paper.abstract for paper in papers] == abstracts
    assert [paper.extra for paper in papers] == [{}, {"path": "C:\\"}, {}]


JSON_VALUES = st.recursive(
    st.none() | st.floats() | st.text(st.sampled_from('\\"NaInfty-:, u8dD\ud83d\udc80')),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.sampled_from('\\"Na')), inner),
)


def without_halves(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [without_halves(each) for each in value]
    if isinstance(value, dict):
        return {key: without_halves(each) for key, each in value.items()}
    return value


@pytest.mark.slow
@given(JSON_VALUES, st.integers(1, 15))
@example([float("nan"), float("-inf"), "NaN\\", float("inf")], 1)
@example({"a": float("nan")}, 3)
@example(["\ud83d\udc80\ud83d", "\\ud83d", "\\\udc80"], 4)
@settings(max_examples=500)
def test_a_document_is_repaired_wherever_its_text_is_cut(value: object, size: int) -> None:
    text = json.dumps(value)
    document = JsonRepair()
    parts = [document.repaired(text[at : at + size]) for at in range(0, len(text), size)]
    whole = "".join(parts) + document.repaired("", last=True)
    expected = json.loads(text, parse_constant=lambda _: None)
    assert json.loads(whole) == without_halves(expected)


@pytest.mark.parametrize(
    "text",
    [
        '{"results": [{"title": "A \\udc80 title"}, {"title": "An \\ud83d\\ude00 emoji"}]}',
        '{"title": "A \\udc80 title"}\n{"title": "An \\ud83d\\ude00 emoji"}\n',
    ],
    ids=["document", "lines"],
)
def test_half_an_emoji_costs_no_record(tmp_path: Path, text: str) -> None:
    papers, skipped = read(write(tmp_path, text))
    assert skipped == []
    assert [paper.title for paper in papers] == ["A \ufffd title", "An \U0001f600 emoji"]


@pytest.mark.parametrize("layout", ["lines", "a list"])
@pytest.mark.parametrize("key", ["url", "doi", "github", "id", "venue", "ven\ud83due"])
def test_half_an_emoji_is_in_no_field(tmp_path: Path, key: str, layout: str) -> None:
    rows = [{"title": "A", key: f"https://github.com/{part}\ud83d"} for part in ("10.1000/x", "b")]
    papers, skipped = read(write(tmp_path, LAYOUTS[layout](rows)))
    assert (len(papers), skipped) == (2, [])
    assert not re.search(r"\\ud[89a-f]", repr(papers))
