"""The page as text: self-contained, strict, and blind to what its data say."""

import base64
import gzip
import hashlib
import json
import re
from collections import Counter
from typing import Any

import pytest

from kg.graph import KnowledgeGraph
from kg.page.data import MOST_DRAWN, page_data
from kg.page.layout import positions
from kg.records import Entity, Link, Mention, Paper
from kg.viewer import joined_modules, render_html

HOSTILE = "</script><img src=x onerror=alert(1)> & \u2028 \U0001f600 \u202eabc"


def graph_of(title: str = "A title") -> KnowledgeGraph:
    text = "\U0001f600 We use GRPO here."
    mention = Mention("a", "abstract", 9, 13, "GRPO", "method", "uses", 0.9, "model", 0, len(text))
    return KnowledgeGraph(
        [Paper("a", title, text), Paper("b", "Other", "GRPO too.")],
        [Entity("method/grpo", "GRPO", "method", (), True)],
        [
            Link("a", "method/grpo", "uses", 0.9, (mention,)),
            Link("b", "method/grpo", "uses", 0.9),
        ],
    )


def unpacked(page: str, id: str) -> Any:
    found = re.search(rf'<script type="application/gzip" id="{id}">(.*?)</script>', page)
    assert found
    return json.loads(gzip.decompress(base64.b64decode(found[1])))


def test_data_cannot_end_its_script_element() -> None:
    page = render_html(graph_of(HOSTILE))
    assert "<img src=x" not in page
    assert unpacked(page, "index")["papers"]["title"][0] == HOSTILE


def test_modules_that_share_a_scope_share_no_name() -> None:
    names = re.findall(
        r"^(?:async )?(?:function|const|let|class) (\w+)", joined_modules(), re.MULTILINE
    )
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_a_module_stands_after_those_that_it_imports() -> None:
    script = joined_modules()
    assert script.index("function makeGraph(") < script.index("makeGraph(await")
    assert not re.search(r"^(?:import|export) ", script, re.MULTILINE)


def test_the_policy_allows_the_pages_own_scripts_and_nothing_else() -> None:
    page = render_html(graph_of())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert "default-src 'none'" in policy[1]
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    allowed = re.search(r"script-src ([^;]*)", policy[1])
    assert allowed
    own = {f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests}
    assert own == set(allowed[1].split()) != set()


def test_evidence_is_a_sentence_with_the_mention_in_code_points() -> None:
    (block,) = page_data(graph_of()).details
    assert block[0]["sentences"] == ["\U0001f600 We use GRPO here."]
    assert block[0]["evidence"] == [[0, 9, 13]]


def test_the_same_graph_gives_the_same_page() -> None:
    assert render_html(graph_of()) == render_html(graph_of())


def test_an_empty_graph_has_a_page() -> None:
    assert unpacked(render_html(KnowledgeGraph([], [], [])), "index")["nodes"] == []


def test_a_paper_without_title_is_labelled_by_its_first_words() -> None:
    data = page_data(KnowledgeGraph([Paper("a", "", "Some words.")], [], []))
    assert data.index["papers"]["label"] == {0: "Some words."}


@pytest.mark.parametrize("abstract", ["We train it. " * 20, "图神经网络" * 50, "One two\nthree."])
def test_the_page_calls_a_paper_without_title_what_a_network_calls_it(abstract: str) -> None:
    graph = KnowledgeGraph([Paper("a", "", abstract)], [], [])
    shown = page_data(graph).index["papers"]["label"][0]
    assert shown == graph.to_networkx().nodes["a"]["label"]
    assert len(shown) <= 81


def wide_graph(papers: int, entities: int) -> KnowledgeGraph:
    return KnowledgeGraph(
        [Paper(f"p{i:04}", f"Paper {i}") for i in range(papers)],
        [Entity(f"method/m{i}", f"M{i}", "method") for i in range(entities)],
        [Link(f"p{i:04}", f"method/m{i % entities}", "uses", 0.9) for i in range(papers)],
    )


def test_only_so_many_nodes_are_drawn_but_all_are_embedded() -> None:
    data = page_data(wide_graph(2 * MOST_DRAWN, MOST_DRAWN))
    assert len(data.index["nodes"]) == MOST_DRAWN
    assert len(data.index["papers"]["id"]) == 2 * MOST_DRAWN
    assert sum(len(block) for block in data.details) == 2 * MOST_DRAWN


def test_two_papers_that_share_an_entity_are_one_community_if_there_are_no_others() -> None:
    data = page_data(wide_graph(2, 1))
    assert [community for *_, community in data.index["paper_nodes"]] == [0, 0]


def test_a_neighbourhood_is_drawn_alone() -> None:
    data = page_data(wide_graph(20, 5), focus="p0000", depth=1)
    numbers = {row[0] for row in data.index["nodes"]}
    assert numbers == {0, 20}


def test_a_neighbourhood_is_bounded() -> None:
    data = page_data(wide_graph(100, 1), focus="p0000", depth=4, most=10)
    assert len(data.index["nodes"]) == 10


def test_no_two_nodes_stand_in_one_place() -> None:
    graph = graph_of()
    nodes = [*(paper.id for paper in graph.papers), *(entity.id for entity in graph.entities())]
    places = positions(nodes, {(link.paper, link.entity): 1.0 for link in graph.links})
    assert len(set(places.values())) == len(places) == 3
