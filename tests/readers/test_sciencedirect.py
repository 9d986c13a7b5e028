"""ScienceDirect's export as text."""

from pathlib import Path

from reading import read_text

ARTICLE = """Ada Lee, Bob van Roe,
Counting Leaves, Fast and Slow,
Journal of Leaves,
Volume 140,
2023,
104567,
ISSN 0000-0000,
https://doi.org/10.1016/j.leaf.2023.104567.
(https://www.sciencedirect.com/science/article/pii/S0000000023001234)
Abstract: We count the leaves of a plant.
They are many.
Keywords: Leaves; Counting

"""
CHAPTER = """Cy Doe,
Chapter 3 - Roots,
Editor(s): Bob Roe,
A Book of Plants,
Academic Press,
2020,
Pages 1-20,
ISBN 9780000000000,
https://doi.org/10.1016/B978-0-12-000000-0.00003-1.
(https://www.sciencedirect.com/science/article/pii/B9780120000000000031)
Abstract: We study roots.

They grow.

"""
EDITORIAL = """Editorial: Soil,
Journal of Soil,
Volume 1, Part A,
2024,
Page 1,
https://doi.org/10.1016/j.soil.2024.1.
(https://www.sciencedirect.com/science/article/pii/S0000000000000001)

"""


def test_each_citation_of_sciencedirect_is_a_paper_with_its_own_abstract(tmp_path: Path) -> None:
    papers, skipped = read_text(tmp_path, ARTICLE + CHAPTER + EDITORIAL)
    assert [(paper.title, paper.authors, paper.abstract) for paper in papers] == [
        (
            "Counting Leaves, Fast and Slow",
            ("Ada Lee", "Bob van Roe"),
            "We count the leaves of a plant. They are many.",
        ),
        ("Chapter 3 - Roots", ("Cy Doe",), "We study roots. They grow."),
        ("Editorial: Soil", (), ""),
    ]
    assert skipped == []


def test_a_citation_of_sciencedirect_says_where_and_when(tmp_path: Path) -> None:
    papers, _ = read_text(tmp_path, ARTICLE + CHAPTER)
    assert [(paper.id, paper.year, paper.extra["venue"]) for paper in papers] == [
        ("doi:10.1016/j.leaf.2023.104567", 2023, "Journal of Leaves"),
        ("doi:10.1016/b978-0-12-000000-0.00003-1", 2020, "A Book of Plants"),
    ]
    assert [paper.source.line for paper in papers] == [1, 14]
    assert papers[0].extra["keywords"] == "Leaves; Counting"


def test_an_abstract_of_sciencedirect_without_an_end_is_refused_alone(tmp_path: Path) -> None:
    text = ARTICLE.replace("They are many.\n", "They are very many.\n" * 4_000)
    papers, skipped = read_text(tmp_path, text + CHAPTER)
    assert [paper.title for paper in papers] == ["Chapter 3 - Roots"]
    assert skipped == ["line 1: a paragraph of more than 60,000 characters is too long"]
