"""What real lists hold that a simple reader gets wrong; none of it may be lost or altered."""

import csv
import io
import json
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import read_text

from kg.errors import FormatError
from kg.readers import read_papers
from kg.readers.cleaning import clean
from kg.readers.repositories import repositories
from kg.records import Skipped

ABSTRACT = (
    "We train a small encoder on parallel sentences and compare it with a strong baseline. "
    "It needs a tenth of the data and reaches the same accuracy on three public test sets."
)


LEVEL = "Abstract-level labels are used too."


@pytest.mark.parametrize(
    "text",
    [
        r"at $a \cdot b$ and $\vec{x}$",
        r"\chi, \kappa, \vec and \curve{lee2020}",
        "if x<i and i>y hold",
        "https://example.org/?a=1&copy=2",
        "prices from $5 to $6",
    ],
)
def test_cleaning_leaves_what_only_looks_like_mark_up(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (r"Aky\"urek, Poincar\'e, Fran{\c c}ois, Erd\H{o}s", "Akyürek, Poincaré, François, Erdős"),
        (
            r"{\AA}sa, Nguy{\~{\^e}}n, Ph{\d{a}}m, {\OE}uvre, {\TH}or, Bayd{\i}n",
            "Åsa, Nguyễn, Phạm, Œuvre, Þor, Baydın",
        ),
        (r"Nguy\~{\^e}n, Mart\'\i nez", "Nguyễn, Martínez"),
        (r"said \"Hello\" and don\'t", 'said "Hello" and don\'t'),
        (r"{\em stable} and \emph{\textbf{fast}}", "stable and fast"),
        ("<p>An end.</p><p>A start</p>", "An end. A start"),
        (
            "state-\nof-the-art, self-\ntraining, opti-\nmal",
            "state-of-the-art, self-training, optimal",
        ),
        (
            "state-of-the-\nart, end-to-\nend, low-dimen-\nsional, ef-\nﬁcient ﬁne-\ntuning",
            "state-of-the-art, end-to-end, low-dimensional, efficient fine-tuning",
        ),
        (
            "<jats:title>Abstract</jats:title><jats:sec><jats:title>Aim</jats:title><jats:p>We fit "
            "<jats:inline-formula><jats:alternatives><jats:tex-math>$x$</jats:tex-math>"
            "<mml:math><mml:mi>x</mml:mi></mml:math></jats:alternatives></jats:inline-formula>"
            " where p &amp;lt; 5.</jats:p></jats:sec>",
            "Aim We fit $x$ where p < 5.",
        ),
        (
            r"CO\textsubscript{2}, {\textcopyright} 2023, \textquotedbl{}so\textquotedbl{}",
            'CO2, © 2023, "so"',
        ),
    ],
)
def test_cleaning_makes_mark_up_readable(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_cleaning_removes_code_points_that_are_no_characters() -> None:
    assert clean("Deep\ufffe learn\uffffing") == "Deep learning"


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("[https://a.org](https://a.org).", ("https://a.org",)),
        ("https://a.org/x,https://b.org/y", ("https://a.org/x", "https://b.org/y")),
        ("http://a.org/x/ and HTTPS://A.org/x", ("http://a.org/x/",)),
        ("(see https://a.org/w_(b)).", ("https://a.org/w_(b)",)),
        ("javascript:alert(1) ftp://a.org notgithub.com/x", ()),
    ],
)
def test_urls_are_cut_where_the_sentence_goes_on(text: str, urls: tuple[str, ...]) -> None:
    assert repositories(text) == urls


def test_a_wrapped_abstract_keeps_every_line(tmp_path: Path) -> None:
    wrapped = "We present\na method for\nparsing. It is\nfast."
    text = f"Abstract: {wrapped}\n\nOther Work\nAbstract: {ABSTRACT}"
    papers, _ = read_text(tmp_path, text)
    assert [(paper.title, paper.abstract) for paper in papers] == [
        ("", "We present a method for parsing. It is fast."),
        ("Other Work", ABSTRACT),
    ]


def test_a_word_that_begins_with_abstract_is_no_label(tmp_path: Path) -> None:
    papers, _ = read_text(tmp_path, f"Abstract: {ABSTRACT}\n{LEVEL}\n")
    assert [paper.abstract for paper in papers] == [f"{ABSTRACT} {LEVEL}"]


def test_a_short_abstract_is_one(tmp_path: Path) -> None:
    papers, skipped = read_text(tmp_path, "We propose FooNet. It beats BERT on GLUE.\n")
    assert [paper.abstract for paper in papers] == ["We propose FooNet. It beats BERT on GLUE."]
    assert skipped == []


