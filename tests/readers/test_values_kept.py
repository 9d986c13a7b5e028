"""Values that a source gives in its own way, and that no reader may lose or spoil."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from reading import SAMPLES, read, read_text, write

from kg.errors import FormatError
from kg.readers import read_papers
from kg.records import Note

ABSTRACT = "We train a small encoder."


def test_workplaces_behind_the_names_of_arxiv_are_no_names(tmp_path: Path) -> None:
    names = "Ann Lee (1), Xin (Bo) Roe (1 and 2) ((1) Some Institute, (2) Another, Paris)"
    text = (SAMPLES / "oai_arxiv.xml").read_text(encoding="utf8")
    begin, end = text.index("<record>"), text.index("</record>")
    raw = (
        '<record><header/><metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/">'
        f"<id>2405.01234</id><title>A</title><authors>{names}</authors></arXivRaw></metadata>"
    )
    papers, _ = read_text(tmp_path, text[:begin] + raw + text[end:], "raw.xml")
    assert papers[0].authors == ("Ann Lee", "Xin (Bo) Roe")


def test_a_name_in_oai_keeps_its_suffix(tmp_path: Path) -> None:
    author = "<author><keyname>Roe</keyname><forenames>Bob</forenames><suffix>Jr</suffix></author>"
    text = f"<OAI-PMH><record><metadata><arXiv><id>2405.01234</id><title>A</title>\
<authors>{author}</authors></arXiv></metadata></record></OAI-PMH>"
    (paper,), _ = read_text(tmp_path, text, "oai.xml")
    assert paper.authors == ("Bob Roe Jr",)


PUBMED = """<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article>
<ArticleTitle>A</ArticleTitle><AuthorList>
<Author ValidYN="N"><LastName>Rooe</LastName><ForeName>Bob</ForeName></Author>
<Author><LastName>Roe</LastName><ForeName>Bob</ForeName><Suffix>Jr</Suffix></Author></AuthorList>
</Article><OtherAbstract Language="spa"><AbstractText>Contamos hojas.</AbstractText></OtherAbstract>
</MedlineCitation></PubmedArticle></PubmedArticleSet>"""


def test_pubmed_gives_names_whole_and_an_abstract_in_another_language(tmp_path: Path) -> None:
    (paper,), _ = read_text(tmp_path, PUBMED, "pubmed.xml")
    assert (paper.authors, paper.abstract) == (("Bob Roe Jr",), "Contamos hojas.")


def test_a_citation_of_pubmed_is_dated_by_its_publication_online(tmp_path: Path) -> None:
    text = "PMID- 7\nDP  - 2023 Sep\nTI  - A\nDEP - 20230804\n"
    (paper,), _ = read_text(tmp_path, text, "a.nbib")
    assert paper.date == "2023-08-04"


def test_the_initials_at_the_end_of_a_list_of_pubmed_have_no_period(tmp_path: Path) -> None:
    text = 'Title,Authors\nA,"Lee A, Roe BC."\nB,"Ann Lee, Bob Roe Jr."\nC,"Lee, Ann B."\n'
    papers, _ = read_text(tmp_path, text, "a.csv")
    assert [p.authors for p in papers] == [
        ("Lee A", "Roe BC"),
        ("Ann Lee", "Bob Roe Jr."),
        ("Ann B. Lee",),
    ]


def test_the_anthology_dates_a_paper_by_the_month_of_its_volume(tmp_path: Path) -> None:
    meta = "<meta><booktitle>B</booktitle><month>July</month><year>2023</year></meta>"
    paper = "<paper id='1'><title>A</title></paper>"
    text = f"<collection id='2023.acl'><volume id='long'>{meta}{paper}</volume></collection>"
    (found,), _ = read_text(tmp_path, text, "acl.xml")
    assert found.date == "2023-07"


def test_a_date_that_crossref_does_not_know_is_none(tmp_path: Path) -> None:
    work = {"type": "book", "title": ["A"], "DOI": "10.1000/a", "issued": {"date-parts": [[None]]}}
    (paper,), _ = read(write(tmp_path, [{**work, "author": []}]))
    assert (paper.date, paper.extra.get("date")) == (None, None)


@pytest.mark.parametrize(
    "people",
    [
        [{"creator": "Lee, Ann"}],
        {"authors": [{"full_name": "Ann Lee", "id": 3}]},
        {"name": "Ann Lee"},
        {"author": [{"fullName": "Lee A", "firstName": "Ann", "lastName": "Lee"}]},
    ],
)
def test_people_are_named_as_publishers_wrap_them(tmp_path: Path, people: object) -> None:
    (paper,), _ = read(write(tmp_path, [{"title": "A", "authors": people}]))
    assert paper.authors == ("Ann Lee",)


def test_people_who_cannot_be_named_are_reported_as_missing(tmp_path: Path) -> None:
    notes: list[Note] = []
    file = write(tmp_path, [{"title": "A", "abstract": ABSTRACT, "authors": [{"orcid": "0000"}]}])
    list(read_papers(file, notes=notes))
    assert [note.text for note in notes] == ["nothing for authors, date"]


def test_a_column_of_nothing_beside_a_time_costs_no_parquet_file(tmp_path: Path) -> None:
    people = [[{"name": "Ann Lee", "id": None}, {"name": "Bob Roe", "id": None}], []]
    times = pa.array([0, None], pa.timestamp("ns"))
    table = pa.table({"title": ["A", "B"], "authors": people, "date": times})
    pyarrow.parquet.write_table(table, tmp_path / "a.parquet")
    papers, _ = read(tmp_path / "a.parquet")
    assert [paper.authors for paper in papers] == [("Ann Lee", "Bob Roe"), ()]


def test_the_columns_of_another_language_are_listed_one_by_one(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="it has 'Otsikko', 'Tiivistelmä'; say which"):
        read_text(tmp_path, f"Otsikko;Tiivistelmä\nA;{ABSTRACT}\n", "a.csv")


def test_a_summary_of_an_older_openreview_note_is_kept(tmp_path: Path) -> None:
    content = {"title": "A", "abstract": ABSTRACT, "one-sentence_summary": "It is small."}
    note = {"id": "n1", "forum": "n1", "invitation": "x", "content": content}
    (paper,), _ = read_text(tmp_path, json.dumps({"notes": [note]}), "notes.json")
    assert paper.extra["tldr"] == "It is small."


@pytest.mark.parametrize(
    "abstract",
    [
        {"de": "Wir ziehen.", "en": ABSTRACT},
        {"fr": "On tire.", "en-US": ABSTRACT},
        {"text": ABSTRACT},
        {"body": ABSTRACT},
    ],
)
def test_an_abstract_in_an_object_is_read_where_one_is_meant(
    tmp_path: Path, abstract: object
) -> None:
    (paper,), _ = read(write(tmp_path, [{"title": {"en": "A"}, "abstract": abstract}]))
    assert (paper.title, paper.abstract) == ("A", ABSTRACT)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("04.03.2021", "2021-03-04"),
        ("4. 3. 2021 10:15", "2021-03-04"),
        ("25/12/2021", "2021-12-25"),
        ("12/25/2021", "2021-12-25"),
        ("04/03/2021", "2021"),
        ("03/2021", "2021-03"),
    ],
)
def test_a_date_in_numbers_is_read_as_far_as_it_is_certain(
    tmp_path: Path, written: str, date: str
) -> None:
    papers, _ = read_text(tmp_path, f"title\tpublished\nA\t{written}\n", "a.tsv")
    assert [paper.date for paper in papers] == [date]


def test_values_that_say_nothing_of_their_field_are_named_and_kept(tmp_path: Path) -> None:
    notes: list[Note] = []
    row = {"title": "A", "abstract": {"de": {"p": 1}}, "authors": "Ann Lee", "year": 20230}
    (paper,) = read_papers(write(tmp_path, [row]), notes=notes)
    told = (
        "nothing for abstract, date; not understood: 'abstract' ({'de': {'p': 1}}), 'year' (20230)"
    )
    assert [note.text for note in notes] == [told]
    assert (paper.year, paper.extra) == (None, {"year": "20230"})
