"""States one node of the graph in RDF: an entity, a paper, its texts, its authors."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from pyoxigraph import NamedNode

from kg.iris import external_iri, external_iris
from kg.records import Entity, EntityType, Paper
from kg.surrogates import without_surrogates
from kg.triples.terms import Description, NTriples, Pair, Written
from kg.triples.vocabulary import (
    DCTERMS,
    FABIO,
    FOAF,
    KG,
    LPWC,
    LPWC_CLASS,
    PRISM,
    RDF,
    SCHEMA,
    SKOS,
    XSD,
)

__all__ = [
    "TYPE_CLASSES",
    "SharedThing",
    "arxiv_pairs",
    "entity_pairs",
    "folded_names",
    "issued_on",
    "paper_pairs",
    "paper_record",
    "shared_things",
    "text_descriptions",
    "thing_description",
]

# A kind, and a name or, if the thing has an IRI of its own, that IRI; each pair is one node.
SharedThing = tuple[str, str]

# The id of a paper that another program made may have any text after its scheme.
_ARXIV_ID = re.compile(r"[0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7}")
_DOI = re.compile(r"10\.[0-9]+(?:\.[0-9]+)*/.+")

# The first class of each type identifies it.
TYPE_CLASSES: dict[EntityType, tuple[NamedNode, ...]] = {
    "method": (KG.Method, KG.Entity, SKOS.Concept, LPWC_CLASS.method),
    "dataset": (KG.Dataset, KG.Entity, SCHEMA.Dataset, LPWC_CLASS.dataset),
    "benchmark": (KG.Benchmark, KG.Entity, SKOS.Concept, LPWC_CLASS.dataset),
    "task": (KG.Task, KG.Entity, SKOS.Concept, LPWC_CLASS.task),
    "metric": (KG.Metric, KG.Entity, SKOS.Concept),
}


def issued_on(paper: Paper, terms: NTriples) -> Written | None:
    """Return the date of a paper as an ``xsd:date``, None unless it names a day."""
    return terms.typed(paper.date or "", XSD.date) if _is_day(paper.date or "") else None


def _is_day(date: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date):
        return False
    try:
        datetime.date.fromisoformat(date)
    except ValueError:
        return False
    return True


def _issued(paper: Paper, terms: NTriples) -> Written | None:
    """Return a date as precisely as it was given; an invalid date falls back to the year."""
    date = paper.date or ""
    if _is_day(date):
        return terms.typed(date, XSD.date)
    return terms.typed(date, XSD.gYearMonth) if _is_day(f"{date}-01") else _year(paper, terms)


def _year(paper: Paper, terms: NTriples) -> Written | None:
    dated = re.match(r"[0-9]{4}(?![0-9])", paper.date or "")
    year = int(dated.group()) if dated else paper.year
    return terms.typed(f"{year:04d}", XSD.gYear) if year and 0 < year < 10000 else None


def entity_pairs(entity: Entity, proposed_by: Sequence[str], terms: NTriples) -> Iterator[Pair]:
    """State an entity: its classes, its labels, and the papers that propose it."""
    for class_ in TYPE_CLASSES[entity.type]:
        yield RDF.type, class_
    yield SKOS.prefLabel, terms.text(entity.name)
    yield FOAF.name, terms.text(entity.name)
    labels = {entity.name}
    for alias in sorted(set(entity.aliases) - labels):
        yield SKOS.altLabel, terms.text(alias)
        labels.add(alias)
    # SKOS requires the three kinds of label to be disjoint; hidden labels serve search.
    for folded in sorted({label.casefold() for label in labels} - labels):
        yield SKOS.hiddenLabel, terms.text(folded)
    yield DCTERMS.identifier, terms.text(entity.id)
    yield KG.named, terms.boolean(entity.named)
    for match in external_iris(sorted(set(entity.same_as))):
        yield SKOS.exactMatch, terms.iri(match)
    for paper_id in proposed_by:
        yield LPWC.introducedBy, terms.paper(paper_id)


def arxiv_pairs(paper: Paper, terms: NTriples) -> Iterator[Pair]:
    """State the arXiv id of a paper that has one."""
    scheme, _, local = paper.id.partition(":")
    if scheme == "arxiv" and _ARXIV_ID.fullmatch(local):
        yield FABIO.hasArXivId, terms.text(local)


def _identifier_pairs(paper: Paper, terms: NTriples) -> Iterator[Pair]:
    yield DCTERMS.identifier, terms.text(paper.id)
    yield from arxiv_pairs(paper, terms)
    scheme, _, local = paper.id.partition(":")
    doi = local if scheme == "doi" else paper.extra.get("doi")
    if doi and _DOI.fullmatch(doi):
        yield PRISM.doi, terms.text(doi)
    if paper.url:
        yield FABIO.hasURL, terms.typed(paper.url, XSD.anyURI)


def paper_record(paper: Paper, terms: NTriples) -> Written:
    """Return as JSON what no term states: order of lists, dates as written, fields of the source.

    Of a source file only the name is given: its folders are private.
    """
    source = paper.source
    fields = {
        "authors": list(paper.authors),
        "organisation": paper.organisation,
        "year": paper.year,
        "date": paper.date,
        "url": paper.url,
        "repositories": list(paper.repositories),
        "source": [PurePath(source.file).name, source.record, source.line] if source else None,
        "extra": dict(paper.extra),
    }
    held = {name: value for name, value in fields.items() if value not in (None, [], {})}
    return terms.typed(json.dumps(held, sort_keys=True), RDF.JSON)


def paper_pairs(paper: Paper, record: Written, terms: NTriples) -> Iterator[Pair]:
    """State the bibliographic data of a paper, without its links.

    Parameters
    ----------
    record
        From `paper_record`, or a gap for it.
    """
    preprint = paper.id.startswith("arxiv:")
    yield RDF.type, FABIO.Preprint if preprint else FABIO.ResearchPaper
    yield RDF.type, SCHEMA.ScholarlyArticle
    yield RDF.type, LPWC_CLASS.paper
    if paper.title:
        yield DCTERMS.title, terms.text(paper.title)
    yield from _identifier_pairs(paper, terms)
    issued, year = _issued(paper, terms), _year(paper, terms)
    if issued is not None:
        yield DCTERMS.issued, issued
    if year is not None:
        yield FABIO.hasPublicationYear, year
    yield KG.record, record
    for author in dict.fromkeys(folded_names(paper.authors)):
        yield DCTERMS.creator, terms.iri(terms.mint.named("author", author))
    for organisation in folded_names((paper.organisation or "",)):
        yield SCHEMA.sourceOrganization, terms.iri(terms.mint.named("organisation", organisation))
    if paper.abstract:
        yield DCTERMS.abstract, terms.part(paper.id, "abstract")
    for address in dict.fromkeys(paper.repositories):
        if external_iri(address) is None:
            yield SCHEMA.codeRepository, terms.text(address)
    for repository in external_iris(paper.repositories):
        yield SCHEMA.codeRepository, terms.iri(repository)
        yield LPWC.hasRepository, terms.iri(repository)


def folded_names(names: Iterable[str]) -> Iterator[str]:
    """Yield names with runs of whitespace collapsed, leaving out empty ones."""
    for name in names:
        folded = " ".join(without_surrogates(name).split())
        if folded:
            yield folded


def text_descriptions(paper: Paper, fields: set[str], terms: NTriples) -> Iterator[Description]:
    """Describe the abstract, and the title if it is among the fields, as nodes with own IRIs."""
    for name, class_, text in (
        ("title", KG.Title, paper.title if "title" in fields else ""),
        ("abstract", FABIO.Abstract, paper.abstract),
    ):
        if text:
            yield (
                terms.part(paper.id, name),
                [
                    (RDF.type, class_),
                    (DCTERMS.isPartOf, terms.paper(paper.id)),
                    (SCHEMA.text, terms.text(text)),
                ],
            )


def shared_things(paper: Paper) -> Iterator[SharedThing]:
    """Yield the things that papers may share: authors, organisation, repositories on the web."""
    for author in folded_names(paper.authors):
        yield "author", author
    for organisation in folded_names((paper.organisation or "",)):
        yield "organisation", organisation
    for repository in external_iris(paper.repositories):
        yield "repository", repository.value


def thing_description(thing: SharedThing, terms: NTriples) -> Description:
    """Describe an author, an organisation or a repository."""
    kind, name = thing
    if kind == "repository":
        url = terms.typed(name, XSD.anyURI)
        return terms.full(name), [(RDF.type, LPWC_CLASS.repository), (FABIO.hasURL, url)]
    node = terms.iri(terms.mint.named(kind, name))
    if kind == "author":
        # Not foaf:Person: companies and collaborations stand among the authors too.
        return node, [(RDF.type, FOAF.Agent), (FOAF.name, terms.text(name))]
    return node, [(RDF.type, SCHEMA.Organization), (SCHEMA.name, terms.text(name))]
