"""Related papers from the part of a saved graph around a paper, as from the whole."""

import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from replaced_graphs import replaced_again_and_again

from kg.analysis import neighbourhood, relatedness
from kg.analysis.neighbourhood import load_around
from kg.build import build_graph
from kg.errors import GraphError
from kg.graph import KnowledgeGraph
from kg.readers import read_papers
from kg.records import Entity, Link, Paper

EXAMPLE = Path(__file__).parents[2] / "examples" / "abstracts.txt"


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return build_graph(read_papers(EXAMPLE))


@pytest.fixture(scope="module")
def folder(graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph")
    graph.save(folder)
    return folder


def test_related_papers_are_those_of_the_whole_graph(graph: KnowledgeGraph, folder: Path) -> None:
    for paper in graph.papers:
        assert load_around(folder, paper.id).related(paper.id) == graph.related(paper.id)


def test_hubs_are_left_out_as_in_the_whole_graph(
    graph: KnowledgeGraph, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relatedness, "HUB_LIMIT", 3)
    monkeypatch.setattr(neighbourhood, "HUB_LIMIT", 3)
    for paper in graph.papers:
        assert load_around(folder, paper.id).related(paper.id) == graph.related(paper.id)


def test_a_paper_is_found_by_its_title_in_any_case(graph: KnowledgeGraph, folder: Path) -> None:
    titled = next(paper for paper in graph.papers if paper.title)
    assert load_around(folder, titled.title.upper()).paper(titled.id) == titled


@pytest.mark.parametrize(("stored", "asked"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_paper_is_found_by_its_title_however_its_accents_are_written(
    tmp_path: Path, stored: Literal["NFC", "NFD"], asked: Literal["NFC", "NFD"]
) -> None:
    title = "Über naïve Größen"
    whole = KnowledgeGraph([Paper("a", unicodedata.normalize(stored, title))], (), ())
    whole.save(tmp_path)
    wanted = unicodedata.normalize(asked, title)
    assert whole.paper(wanted).id == load_around(tmp_path, wanted).papers[0].id == "a"


def test_only_what_is_near_is_read(graph: KnowledgeGraph, folder: Path) -> None:
    sizes = [len(load_around(folder, paper.id).papers) for paper in graph.papers]
    assert min(sizes) < len(graph.papers)


def test_what_is_near_is_read_from_one_graph_while_others_take_its_place(tmp_path: Path) -> None:
    saved = []
    for number in range(2):
        entity = Entity(f"method/{number}", f"M{number}", "method", named=True)
        links = [Link(paper, entity.id, "uses", 1.0) for paper in "ab"]
        graph = KnowledgeGraph([Paper("a", "One"), Paper("b", "Two")], [entity], links)
        graph.save(tmp_path / str(number))
        saved.append(tmp_path / str(number))
    with replaced_again_and_again(tmp_path / "graph", saved) as readings:
        loaded = [load_around(tmp_path / "graph", "a") for _ in readings]
    assert {len(graph.links) for graph in loaded} == {2}


def test_a_paper_without_links_is_alone(tmp_path: Path) -> None:
    KnowledgeGraph([Paper("a", "Alone"), Paper("b", "Too")], (), ()).save(tmp_path)
    alone = load_around(tmp_path, "a")
    assert [paper.id for paper in alone.papers] == ["a"]
    assert alone.related("a") == []


def test_an_unknown_paper_is_an_error(folder: Path) -> None:
    with pytest.raises(GraphError, match="no paper has the id or title 'nothing'"):
        load_around(folder, "nothing")


def test_a_title_of_two_papers_names_neither(tmp_path: Path) -> None:
    whole = KnowledgeGraph([Paper("a", "Editorial"), Paper("b", "EDITORIAL")], (), ())
    whole.save(tmp_path)
    message = "'editorial' is the title of a, b; name one by its id"
    for ask in (whole.paper, whole.node, lambda title: load_around(tmp_path, title)):
        with pytest.raises(GraphError, match=message):
            ask("editorial")
