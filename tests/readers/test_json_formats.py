"""JSON of every source is told by its keys, streamed, and read into the same paper."""

import json
import re
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from kg.readers import FORMATS, read_papers
from kg.readers.json_outline import outline
from kg.readers.json_repair import JsonRepair
from kg.records import Note, Paper, Skipped

NANOSECONDS = pa.duration("ns")
SAMPLES = Path(__file__).parent / "samples"
NUMBERS = {
    "arxiv_snapshot.jsonl": ("arxiv-snapshot", 2),
    "openalex_page.json": ("openalex", 3),
    "semantic_scholar.json": ("semantic-scholar", 2),
    "openreview_v1.json": ("openreview", 1),
    "openreview_v2.json": ("openreview", 1),
    "paper_list.json": ("openreview", 2),
    "zotero_csl.json": ("csl-json", 2),
    "daily_papers.json": ("daily-papers-json", 2),
    "papers.csv": ("csv", 2),
}


def read(path: Path, **options: Any) -> tuple[list[Paper], list[str]]:
    skipped: list[Skipped] = []
    papers = list(read_papers(path, skipped=skipped, **options))
    return papers, [f"{item.place}: {item.reason}" for item in skipped]


def write(folder: Path, value: object, name: str = "papers.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf8")
    return path


def sample(name: str) -> Any:
    return json.loads((SAMPLES / name).read_text(encoding="utf8"))


@pytest.mark.parametrize("name", NUMBERS)
def test_a_sample_is_read_whole(name: str) -> None:
    papers, skipped = read(SAMPLES / name)
    assert (len(papers), skipped) == (NUMBERS[name][1], [])


@pytest.mark.parametrize("name", NUMBERS)
def test_a_sample_is_taken_for_what_it_is(name: str) -> None:
    head = (SAMPLES / name).read_text(encoding="utf8")
    assert next(known.name for known in FORMATS if known.detect(head)) == NUMBERS[name][0]


@pytest.mark.parametrize("name", NUMBERS)
def test_a_format_that_is_named_reads_as_the_one_detected(name: str) -> None:
    assert read(SAMPLES / name, format=NUMBERS[name][0]) == read(SAMPLES / name)


ONE_PAPER = ("arxiv_snapshot.jsonl", "openalex_page.json", "semantic_scholar.json")
ONE_PAPER += ("zotero_csl.json", "daily_papers.json", "papers.csv", "references.bib")
ONE_PAPER += ("references.ris", "arxiv_feed.xml", "oai_arxiv.xml")


def common(paper: Paper) -> Paper:
    """The paper without its place and without what only one source says of it."""
    return replace(paper, source=None, extra={})


def test_one_paper_is_the_same_whatever_list_it_comes_from(tmp_path: Path) -> None:
    table = {"title": [], "abstract": [], "authors": [], "date": [], "doi": [], "arxiv_id": []}
    first = read(SAMPLES / "papers.csv")[0][0]
    row = (first.title, first.abstract, list(first.authors), first.date, "", "2405.01234")
    for column, value in zip(table, row, strict=True):
        table[column].append(value)
    table["url"] = [first.url]
    parquet.write_table(pa.table(table), tmp_path / "papers.parquet")
    paths = [*(SAMPLES / name for name in ONE_PAPER), tmp_path / "papers.parquet"]
    papers = [common(read(path)[0][0]) for path in paths]
    assert [paper == papers[0] for paper in papers] == [True] * 11
    assert papers[0].id == "arxiv:2405.01234"
    assert papers[0].date == "2024-05-02"


def test_a_publishers_doi_goes_along_with_an_arxiv_id() -> None:
    dois = {read(SAMPLES / name)[0][0].extra.get("doi") for name in ONE_PAPER[:4]}
    assert dois == {"10.1000/enc.2024.7"}


def test_an_old_arxiv_id_has_no_subject_class() -> None:
    knots = read(SAMPLES / "arxiv_snapshot.jsonl")[0][1]
    assert (knots.id, knots.date) == ("arxiv:math/0309136", "2003-09-08")
    assert knots.abstract.endswith("of $n$ crossings and ask how many of them are optimal.")


def test_openalex_words_come_back_in_their_order() -> None:
    paper = read(SAMPLES / "openalex_page.json")[0][1]
    assert paper.abstract.startswith("Graphs of citations are often noisy. This work cleans")
    assert (paper.id, paper.organisation) == ("doi:10.1000/cit.9", "University of Examples")


def test_openalex_positions_need_not_be_dense_or_small(tmp_path: Path) -> None:
    work = sample("openalex_page.json")["results"][0]
    work["abstract_inverted_index"] = {"far": [10**15], "near": [-1, "x"], "bad": None}
    assert read(write(tmp_path, [work]))[0][0].abstract == "near far"


def test_a_paper_without_identifiers_keeps_that_of_its_source() -> None:
    assert read(SAMPLES / "semantic_scholar.json")[0][1].id.startswith("s2:1a1b2c")
    assert read(SAMPLES / "openreview_v2.json")[0][0].id == "openreview:bC4eFgHiJk"


def test_a_review_beside_a_submission_is_no_paper(tmp_path: Path) -> None:
    page = sample("openreview_v2.json")
    review = {"id": "r1", "forum": "f1", "replyto": "f1", "content": {"title": {"value": "Review"}}}
    page["notes"].append(review)
    papers, skipped = read(write(tmp_path, page))
    assert "Review" not in [paper.title for paper in papers]
    assert [reason.split(": ", 1)[1] for reason in skipped] == [
        "a reply, such as a review: no paper"
    ]


