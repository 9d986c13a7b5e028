"""One item, exported in each format of a reference manager or publisher, is one paper."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from reading import read_text

from kg.records import Paper

DOI = "10.1000/leaf.1"
ADDRESS = f"https://publisher.example/doi/{DOI}"
VENUE = "Proceedings of Leaves"
PAPER = Paper(
    f"doi:{DOI}",
    "Counting Leaves: A Study",
    "We count leaves on trees.",
    ("Ada Lovelace", "Ludwig van Leaf"),
    year=2024,
    date="2024-05-02",
    url=f"https://doi.org/{DOI}",
    extra={"venue": VENUE},
)
ZOTERO = {
    "itemType": "conferencePaper",
    "title": PAPER.title,
    "abstractNote": PAPER.abstract,
    "proceedingsTitle": VENUE,
    "DOI": DOI,
    "url": ADDRESS,
    "date": "2024-05-02",
    "creators": [
        {"creatorType": "editor", "firstName": "Ed", "lastName": "Itor"},
        {"creatorType": "author", "firstName": "Ada", "lastName": "Lovelace"},
        {"creatorType": "author", "firstName": "Ludwig", "lastName": "van Leaf"},
    ],
}
EXPORTS = {
    "zotero.bib": f"@inproceedings{{k,\n title={{{PAPER.title}}},\n url={{{ADDRESS}}},\n"
    f" doi={{{DOI}}},\n abstract={{{PAPER.abstract}}},\n booktitle={{{VENUE}}},\n"
    " author={Lovelace, Ada and van Leaf, Ludwig},\n date={2024-05-02}\n}",
    "zotero.ris": f"TY  - CONF\nTI  - {PAPER.title}\nAU  - Lovelace, Ada\nAU  - van Leaf, Ludwig\n"
    f"AB  - {PAPER.abstract}\nC3  - {VENUE}\nDA  - 2024/05/02/\nPY  - 2024\nDO  - {DOI}\n"
    f"UR  - {ADDRESS}\nER  - \n",
    "springer.ris": f"TY  - CHAP\nAU  - Lovelace, Ada\nAU  - van Leaf, Ludwig\nDA  - 2024/05/02\n"
    f"TI  - {PAPER.title}\nBT  - {VENUE}\nAB  - {PAPER.abstract}\nUR  - {ADDRESS}\nDO  - {DOI}\n"
    "ER  - \n",
    "springer.bib": f'@InProceedings{{{DOI},\nauthor="Lovelace, Ada\nand van Leaf, Ludwig",\n'
    f'title="{PAPER.title}",\nbooktitle="{VENUE}",\nyear="2024",\ndate="2024-05-02",\n'
    f'abstract="{PAPER.abstract}"\n}}',
    "zotero.csv": "Item Type,Author,Title,Publication Title,DOI,Url,Abstract Note,Date\n"
    f'conferencePaper,"Lovelace, Ada; van Leaf, Ludwig",{PAPER.title},{VENUE},{DOI},{ADDRESS},'
    f"{PAPER.abstract},2024-05-02\n",
    "zotero.json": json.dumps(
        [
            {
                "type": "paper-conference",
                "title": PAPER.title,
                "abstract": PAPER.abstract,
                "container-title": VENUE,
                "DOI": DOI,
                "URL": ADDRESS,
                "author": [
                    {"family": "Lovelace", "given": "Ada"},
                    {"family": "Leaf", "given": "Ludwig", "dropping-particle": "van"},
                ],
                "issued": {"date-parts": [[2024, 5, 2]]},
            }
        ]
    ),
    "crossref.json": json.dumps(
        {
            "message": {
                "type": "proceedings-article",
                "title": ["Counting Leaves"],
                "subtitle": ["A Study"],
                "abstract": f"<jats:p>{PAPER.abstract}</jats:p>",
                "container-title": [VENUE],
                "DOI": DOI,
                "author": [
                    {"family": "Lovelace", "given": "Ada"},
                    {"family": "van Leaf", "given": "Ludwig"},
                ],
                "issued": {"date-parts": [[2024, 5, 2]]},
            }
        }
    ),
    "better-bibtex.json": json.dumps({"config": {}, "items": [ZOTERO]}),
    "zotero-api.json": json.dumps([{"key": "K", "library": {}, "data": ZOTERO}]),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_item_is_the_same_paper_in_every_export(tmp_path: Path, name: str) -> None:
    (paper,), skipped = read_text(tmp_path, EXPORTS[name], name)
    assert replace(paper, source=None, extra={"venue": paper.extra["venue"]}) == PAPER
    assert skipped == []


@pytest.mark.parametrize(
    "stated", ["http://arxiv.org/pdf/2405.01234v2", "https://publisher.example/a", ""]
)
def test_the_page_of_a_preprint_is_that_of_arxiv(tmp_path: Path, stated: str) -> None:
    text = json.dumps({"title": "A", "arxiv_id": "2405.01234", "pdf_url": stated})
    (paper,), _ = read_text(tmp_path, text, "a.json")
    assert paper.url == "https://arxiv.org/abs/2405.01234"
    assert paper.extra.get("link", "") == ("" if "arxiv" in stated else stated)


def test_an_item_of_editors_alone_names_them(tmp_path: Path) -> None:
    item = {**ZOTERO, "creators": ZOTERO["creators"][:1]}
    (paper,), _ = read_text(tmp_path, json.dumps({"items": [item]}), "items.json")
    assert paper.authors == ("Ed Itor",)
