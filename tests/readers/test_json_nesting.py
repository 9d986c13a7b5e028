"""JSON in which papers are keyed by id, grouped, wrapped one by one, or laid out in columns."""

import json
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from reading import read, read_text, write

from kg.errors import FormatError
from kg.readers import read_papers

A = {"title": "A Small Encoder", "abstract": "We train a small encoder."}
B = {"title": "A Large Encoder", "abstract": "We train a large encoder."}
NOTE = {"id": "n1", "forum": "n1", "invitations": ["x"], "replyto": None}
AROUND_TWO = {
    "keyed by id": {"2405.01234": A, "2405.01235": B},
    "notes keyed by id": {
        "n1": {**NOTE, "content": {key: {"value": text} for key, text in A.items()}},
        "n2": {**NOTE, "id": "n2", "content": {key: {"value": text} for key, text in B.items()}},
    },
    "lists by day": {"2024-05-02": [A], "2024-05-03": [B], "2024-05-04": []},
    "days with lists": [{"day": "2024-05-02", "papers": [A]}, {"day": 3, "papers": [B]}],
    "columns of pandas": {key: {"0": text, "1": B[key]} for key, text in A.items()},
    "columns as lists": {key: [text, B[key]] for key, text in A.items()},
    "hits of a search engine": {"took": 3, "hits": {"total": 2, "hits": [{"_source": A}, B]}},
    "rows of a data set": {"features": [], "rows": [{"row_idx": 0, "row": A}, {"row": B}]},
    "items of a library": [{"key": "K", "data": A}, {"key": "L", "data": B}],
    "a count beside them": {"result": [{"total": "2"}], "records": [A, B]},
    "resources": {"data": [{"type": "dois", "attributes": each} for each in (A, B)]},
}


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("name", AROUND_TWO)
def test_papers_are_found_however_deep_they_are_wrapped(
    tmp_path: Path, name: str, indent: int | None
) -> None:
    papers, skipped = read(write(tmp_path, json.dumps(AROUND_TWO[name], indent=indent)))
    assert [(p.title, p.abstract) for p in papers] == [tuple(A.values()), tuple(B.values())]
    assert skipped == []


def test_a_key_with_a_number_is_the_id_of_its_paper(tmp_path: Path) -> None:
    papers, _ = read(write(tmp_path, {"2405.01234": A, "2405.01235": B}))
    assert [paper.id for paper in papers] == ["arxiv:2405.01234", "arxiv:2405.01235"]


def test_the_answer_for_one_work_is_read(tmp_path: Path) -> None:
    work = {"type": "journal-article", "title": ["A"], "DOI": "10.1000/a", "author": []}
    (paper,), _ = read(write(tmp_path, {"status": "ok", "message-type": "work", "message": work}))
    assert (paper.id, paper.extra["type"]) == ("doi:10.1000/a", "journal-article")


def test_objects_on_one_line_are_read_one_after_another(tmp_path: Path) -> None:
    papers, skipped = read(write(tmp_path, f"{json.dumps(A)}{json.dumps(B)} [{json.dumps(A)}"))
    assert [paper.title for paper in papers] == [A["title"], B["title"]]
    assert [place.partition(":")[0] for place in skipped] == ["line 1"]


@pytest.mark.parametrize("key", ["data", "other"])
def test_an_object_within_hundreds_costs_no_other_line(tmp_path: Path, key: str) -> None:
    deep = f'{{"{key}":' * 900 + json.dumps(A) + "}" * 900
    papers, skipped = read_text(tmp_path, f"{json.dumps(A)}\n{deep}\n{json.dumps(B)}", "a.jsonl")
    assert [paper.title for paper in papers] == [A["title"], B["title"]]
    assert skipped == [f"line 2: has neither a title nor an abstract; it has {key!r}"]


def test_an_object_of_papers_and_much_else_is_read_in_linear_time(tmp_path: Path) -> None:
    rows: dict[str, Any] = {f"n{n}": {"title": f"Title {n}" * 200} for n in range(400)}
    rows |= {f"{'key' * 20}{n}": 1 for n in range(30_000)}
    file = write(tmp_path, rows)
    begun = time.thread_time()
    read(file)
    assert time.thread_time() - begun < 3


def test_many_objects_on_one_line_are_read_in_linear_time(tmp_path: Path) -> None:
    papers, skipped = read(write(tmp_path, json.dumps({"a": "b"}) * 50_000))
    assert (papers, len(skipped)) == ([], 50_000)


@pytest.mark.parametrize("record", [{"abstract": ["We train.", "It works."], "labels": ["a", "b"]}])
def test_the_sentences_of_one_abstract_are_one_paper(
    tmp_path: Path, record: dict[str, Any]
) -> None:
    (paper,), _ = read(write(tmp_path, record))
    assert paper.abstract == "We train. It works."


