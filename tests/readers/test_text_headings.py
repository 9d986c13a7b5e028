"""Headings above the abstracts of a list: titles, authors, records, and lines of several fields."""

from pathlib import Path

import pytest
from text_lists import ABSTRACTS, AUTHORS, TITLES, listed, read, texts

SHORT = (
    ("BERT: A Model", "Jacob Devlin", "We introduce BERT, tested on GLUE."),
    ("Learning to Read from\nText on Pages", "Alec Radford", "We train GPT on web text only."),
    ("T5", "Colin Raffel", "We cast each task as text to text."),
)


@pytest.mark.parametrize(
    "below", ["{name}", "{name} et al.\nNAACL 2019", "{name}\nOpenAI", "by {name}"]
)
@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_one_author_below_a_short_title_is_its_author(
    tmp_path: Path, below: str, between: str
) -> None:
    text = "\n\n".join(
        f"{title}\n{below.format(name=name)}{between}ABSTRACT: {abstract}"
        for title, name, abstract in SHORT
    )
    papers, skipped = read(tmp_path, text)
    assert texts(papers) == [(" ".join(title.split()), abstract) for title, _, abstract in SHORT]
    assert [paper.authors for paper in papers] == [(name,) for _, name, _ in SHORT]
    assert skipped == []


def test_a_title_on_two_lines_above_a_label_is_whole(tmp_path: Path) -> None:
    text = "\n\n".join(
        f"Learning to Read {thing} and\nPages of Text\n\nAbstract: {ABSTRACTS[0]}"
        for thing in ("Books", "Papers")
    )
    papers, _ = read(tmp_path, text)
    assert texts(papers) == [
        ("Learning to Read Books and Pages of Text", ABSTRACTS[0]),
        ("Learning to Read Papers and Pages of Text", ABSTRACTS[0]),
    ]


@pytest.mark.parametrize(
    "abstract", ["Abstract: {abstract}", "\nAbstract: {abstract}", "\n{abstract}"]
)
@pytest.mark.parametrize("bold", ["", "**"])
def test_a_record_keeps_its_fields_beside_labels_that_nobody_knows(
    tmp_path: Path, abstract: str, bold: str
) -> None:
    layout = (
        f"{bold}Title:{bold} {{title}}\n{bold}Author(s):{bold} {{authors}}\n"
        f"{bold}Citations:{bold} 12\n{bold}Review Score:{bold} 7.5\n"
        f"{bold}DOI:{bold} 10.1000/{{n}}\n{abstract}"
    )
    papers, skipped = read(tmp_path, listed(layout))
    assert texts(papers) == list(zip(TITLES, ABSTRACTS, strict=True))
    assert [paper.authors for paper in papers] == list(AUTHORS)
    assert [paper.id for paper in papers] == [f"doi:10.1000/{n}" for n in (1, 2, 3)]
    assert papers[0].extra == {"citations": "12", "review score": "7.5"}
    assert skipped == []


def test_the_title_of_a_record_may_go_on_in_the_next_line(tmp_path: Path) -> None:
    heading = "Title: Reading Long\nBooks with Care\nRating: 7\nAuthors: Ann Lee"
    (paper,), _ = read(tmp_path, f"{heading}\nAbstract: {ABSTRACTS[0]}")
    assert (paper.title, paper.authors) == ("Reading Long Books with Care", ("Ann Lee",))


def test_a_part_of_an_abstract_is_no_field_of_a_record(tmp_path: Path) -> None:
    (paper,), _ = read(tmp_path, f"Title: Long Books\nAuthors: Ann Lee\nBackground: {ABSTRACTS[0]}")
    assert (paper.title, paper.abstract) == ("Long Books", f"Background: {ABSTRACTS[0]}")


@pytest.mark.parametrize(
    ("line", "authors", "venue", "url"),
    [
        ("*Ann Lee, Bob Roe*, **NeurIPS 2017**", ("Ann Lee", "Bob Roe"), "NeurIPS 2017", None),
        ("Ann Lee, Bob Roe (2017)", ("Ann Lee", "Bob Roe"), None, None),
        ("Ann Lee (2017)", ("Ann Lee",), None, None),
        ("Ann Lee, NAACL 2017", ("Ann Lee",), "NAACL 2017", None),
        (
            "Ann Lee et al., NAACL 2017. https://a.example/1",
            ("Ann Lee",),
            "NAACL 2017",
            "https://a.example/1",
        ),
        (
            "Ann Lee and Bob Roe. ACL, 2017. [pdf](https://a.example/1.pdf)",
            ("Ann Lee", "Bob Roe"),
            "ACL, 2017",
            "https://a.example/1.pdf",
        ),
        (
            "Ann Lee et al. · NAACL 2017 · [pdf](https://a.example/1)",
            ("Ann Lee",),
            "NAACL 2017",
            "https://a.example/1",
        ),
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_names_with_place_and_year_on_a_line_are_told_apart(
    tmp_path: Path,
    line: str,
    authors: tuple[str, ...],
    venue: str | None,
    url: str | None,
    between: str,
) -> None:
    text = "\n\n".join(f"## {title}{between}{line}\n\n{ABSTRACTS[0]}" for title in TITLES)
    papers, skipped = read(tmp_path, text, "list.md")
    assert texts(papers) == [(title, ABSTRACTS[0]) for title in TITLES]
    assert {(p.authors, p.extra.get("venue"), p.year, p.url) for p in papers} == {
        (authors, venue, 2017, url)
    }
    assert skipped == []


@pytest.mark.parametrize(
    "layout",
    [
        "## {title}\n\n> {abstract}",
        "## {title}\n> {abstract}",
        "## {title}\n\n> **Abstract:** {abstract}",
    ],
)
def test_a_quoted_abstract_loses_the_sign_of_the_quote(tmp_path: Path, layout: str) -> None:
    papers, _ = read(tmp_path, listed(layout), "list.md")
    assert texts(papers) == list(zip(TITLES, ABSTRACTS, strict=True))


def test_a_comparison_at_the_beginning_of_a_line_stays(tmp_path: Path) -> None:
    abstract = f"{ABSTRACTS[0]} The accuracy is\n> 90% on both."
    (paper,), _ = read(tmp_path, f"One Layer\n\n{abstract}\n")
    assert paper.abstract == " ".join(abstract.split())
