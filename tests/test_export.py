"""Exports are what the programs that they are for can read."""

import csv
import io
import json
import zipfile
from xml.etree import ElementTree

import networkx as nx
import pytest
from pyarrow import parquet

from kg.errors import FormatError
from kg.export import EXPORT_FORMATS, export_graph
from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Paper

HOSTILE = 'A "title" with <b>, \x0b & \U0001f600\u202eabc'
GRAPH = KnowledgeGraph(
    [Paper("a", HOSTILE, year=2024), Paper("b")],
    [Entity("method/x", "X", "method", named=True), Entity("method/y", "Y", "method")],
    [
        Link("a", "method/x", "uses", 0.5),
        Link("b", "method/x", "proposes", 0.75),
        Link("b", "method/y", "proposes", 0.75),
    ],
)


# Half a pair of surrogates, as JSON can write it.
HALF = "\ud83d"
HALVED = KnowledgeGraph(
    [Paper(f"a{HALF}", f"Cut {HALF}")],
    [Entity("method/x", f"X{HALF}", "method", (f"Y{HALF}",))],
    [Link(f"a{HALF}", "method/x", "uses", 0.5)],
)


def exported(format: str, graph: KnowledgeGraph = GRAPH) -> bytes:
    stream = io.BytesIO()
    export_graph(graph, format, stream)
    return stream.getvalue()


@pytest.mark.parametrize("format", sorted({*EXPORT_FORMATS} - {"parquet", "neo4j"}))
def test_half_a_pair_of_surrogates_is_replaced_in_every_text_format(format: str) -> None:
    text = exported(format, HALVED).decode()
    assert "\ufffd" in text or "&#65533;" in text
    if format in ("graphml", "gexf"):
        network = getattr(nx, f"read_{format}")(io.BytesIO(text.encode()))
        assert set(network) == {"a\ufffd", "method/x"}
        assert network.nodes["a\ufffd"]["label"] == "Cut \ufffd"


def test_half_a_pair_of_surrogates_is_replaced_in_tables() -> None:
    table = parquet.read_table(io.BytesIO(exported("parquet", HALVED)))
    assert table["title"].to_pylist() == ["Cut \ufffd"]
    with zipfile.ZipFile(io.BytesIO(exported("neo4j", HALVED))) as archive:
        (paper,) = csv.DictReader(archive.read("papers.csv").decode().splitlines())
    assert (paper["id:ID"], paper["title"]) == ("a\ufffd", "Cut \ufffd")


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_an_id_with_a_character_that_xml_cannot_hold_is_written_without_it(format: str) -> None:
    graph = KnowledgeGraph([Paper("a\x0b"), Paper("b")], [], [])
    network = getattr(nx, f"read_{format}")(io.BytesIO(exported(format, graph)))
    assert set(network) == {"a ", "b"}


@pytest.mark.parametrize("format", ["graphml", "gexf", "json", "cytoscape"])
def test_ids_that_would_become_one_are_refused(format: str) -> None:
    graph = KnowledgeGraph([Paper("a\ud83d"), Paper("a\ud83e")], [], [])
    with pytest.raises(FormatError, match="ids differ only in characters"):
        exported(format, graph)


def test_graphml_is_read_by_networkx() -> None:
    network = nx.read_graphml(io.BytesIO(exported("graphml")))
    assert network.nodes["method/x"]["label"] == "X"
    assert network.nodes["a"]["label"] == HOSTILE.replace("\x0b", " ")


def test_gexf_is_read_by_networkx() -> None:
    network = nx.read_gexf(io.BytesIO(exported("gexf")))
    assert set(network.nodes) == {"a", "b", "method/x", "method/y"}


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_every_edge_has_an_id_of_its_own(format: str) -> None:
    root = ElementTree.fromstring(exported(format))
    ids = [edge.get("id") for edge in root.iter() if edge.tag.endswith("}edge")]
    assert len(set(ids)) == len(GRAPH.links)


def test_the_id_of_a_graphml_edge_says_what_it_joins_and_how() -> None:
    assert b'id="a|method/x|uses"' in exported("graphml")


def test_node_link_json_gives_the_same_network() -> None:
    network = nx.node_link_graph(json.loads(exported("json")), edges="links")
    assert nx.utils.graphs_equal(network, GRAPH.to_networkx())


