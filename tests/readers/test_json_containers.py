"""A list in a JSON object is the list of papers, or what one paper says of its data sets."""

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.readers import read_papers
from kg.readers.json_containers import CONTAINERS
from kg.records import Skipped

LAYOUTS: dict[str, Callable[[list[Any]], str]] = {
    "lines": lambda rows: "".join(f"{json.dumps(row)}\n" for row in rows),
    "indented": lambda rows: "\n".join(json.dumps(row, indent=1) for row in rows),
    "a list": json.dumps,
}
# Keys as `sort_keys` orders them: the lists come before the title.
PAPERS_WITH_LISTS = {
    "texts": {"abstract": "We parse.", "data": ["GSM8K"], "title": "FooNet for parsing"},
    "nothing": {"abstract": "We parse.", "notes": [], "title": "FooNet for parsing"},
    "objects": {"data": [{"name": "GSM8K"}], "items": [{"id": 1}], "title": "FooNet for parsing"},
    "another case": {"Abstract": "We parse.", "Title": "FooNet", "data": [{"name": "GSM8K"}]},
    "another name": {"data": [{"title": "GSM8K"}], "paperTitle": "FooNet for parsing"},
    "an abstract alone": {"abstract": "We parse.", "results": [{"metric": "F1", "value": 3}]},
    "a name and a text": {"data": [{"name": "GSM8K"}], "name": "FooNet", "summary": "We parse."},
}


def read(folder: Path, text: str, **options: Any) -> tuple[list[str], list[str]]:
    path = folder / "papers.json"
    path.write_text(text, encoding="utf8")
    skipped: list[Skipped] = []
    papers = list(read_papers(path, skipped=skipped, **options))
    return [paper.title or paper.abstract for paper in papers], [
        f"{item.place}: {item.reason}" for item in skipped
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", PAPERS_WITH_LISTS)
def test_a_list_in_a_paper_is_no_list_of_papers(tmp_path: Path, name: str, layout: str) -> None:
    titles, skipped = read(tmp_path, LAYOUTS[layout]([PAPERS_WITH_LISTS[name]] * 3))
    assert (len(titles), skipped) == (3, [])
    assert all(title.startswith(("FooNet", "We parse")) for title in titles)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_title_that_the_user_names_makes_a_paper(tmp_path: Path, layout: str) -> None:
    rows = [{"data": [{"Titel": "GSM8K"}], "Titel": "FooNet"}] * 2
    assert read(tmp_path, LAYOUTS[layout](rows), columns={"title": "Titel"}) == (
        ["FooNet", "FooNet"],
        [],
    )


AROUND = {
    "an author": {"authorId": "1", "name": "Ann Lee", "papers": [{"title": "A"}, {"title": "B"}]},
    "a named list": {"papers": [{"title": "A"}, {"title": "B"}], "description": "Read in May."},
    "nulls": {"data": [None, {"title": "A"}, None, {"title": "B"}], "total": 4},
    "two lists": {"results": [{"title": "A"}], "data": [{"title": "B"}]},
    "a list of texts beside": {"notes": ["beta"], "data": [{"title": "A"}, {"title": "B"}]},
}


@pytest.mark.parametrize("layout", ["lines", "indented"])
@pytest.mark.parametrize("name", AROUND)
def test_what_stands_around_papers_is_none(tmp_path: Path, name: str, layout: str) -> None:
    assert read(tmp_path, LAYOUTS[layout]([AROUND[name]])) == (["A", "B"], [])


def test_a_page_without_papers_is_reported(tmp_path: Path) -> None:
    pages = [{"data": [{"title": "A"}]}, {"data": [], "next": 3}, {"data": [{"title": "B"}]}]
    titles, (skipped,) = read(tmp_path, LAYOUTS["lines"](pages))
    assert titles == ["A", "B"]
    assert skipped == "record 2: has neither a title nor an abstract; it has 'data', 'next'"


def test_a_page_that_breaks_off_gives_the_papers_before(tmp_path: Path) -> None:
    page = json.dumps({"meta": {}, "results": [{"title": "A"}, {"title": "B"}, {"title": "C"}]})
    titles, (skipped,) = read(tmp_path, page[:-10])
    assert titles == ["A", "B"]
    assert skipped.startswith("after record 2: not JSON")


@pytest.mark.parametrize("name", ["data", "results"])
def test_a_page_of_any_size_is_read_in_bounded_memory(tmp_path: Path, name: str) -> None:
    rows = [{"title": f"Title {n}", "abstract": "A text. " * 100} for n in range(5_000)]
    (tmp_path / "page.json").write_text(json.dumps({"count": len(rows), name: rows, "next": 2}))
    del rows
    tracemalloc.start()
    numbers = [
        int(paper.title.removeprefix("Title ")) for paper in read_papers(tmp_path / "page.json")
    ]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert numbers == list(range(5_000))
    assert peak < 4_000_000


FILES: dict[str, Callable[[list[Any]], str]] = {
    "lines.jsonl": lambda rows: "".join(json.dumps(row) + "\n" for row in rows),
    "list.json": json.dumps,
    "pretty.json": lambda rows: json.dumps(rows, indent=2),
    "answer.json": lambda rows: json.dumps({"count": len(rows), "results": rows}),
    "pretty-answer.json": lambda rows: json.dumps({"data": rows, "next": 2}, indent=1),
}
OTHER_VALUES = st.one_of(
    st.none(),
    st.integers(),
    st.text("ab ", max_size=4),
    st.lists(st.text("xy", min_size=1, max_size=2), max_size=2),
    st.lists(
        st.dictionaries(st.sampled_from(["name", "id"]), st.just("q"), min_size=1), max_size=2
    ),
)


@given(
    extras=st.lists(
        st.tuples(
            st.dictionaries(st.sampled_from([*sorted(CONTAINERS), "keywords"]), OTHER_VALUES),
            st.sampled_from(["title", "Title", "paperTitle"]),
            st.booleans(),
        ),
        min_size=1,
        max_size=4,
    ),
    layout=st.sampled_from(sorted(FILES)),
)
def test_no_field_of_a_paper_hides_it_in_any_layout(
    tmp_path_factory: pytest.TempPathFactory,
    extras: list[tuple[dict[str, Any], str, bool]],
    layout: str,
) -> None:
    rows = []
    for number, (extra, key, is_first) in enumerate(extras):
        paper = {key: f"Paper {number} of some", "abstract": f"We study thing {number}."}
        rows.append({**paper, **extra} if is_first else {**extra, **paper})
    file = tmp_path_factory.mktemp("json") / layout
    file.write_text(FILES[layout](rows), encoding="utf8")
    titles = [paper.title for paper in read_papers(file)]
    assert titles == [f"Paper {number} of some" for number in range(len(rows))]


@pytest.mark.parametrize("number", ["9223372036854775808", "-1e999", "0.1234567890123456789"])
def test_a_number_of_any_size_ends_no_document(tmp_path: Path, number: str) -> None:
    file = tmp_path / "papers.json"
    file.write_text(f'[{{"title": "One of two", "views": {number}}}, {{"title": "The other"}}]')
    assert [paper.title for paper in read_papers(file)] == ["One of two", "The other"]
