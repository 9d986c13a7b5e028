"""Answers of Hugging Face's Daily Papers API: a list of objects, each with a paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kg.readers.identifiers import arxiv_id
from kg.readers.json_lines import SUFFIXES, read_json
from kg.readers.json_outline import outline
from kg.readers.json_values import mapping, mappings, page, strings, text
from kg.readers.registry import Format, Reading
from kg.records import Paper

__all__ = ["FORMAT"]


def _detect(head: str) -> bool:
    keys = outline(head).keys
    alone = {"id", "title", "summary", "publishedAt", "authors"} <= keys
    return alone or bool({"paper.summary", "paper.upvotes", "paper.publishedAt"} & keys)


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    # The answer for a single paper is the object that lists wrap in `paper`.
    paper = mapping(record.get("paper")) or record
    identifier = text(paper.get("id"))
    arxiv = arxiv_id(identifier)
    organisation = mapping(paper.get("organization") or record.get("organization"))
    return {
        "id": f"arXiv:{arxiv}" if arxiv else identifier,
        "title": text(paper.get("title")) or text(record.get("title")),
        "abstract": text(paper.get("summary")) or text(record.get("summary")),
        "authors": [text(each.get("name")) for each in mappings(paper.get("authors"))],
        "organisation": text(organisation.get("fullname")) or text(organisation.get("name")),
        "date": text(paper.get("publishedAt")) or text(record.get("publishedAt")),
        "url": page(arxiv, None),
        "upvotes": text(paper.get("upvotes")),
        "comments": text(record.get("numComments")),
        "keywords": ", ".join(strings(paper.get("ai_keywords"))),
        "repositories": [text(paper.get(key)) for key in ("githubRepo", "projectPage")],
    }


def _read(reading: Reading) -> Iterator[Paper]:
    return read_json(reading, _fields)


FORMAT = Format(
    "daily-papers-json",
    "Hugging Face Daily Papers from its API, JSON",
    _detect,
    _read,
    SUFFIXES,
)
