"""JSON-LD has the names of our context, and reads back as the triples that were written."""

import io
import json
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdf_example import Graph

from kg.rdf import triples
from kg.triples.json_ld import write_json_ld
from kg.triples.vocabulary import DCTERMS, KG, OA, RDF, RDFS, SCHEMA, XSD

THING = ox.NamedNode("https://example.org/thing")


def document(*stated: ox.Triple) -> bytes:
    stream = io.BytesIO()
    write_json_ld(stated, stream)
    return stream.getvalue()


def node(*stated: ox.Triple) -> dict[str, Any]:
    (found,) = json.loads(document(*stated))["@graph"]
    assert isinstance(found, dict)
    return found


def said(predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal) -> Any:
    (key,) = set(found := node(ox.Triple(THING, predicate, value))) - {"id"}
    return found[key]


def test_a_class_is_a_type_by_its_name() -> None:
    found = node(ox.Triple(THING, RDF.type, KG.Method), ox.Triple(THING, RDF.type, OA.Annotation))
    assert found == {"id": THING.value, "type": ["Method", "Annotation"]}


def test_what_the_context_has_no_name_for_has_its_prefix_or_its_iri() -> None:
    other = ox.NamedNode("https://example.org/p")
    found = node(ox.Triple(THING, RDFS.label, THING), ox.Triple(THING, other, THING))
    assert found == {
        "id": THING.value,
        "rdfs:label": {"id": THING.value},
        other.value: {"id": THING.value},
    }


def test_a_name_for_many_values_has_a_list_of_one_too() -> None:
    assert said(KG.uses, THING) == [THING.value]


def test_true_and_whole_numbers_are_those_of_json() -> None:
    assert said(KG.named, ox.Literal("false", datatype=XSD.boolean)) is False
    assert said(OA.start, ox.Literal("12", datatype=XSD.nonNegativeInteger)) == 12


def test_nodes_come_with_the_context_that_names_them() -> None:
    assert json.loads(document())["@context"]["Method"] == "kg:Method"


@pytest.mark.parametrize(
    "value",
    [
        ox.Literal("text"),
        ox.Literal("Text", language="en"),
        ox.Literal("012", datatype=XSD.nonNegativeInteger),
        ox.Literal("12", datatype=XSD.integer),
        ox.Literal("99999999999999999999", datatype=XSD.nonNegativeInteger),
        ox.Literal("0.10", datatype=XSD.decimal),
        ox.Literal("1", datatype=XSD.boolean),
        ox.Literal('{"b": 1, "a": 2.0}', datatype=RDF.JSON),
        ox.Literal("@id"),
        ox.Literal("x", datatype=ox.NamedNode("https://schema.org///type")),
        ox.NamedNode("urn:x"),
        ox.BlankNode("b"),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "predicate",
    [
        KG.uses,
        KG.named,
        OA.start,
        KG.score,
        KG.record,
        DCTERMS.title,
        SCHEMA.codeRepository,
        RDFS.label,
    ],
    ids=lambda each: each.value,
)
def test_any_value_under_any_name_reads_back(
    predicate: ox.NamedNode, value: ox.NamedNode | ox.BlankNode | ox.Literal
) -> None:
    written = document(ox.Triple(THING, predicate, value))
    (read,) = ox.parse(written, format=ox.RdfFormat.JSON_LD)
    assert read.predicate == predicate
    assert isinstance(read.object, ox.BlankNode) or read.object == value


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own JSON-LD
def test_another_reader_finds_the_same_triples() -> None:
    whole = [*triples(Graph())]
    read = rdflib.Graph().parse(data=document(*whole), format="json-ld")
    lines = read.serialize(format="nt", encoding="utf-8")
    assert {q.triple for q in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)} == {*whole}
