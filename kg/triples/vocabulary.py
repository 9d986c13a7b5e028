"""The closed vocabularies of the graph: every RDF term that an export may use, and its prefix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import NamedNode

__all__ = [
    "DBP",
    "DCAT",
    "DCTERMS",
    "FABIO",
    "FOAF",
    "KG",
    "LPWC",
    "LPWC_CLASS",
    "OA",
    "PREFIXES",
    "PRISM",
    "PROV",
    "RDF",
    "RDFS",
    "SCHEMA",
    "SKOS",
    "VOCABULARIES",
    "VOID",
    "XSD",
    "Vocabulary",
    "compact",
]


class Vocabulary:
    """A namespace that knows its terms and refuses any other, so that no misspelt term is exported.

    Parameters
    ----------
    iri
        Namespace IRI; a term's IRI is this followed by its name.
    terms
        Names of the terms, separated by spaces.
    """

    def __init__(self, iri: str, terms: str) -> None:
        self.iri = iri
        self._terms = {name: NamedNode(iri + name) for name in terms.split()}
        # Plain attributes are the fastest to look up: an export needs one for each triple.
        vars(self).update(self._terms)

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> NamedNode:
        try:
            return self._terms[name]
        except KeyError:
            raise AttributeError(f"{self.iri} has no term {name!r} here") from None

    def __contains__(self, name: object) -> bool:
        return name in self._terms

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)


RDF = Vocabulary("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type Property JSON")
RDFS = Vocabulary("http://www.w3.org/2000/01/rdf-schema#", "label")
XSD = Vocabulary(
    "http://www.w3.org/2001/XMLSchema#",
    "anyURI boolean date decimal gYear gYearMonth integer nonNegativeInteger string",
)
KG = Vocabulary(
    "https://w3id.org/paper-kg/ontology#",
    "Entity Method Dataset Benchmark Task Metric Link Title Result Merge Relation Override "
    "proposes uses evaluatesOn comparesWith studies measures mentionsEntity "
    "paper entity role score evidence named foundBy sentenceStart sentenceEnd variantOf partOf "
    "readAs mentionRole expansion canonicalName record model sha256 "
    "method dataset metricName value number baseline "
    "joinedName joinedWith reason from relation to position line",
)
FABIO = Vocabulary(
    "http://purl.org/spar/fabio/",
    "ResearchPaper Preprint Abstract hasArXivId hasPublicationYear hasURL",
)
PRISM = Vocabulary("http://prismstandard.org/namespaces/basic/2.0/", "doi")
SCHEMA = Vocabulary(
    "https://schema.org/",
    "ScholarlyArticle Dataset Organization mentions codeRepository sourceOrganization text name "
    "softwareVersion",
)
DCTERMS = Vocabulary(
    "http://purl.org/dc/terms/",
    "title description creator issued date abstract identifier isPartOf conformsTo",
)
SKOS = Vocabulary(
    "http://www.w3.org/2004/02/skos/core#",
    "Concept prefLabel altLabel hiddenLabel exactMatch broader",
)
FOAF = Vocabulary("http://xmlns.com/foaf/0.1/", "Agent name")
OA = Vocabulary(
    "http://www.w3.org/ns/oa#",
    "Annotation SpecificResource TextPositionSelector TextQuoteSelector hasBody hasTarget "
    "hasSource hasSelector start end exact prefix suffix motivatedBy identifying",
)
PROV = Vocabulary(
    "http://www.w3.org/ns/prov#",
    "Activity Entity SoftwareAgent used wasAssociatedWith wasGeneratedBy",
)
VOID = Vocabulary(
    "http://rdfs.org/ns/void#",
    "Dataset triples entities classPartition propertyPartition class property vocabulary uriSpace",
)
DCAT = Vocabulary("http://www.w3.org/ns/dcat#", "Dataset keyword")
DBP = Vocabulary("https://dbpedia.org/property/", "fullname")
LPWC_CLASS = Vocabulary(
    "https://linkedpaperswithcode.com/class/",
    "paper method dataset task repository model evaluation evaluationresult",
)
LPWC = Vocabulary(
    "https://linkedpaperswithcode.com/property/",
    "hasMethod hasDataset usesDataset hasTask hasRepository introducedBy hasURLAbstract "
    "numberPapers usedForTask hasVariant hasModel hasEvaluation hasEvaluationResult "
    "metricName metricValue creatorName",
)

VOCABULARIES: dict[str, Vocabulary] = {
    "kg": KG,
    "rdf": RDF,
    "rdfs": RDFS,
    "xsd": XSD,
    "fabio": FABIO,
    "prism": PRISM,
    "schema": SCHEMA,
    "dcterms": DCTERMS,
    "skos": SKOS,
    "foaf": FOAF,
    "oa": OA,
    "prov": PROV,
    "void": VOID,
    "dcat": DCAT,
    "lpwcc": LPWC_CLASS,
    "lpwc": LPWC,
    "dbp": DBP,
}
PREFIXES: dict[str, str] = {prefix: each.iri for prefix, each in VOCABULARIES.items()}


def compact(iri: str, prefixes: Mapping[str, str] | None = None) -> str:
    """Shorten an IRI to a prefixed name if it is one of our terms.

    Parameters
    ----------
    iri
        Any IRI.
    prefixes
        Further namespaces, by prefix; any IRI in them is shortened.

    Returns
    -------
    str
        A prefixed name such as ``kg:uses``, else the IRI unchanged.
    """
    for prefix, vocabulary in VOCABULARIES.items():
        if iri.startswith(vocabulary.iri) and iri[len(vocabulary.iri) :] in vocabulary:
            return f"{prefix}:{iri[len(vocabulary.iri) :]}"
    for prefix, namespace in (prefixes or {}).items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
