"""Records as RDF: what is stated of them, written in each format and read by other programs."""

import io
import itertools
import os
import subprocess
import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdf_example import ABSTRACTS, ENTITIES, LINKS, PAPERS, Graph, facts, mention, objects, written

from kg.errors import FormatError, InputError
from kg.graph import KnowledgeGraph
from kg.iris import DEFAULT_BASE_IRI, Mint, external_iri
from kg.rdf import CONTEXT_LENGTH, RDF_FORMATS, to_rdflib, triples, write_rdf
from kg.records import Entity, Link, Mention, Merge, Paper, Relation, Role
from kg.resolution.overrides import parse_overrides
from kg.triples.vocabulary import (
    DCTERMS,
    FABIO,
    FOAF,
    KG,
    LPWC,
    OA,
    RDF,
    SCHEMA,
    SKOS,
    VOID,
    XSD,
)

HOSTILE = (
    'Quotes " \' """, {braces}, <script>alert(1)</script>,\nnew line, \u202ertl\u200f, \\u0041 \\'
)
BERT = ox.NamedNode("https://w3id.org/paper-kg/id/method/bert")
BERT_PAPER = ox.NamedNode("https://w3id.org/paper-kg/id/paper/arxiv:1810.04805")


def parsed(data: bytes, format: str) -> set[tuple[object, ...]]:
    quads = ox.parse(data, format=RDF_FORMATS[format])
    return {(quad.subject, quad.predicate, quad.object) for quad in quads}


@pytest.mark.parametrize("format", list(RDF_FORMATS))
def test_every_format_parses_strictly_to_the_same_triples(format: str) -> None:
    assert parsed(written(Graph(), format), format) == facts(Graph())


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own JSON-LD
@pytest.mark.parametrize(
    ("format", "name"), [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdfxml", "xml")]
)
def test_rdflib_reads_what_is_written(format: str, name: str) -> None:
    graph = rdflib.Graph().parse(data=written(Graph(), format), format=name)
    again = graph.serialize(format="nt", encoding="utf-8")
    assert parsed(again, "nt") == facts(Graph())


@pytest.mark.parametrize("format", list(RDF_FORMATS))
def test_hostile_text_survives_unchanged(format: str) -> None:
    paper = Paper("sha:1", HOSTILE, HOSTILE, authors=(HOSTILE,))
    graph = Graph((paper,), (replace(ENTITIES[0], name=HOSTILE),), ())
    values = {o.value for _, _, o in parsed(written(graph, format), format)}
    assert HOSTILE in values
    titles = [o.value for _, p, o in parsed(written(graph, format), format) if p == DCTERMS.title]
    assert HOSTILE in titles


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_gives_turtle_that_parses_to_it(title: str, name: str) -> None:
    paper = Paper(
        "sha:1", title, authors=(name,), organisation=name, url=name, repositories=(name,)
    )
    graph = Graph((paper,), (replace(ENTITIES[0], name=name, aliases=(title,)),), ())
    assert parsed(written(graph), "ttl") == facts(graph)


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_ids_never_share_an_iri(one: str, other: str) -> None:
    mint = Mint()
    assert (mint.paper(one) == mint.paper(other)) == (one == other)
    assert (mint.named("author", one) == mint.named("author", other)) == (one == other)


@given(st.text())
def test_an_address_becomes_an_iri_or_nothing(address: str) -> None:
    iri = external_iri("https://" + address)
    if iri is not None:
        store = ox.serialize([ox.Triple(iri, RDF.type, iri)], format=ox.RdfFormat.N_TRIPLES)
        assert len(list(ox.parse(store, format=ox.RdfFormat.N_TRIPLES))) == 1


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "not a url", ""])
def test_only_web_addresses_become_iris(address: str) -> None:
    assert external_iri(address) is None


def test_a_path_of_dots_cannot_climb() -> None:
    assert Mint().paper("..").value.endswith("/paper/%2E%2E")


def test_a_lone_surrogate_is_replaced() -> None:
    graph = Graph((Paper("sha:1", "half \ud800 character"),), (), ())
    assert objects(graph, Mint().paper("sha:1"), DCTERMS.title) == {"half \ufffd character"}


def test_no_node_is_blank() -> None:
    assert not [t for t in facts(Graph()) if any(isinstance(term, ox.BlankNode) for term in t)]


