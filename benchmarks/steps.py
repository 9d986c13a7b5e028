"""Times each step of a build alone, in groups whose rows are to be read as ratios to the fastest.

pytest benchmarks/steps.py [--abstracts FILE] [--papers NUMBER]

Needs pytest-benchmark (``pip install -e '.[bench]'``). FILE is any list of papers, by default the
example; `extra_info` in ``--benchmark-json`` holds the words: seconds become words a second.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language

from kg.extract import extract_mentions, load_pipeline
from kg.extract.pipeline import BATCH_SIZE
from kg.extract.text import paper_text
from kg.extract.tokenizer import make_tokenizer
from kg.graph import KnowledgeGraph
from kg.rdf import write_rdf
from kg.records import Mention, Paper
from kg.resolve import resolve
from kg.viewer import render_html

QUERY = """
    PREFIX kg: <https://w3id.org/paper-kg/ontology#>
    SELECT ?entity (COUNT(DISTINCT ?paper) AS ?papers)
    WHERE { ?paper kg:uses ?entity } GROUP BY ?entity ORDER BY DESC(?papers) LIMIT 10
"""


@pytest.fixture(scope="session")
def texts(papers: list[Paper]) -> list[str]:
    return [paper_text(paper) for paper in papers]


@pytest.mark.benchmark(group="reading")
def test_tokenizer(benchmark: Any, texts: list[str]) -> None:
    def unused() -> tuple[tuple[Language], dict[str, Any]]:
        # It keeps what it has cut once: only a new one cuts every text.
        nlp = spacy.blank("en")
        nlp.tokenizer = make_tokenizer()(nlp)
        return (nlp,), {}

    words = benchmark.pedantic(
        lambda nlp: sum(len(nlp.make_doc(text)) for text in texts), setup=unused, rounds=5
    )
    benchmark.extra_info["words"] = words
    assert words > len(texts)


@pytest.mark.benchmark(group="reading")
def test_recogniser_alone(benchmark: Any, texts: list[str]) -> None:
    nlp = load_pipeline()
    with nlp.select_pipes(enable=["ner"]):
        docs = benchmark(lambda: list(nlp.pipe(texts, batch_size=BATCH_SIZE)))
    benchmark.extra_info["words"] = sum(map(len, docs))
    assert any(doc.ents for doc in docs)


@pytest.mark.benchmark(group="reading")
def test_all_layers(benchmark: Any, papers: list[Paper]) -> None:
    found = benchmark(lambda: list(extract_mentions(papers)))
    assert len(found) == len(papers)


@pytest.mark.benchmark(group="later steps")
def test_resolution(benchmark: Any, mentions: list[Mention]) -> None:
    assert benchmark(resolve, mentions).links


@pytest.mark.benchmark(group="later steps")
def test_tables(benchmark: Any, graph: KnowledgeGraph, tmp_path: Path) -> None:
    benchmark(graph.save, tmp_path)
    assert KnowledgeGraph.load(tmp_path).stats() == graph.stats()


@pytest.mark.benchmark(group="later steps")
def test_turtle(benchmark: Any, graph: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"

    def write() -> None:
        with path.open("wb") as stream:
            write_rdf(graph, stream)

    benchmark(write)
    assert path.stat().st_size


@pytest.mark.benchmark(group="later steps")
def test_page(benchmark: Any, graph: KnowledgeGraph) -> None:
    assert benchmark(render_html, graph)


@pytest.mark.benchmark(group="questions")
def test_loading(benchmark: Any, graph: KnowledgeGraph, tmp_path: Path) -> None:
    graph.save(tmp_path)
    assert benchmark(KnowledgeGraph.load, tmp_path).papers


@pytest.mark.benchmark(group="questions")
def test_related_papers(benchmark: Any, graph: KnowledgeGraph) -> None:
    graph.related(graph.papers[0].id)
    benchmark(lambda: [graph.related(paper.id) for paper in graph.papers[:100]])


@pytest.mark.benchmark(group="questions")
def test_query(benchmark: Any, graph: KnowledgeGraph) -> None:
    graph.query(QUERY)
    assert list(benchmark(graph.query, QUERY))
