"""Lists of abstracts as people write and paste them: every paper with its title, authors and id."""

from pathlib import Path

import pytest
from reading import SAMPLES
from text_lists import ABSTRACTS, AUTHORS, NUMBERS, TITLES, listed, read, texts

from kg.errors import FormatError


def test_accepted_papers_keep_titles_and_authors_with_their_workplaces(tmp_path: Path) -> None:
    text = "Accepted Papers\n\n" + "\n\n".join(
        f"{title}\n{' and '.join(f'{name} (MIT)' for name in authors[:n])}\nAbstract: {abstract}"
        for n, (title, authors, abstract) in enumerate(zip(TITLES, AUTHORS, ABSTRACTS, strict=True))
        if n
    )
    papers, _ = read(tmp_path, text)
    assert texts(papers) == list(zip(TITLES, ABSTRACTS, strict=True))[1:]
    assert [paper.authors for paper in papers] == [AUTHORS[1][:1], AUTHORS[2][:2]]


def test_notes_in_markdown_keep_titles_and_no_notes_in_an_abstract(tmp_path: Path) -> None:
    text = "\n\n".join(
        f"# {title}\n\n**Authors:** {', '.join(authors)}\n**Link:** https://arxiv.org/abs/{number}"
        f"\n**Tags:** #peft\n\n## Abstract\n\n{abstract}\n\n## My notes\n\nI liked it."
        for title, authors, number, abstract in zip(
            TITLES, AUTHORS, NUMBERS, ABSTRACTS, strict=True
        )
    )
    papers, _ = read(tmp_path, text, "notes.md")
    assert texts(papers) == list(zip(TITLES, ABSTRACTS, strict=True))
    assert [paper.authors for paper in papers] == list(AUTHORS)


def test_the_parts_of_a_structured_abstract_are_one_paper(tmp_path: Path) -> None:
    parts = (
        "BACKGROUND: Large language models are costly to train in hospitals.",
        "METHODS: We propose SparseTune, a method that adapts models by few weights.",
        "RESULTS: On MIMIC-III it matches full training with a tenth of the memory.",
    )
    text = "\n\n".join((TITLES[0], *parts, TITLES[1], *parts))
    papers, _ = read(tmp_path, text)
    assert texts(papers) == [(title, " ".join(parts)) for title in TITLES[:2]]
    assert len(read(tmp_path, "\n\n".join((*parts, *parts)))[0]) == 2


def test_a_text_copied_from_a_pdf_ends_with_its_abstract(tmp_path: Path) -> None:
    (paper,), _ = read(tmp_path, f"Abstract\n{ABSTRACTS[0]}\n\n1 Introduction\nModels are big.\n")
    assert paper.abstract == ABSTRACTS[0]


def test_a_mail_of_arxiv_gives_each_paper_its_own_number(tmp_path: Path) -> None:
    papers, skipped = read(tmp_path, (SAMPLES / "arxiv_mail.txt").read_text(encoding="utf8"))
    assert skipped == []
    assert [(paper.id, paper.title, paper.date) for paper in papers] == [
        ("arxiv:2405.01234", "SparseTune: Adapting Language Models by Few Weights", "2024-05-02"),
        ("arxiv:2406.04321", "FlashSteps", "2024-05-02"),
        ("arxiv:2407.11111", "A Study of Retrieval", None),
    ]
    assert [len(paper.abstract) for paper in papers] == [137, 31, 0]
    assert papers[0].authors == ("Anna Berg", "Tom Li", "María Gómez")


LISTINGS = {
    "new papers": (
        "[{n}] arXiv:{arxiv} [pdf, html, other]\nTitle: {title}\n{authors}\nComments: 12 pages\n"
        "Subjects: Computation and Language (cs.CL); Machine Learning (cs.LG)\n{abstract}"
    ),
    "a search": (
        "arXiv:{arxiv} [pdf, ps, other]\ncs.CL cs.LG doi 10.1000/{n}\n{title}\n\n"
        "Authors: {authors}\n\nAbstract: {abstract} △ Less\n\n"
        "Submitted 5 January, 2024; originally announced January 2024.\n\nComments: 12 pages"
    ),
    "a search without blank lines": (
        "{n}. arXiv:{arxiv} [pdf]  cs.CL\n{title}\nAuthors: {authors}\nAbstract: {abstract}\n"
        "△ Less\nSubmitted 5 January, 2024; originally announced January 2024.\nComments: 12 pages"
    ),
}


@pytest.mark.parametrize("layout", LISTINGS.values(), ids=LISTINGS.keys())
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_copied_page_of_arxiv_is_read_whole(tmp_path: Path, layout: str, between: str) -> None:
    papers, skipped = read(tmp_path, f"Showing 1–3 of 3 results\n{listed(layout, between)}")
    assert (texts(papers), skipped) == (list(zip(TITLES, ABSTRACTS, strict=True)), [])
    assert [paper.id for paper in papers] == [f"arxiv:{number}" for number in NUMBERS]
    assert [paper.authors for paper in papers] == list(AUTHORS)
    assert papers[0].extra["comments"] == "12 pages"


