"""The questions that users ask of a graph."""

import copy
import pickle
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest

from kg.analysis.difference import diff
from kg.analysis.frames import TABLES
from kg.build import build_graph
from kg.errors import ArgumentError, GraphError
from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Mention, Merge, Paper, Relation, Source


def evidence(paper: str, text: str) -> Mention:
    return Mention(paper, "abstract", 0, len(text), text, "method", "uses", 0.9, "model", 0, 40)


PAPERS = [
    Paper("a", "First", "GRPO on GSM8K.", ("Ada Example",), "Lab", 2024, "2024-02",
          source=Source("list.txt", 1, 3), extra={"venue": "Nowhere"}),
    Paper("b", "Second", "GRPO again.", year=2025),
    Paper("c", "Third", "Nothing shared."),
    Paper("d", "Fourth", "GSM8K only.", year=2025),
]  # fmt: skip
ENTITIES = [
    Entity("method/grpo", "GRPO", "method", ("Group Relative Policy Optimization",), True),
    Entity("benchmark/gsm8k", "GSM8K", "benchmark", (), True),
    Entity("method/dapo-one", "DAPO", "method", (), True),
    Entity("method/dapo-two", "DAPO", "method", (), True),
]
LINKS = [
    Link("a", "method/grpo", "proposes", 0.9, (evidence("a", "GRPO"),)),
    Link("b", "method/grpo", "uses", 0.8, (evidence("b", "GRPO"),)),
    Link("a", "benchmark/gsm8k", "evaluates_on", 0.9),
    Link("d", "benchmark/gsm8k", "evaluates_on", 0.7),
    Link("c", "method/dapo-one", "uses", 0.7),
    Link("b", "method/dapo-two", "uses", 0.7),
]


@pytest.fixture
def graph() -> KnowledgeGraph:
    return KnowledgeGraph(PAPERS, ENTITIES, LINKS)


def test_an_entity_is_found_by_any_of_its_names(graph: KnowledgeGraph) -> None:
    found = {
        graph.entity(name).id for name in ("GRPO", "grpo", "group-relative policy optimization")
    }
    assert found == {"method/grpo"}


def test_an_ambiguous_name_is_answered_with_the_candidates(graph: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="method/dapo-one, method/dapo-two"):
        graph.entity("DAPO")


def test_an_ambiguous_node_is_not_said_to_be_none(graph: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="no paper has this id or title, and 'DAPO' may be any of"):
        graph.node("DAPO")


def test_a_role_or_a_type_that_there_is_not_is_refused(graph: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="'tests': roles are proposes, uses, evaluates_on"):
        graph.papers_with("GRPO", "tests")  # type: ignore[arg-type]
    with pytest.raises(GraphError, match="'model': types are method, dataset"):
        graph.entities("model")  # type: ignore[arg-type]


def test_papers_with_an_entity_can_be_asked_by_role(graph: KnowledgeGraph) -> None:
    assert [paper.id for paper in graph.papers_with("GRPO", "proposes")] == ["a"]


def test_related_papers_come_with_reasons(graph: KnowledgeGraph) -> None:
    near = graph.related("a")
    assert [item.paper.id for item in near] == ["d", "b"]
    assert str(near[0].reasons[0]) == "each evaluates on GSM8K"
    assert str(near[1].reasons[0]) == "this one proposes GRPO, the other uses it"


def test_an_entity_in_every_paper_relates_none() -> None:
    papers = [Paper(name, name) for name in "abc"]
    links = [Link(paper.id, "method/x", "uses", 1.0) for paper in papers]
    graph = KnowledgeGraph(papers, [Entity("method/x", "X", "method", named=True)], links)
    assert graph.related("a") == []


def test_what_two_papers_share(graph: KnowledgeGraph) -> None:
    assert [reason.entity.name for reason in graph.shared("a", "b")] == ["GRPO"]
    assert graph.shared("a", "c") == ()


def test_a_path_leads_through_what_is_shared(graph: KnowledgeGraph) -> None:
    assert [node.id for node in graph.path("b", "d")] == [
        "b", "method/grpo", "a", "benchmark/gsm8k", "d",
    ]  # fmt: skip


def test_no_path_is_said(graph: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="no way leads"):
        graph.path("a", "c")


def test_communities_hold_every_node_once(graph: KnowledgeGraph) -> None:
    nodes = [node for group in graph.communities() for node in group.nodes]
    assert sorted(nodes) == sorted([*(p.id for p in PAPERS), *(e.id for e in ENTITIES)])


def test_the_timeline_counts_papers_by_year(graph: KnowledgeGraph) -> None:
    assert graph.timeline("GRPO") == {2024: 1, 2025: 1}


def test_networkx_has_every_node_and_link(graph: KnowledgeGraph) -> None:
    network = graph.to_networkx()
    assert isinstance(network, nx.MultiDiGraph)
    assert (network.number_of_nodes(), network.number_of_edges()) == (8, 6)
    assert network.edges["a", "method/grpo", "proposes"]["score"] == 0.9


def test_pandas_has_a_row_for_each_link(graph: KnowledgeGraph) -> None:
    assert list(graph.to_pandas()["role"]).count("evaluates_on") == 2


