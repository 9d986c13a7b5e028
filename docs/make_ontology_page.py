"""Writes docs/ontology.md from schemas/ontology.ttl, so that the two never differ."""

from pathlib import Path

from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS
from rdflib.term import Node

ROOT = Path(__file__).parents[1]
TERMS = "https://w3id.org/paper-kg/ontology#"
HEAD = """# Ontology

{description}

Namespace: `{terms}`, prefix `kg`. The file: `schemas/ontology.ttl`; the shapes that every export
conforms to: `schemas/shapes.ttl`.
"""


def _short(graph: Graph, term: Node) -> str:
    if isinstance(term, BNode):
        one_of = graph.value(term, OWL.oneOf)
        members = Collection(graph, one_of or graph.value(term, OWL.unionOf))
        joined = " or ".join(_short(graph, each) for each in members)
        return f"one of {joined}" if one_of else joined
    assert isinstance(term, URIRef)
    prefix, _, name = graph.namespace_manager.compute_qname(term)
    return f"`{prefix}:{name}`"


def _section(graph: Graph, title: str, kinds: tuple[URIRef, ...]) -> list[str]:
    found = {term for kind in kinds for term in graph.subjects(RDF.type, kind)}
    own = sorted(str(term) for term in found if str(term).startswith(TERMS))
    lines = [f"\n## {title}\n"]
    for iri in own:
        term = URIRef(iri)
        lines.append(f"### kg:{iri.removeprefix(TERMS)}\n")
        lines.append(f"{graph.value(term, RDFS.comment)}\n")
        for label, property_ in (
            ("subclass of", RDFS.subClassOf),
            ("subproperty of", RDFS.subPropertyOf),
            ("domain", RDFS.domain),
            ("range", RDFS.range),
            ("see also", RDFS.seeAlso),
        ):
            values = sorted(_short(graph, each) for each in graph.objects(term, property_))
            if values:
                lines.append(f"- {label}: {', '.join(values)}")
        lines.append("")
    return lines


def page() -> str:
    """Return the page as Markdown."""
    graph = Graph().parse(ROOT / "schemas" / "ontology.ttl")
    ontology = URIRef(TERMS.rstrip("#"))
    lines = [HEAD.format(description=graph.value(ontology, DCTERMS.description), terms=TERMS)]
    lines += _section(graph, "Classes", (OWL.Class,))
    lines += _section(graph, "Properties", (OWL.ObjectProperty, OWL.DatatypeProperty))
    return "\n".join(lines)


if __name__ == "__main__":
    (ROOT / "docs" / "ontology.md").write_text(page(), encoding="utf8")
