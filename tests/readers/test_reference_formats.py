"""What reference managers, arXiv, PubMed and the ACL Anthology export, read as they serve it."""

from pathlib import Path

import pytest
from reading import SAMPLES, read, read_text

from kg.errors import FormatError
from kg.readers import FORMATS

NUMBERS = {
    "references.bib": ("bibtex", 2),
    "references.ris": ("ris", 2),
    "web_of_science.txt": ("web-of-science", 1),
    "arxiv_feed.xml": ("arxiv-atom", 1),
    "oai_arxiv.xml": ("oai-pmh", 1),
    "arxiv_announced.xml": ("arxiv-atom", 1),
    "arxiv_rss.xml": ("rss", 1),
    "journal_rss.xml": ("rss", 1),
    "endnote.xml": ("endnote-xml", 2),
    "pubmed.xml": ("pubmed", 2),
    "anthology.xml": ("acl-anthology", 2),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_sample_is_read_whole(name: str) -> None:
    papers, skipped = read(SAMPLES / name)
    assert (len(papers), skipped) == (NUMBERS[name][1], [])


@pytest.mark.parametrize("name", ["klingon", "utf-7"])
def test_an_encoding_that_there_is_not_is_named(tmp_path: Path, name: str) -> None:
    text = f'<?xml version="1.0" encoding="{name}"?><feed><entry><title>A</title></entry></feed>'
    papers, (skipped,) = read_text(tmp_path, text, "feed.xml")
    assert papers == []
    assert skipped.startswith("record 1: not XML: ")


@pytest.mark.parametrize("name", NUMBERS)
def test_a_sample_is_taken_for_what_it_is(name: str) -> None:
    head = (SAMPLES / name).read_text(encoding="utf8")
    assert next(known.name for known in FORMATS if known.detect(head)) == NUMBERS[name][0]


@pytest.mark.parametrize("name", NUMBERS)
def test_a_cut_file_gives_the_papers_before_the_cut_and_says_where(
    name: str, tmp_path: Path
) -> None:
    text = (SAMPLES / name).read_text(encoding="utf8")
    papers, skipped = read_text(tmp_path, text[: len(text) * 2 // 3], name)
    assert len(papers) < NUMBERS[name][1] or name == "oai_arxiv.xml"
    assert len(skipped) == 1


# --- Tagged exports


def test_citations_of_pubmed_are_read_with_their_wrapped_lines(tmp_path: Path) -> None:
    text = (
        "\nPMID- 37000001\nOWN - NLM\nDP  - 2023 Jan 5\nTI  - A small encoder for\n      all.\n"
        "LID - 10.1000/abc.1 [doi]\nAB  - BACKGROUND: Encoders are\n      large. RESULTS: Ours is"
        " small.\nFAU - Lee, Ann\nAU  - Lee A\nJT  - Models\n\n"
        "PMID- 37000002\nOWN - NLM\n\nPMID- 37000003\nTI  - Another.\nAID - S1 [pii]\n"
    )
    papers, skipped = read_text(tmp_path, text, "pubmed.nbib")
    assert [(paper.id, paper.title) for paper in papers] == [
        ("doi:10.1000/abc.1", "A small encoder for all."),
        ("pmid:37000003", "Another."),
    ]
    assert papers[0].abstract == "BACKGROUND: Encoders are large. RESULTS: Ours is small."
    assert (papers[0].authors, papers[0].date) == (("Ann Lee",), "2023-01-05")
    assert skipped == ["line 14: has neither a title nor an abstract"]


def test_a_tagged_export_of_endnote_is_read(tmp_path: Path) -> None:
    text = (
        "%0 Journal Article\n%A Lee, Ann\n%A Bob Roe\n%T A Small Encoder\n%J Models\n%D 2023\n"
        "%U https://doi.org/10.1000/abc.1\n%X We train an encoder,\nand it is small.\n%K a\n\n"
        "%0 Book\n%A Cy Doe\n"
    )
    (paper,), skipped = read_text(tmp_path, text, "scholar.enw")
    assert (paper.id, paper.title, paper.year) == ("doi:10.1000/abc.1", "A Small Encoder", 2023)
    assert paper.abstract == "We train an encoder, and it is small."
    assert paper.authors == ("Ann Lee", "Bob Roe")
    assert skipped == ["line 12: has neither a title nor an abstract"]


# --- RIS


def test_ris_tags_of_both_generations_are_read() -> None:
    first, second = read(SAMPLES / "references.ris")[0]
    assert first.authors == ("Ada Example", "Ben van der Sample Jr.")
    assert (second.title, second.abstract) == (
        "Cleaning Graphs of Citations",
        "Graphs of citations are often noisy.",
    )
    assert (second.authors, second.date) == (("Cy Döe",), "2019-03")


@pytest.mark.parametrize(
    ("tags", "date"),
    [
        ("PY  - 2016\nY1  - 27-30 June 2016\n", "2016-06"),
        ("PY  - 2016\nY1  - Monday to Thursday\n", "2016"),
        ("PY  - 2016\nDA  - 2016/06/27\n", "2016-06-27"),
        ("PY  - 2016\nDA  - in spring\n", "2016"),
    ],
)
def test_a_ris_date_is_the_first_that_can_be_read(tmp_path: Path, tags: str, date: str) -> None:
    (paper,), _ = read_text(tmp_path, f"TY  - CONF\nTI  - Graphs\n{tags}ER  - \n", "a.ris")
    assert (paper.date, paper.year) == (date, 2016)


def test_a_ris_record_without_end_is_skipped_with_its_line(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - Lost\nTY  - JOUR\nTI  - Found\nER  - \n"
    papers, skipped = read_text(tmp_path, text, "list.ris")
    assert [paper.title for paper in papers] == ["Found"]
    assert skipped == ["line 1: the record has no end: 'ER  -' is missing"]


_RECORD = "TY  - JOUR\nTI  - {}\nAU  - Lee, Ann\nAB  - We train BERT\non - of - it.\nER  - \n"


@pytest.mark.parametrize(
    "written",
    [
        _RECORD.lower(),
        _RECORD.replace("  -", " -"),
        _RECORD.replace("  -", " -").lower(),
        _RECORD.replace("  - ", "- "),
        _RECORD.replace("  - ", "  -"),
    ],
    ids=["small letters", "one space", "small letters, one space", "no space", "none behind"],
)
def test_ris_tags_are_read_however_they_are_spaced(tmp_path: Path, written: str) -> None:
    text = _RECORD.format("One") + written.format("Two") + _RECORD.format("Three")
    for list_ in (text, written.format("Two")):
        papers, skipped = read_text(tmp_path, list_, "list.ris")
        (two,) = (paper for paper in papers if paper.title == "Two")
        assert [name.casefold() for name in two.authors] == ["ann lee"]
        assert two.abstract.casefold() == "we train bert on - of - it."
        assert (len(papers), skipped) == (list_.count("\n") // 6, [])


def test_a_word_before_a_dash_is_no_ris_tag(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - One\nAB  - Of tumours,\nER - positive\nCA - rich\nER  - \n"
    (paper,), skipped = read_text(tmp_path, text, "list.ris")
    assert (paper.abstract, skipped) == ("Of tumours, ER - positive CA - rich", [])


def test_web_of_science_gives_full_names_and_joined_lines() -> None:
    (paper,) = read(SAMPLES / "web_of_science.txt")[0]
    assert paper.title == "A Small Encoder for Parallel Sentences"
    assert paper.authors == ("Ada Example", "Ben Sample")
    assert (paper.id, paper.year) == ("doi:10.1000/enc.2024.7", 2024)


# --- XML


def test_oai_takes_the_abstract_and_not_the_comment_and_the_first_date() -> None:
    (paper,), skipped = read(SAMPLES / "oai_dc.xml")
    assert paper.abstract.startswith("We train a small encoder")
    assert (paper.id, paper.date) == ("arxiv:2405.01234", "2024-05-02")
    assert skipped == ["record 2: was deleted at its source"]


@pytest.mark.parametrize(
    ("day", "date"),
    [("Thu, 2 May 2024 17:59:01 GMT", "2024-05-02"), (f"2 May {'9' * 30} 1:0", None)],
)
def test_oai_dates_a_paper_by_its_first_version_if_that_has_a_day_of_the_calendar(
    tmp_path: Path, day: str, date: str | None
) -> None:
    text = (SAMPLES / "oai_arxiv.xml").read_text(encoding="utf8")
    text = text.replace("arXiv xmlns", "arXivRaw xmlns").replace("</arXiv>", "</arXivRaw>")
    version = f'<version version="v1"><date>{day}</date></version>'
    text = text.replace("<created>2024-05-02</created>", version)
    (paper,), skipped = read_text(tmp_path, text, "answer.xml")
    assert (paper.id, paper.date, skipped) == ("arxiv:2405.01234", date, [])


def test_an_answer_without_records_says_why(tmp_path: Path) -> None:
    text = '<OAI-PMH><error code="noRecordsMatch">none since May</error></OAI-PMH>'
    papers, skipped = read_text(tmp_path, text, "answer.xml")
    assert papers == []
    assert skipped == ["record 1: the server answered noRecordsMatch: none since May"]


def test_a_list_of_identifiers_alone_is_said_to_hold_no_record(tmp_path: Path) -> None:
    text = "<OAI-PMH><ListIdentifiers><header/></ListIdentifiers></OAI-PMH>"
    assert read_text(tmp_path, text, "answer.xml")[1] == ["file: holds no <error> and no <record>"]


def test_a_structured_abstract_keeps_its_labels_and_inner_text() -> None:
    paper = read(SAMPLES / "pubmed.xml")[0][0]
    assert paper.title == "Counting cells with tiny networks."
    assert paper.abstract == (
        "BACKGROUND: Counting by hand is slow. METHODS: We train a U-Net at 10-3 < rate."
    )
    assert paper.authors == ("Cy Döe", "Cell Counting Group")
    assert (paper.id, paper.date) == ("doi:10.1000/cell.1", "2024-05-02")


def test_pubmed_dates_and_dois_are_found_where_they_hide() -> None:
    paper = read(SAMPLES / "pubmed.xml")[0][1]
    assert (paper.id, paper.year) == ("doi:10.1000/note.2", 2019)


def test_a_pubmed_month_without_a_day_is_kept(tmp_path: Path) -> None:
    text = (SAMPLES / "pubmed.xml").read_text(encoding="utf8")
    (paper, _), _ = read_text(tmp_path, text.replace("<Day>02</Day>", ""), "month.xml")
    assert paper.date == "2024-05"


BOOK = """<PubmedArticleSet>
<PubmedBookArticle><BookDocument>
  <PMID>30000001</PMID>
  <ArticleIdList><ArticleId IdType="doi">10.1000/book.4</ArticleId></ArticleIdList>
  <Book><BookTitle>Reviews of Invented Cells</BookTitle><PubDate><Year>1993</Year></PubDate></Book>
  <ArticleTitle>Cells that Count</ArticleTitle>
  <Language>eng</Language>
  <AuthorList><Author><LastName>Doe</LastName><ForeName>Cy</ForeName></Author></AuthorList>
  <Abstract><AbstractText>Cells count.</AbstractText></Abstract>
  <ContributionDate><Year>2021</Year><Month>Jan</Month><Day>7</Day></ContributionDate>
</BookDocument></PubmedBookArticle>
<PubmedBookArticle><BookDocument>
  <PMID>30000002</PMID><Book><BookTitle>Reviews of Invented Cells</BookTitle></Book>
</BookDocument></PubmedBookArticle>
</PubmedArticleSet>
"""


def test_pubmed_gives_the_chapters_of_books_and_names_whole_books(tmp_path: Path) -> None:
    (chapter,), skipped = read_text(tmp_path, BOOK, "books.xml")
    assert (chapter.id, chapter.title, chapter.abstract, chapter.authors, chapter.date) == (
        "doi:10.1000/book.4",
        "Cells that Count",
        "Cells count.",
        ("Cy Doe",),
        "2021-01-07",
    )
    assert chapter.extra["venue"] == "Reviews of Invented Cells"
    assert skipped == ["record 2: is a whole book, 'Reviews of Invented Cells'"]


VOLUME = """@proceedings{Conf21, title = {Proc. of Examples}, year = 2021, month = jul}
"""
PAPERS = """@inproceedings{a, title = {First}, crossref = {conf21}}
@article{b, title = {Second}, year = 2019}
@inproceedings{c, title = {Third}, year = 2020, crossref = {conf21}}
@inproceedings{d, title = {Fourth}, year = 2020, booktitle = {Workshop}, crossref = {gone}}
"""


@pytest.mark.parametrize("text", [PAPERS + VOLUME, VOLUME + PAPERS], ids=["behind", "before"])
def test_papers_inherit_from_their_volume_which_is_no_paper(tmp_path: Path, text: str) -> None:
    papers, skipped = read_text(tmp_path, text, "list.bib")
    assert [(paper.title, paper.date, paper.extra.get("venue")) for paper in papers] == [
        ("First", "2021-07", "Proc. of Examples"),
        ("Second", "2019", None),
        ("Third", "2020", "Proc. of Examples"),
        ("Fourth", "2020", "Workshop"),
    ]
    (told,) = skipped
    assert told.endswith("entry 'Conf21' is a volume of papers (@proceedings), not a paper")


def test_papers_wait_for_a_volume_that_is_not_there_in_bounded_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.readers.bibtex._MOST_WAITING", 3)
    text = "".join(f"@misc{{k{n}, title = {{T{n}}}, crossref = {{gone}}}}\n" for n in range(9))
    papers, skipped = read_text(tmp_path, text, "list.bib")
    assert [paper.title for paper in papers] == [f"T{n}" for n in range(9)]
    assert skipped == []


def test_the_anthology_gives_venue_and_year_of_the_volume() -> None:
    first, second = read(SAMPLES / "anthology.xml")[0]
    assert first.title == "BERT for k Knots"
    assert (first.id, first.year) == ("doi:10.1000/knot.1", 2024)
    assert first.extra["venue"].startswith("Proceedings of the First Meeting")
    assert (second.id, second.url) == (
        "acl:2024.invented-main.2",
        "https://aclanthology.org/2024.invented-main.2/",
    )


@pytest.mark.parametrize("name", ["arxiv_announced.xml", "arxiv_rss.xml"])
def test_what_arxiv_announces_loses_the_announcement(name: str) -> None:
    (paper,), _ = read(SAMPLES / name)
    assert paper.abstract.startswith("We train a small encoder on parallel sentences")
    assert (paper.id, paper.url) == ("arxiv:2405.01234", "https://arxiv.org/abs/2405.01234")
    assert paper.authors == ("Ada Example", "Ben van der Sample")
    assert paper.date == "2024-05-03"


def test_the_number_behind_a_title_in_older_feeds_is_no_part_of_it(tmp_path: Path) -> None:
    text = (SAMPLES / "arxiv_rss.xml").read_text(encoding="utf8")
    old = text.replace(
        "Sentences</title>", "Sentences. (arXiv:2405.01234v2 [cs.CL] UPDATED)</title>"
    )
    (paper,), _ = read_text(tmp_path, old, "feed.rss")
    assert paper.title == "A Small Encoder for Parallel Sentences"


def test_a_journal_feed_gives_its_longer_text_and_the_doi() -> None:
    (paper,), _ = read(SAMPLES / "journal_rss.xml")
    assert paper.title == "Counting cells with tiny networks"
    assert paper.abstract == "We train a U-Net to count cells."
    assert (paper.id, paper.authors) == ("doi:10.1000/m1", ("Cy Döe", "Ed Fox"))
    assert (paper.date, paper.extra["venue"]) == ("2024-05-02", "Invented Machines")


def test_rdf_that_is_no_feed_is_not_taken_for_one(tmp_path: Path) -> None:
    text = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>'
    with pytest.raises(FormatError):
        read_text(tmp_path, text, "graph.rdf")


def test_endnote_xml_gives_authors_without_editors_and_styled_text_whole() -> None:
    first, second = read(SAMPLES / "endnote.xml")[0]
    assert first.title == "Counting cells with tiny networks"
    assert first.authors == ("Cy Döe", "Ed Fox")
    assert (first.id, first.date) == ("doi:10.1000/m1", "2024-05-02")
    assert (first.url, first.extra["venue"]) == ("https://doi.org/10.1000/m1", "Invented Machines")
    assert (second.id, second.date) == ("arxiv:2405.01234", "2024")


BOMB = """<?xml version="1.0"?>
<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<feed><entry><title>&c;</title><summary>text</summary></entry></feed>"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<feed><entry><title>&x;</title><summary>text</summary></entry></feed>"""


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_xml_that_defines_entities_is_refused(text: str, tmp_path: Path) -> None:
    papers, skipped = read_text(tmp_path, text, "feed.xml")
    assert papers == []
    assert "entities is refused" in skipped[0]


def test_elements_without_end_are_refused(tmp_path: Path) -> None:
    papers, skipped = read_text(tmp_path, "<feed>" + "<entry>" * 5_000, "feed.xml")
    assert papers == []
    assert "elements within elements" in skipped[0]


def test_broken_xml_keeps_what_stands_before(tmp_path: Path) -> None:
    text = (SAMPLES / "pubmed.xml").read_text(encoding="utf8").replace("</ArticleTitle>", "", 2)
    whole = (SAMPLES / "pubmed.xml").read_text(encoding="utf8")
    cut = whole[: whole.rindex("<PubmedData>")] + "</wrong>"
    papers, skipped = read_text(tmp_path, cut, "list.xml")
    assert [paper.title for paper in papers] == ["Counting cells with tiny networks."]
    assert skipped[0].startswith("after record 1: not XML: mismatched tag: line ")
    assert read_text(tmp_path, text, "none.xml")[0] == []
