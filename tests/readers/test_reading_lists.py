"""Reading lists in Markdown as people keep them, and pastes that are no list of abstracts."""

from pathlib import Path

import pytest
from reading import read_text

from kg.errors import FormatError
from kg.readers import read_papers
from kg.records import Note

ABSTRACT = "We study the roots of plants. They grow where the soil is wet, and nowhere else."
OTHER = "Leaves fall in autumn. We count them on three hundred trees, and find fewer every year."
TASKS = f"""# Reading list

Some notes first: to be read before the meeting of the group on Thursday.

## Below the ground

- [x] [Roots: Where They Grow](https://arxiv.org/abs/2405.01234) (Lee et al., ECCV 2024) ⭐
  > {ABSTRACT}
- [ ] [Leaves: When They Fall](https://arxiv.org/abs/2405.01235) — Roe et al.
  > {OTHER}
"""


def test_tasks_with_quoted_abstracts_are_papers_with_their_links(tmp_path: Path) -> None:
    papers, _ = read_text(tmp_path, TASKS, "list.md")
    assert [(paper.id, paper.title, paper.abstract) for paper in papers] == [
        ("arxiv:2405.01234", "Roots: Where They Grow", ABSTRACT),
        ("arxiv:2405.01235", "Leaves: When They Fall", OTHER),
    ]
    assert [(paper.authors, paper.year) for paper in papers] == [(("Lee",), 2024), (("Roe",), None)]


def test_words_above_a_list_of_papers_are_no_abstract(tmp_path: Path) -> None:
    _, skipped = read_text(tmp_path, TASKS, "list.md")
    assert "line 1: a short text above a list of papers" in skipped


def test_a_short_abstract_below_a_heading_of_its_own_stays(tmp_path: Path) -> None:
    text = f"# Roots\n\nWe look at many roots of plants.\n\n# Leaves\n\n{OTHER}\n"
    papers, _ = read_text(tmp_path, text, "list.md")
    assert [paper.title for paper in papers] == ["Roots", "Leaves"]


@pytest.mark.parametrize("mark", ["## ", "- ", "1. "])
@pytest.mark.parametrize("names", ["Lee et al. 2023", "Lee et al., 2023", "Ann Lee et al. (2023)"])
def test_names_and_year_behind_a_linked_title_are_its_own(
    tmp_path: Path, mark: str, names: str
) -> None:
    text = f"{mark}[Roots of Plants](https://arxiv.org/abs/2305.01234) - {names}\n\n{ABSTRACT}\n"
    (paper,), _ = read_text(tmp_path, text, "list.md")
    assert (paper.id, paper.title) == ("arxiv:2305.01234", "Roots of Plants")
    assert (paper.authors[0].split()[-1], paper.year) == ("Lee", 2023)


def test_links_behind_a_bold_title_and_family_names_in_italics_are_told_apart(
    tmp_path: Path,
) -> None:
    text = f"""1. **Roots Are Where They Grow** [[pdf]](https://arxiv.org/pdf/2405.01234) \
[[code]](https://github.com/lee/roots)

   *Lee, O'Neil, van Doe, Müller*

   {ABSTRACT}
"""
    (paper,), _ = read_text(tmp_path, text, "list.md")
    assert (paper.id, paper.title) == ("arxiv:2405.01234", "Roots Are Where They Grow")
    assert paper.authors == ("Lee", "O'Neil", "van Doe", "Müller")
    assert paper.repositories == ("https://github.com/lee/roots",)


def test_the_rows_of_a_table_are_papers(tmp_path: Path) -> None:
    text = f"""# Roots

| Paper | Year | Abstract |
| :--- | ---: | --- |
| [**Roots** \\| Soil](https://arxiv.org/abs/2405.01234) | 2024 | {ABSTRACT} |
| Leaves | 2023 | {OTHER} |
| Stems | 2022 | one | two |

More of them next week.
"""
    papers, skipped = read_text(tmp_path, text, "list.md")
    assert [(paper.title, paper.abstract, paper.year) for paper in papers] == [
        ("Roots | Soil", ABSTRACT, 2024),
        ("Leaves", OTHER, 2023),
    ]
    assert papers[0].id == "arxiv:2405.01234"
    assert skipped == [
        "line 7: has 4 cells under 3 columns",
        "line 9: a text outside of the tables",
    ]


def test_a_table_below_abstracts_does_not_hide_them(tmp_path: Path) -> None:
    text = f"Roots\n\n{ABSTRACT}\n\n| Title | Abstract |\n| --- | --- |\n| Stems | None yet |\n"
    papers, _ = read_text(tmp_path, text)
    assert papers[0].title == "Roots"


def notes_on(folder: Path, text: str) -> list[Note]:
    notes: list[Note] = []
    (folder / "list.txt").write_text(text, encoding="utf8")
    assert len(list(read_papers(folder / "list.txt", notes=notes))) == 1
    return notes


def test_a_chat_that_is_read_as_one_paper_is_questioned(tmp_path: Path) -> None:
    chat = f"Ann  10:42 AM\nlook at this\n{ABSTRACT}\n+1\nBob  10:45 AM\nand this\n{OTHER}\nthanks"
    (note,) = notes_on(tmp_path, chat)
    assert note.place == "line 1"
    assert note.text.endswith("characters without a title; is this the right format?")
    assert note.file.endswith("list.txt")


@pytest.mark.parametrize("text", [ABSTRACT, ABSTRACT.replace(". ", ".\n")], ids=["line", "lines"])
def test_one_abstract_without_a_title_is_not_questioned(tmp_path: Path, text: str) -> None:
    assert notes_on(tmp_path, text) == []


def test_a_page_of_google_scholar_is_refused_with_what_to_do(tmp_path: Path) -> None:
    hit = (
        "[PDF] plants.example\nRoots of plants\nA Lee, B Roe - Roots, 2017 - plants.org\n"
        f"{ABSTRACT}\nSave Cite Cited by 1,234 Related articles All 7 versions\n"
    )
    (tmp_path / "hits.txt").write_text(hit * 2, encoding="utf8")
    with pytest.raises(FormatError, match="Google Scholar, which shows excerpts"):
        list(read_papers(tmp_path / "hits.txt"))


def test_titles_alone_are_skipped_with_the_reason(tmp_path: Path) -> None:
    _, skipped = read_text(tmp_path, "Roots of Plants\nLeaves of Trees\n")
    assert skipped == [
        "line 1: a short paragraph with no abstract after it;"
        " titles or identifiers alone do not suffice"
    ]