def test_a_link_to_no_node_is_refused() -> None:
    with pytest.raises(GraphError, match="leads to no node"):
        KnowledgeGraph([], [], [Link("a", "method/x", "uses", 1.0)])


def test_a_graph_comes_back_from_its_folder_as_it_was(
    graph: KnowledgeGraph, tmp_path: Path
) -> None:
    graph.save(tmp_path)
    assert KnowledgeGraph.load(tmp_path) == graph


def test_graphs_of_the_same_records_are_equal_and_one_key(graph: KnowledgeGraph) -> None:
    again = KnowledgeGraph(PAPERS, reversed(ENTITIES), reversed(LINKS))
    assert again == graph
    assert {again: "known"}[graph] == "known"


def test_a_graph_that_differs_in_one_record_is_another(graph: KnowledgeGraph) -> None:
    merge = Merge("method/grpo", "grpo", "case")
    relation = Relation("method/dapo-one", "variant_of", "method/grpo", "version")
    others = [
        KnowledgeGraph(PAPERS, ENTITIES, LINKS[1:]),
        KnowledgeGraph(PAPERS[::-1], ENTITIES, LINKS),
        KnowledgeGraph(PAPERS, ENTITIES, LINKS, [merge]),
        KnowledgeGraph(PAPERS, ENTITIES, LINKS, relations=[relation]),
        KnowledgeGraph(PAPERS, ENTITIES, LINKS, of_papers=9),
    ]
    assert [other == graph for other in others] == [False] * 5
    assert graph != "KnowledgeGraph(4 papers, 4 entities, 6 links)"


def test_a_folder_to_save_into_needs_a_name(
    graph: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ArgumentError, match="is empty"):
        graph.save("")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("one", ["GRPO", PAPERS[0], ENTITIES[0]], ids=["name", "paper", "entity"])
def test_one_node_where_several_are_asked_for_is_refused(
    graph: KnowledgeGraph, one: str | Paper | Entity
) -> None:
    for ask in (graph.subgraph, graph.without):
        with pytest.raises(ArgumentError, match="put one alone into a list"):
            ask(one)  # type: ignore[arg-type]


def test_saving_twice_gives_the_same_bytes(graph: KnowledgeGraph, tmp_path: Path) -> None:
    graph.save(tmp_path / "one")
    graph.save(tmp_path / "two")
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_folder_without_a_graph_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="holds no graph"):
        KnowledgeGraph.load(tmp_path)


def test_a_graph_says_what_a_later_one_has_new(graph: KnowledgeGraph) -> None:
    earlier = graph.subgraph(["a", "method/grpo"])
    assert earlier.diff(graph) == diff(earlier, graph)


def test_a_difference_names_what_is_new(graph: KnowledgeGraph) -> None:
    earlier = graph.subgraph(["a", "c", "d", "benchmark/gsm8k"])
    found = diff(earlier, graph)
    assert [paper.id for paper in found.papers_added] == ["b"]
    assert found.papers_removed == ()


def test_a_paper_can_be_taken_out(graph: KnowledgeGraph) -> None:
    assert [paper.id for paper in graph.without(["a"]).papers] == ["b", "c", "d"]


def test_a_community_is_called_by_what_tells_most_of_it(graph: KnowledgeGraph) -> None:
    named = {str(group): group.nodes for group in graph.communities()}
    assert any("GRPO" in name and "a" in nodes for name, nodes in named.items())


def test_entities_that_papers_name_together(graph: KnowledgeGraph) -> None:
    (pair,) = graph.co_occurrence("method", "benchmark")
    assert (pair.first.name, pair.second.name) == ("GRPO", "GSM8K")
    assert [paper.id for paper in pair.papers] == ["a"]
    assert graph.co_occurrence("method", "benchmark", least=2) == []


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


def test_a_query_chooses_a_subgraph(graph: KnowledgeGraph) -> None:
    part = graph.subgraph_where("SELECT ?p ?e WHERE { ?p kg:evaluatesOn ?e }")
    assert ([paper.id for paper in part.papers], len(part.links)) == (["a", "d"], 2)


def test_two_graphs_merge_into_that_of_both_lists() -> None:
    papers = [
        Paper("a", "SLOS", "We propose SLOS and test it on GSM8K."),
        Paper("b", "More", "SLOS beats Llama 2 on GSM8K."),
    ]
    whole = build_graph(papers)
    merged = build_graph(papers[:1]).merge(build_graph(papers[1:]))
    assert (merged.links, merged.entities()) == (whole.links, whole.entities())


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_a_frame_with_its_columns(graph: KnowledgeGraph, table: str) -> None:
    of_table = {"papers": 4, "entities": 4, "links": 6, "mentions": 2, "relations": 0, "results": 0}
    frame = graph.to_pandas(table)
    assert list(frame.columns) == TABLES[table][1]
    assert len(frame) == of_table[table]


def test_an_unknown_table_is_answered_with_the_known(graph: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="links, papers, entities"):
        graph.to_pandas("edges")


