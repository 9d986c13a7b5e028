"""A small graph in our own words about well-known papers, for the tests of everything RDF."""

import io
from dataclasses import dataclass

import pyoxigraph as ox

from kg.rdf import triples, write_rdf
from kg.records import Entity, Field, Link, Mention, Merge, Paper, Relation, Role
from kg.resolution.overrides import NO_OVERRIDES, Overrides

TITLES = {
    "arxiv:1810.04805": "BERT: Deep Bidirectional Transformers for Language",
    "arxiv:1907.11692": "RoBERTa: Training BERT with Care",
    "doi:10.18653/v1/D16-1264": "SQuAD: Reading Comprehension Questions",
    "doi:10.18653/v1/W18-5446": "GLUE: Nine Tasks for Sentence Encoders",
    "sha:0123456789ab": "A List Entry without Links",
}
ABSTRACTS = {
    "arxiv:1810.04805": (
        "We present BERT, an encoder that reads both ways. BERT does well on SQuAD and on GLUE. "
        "Question answering gains most; we report F1."
    ),
    "arxiv:1907.11692": (
        "We train BERT for longer and call the outcome RoBERTa. It beats BERT on GLUE and reaches "
        "94.6% on SQuAD in question answering, measured by F1."
    ),
    "doi:10.18653/v1/D16-1264": (
        "SQuAD is a new dataset for question answering. A logistic regression has a low F1."
    ),
    "doi:10.18653/v1/W18-5446": (
        "GLUE gathers nine tasks. A logistic regression on sentence vectors is a first baseline."
    ),
    "sha:0123456789ab": "",
}
PAPERS = (
    Paper(
        "arxiv:1810.04805",
        TITLES["arxiv:1810.04805"],
        ABSTRACTS["arxiv:1810.04805"],
        ("Jacob Devlin", "Ming-Wei Chang"),
        organisation="Google",
        year=2018,
        date="2018-10-11",
        url="https://arxiv.org/abs/1810.04805",
        repositories=("https://github.com/google-research/bert",),
    ),
    Paper(
        "arxiv:1907.11692",
        TITLES["arxiv:1907.11692"],
        ABSTRACTS["arxiv:1907.11692"],
        ("Yinhan Liu", "Myle Ott"),
        year=2019,
        date="2019-07",
    ),
    Paper(
        "doi:10.18653/v1/D16-1264",
        TITLES["doi:10.18653/v1/D16-1264"],
        ABSTRACTS["doi:10.18653/v1/D16-1264"],
        ("Pranav Rajpurkar",),
        year=2016,
    ),
    Paper(
        "doi:10.18653/v1/W18-5446",
        TITLES["doi:10.18653/v1/W18-5446"],
        ABSTRACTS["doi:10.18653/v1/W18-5446"],
        ("Alex Wang",),
        date="2018-04-20",
    ),
    Paper("sha:0123456789ab", TITLES["sha:0123456789ab"]),
)
ENTITIES = (
    Entity(
        "method/bert", "BERT", "method", ("Bert",), True, ("https://www.wikidata.org/entity/Q1",)
    ),
    Entity("method/roberta", "RoBERTa", "method", (), True),
    Entity("method/logistic-regression", "logistic regression", "method"),
    Entity("dataset/squad", "SQuAD", "dataset", ("SQUAD", "SQuAD 1.1"), True),
    Entity("benchmark/glue", "GLUE", "benchmark", (), True),
    Entity("task/question-answering", "question answering", "task", ("Question answering",)),
    Entity("metric/f1", "F1", "metric", (), True),
    Entity("task/glue", "glue", "task"),
)


def mention(paper: str, entity: str, text: str, role: Role, field: Field = "abstract") -> Mention:
    """Find a text in a paper of this example and mark it."""
    source = (TITLES if field == "title" else ABSTRACTS)[paper]
    start = source.index(text)
    type_ = next(each.type for each in ENTITIES if each.id == entity)
    end = start + len(text)
    return Mention(
        paper, field, start, end, text, type_, role, 0.75, "gazetteer", 0, len(source)
    )  # fmt: skip


def link(paper: str, entity: str, text: str, role: Role, score: float = 0.75) -> Link:
    """Link a paper to an entity, with one mention for evidence."""
    return Link(paper, entity, role, score, (mention(paper, entity, text, role),))


_BERT, _ROBERTA, _SQUAD = "arxiv:1810.04805", "arxiv:1907.11692", "doi:10.18653/v1/D16-1264"
_GLUE = "doi:10.18653/v1/W18-5446"
LINKS = (
    Link(
        _BERT,
        "method/bert",
        "proposes",
        0.9,
        (
            mention(_BERT, "method/bert", "BERT", "proposes", "title"),
            mention(_BERT, "method/bert", "BERT", "proposes"),
        ),
    ),
    link(_BERT, "dataset/squad", "SQuAD", "evaluates_on"),
    link(_BERT, "benchmark/glue", "GLUE", "evaluates_on"),
    link(_BERT, "task/question-answering", "Question answering", "studies"),
    link(_BERT, "metric/f1", "F1", "measures"),
    link(_ROBERTA, "method/roberta", "RoBERTa", "proposes"),
    link(_ROBERTA, "method/bert", "BERT", "uses"),
    link(_ROBERTA, "method/bert", "BERT", "compares_with"),
    link(_ROBERTA, "dataset/squad", "SQuAD", "evaluates_on"),
    link(_ROBERTA, "dataset/squad", "SQuAD", "uses", 0.3),
    link(_ROBERTA, "benchmark/glue", "GLUE", "evaluates_on"),
    link(_ROBERTA, "task/question-answering", "question answering", "studies"),
    link(_ROBERTA, "metric/f1", "F1", "measures"),
    link(_SQUAD, "dataset/squad", "SQuAD", "proposes"),
    link(_SQUAD, "task/question-answering", "question answering", "studies"),
    link(_SQUAD, "method/logistic-regression", "logistic regression", "compares_with"),
    link(_SQUAD, "metric/f1", "F1", "measures"),
    link(_GLUE, "benchmark/glue", "GLUE", "proposes"),
    link(_GLUE, "method/logistic-regression", "logistic regression", "uses"),
)


@dataclass(frozen=True)
class Graph:
    """What an export reads."""

    papers: tuple[Paper, ...] = PAPERS
    nodes: tuple[Entity, ...] = ENTITIES
    links: tuple[Link, ...] = LINKS
    relations: tuple[Relation, ...] = ()
    merges: tuple[Merge, ...] = ()
    overrides: Overrides = NO_OVERRIDES

    def entities(self) -> tuple[Entity, ...]:
        return self.nodes


def written(graph: Graph, format: str = "ttl", **options: str) -> bytes:
    stream = io.BytesIO()
    write_rdf(graph, stream, format, **options)
    return stream.getvalue()


def facts(graph: Graph) -> set[tuple[object, ...]]:
    return {tuple(each) for each in triples(graph)}


def objects(graph: Graph, subject: ox.NamedNode, predicate: ox.NamedNode) -> set[str]:
    return {o.value for s, p, o in facts(graph) if s == subject and p == predicate}
