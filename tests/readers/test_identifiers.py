"""A DOI is read whole and alone, however a list writes it, and joins no papers that differ."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.readers import read_papers, unique_papers
from kg.readers.identifiers import doi, doi_page, paper_id
from kg.records import Paper

SICI = "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O"


def read(folder: Path, text: str, name: str) -> list[Paper]:
    path = folder / name
    path.write_text(text, encoding="utf8")
    return list(read_papers(path))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (SICI, SICI.lower()),
        (f"doi:{SICI}", SICI.lower()),
        (f"https://doi.org/{SICI}", SICI.lower()),
        (doi_page(SICI), SICI.lower()),
        ("10.1000/abc</p>", "10.1000/abc"),
        ("<https://doi.org/10.1000/abc>", "10.1000/abc"),
        ("Published as 10.1000/abc.", "10.1000/abc"),
        ("10.1000%2fabc", "10.1000/abc"),
        ("10.1000.10/123456", "10.1000.10/123456"),
        ('10.1000/a{b}|c"d', '10.1000/a{b}|c"d'),
        ("10.1000/abc}", "10.1000/abc"),
        ("10.1000/abc|10.1000/def", "10.1000/abc"),
        ("https://link.example/content/pdf/10.1007%2F978-3-030-58452-8_13.pdf",
         "10.1007/978-3-030-58452-8_13"),
    ],
)  # fmt: skip
def test_a_doi_is_read_to_its_end_and_not_beyond(text: str, found: str) -> None:
    assert doi(text) == found


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://dl.example/doi/pdf/10.1145/3292500.3330701?download=true",
         "10.1145/3292500.3330701"),
        ("https://doi.org/10.1000/abc#section-2", "10.1000/abc"),
        ("https://pub.example/doi/10.1002/asi.24750/full", "10.1002/asi.24750"),
        ("https://pub.example/doi/10.1002/asi.24750/abstract?x=1", "10.1002/asi.24750"),
        ("https://pub.example/10.1002/asi.24750/pdf", "10.1002/asi.24750"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.02.123456v1.full.pdf",
         "10.1101/2020.01.02.123456"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.02.123456v12.full",
         "10.1101/2020.01.02.123456"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.02.123456v2",
         "10.1101/2020.01.02.123456"),
        ("https://journal.example/article/file?id=10.1371/journal.pone.0123456&type=printable",
         "10.1371/journal.pone.0123456"),
        ("https://doi.org/10.6084/m9.figshare.1234567.v2", "10.6084/m9.figshare.1234567.v2"),
    ],
)  # fmt: skip
def test_the_tail_of_an_address_is_no_part_of_the_doi(address: str, found: str) -> None:
    assert doi(address) == found


@given(
    st.from_regex(
        r"10\.2[0-9]{3}/[a-z0-9]{1,9}(<[0-9]:[a-z]+>)?[a-z0-9#?;%-]*[a-z0-9]", fullmatch=True
    )
)
def test_the_page_of_a_doi_leads_back_to_it(name: str) -> None:
    assert doi(name) == name
    assert doi(doi_page(name)) == name


def test_the_address_of_a_publisher_alone_has_no_doi() -> None:
    assert doi("https://doi.org/10.1000/") is None


def test_a_doi_that_cannot_be_encoded_has_a_page_all_the_same() -> None:
    assert doi_page("10.1000/\ud800") == "https://doi.org/10.1000/%3F"


def test_signs_that_latex_escapes_belong_to_the_doi_and_the_address(tmp_path: Path) -> None:
    text = "".join(
        f"@inproceedings{{p{number}, title={{{title}}}, year=2020,\n"
        f" url={{https://doi.org/10.1007/978-3-030-58452-8{mark}{number}}},\n"
        f" doi={{10.1007/978-3-030-58452-8{mark}{number}}}}}\n"
        for number, title, mark in [
            (13, "Counting Leaves", r"\_"),
            (24, "Finding Bolts", r"{\_}"),
            (35, "Sorting Stones", "_"),
        ]
    )
    papers = unique_papers(read(tmp_path, text, "dblp.bib")).papers
    names = [f"10.1007/978-3-030-58452-8_{number}" for number in (13, 24, 35)]
    assert [paper.id for paper in papers] == [f"doi:{name}" for name in names]
    assert [paper.url for paper in papers] == [f"https://doi.org/{name}" for name in names]


@pytest.mark.parametrize(
    "written",
    [
        SICI,
        SICI.replace("<", r"{\textless}").replace(">", r"{\textgreater}"),
        SICI.replace("<", "{$<$}").replace(">", "$>$"),
    ],
)
def test_a_doi_of_a_sici_is_whole_in_bibtex_and_its_page_is_an_address(
    tmp_path: Path, written: str
) -> None:
    text = f"@article{{a, title={{Author Cocitation}}, doi={{{written}}}}}\n"
    (paper,) = read(tmp_path, text, "list.bib")
    assert paper.id == f"doi:{SICI.lower()}"
    assert paper.url == doi_page(SICI.lower())


def test_an_escaped_percent_sign_in_an_address_is_one(tmp_path: Path) -> None:
    text = r"@misc{a, title={Maps}, url={https://example.org/a\%20map?x=1\&y=2\#top}}"
    (paper,) = read(tmp_path, text, "list.bib")
    assert paper.url == "https://example.org/a%20map?x=1&y=2#top"


ONE = {
    "title": "Counting Leaves",
    "authors": ["Ada Example"],
    "abstract": "We count leaves.",
    "doi": "10.1000/volume.7",
}
OTHER = {
    "title": "Finding Bolts",
    "authors": ["Ben Sample"],
    "abstract": "Bolts are found by sound.",
    "doi": "10.1000/volume.7",
}


def joined(folder: Path, *records: dict[str, object]) -> list[Paper]:
    lines = "\n".join(map(json.dumps, records))
    return unique_papers(read(folder, lines, "papers.jsonl")).papers


def test_papers_that_differ_in_all_else_are_not_joined_by_the_doi_of_their_volume(
    tmp_path: Path,
) -> None:
    papers = joined(tmp_path, ONE, OTHER)
    assert [paper.title for paper in papers] == ["Counting Leaves", "Finding Bolts"]
    assert len({paper.id for paper in papers}) == 2


def test_papers_of_one_title_by_others_in_another_year_stay_two(tmp_path: Path) -> None:
    first = {"title": "A Survey of Deep Learning", "authors": ["Ada Example"], "year": 2015}
    other = {"title": "A Survey of Deep Learning", "authors": ["Ben Sample"], "year": 2021}
    assert len(joined(tmp_path, first, other)) == 2
    assert len(joined(tmp_path, first, {**other, "authors": ["Ada Example"]})) == 1


def versions(folder: Path, later: int, abstract: str) -> list[Paper]:
    """Read a paper of 2021, and one of its title and author of some years later."""
    told = {"title": "Counting Leaves with Attention", "authors": ["Ann Lee"]}
    early = {**told, "year": 2021, "abstract": "We count leaves with attention."}
    return joined(folder, early, {**told, "year": 2021 + later, "abstract": abstract})


def test_a_preprint_and_its_publication_in_the_next_year_are_one(tmp_path: Path) -> None:
    assert len(versions(tmp_path, 1, "Leaves are many. Our method counts them.")) == 1


def test_papers_of_one_title_by_namesakes_years_apart_stay_two(tmp_path: Path) -> None:
    assert len(versions(tmp_path, 4, "Leaves are many. Our method counts them.")) == 2


def test_an_abstract_that_only_goes_on_is_the_same(tmp_path: Path) -> None:
    assert len(versions(tmp_path, 4, "We count leaves with attention, on LeafBench.")) == 1


@pytest.mark.parametrize("shared", ["title", "authors", "abstract"])
def test_papers_of_one_doi_that_agree_in_anything_are_one(tmp_path: Path, shared: str) -> None:
    assert len(joined(tmp_path, ONE, {**OTHER, shared: ONE[shared]})) == 1


@pytest.mark.parametrize(
    ("own", "id"),
    [
        ("users/1234567", "users/1234567"),
        ("stat/0704001", "stat/0704001"),
        ("hep-th/9901001v2", "arxiv:hep-th/9901001"),
        ("math.GT/0309136", "arxiv:math/0309136"),
        ("arXiv:CS/0112017", "arxiv:cs/0112017"),
        ("https://arxiv.org/abs/cond-mat/0001001", "arxiv:cond-mat/0001001"),
    ],
)
def test_an_old_arxiv_id_begins_with_one_of_its_archives(own: str, id: str) -> None:
    assert paper_id("A Title", "", own) == id
