"""BibTeX as the many programs that export it write it."""

import contextlib
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import SAMPLES, read, read_text

from kg.errors import KgError
from kg.records import Paper


def bibtex(number: int) -> Paper:
    return read(SAMPLES / "references.bib")[0][number]


def test_strings_are_replaced_and_parts_joined() -> None:
    assert bibtex(1).extra["venue"] == "Journal of Encoders (Online)"


def test_braces_that_keep_capitals_are_no_part_of_a_title() -> None:
    assert bibtex(0).title == "A Small Encoder for Parallel Sentences"


@pytest.mark.parametrize(
    ("title", "subtitle", "whole"),
    [
        ("{FooBench}", "A Benchmark for {GSM8K}", "FooBench: A Benchmark for GSM8K"),
        ("Is It Enough?", "A Study", "Is It Enough? A Study"),
        ("FooBench: A {Benchmark}", "A benchmark", "FooBench: A Benchmark"),
        ("", "A Study", "A Study"),
    ],
)
def test_a_subtitle_belongs_to_the_title(
    tmp_path: Path, title: str, subtitle: str, whole: str
) -> None:
    text = f"@article{{a, title={{{title}}}, subtitle={{{subtitle}}}}}"
    (paper,), _ = read_text(tmp_path, text, "a.bib")
    assert (paper.title, "subtitle" in paper.extra) == (whole, False)


def test_math_accents_and_commands_are_cleaned() -> None:
    paper = bibtex(1)
    assert paper.title == "Cleaning Graphs of $k$-best Citations"
    assert paper.authors == ("Cy Döe", "The Citation Group")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        # The ACL Anthology.
        (r"see {\textbackslash}url{https://x.org/a--b}", "see https://x.org/a--b"),
        (r"{``}Fast{''} models {---} and {--} graphs", "“Fast” models — and – graphs"),
        (r"in {\textbackslash}textit{vivo} {\textgreater}90{\%}", "in vivo >90%"),
        # Zotero.
        (r"needs \${\textbackslash}mathcal\{O\}(n)\$ steps", r"needs $\mathcal{O}(n)$ steps"),
        (r"costs \$5, not $\mathbb{E}[x]$, and \$6", r"costs $5, not $\mathbb{E}[x]$, and $6"),
        (r"{\textcopyright} 2023, x\textsuperscript{2}", "© 2023, x2"),
        # The ACM.
        (r"O(n\texttwosuperior), \textquotedblleft so\textquotedblright{}", "O(n²), “so”"),
        # By hand.
        (
            r"\textbf{ours {FooNet}} has \mbox{BERT}\footnote{{A} note}",
            "ours FooNet has BERT (A note)",
        ),
        (r"in \mathcal{O}(n), or {\frac{{A}}{b}}", r"in \mathcal{O}(n), or \frac{{A}}{b}"),
        (r"the option --fast of $f''$", "the option --fast of $f''$"),
    ],
)
def test_latex_is_undone_as_each_program_writes_it(tmp_path: Path, value: str, text: str) -> None:
    (paper,), _ = read_text(tmp_path, f"@article{{a, title={{A}}, abstract={{{value}}}}}", "a.bib")
    assert paper.abstract == text


@pytest.mark.parametrize(
    "venue",
    [
        "journal={arXiv preprint arXiv:2301.01234}",
        "journal={CoRR}, volume={abs/2301.01234}",
    ],
)
def test_an_arxiv_number_is_found_where_google_scholar_and_dblp_write_it(
    tmp_path: Path, venue: str
) -> None:
    (paper,), _ = read_text(tmp_path, f"@article{{a, title={{A}}, {venue}}}", "a.bib")
    assert paper.id == "arxiv:2301.01234"


@pytest.mark.parametrize(
    ("stated", "url"),
    [
        (
            r"howpublished={\url{http://arxiv.org/abs/2307.09288v2}}",
            "https://arxiv.org/abs/2307.09288",
        ),
        ("note={arXiv:2307.09289}", "https://arxiv.org/abs/2307.09289"),
        (r"note={\url{http://arxiv.org/abs/2307.09289v2}}", "https://arxiv.org/abs/2307.09289"),
        ("number={arXiv:2307.09289}", "https://arxiv.org/abs/2307.09289"),
        ("journal={{CoRR}}, volume={{abs/2301.01234}}", "https://arxiv.org/abs/2301.01234"),
        (r"howpublished={Blog, \url{https://a.org/b{\_}c}.}", "https://a.org/b_c"),
        (r"howpublished={\href{https://a.org/b}{Blog}}", "https://a.org/b"),
    ],
)
def test_the_address_of_a_paper_is_found_where_people_write_it(
    tmp_path: Path, stated: str, url: str
) -> None:
    (paper,), _ = read_text(tmp_path, f"@misc{{a, title={{A}}, {stated}}}", "a.bib")
    assert paper.url == url
    assert paper.id == url.replace("https://arxiv.org/abs/", "arxiv:") or "arxiv" not in url


