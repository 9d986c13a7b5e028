"""The terms of our own: each defined, described, and none beside those the program uses."""

import json
from importlib.resources import files

import pyoxigraph as ox
import pytest
import rdflib
from rdf_example import Graph
from rdflib import OWL, RDF, RDFS, SKOS, XSD
from rdflib import namespace as shipped
from rdflib.collection import Collection

from kg.rdf import ROLE_PROPERTIES, triples
from kg.triples.statements import TYPE_CLASSES
from kg.triples.vocabulary import DCTERMS, KG, SCHEMA, VOCABULARIES

TERMS = "https://w3id.org/paper-kg/ontology#"


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    text = files("kg.schemas").joinpath("ontology.ttl").read_text(encoding="utf-8")
    list(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    return rdflib.Graph().parse(data=text, format="turtle")


def defined(ontology: rdflib.Graph) -> set[str]:
    return {str(s).removeprefix(TERMS) for s in ontology.subjects() if str(s).startswith(TERMS)}


def test_the_ontology_defines_what_the_program_uses_and_nothing_else(
    ontology: rdflib.Graph,
) -> None:
    assert defined(ontology) == set(KG)


def test_every_term_has_a_label_and_a_comment(ontology: rdflib.Graph) -> None:
    for name in defined(ontology):
        term = rdflib.URIRef(TERMS + name)
        assert ontology.value(term, RDFS.label), name
        assert ontology.value(term, RDFS.comment), name


def test_every_property_has_a_domain_and_a_range(ontology: rdflib.Graph) -> None:
    properties = {
        *ontology.subjects(RDF.type, OWL.ObjectProperty),
        *ontology.subjects(RDF.type, OWL.DatatypeProperty),
    }
    own = [term for term in properties if str(term).startswith(TERMS)]
    assert len(own) > 10
    for term in own:
        assert ontology.value(term, RDFS.domain) is not None, term
        assert ontology.value(term, RDFS.range) is not None, term


def test_every_role_is_a_subproperty_of_mentions(ontology: rdflib.Graph) -> None:
    for property_ in ROLE_PROPERTIES.values():
        parents = ontology.objects(rdflib.URIRef(property_.value), RDFS.subPropertyOf)
        assert rdflib.URIRef(SCHEMA.mentions.value) in parents


def test_classes_are_aligned_with_linked_papers_with_code(ontology: rdflib.Graph) -> None:
    for name, theirs in (("Method", "method"), ("Dataset", "dataset"), ("Task", "task")):
        parents = ontology.objects(rdflib.URIRef(TERMS + name), RDFS.subClassOf)
        assert rdflib.URIRef(f"https://linkedpaperswithcode.com/class/{theirs}") in parents


def test_no_class_or_property_is_said_to_be_a_concept(ontology: rdflib.Graph) -> None:
    # The mapping properties of SKOS relate concepts: what they join would be inferred to be one.
    mapped = {
        *(SKOS.mappingRelation, SKOS.exactMatch, SKOS.closeMatch),
        *(SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch, SKOS.broader, SKOS.related),
    }
    assert mapped.isdisjoint(ontology.predicates())


def test_the_types_of_entities_exclude_each_other(ontology: rdflib.Graph) -> None:
    (group,) = ontology.subjects(RDF.type, OWL.AllDisjointClasses)
    members = Collection(ontology, ontology.value(group, OWL.members))
    assert {str(each) for each in members} == {each[0].value for each in TYPE_CLASSES.values()}


def test_the_range_of_a_role_is_the_seven_roles(ontology: rdflib.Graph) -> None:
    for name in ("role", "mentionRole"):
        range_ = ontology.value(rdflib.URIRef(TERMS + name), RDFS.range)
        roles = Collection(ontology, ontology.value(range_, OWL.oneOf))
        assert {str(each) for each in roles} == {each.value for each in ROLE_PROPERTIES.values()}


def test_the_version_has_an_iri_of_its_own(ontology: rdflib.Graph) -> None:
    head = rdflib.URIRef(TERMS.rstrip("#"))
    version = ontology.value(head, OWL.versionIRI)
    assert str(version) == f"{head}/{ontology.value(head, OWL.versionInfo)}"


def test_every_class_and_property_in_an_axiom_is_declared(ontology: rdflib.Graph) -> None:
    # A reader for OWL that imports nothing would else have to guess what they are.
    used = {
        each
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range)
        for each in ontology.objects(None, predicate)
    }
    declared = set(ontology.subjects(RDF.type))
    built_in = {XSD.boolean, XSD.decimal, XSD.nonNegativeInteger, XSD.string, RDFS.Literal}
    assert used - declared <= built_in | {OWL.Thing}


def test_every_range_of_literals_is_a_datatype_of_owl(ontology: rdflib.Graph) -> None:
    # rdf:JSON is none: a reasoner for OWL 2 DL would refuse the whole ontology for it.
    properties = ontology.subjects(RDF.type, OWL.DatatypeProperty)
    ranges = {ontology.value(each, RDFS.range) for each in properties}
    assert ranges <= {RDFS.Literal, XSD.boolean, XSD.decimal, XSD.nonNegativeInteger, XSD.string}


def test_the_ontology_says_how_offsets_count(ontology: rdflib.Graph) -> None:
    head = ontology.value(rdflib.URIRef(TERMS.rstrip("#")), rdflib.DCTERMS.description)
    assert "code points" in str(head) and "half open" in str(head)


@pytest.mark.parametrize(
    ("prefix", "namespace"),
    [
        ("dcterms", shipped.DCTERMS),
        ("skos", shipped.SKOS),
        ("foaf", shipped.FOAF),
        ("prov", shipped.PROV),
        ("void", shipped.VOID),
        ("schema", shipped.SDO),
        ("rdf", shipped.RDF),
        ("rdfs", shipped.RDFS),
        ("xsd", shipped.XSD),
    ],
)
def test_borrowed_terms_exist(prefix: str, namespace: type[shipped.DefinedNamespace]) -> None:
    vocabulary = VOCABULARIES[prefix]
    assert str(namespace) == vocabulary.iri
    assert [name for name in vocabulary if name not in namespace] == []


def test_a_misspelt_term_is_refused() -> None:
    with pytest.raises(AttributeError, match="evaluateson"):
        _ = KG.evaluateson


def test_every_predicate_of_an_export_is_in_a_closed_vocabulary() -> None:
    known = {each[name].value for each in VOCABULARIES.values() for name in each}
    graph = Graph()
    used = {t.predicate.value for t in triples(graph)}
    assert used <= known


def test_the_context_reads_plain_json_as_our_terms() -> None:
    text = files("kg.schemas").joinpath("context.jsonld").read_text(encoding="utf-8")
    document = json.loads(text) | {
        "id": "https://example.org/paper/1",
        "type": "Paper",
        "title": "A title",
        "uses": ["https://example.org/method/bert"],
    }
    read = list(ox.parse(json.dumps(document), format=ox.RdfFormat.JSON_LD))
    assert (KG.uses, ox.NamedNode(document["uses"][0])) in [(q.predicate, q.object) for q in read]
    assert (DCTERMS.title, ox.Literal("A title")) in [(q.predicate, q.object) for q in read]
    assert {quad.subject.value for quad in read} == {document["id"]}


def test_the_context_names_every_term_of_ours() -> None:
    text = files("kg.schemas").joinpath("context.jsonld").read_text(encoding="utf-8")
    entries = json.loads(text)["@context"].values()
    named = {
        entry["@id"] if isinstance(entry, dict) else entry for entry in entries if entry != 1.1
    }
    assert {f"kg:{name}" for name in KG} <= named