@pytest.mark.parametrize(
    ("opening", "title"),
    [
        ("Text, images and sound in one model", "Text, images and sound in one model"),
        ('[1] "BERT", read again', '"BERT", read again'),
    ],
)
def test_a_title_is_not_taken_for_another_format(tmp_path: Path, opening: str, title: str) -> None:
    papers, _ = read_text(tmp_path, f"{opening}\n\n{ABSTRACT}\n")
    assert [(paper.title, paper.abstract) for paper in papers] == [(title, ABSTRACT)]


def test_an_object_on_several_lines_is_read(tmp_path: Path) -> None:
    row = {"title": "One Layer", "abstract": ABSTRACT}
    (paper,), skipped = read_text(tmp_path, json.dumps(row, indent=1), "paper.json")
    assert (paper.title, skipped) == ("One Layer", [])


def test_a_deeply_nested_value_costs_one_record(tmp_path: Path) -> None:
    deep = '{"title": "Deep", "abstract": ' + "[" * 600 + "]" * 600 + "}"
    papers, skipped = read_text(tmp_path, f'{deep}\n{{"title": "One Layer"}}\n', "papers.jsonl")
    assert [paper.title for paper in papers] == ["One Layer"]
    assert skipped[0].startswith("line 1")


def test_an_open_quote_does_not_swallow_the_rows_below(tmp_path: Path) -> None:
    rows = 'title,abstract\nA,"never closed\nB,"b"\nC,"c"\nD,"d"\n'
    papers, skipped = read_text(tmp_path, rows, "papers.csv")
    assert [(paper.title, paper.source.line) for paper in papers] == [("B", 3), ("C", 4), ("D", 5)]
    assert [item.partition(" that")[0] for item in skipped] == ["line 2: opens a quote"]


@given(st.integers(0, 29), st.sampled_from([",", ";", "\t"]), st.booleans())
def test_a_quote_that_is_never_closed_costs_its_row_alone(
    tmp_path_factory: pytest.TempPathFactory, bad: int, delimiter: str, quoted: bool
) -> None:
    buffer = io.StringIO()
    mark = '"' if quoted else ""
    for number in range(30):
        opening = '"' if number == bad else mark
        closing = "" if number == bad else mark
        buffer.write(f"T{number}{delimiter}{opening}We measure it.{closing}\n")
    text = f"title{delimiter}abstract\n{buffer.getvalue()}"
    papers, skipped = read_text(tmp_path_factory.mktemp("csv"), text, "papers.csv")
    titles = [paper.title for paper in papers]
    others = [f"T{number}" for number in range(30) if number != bad]
    assert [title for title in titles if title != f"T{bad}"] == others
    # In tab-separated text the quote stands for itself.
    assert len(papers) + len(skipped) == 30
    assert all(item.startswith(f"line {bad + 2}: opens a quote") for item in skipped)


def test_the_lines_of_a_row_given_up_are_no_papers(tmp_path: Path) -> None:
    rows = 'title,abstract,year\nA,"one\ntwo "2" lines\nthree",2020\nB,b,2021\nC,,\n'
    papers, skipped = read_text(tmp_path, rows, "papers.csv")
    assert [paper.title for paper in papers] == ["B", "C"]
    assert [item.partition(":")[0] for item in skipped] == ["line 2", "line 3", "line 4"]


def test_quotes_that_open_again_and_again_are_read_in_linear_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.readers.table_rows._MOST_READ_AGAIN", 100_000)
    papers, skipped = read_text(tmp_path, "title,abstract\n" + 'x",y,"z\n' * 3_000, "papers.csv")
    assert papers == []
    assert skipped[-1].endswith("to 3001 are lost with it")


@pytest.mark.parametrize(
    "title",
    ['"Why Should I Trust You?": Explaining Models', '"Open', 'A "Quoted" Word', '6" Discs'],
)
def test_a_quote_in_tab_separated_text_stands_as_it_is(tmp_path: Path, title: str) -> None:
    text = f'title\tabstract\n{title}\t{ABSTRACT}\nB\tends with "it"\nC\tends with one"\n'
    papers, skipped = read_text(tmp_path, text, "papers.tsv")
    assert [paper.title for paper in papers] == [title, "B", "C"]
    assert skipped == []


def test_tab_separated_text_that_a_spreadsheet_quoted_is_read(tmp_path: Path) -> None:
    text = 'title\tabstract\n"A\ttab"\t"two\nlines and ""quotes"""\nB\tb\n'
    papers, skipped = read_text(tmp_path, text, "papers.tsv")
    assert [(paper.title, paper.abstract) for paper in papers] == [
        ("A tab", 'two lines and "quotes"'),
        ("B", "b"),
    ]
    assert skipped == []


