"""What a later graph has new."""

import pytest

from kg.analysis.difference import Changed, Gained, diff
from kg.errors import ArgumentError
from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Mention, Paper


def test_a_graph_says_what_a_later_one_has_new(graph: KnowledgeGraph) -> None:
    earlier = graph.subgraph(["a", "method/grpo"])
    assert earlier.diff(graph) == diff(earlier, graph)


def test_a_difference_names_what_is_new(graph: KnowledgeGraph) -> None:
    earlier = graph.subgraph(["a", "c", "d", "benchmark/gsm8k"])
    found = diff(earlier, graph)
    assert [paper.id for paper in found.papers_added] == ["b"]
    assert found.papers_removed == ()


def test_the_folder_of_a_graph_is_no_graph_to_compare_with(graph: KnowledgeGraph) -> None:
    with pytest.raises(ArgumentError, match=r"KnowledgeGraph\.load\(folder\) gives, not a str"):
        diff("last-week", graph)  # type: ignore[arg-type]


def test_a_paper_that_another_list_calls_by_another_id_is_not_new() -> None:
    title, authors = "ZebraNet: Faster Herds of Models", ("Ann Lee",)
    copied = Paper("sha:0123456789ab", title, "We propose ZebraNet.", authors, year=2024)
    cited = Paper("doi:10.1000/zebra", title, "We propose ZebraNet.", authors, year=2024)
    other = Paper("doi:10.1000/lion", "LionNet: Lazier Prides of Models", "We rest.", year=2024)
    found = diff(KnowledgeGraph([copied], [], []), KnowledgeGraph([cited, other], [], []))
    assert (found.papers_added, found.papers_removed) == ((other,), ())


def test_an_entity_of_another_type_or_id_is_neither_added_nor_removed() -> None:
    was = [Entity("benchmark/moves", "Moves3D", "benchmark"), Entity("method/cpt", "CPT", "method")]
    now = [
        Entity("dataset/moves", "Moves3D", "dataset"),
        Entity("method/continual-pre-training", "continual pre-training", "method", ("CPT",)),
    ]
    other = Entity("method/cpt-two", "CPT", "method")
    copied, cited = (Paper(id, "ZebraNet: Faster Herds", year=2024) for id in ("sha:01", "sha:02"))
    old = KnowledgeGraph([copied], was, [Link(copied.id, e.id, "uses", 1.0) for e in was])
    links = [Link(cited.id, e.id, "uses", 1.0) for e in now]
    links.append(Link("b", other.id, "uses", 1.0))
    new = KnowledgeGraph([cited, Paper("b", "LionNet: Lazier Prides")], [*now, other], links)
    found = diff(old, new)
    assert found.entities_changed == (Changed(was[0], now[0]), Changed(was[1], now[1]))
    assert (found.entities_added, found.entities_removed) == ((other,), ())


def test_an_entity_whose_paper_no_longer_has_its_name_is_removed() -> None:
    grpo = Entity("method/grpo", "GRPO", "method")
    old = KnowledgeGraph([Paper("a")], [grpo], [Link("a", grpo.id, "uses", 1.0)])
    new = KnowledgeGraph(
        [Paper("a"), Paper("b")],
        [Entity("task/grpo", "GRPO", "task")],
        [Link("b", "task/grpo", "uses", 1.0)],
    )
    assert diff(old, new).entities_removed == (grpo,)


def test_a_known_entity_gains_the_added_papers_that_have_it(graph: KnowledgeGraph) -> None:
    earlier = graph.subgraph(["a", "method/grpo", "benchmark/gsm8k"])
    found = diff(earlier, graph).entities_gained
    assert found == (
        Gained(graph.entity("benchmark/gsm8k"), 1),
        Gained(graph.entity("method/grpo"), 1),
    )


def test_the_results_of_added_papers_are_new() -> None:
    text = "Our DoRA reaches 85.2% accuracy on GSM8K."
    ids = {"DoRA": "method/dora", "GSM8K": "benchmark/gsm8k"}

    def link(paper: str, name: str) -> Link:
        start, role = text.index(name), "proposes" if name == "DoRA" else "evaluates_on"
        found = Mention(
            paper, "abstract", start, start + len(name), name, ids[name].split("/")[0],
            role, 1.0, "model", 0, len(text),
        )  # fmt: skip
        return Link(paper, ids[name], role, 1.0, (found,))

    entities = [
        Entity("method/dora", "DoRA", "method", (), True),
        Entity("benchmark/gsm8k", "GSM8K", "benchmark", (), True),
    ]
    papers = [Paper(id, f"Paper {id}", text) for id in ("one", "two")]
    links = [link(paper.id, name) for paper in papers for name in ids]
    old = KnowledgeGraph(papers[:1], entities, links[:2])
    (result,) = diff(old, KnowledgeGraph(papers, entities, links)).results_added
    assert (result.paper, result.value) == ("two", "85.2%")
