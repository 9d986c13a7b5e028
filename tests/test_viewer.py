"""The page as text: self-contained, strict, and blind to what its data say."""

import base64
import hashlib
import json
import re

from kg.graph import KnowledgeGraph
from kg.layout import positions
from kg.records import Entity, Link, Mention, Paper
from kg.viewer import MOST_DRAWN, render_html

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


def data_of(page: str) -> dict:  # type: ignore[type-arg]
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_data_cannot_end_its_script_element() -> None:
    page = render_html(graph_of(HOSTILE))
    assert "<img src=x" not in page
    assert data_of(page)["papers"][0]["title"] == HOSTILE


def test_the_policy_allows_the_pages_own_scripts_and_nothing_else() -> None:
    page = render_html(graph_of())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert "default-src 'none'" in policy[1]
    for script in re.findall(r"<script>(.*?)</script>", page, re.DOTALL):
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy[1]


def test_evidence_is_cut_by_code_points() -> None:
    links = data_of(render_html(graph_of()))["links"]["a"]
    assert links[0][3] == ["\U0001f600 We use ", "GRPO", " here."]


def test_the_same_graph_gives_the_same_page() -> None:
    assert render_html(graph_of()) == render_html(graph_of())


def test_an_empty_graph_has_a_page() -> None:
    assert data_of(render_html(KnowledgeGraph([], [], [])))["nodes"] == []


def test_a_paper_without_title_is_labelled_by_its_first_words() -> None:
    (paper,) = data_of(render_html(KnowledgeGraph([Paper("a", "", "Some words.")], [], [])))[
        "papers"
    ]
    assert paper["label"] == "Some words."


def test_only_so_many_nodes_are_drawn_but_all_are_embedded() -> None:
    papers = [Paper(f"p{i}", f"Paper {i}") for i in range(2 * MOST_DRAWN)]
    entities = [Entity(f"method/m{i}", f"M{i}", "method") for i in range(MOST_DRAWN)]
    links = [
        Link(paper.id, entities[i % MOST_DRAWN].id, "uses", 0.9) for i, paper in enumerate(papers)
    ]
    data = data_of(render_html(KnowledgeGraph(papers, entities, links)))
    assert len(data["nodes"]) <= MOST_DRAWN
    assert len(data["papers"]) == len(papers)


def test_no_two_nodes_stand_in_one_place() -> None:
    network = graph_of().to_networkx().to_undirected()
    places = positions(network)
    assert len(set(places.values())) == len(places) == 3
