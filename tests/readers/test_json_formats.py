"""JSON of every source is told by its keys and read into the same paper."""

import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from reading import LAYOUTS, SAMPLES, read, sample, write

from kg.readers import FORMATS
from kg.records import Note, Paper

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


@pytest.mark.parametrize("created", [f"2 May {'9' * 30} 1:00", f"2 May 2024 1:00 +{'9' * 30}"])
def test_a_first_version_on_no_day_of_the_calendar_leaves_the_day_of_the_update(
    tmp_path: Path, created: str
) -> None:
    lines = (SAMPLES / "arxiv_snapshot.jsonl").read_text(encoding="utf8").splitlines()
    rows = [json.loads(line) for line in lines]
    rows[0]["versions"][0]["created"] = created
    papers, skipped = read(write(tmp_path, LAYOUTS["lines"](rows)))
    assert ([paper.date for paper in papers], skipped) == (["2024-06-04", "2003-09-08"], [])


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
        "is a reply, such as a review, not a paper"
    ]


def test_a_stated_repository_is_kept() -> None:
    paper = read(SAMPLES / "openreview_v2.json")[0][0]
    assert paper.repositories == ("https://github.com/example/clean",)


def test_an_organisation_is_read_from_daily_papers() -> None:
    assert read(SAMPLES / "daily_papers.json")[0][1].organisation == "University of Examples"


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