def test_a_note_that_names_another_paper_gives_no_id(tmp_path: Path) -> None:
    note = "note={Extends arXiv:2307.09289}"
    (paper,), _ = read_text(tmp_path, f"@misc{{a, title={{A}}, {note}}}", "a.bib")
    assert (paper.id[:4], paper.url) == ("sha:", None)


def test_names_are_read_as_better_bibtex_and_dblp_write_them(tmp_path: Path) -> None:
    people = "family=Berg, given=Kees, prefix=van der, useprefix=true and Bob Roe 0001"
    (paper,), _ = read_text(tmp_path, f"@article{{a, title={{A}}, author={{{people}}}}}", "a.bib")
    assert paper.authors == ("Kees van der Berg", "Bob Roe")


@pytest.mark.parametrize(
    ("people", "names"),
    [
        (
            r"Doe, A. and \v{S}imek, Jan and \L{}ukasz Kaiser and \O{}sten, B",
            ("A. Doe", "Jan Šimek", "Łukasz Kaiser", "B Østen"),
        ),
        (r"\'Emile Roe and \'{A}lvaro and \"Ozg\"ur Lee", ("Émile Roe", "Álvaro", "Özgür Lee")),
        (r"Mu\~noz, J. and Mu\~{n}oz, K.", ("J. Muñoz", "K. Muñoz")),
        (r"Nguy\~{\^e}n, An and Nguy{\~{\^{e}}}n, Bo", ("An Nguyễn", "Bo Nguyễn")),
        (
            r"Mart\'\i nez, A. and Erd\H os and Wei\ss and Roe, B.",
            ("A. Martínez", "Erdős", "Weiß", "B. Roe"),
        ),
        (r"O\'Connor, C. and GARC\'IA, D.", ("C. O'Connor", "D. GARCÍA")),
        (r"family=\v{S}imek, given={\'A}da and Bob Roe", ("Áda Šimek", "Bob Roe")),
        (r"Roe, J.\,A. and Ludwig van\ Dyke", ("J. A. Roe", "Ludwig van Dyke")),
        (r"Mu\~noz, Jos\'e \"Pepe\"", ('José "Pepe" Muñoz',)),
        (r"{Barnes and \O{}sten} and \'{A}da Lee", ("Barnes and Østen", "Áda Lee")),
    ],
)
def test_a_name_keeps_its_accents_wherever_it_stands(
    tmp_path: Path, people: str, names: tuple[str, ...]
) -> None:
    (paper,), _ = read_text(tmp_path, f"@misc{{a, title={{A}}, author={{{people}}}}}", "a.bib")
    assert paper.authors == names


def test_an_at_sign_in_an_abstract_begins_no_entry() -> None:
    assert bibtex(1).abstract == "Mail the authors @example for code; 5% of the links are wrong."


def test_names_are_turned_forename_first_with_particles_and_suffix() -> None:
    assert bibtex(0).authors == ("Ada Example", "Ben van der Sample Jr.")


def test_year_and_month_make_a_date() -> None:
    assert bibtex(1).date == "2019-03"


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("Year = {{2017}}, Month = {{JUL}}", "2017-07"),
        ('year = "{2017}"', "2017"),
        (r'year = "{\noop{2003}}2004"', "2004"),
        ("date = {{2017-07-02}}", "2017-07-02"),
    ],
)
def test_a_date_is_read_within_the_braces_that_a_program_adds(
    tmp_path: Path, stated: str, date: str
) -> None:
    (paper,), _ = read_text(tmp_path, f"@article{{a, title={{A}}, {stated}}}", "list.bib")
    assert (paper.date, paper.year) == (date, int(date[:4]))


@pytest.mark.parametrize(
    ("stated", "url"),
    [
        ("eprint={{2405.01234}}, archivePrefix={{arXiv}}", "https://arxiv.org/abs/2405.01234"),
        (r"url={{https://example.org/a\_b}}", "https://example.org/a_b"),
        (r"url={\url{https://example.org/a}}", "https://example.org/a"),
    ],
)
def test_an_address_is_read_within_braces_and_commands(
    tmp_path: Path, stated: str, url: str
) -> None:
    (paper,), _ = read_text(tmp_path, f"@misc{{a, title={{A}}, {stated}}}", "list.bib")
    assert paper.url == url


def test_the_source_tells_the_line_of_an_entry() -> None:
    source = bibtex(0).source
    assert source is not None
    assert (source.record, source.line) == (1, 5)


