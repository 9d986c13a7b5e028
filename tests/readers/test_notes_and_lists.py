"""Notes with YAML above them, YAML lists, and lists of papers to read in Markdown."""

from pathlib import Path

import pytest
from reading import read_text

ABSTRACT = "We study the roots of plants. They grow where the soil is wet, and nowhere else."


def test_yaml_above_a_note_gives_its_values_without_quotes(tmp_path: Path) -> None:
    text = f"""---
title: "Why \\"Roots\\"?"
authors: ["Lee, Ann", 'Bob O''Neil']
aliases: []
cssclass: paper
tags: [soil, plants]
---

# Why "Roots"?

> [!abstract]
> {ABSTRACT}
"""
    (paper,), _ = read_text(tmp_path, text, "note.md")
    assert (paper.title, paper.authors) == ('Why "Roots"?', ("Ann Lee", "Bob O'Neil"))
    assert (paper.abstract, paper.organisation) == (ABSTRACT, None)
    assert paper.extra == {"cssclass": "paper", "keywords": "soil, plants"}


def test_a_list_in_yaml_is_read_paper_by_paper(tmp_path: Path) -> None:
    text = f"""- title: 'It''s Roots'
  authors:
    - "Ann Lee"
    - 'Bob O''Neil'
  abstract: >-
    {ABSTRACT}
- title: "Roots" and "Leaves"
  abstract: "{ABSTRACT}"
"""
    papers, _ = read_text(tmp_path, text, "list.yaml")
    assert [(paper.title, paper.authors, paper.abstract) for paper in papers] == [
        ("It's Roots", ("Ann Lee", "Bob O'Neil"), ABSTRACT),
        ('"Roots" and "Leaves"', (), ABSTRACT),
    ]


@pytest.mark.parametrize("title", ["**Why Roots?** —", "[Why Roots?](https://doi.org/10.1000/a),"])
def test_names_behind_a_title_that_is_set_apart_are_no_part_of_it(
    tmp_path: Path, title: str
) -> None:
    text = f"1. {title} Ann Lee, Bob Roe (KDD 2023). [paper](https://doi.org/10.1000/a)\n\n"
    (paper,), _ = read_text(tmp_path, f"{text}   > {ABSTRACT}\n", "list.md")
    assert (paper.title, paper.authors) == ("Why Roots?", ("Ann Lee", "Bob Roe"))
    assert (paper.id, paper.abstract) == ("doi:10.1000/a", ABSTRACT)


def test_brackets_around_a_translated_title_take_no_apostrophe(tmp_path: Path) -> None:
    text = f"Title: [Don't dig, they grow]\nAuthors: [Ann Lee, Bob O'Neil]\n\n[{ABSTRACT}]\n"
    (paper,), _ = read_text(tmp_path, text)
    assert (paper.title, paper.authors) == ("Don't dig, they grow", ("Ann Lee", "Bob O'Neil"))
    assert paper.abstract == f"[{ABSTRACT}]"


def test_a_list_of_links_is_no_abstract(tmp_path: Path) -> None:
    links = "".join(
        f"- [{word} Roots of Plants That Grow in Wet Soil](https://example.org/{word}), Lee et al."
        f", ACL 2023. [[code](https://example.org/c)]\n"
        for word in ("Deep", "Long", "Old")
    )
    papers, skipped = read_text(tmp_path, f"# Awesome Roots\n\n{links}", "awesome.md")
    assert papers == []
    assert "line 3: a list of links without abstracts" in skipped
