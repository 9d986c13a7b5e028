"""Tables and JSON as catalogues and reference managers export them."""

import json
from pathlib import Path

import pytest
from reading import read, write

ABSTRACT = "We train a small encoder. It needs a tenth of the data that others need."


def test_the_tags_of_web_of_science_are_read_and_its_keywords_are_no_id(tmp_path: Path) -> None:
    header = ("PT", "AU", "AF", "TI", "SO", "DE", "ID", "AB", "PY", "DI", "UT")
    people = ("J", "Lee, A; Roe, B", "Lee, Ann; Roe, Bob")
    rows = [
        (*people, 'A "small" encoder', "J", "k", "MODELS", ABSTRACT, "2023", "10.1000/a", "WOS:1"),
        (*people, "Another encoder", "J", "k", "MODELS", "", "2022", "", "WOS:2"),
    ]
    text = "".join("\t".join(row) + "\t\r\n" for row in (header, *rows))
    papers, skipped = read(write(tmp_path, f"\ufeff{text}", "savedrecs.txt"))
    assert skipped == []
    assert [(paper.id, paper.title, paper.year) for paper in papers] == [
        ("doi:10.1000/a", 'A "small" encoder', 2023),
        ("WOS:2", "Another encoder", 2022),
    ]
    assert papers[0].authors == ("Ann Lee", "Bob Roe")


@pytest.mark.parametrize(
    "above", ["sep=;", '"About the data: Exported on May 01, 2023."', "My list\n"]
)
def test_lines_above_a_header_are_no_header(tmp_path: Path, above: str) -> None:
    text = f"{above}\nTitle;Abstract;Year\nAn encoder;{ABSTRACT};2023\n"
    (paper,), skipped = read(write(tmp_path, text, "papers.csv"))
    assert (paper.title, paper.abstract, paper.year, skipped) == ("An encoder", ABSTRACT, 2023, [])
    assert paper.source is not None
    assert paper.source.line == text.count("\n")


@pytest.mark.parametrize(
    "header",
    [
        "Titel;Zusammenfassung;Autoren;Jahr",
        "Titre;Résumé;Auteurs;Année",
        "Título;Resumen;Autores;Año",
    ],
)
def test_columns_are_known_by_their_german_french_and_spanish_names(
    tmp_path: Path, header: str
) -> None:
    (paper,), _ = read(write(tmp_path, f"{header}\nA;{ABSTRACT};Ann Lee;2023\n", "papers.csv"))
    assert (paper.title, paper.abstract) == ("A", ABSTRACT)
    assert (paper.authors, paper.year) == (("Ann Lee",), 2023)


@pytest.mark.parametrize("said", ["[No abstract available]", "No abstract available.", "N/A"])
def test_what_says_that_there_is_no_abstract_is_none(tmp_path: Path, said: str) -> None:
    (paper,), _ = read(write(tmp_path, f"Title,Abstract\nAn encoder,{said}\n", "scopus.csv"))
    assert paper.abstract == ""


def test_scopus_gives_full_names_without_its_numbers(tmp_path: Path) -> None:
    text = (
        "Authors,Author full names,Title,Abstract\n"
        f'"Lee A.; Roe B.","Lee, Ann (57200000000); Roe, Bob (57200000001)",A,"{ABSTRACT}"\n'
    )
    (paper,), _ = read(write(tmp_path, text, "scopus.csv"))
    assert paper.authors == ("Ann Lee", "Bob Roe")


@pytest.mark.parametrize(
    "column", ["Source title", "Publication Title", "journal", "Conference", "container-title"]
)
def test_a_venue_is_known_by_what_catalogues_call_it(tmp_path: Path, column: str) -> None:
    (paper,), _ = read(write(tmp_path, f"Title,{column}\nAn encoder,Models\n", "papers.csv"))
    assert paper.extra == {"venue": "Models"}


@pytest.mark.parametrize(
    ("abstract", "text"),
    [
        (["We train it.", "It works."], "We train it. It works."),
        ({"text": "We train it.", "language": "en"}, "We train it."),
    ],
)
def test_an_abstract_may_be_its_sentences_or_an_object(
    tmp_path: Path, abstract: object, text: str
) -> None:
    (paper,), _ = read(write(tmp_path, [{"title": "A", "abstract": abstract}]))
    assert paper.abstract == text


