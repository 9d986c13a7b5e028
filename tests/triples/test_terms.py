"""What is written as Turtle or N-Triples says the same to every parser, whatever the texts hold."""

from dataclasses import replace

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdf_example import ENTITIES, LINKS, PAPERS, Graph, written

from kg.iris import DEFAULT_BASE_IRI
from kg.rdf import RDF_FORMATS, triples
from kg.records import Merge, Paper
from kg.triples.data_set import Census
from kg.triples.terms import NTriples, Turtle, Written, gap
from kg.triples.vocabulary import DCTERMS, KG, RDF

Said = set[tuple[str, str, str, str]]

HOSTILE = [
    'a "quote" and """three""" and \'one\'',
    "back\\slash \\n \\u0041 \\",
    "lines\nand\rand\ttabs\x0b\x0c\u0085\u2028\u2029",
    "bell \x07 null \x00 delete \x7f escape \x1b",
    "emoji \U0001f600 and \u202eright to left\u200f",
    "lone \ud83d surrogates \udc00",
    "<https://example.org/> ^^ @en . ; , {} <script>alert(1)</script>",
    "<< >> _:b [] () # comment",
]
# Beside any text at all, texts of the characters that mean something to a parser.
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=30),
    st.text(
        st.sampled_from("\"'\\\n\r\t\x00\x0b\x85\u2028\u202e\U0001f600\ud800<>^@.;{}#%:~ u"),
        max_size=30,
    ),
)


def by_pyoxigraph(data: bytes, format: str) -> Said:
    return {stated(quad.triple) for quad in ox.parse(data, format=RDF_FORMATS[format])}


def stated(triple: ox.Triple) -> tuple[str, str, str, str]:
    value = triple.object
    kind = value.datatype.value if isinstance(value, ox.Literal) else ""
    return (triple.subject.value, triple.predicate.value, value.value, kind)


def by_rdflib(data: bytes, format: str) -> Said:
    graph = rdflib.Graph().parse(data=data, format={"ttl": "turtle", "nt": "nt"}[format])
    plain = rdflib.XSD.string
    return {
        (str(s), str(p), str(o), str(o.datatype or plain) if isinstance(o, rdflib.Literal) else "")
        for s, p, o in graph
    }


def with_texts(title: str, name: str) -> Graph:
    """Put two texts wherever a graph has one."""
    papers = [
        replace(
            each, title=title, abstract=each.abstract + name, authors=(name, title),
            organisation=title, url=name, repositories=(name, f"https://example.org/{title}"),
            extra={"doi": title},
        )
        for each in PAPERS
    ]  # fmt: skip
    entities = [replace(each, name=name, aliases=(title,)) for each in ENTITIES]
    merges = (Merge("method/bert", name, title, title),)
    return Graph((*papers, Paper(f"sha:{title}", name)), (*entities,), LINKS, merges=merges)


def assert_all_say_the_same(graph: Graph) -> None:
    expected = {stated(each) for each in triples(graph)}
    for format in ("ttl", "nt"):
        data = written(graph, format)
        assert by_pyoxigraph(data, format) == expected
        assert by_rdflib(data, format) == expected


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_says_the_same_to_two_parsers(text: str) -> None:
    assert_all_say_the_same(with_texts(text, f"{text} again"))


@settings(max_examples=25)
@given(TEXTS, TEXTS)
def test_any_text_says_the_same_to_two_parsers(title: str, name: str) -> None:
    assert_all_say_the_same(with_texts(title, name))


@pytest.mark.parametrize("format", ["ttl", "trig", "nt", "nq"])
@pytest.mark.parametrize("text", HOSTILE)
def test_a_title_comes_back_as_it_was(text: str, format: str) -> None:
    data = written(Graph((Paper("sha:1", text),), (), ()), format)
    titles = {
        quad.object.value
        for quad in ox.parse(data, format=RDF_FORMATS[format])
        if quad.predicate == DCTERMS.title and "sha:1" in str(quad.subject)
    }
    assert titles == {text.replace("\ud83d", "\ufffd").replace("\udc00", "\ufffd")}


def test_turtle_takes_up_each_subject_once() -> None:
    lines = written(Graph(), "ttl").decode().splitlines()
    subjects = [line.split(" ")[0] for line in lines if not line.startswith(("@prefix", "\t"))]
    assert len(subjects) == len({each.subject for each in triples(Graph())})


def test_n_triples_hold_one_triple_a_line() -> None:
    graph = with_texts("two\nlines", "and\r\nmore")
    assert written(graph, "nt").count(b"\n") == len(list(triples(graph)))


@pytest.mark.parametrize(
    ("paper", "term"),
    [
        ("arxiv:2405.01234", "paper:arxiv:2405.01234"),
        ("doi:10.1/a", "paper:doi:10.1%2Fa"),
        ("ends.", f"<{DEFAULT_BASE_IRI}paper/ends.>"),
        ("-dash", f"<{DEFAULT_BASE_IRI}paper/-dash>"),
        ("~tilde", f"<{DEFAULT_BASE_IRI}paper/~tilde>"),
    ],
)
def test_an_iri_is_a_name_where_that_needs_no_escape(paper: str, term: str) -> None:
    assert Turtle(DEFAULT_BASE_IRI).paper(paper) == term


def test_the_two_zeros_are_one_number() -> None:
    assert NTriples(DEFAULT_BASE_IRI).decimal(-0.0) == NTriples(DEFAULT_BASE_IRI).decimal(0.0)


def test_a_small_score_has_no_exponent() -> None:
    assert Turtle(DEFAULT_BASE_IRI).decimal(1e-7) == "0.0000001"


def test_memory_for_repeated_terms_is_bounded() -> None:
    terms = NTriples(DEFAULT_BASE_IRI)
    for number in range(20_000):
        terms.count(number)
    assert terms.count.cache_info().currsize < 20_000  # type: ignore[attr-defined]


def test_a_subject_is_written_as_it_comes() -> None:
    terms = Turtle(DEFAULT_BASE_IRI)
    pairs = [(RDF.type, KG.Method), (RDF.type, KG.Entity), (KG.named, terms.boolean(True))]
    block = terms.described([(terms.entity("method/bert"), pairs)])
    assert block == b"method:bert a kg:Method , kg:Entity ;\n\tkg:named true .\n"


@pytest.mark.parametrize(
    "terms", [NTriples("https://example.org/"), Turtle("https://example.org/")]
)
@given(st.text())
def test_a_filled_form_is_written_and_counted_as_its_descriptions(
    terms: NTriples, text: str
) -> None:
    def described(
        subject: str, value: Written
    ) -> list[tuple[Written, list[tuple[ox.NamedNode, Written | ox.NamedNode]]]]:
        node = terms.full(subject)
        return [
            (node, [(RDF.type, KG.Merge), (KG.reason, value), (KG.reason, value)]),
            (terms.full(f"{subject}/more"), [(KG.entity, node)]),
        ]

    subject = "https://example.org/100%25"
    plainly = described(subject, terms.text(text))
    form = terms.form(described(gap("subject"), gap("reason")))
    filled = form.filled({"subject": subject, "reason": terms.text(text)})
    assert terms.described([filled]) == terms.described(plainly)
    counted, expected = Census(), Census()
    counted.count([filled, filled])
    expected.count([*plainly, *plainly])
    assert counted.totals() == expected.totals()
