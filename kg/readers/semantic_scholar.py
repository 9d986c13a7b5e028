"""Papers of Semantic Scholar: answers of its API, lists, and the JSON Lines of its data sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kg.readers.identifiers import arxiv_id, doi
from kg.readers.json_lines import SUFFIXES, read_json
from kg.readers.json_outline import outline
from kg.readers.json_values import mapping, mappings, page, text
from kg.readers.registry import Format, Reading
from kg.records import Paper

__all__ = ["FORMAT"]

# Lists of references and citations wrap the paper in one of these.
_WRAPPERS = ("citingPaper", "citedPaper", "paper")


def _detect(head: str) -> bool:
    keys = {key.casefold() for key in outline(head).keys}
    own = {"paperid", "corpusid", "externalids"}
    wrapped = any(f"{wrapper}.paperid".casefold() in keys for wrapper in _WRAPPERS)
    # The abstracts and summaries of its data sets are in files of their own, without the titles.
    in_parts = "corpusid" in keys and ("abstract" in keys or {"model", "text"} <= keys)
    return wrapped or in_parts or ("title" in keys and bool(own & keys) and "paper" not in keys)


def _lower(record: Mapping[str, Any]) -> dict[str, Any]:
    """Fold the keys: the API writes `externalIds`, the data sets write `externalids`."""
    return {str(key).casefold(): value for key, value in record.items()}


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    inner = next((record[key] for key in _WRAPPERS if isinstance(record.get(key), Mapping)), record)
    own = _lower(inner)
    stated_in = own if "externalids" in own else _lower(mapping(own.get("openaccessinfo")))
    identifiers = _lower(mapping(stated_in.get("externalids")))
    arxiv = arxiv_id(text(identifiers.get("arxiv")), text(own.get("url")))
    stated = doi(text(identifiers.get("doi")), text(own.get("doi")))
    number = text(own.get("corpusid")) or text(identifiers.get("corpusid"))
    paper = text(own.get("paperid")) or (f"CorpusId-{number}" if number else "")
    summary = mapping(own.get("tldr"))
    authors = mappings(own.get("authors"))
    return {
        "id": f"s2:{paper}" if paper else "",
        "arxiv": f"arXiv:{arxiv}" if arxiv else "",
        "title": text(own.get("title")),
        "abstract": text(own.get("abstract")),
        "authors": [text(each.get("name")) for each in authors],
        "date": text(own.get("publicationdate")),
        "year": text(own.get("year")),
        "doi": stated,
        "url": page(arxiv, stated, text(own.get("url"))),
        "venue": text(own.get("venue")) or text(mapping(own.get("journal")).get("name")),
        # Written by their model, hence not an abstract.
        "tldr": text(summary.get("text")),
        "citations": text(own.get("citationcount")),
    }


def _read(reading: Reading) -> Iterator[Paper]:
    return read_json(reading, _fields)


FORMAT = Format(
    "semantic-scholar", "Semantic Scholar papers, JSON or JSON Lines", _detect, _read, SUFFIXES
)
