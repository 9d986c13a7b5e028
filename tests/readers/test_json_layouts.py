"""Records of JSON in any layout, of any size, whole or broken: streamed, in bounded memory."""

import json
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import LAYOUTS, SAMPLES, read, sample, write

from kg.readers import FORMATS, read_papers
from kg.readers.json_outline import outline


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["openalex_page.json", "semantic_scholar.json"])
def test_records_may_stand_in_any_layout(tmp_path: Path, layout: str, name: str) -> None:
    page = sample(name)
    rows = page.get("results") or page["data"]
    papers, skipped = read(write(tmp_path, LAYOUTS[layout](rows)))
    expected = [replace(paper, source=None) for paper in read(SAMPLES / name)[0]]
    assert ([replace(paper, source=None) for paper in papers], skipped) == (expected, [])


def test_a_list_that_breaks_off_gives_the_records_before(tmp_path: Path) -> None:
    rows = json.dumps([{"title": "A"}, {"title": "B"}])
    papers, skipped = read(write(tmp_path, rows[:-5]))
    assert [paper.title for paper in papers] == ["A"]
    assert skipped[0].startswith("after record 1: not JSON")


@pytest.mark.parametrize("opening", ["[", '{"data": [', '[{"a":', '[[{"title": "x"}], '])
def test_brackets_without_end_are_refused_in_bounded_memory(tmp_path: Path, opening: str) -> None:
    path = write(tmp_path, opening + '{"a":[' * 300_000)
    tracemalloc.start()
    papers, skipped = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert papers == []
    assert "brackets within brackets" in skipped[-1]
    assert peak < 40_000_000


def test_a_record_of_too_many_values_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.readers.json_records.LONGEST_RECORD", 100_000)
    path = write(tmp_path, [{"title": "A"}, {"title": "B", "values": ["x" * 9] * 50_000}])
    papers, skipped = read(path)
    assert [paper.title for paper in papers] == ["A"]
    assert skipped == [
        "after record 1: not JSON: a record of more than 100,000 characters;"
        " what follows cannot be read"
    ]


def test_memory_does_not_grow_with_the_number_of_records(tmp_path: Path) -> None:
    def peak(number: int, layout: str) -> int:
        row = {"title": "A Title", "abstract": "A text. " * 100}
        rows = [{**row, "id": f"x:{each}"} for each in range(number)]
        path = write(tmp_path, LAYOUTS[layout](rows), "papers.jsonl")
        tracemalloc.start()
        assert sum(1 for _ in read_papers(path)) == number
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    for layout in ("lines", "a list"):
        peak(10, layout)
        assert peak(3_000, layout) < peak(300, layout) + 500_000


def test_the_keys_around_the_records_are_none_of_theirs() -> None:
    shape = outline(json.dumps({"meta": {"title": 1}, "name": "x", "results": [{"title": "W"}]}))
    assert shape.keys == {"title"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                (
                    "id",
                    "title",
                    "abstract",
                    "authors",
                    "content",
                    "paper",
                    "value",
                    "data",
                    "author",
                    "abstract_inverted_index",
                    "authorships",
                    "externalIds",
                    "issued",
                    "versions",
                    "authors_parsed",
                    "submitter",
                    "type",
                    "paperId",
                    "forum",
                    "status",
                    "track",
                    "doi",
                )
            ),
            inner,
            max_size=8,
        )
    ),
    max_leaves=30,
)


@given(
    st.lists(JSON, min_size=1, max_size=5),
    st.sampled_from(list(LAYOUTS)),
    st.sampled_from([None, *(known.name for known in FORMATS if ".json" in known.suffixes)]),
)
def test_no_json_crashes_a_reader(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Any], layout: str, format: str | None
) -> None:
    path = write(tmp_path_factory.mktemp("json"), LAYOUTS[layout](rows) or "[]")
    papers, _ = read(path, format=format)
    assert all(paper.title or paper.abstract for paper in papers)


@given(st.text(alphabet='{}[]",:ab0 \n\\-.e', max_size=60))
def test_no_signs_of_json_crash_a_reader(
    tmp_path_factory: pytest.TempPathFactory, signs: str
) -> None:
    read(write(tmp_path_factory.mktemp("signs"), f"[{signs}"))