@pytest.mark.parametrize(
    "below",
    [
        "  cs.LG\ndoi 10.1000/a.{n}",
        "  cs.LG\ndoi\n10.1000/a.{n}",
        "\ncs.LG doi 10.1000/a.{n}",
        "  cs.LG doi 10.1000/a.{n}",
        "\ndoi:10.1000/a.{n}\ncs.LG",
    ],
)
def test_a_doi_in_results_of_a_search_is_neither_title_nor_subject(
    tmp_path: Path, below: str
) -> None:
    layout = f"arXiv:{{arxiv}}  [pdf, ps, other]{below}\n{{title}}\nAuthors: {{authors}}\n"
    papers, skipped = read(tmp_path, listed(layout + "Abstract: {abstract}"))
    assert (texts(papers), skipped) == (list(zip(TITLES, ABSTRACTS, strict=True)), [])
    assert [(paper.extra["doi"], paper.extra["subjects"]) for paper in papers] == [
        (f"10.1000/a.{n}", "cs.LG") for n in (1, 2, 3)
    ]


def test_a_listing_dates_its_new_papers(tmp_path: Path) -> None:
    text = "Showing new listings for Tuesday, 6 January 2026\n" + "".join(
        f"[{n}] arXiv:{number} [pdf]\nTitle: Paper {number}\nAnn Lee\n"
        for n, number in enumerate(("2601.00001", "2512.99999", "2105.00001", "hep-th/9901001"))
    )
    text += (
        "Mon, 5 Jan 2026 (showing 1 of 9 entries )\n[5] arXiv:2601.00002 [pdf]\nTitle: Paper 2\n"
    )
    papers, _ = read(tmp_path, text)
    assert [paper.date for paper in papers] == [
        "2026-01-06", "2026-01-06", "2021-05", "1999-01", "2026-01-05",
    ]  # fmt: skip


def test_a_number_of_arxiv_dates_a_paper_that_nothing_else_dates(tmp_path: Path) -> None:
    papers, _ = read(tmp_path, listed(LISTINGS["new papers"]))
    assert [(paper.date, paper.year) for paper in papers] == [
        ("2024-05", 2024), ("2024-06", 2024), ("2024-07", 2024),
    ]  # fmt: skip


TITLED = {
    "a number before each": "{n}. {title}\n{abstract}",
    "a number before each, blank line": "{n}. {title}\n\n{abstract}",
    "a number in brackets": "[{n}] {title}\n{abstract}",
    "authors": "{title}\n{authors}\n{abstract}",
    "authors with footnotes": "{title}\nAda Lee1,2, Bob Roe2* and Cy Doe†\n{abstract}",
    "authors and where they work": (
        "{title}\n{authors}\nUniversity of Example\n{{ada,bob}}@example.org\n\n{abstract}"
    ),
    "authors, wrapped": "{title}\n{authors}\n{wrapped}",
    "authors, blank lines": "{title}\n\n{authors}\n\n{abstract}",
    "arXiv number": "{title}\narXiv:{arxiv} [cs.CL]\n{abstract}",
    "address": "{title}\nhttps://arxiv.org/abs/{arxiv}\n\n{abstract}",
    "address below": "{title}\n\n{abstract}\n\nhttps://arxiv.org/abs/{arxiv}",
    "address above": "https://arxiv.org/abs/{arxiv}\n\n{title}\n\n{abstract}",
    "authors and arXiv number": "{title}\n{authors}\narXiv:{arxiv}\n\n{abstract}",
    "venue": "{title}\n{authors}\nACL 2024\n\n{abstract}",
    "keywords": "{title}\n\n{abstract}\n\nKeywords: language models, memory",
    "headings of Markdown": "## {title}\n\n{abstract}",
    "headings that are links": "## [{title}](https://arxiv.org/abs/{arxiv})\n\n{abstract}",
    "bold titles": "**{title}**\n\n{abstract}",
    "labels": "Title: {title}\nAuthors: {authors}\nAbstract: {abstract}",
    "bold labels": "**Title:** {title}\n**Authors:** {authors}\n**Abstract:** {abstract}",
    "a label between": "{title}\n{authors}\n\nAbstract\n\n{wrapped}",
    "a label before the text": "{title}\n{authors}\nAbstract—{abstract}",
    "a mail of arXiv": (
        "\\\\\narXiv:{arxiv}\nDate: Thu, 2 May 2024 10:00:00 GMT   (120kb)\n\nTitle: {title}\n"
        "Authors: {authors}\nCategories: cs.CL cs.LG\nComments: 12 pages,\n  4 figures\n\\\\\n"
        "  {abstract}\n\\\\ ( https://arxiv.org/abs/{arxiv} ,  120kb)\n" + "-" * 78
    ),
}


@pytest.mark.parametrize("layout", TITLED.values(), ids=TITLED.keys())
def test_each_abstract_has_its_title(tmp_path: Path, layout: str) -> None:
    papers, skipped = read(tmp_path, listed(layout))
    assert texts(papers) == list(zip(TITLES, ABSTRACTS, strict=True))
    assert skipped == []


