"""What an export says of itself: the build that made it, and how much of what it holds."""

import pyoxigraph as ox
from rdf_example import PAPERS, Graph, facts, objects, written

from kg.iris import DEFAULT_BASE_IRI
from kg.provenance import InputFile, Provenance
from kg.rdf import triples
from kg.triples.vocabulary import DCAT, DCTERMS, KG, OA, PROV, RDF, SCHEMA, VOID


def test_one_activity_with_a_versioned_agent_and_no_clock() -> None:
    stated = facts(Graph())
    activities = [s for s, p, o in stated if (p, o) == (RDF.type, PROV.Activity)]
    assert len(activities) == 1
    (agent,) = objects(Graph(), activities[0], PROV.wasAssociatedWith)
    assert objects(Graph(), ox.NamedNode(agent), SCHEMA.softwareVersion)
    assert b"AtTime" not in written(Graph(), "nt")


def test_another_input_is_another_build() -> None:
    def build(graph: Graph) -> set[object]:
        return {s for s, _, o in facts(graph) if o == PROV.Activity}

    assert build(Graph()) != build(Graph(papers=PAPERS[:1]))


def test_partitions_count_what_the_export_holds() -> None:
    store = ox.Store()
    store.bulk_load(written(Graph()), format=ox.RdfFormat.TURTLE)
    described = store.query(
        "SELECT ?property ?count WHERE { ?d void:propertyPartition ?p ."
        " ?p void:property ?property ; void:triples ?count }",
        prefixes={"void": VOID.iri},
    )
    stated = {row["property"].value: int(row["count"].value) for row in described}
    for iri in (KG.uses.value, OA.exact.value, SCHEMA.mentions.value):
        assert stated[iri] == len(list(store.quads_for_pattern(None, ox.NamedNode(iri), None)))


def test_the_build_names_its_inputs_by_hash_and_its_model() -> None:
    provenance = Provenance((InputFile("list.bib", "ab" * 32),), "a model")
    stated = list(triples(Graph(), provenance=provenance))
    (build,) = [t.subject for t in stated if t.object == PROV.Activity]
    (used,) = [t.object for t in stated if t.subject == build and t.predicate == PROV.used]
    about = {t.predicate: t.object for t in stated if t.subject == used}
    assert about[KG.sha256] == ox.Literal("ab" * 32)
    assert about[DCTERMS.title] == ox.Literal("list.bib")
    assert (build, KG.model, ox.Literal("a model")) in set(map(tuple, stated))


def test_a_file_that_was_given_under_several_names_has_them_all() -> None:
    given = (("a.bib", "ab" * 32), ("b.bib", "ab" * 32), ("a.bib", "cd" * 32), ("b.bib", "ab" * 32))
    provenance = Provenance(tuple(InputFile(*each) for each in given))
    stated = list(map(str, triples(Graph(), provenance=provenance)))
    assert len(stated) == len(set(stated))
    named = [
        (str(t.subject).rpartition("/")[2], t.object)
        for t in triples(Graph(), provenance=provenance)
        if "/input/" in str(t.subject) and t.predicate == DCTERMS.title
    ]
    assert [(name[:2], title) for name, title in named] == [
        ("ab", ox.Literal("a.bib")),
        ("ab", ox.Literal("b.bib")),
        ("cd", ox.Literal("a.bib")),
    ]


def test_the_data_set_is_described_for_catalogues() -> None:
    (data,) = data_sets(Graph())
    assert str(data).startswith(f"<{DEFAULT_BASE_IRI}void/")
    assert {(data, RDF.type, VOID.Dataset), (data, RDF.type, DCAT.Dataset)} <= facts(Graph())


def data_sets(graph: Graph) -> set[object]:
    return {s for s, _, o in facts(graph) if o == DCAT.Dataset}


def test_two_exports_together_are_two_data_sets_each_with_its_counts() -> None:
    one, other = Graph(), Graph(papers=PAPERS[:-1])
    together = facts(one) | facts(other)
    for data in data_sets(one) | data_sets(other):
        assert len([o for s, p, o in together if (s, p) == (data, VOID.triples)]) == 1
    parts = {s for s, _, _ in together if f"{DEFAULT_BASE_IRI}void/" in str(s)}
    for part in parts - data_sets(one) - data_sets(other):
        (stated,) = [o for s, p, o in together if s == part and p in (VOID.triples, VOID.entities)]
        assert stated


def test_the_same_content_is_the_same_data_set() -> None:
    assert data_sets(Graph()) == data_sets(Graph(papers=PAPERS[::-1]))
