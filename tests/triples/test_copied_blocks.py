"""What a build copies from the graph.ttl of the build before, and what it writes anew."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdf_example import ENTITIES, LINKS, PAPERS, Graph, written

from kg.rdf import write_rdf
from kg.records import Entity, Link, Mention, Merge, Paper, Relation, Role, Source
from kg.triples.copied_blocks import Described, Recorded, copied_blocks
from kg.triples.terms import NTriples, Written


class Folder:
    """A place where one file of RDF takes the place of another.

    Attributes
    ----------
    papers, parts, records
        How many papers, parts of the list of entities and records of papers were written anew for
        the last file.
    """

    def __init__(self, path: Path) -> None:
        self.turtle, self.index = path / "graph.ttl", path / "blocks.parquet"
        self.path = path
        self.papers = self.parts = self.records = 0

    def write(self, graph: Graph, made_by: str = "this program") -> int:
        """Write a graph, and return how many papers were described for it."""
        self.papers = self.parts = self.records = 0
        new_turtle, new_index = self.path / "new.ttl", self.path / "new.parquet"
        held = self.turtle, self.index
        with new_turtle.open("wb") as stream, copied_blocks(stream, new_index, held, made_by) as of:

            def state(
                key: bytes,
                recorded: Recorded,
                describe: Callable[[Written], Described],
                terms: NTriples,
            ) -> Described:
                is_paper = bool(recorded.digest)

                def counted(record: Written) -> Described:
                    self.papers += is_paper
                    self.parts += not is_paper
                    return describe(record)

                def write_record() -> Written:
                    self.records += is_paper
                    return recorded.write()

                return of(key, recorded._replace(write=write_record), counted, terms)

            write_rdf(graph, stream, state=state)
        new_turtle.replace(self.turtle)
        new_index.replace(self.index)
        assert self.turtle.read_bytes() == written(graph)
        return self.papers


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_papers_that_are_as_they_were_are_copied(folder: Folder) -> None:
    assert [folder.write(Graph()), folder.write(Graph()), folder.write(Graph())] == [5, 0, 0]


def test_a_paper_with_another_link_is_described(folder: Folder) -> None:
    folder.write(Graph())
    assert folder.write(Graph(links=LINKS[1:])) == 1


def test_a_new_paper_is_described_and_moves_the_others(folder: Folder) -> None:
    folder.write(Graph())
    assert folder.write(Graph(papers=(Paper("arxiv:1001.00001", "An Earlier One"), *PAPERS))) == 1


def test_papers_that_were_read_elsewhere_are_copied(folder: Folder) -> None:
    moved = tuple(
        replace(paper, source=Source("list.txt", number)) for number, paper in enumerate(PAPERS, 7)
    )
    folder.write(Graph())
    assert folder.write(Graph(papers=moved)) == 0
    assert folder.records == len(PAPERS)


def test_the_records_of_papers_that_are_where_they_were_are_copied(folder: Folder) -> None:
    folder.write(Graph())
    folder.write(Graph())
    assert folder.records == 0


def test_a_record_that_somebody_changed_in_the_file_is_not_copied(folder: Folder) -> None:
    folder.write(Graph())
    turtle = folder.turtle.read_bytes()
    changed = turtle.replace(b'\\"2018-10-11\\"', b'\\"2018-11-11\\"')
    assert changed != turtle
    folder.turtle.write_bytes(changed)
    folder.write(Graph())
    assert folder.records == 1


def test_a_paper_that_is_now_the_first_of_its_author_describes_the_author(folder: Folder) -> None:
    shared = tuple(replace(paper, authors=("Jacob Devlin",)) for paper in PAPERS)
    folder.write(Graph(papers=shared))
    rest = tuple(link for link in LINKS if link.paper != shared[0].id)
    assert folder.write(Graph(papers=shared[1:], links=rest)) == 1


def test_what_somebody_changed_in_the_file_is_not_copied(folder: Folder) -> None:
    folder.write(Graph())
    turtle = folder.turtle.read_bytes()
    folder.turtle.write_bytes(turtle.replace(b"Ming-Wei Chang", b"Ming-Wei Zhang"))
    assert folder.write(Graph()) == 1


def test_another_program_copies_nothing(folder: Folder) -> None:
    folder.write(Graph())
    assert folder.write(Graph(), made_by="a later program") == 5


@pytest.mark.parametrize("damage", [b"", b"no Parquet", None])
def test_without_a_readable_index_all_is_described(folder: Folder, damage: bytes | None) -> None:
    folder.write(Graph())
    folder.index.unlink()
    if damage is not None:
        folder.index.write_bytes(damage)
    assert folder.write(Graph()) == 5


def test_a_file_cut_short_gives_what_is_whole(folder: Folder) -> None:
    folder.write(Graph())
    turtle = folder.turtle.read_bytes()
    folder.turtle.write_bytes(turtle[: turtle.index(b"squad") + 1])
    assert folder.write(Graph()) == 5
    folder.turtle.write_bytes(b"")
    assert folder.write(Graph()) == 5


def test_an_empty_graph_leaves_an_index_of_nothing(folder: Folder) -> None:
    empty = Graph(papers=(), nodes=(), links=())
    assert [folder.write(empty), folder.write(Graph())] == [0, 5]


def test_a_result_comes_with_the_name_of_its_method(folder: Folder) -> None:
    abstract = "We present a dropout sampler. It reaches 85.2% accuracy on GSM8K."

    def link(text: str, entity: Entity, role: Role) -> Link:
        start = abstract.index(text)
        sentence = (0, 29) if start < 29 else (30, len(abstract))
        end = start + len(text)
        found = Mention(
            "p", "abstract", start, end, text, entity.type, role, 1.0, "model", *sentence
        )  # fmt: skip
        return Link("p", entity.id, role, 1.0, (found,))

    term = Entity("method/dropout-sampler", "dropout sampler", "method")
    benchmark = Entity("benchmark/gsm8k", "GSM8K", "benchmark", named=True)
    links = (link("GSM8K", benchmark, "evaluates_on"), link("dropout sampler", term, "proposes"))
    graph = Graph((Paper("p", "Sampling", abstract),), (benchmark, term), links)
    assert b"kg:Result" not in written(graph)
    folder.write(graph)
    name = replace(graph, nodes=(benchmark, replace(term, named=True)))
    assert b"kg:Result" in written(name)
    assert folder.write(name) == 1


MANY = tuple(Entity(f"method/m{n:03}", f"M{n:03}", "method", named=True) for n in range(400))


def test_entities_that_are_as_they_were_are_copied(folder: Folder) -> None:
    graph = Graph(nodes=(*ENTITIES, *MANY))
    folder.write(graph)
    assert folder.parts > 10
    folder.write(graph)
    assert folder.parts == 0


def test_a_new_entity_leaves_all_but_its_neighbours_as_they_were(folder: Folder) -> None:
    folder.write(Graph(nodes=(*ENTITIES, *MANY)))
    between = Entity("method/m200-b", "M200-B", "method", named=True)
    folder.write(Graph(nodes=(*ENTITIES, *MANY, between)))
    assert 1 <= folder.parts <= 2


@pytest.mark.parametrize(
    "change",
    [
        {"merges": (Merge("method/bert", "Bert", "same letters", "BERT"),)},
        {"relations": (Relation("method/roberta", "variant_of", "method/bert", "its name"),)},
        {"links": (replace(LINKS[6], role="proposes"), *LINKS[:6], *LINKS[7:])},
        {"nodes": (replace(ENTITIES[0], aliases=("Bert", "BERT-base")), *ENTITIES[1:])},
    ],
    ids=["join", "relation", "proposal", "alias"],
)
def test_an_entity_of_which_more_is_said_is_described(
    folder: Folder, change: dict[str, Any]
) -> None:
    folder.write(Graph())
    folder.write(replace(Graph(), **change))
    assert folder.parts > 0


def test_what_a_variant_is_of_may_become_another_kind_of_thing(folder: Folder) -> None:
    relations = (Relation("method/roberta", "variant_of", "method/bert", "its name"),)
    graph = Graph(relations=relations)
    assert b"skos:broader" in written(graph)
    folder.write(graph)
    dataset = replace(graph, nodes=(replace(ENTITIES[0], type="dataset"), *ENTITIES[1:]))
    assert b"skos:broader" not in written(dataset)
    folder.write(dataset)


@given(
    st.lists(
        st.tuples(
            st.sets(st.sampled_from(range(len(LINKS)))),
            st.sets(st.sampled_from(range(len(ENTITIES)))),
        ),
        min_size=2,
        max_size=4,
    )
)
def test_a_file_never_depends_on_the_one_before(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[tuple[set[int], set[int]]]
) -> None:
    folder = Folder(tmp_path_factory.mktemp("rdf"))
    for links, names in chosen:
        nodes = tuple(replace(each, named=i in names) for i, each in enumerate(ENTITIES))
        folder.write(Graph(nodes=nodes, links=tuple(LINKS[i] for i in sorted(links))))


def test_half_a_character_in_a_title_is_written_and_copied(folder: Folder) -> None:
    odd = Graph(papers=(Paper("p", "half of \ud83d", "and \udc00 here"),), nodes=(), links=())
    assert [folder.write(odd), folder.write(odd)] == [1, 0]
