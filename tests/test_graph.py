"""The graph: how papers and entities are found, kept, copied and chosen from."""

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_graph import ENTITIES, LINKS, PAPERS
from steps_taken import steps

from kg.analysis.counts import in_most_papers
from kg.analysis.lookups import FAR_MORE
from kg.analysis.neighbourhood import load_around
from kg.errors import ArgumentError, GraphError
from kg.graph import KnowledgeGraph
from kg.listing import entity_row
from kg.records import Entity, Link, Merge, Paper, Relation


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


def named_alike(papers: int, rival_papers: int) -> KnowledgeGraph:
    """Make a graph of two entities called RL, one as an alias, in so many papers each."""
    entities = [
        Entity("method/reinforcement-learning", "reinforcement learning", "method", ("RL",)),
        Entity("method/rl", "RL", "method"),
    ]
    counts = zip(entities, (papers, rival_papers), strict=True)
    return KnowledgeGraph(
        [Paper(f"p{number}") for number in range(papers)],
        entities,
        [Link(f"p{n}", e.id, "uses", 1.0) for e, count in counts for n in range(count)],
    )


def test_a_name_means_the_entity_that_is_by_far_the_most_frequent() -> None:
    graph = named_alike(FAR_MORE * 2, 2)
    assert graph.entity("RL").id == graph.node("rl").id == "method/reinforcement-learning"
    assert [paper.id for paper in graph.papers_with("method/rl")] == ["p0", "p1"]


def test_an_own_name_comes_before_an_alias_that_is_not_far_more_frequent() -> None:
    assert named_alike(FAR_MORE * 2 - 1, 2).entity("RL").id == "method/rl"


def test_an_exact_name_gives_way_to_none_that_is_spelled_otherwise() -> None:
    entities = [Entity("metric/mae", "MAE", "metric"), Entity("method/mae", "MaE", "method")]
    papers = [Paper(f"p{number}") for number in range(30)]
    links = [Link(paper.id, "metric/mae", "measures", 1.0) for paper in papers]
    graph = KnowledgeGraph(papers, entities, [*links, Link("p1", "method/mae", "uses", 1.0)])
    assert [graph.entity(name).id for name in ("MaE", "MAE", "mae")] == [
        "method/mae",
        "metric/mae",
        "metric/mae",
    ]


@pytest.fixture
def dated_papers() -> KnowledgeGraph:
    return KnowledgeGraph(
        [
            Paper("arxiv:2405.01234", "LoopNet: A Network of Loops"),
            Paper("sha:3f2c00000000", "LoopNet: A Second Network", url="https://lab.example/p/7"),
            Paper("doi:10.1000/abc.1", "Knots"),
            Paper("sha:3f2d00000000", "Answer to arXiv:2405.01234"),
        ],
        [Entity("method/knot", "Knot", "method"), Entity("method/loopnet", "LoopNet", "method")],
        [],
    )


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("2405.01234", "arxiv:2405.01234"),
        ("https://arxiv.org/pdf/2405.01234v2", "arxiv:2405.01234"),
        ("https://doi.org/10.1000/ABC.1", "doi:10.1000/abc.1"),
        ("https://lab.example/p/7", "sha:3f2c00000000"),
        ("loopnet: a n", "arxiv:2405.01234"),
        ("sha:3F2C", "sha:3f2c00000000"),
        ("2405.0", "arxiv:2405.01234"),
        ("answer to arxiv:2405.01234", "sha:3f2d00000000"),
    ],
)
def test_a_paper_is_found_by_what_is_its_alone(
    dated_papers: KnowledgeGraph, tmp_path: Path, text: str, id: str
) -> None:
    dated_papers.save(tmp_path)
    assert dated_papers.paper(text).id == dated_papers.node(text).id == id
    assert load_around(tmp_path, text).papers[0].id == id


def test_a_beginning_of_several_papers_is_refused_with_their_ids(
    dated_papers: KnowledgeGraph, tmp_path: Path
) -> None:
    dated_papers.save(tmp_path)
    for find in (dated_papers.paper, lambda text: load_around(tmp_path, text)):
        with pytest.raises(GraphError, match=r"begins the id or title of arxiv:2405\.01234, sha"):
            find("LoopNet:")


