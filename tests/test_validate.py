"""An export conforms to the shapes, and what breaks them is named with its place."""

import io
import warnings
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdf_example import ENTITIES, Graph

from kg.errors import GraphError
from kg.iris import Mint
from kg.rdf import triples, write_rdf
from kg.records import Paper
from kg.triples.vocabulary import (
    DCAT,
    DCTERMS,
    FABIO,
    FOAF,
    KG,
    LPWC,
    OA,
    PRISM,
    PROV,
    RDF,
    SCHEMA,
    SKOS,
    VOID,
    XSD,
)
from kg.validate import Problem, validate_folder, validate_triples

BERT = Mint().entity("method/bert")


def problems(*added: ox.Triple, without: ox.NamedNode | None = None) -> list[Problem]:
    """Break the example: add triples to it, or take a property from it."""
    whole = [t for t in triples(Graph()) if t.predicate != without]
    return validate_triples([*whole, *added])


def test_an_export_conforms(tmp_path: Path) -> None:
    with (tmp_path / "graph.ttl").open("wb") as stream:
        write_rdf(Graph(), stream)
    assert validate_folder(tmp_path) == []


def test_an_export_of_hostile_records_conforms() -> None:
    title = '"<script>\n\u202e{} \\'
    papers = (
        Paper("sha:1", title, title, (title,), organisation=title, repositories=(title,)),
        Paper("x"),
    )
    assert validate_triples(triples(Graph(papers, (replace(ENTITIES[0], name=title),), ()))) == []


def test_an_export_under_another_base_conforms() -> None:
    assert validate_triples(triples(Graph(), "https://example.org/#")) == []


def test_an_export_in_the_terms_of_linked_papers_with_code_conforms() -> None:
    stream = io.BytesIO()
    write_rdf(Graph(), stream, "nt", vocabulary="lpwc")
    stated = ox.parse(stream.getvalue(), format=ox.RdfFormat.N_TRIPLES)
    assert validate_triples(quad.triple for quad in stated) == []


def test_what_a_store_gives_back_conforms() -> None:
    # Oxigraph keeps a whole number as an xsd:integer, whatever it was, and so says its endpoint.
    store = ox.Store()
    store.bulk_extend(ox.Quad(*triple) for triple in triples(Graph()))
    assert validate_triples(quad.triple for quad in store) == []


def test_an_offset_that_is_no_whole_number_from_0_on_is_reported() -> None:
    position = ox.NamedNode(Mint().mention("arxiv:1810.04805", "title", "0-4", "method/bert"))
    start = ox.NamedNode(position.value + "/position")
    whole = [t for t in triples(Graph()) if (t.subject, t.predicate) != (start, OA.start)]
    for literal in (ox.Literal("-1", datatype=XSD.integer), ox.Literal("0", datatype=XSD.decimal)):
        (problem,) = validate_triples([*whole, ox.Triple(start, OA.start, literal)])
        assert (problem.focus, problem.path) == (start.value, "oa:start")


@pytest.mark.parametrize("property_", [OA.start, OA.end, KG.sentenceStart, KG.sentenceEnd])
def test_an_offset_that_is_no_number_at_all_is_reported(property_: ox.NamedNode) -> None:
    whole = [*triples(Graph())]
    offset = next(each for each in whole if each.predicate == property_)
    whole.remove(offset)
    words = ox.Literal("twelve", datatype=XSD.nonNegativeInteger)
    (problem,) = validate_triples([*whole, ox.Triple(offset.subject, property_, words)])
    assert problem.focus == offset.subject.value  # type: ignore[union-attr]
    assert "a whole number" in problem.message


@pytest.mark.parametrize("property_", [OA.start, OA.end, KG.sentenceStart, KG.sentenceEnd])
def test_an_offset_that_is_a_blank_node_is_reported(property_: ox.NamedNode) -> None:
    whole = [*triples(Graph())]
    offset = next(each for each in whole if each.predicate == property_)
    whole.remove(offset)
    found = validate_triples([*whole, ox.Triple(offset.subject, property_, ox.BlankNode("b"))])
    assert {each.focus for each in found} == {offset.subject.value}  # type: ignore[union-attr]
    assert any("no blank node" in each.message for each in found)


