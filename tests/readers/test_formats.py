"""Each format is detected, read whole, and refused with a reason where it is broken."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import FormatError, InputError
from kg.readers import merge_duplicates, read_papers
from kg.records import Note, Paper, Skipped

ABSTRACT = (
    "We train a small encoder on parallel sentences and compare it with a strong baseline. "
    "It needs a tenth of the data and reaches the same accuracy on three public test sets. "
    "Code is at github.com/example/encoder."
)
OTHER = (
    "Graphs of citations are often noisy. This work cleans them with a rule learned from a few "
    "labels, and shows that ranking and clustering both improve on two collections of papers."
)


def write(folder: Path, text: str | bytes, name: str = "papers.txt") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_abstract_labels_begin_papers(tmp_path: Path) -> None:
    papers = list(read_papers(write(tmp_path, f"Abstract:{ABSTRACT}\nAbstract: {OTHER}\n")))
    assert [paper.abstract for paper in papers] == [ABSTRACT, OTHER]


def test_a_url_without_scheme_is_kept_with_the_paper(tmp_path: Path) -> None:
    (paper,) = read_papers(write(tmp_path, f"Abstract: {ABSTRACT}"))
    assert paper.repositories == ("https://github.com/example/encoder",)


DAILY_PAGE = f"""new

Get trending papers in your email inbox!

Subscribe

Daily Papers

byAK and the research community

May 7

A Small Encoder

{ABSTRACT}

nvidia NVIDIA
·
Sep 26, 2025 4

Cleaning Citation Graphs

{OTHER}

  • 3 authors
