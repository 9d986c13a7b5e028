"""PubMed XML, as its site and its yearly baseline serve it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from kg.readers.json_values import page
from kg.readers.registry import Format, Reading
from kg.readers.xml_records import child_text, detects, local_name, read_xml, whole_text
from kg.records import Paper

__all__ = ["FORMAT"]


def _child(element: Element | None, *path: str) -> Element | None:
    for name in path:
        if element is None:
            return None
        element = next((each for each in element if local_name(each) == name), None)
    return element


def _abstract(abstract: Element | None) -> str:
    """Join the parts of a structured abstract, each with its label before it."""
    parts = []
    for part in abstract or ():
        if local_name(part) == "AbstractText":
            label, text = part.get("Label"), whole_text(part).strip()
            parts.append(f"{label}: {text}" if label and text else text)
    return " ".join(filter(None, parts))


def _authors(article: Element) -> list[str]:
    names = []
    for author in _child(article, "AuthorList") or ():
        if author.get("ValidYN") == "N":
            # A misspelt name; the right one follows.
            continue
        parts = (child_text(author, part).strip() for part in ("ForeName", "LastName", "Suffix"))
        person = " ".join(filter(None, parts))
        names.append(person or child_text(author, "CollectiveName").strip())
    return [name for name in names if name]


def _day(date: Element | None) -> str:
    """Return a date as text that can be parsed, as precise as it is given."""
    if date is None:
        return ""
    year, month, day = (child_text(date, name) for name in ("Year", "Month", "Day"))
    if year and month.isdigit():
        return f"{year}-{month}-{day}" if day else f"{year}-{month}"
    if year and month:
        return f"{month} {day}, {year}" if day else f"{year} {month}"
    return year or child_text(date, "MedlineDate")


def _date(article: Element) -> str:
    paths = (("ArticleDate",), ("Journal", "JournalIssue", "PubDate"))
    return next(filter(None, (_day(_child(article, *path)) for path in paths)), "")


def _listed_doi(identifiers: Element | None) -> str:
    listed = (each for each in identifiers or () if each.get("IdType") == "doi")
    return next((whole_text(each).strip() for each in listed), "")


def _doi(record: Element, article: Element) -> str:
    for each in article:
        if local_name(each) == "ELocationID" and each.get("EIdType") == "doi":
            return whole_text(each).strip()
    return _listed_doi(_child(record, "PubmedData", "ArticleIdList"))


def _book_fields(record: Element) -> dict[str, Any]:
    """Return the fields of a chapter: PubMed serves collected reviews by chapter."""
    document = _child(record, "BookDocument")
    if document is None:
        raise ValueError("has no BookDocument")
    number = child_text(document, "PMID").strip()
    title = child_text(document, "ArticleTitle")
    if not title.strip():
        raise ValueError(f"is a whole book, {child_text(document, 'Book', 'BookTitle')!r}")
    stated = _listed_doi(_child(document, "ArticleIdList"))
    dates = (_day(_child(document, *path)) for path in (("ContributionDate",), ("Book", "PubDate")))
    return {
        "id": f"pmid:{number}" if number else "",
        "title": title,
        "abstract": _abstract(_child(document, "Abstract")),
        "authors": _authors(document),
        "date": next(filter(None, dates), ""),
        "url": _page(number, stated),
        "doi": stated,
        "venue": child_text(document, "Book", "BookTitle"),
        "language": child_text(document, "Language"),
    }


def _page(number: str, stated: str) -> str:
    return page(None, stated, f"https://pubmed.ncbi.nlm.nih.gov/{number}/" if number else "")


def _fields(record: Element, _around: list[Element]) -> dict[str, Any] | None:
    if local_name(record) == "PubmedBookArticle":
        return _book_fields(record)
    citation = _child(record, "MedlineCitation")
    article = _child(citation, "Article")
    if citation is None or article is None:
        raise ValueError("has no MedlineCitation with an Article")
    number = child_text(citation, "PMID").strip()
    stated = _doi(record, article)
    return {
        "id": f"pmid:{number}" if number else "",
        "title": child_text(article, "ArticleTitle"),
        "abstract": _abstract(_child(article, "Abstract"))
        or _abstract(_child(citation, "OtherAbstract")),
        "authors": _authors(article),
        "date": _date(article),
        "url": _page(number, stated),
        "doi": stated,
        "venue": child_text(article, "Journal", "Title"),
        "language": child_text(article, "Language"),
    }


def _read(reading: Reading) -> Iterator[Paper]:
    return read_xml(reading, {"PubmedArticle", "PubmedBookArticle"}, _fields)


FORMAT = Format("pubmed", "PubMed XML", detects("PubmedArticleSet"), _read, binary=True)