def test_a_row_of_too_many_fields_is_skipped(tmp_path: Path) -> None:
    papers, skipped = read_text(tmp_path, "title,abstract\nA,b, c\nD,e\n", "papers.csv")
    assert [paper.title for paper in papers] == ["D"]
    assert skipped == ["line 2: has 3 fields under 2 columns"]


def test_a_character_across_the_end_of_the_head_is_no_error(tmp_path: Path) -> None:
    for size in (8_191, 65_535):
        lines = b"Abstract: " + b"a word " * 20 + b".\n"
        content = lines + b"\n" * (size - len(lines)) + "é".encode() + b" again"
        assert read_text(tmp_path, content)[1] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann Lee, Bob Roe and Cy Doe", ("Ann Lee", "Bob Roe", "Cy Doe")),
        ("Ann Lee, Bob Roe", ("Ann Lee", "Bob Roe")),
        ("Lee, Ann and Roe, Bob", ("Ann Lee", "Bob Roe")),
        ("Ann Lee; Bob Roe", ("Ann Lee", "Bob Roe")),
        ("El Ghaoui, Laurent Said; Doe, Jane", ("Laurent Said El Ghaoui", "Jane Doe")),
        ("El Ghaoui, Laurent Said | Doe, Jane", ("Laurent Said El Ghaoui", "Jane Doe")),
        ("El Ghaoui, Laurent Said and Doe, Jane", ("Laurent Said El Ghaoui", "Jane Doe")),
        ("Lee, Ann; Roe, Bob; and Doe, Cy", ("Ann Lee", "Bob Roe", "Cy Doe")),
        ("Lee, Ann, Jr.; Roe, Bob", ("Ann Lee Jr.", "Bob Roe")),
        ("Ann Lee, Bob Roe;", ("Ann Lee", "Bob Roe")),
        ("Ann Lee, Bob Roe, and Cy Doe", ("Ann Lee", "Bob Roe", "Cy Doe")),
        ("Smith, J., Doe, A., Lee, K.", ("J. Smith", "A. Doe", "K. Lee")),
        ("Smith, J., Doe, A., and Lee, K.", ("J. Smith", "A. Doe", "K. Lee")),
        ("Smith, J. and Doe, A.", ("J. Smith", "A. Doe")),
        ("van der Berg, J. A., Roe, É.-P.", ("J. A. van der Berg", "É.-P. Roe")),
        ("van der Berg, J. A.", ("J. A. van der Berg",)),
        ("Ann Lee, Bob Roe, Cy Doe, Di Fox", ("Ann Lee", "Bob Roe", "Cy Doe", "Di Fox")),
        ("Madonna", ("Madonna",)),
        ("Bob Roe, Jr.; Example, Inc.", ("Bob Roe, Jr.", "Example, Inc.")),
        (" ; ", ()),
    ],
)
def test_authors_in_one_string_are_told_apart(
    tmp_path: Path, text: str, names: tuple[str, ...]
) -> None:
    (paper,), _ = read_text(tmp_path, json.dumps({"title": "A", "authors": text}), "papers.jsonl")
    assert paper.authors == names


@pytest.mark.parametrize(
    ("fields", "id"),
    [
        ({"url": "https://huggingface.co/papers/2405.01234"}, "arxiv:2405.01234"),
        ({"doi": "10.48550/arXiv.2405.01234"}, "arxiv:2405.01234"),
        ({"doi": "https://doi.org/10.1000/ABC"}, "doi:10.1000/abc"),
        ({"id": "3dv2025:05T81"}, "3dv2025:05T81"),
        ({"id": "x", "doi": "10.1000/ABC"}, "doi:10.1000/abc"),
    ],
)
def test_ids_are_the_most_stable_that_a_record_has(
    tmp_path: Path, fields: dict[str, str], id: str
) -> None:
    (paper,), _ = read_text(tmp_path, json.dumps({"title": "A", **fields}), "papers.jsonl")
    assert paper.id == id


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("12 May 2023", "2023-05-12"),
        ("12th May, 2023", "2023-05-12"),
        ("12-MAY-2023", "2023-05-12"),
        ("May 2023", "2023-05"),
        ("May 12, 2023", "2023-05-12"),
        ("Sept. 3, 2021", "2021-09-03"),
        ("2023 May 12", "2023-05-12"),
        ("2023-05-12T10:00:00Z", "2023-05-12"),
        ("27-30 June 2016", "2016-06"),
        ("June 27-30, 2016", "2016-06"),
        ("27 - 30 June 2016", "2016-06"),
        ("99 May 2023", "2023-05"),
        ("2023", "2023"),
    ],
)
def test_a_date_in_a_table_is_read_as_precisely_as_it_is_written(
    tmp_path: Path, written: str, date: str
) -> None:
    (paper,), _ = read_text(tmp_path, f'title,date\nLeaves,"{written}"\n', "papers.csv")
    assert (paper.date, paper.year) == (date, int(date[:4]))