def test_a_literal_that_does_not_fit_its_type_is_reported_without_a_warning() -> None:
    named = ox.Literal("perhaps", datatype=XSD.boolean)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        found = problems(ox.Triple(BERT, KG.named, named))
    assert (BERT.value, "kg:named") in [(each.focus, each.path) for each in found]
    assert heard == []


def test_a_second_preferred_label_is_reported_with_its_node_and_reason() -> None:
    (problem,) = problems(ox.Triple(BERT, SKOS.prefLabel, ox.Literal("Bertha")))
    assert problem.focus == BERT.value
    assert problem.path == "skos:prefLabel"
    assert problem.message == "an entity has one preferred label"
    assert problem.severity == "Violation"


def test_a_role_that_leads_nowhere_is_reported() -> None:
    paper = Mint().paper("sha:0123456789ab")
    found = problems(ox.Triple(paper, KG.uses, ox.NamedNode("https://example.org/nothing")))
    (role,) = [each for each in found if "an entity that the graph describes" in each.message]
    assert (role.focus, "https://example.org/nothing" in role.message) == (paper.value, True)


def test_a_score_over_one_is_reported() -> None:
    link = ox.NamedNode(Mint().link("arxiv:1810.04805", "metric/f1", "measures"))
    found = problems(ox.Triple(link, KG.score, ox.Literal("1.5", datatype=XSD.decimal)))
    assert {(each.focus, each.path) for each in found} == {(link.value, "kg:score")}


def test_an_end_before_its_start_is_reported() -> None:
    mention = Mint().mention("arxiv:1810.04805", "title", "0-4", "method/bert")
    position = ox.NamedNode(mention + "/position")
    whole = [t for t in triples(Graph()) if (t.subject, t.predicate) != (position, OA.start)]
    start = ox.Literal("9", datatype=XSD.nonNegativeInteger)
    (problem,) = validate_triples([*whole, ox.Triple(position, OA.start, start)])
    assert (problem.focus, problem.path) == (position.value, "oa:start")


@pytest.mark.parametrize(
    "without", [SKOS.prefLabel, KG.role, KG.paper, OA.hasTarget, OA.exact, KG.named]
)
def test_a_missing_property_is_reported(without: ox.NamedNode) -> None:
    assert problems(without=without)


# What the example says of one link, mention or paper, and what it must not say instead.
PAPER = Mint().paper("arxiv:1810.04805")
LINK = ox.NamedNode(Mint().link("arxiv:1810.04805", "metric/f1", "measures"))
MENTION = Mint().mention("arxiv:1810.04805", "title", "0-4", "method/bert")
F1 = Mint().entity("metric/f1")
GLUE = Mint().entity("benchmark/glue")
(DATA_SET,) = {t.subject for t in triples(Graph()) if t.object == DCAT.Dataset}
(BUILD,) = {t.subject for t in triples(Graph()) if t.object == PROV.Activity}


@pytest.mark.parametrize(
    "left_out",
    [
        (PAPER, KG.measures, F1),
        (PAPER, SCHEMA.mentions, F1),
        (PAPER, KG.record, None),
        (LINK, RDF.type, KG.Link),
        (ox.NamedNode(MENTION), RDF.type, OA.Annotation),
        (ox.NamedNode(MENTION), OA.motivatedBy, None),
        (BERT, RDF.type, SKOS.Concept),
    ],
)
def test_a_statement_that_others_rest_on_is_missed(
    left_out: tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | None],
) -> None:
    subject, predicate, value = left_out
    whole = [*triples(Graph())]
    kept = [
        t
        for t in whole
        if (t.subject, t.predicate) != (subject, predicate) or value not in (None, t.object)
    ]
    assert len(kept) == len(whole) - 1
    assert validate_triples(kept)


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        (PAPER, KG.uses, F1),
        (PAPER, FABIO.hasURL, ox.Literal("not typed")),
        (PAPER, SCHEMA.codeRepository, ox.Literal(5)),
        (ox.NamedNode(MENTION), OA.hasBody, F1),
        (ox.NamedNode(MENTION), KG.readAs, FOAF.Agent),
        (ox.NamedNode(MENTION), KG.mentionRole, DCTERMS.title),
        (ox.NamedNode(MENTION), KG.expansion, ox.NamedNode("https://example.org/long")),
        (BERT, KG.variantOf, Mint().entity("method/roberta")),
        (BERT, DCTERMS.identifier, ox.Literal("method/roberta")),
        (DATA_SET, DCTERMS.title, FOAF.Agent),
        (DATA_SET, DCTERMS.description, ox.Literal("")),
        (DATA_SET, VOID.triples, ox.Literal("many")),
        (DATA_SET, VOID.classPartition, DATA_SET),
        (BUILD, PROV.used, Mint().at("input", "x")),
        (BERT, FOAF.name, ox.Literal("Bertha")),
        (BERT, SKOS.altLabel, ox.Literal("")),
        (BERT, LPWC.introducedBy, F1),
        (PAPER, LPWC.hasMethod, F1),
        (PAPER, LPWC.hasTask, ox.Literal("question answering")),
        (PAPER, LPWC.usesDataset, ox.NamedNode("https://example.org/nothing")),
        (Mint().at("override", "x"), RDF.type, KG.Override),
        (Mint().at("author", "x"), RDF.type, FOAF.Agent),
    ],
)
def test_a_wrong_statement_is_reported(
    subject: ox.NamedNode, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal
) -> None:
    assert problems(ox.Triple(subject, predicate, value))