def test_the_parts_of_a_name_come_in_the_order_in_which_it_is_said(tmp_path: Path) -> None:
    authors = [
        {"first": "Ann", "middle": ["B.", "C."], "last": "Lee", "suffix": "Jr."},
        {"first": "Bob", "middle": [], "last": "Roe", "suffix": ""},
    ]
    (paper,), _ = read(write(tmp_path, [{"title": "A", "authors": authors}]))
    assert paper.authors == ("Ann B. C. Lee Jr.", "Bob Roe")


def test_names_in_a_list_that_pandas_wrote_are_told_apart(tmp_path: Path) -> None:
    text = f"""title,abstract,authors\nA,"{ABSTRACT}","['Ann Lee', ""Pat O'Neil""]"\n"""
    (paper,), _ = read(write(tmp_path, text, "papers.csv"))
    assert paper.authors == ("Ann Lee", "Pat O'Neil")


def test_zotero_names_people_by_parts_and_exports_more_than_papers(tmp_path: Path) -> None:
    creators = [{"creatorType": "author", "firstName": "Ann", "lastName": "Lee"}]
    items = [
        {"itemType": "preprint", "title": "A", "abstractNote": ABSTRACT, "creators": creators},
        {"itemType": "attachment", "title": "Full Text PDF"},
    ]
    (paper,), skipped = read(write(tmp_path, {"items": items}))
    assert (paper.abstract, paper.authors) == (ABSTRACT, ("Ann Lee",))
    assert skipped == ["record 2: is not a paper: attachment"]


def test_the_links_of_papers_with_code_are_read(tmp_path: Path) -> None:
    record = {
        "paper_url": "https://paperswithcode.com/paper/a",
        "paper_title": "An encoder",
        "paper_arxiv_id": "2301.01234",
        "paper_url_abs": "https://arxiv.org/abs/2301.01234v2",
        "repo_url": "https://github.com/x/encoder",
    }
    (paper,), _ = read(write(tmp_path, [record]))
    assert (paper.id, paper.url, paper.repositories) == (
        "arxiv:2301.01234",
        "https://arxiv.org/abs/2301.01234",
        ("https://github.com/x/encoder",),
    )


def test_a_table_of_openalex_gives_its_works_the_ids_that_its_json_gives(tmp_path: Path) -> None:
    text = (
        "id,display_name,abstract,authorships.author.display_name,publication_year\n"
        f'https://openalex.org/W123,An encoder,"{ABSTRACT}",Ann Lee|Bob Roe,2023\n'
    )
    (paper,), _ = read(write(tmp_path, text, "works.csv"))
    assert (paper.id, paper.title, paper.authors) == (
        "openalex:W123",
        "An encoder",
        ("Ann Lee", "Bob Roe"),
    )


def test_columns_that_are_named_for_a_table_leave_references_as_they_are(tmp_path: Path) -> None:
    write(tmp_path, f"Titel,Text\nA,{ABSTRACT}\n", "a.csv")
    write(tmp_path, f"@article{{b, title={{B}}, abstract={{{ABSTRACT}}}}}", "b.bib")
    papers, skipped = read(tmp_path, columns={"title": "Titel", "abstract": "Text"})
    assert ([paper.title for paper in papers], skipped) == (["A", "B"], [])


@pytest.mark.parametrize("indent", [None, 1])
def test_answers_of_crossref_are_read(tmp_path: Path, indent: int | None) -> None:
    work = {
        "DOI": "10.1000/abc.1",
        "type": "journal-article",
        "title": ["An <i>encoder</i>"],
        "author": [{"given": "Ann", "family": "Lee", "sequence": "first"}],
        "issued": {"date-parts": [[2023, 1, 5]]},
        "abstract": f"<jats:title>Abstract</jats:title><jats:p>{ABSTRACT}</jats:p>",
        "container-title": ["Models"],
    }
    works = [work, {**work, "DOI": "10.1000/b"}]
    answer = {"status": "ok", "message": {"facets": {}, "items": works}}
    papers, skipped = read(write(tmp_path, json.dumps(answer, indent=indent)))
    assert [paper.id for paper in papers] == ["doi:10.1000/abc.1", "doi:10.1000/b"]
    assert skipped == []
    assert (papers[0].title, papers[0].abstract) == ("An encoder", ABSTRACT)
    assert (papers[0].authors, papers[0].date) == (("Ann Lee",), "2023-01-05")