def test_a_name_comes_before_the_beginning_of_a_title(dated_papers: KnowledgeGraph) -> None:
    assert [dated_papers.node(name).id for name in ("Knot", "LoopNet")] == [
        "method/knot",
        "method/loopnet",
    ]


def test_three_letters_begin_no_title(dated_papers: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="did you mean 'Knots'"):
        dated_papers.paper("Kno")


def test_a_role_or_a_type_that_there_is_not_is_refused(graph: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="'tests': roles are proposes, uses, evaluates_on"):
        graph.papers_with("GRPO", "tests")  # type: ignore[arg-type]
    with pytest.raises(GraphError, match="'model': types are method, dataset"):
        graph.entities("model")  # type: ignore[arg-type]


def test_papers_with_an_entity_can_be_asked_by_role(graph: KnowledgeGraph) -> None:
    assert [paper.id for paper in graph.papers_with("GRPO", "proposes")] == ["a"]


def test_a_paper_that_has_an_entity_in_two_roles_counts_once() -> None:
    papers, entities = [Paper("a"), Paper("b"), Paper("c")], ENTITIES[:2]
    links = [Link("a", entities[0].id, "proposes", 1.0), Link("b", entities[1].id, "uses", 1.0)]
    once = KnowledgeGraph(papers, entities, links)
    twice = KnowledgeGraph(papers, entities, [*links, Link("a", entities[0].id, "uses", 1.0)])
    assert twice.paper_count("GRPO") == once.paper_count("GRPO") == 1
    assert twice.weight("GRPO") == once.weight("GRPO")
    assert twice.stats()["entities_in_several_papers"] == 0
    assert [entity_row(twice, each)["papers"] for each in twice.entities()] == [1, 1]
    assert list(twice.to_pandas("entities")["papers"]) == [1, 1]
    assert [each.id for each in in_most_papers(twice)] == [each.id for each in in_most_papers(once)]


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
        with pytest.raises(ArgumentError, match="put a single one into a list"):
            ask(one)  # type: ignore[arg-type]


def test_saving_twice_gives_the_same_bytes(graph: KnowledgeGraph, tmp_path: Path) -> None:
    graph.save(tmp_path / "one")
    graph.save(tmp_path / "two")
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_folder_without_a_graph_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="holds no graph"):
        KnowledgeGraph.load(tmp_path)


def test_a_query_chooses_a_subgraph(graph: KnowledgeGraph) -> None:
    part = graph.subgraph_where("SELECT ?p ?e WHERE { ?p kg:evaluatesOn ?e }")
    assert ([paper.id for paper in part.papers], len(part.links)) == (["a", "d"], 2)


def test_links_and_weight_are_found_by_name_as_by_id(graph: KnowledgeGraph) -> None:
    assert graph.links_of("GRPO") == graph.links_of("method/grpo") != ()
    assert graph.links_of("First") == graph.links_of("a")
    assert graph.weight("grpo") == graph.weight("method/grpo") > 0


def test_a_name_that_nothing_bears_brings_up_those_like_it(graph: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="called 'GRPPO'; did you mean 'GRPO'"):
        graph.entity("GRPPO")
    with pytest.raises(GraphError, match="title 'Frist'; did you mean 'First'"):
        graph.paper("Frist")
    with pytest.raises(GraphError, match="called 'Frist'; did you mean 'First'"):
        graph.node("Frist")


def test_links_and_weight_of_what_there_is_not_are_an_error(graph: KnowledgeGraph) -> None:
    with pytest.raises(GraphError, match="no paper has this id or title"):
        graph.links_of("nothing")
    for name in ("nothing", "a"):
        with pytest.raises(GraphError, match="no entity is called"):
            graph.weight(name)


def test_a_node_without_links_has_none() -> None:
    graph = KnowledgeGraph([Paper("a")], [Entity("method/x", "X", "method")], [])
    assert (graph.links_of("a"), graph.links_of("X"), graph.weight("X")) == ((), (), 0.0)


@pytest.mark.parametrize("k", [-1, 2.5, "3", None])
def test_a_number_of_answers_is_a_whole_one_from_0(graph: KnowledgeGraph, k: Any) -> None:
    for ask in (lambda k: graph.related("a", k), graph.bridge_papers, lambda k: graph.central(k=k)):
        with pytest.raises(ArgumentError, match=f"k={k!r}: expected a whole number from 0"):
            ask(k)


