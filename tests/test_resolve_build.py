"""Resolution through the whole way: `kg build` on an invented list, and what the commands show."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper_list import kg
from resolve_example import mention
from test_resolve_joins import MENTIONS

from kg.build import build, build_graph
from kg.graph import KnowledgeGraph
from kg.readers import read_papers
from kg.records import Mention, Paper
from kg.resolution.overrides import parse_overrides, read_overrides
from kg.resolve import resolve

LIST = """Training small vision networks

We train small networks on the CIFAR-10 and CIFAR-100 datasets, then on ImageNet-1K. Our method is
compared with beta-VAE and with diffusion models. Results on the ImageNet dataset follow. We also
report accuracy on Tiny ImageNet.

Language models at home

We fine-tune Llama-2, LLaMA-2-7B and Llama-3, and compare them with GPT-4 and with GPT-4o. Our
sparse mixture of experts (SMoE) is trained with reinforcement learning (RL) and evaluated on the
MATH-500 benchmark and on AIME24.

Policies that do not forget

We propose Direct Advantage Policy Optimization (DAPO), a reinforcement learning algorithm. Unlike
RLHF it needs no reward model. DAPO improves GPT-4 on the GLUE benchmark and on the MNLI dataset.

Clip and sample

We study Decoupled Clip and Dynamic sAmpling Policy Optimization (DAPO), and SMoEs. Denoising
diffusion probabilistic models (DDPM) and diffusion models are not the same; a β-VAE is neither. We
use DAPO.
"""


@pytest.fixture(scope="module")
def papers_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("list") / "list.txt"
    file.write_text(LIST, encoding="utf8")
    return file


@pytest.fixture(scope="module")
def folder(papers_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph")
    build([papers_file], folder)
    return folder


@pytest.fixture(scope="module")
def graph(folder: Path) -> KnowledgeGraph:
    return KnowledgeGraph.load(folder)


def test_names_that_are_not_the_same_are_entities_of_their_own(graph: KnowledgeGraph) -> None:
    for names in (
        ("CIFAR-10", "CIFAR-100"),
        ("ImageNet", "ImageNet-1K", "Tiny ImageNet"),
        ("Llama 2", "LLaMA-2-7B", "Llama 3"),
        ("GPT-4", "GPT-4o"),
        ("RL", "RLHF"),
        ("diffusion model", "DDPM"),
    ):
        assert len({graph.entity(name).id for name in names}) == len(names)


def test_names_that_are_the_same_are_one_entity(graph: KnowledgeGraph) -> None:
    for names in (
        ("β-VAE", r"$\beta$-VAE", "beta-VAE"),
        ("SMoE", "sparse mixture of experts"),
        ("RL", "reinforcement learning"),
        ("diffusion model", "diffusion models"),
    ):
        assert len({graph.entity(name).id for name in names}) == 1
    assert len(graph.papers_with("β-VAE")) == 2
    assert len(graph.papers_with("SMoE")) == 2


def test_two_meanings_of_one_acronym_are_two_entities(graph: KnowledgeGraph) -> None:
    meanings = [entity for entity in graph.entities() if entity.name == "DAPO"]
    assert len(meanings) == 2
    assert all(len(graph.papers_with(entity.id)) == 1 for entity in meanings)


def test_the_graph_knows_variants_and_parts(graph: KnowledgeGraph) -> None:
    assert [e.name for e in graph.variants("Llama 2")] == ["Llama-2-7B"]
    assert {e.name for e in graph.variants("ImageNet")} == {"ImageNet-1K", "Tiny ImageNet"}
    assert [e.id for e in graph.parts("GLUE")] == [graph.entity("MNLI").id]
    assert graph.variants("RL") == ()


def test_relations_are_edges_of_their_own(graph: KnowledgeGraph) -> None:
    network = graph.to_networkx()
    source, target = graph.entity("LLaMA-2-7B").id, graph.entity("Llama 2").id
    assert network.edges[source, target, "variant_of"] == {
        "kind": "variant_of",
        "reason": "size 7B",
    }
    kinds = {kind for _, _, kind in network.edges(data="kind")}
    assert kinds == {"link", "variant_of", "part_of"}


def test_relations_are_said_in_rdf_and_the_shapes_hold(folder: Path) -> None:
    question = "SELECT ?a ?b WHERE { ?a kg:variantOf ?b . ?a kg:named true }"
    ended = kg("query", folder, question, "--format", "csv")
    assert b"method/llama-2-7b" in ended.stdout
    narrower = kg("query", folder, "ASK { ?a skos:broader ?b . ?a kg:variantOf ?b }")
    assert narrower.returncode == 0
    assert kg("validate", folder).returncode == 0


def test_show_lists_the_relations_of_an_entity(folder: Path) -> None:
    text = kg("show", folder, "Llama 2").stdout.decode()
    assert "has_variant   Llama-2-7B  (method/llama-2-7b)" in text
    rows = json.loads(kg("show", folder, "MNLI", "--json").stdout)["relations"]
    assert [(row["relation"], row["label"]) for row in rows] == [("part_of", "GLUE")]


def test_each_join_is_shown_with_the_line_that_undoes_it(
    folder: Path, papers_file: Path, tmp_path: Path
) -> None:
    rows = json.loads(kg("entities", folder, "--merged", "--json").stdout)
    joined = next(row for row in rows if row["entity"] == "method/smoe" and row["name"] == "SMoEs")
    assert joined["undo"] == "different\tSMoE\tSMoEs"
    lines = kg("entities", folder, "--merged").stdout.decode()
    assert joined["undo"] in lines.splitlines()
    aliases = tmp_path / "mine.tsv"
    aliases.write_text(joined["undo"] + "\n", encoding="utf8")
    assert kg("build", papers_file, "-o", tmp_path / "graph", "--aliases", aliases).returncode == 0
    again = KnowledgeGraph.load(tmp_path / "graph")
    assert len(again.papers_with("method/smoe")) == 1


def test_the_whole_list_of_joins_is_an_overrides_file(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.tsv"
    file.write_bytes(kg("entities", folder, "--merged").stdout)
    assert len(read_overrides(file).lines) > 3


def test_the_report_names_the_overrides_by_their_hash(papers_file: Path, tmp_path: Path) -> None:
    overrides = parse_overrides(["name\tSMoE\tSparse MoE"], "mine.tsv")
    report = build([papers_file], tmp_path, overrides=overrides)
    assert report.overrides == overrides.digest
    graph = KnowledgeGraph.load(tmp_path)
    assert graph.entity("SMoE").name == "Sparse MoE"
    assert graph.overrides == overrides
    assert build([papers_file], tmp_path).overrides is None


def test_a_bad_overrides_file_ends_the_build_with_file_and_line(
    papers_file: Path, tmp_path: Path
) -> None:
    aliases = tmp_path / "mine.tsv"
    aliases.write_text("same\tRL\n", encoding="utf8")
    for command in (("build", papers_file, "-o", tmp_path / "g"), ("extract", papers_file)):
        ended = kg(*command, "--aliases", aliases)
        assert ended.returncode == 1
        assert "mine.tsv, line 1: same takes" in ended.stderr.decode()
    assert not (tmp_path / "g").exists()


def contents(graph: KnowledgeGraph) -> tuple[object, ...]:
    return graph.papers, graph.entities(), graph.links, graph.merges, graph.relations


def test_a_paper_taken_out_leaves_the_graph_of_the_others(
    papers_file: Path, graph: KnowledgeGraph
) -> None:
    papers = list(read_papers(papers_file))
    for gone in papers:
        rebuilt = build_graph([paper for paper in papers if paper != gone])
        assert contents(graph.without([gone.id])) == contents(rebuilt)


LINES = st.sampled_from([
    "drop\tRL", "different\tRL\treinforcement learning", "same\tAdam\tPPO", "type\tDDPM\ttask",
    "name\tMoE\tMixture", "drop\tCIFAR-10", "part\tMoE\tAdam",
])  # fmt: skip


def graph_of(mentions: list[Mention], lines: list[str]) -> KnowledgeGraph:
    overrides = parse_overrides(lines, "test")
    found = resolve(mentions, overrides)
    papers = [Paper(id) for id in sorted({m.paper for m in mentions})]
    return KnowledgeGraph(
        papers, found.entities, found.links, found.merges, found.relations, overrides
    )


@given(MENTIONS, st.lists(LINES, max_size=3, unique=True))
def test_taking_a_paper_out_equals_building_without_it(
    mentions: list[Mention], lines: list[str]
) -> None:
    mentions = [*mentions, mention("a", "Adam", start=200)]
    rest = [m for m in mentions if m.paper != "a"]
    assert contents(graph_of(mentions, lines).without(["a"])) == contents(graph_of(rest, lines))