@pytest.mark.parametrize("indent", [None, 1])
def test_papers_keyed_by_id_are_read_in_bounded_memory(tmp_path: Path, indent: int | None) -> None:
    rows = {f"n{n}": {"title": f"Title {n}", "abstract": "A text. " * 100} for n in range(8_000)}
    (tmp_path / "page.json").write_text(json.dumps(rows, indent=indent), encoding="utf8")
    del rows
    tracemalloc.start()
    numbers = [int(p.title.removeprefix("Title ")) for p in read_papers(tmp_path / "page.json")]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert numbers == list(range(8_000))
    assert peak < 6_000_000


def test_keyed_papers_before_the_end_of_a_cut_file_are_kept(tmp_path: Path) -> None:
    papers, (skipped,) = read(write(tmp_path, json.dumps({"n1": A, "n2": B, "n3": A})[:-9]))
    assert [paper.title for paper in papers] == [A["title"], B["title"]]
    assert skipped.startswith("after record 2: not JSON")


def test_a_page_of_authors_holds_no_paper(tmp_path: Path) -> None:
    author = {"id": "https://openalex.org/A5000", "display_name": "Ann Lee", "works_count": 3}
    papers, skipped = read(write(tmp_path, {"meta": {}, "results": [author]}))
    assert (papers, skipped) == ([], ["record 1: is not a paper: https://openalex.org/A5000"])


def test_datacite_gives_the_abstract_among_its_descriptions(tmp_path: Path) -> None:
    attributes = {
        "doi": "10.1000/a",
        "titles": [{"title": "A"}, {"title": "Ein A", "titleType": "TranslatedTitle"}],
        "creators": [{"name": "Lee, Ann", "givenName": "Ann", "familyName": "Lee"}],
        "descriptions": [
            {"description": "In a series", "descriptionType": "SeriesInformation"},
            {"description": "We train.", "descriptionType": "Abstract"},
        ],
    }
    (paper,), _ = read(write(tmp_path, {"data": {"type": "dois", "attributes": attributes}}))
    assert (paper.id, paper.title, paper.abstract) == ("doi:10.1000/a", "A", "We train.")
    assert paper.authors == ("Ann Lee",)


def test_the_files_of_one_semantic_scholar_data_set_are_about_the_same_papers(
    tmp_path: Path,
) -> None:
    title = {"corpusid": 7, "externalids": {"DOI": None}, "title": "A"}
    abstract = {
        "corpusid": 7,
        "openaccessinfo": {"externalids": {"DOI": None}},
        "abstract": "We train.",
    }
    ids = [read(write(tmp_path, [each]))[0][0].id for each in (title, abstract)]
    assert ids == ["s2:CorpusId-7", "s2:CorpusId-7"]


def test_a_summary_by_a_model_is_no_abstract(tmp_path: Path) -> None:
    record = {"corpusid": 7, "model": "v2.0.0", "text": "They train a small encoder well."}
    assert read(write(tmp_path, [record])) == (
        [],
        ["record 1: has neither a title nor an abstract"],
    )


@pytest.mark.parametrize("indent", [None, 1])
def test_an_answer_of_graphql_gives_the_papers_in_its_nodes(
    tmp_path: Path, indent: int | None
) -> None:
    edges = [{"cursor": "a", "node": A}, {"cursor": "b", "node": B}]
    answer = {"data": {"papers": {"totalCount": 2, "edges": edges, "pageInfo": {"next": None}}}}
    papers, skipped = read_text(tmp_path, json.dumps(answer, indent=indent), "a.json")
    assert ([paper.title for paper in papers], skipped) == ([A["title"], B["title"]], [])


@pytest.mark.parametrize("rows", [1, 2])
def test_a_dot_in_map_leads_into_an_object(tmp_path: Path, rows: int) -> None:
    record = {"info": {"label": "On Roots", "body": {"long": "We grow roots."}}, "year": 2023}
    columns = {"title": "info.label", "abstract": "info.body.long"}
    papers, skipped = read(write(tmp_path, [record] * rows), columns=columns)
    assert (papers[0].title, papers[0].abstract) == ("On Roots", "We grow roots.")
    assert (papers[0].year, papers[0].extra, skipped) == (2023, {}, [])


def test_a_dot_that_leads_nowhere_is_named_with_what_there_is(tmp_path: Path) -> None:
    file = write(tmp_path, [{"info": {"label": "On Roots"}}])
    with pytest.raises(FormatError, match=r"no key 'info\.name' .* it has 'info', 'info\.label'"):
        read(file, columns={"title": "info.name"})


def test_a_record_without_a_paper_is_told_with_its_keys(tmp_path: Path) -> None:
    _, skipped = read(write(tmp_path, [{"status": 200, "body": "<feed/>"}]))
    assert skipped == ["record 1: has neither a title nor an abstract; it has 'status', 'body'"]
