"""One paper, told in the formats of seven programs, is one and the same record."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.readers import read_papers
from kg.records import Paper

TITLE = "Counting Leaves with Attention"
ABSTRACT = "We count leaves. Our method is better on LeafBench."
DOI = "10.1000/leaf.1"
PAPER = Paper(
    f"doi:{DOI}",
    TITLE,
    ABSTRACT,
    ("Ada Lovelace", "Grace Hopper"),
    year=2024,
    date="2024",
    url=f"https://doi.org/{DOI}",
)
WORDS = ABSTRACT.split()
TELLINGS = {
    "list.bib": f"@article{{x,\n title={{{TITLE}}},\n abstract={{{ABSTRACT}}},\n"
    f" author={{Lovelace, Ada and Hopper, Grace}},\n year={{2024}},\n doi={{{DOI}}}\n}}\n",
    "list.ris": f"TY  - JOUR\nTI  - {TITLE}\nAB  - {ABSTRACT}\nAU  - Lovelace, Ada\n"
    f"AU  - Hopper, Grace\nPY  - 2024\nDO  - {DOI}\nER  - \n",
    "list.csv": "title,abstract,authors,year,doi\n"
    f'"{TITLE}","{ABSTRACT}","Ada Lovelace; Grace Hopper",2024,{DOI}\n',
    "plain.jsonl": json.dumps(
        {
            "title": TITLE,
            "abstract": ABSTRACT,
            "authors": ["Ada Lovelace", "Grace Hopper"],
            "year": 2024,
            "doi": DOI,
        }
    ),
    "csl.json": json.dumps(
        [
            {
                "type": "article-journal",
                "title": TITLE,
                "abstract": ABSTRACT,
                "author": [
                    {"given": "Ada", "family": "Lovelace"},
                    {"given": "Grace", "family": "Hopper"},
                ],
                "issued": {"date-parts": [[2024]]},
                "DOI": DOI,
            }
        ]
    ),
    "openalex.jsonl": json.dumps(
        {
            "id": "https://openalex.org/W1",
            "doi": f"https://doi.org/{DOI}",
            "display_name": TITLE,
            "publication_year": 2024,
            "authorships": [
                {"author": {"display_name": name}} for name in ("Ada Lovelace", "Grace Hopper")
            ],
            "abstract_inverted_index": {
                word: [i for i, each in enumerate(WORDS) if each == word] for word in WORDS
            },
        }
    ),
    "semantic-scholar.jsonl": json.dumps(
        {
            "paperId": "0" * 40,
            "externalIds": {"DOI": DOI},
            "title": TITLE,
            "abstract": ABSTRACT,
            "year": 2024,
            "authors": [
                {"authorId": "1", "name": "Ada Lovelace"},
                {"authorId": "2", "name": "Grace Hopper"},
            ],
        }
    ),
}


@pytest.mark.parametrize("name", TELLINGS)
def test_a_paper_is_the_same_in_every_format(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text(TELLINGS[name], encoding="utf8")
    (paper,) = read_papers(file)
    # What a format says beyond the others, and where it stood, may differ.
    assert replace(paper, source=None, extra={}) == PAPER


def test_zeros_that_unpack_to_a_thousand_times_their_size_are_refused_at_once(
    tmp_path: Path,
) -> None:
    file = tmp_path / "zeros.jsonl.gz"
    with gzip.open(file, "wb", compresslevel=1) as stream:
        for _ in range(256):
            stream.write(bytes(1 << 20))
    with pytest.raises(InputError, match="binary file"):
        list(read_papers(file))
