"""Exports with a field per line after a tag: where they begin, and what is no sure part of them."""

from pathlib import Path

import pytest
from reading import read_text

RIS = "TY  - JOUR\nTI  - {}\nER  - \n"
NBIB = "PMID- 37000001\nTI  - {}\n"
ENDNOTE = "%0 Journal Article\n%T {}\n"
WEB_OF_SCIENCE = "PT J\nTI {}\nER\n"
EXPORTS = [RIS, NBIB, ENDNOTE, WEB_OF_SCIENCE]


def titles(folder: Path, text: str, name: str) -> list[str]:
    papers, skipped = read_text(folder, text, name)
    assert skipped == []
    return [paper.title for paper in papers]


@pytest.mark.parametrize("record", EXPORTS)
@pytest.mark.parametrize(("name", "comma"), [("list.csv", ","), ("list.tsv", "\t")])
def test_a_table_that_quotes_a_tagged_record_stays_a_table(
    tmp_path: Path, record: str, name: str, comma: str
) -> None:
    quoted = record.format("Quoted")
    text = f'title{comma}abstract\nA Parser{comma}"We read\n\n{quoted}and more."\nB{comma}Text.\n'
    assert titles(tmp_path, text, name) == ["A Parser", "B"]


@pytest.mark.parametrize("record", EXPORTS)
def test_a_text_that_quotes_a_tagged_record_stays_a_text(tmp_path: Path, record: str) -> None:
    lines = record.format("Quoted")
    text = f"Title: A Parser\nAbstract: We read exports of reference managers such as\n{lines}\n"
    papers, _ = read_text(tmp_path, text, "list.txt")
    assert [paper.title for paper in papers] == ["A Parser"]


@pytest.mark.parametrize("record", EXPORTS)
@pytest.mark.parametrize(
    "above",
    [
        "",
        "\n \n\n",
        "\ufeff",
        "\ufeff\n",
        "Provider: Invented Press\nDatabase: Models\nContent:text/plain; charset=UTF-8\n\n\n",
        "# Two records\n",
        "// Two records\n",
        "Two records of 5 May\n\n",
    ],
    ids=repr,
)
def test_a_tagged_export_is_known_by_its_first_record(
    tmp_path: Path, record: str, above: str
) -> None:
    text = above + record.format("One") + "\n" + record.format("Two").replace("01", "02")
    assert titles(tmp_path, text, "export.txt") == ["One", "Two"]


def test_the_fields_of_a_list_above_its_first_record_are_no_other_format(tmp_path: Path) -> None:
    text = "FN Invented Press\nVR 1.0\n" + WEB_OF_SCIENCE.format("One") + "EF\n"
    assert titles(tmp_path, text, "export.txt") == ["One"]


# --- Fields outside of records


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("TI  - Lost\nER  - \n" + RIS.format("One"), 1),
        (RIS.format("One") + "TI  - Lost\nAU  - Lee, Ann\nER  - \n" + RIS.format("Two"), 4),
        (RIS.format("One") + "\n\nTI  - Lost\nAU  - Lee, Ann\n" + RIS.format("Two"), 6),
        (RIS.format("One") + "A last line of an abstract.\n", 4),
        (WEB_OF_SCIENCE.format("One") + "\nTI Lost\nER\nEF\n", 5),
    ],
)
def test_fields_outside_of_any_record_are_reported_with_their_first_line(
    tmp_path: Path, text: str, line: int
) -> None:
    papers, skipped = read_text(tmp_path, text, "list.ris")
    assert len(papers) == text.count("One") + text.count("Two")
    assert skipped == [f"line {line}: a field outside of any record"]


def test_each_record_without_its_first_line_is_reported(tmp_path: Path) -> None:
    lost = "TI  - Lost\nER  - \n"
    papers, skipped = read_text(tmp_path, RIS.format("One") + 2 * lost, "list.ris")
    assert len(papers) == 1
    assert [told.partition(":")[0] for told in skipped] == ["line 4", "line 6"]


def test_exports_one_after_another_are_read_without_a_remark(tmp_path: Path) -> None:
    one = "\ufeffProvider: Invented Press\nDatabase: Models\n\n" + RIS
    text = one.format("One") + "\n" + one.format("Two") + "\ufeff" + RIS.format("Three")
    assert titles(tmp_path, text, "list.ris") == ["One", "Two", "Three"]


# --- Two titles in one record

TWO_TITLES = {
    "list.ris": "TY  - JOUR\nTI  - One\nAU  - Lee, Ann\n{}TI  - Two\nAU  - Roe, Bob\nER  - \n",
    "list.nbib": "PMID- 37000001\nTI  - One\nFAU - Lee, Ann\n{}TI  - Two\nFAU - Roe, Bob\n",
    "list.enw": "%0 Book\n%T One\n%A Lee, Ann\n{}%T Two\n%A Roe, Bob\n",
}
ABSTRACTS = {
    "list.ris": "AB  - We train\n      BERT.\n",
    "list.nbib": "AB  - We train\n      BERT.\n",
    "list.enw": "%X We train\nBERT.\n",
}


@pytest.mark.parametrize("name", TWO_TITLES)
def test_a_second_paper_in_one_record_is_reported_and_not_joined_to_the_first(
    tmp_path: Path, name: str
) -> None:
    (paper,), skipped = read_text(tmp_path, TWO_TITLES[name].format(ABSTRACTS[name]), name)
    assert (paper.title, paper.authors) == ("One", ("Ann Lee",))
    assert paper.abstract == "We train BERT."
    assert skipped == ["line 6: a second title in one record, left out with the fields below it"]


@pytest.mark.parametrize("name", TWO_TITLES)
def test_another_title_right_below_the_first_costs_no_other_field(
    tmp_path: Path, name: str
) -> None:
    lines = TWO_TITLES[name].format(ABSTRACTS[name]).splitlines(keepends=True)
    text = "".join([*lines[:2], lines[5], *lines[2:5], *lines[7:]])
    (paper,), skipped = read_text(tmp_path, text, name)
    assert (paper.title, paper.authors) == ("One", ("Ann Lee",))
    assert paper.abstract == "We train BERT."
    assert skipped == ["line 3: a second title in one record"]


@pytest.mark.parametrize("name", TWO_TITLES)
def test_a_title_that_is_said_twice_is_one_title(tmp_path: Path, name: str) -> None:
    text = TWO_TITLES[name].format("").replace("Two", "One")
    (paper,), skipped = read_text(tmp_path, text, name)
    assert (paper.title, paper.authors, skipped) == ("One", ("Ann Lee", "Bob Roe"), [])
