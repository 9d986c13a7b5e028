"""What a graph says as a whole: communities, pairs, what is central, counts."""

import signal
from collections.abc import Iterator

import pytest
from small_graph import ENTITIES, PAPERS

from kg.errors import ArgumentError, GraphError
from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Paper


@pytest.fixture
def within_a_minute() -> Iterator[None]:
    """Fail a test that would not end."""
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("does not end"))
    signal.alarm(60)
    yield
    signal.alarm(0)


def test_communities_hold_every_node_once(graph: KnowledgeGraph) -> None:
    nodes = [node for group in graph.communities() for node in group.nodes]
    assert sorted(nodes) == sorted([*(p.id for p in PAPERS), *(e.id for e in ENTITIES)])


def test_communities_are_found_where_moves_of_single_nodes_balance(within_a_minute: None) -> None:
    # NetworkX's Louvain method moves nodes of this graph back and forth and never ends.
    ends = "0-12 0-4 1-10 1-12 1-8 2-3 2-9 3-9 4-0 5-4 6-0 6-2 6-5 7-11 7-3"
    pairs = [each.split("-") for each in ends.split()]
    papers = sorted({f"{paper}{copy}" for paper, _ in pairs for copy in "ab"})
    entities = sorted({f"method/e{entity}" for _, entity in pairs})
    made = KnowledgeGraph(
        [Paper(id) for id in papers],
        [Entity(id, id, "method", named=True) for id in entities],
        [Link(f"{p}{copy}", f"method/e{e}", "uses", 1.0) for p, e in pairs for copy in "ab"],
    )
    found = made.communities()
    assert sorted(id for group in found for id in group.nodes) == sorted([*papers, *entities])
    assert made.communities() == found


def test_a_community_is_called_by_what_tells_most_of_it(graph: KnowledgeGraph) -> None:
    named = {str(group): group.nodes for group in graph.communities()}
    assert any("GRPO" in name and "a" in nodes for name, nodes in named.items())


def test_entities_that_papers_name_together(graph: KnowledgeGraph) -> None:
    (pair,) = graph.co_occurrence("method", "benchmark")
    assert (pair.first.name, pair.second.name) == ("GRPO", "GSM8K")
    assert [paper.id for paper in pair.papers] == ["a"]
    assert graph.co_occurrence("method", "benchmark", least=2) == []


def test_a_least_number_of_papers_that_is_none_is_refused(graph: KnowledgeGraph) -> None:
    for least in (-1, 1.5, "2"):
        with pytest.raises(ArgumentError, match=f"least={least!r}: expected a whole number from 0"):
            graph.co_occurrence("method", least=least)  # type: ignore[arg-type]


@pytest.mark.parametrize(("entities", "pairs"), [(50, 50 * 49 // 2), (51, 0)])
def test_a_survey_gives_no_pairs(entities: int, pairs: int) -> None:
    ids = [f"method/m{number}" for number in range(entities)]
    methods = [Entity(id, id, "method") for id in ids]
    graph = KnowledgeGraph([Paper("a")], methods, [Link("a", id, "uses", 1.0) for id in ids])
    assert len(graph.co_occurrence("method")) == pairs


def test_pairs_of_a_type_that_there_is_not_are_refused(graph: KnowledgeGraph) -> None:
    for types in (("methods",), ("method", "datasets")):
        with pytest.raises(GraphError, match="types are method, dataset"):
            graph.co_occurrence(*types)  # type: ignore[arg-type]


def test_central_entities_are_those_that_many_ways_lead_to(graph: KnowledgeGraph) -> None:
    ranked = [entity.id for entity, _ in graph.central("method")]
    assert ranked[0] == "method/grpo"
    assert graph.central(k=1)[0][1] > 0


def test_a_bridge_joins_communities() -> None:
    left, right = [f"l{i}" for i in range(4)], [f"r{i}" for i in range(4)]
    papers = [Paper(id) for id in (*left, *right, "bridge")]
    entities = [Entity(f"method/{n}", n, "method", named=True) for n in ("a", "b", "c", "d")]
    links = [Link(p, f"method/{n}", "uses", 1.0) for p in left for n in ("a", "b")]
    links += [Link(p, f"method/{n}", "uses", 1.0) for p in right for n in ("c", "d")]
    links += [Link("bridge", f"method/{n}", "uses", 1.0) for n in ("a", "c")]
    bridges = KnowledgeGraph(papers, entities, links).bridge_papers()
    assert [paper.id for paper, _ in bridges] == ["bridge"]


def test_papers_are_counted_by_what_their_source_says(graph: KnowledgeGraph) -> None:
    assert graph.histogram("year") == {"2024": 1, "2025": 2}
    assert graph.histogram("venue") == {"Nowhere": 1}
    assert graph.histogram("author") == {"Ada Example": 1}


def test_a_field_that_no_paper_has_is_answered_with_those_there_are(graph: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="'authors': there are year, author, organisation, venue"):
        graph.histogram("authors")


def test_no_papers_are_counted_by_anything() -> None:
    assert KnowledgeGraph([], [], []).histogram("venue") == {}


def test_the_timeline_counts_papers_by_year(graph: KnowledgeGraph) -> None:
    assert graph.timeline("GRPO") == {2024: 1, 2025: 1}


def test_pairs_of_no_type_are_refused(graph: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="no entity is a None: types are method"):
        graph.co_occurrence(None)  # type: ignore[arg-type]


def test_what_a_notebook_shows_of_an_answer_is_a_line(graph: KnowledgeGraph) -> None:
    long = KnowledgeGraph(
        [Paper(id, id.upper(), "We say much. " * 99) for id in "abc"],
        [Entity("method/x", "X", "method", named=True), Entity("method/y", "Y", "method")],
        [Link(paper, "method/x", "uses", 1.0) for paper in "ab"]
        + [Link("a", "method/y", "studies", 1.0)],
    )
    assert repr(long.co_occurrence("method")) == "[CoOccurrence(method/x, method/y, 1 papers)]"
    assert repr(long.communities()[0]) == "Community(method/y, 2 nodes)"
    assert repr(long.related("a")[0].reasons[0]).startswith("Reason(method/x, uses, uses, 0.")
    assert len(repr(long.related("a"))) < 400