def test_a_link_without_its_single_triple_is_named() -> None:
    whole = [t for t in triples(Graph()) if (t.predicate, t.object) != (KG.measures, F1)]
    found = [p for p in validate_triples(whole) if "single triple" in p.message]
    assert LINK.value in [each.focus for each in found]


def test_words_that_do_not_stand_where_a_mention_says_are_reported() -> None:
    quote = ox.NamedNode(MENTION + "/quote")
    whole = [t for t in triples(Graph()) if (t.subject, t.predicate) != (quote, OA.exact)]
    (problem,) = validate_triples([*whole, ox.Triple(quote, OA.exact, ox.Literal("BART"))])
    assert problem.focus == MENTION


def test_two_selectors_of_one_kind_are_reported() -> None:
    target = ox.NamedNode(MENTION + "/target")
    quote, other = (ox.NamedNode(f"{MENTION}/{name}") for name in ("quote", "other"))
    whole = [t for t in triples(Graph()) if (t.subject, t.object) != (target, quote)]
    position = [
        ox.Triple(other, t.predicate, t.object)
        for t in whole
        if t.subject == ox.NamedNode(MENTION + "/position")
    ]
    assert validate_triples([*whole, *position, ox.Triple(target, OA.hasSelector, other)])


def test_an_id_that_only_begins_as_one_is_no_arxiv_id_and_no_doi() -> None:
    papers = (Paper("arxiv:"), Paper("doi:unknown"), Paper("x", extra={"doi": "see publisher"}))
    stated = [*triples(Graph(papers, (), ()))]
    assert {t.predicate for t in stated}.isdisjoint({FABIO.hasArXivId, PRISM.doi})
    assert validate_triples(stated) == []


def test_a_data_set_that_is_inferred_to_be_a_provenance_entity_conforms() -> None:
    # The domain of prov:wasGeneratedBy; a file has a hash, a data set has none.
    assert problems(ox.Triple(DATA_SET, RDF.type, PROV.Entity)) == []


def test_a_year_that_is_none_is_reported() -> None:
    paper = Mint().paper("sha:0123456789ab")
    year = ox.Literal("last year", datatype=XSD.gYear)
    (problem,) = problems(ox.Triple(paper, FABIO.hasPublicationYear, year))
    assert problem.path == "fabio:hasPublicationYear"


def test_broken_turtle_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text("<http://x/a> <http://x/b> 1 .\n<http://x/a b> a 2 .\n")
    (problem,) = validate_folder(tmp_path)
    assert "line 2" in problem.focus
    assert "not Turtle" in problem.message


def test_a_folder_without_a_graph_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"graph\.ttl"):
        validate_folder(tmp_path)


def test_the_shapes_are_shacl_themselves() -> None:
    import pyshacl
    import rdflib

    from kg.validate import load_shapes

    conforms, _, text = pyshacl.validate(
        rdflib.Graph(), shacl_graph=load_shapes(), meta_shacl=True, inference="none"
    )
    assert conforms, text


def test_a_turtle_file_of_another_name_is_validated(tmp_path: Path) -> None:
    stream = io.BytesIO()
    write_rdf(Graph(), stream)
    path = tmp_path / "elsewhere.ttl"
    path.write_bytes(stream.getvalue().replace(b"kg:named true", b"kg:named 1", 1))
    (problem,) = validate_folder(path)
    assert problem.path == "kg:named"
