"""Works of OpenAlex: JSON Lines, a list, or pages of its API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kg.readers.identifiers import arxiv_id, doi
from kg.readers.json_lines import SUFFIXES, read_json
from kg.readers.json_outline import outline
from kg.readers.json_values import mapping, mappings, page, text
from kg.readers.limits import LONGEST_ABSTRACT
from kg.readers.registry import Format, Reading
from kg.records import Paper

__all__ = ["FORMAT"]

_HOME = "https://openalex.org/"
_OWN_KEYS = frozenset(
    ("abstract_inverted_index", "authorships", "primary_location", "ids.openalex", "cited_by_count")
)


def _detect(head: str) -> bool:
    shape = outline(head)
    is_work = shape.texts.get("id", "").startswith(f"{_HOME}W")
    return is_work or len(_OWN_KEYS & shape.keys) >= 2


def _abstract(index: Any) -> str:
    """Rebuild an abstract from its inverted index, which maps words to positions."""
    placed: list[tuple[int, str]] = []
    for word, positions in mapping(index).items():
        if isinstance(positions, list):
            placed += [(each, word) for each in positions if isinstance(each, int)]
        if len(placed) > LONGEST_ABSTRACT:
            raise ValueError(f"an abstract of more than {LONGEST_ABSTRACT:,} words is too long")
    return " ".join(word for _, word in sorted(placed))


def _locations(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    first = [mapping(record.get(key)) for key in ("primary_location", "best_oa_location")]
    return [*first, *mappings(record.get("locations"))]


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    authorships = mappings(record.get("authorships"))
    locations = _locations(record)
    pages = [text(place.get(key)) for place in locations for key in ("landing_page_url", "pdf_url")]
    identifiers = mapping(record.get("ids"))
    stated = doi(text(record.get("doi")), text(identifiers.get("doi")))
    arxiv = arxiv_id(stated, *pages)
    work = (text(record.get("id")) or text(identifiers.get("openalex"))).removeprefix(_HOME)
    institutions = mappings(authorships[0].get("institutions")) if authorships else []
    venue = mapping(locations[0].get("source"))
    return {
        "id": f"openalex:{work}" if work else "",
        "arxiv": f"arXiv:{arxiv}" if arxiv else "",
        "title": text(record.get("title")) or text(record.get("display_name")),
        "abstract": _abstract(record.get("abstract_inverted_index"))
        or text(record.get("abstract")),
        "authors": [_author(each) for each in authorships],
        "organisation": text(institutions[0].get("display_name")) if institutions else "",
        "date": text(record.get("publication_date")),
        "year": text(record.get("publication_year")),
        "doi": stated,
        "url": page(arxiv, stated, next(filter(None, pages), "")),
        "venue": text(venue.get("display_name")),
        "type": text(record.get("type")),
        "citations": text(record.get("cited_by_count")),
    }


def _author(authorship: Mapping[str, Any]) -> str:
    named = mapping(authorship.get("author"))
    return text(named.get("display_name")) or text(authorship.get("raw_author_name"))


def _read(reading: Reading) -> Iterator[Paper]:
    return read_json(reading, _fields)


FORMAT = Format("openalex", "OpenAlex works, JSON or JSON Lines", _detect, _read, SUFFIXES)
