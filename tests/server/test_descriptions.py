"""What is said of a thing that a great part of all papers name."""

import pyoxigraph as ox

from kg.iris import Mint
from kg.server.answers import MOST_STATEMENTS, answer_job
from kg.server.messages import Job
from kg.triples.vocabulary import KG, OA


def test_many_statements_of_one_kind_do_not_displace_those_of_another() -> None:
    mint, store = Mint(), ox.Store()
    method = mint.entity("method/llm")
    for number in range(3 * MOST_STATEMENTS):
        mention = ox.NamedNode(mint.mention(f"p{number}", "title", "0-3", "method/llm"))
        store.add(ox.Quad(mention, OA.hasBody, method))
    for number in range(MOST_STATEMENTS - 100):
        store.add(ox.Quad(mint.paper(f"p{number}"), KG.uses, method))
    answer = answer_job(store, Job("describe", method.value, None, "application/n-triples"))
    stated = [quad.predicate for quad in ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES)]
    assert stated.count(KG.uses) == MOST_STATEMENTS - 100
    assert stated.count(OA.hasBody) == MOST_STATEMENTS
