"""Answers as text: a table for people, the formats of SPARQL for programs."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from rdf_example import Graph

from kg.errors import QueryError
from kg.rdf import write_rdf
from kg.records import Paper
from kg.sparql import format_result, run_query


def test_json_csv_tsv_and_xml_are_what_sparql_defines(store: ox.Store) -> None:
    result = run_query(store, "SELECT ?name { ?m a kg:Benchmark ; skos:prefLabel ?name }")
    bindings = json.loads(format_result(result, "json"))["results"]["bindings"]
    assert bindings == [{"name": {"type": "literal", "value": "GLUE"}}]
    assert list(csv.reader(io.StringIO(format_result(result, "csv")))) == [["name"], ["GLUE"]]
    assert format_result(result, "tsv") == '?name\n"GLUE"\n'
    assert "GLUE" in "".join(ElementTree.fromstring(format_result(result, "xml")).itertext())


def test_xml_refuses_what_it_cannot_hold(store: ox.Store) -> None:
    result = run_query(store, 'SELECT ("red \x1b" AS ?x) {}')
    with pytest.raises(QueryError, match="control character"):
        format_result(result, "xml")
    assert "red" in format_result(result, "json")


def test_a_table_is_aligned(store: ox.Store) -> None:
    result = run_query(
        store, "SELECT ?m ?name { ?m a kg:Method ; skos:prefLabel ?name } ORDER BY ?name"
    )
    lines = format_result(result).splitlines()
    assert len(lines) == 2 + 3
    assert {line.rindex("  ") for line in lines} == {len("method:logistic-regression")}
    assert "method:bert" in lines[2]


def test_a_table_shows_no_control_character(tmp_path: Path) -> None:
    graph = Graph((Paper("sha:1", "red \x1b[31m\nalert \u202e"),), (), ())
    with (tmp_path / "graph.ttl").open("wb") as stream:
        write_rdf(graph, stream)
    text = format_result(
        run_query(tmp_path, "SELECT ?t { ?p dcterms:title ?t . ?p a lpwcc:paper }")
    )
    assert len(text.splitlines()) == 3
    assert "\x1b" not in text and "\u202e" not in text


def test_ask_is_answered_in_every_format(store: ox.Store) -> None:
    result = run_query(store, "ASK { ?s kg:uses ?o }")
    assert format_result(result) == "yes\n"
    assert json.loads(format_result(result, "json"))["boolean"] is True
    assert format_result(result, "csv") == "true\n"


@pytest.mark.parametrize(
    "sparql", ["CONSTRUCT { ?p kg:uses ?m } WHERE { ?p kg:uses ?m }", "DESCRIBE method:bert"]
)
def test_construct_and_describe_give_turtle(store: ox.Store, sparql: str) -> None:
    result = run_query(store, sparql)
    assert result.form == "triples"
    parsed = list(ox.parse(format_result(result, "ttl").encode(), format=ox.RdfFormat.TURTLE))
    assert len(parsed) == len(list(result)) > 0
    assert len(format_result(result).splitlines()) == 2 + len(parsed)


@pytest.mark.parametrize(
    ("sparql", "format"), [("ASK {}", "ttl"), ("DESCRIBE method:bert", "csv"), ("ASK {}", "odt")]
)
def test_a_format_that_does_not_fit_is_refused(store: ox.Store, sparql: str, format: str) -> None:
    with pytest.raises(QueryError, match=format):
        format_result(run_query(store, sparql), format)