def test_csv_has_a_row_for_each_link() -> None:
    rows = list(csv.DictReader(io.StringIO(exported("csv").decode(), newline="")))
    assert [(row["paper"], row["title"], row["role"]) for row in rows] == [
        ("a", HOSTILE, "uses"),
        ("b", "", "proposes"),
        ("b", "", "proposes"),
    ]


def test_a_spreadsheet_takes_no_name_for_a_formula() -> None:
    papers = [Paper(f"p{n}", t) for n, t in enumerate(("=HYPERLINK(1)", "+1", "-1", "@x", "\tz"))]
    links = [Link(paper.id, "method/y", "uses", 0.5) for paper in papers]
    stream = io.BytesIO()
    graph = KnowledgeGraph(papers, [Entity("method/y", "=Y", "method")], links)
    export_graph(graph, "csv", stream)
    rows = list(csv.DictReader(io.StringIO(stream.getvalue().decode(), newline="")))
    assert [row["title"] for row in rows] == [f"'{paper.title}" for paper in papers]
    assert {(row["name"], row["score"]) for row in rows} == {("'=Y", "0.5")}


def test_a_table_of_links_is_the_same_in_every_format() -> None:
    rows = list(csv.DictReader(io.StringIO(exported("csv").decode(), newline="")))
    table = parquet.read_table(io.BytesIO(exported("parquet")))
    frame = GRAPH.to_pandas("links")
    assert [*rows[0]] == table.column_names == [*frame.columns]
    assert [row["year"] for row in rows] == ["2024", "", ""]
    assert table["year"].to_pylist() == [2024, None, None]


def test_parquet_of_a_graph_without_links_has_its_columns() -> None:
    stream = io.BytesIO()
    export_graph(KnowledgeGraph([Paper("a")], [], []), "parquet", stream)
    table = parquet.read_table(stream)
    assert (table.num_rows, table.column_names[:2]) == (0, ["paper", "title"])


@pytest.mark.parametrize("format", ["graphml", "gexf", "json", "csv", "parquet", "ttl", "nt"])
def test_the_same_graph_gives_the_same_bytes(format: str) -> None:
    assert exported(format) == exported(format) != b""


def test_an_unknown_format_is_answered_with_the_known_ones() -> None:
    with pytest.raises(FormatError, match="graphml"):
        exported("xlsx")


def test_cytoscape_json_has_every_node_and_edge() -> None:
    data = json.loads(exported("cytoscape"))
    assert len(data["elements"]["nodes"]) == len(GRAPH.papers) + len(GRAPH.entities())
    assert len(data["elements"]["edges"]) == len(GRAPH.links) + len(GRAPH.relations)


def test_cytoscape_names_nodes_as_people_do() -> None:
    nodes = json.loads(exported("cytoscape"))["elements"]["nodes"]
    named = {each["data"]["id"]: each["data"]["name"] for each in nodes}
    assert named["method/x"] == "X"
    assert named["a"] == HOSTILE
    assert named["b"] == "b", "a paper without title and abstract has its id"


def test_neo4j_files_have_the_headers_of_its_importer() -> None:
    with zipfile.ZipFile(io.BytesIO(exported("neo4j"))) as archive:
        heads = {name: archive.read(name).decode().splitlines()[0] for name in archive.namelist()}
        links = list(csv.DictReader(archive.read("links.csv").decode().splitlines()))
    assert heads["papers.csv"].startswith("id:ID,title")
    assert heads["links.csv"] == ":START_ID,:END_ID,score:float,:TYPE"
    assert len(links) == len(GRAPH.links)
    assert {row[":TYPE"] for row in links} == {link.role.upper() for link in GRAPH.links}


def test_neo4j_is_given_as_many_aliases_as_an_entity_has() -> None:
    graph = KnowledgeGraph([], [Entity("method/x", "X", "method", ("p(a;b)", "Y"))], [])
    with zipfile.ZipFile(io.BytesIO(exported("neo4j", graph))) as archive:
        (row,) = csv.DictReader(archive.read("entities.csv").decode().splitlines())
    assert row["aliases:string[]"].split(";") == ["p(a\N{FULLWIDTH SEMICOLON}b)", "Y"]