def test_a_notebook_shows_counts_and_escapes_names() -> None:
    graph = KnowledgeGraph([Paper("a")], [Entity("method/x", "<b>", "method")], [])
    assert "&lt;b&gt; (0)" in graph._repr_html_()


def test_links_and_weight_are_found_by_name_as_by_id(graph: KnowledgeGraph) -> None:
    assert graph.links_of("GRPO") == graph.links_of("method/grpo") != ()
    assert graph.links_of("First") == graph.links_of("a")
    assert graph.weight("grpo") == graph.weight("method/grpo") > 0


def test_links_and_weight_of_what_there_is_not_are_an_error(graph: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="no paper has this id or title"):
        graph.links_of("nothing")
    for name in ("nothing", "a"):
        with pytest.raises(GraphError, match="no entity is called"):
            graph.weight(name)


def test_a_node_without_links_has_none() -> None:
    graph = KnowledgeGraph([Paper("a")], [Entity("method/x", "X", "method")], [])
    assert (graph.links_of("a"), graph.links_of("X"), graph.weight("X")) == ((), (), 0.0)


def test_a_negative_number_of_answers_is_refused(graph: KnowledgeGraph) -> None:
    for ask in (lambda k: graph.related("a", k), graph.bridge_papers, lambda k: graph.central(k=k)):
        with pytest.raises(ArgumentError, match="k=-1"):
            ask(-1)


def test_pairs_of_a_type_that_there_is_not_are_refused(graph: KnowledgeGraph) -> None:
    for types in (("methods",), ("method", "datasets")):
        with pytest.raises(GraphError, match="types are method, dataset"):
            graph.co_occurrence(*types)  # type: ignore[arg-type]


def test_two_nodes_of_one_id_are_refused() -> None:
    with pytest.raises(GraphError, match="two papers have the id 'a'"):
        KnowledgeGraph([Paper("a", "One"), Paper("b"), Paper("a", "Two")], [], [])
    two = [Entity("method/x", "X", "method"), Entity("method/x", "Y", "method")]
    with pytest.raises(GraphError, match="two entities have the id 'method/x'"):
        KnowledgeGraph([], two, [])


def test_a_paper_known_by_two_ids_is_one_in_the_merged_graph() -> None:
    title = "A Network That Says Which Way a Coin Will Fall"
    text = "We propose FlipNet. It beats BERT on the GLUE benchmark."
    published = Paper("doi:10.1000/flip", title, text, ("Ada Example",), year=2024)
    preprint = Paper("arxiv:2401.00001", title, f"{text} We use GPT-3.", ("Ada Example",))
    whole = build_graph([published, preprint])
    merged = build_graph([published]).merge(build_graph([preprint]))
    assert [paper.id for paper in merged.papers] == ["arxiv:2401.00001"]
    assert (merged.papers, merged.links) == (whole.papers, whole.links)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda graph: pickle.loads(pickle.dumps(graph))])
def test_a_graph_that_was_queried_is_copied_and_sent_to_processes(
    graph: KnowledgeGraph, copied: Callable[[KnowledgeGraph], KnowledgeGraph]
) -> None:
    titles = "SELECT ?title WHERE { ?paper kg:uses ?m ; dcterms:title ?title } ORDER BY ?title"
    answer = list(graph.query(titles))
    again = copied(graph)
    assert again == graph
    assert list(again.query(titles)) == answer


def test_a_record_does_where_a_name_does(graph: KnowledgeGraph) -> None:
    paper, entity = graph.paper("a"), graph.entity("GSM8K")
    assert graph.node(paper) == graph.paper(paper) == paper
    assert graph.node(entity) == graph.entity(entity) == entity
    assert graph.links_of(paper) == graph.links_of("a")
    assert graph.papers_with(entity) == graph.papers_with("GSM8K")
    assert graph.related(paper) == graph.related("a")
    assert graph.shared(paper, graph.paper("d")) == graph.shared("a", "d")
    assert graph.path(paper, entity) == [paper, entity]
    assert graph.weight(entity) == graph.weight("GSM8K")
    assert graph.timeline(entity) == graph.timeline("GSM8K")
    assert graph.leaderboard(entity) == graph.leaderboard("GSM8K")
    assert graph.subgraph([paper, entity]).links == graph.subgraph(["a", "GSM8K"]).links
    assert graph.without([paper]).papers == graph.without(["a"]).papers


def test_an_answer_is_shown_as_a_table(graph: KnowledgeGraph) -> None:
    answer = graph.query('SELECT ("<i>" AS ?sign) (1 AS ?one) WHERE {}')
    assert str(answer).split() == ["sign", "one", "----", "---", "<i>", "1"]
    assert repr(answer) == "QueryResult(form='solutions')"
    assert "<tr><td>&lt;i&gt;</td><td>1</td></tr>" in answer._repr_html_()
    assert graph.query("ASK { ?s ?p ?o }")._repr_html_() == "<b>yes</b>"
    triples = graph.query("SELECT * WHERE { ?s ?p ?o }")._repr_html_()
    assert triples.count("<tr>") == 51
    assert triples.endswith("<p>The first 50 rows</p>")
