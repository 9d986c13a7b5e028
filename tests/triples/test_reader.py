"""A graph that was written as RDF is read back, and other RDF is refused with its place."""

from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdf_example import ENTITIES, LINKS, PAPERS

from kg import KnowledgeGraph, build_graph
from kg.errors import GraphError
from kg.rdf import RDF_FORMATS, write_rdf
from kg.records import Entity, Merge, Paper, Relation, Source
from kg.resolution.overrides import parse_overrides

ENDINGS = {
    "ttl": "ttl",
    "nt": "nt",
    "nq": "nq",
    "trig": "trig",
    "jsonld": "jsonld",
    "rdfxml": "rdf",
}
VARIANT = Entity("method/bert-base", "BERT-base", "method", ("BERT base",), True)
WHOLE = KnowledgeGraph(
    [
        replace(
            PAPERS[0],
            authors=("Zoë Ä. Last", "Amy First", "Zoë Ä. Last"),
            repositories=("https://github.com/b/b", "not an address"),
            source=Source("list.bib", 2, 14),
            extra={"venue": "NAACL", "upvotes": "12"},
        ),
        replace(PAPERS[1], date="July 2019", year=2019, source=Source("list.bib", 1, None)),
        *PAPERS[2:],
    ],
    [*ENTITIES, VARIANT],
    LINKS[:7] + LINKS[8:9] + LINKS[10:],
    [
        Merge("method/bert", "Bert", "case"),
        Merge("dataset/squad", "SQuAD 1.1", "alias of SQuAD in the gazetteer", "SQuAD"),
    ],
    [Relation("method/bert-base", "variant_of", "method/bert", "a size in the name")],
    parse_overrides(["same\tBERT\tBert", "type\tGLUE\tbenchmark"], "mine.tsv"),
)


def exported(graph: KnowledgeGraph, folder: Path, format: str = "ttl") -> Path:
    path = folder / f"graph.{ENDINGS[format]}"
    with path.open("wb") as stream:
        write_rdf(graph, stream, format)
    return path


def by_id(graph: KnowledgeGraph) -> KnowledgeGraph:
    """Return the graph with its papers in an order that RDF keeps."""
    papers = sorted(graph.papers, key=lambda paper: paper.id)
    told = (graph.merges, graph.relations, graph.overrides)
    return KnowledgeGraph(papers, graph.entities(), graph.links, *told)


@pytest.mark.parametrize("format", RDF_FORMATS)
def test_a_graph_comes_back_from_every_format(format: str, tmp_path: Path) -> None:
    read = KnowledgeGraph.from_rdf(exported(WHOLE, tmp_path, format))
    assert by_id(read) == by_id(WHOLE)


def test_papers_come_back_in_the_order_of_their_source(tmp_path: Path) -> None:
    read = KnowledgeGraph.from_rdf(exported(WHOLE, tmp_path))
    with_source = [paper.id for paper in read.papers if paper.source]
    assert with_source == ["arxiv:1907.11692", "arxiv:1810.04805"]


def test_what_the_pipeline_finds_comes_back_with_its_evidence(tmp_path: Path) -> None:
    abstract = (
        "We propose Slow Sampling (SLOS), a sampler for diffusion models. On GSM8K, SLOS reaches"
        " an accuracy of 71.5%, and it outperforms Llama-2-7B on the MATH benchmark."
    )
    papers = [Paper("a", "SLOS: Slow Sampling", abstract), Paper("b", "Llama 2", abstract)]
    graph = build_graph(papers)
    assert any(mention.expansion for link in graph.links for mention in link.mentions)
    assert by_id(KnowledgeGraph.from_rdf(exported(graph, tmp_path))) == by_id(graph)


@settings(max_examples=40)
@given(
    title=st.text(min_size=1).filter(lambda text: "\r" not in text and text.isprintable()),
    extra=st.dictionaries(st.text(), st.text(), max_size=3),
    authors=st.lists(st.text(), max_size=4),
)
def test_any_title_field_and_author_comes_back(
    title: str, extra: dict[str, str], authors: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    paper = Paper("x", title, title, authors=tuple(authors), extra=extra)
    graph = KnowledgeGraph([paper], [], [])
    path = exported(graph, tmp_path_factory.mktemp("any"), "nt")
    assert [asdict(each) for each in KnowledgeGraph.from_rdf(path).papers] == [asdict(paper)]


def test_rdf_without_anything_of_ours_is_no_empty_graph(tmp_path: Path) -> None:
    path = tmp_path / "lpwc.nt"
    with path.open("wb") as stream:
        write_rdf(WHOLE, stream, "nt", vocabulary="lpwc")
    with pytest.raises(GraphError, match="no paper, no entity"):
        KnowledgeGraph.from_rdf(path)


def test_an_empty_graph_is_read_back_as_one(tmp_path: Path) -> None:
    empty = KnowledgeGraph([], [], [])
    assert KnowledgeGraph.from_rdf(exported(empty, tmp_path)) == empty


def test_broken_rdf_is_refused_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("<https://example.org/a> <https://example.org/b>\n")
    with pytest.raises(GraphError, match=r"broken\.ttl.*line 2"):
        KnowledgeGraph.from_rdf(path)


def test_rdf_of_another_program_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "other.nt"
    path.write_text(
        "<https://example.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        " <https://schema.org/ScholarlyArticle> .\n"
    )
    with pytest.raises(GraphError, match=r"other\.nt.*example\.org/a has no .*record"):
        KnowledgeGraph.from_rdf(path)


def test_an_unknown_ending_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"\.ttl, \.nt"):
        KnowledgeGraph.from_rdf(tmp_path / "graph.xlsx")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"nothing\.ttl: cannot be read"):
        KnowledgeGraph.from_rdf(tmp_path / "nothing.ttl")