def test_two_nodes_of_one_id_are_refused() -> None:
    with pytest.raises(GraphError, match="two papers have the id 'a'"):
        KnowledgeGraph([Paper("a", "One"), Paper("b"), Paper("a", "Two")], [], [])
    two = [Entity("method/x", "X", "method"), Entity("method/x", "Y", "method")]
    with pytest.raises(GraphError, match="two entities have the id 'method/x'"):
        KnowledgeGraph([], two, [])
    with pytest.raises(GraphError, match="a paper and an entity have the id 'method/x'"):
        KnowledgeGraph([Paper("method/x")], two[:1], [])


def test_a_part_is_judged_by_its_own_papers(graph: KnowledgeGraph) -> None:
    part = graph.subgraph(["a", "b", "c", "GRPO"])
    assert part.of_papers == 3
    assert part.weight("GRPO") != graph.weight("GRPO")


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


def test_the_type_of_entities_is_checked_in_an_empty_graph() -> None:
    with pytest.raises(GraphError, match="no entity is a 'methods'"):
        KnowledgeGraph([], [], []).central("methods")  # type: ignore[arg-type]


def test_an_answer_is_shown_as_a_table(graph: KnowledgeGraph) -> None:
    answer = graph.query('SELECT ("<i>" AS ?sign) (1 AS ?one) WHERE {}')
    assert str(answer).split() == ["sign", "one", "----", "---", "<i>", "1"]
    assert repr(answer) == "QueryResult(form='solutions')"
    assert "<tr><td>&lt;i&gt;</td><td>1</td></tr>" in answer._repr_html_()
    assert graph.query("ASK { ?s ?p ?o }")._repr_html_() == "<b>yes</b>"
    triples = graph.query("SELECT * WHERE { ?s ?p ?o }")._repr_html_()
    assert triples.count("<tr>") == 51
    assert triples.endswith("<p>The first 50 rows</p>")


def test_what_is_neither_a_name_nor_a_record_is_refused(graph: KnowledgeGraph) -> None:
    near = graph.related("a")[0]
    for ask in (graph.entity, graph.paper, graph.node, graph.links_of, graph.related):
        with pytest.raises(ArgumentError, match="its id or one of its names, not a NoneType"):
            ask(None)  # type: ignore[operator]
    with pytest.raises(ArgumentError, match="not a Related"):
        graph.related(near)  # type: ignore[arg-type]


def test_an_id_is_that_of_its_node_whatever_has_it_as_a_title() -> None:
    entity = Entity("method/x", "X", "method")
    titled = KnowledgeGraph([Paper("a", "method/x")], [entity], [])
    assert titled.node("method/x") == entity
    assert titled.paper("Method/X").id == "a"


def test_to_choose_by_ids_takes_time_with_their_number_alone() -> None:
    def chosen(many: int) -> Callable[[], object]:
        papers = [Paper(f"p{number}", f"Title {number}") for number in range(many)]
        entities = [Entity(f"method/m{number}", f"M{number}", "method") for number in range(many)]
        graph = KnowledgeGraph(papers, entities, [])
        return lambda: graph.subgraph([each.id for each in (*papers, *entities)])

    assert steps(chosen(200)) < 6 * steps(chosen(50))


def test_papers_asked_for_by_title_are_not_sought_one_by_one() -> None:
    def asked(many: int) -> Callable[[], object]:
        graph = KnowledgeGraph([Paper(f"p{n}", f"Title {n}") for n in range(many)], [], [])
        return lambda: [graph.paper(f"TITLE {n}") for n in range(many)]

    assert steps(asked(200)) < 6 * steps(asked(50))


@pytest.mark.parametrize("table", ["papers", "entities", "links", "mentions"])
def test_a_table_in_which_one_bit_was_turned_is_refused(
    tmp_path: Path, graph: KnowledgeGraph, table: str
) -> None:
    graph.save(tmp_path)
    file = tmp_path / f"{table}.parquet"
    content = bytearray(file.read_bytes())
    # Within the first column, behind the header of its page.
    content[60] ^= 1
    file.write_bytes(content)
    with pytest.raises(GraphError, match="cannot be read"):
        list(map(list, (link.mentions for link in KnowledgeGraph.load(tmp_path).links)))
