"""Pages of single papers copied from Hugging Face, and texts that no reader can make sense of."""

from pathlib import Path

import pytest
from reading import read_text

from kg.errors import FormatError

SUMMARY = "Small encoders are good."
ABSTRACT = "We train a small encoder. It needs a tenth of the data that others need."
PAGE = f"""Papers
arxiv:2405.01234

A Small Encoder: What
Is Enough?

Published on May 2, 2024
· Submitted by
AK
on May 3, 2024
Upvote

42

+34
Authors:
Ann Lee
,
Bob Roe

Abstract

{SUMMARY}

AI-generated summary

{ABSTRACT}

View arXiv page
View PDF
GitHub
12
Add to collection

Community
some-bot
May 4, 2024
I found the following papers similar to this paper. They are about encoders too.

Models citing this paper
0
Cite arxiv.org/abs/2405.01234 in a model README.md to link it from this page.
"""


@pytest.mark.parametrize("blank", ["\n\n", "\n"])
def test_a_copied_page_of_a_paper_gives_that_paper_alone(tmp_path: Path, blank: str) -> None:
    (paper,), skipped = read_text(tmp_path, PAGE.replace("\n\n", blank))
    assert (paper.id, paper.title) == ("arxiv:2405.01234", "A Small Encoder: What Is Enough?")
    assert (paper.abstract, paper.authors) == (ABSTRACT, ("Ann Lee", "Bob Roe"))
    assert (paper.date, paper.extra, skipped) == ("2024-05-02", {"upvotes": "42"}, [])


def test_pages_pasted_one_below_another_are_told_apart(tmp_path: Path) -> None:
    other = PAGE.replace("01234", "01235").replace("A Small", "A Large").replace("small", "large")
    first, second = read_text(tmp_path, PAGE + other)[0]
    assert (first.id, second.id) == ("arxiv:2405.01234", "arxiv:2405.01235")
    assert (second.title, second.abstract) == (
        "A Large Encoder: What Is Enough?",
        ABSTRACT.replace("small", "large"),
    )


def test_the_number_below_a_page_is_its_id_where_none_is_above(tmp_path: Path) -> None:
    (paper,), _ = read_text(tmp_path, PAGE.replace("arxiv:2405.01234\n", ""))
    assert paper.id == "arxiv:2405.01234"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (
            "1. Some Journal. 2023 Aug 4;1(1):12. doi: 10.1000/a.\n\nCounting leaves.\n\nLee A(1)."
            f"\n\nAuthor information:\n(1)Some Institute.\n\n{ABSTRACT}\n\nPMID: 37000001\n",
            "save it in the format PubMed",
        ),
        (f"RT Journal Article\nSR Electronic\nA1 Lee,Ann\nT1 A\nAB {ABSTRACT}\n", "save it as RIS"),
        (f"---\nreferences:\n- abstract: {ABSTRACT}\n  title: A\n", "save it as CSL JSON"),
    ],
)
def test_an_export_that_is_not_read_is_refused_with_one_that_is(
    tmp_path: Path, text: str, hint: str
) -> None:
    with pytest.raises(FormatError, match=hint):
        read_text(tmp_path, text)


def test_a_box_of_obsidian_around_an_abstract_is_no_title(tmp_path: Path) -> None:
    text = f"# A Small Encoder\n\n> [!abstract]\n> {ABSTRACT}\n\n## Notes\n\n- Read again.\n"
    papers, _ = read_text(tmp_path, text, "note.md")
    assert [(p.title, p.abstract) for p in papers] == [("A Small Encoder", ABSTRACT)]


def test_the_fields_above_a_note_are_those_of_its_paper(tmp_path: Path) -> None:
    fields = 'title: "A Small Encoder"\nauthors:\n  - Ann Lee\n  - Bob Roe\nyear: 2024\n'
    text = f"---\n{fields}---\n\n> [!abstract]\n> {ABSTRACT}\n"
    (paper,), _ = read_text(tmp_path, text, "note.md")
    assert (paper.title, paper.authors) == ("A Small Encoder", ("Ann Lee", "Bob Roe"))
    assert (paper.year, paper.abstract) == (2024, ABSTRACT)