def test_a_broken_entry_is_skipped_with_its_line_and_loses_nothing_else(tmp_path: Path) -> None:
    text = (
        "@article{first, title={One}, abstract={Text one.}}\n"
        "@article{broken, title={Two, abstract={Text two.}\n"
        "@article{third, title={Three}, abstract={Text three.}}\n"
        "@article{empty, year=2020}\n"
    )
    papers, skipped = read_text(tmp_path, text, "list.bib")
    assert [paper.title for paper in papers] == ["One", "Three"]
    assert [place.split(":")[0] for place in skipped] == ["line 2", "line 4"]
    assert "not a BibTeX entry" in skipped[0]
    assert "neither a title nor an abstract" in skipped[1]


def test_of_a_field_that_is_given_twice_the_first_counts(tmp_path: Path) -> None:
    text = "@article{a, title={One}, year=2020, Title={Two}, year=2021}\n"
    papers, skipped = read_text(tmp_path, text, "twice.bib")
    assert [(paper.title, paper.year) for paper in papers] == [("One", 2020)]
    assert skipped == []


def test_fields_without_a_comma_between_them_are_told_apart(tmp_path: Path) -> None:
    text = """@article{a,
      author = {Smith, John}
      year = 2021
      month = may
      title = "Bar" # {Net}
      abstract={We propose BarNet, with k = 5 on "ImageNet".}
    }"""
    (paper,), skipped = read_text(tmp_path, text, "list.bib")
    assert (paper.title, paper.authors, paper.date) == ("BarNet", ("John Smith",), "2021-05")
    assert paper.abstract == 'We propose BarNet, with k = 5 on "ImageNet".'
    assert skipped == []


@pytest.mark.parametrize("title", ["{Small} Encoder", '"Small" Encoder'])
def test_a_value_that_does_not_close_at_its_end_loses_no_letter(tmp_path: Path, title: str) -> None:
    (paper,), _ = read_text(tmp_path, f"@article{{a, title={title}, year=2020}}", "list.bib")
    assert paper.title.replace('"', "") == "Small Encoder"


def test_several_entries_on_one_line_are_all_read(tmp_path: Path) -> None:
    text = (
        "@comment{a list} @string{venue = {A Venue}} @article{one, title={First}, year=2020}"
        " @article{two, title={Second}, journal=venue}\n@article{three, title={Third}\n}"
        " @article{one, title={Another}}\n"
    )
    papers, skipped = read_text(tmp_path, text, "list.bib")
    assert [(paper.title, paper.source.record, paper.source.line) for paper in papers] == [
        ("First", 1, 1),
        ("Second", 2, 1),
        ("Third", 3, 2),
        ("Another", 4, 3),
    ]
    assert (papers[1].extra["venue"], skipped) == ("A Venue", [])


@pytest.mark.parametrize(
    "broken", ["@article{two, title={Second}, {2}}", "@article{two, title={Second"]
)
def test_a_broken_entry_behind_another_on_a_line_is_skipped_with_a_reason(
    tmp_path: Path, broken: str
) -> None:
    text = f"@article{{one, title={{First}}}} {broken}\n@article{{three, title={{Third}}}}\n"
    papers, (skipped,) = read_text(tmp_path, text, "list.bib")
    assert [paper.title for paper in papers] == ["First", "Third"]
    assert skipped.startswith("line 1: not a BibTeX entry")


@given(text=st.text(alphabet='@{}()"#=,%\\ \naé1', max_size=120))
def test_no_text_crashes_the_bibtex_reader(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.bib"
    path.write_text("@article{k,\n" + text, encoding="utf8")
    with contextlib.suppress(KgError):
        read(path, format="bibtex")


_WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyzéß", min_size=1, max_size=8)


@given(
    titles=st.lists(st.lists(_WORD, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=5)
)
def test_titles_written_as_bibtex_come_back(
    titles: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "round.bib"
    entries = (f"@misc{{k{i}, title = {{{title}}}}}\n" for i, title in enumerate(titles))
    path.write_text("".join(entries), encoding="utf8")
    papers, skipped = read(path)
    assert ([paper.title for paper in papers], skipped) == (titles, [])


def test_a_name_in_braces_is_kept_whole(tmp_path: Path) -> None:
    names = "{Leaves, Roots, and Soil} and Ada Lovelace and {Plants, Inc.} and Lee, Ann"
    (paper,), _ = read_text(tmp_path, f"@misc{{a, title={{A}}, author={{{names}}}}}", "a.bib")
    assert paper.authors == ("Leaves, Roots, and Soil", "Ada Lovelace", "Plants, Inc.", "Ann Lee")


def test_entries_left_open_below_surplus_braces_are_read_in_linear_time(tmp_path: Path) -> None:
    count = 6_000
    text = "@misc{a, title={A}}" + "}" * count + "\n" + f"@misc{{b, title={{{'B' * 2_000}\n" * count
    begun = time.thread_time()
    papers, skipped = read_text(tmp_path, text, "a.bib")
    assert ([paper.title for paper in papers], len(skipped)) == (["A"], count)
    assert time.thread_time() - begun < 4