@pytest.mark.parametrize("written", ["Marble 2023", "12 Mayor 2023", "May 12", "spring", ""])
def test_what_is_no_date_gives_none(tmp_path: Path, written: str) -> None:
    (paper,), _ = read_text(tmp_path, f'title,date\nLeaves,"{written}"\n', "papers.csv")
    assert (paper.date, paper.year) == (None, None)


@pytest.mark.parametrize(
    ("row", "title", "abstract"),
    [
        ("Leaves,We count.,,", "Leaves", "We count."),
        (",,Leaves,We count.", "Leaves", "We count."),
        ("Leaves,We count.,Bolts,We search.", "Leaves", "We count."),
        ("Leaves,  ,,We count.", "Leaves", "We count."),
    ],
)
def test_of_columns_of_one_name_the_first_with_a_value_counts(
    tmp_path: Path, row: str, title: str, abstract: str
) -> None:
    text = f"title,abstract,title_2,abstract2\n{row}\n"
    (paper,), skipped = read_text(tmp_path, text, "papers.csv")
    assert (paper.title, paper.abstract, skipped) == (title, abstract, [])


def test_titles_of_signs_alone_are_different_papers(tmp_path: Path) -> None:
    rows = [{"title": "?", "abstract": "One."}, {"title": "!", "abstract": "Two."}]
    papers, _ = read_text(tmp_path, "\n".join(map(json.dumps, rows)), "papers.jsonl")
    assert papers[0].id != papers[1].id


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1).filter(
    lambda text: not set(text) & set("&<\\~ﬀﬁﬂﬃﬄﬅﬆ")
)


@given(st.lists(CELL, min_size=1, max_size=5, unique=True))
def test_titles_survive_csv(tmp_path_factory: pytest.TempPathFactory, titles: list[str]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([("title", "abstract"), *((title, ABSTRACT) for title in titles)])
    papers, _ = read_text(tmp_path_factory.mktemp("csv"), buffer.getvalue(), "papers.csv")
    assert [paper.title for paper in papers] == titles


@given(st.text())
def test_clean_text_is_one_line_that_can_be_encoded(text: str) -> None:
    assert "\n" not in clean(text)
    assert not any("\ud800" <= character <= "\udfff" for character in clean(text))


def folded(text: str) -> str:
    text = unicodedata.normalize("NFKD", clean(text)).casefold()
    return "".join(character for character in text if character.isalnum())


@pytest.mark.shared
def test_seed_papers_agree_with_the_annotated_ones_to_the_last_letter(shared: Path) -> None:
    seeds = {path.name[:3]: list(read_papers(path)) for path in (shared / "seeds").glob("*.txt")}
    lines = (shared / "gold" / "dev_abstracts.jsonl").read_text(encoding="utf8").splitlines()
    assert len(lines) == 70
    for row in map(json.loads, lines):
        document, _, position = row["id"].partition("-")
        paper = seeds[document][int(position) - 1]
        assert folded(paper.title) == folded(row["title"])
        assert folded(paper.abstract) == folded(row["abstract"])


@pytest.mark.parametrize(
    ("name", "text", "format"),
    [
        ("notes.bib", "@comment{nothing yet}\n", "bibtex"),
        ("header.csv", "title,abstract\n", "csv"),
        ("empty.json", "[]\n", "jsonl"),
        ("page.txt", "Daily Papers\n\nby AK and the research community\n", "daily-papers"),
    ],
)
def test_a_file_without_any_paper_is_named(
    tmp_path: Path, name: str, text: str, format: str
) -> None:
    assert read_text(tmp_path, text, name) == (
        [],
        [f"file: holds no paper; it was read as {format}"],
    )


def test_a_file_in_another_format_than_was_said_is_named(tmp_path: Path) -> None:
    path = tmp_path / "abstracts.txt"
    path.write_text(ABSTRACT, encoding="utf8")
    skipped: list[Skipped] = []
    assert list(read_papers(path, "bibtex", skipped)) == []
    assert [item.reason for item in skipped] == ["holds no paper; it was read as bibtex"]


@pytest.mark.parametrize("row", ["<!---->", "<!DOCTYPE[]>"])
def test_a_row_of_comments_before_no_known_format_is_refused_at_once(
    tmp_path: Path, row: str
) -> None:
    (tmp_path / "list.txt").write_text(f"{row * 26}\n\n{ABSTRACT}\n", encoding="utf8")
    began = time.process_time()
    with pytest.raises(FormatError):
        list(read_papers(tmp_path / "list.txt"))
    # Half a minute where each way to cut the row into comments is tried.
    assert time.process_time() - began < 3
