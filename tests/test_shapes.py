"""Statements of an export that must agree with others: the shapes name each that does not."""

from dataclasses import replace

import pyoxigraph as ox
import pytest
from rdf_example import Graph

from kg.iris import Mint
from kg.rdf import triples
from kg.records import Link, Merge
from kg.resolution.overrides import parse_overrides
from kg.triples.vocabulary import DCAT, DCTERMS, KG, OA, RDF, SCHEMA, XSD
from kg.validate import Problem, validate_triples

BERT, ROBERTA = Mint().paper("arxiv:1810.04805"), Mint().paper("arxiv:1907.11692")
GRAPH = Graph(
    merges=(Merge("method/bert", "Bert", "case", "BERT"),),
    overrides=parse_overrides(["drop\tBART"], "my.tsv"),
)
WHOLE = [*triples(GRAPH)]
# "SQuAD" in the abstract of BERT's paper, from the 68th character on.
SQUAD = Mint().mention("arxiv:1810.04805", "abstract", "68-73", "dataset/squad")
(RESULT,) = {t.subject for t in WHOLE if (t.predicate, t.object) == (RDF.type, KG.Result)}
QUOTE = ox.NamedNode(f"{SQUAD}/quote")


def problems_with(*changes: tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]) -> str:
    """Give properties of some nodes another value, and return what is reported."""
    changed = {(subject, predicate) for subject, predicate, _ in changes}
    kept = [t for t in WHOLE if (t.subject, t.predicate) not in changed]
    assert len(kept) == len(WHOLE) - len(changed)
    return told(validate_triples([*kept, *(ox.Triple(*each) for each in changes)]))


def told(problems: list[Problem]) -> str:
    return "\n".join(f"{each.focus} {each.message}" for each in problems)


def number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=XSD.nonNegativeInteger)


def test_the_example_conforms() -> None:
    assert validate_triples(WHOLE) == []


def test_an_identifier_of_two_papers_is_reported() -> None:
    found = problems_with((ROBERTA, DCTERMS.identifier, ox.Literal("arxiv:1810.04805")))
    assert f"{BERT.value} an identifier is of one thing" in found
    assert f"{ROBERTA.value} an identifier is of one thing" in found


@pytest.mark.parametrize("property_", [DCTERMS.isPartOf, DCTERMS.abstract])
def test_abstracts_that_changed_places_are_reported(property_: ox.NamedNode) -> None:
    ours, other = (Mint().text(of, "abstract") for of in ("arxiv:1810.04805", "arxiv:1907.11692"))
    swapped = {
        DCTERMS.isPartOf: ((ours, property_, ROBERTA), (other, property_, BERT)),
        DCTERMS.abstract: ((BERT, property_, other), (ROBERTA, property_, ours)),
    }
    found = problems_with(*swapped[property_])
    assert "an abstract is part of the paper that has it" in found
    assert ours.value in found
    assert other.value in found


def test_a_title_of_another_text_than_its_paper_has_is_reported() -> None:
    title = Mint().text("arxiv:1810.04805", "title")
    text = ox.Literal("BERT: Deep Bidirectional Transformers for Langauge")
    assert title.value in problems_with((title, SCHEMA.text, text))


def test_evidence_in_another_paper_is_reported() -> None:
    link = ox.NamedNode(Mint().link("arxiv:1907.11692", "benchmark/glue", "evaluates_on"))
    elsewhere = Mint().mention("arxiv:1810.04805", "abstract", "81-85", "benchmark/glue")
    assert any(t.subject == ox.NamedNode(elsewhere) for t in WHOLE)
    found = problems_with((link, KG.evidence, ox.NamedNode(elsewhere)))
    assert f"{link.value} a link stands as a single triple beside it" in found


def test_a_link_without_evidence_is_reported() -> None:
    bare = (*GRAPH.links, Link("sha:0123456789ab", "method/bert", "mentions", 0.5))
    found = told(validate_triples(triples(replace(GRAPH, links=bare))))
    assert "a link has evidence" in found


@pytest.mark.parametrize(("start", "end"), [(0, 0), (0, 72), (69, 100), (0, 10_000)])
def test_a_sentence_that_does_not_hold_its_mention_or_is_longer_than_the_text_is_reported(
    start: int, end: int
) -> None:
    node = ox.NamedNode(SQUAD)
    changed = (node, KG.sentenceStart, number(start)), (node, KG.sentenceEnd, number(end))
    assert f"{SQUAD} the words of a mention, and those around it" in problems_with(*changed)


@pytest.mark.parametrize("end", [0, 10_000])
def test_a_sentence_of_a_result_that_is_not_in_the_abstract_is_reported(end: int) -> None:
    assert isinstance(RESULT, ox.NamedNode)
    found = problems_with((RESULT, KG.sentenceEnd, number(end)))
    assert f"{RESULT.value} the sentence of a result lies in the abstract of its paper" in found


@pytest.mark.parametrize(
    ("property_", "words"),
    [
        (OA.prefix, ""),
        (OA.prefix, "does well on "),
        (OA.suffix, " and on GLUE"),
        (OA.suffix, " and on GLUE. Question answerinG"),
    ],
)
def test_words_around_a_mention_that_do_not_stand_there_are_reported(
    property_: ox.NamedNode, words: str
) -> None:
    assert SQUAD in problems_with((QUOTE, property_, ox.Literal(words)))


def test_words_around_a_mention_are_compared_at_the_beginning_and_the_end_of_a_text() -> None:
    # In the title of BERT's paper it is the first word; in its abstract F1 is the last but a stop.
    ends = {t.object.value for t in WHOLE if t.predicate in (OA.prefix, OA.suffix)}  # type: ignore[union-attr]
    assert {"", "."} <= ends


@pytest.mark.parametrize("class_", [KG.Merge, KG.Result, KG.Override, DCAT.Dataset])
def test_a_node_without_its_class_is_reported(class_: ox.NamedNode) -> None:
    kept = [t for t in WHOLE if (t.predicate, t.object) != (RDF.type, class_)]
    (node,) = {t.subject for t in WHOLE if (t.predicate, t.object) == (RDF.type, class_)}
    assert isinstance(node, ox.NamedNode)
    assert node.value in told(validate_triples(kept))


@pytest.mark.parametrize("month", ["2024-13", "2024-00"])
def test_a_month_that_no_year_has_is_reported(month: str) -> None:
    literal = ox.Literal(month, datatype=XSD.gYearMonth)
    assert "issued at most once" in problems_with((BERT, DCTERMS.issued, literal))