·
Jan 29
"""


def test_a_daily_page_gives_papers_without_its_furniture(tmp_path: Path) -> None:
    first, second = read_papers(write(tmp_path, DAILY_PAGE))
    assert (first.title, first.abstract) == ("A Small Encoder", ABSTRACT)
    assert (first.organisation, first.date, first.year) == ("NVIDIA", "2025-09-26", 2025)
    assert (second.title, second.abstract) == ("Cleaning Citation Graphs", OTHER)


def test_a_date_without_a_year_is_kept_as_it_stands(tmp_path: Path) -> None:
    _, second = read_papers(write(tmp_path, DAILY_PAGE))
    assert (second.date, second.extra["date"]) == (None, "Jan 29")


def test_plain_text_takes_a_title_before_an_abstract(tmp_path: Path) -> None:
    papers = list(read_papers(write(tmp_path, f"A Small Encoder\n\n{ABSTRACT}\n\n{OTHER}\n")))
    assert [(paper.title, paper.abstract) for paper in papers] == [
        ("A Small Encoder", ABSTRACT),
        ("", OTHER),
    ]


def test_json_lines_know_other_names_of_our_fields(tmp_path: Path) -> None:
    row = {
        "Title": "A Small Encoder",
        "summary": ABSTRACT,
        "published": "2024-05-02T00:00:00Z",
        "authors": [{"name": "Ada Example"}],
        "entry_id": "http://arxiv.org/abs/2405.01234v2",
    }
    (paper,) = read_papers(write(tmp_path, json.dumps(row), "papers.jsonl"))
    assert (paper.id, paper.date, paper.authors) == (
        "arxiv:2405.01234",
        "2024-05-02",
        ("Ada Example",),
    )


def test_a_broken_line_is_skipped_with_its_place(tmp_path: Path) -> None:
    good = json.dumps({"title": "A", "abstract": ABSTRACT})
    skipped: list[Skipped] = []
    path = write(tmp_path, f'{good}\n{{"title": \n{{"venue": "x"}}\n{good}\n')
    assert len(list(read_papers(path, skipped=skipped))) == 2
    assert [item.place for item in skipped] == ["line 2", "line 3"]


def test_csv_is_read_by_its_header(tmp_path: Path) -> None:
    text = f'Title,Abstract,Year\r\n"Small, but an Encoder","{ABSTRACT}",2021\r\n'
    (paper,) = read_papers(write(tmp_path, text, "papers.csv"))
    assert (paper.title, paper.year) == ("Small, but an Encoder", 2021)


def test_a_gzipped_file_reads_as_the_file_itself(tmp_path: Path) -> None:
    path = write(tmp_path, gzip.compress(f"Abstract: {ABSTRACT}".encode()), "papers.txt.gz")
    assert [paper.abstract for paper in read_papers(path)] == [ABSTRACT]


def test_line_ends_and_a_byte_order_mark_do_not_count(tmp_path: Path) -> None:
    plain = list(read_papers(write(tmp_path, DAILY_PAGE)))
    windows = b"\xef\xbb\xbf" + DAILY_PAGE.replace("\n", "\r\n").encode()
    read = list(read_papers(write(tmp_path, windows)))
    assert [(p.id, p.title, p.abstract) for p in read] == [
        (p.id, p.title, p.abstract) for p in plain
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\x00\x01\x02PNG", "binary"),
        (b"\xff\xfea\x00", "UTF-16"),
        (b"<html><body>A page</body></html>", "not in a known format"),
    ],
)
def test_a_file_of_no_known_format_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        list(read_papers(write(tmp_path, content)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.txt: no such file"):
        list(read_papers(tmp_path / "nowhere.txt"))


def test_an_unknown_format_name_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="jsonl"):
        list(read_papers(write(tmp_path, ABSTRACT), format="docx"))


def test_bytes_that_are_not_utf8_are_replaced_and_reported(tmp_path: Path) -> None:
    skipped: list[Skipped] = []
    notes: list[Note] = []
    path = write(tmp_path, b"Abstract: caf\xe9 " + ABSTRACT.encode())
    (paper,) = read_papers(path, skipped=skipped, notes=notes)
    assert paper.abstract.startswith("caf\ufffd We train")
    assert (notes[0].place, "UTF-8" in notes[0].text, skipped) == ("line 1", True, [])


@given(st.binary(max_size=300))
def test_no_bytes_crash_a_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = write(tmp_path_factory.mktemp("bytes"), content)
    try:
        list(read_papers(path))
    except InputError as error:
        assert path.name in str(error)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1).filter(
    lambda text: not set(text) & set("&<\\")
)


@given(st.lists(TEXT, min_size=1, max_size=5, unique=True))
def test_titles_survive_json_lines(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str]
) -> None:
    lines = "\n".join(json.dumps({"title": title, "abstract": ABSTRACT}) for title in titles)
    path = write(tmp_path_factory.mktemp("rows"), lines)
    assert [paper.title for paper in read_papers(path)] == titles


def test_the_same_paper_in_two_files_is_one_with_the_fuller_fields() -> None:
    short = Paper("arxiv:1", "A Title", "Short.", year=2024)
    long = Paper("arxiv:1", "A Title", "A longer abstract.", organisation="Example Lab")
    (merged,) = merge_duplicates([short, long])
    assert (merged.abstract, merged.year, merged.organisation) == (
        "A longer abstract.",
        2024,
        "Example Lab",
    )


FURNITURE = ("Subscribe", "Daily Papers", "research community", "email inbox", " authors\n")


@pytest.mark.shared
@pytest.mark.parametrize(("prefix", "number"), [("000", 10), ("002", 36), ("003", 87)])
def test_a_seed_document_comes_out_whole(shared: Path, prefix: str, number: int) -> None:
    (path,) = (shared / "seeds").glob(f"{prefix}_*.txt")
    skipped: list[Skipped] = []
    papers = list(read_papers(path, skipped=skipped))
    assert (len(papers), skipped) == (number, [])
    for paper in papers:
        assert len(paper.title) <= 250
        assert len(paper.abstract) >= 150
        assert not any(word in paper.title + paper.abstract for word in FURNITURE)


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalpha())


@pytest.mark.shared
def test_seed_papers_are_those_that_readers_annotated(shared: Path) -> None:
    by_prefix = {
        path.name[:3]: list(read_papers(path)) for path in (shared / "seeds").glob("*.txt")
    }
    lines = (shared / "gold" / "dev_abstracts.jsonl").read_text(encoding="utf8").splitlines()
    for row in map(json.loads, lines):
        prefix, _, position = row["id"].partition("-")
        paper = by_prefix[prefix][int(position) - 1]
        assert paper.title == row["title"]
        # LaTeX commands are taken out of ours; of the first words none has any.
        assert letters(paper.abstract)[:12] == letters(row["abstract"].replace("\\emph", ""))[:12]