def test_no_triple_comes_twice() -> None:
    lines = written(Graph(), "nt").splitlines()
    assert len(lines) == len(set(lines))


def test_triples_are_grouped_by_subject() -> None:
    subjects = [t.subject for t in triples(Graph())]
    changes = sum(one != other for one, other in itertools.pairwise(subjects))
    # A target is stated between an annotation and its selectors, and a partition list within the
    # description of the data set: no subject is taken up again.
    assert changes == len(set(subjects)) - 1


def test_bytes_do_not_depend_on_the_order_of_the_input() -> None:
    turned = Graph(PAPERS[::-1], ENTITIES[::-1], LINKS[::-1])
    assert written(turned) == written(Graph())


def test_bytes_are_the_same_in_another_process() -> None:
    program = (
        "import sys; from rdf_example import Graph; from kg.rdf import write_rdf\n"
        "for format in ('ttl', 'rdfxml'): write_rdf(Graph(), sys.stdout.buffer, format)"
    )
    folders = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
    path = os.pathsep.join([*folders, os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path}
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=environment | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert outputs == {written(Graph()) + written(Graph(), "rdfxml")}


def test_turtle_is_written_with_prefixes() -> None:
    text = written(Graph()).decode()
    assert "\nmethod:bert a kg:Method" in text
    assert "\tkg:proposes method:bert" in text


def test_a_role_is_one_triple_under_mentions() -> None:
    assert objects(Graph(), BERT_PAPER, KG.proposes) == {BERT.value}
    assert BERT.value in objects(Graph(), BERT_PAPER, SCHEMA.mentions)


def test_the_qualified_link_has_role_score_and_evidence() -> None:
    node = ox.NamedNode(Mint().link("arxiv:1810.04805", "method/bert", "proposes"))
    assert objects(Graph(), node, KG.role) == {KG.proposes.value}
    assert objects(Graph(), node, KG.score) == {"0.9"}
    assert len(objects(Graph(), node, KG.evidence)) == 2


def test_a_mention_quotes_the_text_that_it_points_into() -> None:
    node = ox.NamedNode(
        Mint().mention("arxiv:1810.04805", "abstract", "68-73", "dataset/squad") + "/quote"
    )
    text = ABSTRACTS["arxiv:1810.04805"]
    assert objects(Graph(), node, OA.exact) == {"SQuAD"}
    assert objects(Graph(), node, OA.prefix) == {text[68 - CONTEXT_LENGTH : 68]}
    assert objects(Graph(), node, OA.suffix) == {text[73 : 73 + CONTEXT_LENGTH]}


def test_offsets_count_code_points() -> None:
    abstract = "\U0001d4d0\U0001d4d1 BERT"
    found = Mention("sha:1", "abstract", 3, 7, "BERT", "method", "uses", 1, "model", 0, 7)
    link = Link("sha:1", "method/bert", "uses", 1, (found,))
    graph = Graph((Paper("sha:1", "", abstract),), ENTITIES[:1], (link,))
    iri = Mint().mention("sha:1", "abstract", "3-7", "method/bert")
    assert objects(graph, ox.NamedNode(iri + "/position"), OA.start) == {"3"}
    assert objects(graph, ox.NamedNode(iri + "/quote"), OA.exact) == {"BERT"}


def test_a_mention_points_into_the_abstract_which_holds_the_text() -> None:
    iri = Mint().mention("arxiv:1810.04805", "abstract", "68-73", "dataset/squad")
    (source,) = objects(Graph(), ox.NamedNode(iri + "/target"), OA.hasSource)
    assert objects(Graph(), BERT_PAPER, DCTERMS.abstract) == {source}
    assert objects(Graph(), ox.NamedNode(source), RDF.type) == {FABIO.Abstract.value}
    assert objects(Graph(), ox.NamedNode(source), SCHEMA.text) == {ABSTRACTS["arxiv:1810.04805"]}


def test_one_mention_that_two_links_share_is_stated_once() -> None:
    shared = mention("arxiv:1907.11692", "method/bert", "BERT", "uses")
    links = tuple(
        Link("arxiv:1907.11692", "method/bert", role, 0.5, (shared,))
        for role in ("uses", "compares_with")
    )
    graph = Graph(links=links)
    stream = triples(graph)
    assert sum((t.predicate, t.object) == (RDF.type, OA.Annotation) for t in stream) == 1


@pytest.mark.parametrize(
    ("date", "year", "value", "datatype"),
    [
        ("2024-06-19", 2024, "2024-06-19", "date"),
        ("2024-06", 2024, "2024-06", "gYearMonth"),
        ("2024", None, "2024", "gYear"),
        (None, 2024, "2024", "gYear"),
        ("2024-02-31", 2024, "2024", "gYear"),
        ("someday", 2024, "2024", "gYear"),
    ],
)
def test_a_date_is_as_precise_as_it_was(
    date: str | None, year: int | None, value: str, datatype: str
) -> None:
    graph = Graph((Paper("sha:1", "A title", date=date, year=year),), (), ())
    (issued,) = [o for _, p, o in facts(graph) if p == DCTERMS.issued]
    assert (issued.value, issued.datatype.value.partition("#")[2]) == (value, datatype)


def test_a_paper_without_a_date_has_none() -> None:
    graph = Graph((Paper("sha:1", "A title", date="someday"),), (), ())
    assert not [p for _, p, _ in facts(graph) if p == DCTERMS.issued]


def test_an_author_may_be_a_person_or_a_collaboration() -> None:
    names = ("The ATLAS Collaboration", "Jacob Devlin")
    graph = Graph((Paper("sha:1", "A title", authors=names),), (), ())
    for name in names:
        author = Mint().named("author", name)
        assert objects(graph, author, RDF.type) == {FOAF.Agent.value}
        assert objects(graph, author, FOAF.name) == {name}


def test_an_arxiv_paper_is_a_preprint_and_another_is_not() -> None:
    assert FABIO.Preprint.value in objects(Graph(), BERT_PAPER, RDF.type)
    squad = Mint().paper("doi:10.18653/v1/D16-1264")
    assert FABIO.ResearchPaper.value in objects(Graph(), squad, RDF.type)


def test_the_three_kinds_of_label_are_apart() -> None:
    for entity in ENTITIES:
        node = Mint().entity(entity.id)
        labels = [
            objects(Graph(), node, p) for p in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
        ]
        assert sum(map(len, labels)) == len(set().union(*labels))


def test_the_same_thing_elsewhere_is_a_match_and_not_the_same() -> None:
    assert objects(Graph(), BERT, SKOS.exactMatch) == {"https://www.wikidata.org/entity/Q1"}
    assert b"sameAs" not in written(Graph(), "nt")


def test_a_method_that_is_only_compared_with_is_not_had() -> None:
    squad = Mint().paper("doi:10.18653/v1/D16-1264")
    assert objects(Graph(), squad, LPWC.hasMethod) == set()
    assert objects(Graph(), BERT_PAPER, LPWC.hasMethod) == {BERT.value}


def test_another_base_iri_is_kept_to() -> None:
    text = written(Graph(), "nt", base_iri="https://example.org/reading list".replace(" ", "-"))
    assert b"<https://example.org/reading-list/method/bert>" in text
    assert b"https://w3id.org/paper-kg/id/" not in text


def test_a_base_that_is_no_iri_is_refused() -> None:
    with pytest.raises(InputError, match="base IRI"):
        written(Graph(), base_iri="not an iri")


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(FormatError, match="hdt"):
        written(Graph(), "hdt")


def test_xml_refuses_what_it_cannot_hold() -> None:
    with pytest.raises(FormatError, match="control character"):
        written(Graph((Paper("sha:1", "bell \x07"),), (), ()), "rdfxml")


def test_an_empty_graph_is_still_described() -> None:
    assert [t for t in facts(Graph((), (), ())) if t[2] == VOID.Dataset]


def test_to_rdflib_answers_sparql_on_an_oxigraph_store() -> None:
    graph = to_rdflib(Graph())
    rows = list(graph.query("SELECT ?p WHERE { ?p kg:uses method:bert }"))
    assert [str(row[0]) for row in rows] == ["https://w3id.org/paper-kg/id/paper/arxiv:1907.11692"]
    assert len(graph) == len(facts(Graph()))
    assert type(graph.store).__name__ == "OxigraphStore"


def test_a_result_has_its_value_number_metric_and_sentence() -> None:
    text = "Our DoRA raises accuracy on GSM8K from 80.1% to 85.2%."
    graph = KnowledgeGraph(
        [Paper("p", abstract=text)],
        [
            Entity("method/dora", "DoRA", "method", named=True),
            Entity("benchmark/gsm8k", "GSM8K", "benchmark", named=True),
        ],
        [
            _link(text, "DoRA", "method/dora", "proposes"),
            _link(text, "GSM8K", "benchmark/gsm8k", "evaluates_on"),
        ],
    )
    (node,) = results_in(graph)
    assert node.startswith(f"{DEFAULT_BASE_IRI}result/p/")
    said = {t.predicate: t.object for t in triples(graph) if t.subject == ox.NamedNode(node)}
    assert said[KG.value] == ox.Literal("85.2%")
    assert said[KG.number] == ox.Literal("85.2", datatype=XSD.decimal)
    assert said[KG.baseline] == ox.Literal("80.1%")
    assert said[KG.metricName] == ox.Literal("accuracy")
    assert said[KG.sentenceEnd].value == str(len(text))


def results_in(graph: Graph | KnowledgeGraph) -> dict[str, str]:
    """Return the value of each result by its IRI."""
    return {t.subject.value: t.object.value for t in triples(graph) if t.predicate == KG.value}


def test_the_iri_of_a_result_denotes_it_still_when_another_is_found_before_it() -> None:
    text = "Our DoRA reaches 80.1% accuracy on MATH and 85.2% accuracy on GSM8K."
    entities = [
        Entity("method/dora", "DoRA", "method", named=True),
        Entity("benchmark/gsm8k", "GSM8K", "benchmark", named=True),
        Entity("benchmark/math", "MATH", "benchmark", named=True),
    ]
    links = [
        _link(text, "DoRA", "method/dora", "proposes"),
        _link(text, "GSM8K", "benchmark/gsm8k", "evaluates_on"),
        _link(text, "MATH", "benchmark/math", "evaluates_on"),
    ]
    both = results_in(KnowledgeGraph([Paper("p", abstract=text)], entities, links))
    before = results_in(Graph((Paper("p", abstract=text),), tuple(entities[:2]), tuple(links[:2])))
    assert sorted(both.values()) == ["80.1%", "85.2%"]
    assert before
    assert before.items() <= both.items()


def test_the_iri_of_an_override_denotes_it_still_when_a_line_comes_before_it() -> None:
    def lines(*texts: str) -> dict[str, str]:
        graph = Graph(overrides=parse_overrides(texts, "my.tsv"))
        return {t.subject.value: t.object.value for t in triples(graph) if t.predicate == KG.line}

    before = lines("drop\tBERT")
    assert len(before) == 1
    assert before.items() <= lines("drop\tRoBERTa", "drop\tBERT").items()


def _link(text: str, name: str, entity: str, role: Role) -> Link:
    start, kind = text.index(name), "method" if entity.startswith("method") else "benchmark"
    found = Mention(
        "p", "abstract", start, start + len(name), name, kind, role, 1.0, "model", 0, len(text)
    )  # type: ignore[arg-type]  # fmt: skip
    return Link("p", entity, role, 1.0, (found,))


def test_a_relation_and_a_join_say_why() -> None:
    graph = Graph(
        relations=(Relation("method/roberta", "variant_of", "method/bert", "for the test"),),
        merges=(Merge("method/bert", "Bert", "case", "BERT"),),
    )
    stated = {(t.predicate, t.object) for t in triples(graph)}
    assert (KG.variantOf, ox.NamedNode(f"{DEFAULT_BASE_IRI}method/bert")) in stated
    assert {(KG.reason, ox.Literal("for the test")), (KG.reason, ox.Literal("case"))} <= stated
    assert (KG.joinedWith, ox.Literal("BERT")) in stated


def test_text_of_a_class_of_its_own_is_written_as_text() -> None:
    class Told(StrEnum):
        USES = "uses"

    link = Link("a", "method/bert", Told.USES, 0.9)  # type: ignore[arg-type]
    graph = KnowledgeGraph([Paper("a", "T")], [Entity("method/bert", "BERT", "method")], [link])
    stream = io.BytesIO()
    write_rdf(graph, stream, "nt")
    assert KG.uses.value.encode() in stream.getvalue()