def test_a_stated_repository_is_kept() -> None:
    paper = read(SAMPLES / "openreview_v2.json")[0][0]
    assert paper.repositories == ("https://github.com/example/clean",)


def test_an_organisation_is_read_from_daily_papers() -> None:
    assert read(SAMPLES / "daily_papers.json")[0][1].organisation == "University of Examples"


LAYOUTS: dict[str, Callable[[list[Any]], str]] = {
    "a list": json.dumps,
    "an indented list": lambda rows: json.dumps(rows, indent=2),
    "lines": lambda rows: "\n".join(map(json.dumps, rows)),
    "lines with blank ones": lambda rows: "\n\n".join(map(json.dumps, rows)) + "\n\n",
    "a page on one line": lambda rows: json.dumps({"meta": {"count": 2}, "results": rows}),
    "an indented page": lambda rows: json.dumps({"total": 2, "data": rows, "next": 3}, indent=1),
    "pages, one a line": lambda rows: "\n".join(json.dumps({"data": [row]}) for row in rows),
    "indented objects": lambda rows: "\n".join(json.dumps(row, indent=1) for row in rows),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["openalex_page.json", "semantic_scholar.json"])
def test_records_may_stand_in_any_layout(tmp_path: Path, layout: str, name: str) -> None:
    page = sample(name)
    rows = page.get("results") or page["data"]
    papers, skipped = read(write(tmp_path, LAYOUTS[layout](rows)))
    expected = [replace(paper, source=None) for paper in read(SAMPLES / name)[0]]
    assert ([replace(paper, source=None) for paper in papers], skipped) == (expected, [])


def test_citations_of_semantic_scholar_have_the_paper_within(tmp_path: Path) -> None:
    paper = sample("semantic_scholar.json")["data"][0]
    answer = {"offset": 0, "data": [{"isInfluential": True, "citingPaper": paper}]}
    assert [each.id for each in read(write(tmp_path, answer))[0]] == ["arxiv:2405.01234"]


def test_the_data_sets_of_semantic_scholar_write_their_keys_small(tmp_path: Path) -> None:
    row = {
        "corpusid": 7,
        "externalids": {"ArXiv": "2405.01234", "DOI": None},
        "title": "A Small Encoder",
        "publicationdate": "2024-05-02",
        "authors": [{"authorId": "1", "name": "Ada Example"}],
    }
    (paper,), _ = read(write(tmp_path, json.dumps(row), "papers.jsonl"))
    assert (paper.id, paper.date) == ("arxiv:2405.01234", "2024-05-02")


def test_papers_that_were_not_found_are_passed_over(tmp_path: Path) -> None:
    rows = [None, *sample("semantic_scholar.json")["data"]]
    papers, skipped = read(write(tmp_path, rows))
    assert (len(papers), skipped) == (2, [])


def test_a_field_that_a_source_no_longer_gives_is_reported(tmp_path: Path) -> None:
    rows = [
        json.loads(line)
        for line in (SAMPLES / "arxiv_snapshot.jsonl").read_text(encoding="utf8").splitlines()
    ]
    changed = [
        {key: row[key] for key in ("id", "submitter", "title", "categories")} for row in rows
    ]
    notes: list[Note] = []
    papers, skipped = read(write(tmp_path, LAYOUTS["lines"](changed)), notes=notes)
    assert (len(papers), skipped) == (2, [])
    assert [note.text for note in notes] == ["nothing for abstract, authors, date"]


def test_other_names_of_fields_are_reported(tmp_path: Path) -> None:
    rows = [{"paper_title": "A", "summary": "B c.", "creators": ["C"], "published": "2020"}]
    notes: list[Note] = []
    read(write(tmp_path, rows), notes=notes)
    (note,) = notes
    assert note.text == (
        "title from 'paper_title'; abstract from 'summary'; authors from 'creators';"
        " date from 'published'"
    )


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


def test_a_parquet_value_that_is_not_a_number_is_missing(tmp_path: Path) -> None:
    table = pa.table({"title": ["A"], "abstract": ["We count."], "score": [float("nan")]})
    parquet.write_table(table, tmp_path / "papers.parquet")
    (paper,), _ = read(tmp_path / "papers.parquet")
    assert paper.extra == {}


def test_a_parquet_time_in_nanoseconds_needs_no_pandas(tmp_path: Path) -> None:
    path = tmp_path / "papers.parquet"
    moment = pa.array([1_714_608_000_000_000_001], pa.timestamp("ns", "UTC"))
    note = pa.StructArray.from_arrays([pa.array(["a note"]), moment], ["value", "made"])
    notes = pa.ListArray.from_arrays(pa.array([0, 1], pa.int32()), note)
    columns = {"title": ["A"], "published": moment, "took": moment.cast("int64").cast(NANOSECONDS)}
    parquet.write_table(pa.table({**columns, "note": note, "remarks": notes}), path)
    read_it = (
        "import sys\nfrom kg.lean_imports import do_without\ndo_without('pandas')\n"
        "from kg.readers import read_papers\n"
        "for paper in read_papers(sys.argv[1]): print(paper.date, dict(paper.extra))"
    )
    command = [sys.executable, "-c", read_it, str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.stderr == ""
    assert ended.stdout == "2024-05-02 {'note': 'a note', 'remarks': 'a note'}\n"


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
