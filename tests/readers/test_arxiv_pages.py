"""Pages of single papers copied from arXiv: what stands around the abstract stays out of it."""

from pathlib import Path
from time import monotonic

import pytest
from text_lists import ABSTRACTS, AUTHORS, NUMBERS, TITLES, read, texts

ARCHIVE = "Computer Science > Computation and Language\n"
TABLE = (
    "Comments:\t12 pages\nSubjects:\tComputation and Language (cs.CL); Machine Learning (cs.LG)\n"
    "Cite as:\tarXiv:{number} [cs.CL]\n \t(or arXiv:{number}v2 [cs.CL] for this version)\n"
    " \thttps://doi.org/10.48550/arXiv.{number}\nFocus to learn more\n"
    "Submission history\nFrom: Ann Lee [view email]\n"
    "[v1] Mon, 6 May 2024 17:57:34 UTC (1,102 KB)\n[v2] Sun, 2 Jun 2024 10:00:00 UTC (1,125 KB)\n"
)
HEADINGS = {
    "title and authors": "{title}\n{authors}\n",
    "labels": "Title:{title}\nAuthors:{authors}\n",
    "archive and date": ARCHIVE + "[Submitted on 6 May 2024]\n{title}\n{authors}\n",
    "archive, dates and labels": ARCHIVE
    + "[Submitted on 6 May 2024 (v1), last revised 2 Jun 2024 (this version, v2)]\n"
    + "Title:{title}\nAuthors:{authors}\n",
}
headed = pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS.keys())


def copied(heading: str, below: str, links: str = "View PDF\nHTML (experimental)\n") -> list[str]:
    layout = f"{heading}{links}Abstract:{{abstract}}\n\n{below}"
    rows = zip(TITLES, AUTHORS, NUMBERS, ABSTRACTS, strict=True)
    return [
        layout.format(title=title, authors=", ".join(authors), number=number, abstract=abstract)
        for title, authors, number, abstract in rows
    ]


@headed
@pytest.mark.parametrize("between", ["", "\n"])
def test_pages_give_each_paper_its_fields_and_its_abstract_alone(
    tmp_path: Path, heading: str, between: str
) -> None:
    papers, skipped = read(tmp_path, between.join(copied(heading, TABLE)))
    assert (texts(papers), skipped) == (list(zip(TITLES, ABSTRACTS, strict=True)), [])
    assert [paper.authors for paper in papers] == list(AUTHORS)
    assert [paper.id for paper in papers] == [f"arxiv:{number}" for number in NUMBERS]
    assert {paper.date for paper in papers} == {"2024-05-06"}
    assert papers[0].extra == {
        "comments": "12 pages",
        "categories": "Computation and Language (cs.CL); Machine Learning (cs.LG)",
    }


@headed
def test_one_page_is_one_paper(tmp_path: Path, heading: str) -> None:
    (paper,), skipped = read(tmp_path, copied(heading, TABLE)[0])
    assert (paper.title, paper.abstract, skipped) == (TITLES[0], ABSTRACTS[0], [])


@headed
@pytest.mark.parametrize("links", ["View PDF\n", "View PDF\nHTML (experimental)\nTeX Source\n"])
@pytest.mark.parametrize("between", ["\n\n", "\n", "\n\n\n\n"])
def test_the_links_of_a_page_cost_no_title(
    tmp_path: Path, heading: str, links: str, between: str
) -> None:
    text = "\n".join(copied(heading, "", links)).replace("\n\n", between)
    papers, skipped = read(tmp_path, text)
    assert (texts(papers), skipped) == (list(zip(TITLES, ABSTRACTS, strict=True)), [])
    assert [paper.authors for paper in papers] == list(AUTHORS)


@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_a_link_at_the_end_of_an_abstract_costs_no_title_below_it(
    tmp_path: Path, between: str
) -> None:
    link = "https://code.example/a"
    page = "{}\nAnn Lee\n\nView PDF\n\nAbstract:We read. Code: {}\n\n"
    text = page.format("One Layer", link) + page.format("Two Layers", link)
    papers, _ = read(tmp_path, text.replace("\n\n", between))
    assert texts(papers) == [
        ("One Layer", f"We read. Code: {link}"),
        ("Two Layers", f"We read. Code: {link}"),
    ]


@headed
def test_a_blank_line_below_every_line_of_a_page_changes_nothing(
    tmp_path: Path, heading: str
) -> None:
    papers, _ = read(tmp_path, "".join(copied(heading, TABLE)).replace("\n", "\n\n"))
    assert texts(papers) == list(zip(TITLES, ABSTRACTS, strict=True))
    assert [paper.id for paper in papers] == [f"arxiv:{number}" for number in NUMBERS]


@pytest.mark.parametrize("links", ["View PDF\nHTML (experimental)\n", "", "View PDF\n\n"])
def test_pages_without_labels_keep_their_papers_apart(tmp_path: Path, links: str) -> None:
    pages = copied(HEADINGS["archive and date"], TABLE, links)
    papers, skipped = read(tmp_path, "".join(pages).replace("Abstract:", ""))
    assert (texts(papers), skipped) == (list(zip(TITLES, ABSTRACTS, strict=True)), [])
    assert [paper.authors for paper in papers] == list(AUTHORS)
    assert [paper.id for paper in papers] == [f"arxiv:{number}" for number in NUMBERS]
    assert {paper.date for paper in papers} == {"2024-05-06"}


def test_what_a_page_says_beside_its_paper_is_named(tmp_path: Path) -> None:
    above = "Skip to main content\nLogin\narXiv:2405.01234 (cs)\n"
    below = "Access Paper:\nView PDF\nCurrent browse context:\ncs.CL\nSome New Tool for Readers\n"
    text = above + copied(HEADINGS["labels"], TABLE)[0] + below
    (paper,), skipped = read(tmp_path, text)
    assert texts([paper]) == [(TITLES[0], ABSTRACTS[0])]
    place = f"line {text.count(chr(10))}"
    assert [(item.place, item.reason) for item in skipped] == [
        (place, "a line of a page that belongs to no paper")
    ]


def test_a_wrapped_abstract_of_a_page_keeps_its_short_lines(tmp_path: Path) -> None:
    wrapped = "We compare\nstatistics\nof three lists and\n\ncode\nthat reads them."
    text = f"One Layer\nAnn Lee\nView PDF\nAbstract:{wrapped}\n\n" + TABLE.format(
        number="2405.01234"
    )
    (paper,), _ = read(tmp_path, text)
    assert paper.abstract == " ".join(wrapped.split())


def test_the_number_of_a_page_dates_a_paper_without_its_history(tmp_path: Path) -> None:
    table = TABLE.partition("Submission history")[0]
    papers, _ = read(tmp_path, "\n".join(copied(HEADINGS["labels"], table)))
    assert [paper.date for paper in papers] == ["2024-05", "2024-06", "2024-07"]


@pytest.mark.parametrize("line", ["[v1] Mon, 6 May 2024 ", "Cite as:\n", "View PDF\n", "(or a > "])
def test_a_page_of_one_line_again_and_again_takes_linear_time(tmp_path: Path, line: str) -> None:
    started = monotonic()
    read(tmp_path, f"One Layer\nView PDF\nAbstract: We read.\n{line * 50_000}\nAbstract: No.")
    assert monotonic() - started < 20