@pytest.mark.parametrize("layout", [layout for layout in TITLED.values() if "{arxiv}" in layout])
def test_an_arxiv_number_beside_a_text_is_its_id(tmp_path: Path, layout: str) -> None:
    papers, _ = read(tmp_path, listed(layout))
    assert [(paper.id, paper.url) for paper in papers] == [
        (f"arxiv:{number}", f"https://arxiv.org/abs/{number}") for number in NUMBERS
    ]


@pytest.mark.parametrize("layout", [layout for layout in TITLED.values() if "{authors}" in layout])
def test_a_line_of_names_below_a_title_is_its_authors(tmp_path: Path, layout: str) -> None:
    papers, _ = read(tmp_path, listed(layout))
    assert [paper.authors for paper in papers] == list(AUTHORS)


@pytest.mark.parametrize(
    ("layout", "between"),
    [
        ("- **{title}**: {abstract}", "\n"),
        ("- {title}\n  {abstract}", "\n"),
        ("{title}\t{abstract}", "\n"),
        ("{title}\n{abstract}", "\n---\n"),
        ("{title}\n{abstract}", "\n* * *\n"),
    ],
)
def test_a_list_without_blank_lines_is_cut_at_its_items(
    tmp_path: Path, layout: str, between: str
) -> None:
    papers, _ = read(tmp_path, listed(layout, between))
    assert texts(papers) == list(zip(TITLES, ABSTRACTS, strict=True))


@pytest.mark.parametrize("layout", ["{abstract}", "- {abstract}", "{n}. {abstract}"])
def test_a_line_that_is_an_abstract_is_a_paper(tmp_path: Path, layout: str) -> None:
    papers, _ = read(tmp_path, listed(layout, "\n"))
    assert texts(papers) == [("", abstract) for abstract in ABSTRACTS]
    assert [paper.source.line for paper in papers if paper.source] == [1, 2, 3]


@pytest.mark.parametrize("layout", ["{text}", "{n}. {text}"])
def test_a_long_list_without_blank_lines_is_read_whole(tmp_path: Path, layout: str) -> None:
    lines = [f"Method {n} is new here. {ABSTRACTS[n % 3]}" for n in range(1, 1_001)]
    text = "\n".join(layout.format(n=n, text=line) for n, line in enumerate(lines, 1))
    papers, skipped = read(tmp_path, text)
    assert [paper.abstract for paper in papers] == lines
    assert skipped == []


@pytest.mark.parametrize(
    "abstract",
    [
        "BACKGROUND: Readers differ. Nobody knows why they do so in the case of long lists."
        "\nMETHODS: We asked forty of them. Each was given the same list and as much time."
        "\nRESULTS: They agree in most cases. Where they do not, the name is a common word again.",
        "Models are judged on many sets, and few agree on which. We compare models on\n"
        "Visual Genome, Open Images and\nConceptual Captions, and find that none is enough.",
    ],
)
def test_an_abstract_on_several_lines_is_one(tmp_path: Path, abstract: str) -> None:
    papers, _ = read(tmp_path, f"A Study of Readers\n\n{abstract}\n")
    assert texts(papers) == [("A Study of Readers", " ".join(abstract.split()))]


@pytest.mark.parametrize(
    "title",
    [
        "Tactile Memory with Soft Robots: Object Insertion via\nMasked Encoding and Soft Wrists",
        "Findings of the Shared\nTask on Parsing 2023",
        "Learning to Parse with\nFew Labels",
        "Learning to Act in Sequential\nDecision Making",
    ],
)
def test_the_second_line_of_a_title_is_no_list_of_authors(tmp_path: Path, title: str) -> None:
    (paper,), _ = read(tmp_path, f"{title}\n\n{ABSTRACTS[0]}\n")
    assert (paper.title, paper.authors) == (" ".join(title.split()), ())


@pytest.mark.parametrize("title", ["CUET_Blitz_Aces: Votes of *Many* Readers", "A$_3$B$_2$ and C*"])
def test_signs_within_words_and_formulas_stay_in_a_title(tmp_path: Path, title: str) -> None:
    (paper,), _ = read(tmp_path, f"{title}\n\n{ABSTRACTS[0]}\n")
    assert paper.title == title.replace("*Many*", "Many")


def test_names_alone_do_not_take_long(tmp_path: Path) -> None:
    papers, skipped = read(tmp_path, "A Title\n\n" + "Ada Lee, Bob Roe\n\n" * 300)
    assert papers == []
    assert skipped


@pytest.mark.parametrize(
    "text",
    [
        f"<article><front><abstract><p>New\nAbstract: {ABSTRACTS[0]}</p></abstract></front>",
        f"<html><body><h3>{TITLES[0]}</h3><p>{ABSTRACTS[0]}</p></body></html>",
    ],
)
def test_a_file_of_tags_is_not_read_as_prose(tmp_path: Path, text: str) -> None:
    with pytest.raises(FormatError, match="not in a known format"):
        read(tmp_path, text)
