"""Copied Daily Papers pages come out whole, whatever a browser made of their blank lines."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import read_text

from kg.readers import read_papers

ABSTRACT = (
    "We train a small encoder on parallel sentences and compare it with a strong baseline. "
    "It needs a tenth of the data and reaches the same accuracy on three public test sets."
)


def page(*parts: str) -> str:
    return "\n\n".join(("Daily Papers", *parts)) + "\n"


DETAILS = "  \u2022\u00a04 authors\n\u00b7\nJun 19, 2024 2"


def test_a_short_abstract_on_a_page_stays_with_its_title(tmp_path: Path) -> None:
    one = "We show that one layer is enough."
    papers, _ = read_text(tmp_path, page("One Layer", one, "A Small Encoder", ABSTRACT, DETAILS))
    assert [(paper.title, paper.abstract) for paper in papers] == [
        ("One Layer", one),
        ("A Small Encoder", ABSTRACT),
    ]


def test_formulas_lists_and_links_stay_in_the_abstract(tmp_path: Path) -> None:
    inner = (
        "x = y + 1",
        f"where {ABSTRACT[0].lower()}{ABSTRACT[1:]}",
        "Code: https://example.org/c",
    )
    papers, _ = read_text(
        tmp_path, page("One Layer", ABSTRACT, *inner, "A Small Encoder", ABSTRACT, DETAILS)
    )
    assert [paper.title for paper in papers] == ["One Layer", "A Small Encoder"]
    assert papers[0].abstract == " ".join((ABSTRACT, *inner))
    assert papers[0].repositories == ("https://example.org/c",)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("nvidia NVIDIA", "NVIDIA"),
        ("ByteDance-Seed ByteDance Seed", "ByteDance Seed"),
        ("Peking University", "Peking University"),
        ("Qwen Qwen", "Qwen"),
        ("deepseek-ai DeepSeek", "DeepSeek"),
        ("facebook AI at Meta", "AI at Meta"),
        ("HKUSTAudio HKUST Audio", "HKUST Audio"),
        ("IBM Research", "IBM Research"),
        ("UC Berkeley", "UC Berkeley"),
        ("DeepSeek AI", "DeepSeek AI"),
        ("AI at Meta", "AI at Meta"),
        ("MIT Mitsubishi Chair", "MIT Mitsubishi Chair"),
    ],
)
def test_an_organisation_is_named_without_its_handle(tmp_path: Path, line: str, name: str) -> None:
    (paper,), _ = read_text(tmp_path, page("One Layer", ABSTRACT, f"{line}\n\u00b7\nJun 19, 2024"))
    assert (paper.organisation, paper.date) == (name, "2024-06-19")


def test_details_of_a_title_without_abstract_go_to_no_other_paper(tmp_path: Path) -> None:
    text = page(
        "One Layer", ABSTRACT, DETAILS, "A Title Alone", "\u2022 9 authors\n\u00b7\nMay 1, 2020"
    )
    (paper,), skipped = read_text(tmp_path, text)
    assert (paper.date, paper.extra["authors"]) == ("2024-06-19", "4")
    assert "no abstract after it" in skipped[0]


OTHER = (
    "Graphs of citations are often noisy. This work cleans them with a rule learned from a few "
    "labels, and shows that ranking and clustering both improve on two collections of papers"
)
COPIED = (
    "new\n\nGet trending papers in your email inbox!\n\nDaily Papers\n\nMay 7",
    "A Small Encoder",
    ABSTRACT,
    "nvidia NVIDIA\n\u00b7\nSep 26, 2025 4",
    "Cleaning Citation Graphs",
    f"{OTHER}. Code: https://example.org/c",
    DETAILS,
    "One Layer",
    "We show that one layer is enough.",
    "\u2022 2 authors\n\u00b7\nJan 29",
)


def copied(folder: Path, gaps: list[bool]) -> tuple[list[object], list[str]]:
    """Read the page with a blank line where a gap is True."""
    text = COPIED[0]
    for gap, part in zip(gaps, COPIED[1:], strict=True):
        text += ("\n\n" if gap else "\n") + part
    if not any(gaps):
        text = text.replace("\n\n", "\n")
    papers, skipped = read_text(folder, text)
    return [
        (paper.title, paper.abstract, paper.organisation, paper.date, paper.extra)
        for paper in papers
    ], skipped


@given(st.lists(st.booleans(), min_size=len(COPIED) - 1, max_size=len(COPIED) - 1))
def test_a_copied_page_needs_no_blank_lines(
    tmp_path_factory: pytest.TempPathFactory, gaps: list[bool]
) -> None:
    folder = tmp_path_factory.mktemp("page")
    whole, skipped = copied(folder, [True] * len(gaps))
    assert [paper[0] for paper in whole] == [COPIED[1], COPIED[4], COPIED[7]]
    assert (copied(folder, gaps), skipped) == ((whole, []), [])


def test_a_wrapped_abstract_keeps_its_words_beside_its_details(tmp_path: Path) -> None:
    wrapped = ABSTRACT.replace(". It", ".\nIt").replace("three public", "three\npublic")
    text = f"Daily Papers\nA Small Encoder\n{wrapped}\nExample Lab\n{DETAILS}\n"
    (paper,), skipped = read_text(tmp_path, text)
    assert (paper.title, paper.abstract) == ("A Small Encoder", ABSTRACT)
    assert (paper.organisation, paper.date, skipped) == ("Example Lab", "2024-06-19", [])


def test_titles_and_abstracts_on_lines_one_below_the_other_are_papers(tmp_path: Path) -> None:
    lines = ["Daily Papers"]
    for number in range(400):
        lines += [f"Is Encoder {number} Enough?", ABSTRACT]
    papers, skipped = read_text(tmp_path, "\n".join(lines))
    assert [paper.title for paper in papers] == [
        f"Is Encoder {number} Enough?" for number in range(400)
    ]
    assert {paper.abstract for paper in papers} == {ABSTRACT}
    assert skipped == []


def test_a_title_without_abstract_between_details_is_named(tmp_path: Path) -> None:
    text = f"Daily Papers\nOne Layer\n{ABSTRACT}\n{DETAILS}\nA Title Alone\n\u00b7\nMay 1, 2020"
    (paper,), skipped = read_text(tmp_path, text)
    assert (paper.organisation, paper.date) == (None, "2024-06-19")
    assert skipped == ["line 7: a title with no abstract after it"]


@pytest.mark.parametrize("line", [2, 5])
def test_text_among_details_is_not_dropped_in_silence(tmp_path: Path, line: int) -> None:
    above = f"One Layer\n{ABSTRACT}\n\n" if line == 5 else ""
    text = f"Daily Papers\n{above}A Line\nA Lab\n\u00b7\nMay 1, 2020\n\u00b7\n"
    _, skipped = read_text(tmp_path, text)
    assert [item.partition(":")[0] for item in skipped] == [f"line {line}"]


@pytest.mark.shared
@pytest.mark.parametrize("prefix", ["000", "002", "003"])
def test_a_seed_document_needs_no_blank_lines(shared: Path, tmp_path: Path, prefix: str) -> None:
    (path,) = (shared / "seeds").glob(f"{prefix}_*.txt")
    lines = path.read_text(encoding="utf8").split("\n")
    papers, skipped = read_text(tmp_path, "\n".join(line for line in lines if line.strip()))
    assert [(paper.id, paper.title, paper.abstract, paper.organisation) for paper in papers] == [
        (paper.id, paper.title, paper.abstract, paper.organisation) for paper in read_papers(path)
    ]
    assert skipped == []


def test_a_page_of_trending_papers_gives_each_its_title_and_date(tmp_path: Path) -> None:
    abstract = "We train a small encoder. It needs a tenth of the data that others need."
    page = "Hugging Face\nModels\nDatasets\n\nTrending Papers\n\n" + "\n\n".join(
        f"{title}\n\n{abstract}\n\n·\n\n5 authors\n\n·\n\nPublished on Jan 5, 2023\n\n"
        "Upvote\n83\n\nGitHub\n1.2k\n\narXiv Page"
        for title in ("A Small Encoder", "A Large Encoder")
    )
    papers, skipped = read_text(tmp_path, page)
    assert [(paper.title, paper.abstract, paper.date) for paper in papers] == [
        ("A Small Encoder", abstract, "2023-01-05"),
        ("A Large Encoder", abstract, "2023-01-05"),
    ]
    assert skipped == []


def without_blank_lines(text: str) -> str:
    return "\n".join(filter(None, text.split("\n")))


SPACINGS = {
    "as copied": str,
    "no blank lines": without_blank_lines,
    "a blank line below each": lambda text: text.replace("\n", "\n\n"),
}
spaced = pytest.mark.parametrize("spacing", SPACINGS.values(), ids=SPACINGS.keys())
CARDS = (
    f"Daily Papers\n\nSubmitted by\n\nada-l\n\nA Small Encoder\n\n{ABSTRACT}\n\n·\n4 authors\n\n"
    f"Submitted by\n\nNiels Example\n\nMamba\n\n{ABSTRACT}\n\nIBM Research\n·\n5 authors\n\n"
    f"Submitted by\nBobRoe\n\n118\n\nCleaning Citation Graphs\n\n{OTHER}.\n\n·\n2 authors\n\n3\n"
)


@spaced
def test_the_name_below_submitted_by_is_no_title(
    tmp_path: Path, spacing: Callable[[str], str]
) -> None:
    papers, skipped = read_text(tmp_path, spacing(CARDS))
    assert [(paper.title, paper.abstract, paper.organisation) for paper in papers] == [
        ("A Small Encoder", ABSTRACT, None),
        ("Mamba", ABSTRACT, "IBM Research"),
        ("Cleaning Citation Graphs", f"{OTHER}.", None),
    ]
    assert [paper.extra for paper in papers] == [
        {"submitted by": "ada-l", "authors": "4"},
        {"submitted by": "Niels Example", "authors": "5"},
        {"submitted by": "BobRoe", "upvotes": "118", "authors": "2", "comments": "3"},
    ]
    assert skipped == []


@spaced
def test_cards_without_abstracts_are_papers_of_a_title(
    tmp_path: Path, spacing: Callable[[str], str]
) -> None:
    text = "Daily Papers\n\n" + "".join(
        f"Submitted by\n\nada\n\n{title}\n\n·\n4 authors\n\n" for title in ("One Layer", "Two")
    )
    papers, skipped = read_text(tmp_path, spacing(text))
    assert [(paper.title, paper.abstract) for paper in papers] == [("One Layer", ""), ("Two", "")]
    assert skipped == []


def test_a_title_of_one_word_is_not_taken_for_the_submitter(tmp_path: Path) -> None:
    (paper,), _ = read_text(tmp_path, page("Submitted by", "Mamba", ABSTRACT, "·\n4 authors"))
    assert (paper.title, paper.abstract) == ("Mamba", ABSTRACT)


@spaced
def test_what_is_told_below_an_abstract_belongs_to_the_paper_above(
    tmp_path: Path, spacing: Callable[[str], str]
) -> None:
    text = page(
        *("One Layer", ABSTRACT, "Submitted by ada\n118 upvotes\n5 comments"),
        *("A Small Encoder", ABSTRACT, "Submitted by bob\n7 upvotes\n1 comment"),
    )
    papers, skipped = read_text(tmp_path, spacing(text))
    assert [(paper.title, paper.abstract, paper.extra) for paper in papers] == [
        ("One Layer", ABSTRACT, {"submitted by": "ada", "upvotes": "118", "comments": "5"}),
        ("A Small Encoder", ABSTRACT, {"submitted by": "bob", "upvotes": "7", "comments": "1"}),
    ]
    assert skipped == []


MENU = (
    "Hugging Face's logo\nHugging Face\nModels\nDatasets\nSpaces\nCommunity\nA New Entry\nDocs\n"
    "Enterprise\nPricing\nLog In\nSign Up\n\n"
)


@pytest.mark.parametrize("below", [CARDS, page("One Layer", ABSTRACT, DETAILS)])
@pytest.mark.parametrize("spacing", [str, without_blank_lines])
def test_the_menu_of_a_page_is_no_title(
    tmp_path: Path, below: str, spacing: Callable[[str], str]
) -> None:
    papers, skipped = read_text(tmp_path, spacing(MENU + below))
    alone, _ = read_text(tmp_path, spacing(below))
    assert [(p.title, p.abstract) for p in papers] == [(p.title, p.abstract) for p in alone]
    assert skipped == []


def test_a_line_above_the_heading_of_a_page_is_named_and_no_title(tmp_path: Path) -> None:
    (paper,), skipped = read_text(tmp_path, "A Line\n\n" + page("One Layer", ABSTRACT, DETAILS))
    assert paper.title == "One Layer"
    assert skipped == ["line 1: a line above the papers of the page"]


@spaced
def test_stars_of_a_repository_are_no_upvotes(
    tmp_path: Path, spacing: Callable[[str], str]
) -> None:
    text = page("One Layer", ABSTRACT, DETAILS, "Upvote\n118\n\nGitHub\n74.3k\n\narXiv Page")
    (paper,), _ = read_text(tmp_path, spacing(text))
    assert (paper.extra["upvotes"], paper.extra["github stars"]) == ("118", "74.3k")


def test_the_heading_of_the_next_day_is_no_date_of_the_paper_above(tmp_path: Path) -> None:
    text = page("One Layer", ABSTRACT, "·\n4 authors", "May 8", "Two Layers", ABSTRACT, DETAILS)
    first, second = read_text(tmp_path, text)[0]
    assert (first.date, "date" in first.extra, second.date) == (None, False, "2024-06-19")


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(("One Layer", "Is It Enough?", "Cleaning Citation Graphs")),
        st.sampled_from((ABSTRACT, f"{OTHER}.")),
        st.sampled_from(("\u2022 4 authors", "nvidia NVIDIA", "Peking University")),
        st.sampled_from(("Jun 19, 2024 2", "Jan 29", "Published on Jan 5, 2023")),
    ),
    min_size=1,
    max_size=5,
)


@given(ENTRIES)
def test_a_blank_line_below_every_line_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("page")
    text = page(
        "May 7",
        *(f"{title}\n\n{text}\n\n{who}\n·\n{date}" for title, text, who, date in entries),
    )
    papers, skipped = read_text(folder, text)
    doubled, _ = read_text(folder, text.replace("\n", "\n\n"))
    assert [replace(paper, source=None) for paper in doubled] == [
        replace(paper, source=None) for paper in papers
    ]
    assert ([paper.title for paper in papers], skipped) == ([entry[0] for entry in entries], [])


def test_a_page_of_many_papers_without_blank_lines_takes_linear_time(tmp_path: Path) -> None:
    text = "Daily Papers\n" + "Submitted by\nada\nOne Layer\n·\n4 authors\n" * 20_000
    started = monotonic()
    papers, _ = read_text(tmp_path, text)
    assert len(papers) == 20_000
    assert monotonic() - started < 20
