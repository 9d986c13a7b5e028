"""The address of a paper is its page, not that of its code or a talk."""

import json
from pathlib import Path

import pytest
from reading import read, read_text, write

ARXIV = "https://arxiv.org/abs/2401.01234"
CODE = "https://github.com/oaklab/prune"
TALK = "https://www.youtube.com/watch?v=a1"
ABSTRACT = (
    "We grow a tree of labels over many documents and prune it with a budget. On three datasets,"
    " the pruned tree keeps the accuracy of the full one at a tenth of the cost."
)


@pytest.mark.parametrize(
    "links",
    [
        f"[code]({CODE}) | [video]({TALK}) | [paper]({ARXIV})",
        f"Code: {CODE}\nVideo: {TALK}\nPaper: {ARXIV}",
    ],
)
@pytest.mark.parametrize(
    "layout",
    ["## Pruned Trees\n\n{links}\n\n{abstract}\n", "## Pruned Trees\n\n{abstract}\n\n{links}\n"],
)
def test_links_beside_an_abstract_are_told_apart(tmp_path: Path, layout: str, links: str) -> None:
    text = layout.format(links=links, abstract=ABSTRACT)
    (paper,), skipped = read_text(tmp_path, text, "a.md")
    assert (paper.id, paper.title, paper.url) == ("arxiv:2401.01234", "Pruned Trees", ARXIV)
    assert (paper.repositories, skipped) == ((CODE,), [])


def test_a_line_of_code_below_a_title_does_not_cost_the_title(tmp_path: Path) -> None:
    text = f"## Pruned Trees\n\nCode: {CODE}\n\n{ABSTRACT}\n"
    (paper,), skipped = read_text(tmp_path, text, "a.md")
    assert (paper.title, paper.repositories, skipped) == ("Pruned Trees", (CODE,), [])


def test_a_talk_on_a_line_of_links_is_not_the_page_of_the_paper(tmp_path: Path) -> None:
    page = "https://openreview.net/forum?id=a1"
    text = f"Pruned Trees\n[video]({TALK}) [paper]({page})\n{ABSTRACT}\n"
    (paper,), _ = read_text(tmp_path, text, "a.md")
    assert paper.url == page


@pytest.mark.parametrize("page", [ARXIV, "https://openreview.net/forum?id=a1"])
def test_a_page_in_a_later_column_comes_before_code(tmp_path: Path, page: str) -> None:
    record = {"title": "Pruned Trees", "abstract": ABSTRACT, "url": CODE, "pdf": page}
    (paper,), _ = read(write(tmp_path, [record]))
    assert (paper.url, paper.repositories, paper.extra) == (page, (CODE,), {})


def test_a_talk_in_an_earlier_column_is_kept_beside_the_page(tmp_path: Path) -> None:
    (paper,), _ = read_text(tmp_path, f"title,link,pdf\nPruned Trees,{TALK},{ARXIV}\n", "a.csv")
    assert (paper.id, paper.url, paper.extra) == ("arxiv:2401.01234", ARXIV, {"link": TALK})


def test_code_beside_an_identifier_is_a_repository(tmp_path: Path) -> None:
    entry = f"@article{{a, title={{Pruned Trees}}, url={{{CODE}}}, doi={{10.1000/x}}}}"
    (paper,), _ = read_text(tmp_path, entry, "a.bib")
    assert (paper.id, paper.repositories) == ("doi:10.1000/x", (CODE,))
    assert "link" not in paper.extra


@pytest.mark.parametrize("columns", [{}, {"url": "link"}])
def test_the_only_address_and_the_one_asked_for_are_kept(
    tmp_path: Path, columns: dict[str, str]
) -> None:
    record = {"title": "Pruned Trees", "link": CODE} | ({"pdf": ARXIV} if columns else {})
    (paper,), _ = read(write(tmp_path, json.dumps(record)), columns=columns)
    assert paper.url == CODE
