"""Addresses of repositories: several spellings of one are one thing, stated and counted once."""

from dataclasses import replace

import pyoxigraph as ox
import pytest
from rdf_example import ENTITIES, Graph, facts, objects, written

from kg.iris import Mint, external_iri
from kg.querying.node_meant import node_meant
from kg.rdf import to_store
from kg.records import Paper
from kg.triples.vocabulary import KG, LPWC, SCHEMA, SKOS, VOID

SPELLINGS = ("https://github.com/x/ü", "https://GitHub.com/x/%C3%BC", "HTTPS://github.com/x/ü")
ONE = Graph((Paper("x", repositories=SPELLINGS),), (), ())


@pytest.mark.parametrize("vocabulary", ["kg", "lpwc"])
def test_several_spellings_of_one_address_are_one_repository(vocabulary: str) -> None:
    lines = written(ONE, "nt", vocabulary=vocabulary).decode().splitlines()
    assert len(lines) == len(set(lines))
    (line,) = [each for each in lines if each.split()[1] == str(LPWC.hasRepository)]
    assert line.split()[2] == "<https://github.com/x/%C3%BC>"


def test_a_repository_with_several_spellings_is_counted_once() -> None:
    for property_ in (SCHEMA.codeRepository, LPWC.hasRepository):
        (part,) = [s for s, p, o in facts(ONE) if (p, o) == (VOID.property, property_)]
        assert isinstance(part, ox.NamedNode)
        assert objects(ONE, part, VOID.triples) == {"1"}


def test_several_spellings_of_the_same_thing_elsewhere_are_one_match() -> None:
    entity = replace(ENTITIES[0], same_as=("https://e.org/é", "https://E.org/%C3%A9"))
    lines = written(Graph((), (entity,), ()), "nt").decode().splitlines()
    assert sum(each.split()[1] == str(SKOS.exactMatch) for each in lines) == 1


@pytest.mark.parametrize(
    ("address", "iri"),
    [
        ("https://User:Pass@GitHub.COM:443/A/B?C#D", "https://User:Pass@github.com:443/A/B?C#D"),
        ("HTTP://GitHub.com", "http://github.com"),
        ("https://GitHub.com?Q=@A", "https://github.com?Q=@A"),
    ],
)
def test_only_the_scheme_and_the_host_are_without_regard_to_case(address: str, iri: str) -> None:
    assert external_iri(address) == ox.NamedNode(iri)


def test_a_node_under_a_base_with_capitals_is_found_by_its_iri() -> None:
    base = "https://Example.org/"
    node = node_meant(to_store(Graph(), base), KG.Entity, "entity", f"{base}method/bert")
    assert node == Mint(base).entity("method/bert")
