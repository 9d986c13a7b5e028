"""Checks the RDF of a built graph against the SHACL shapes."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.errors import ReportableRuntimeError
from rdflib import RDF, SH

from kg.errors import GraphError
from kg.storage.build_folder import current_file
from kg.triples.vocabulary import KG, OA, XSD, compact

__all__ = ["Problem", "load_shapes", "validate_folder", "validate_triples"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong with an export.

    Attributes
    ----------
    focus
        IRI of the node that is wrong, or place in the file if that is not Turtle.
    path
        Property that is wrong; empty if the node itself is.
    message
        The reason, in words.
    severity
        ``Violation``, ``Warning`` or ``Info``.
    """

    focus: str
    path: str
    message: str
    severity: str


def load_shapes() -> rdflib.Graph:
    """Read the SHACL shapes that every export conforms to."""
    text = files("kg.schemas").joinpath("shapes.ttl").read_text(encoding="utf-8")
    return rdflib.Graph().parse(data=text, format="turtle")


# A blank node there cannot be compared with another offset, at which pySHACL gives up.
_OFFSETS = frozenset({OA.start, OA.end, KG.sentenceStart, KG.sentenceEnd})


@contextmanager
def _silenced(logger: logging.Logger) -> Iterator[None]:
    """Silence a logger and all warnings."""
    before = logger.disabled
    logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = before


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Node:
    match term:
        case ox.NamedNode():
            return rdflib.URIRef(term.value)
        case ox.BlankNode():
            return rdflib.BNode(term.value)
        case ox.Literal(language=str()):
            return rdflib.Literal(term.value, lang=term.language)
        case ox.Literal() if term.datatype == XSD.string:
            # rdflib distinguishes "a" from "a"^^xsd:string, and the shapes use the plain form.
            return rdflib.Literal(term.value)
        case ox.Literal():
            datatype = rdflib.URIRef(term.datatype.value)
            return rdflib.Literal(term.value, datatype=datatype, normalize=False)
        case _:
            raise GraphError(f"a triple about a triple, which the shapes do not know: {term}")


def _problem(report: rdflib.Graph, result: rdflib.term.Node) -> Problem:
    path = report.value(result, SH.resultPath)
    # A complex path is a blank node, whose name would mean nothing to a reader.
    path_text = compact(str(path)) if isinstance(path, rdflib.URIRef) else ""
    value = report.value(result, SH.value)
    message = str(report.value(result, SH.resultMessage) or "")
    focus = report.value(result, SH.focusNode)
    # A query is asked once of the whole graph; the node that is wrong is the one that it finds.
    if (result, SH.sourceConstraintComponent, SH.SPARQLConstraintComponent) in report:
        focus = value or focus
    if value is not None and value != focus:
        message = f"{message} (here: {value.n3()})"
    severity = str(report.value(result, SH.resultSeverity)).partition("#")[2]
    return Problem(str(focus), path_text, message, severity)


def validate_triples(triples: Iterable[ox.Triple]) -> list[Problem]:
    """Check triples against the shapes.

    Parameters
    ----------
    triples
        The statements of an export.

    Returns
    -------
    list of Problem
        Sorted; empty if the export conforms.

    Raises
    ------
    GraphError
        A statement is about a statement.
    """
    # An Oxigraph store would widen xsd:nonNegativeInteger to xsd:integer, which the shapes refuse.
    graph = rdflib.Graph()
    problems: set[Problem] = set()
    # A literal that does not fit its type is reported below; rdflib would log a traceback and warn.
    with _silenced(logging.getLogger("rdflib.term")):
        for subject, predicate, value in triples:
            if predicate in _OFFSETS and isinstance(value, ox.BlankNode):
                message = "an offset is a whole number, no blank node"
                problems.add(
                    Problem(str(_term(subject)), compact(predicate.value), message, "Violation")
                )
            else:
                graph.add((_term(subject), _term(predicate), _term(value)))
        report = _report(graph)
        for result in report.subjects(RDF.type, SH.ValidationResult):
            problems.add(_problem(report, result))
    return sorted(problems)


def _report(graph: rdflib.Graph) -> rdflib.Graph:
    try:
        _, report, _ = pyshacl.validate(
            graph, shacl_graph=load_shapes(), inference="none", do_owl_imports=False
        )
    except ReportableRuntimeError as error:
        raise GraphError(f"the shapes cannot be checked: {error.message}") from None
    assert isinstance(report, rdflib.Graph)
    return report


def validate_folder(folder: str | Path) -> list[Problem]:
    """Check the ``graph.ttl`` of a built graph: strictly as Turtle, then against the shapes.

    Parameters
    ----------
    folder
        Where a graph was built, or the Turtle file itself.

    Returns
    -------
    list of Problem
        Sorted; empty if the graph conforms.

    Raises
    ------
    GraphError
        There is no ``graph.ttl``.
    """
    path = Path(folder)
    path = current_file(path, "graph.ttl") if path.is_dir() else path
    if not path.is_file():
        raise GraphError(f"{path}: no such file, build the graph first")
    try:
        return validate_triples(
            ox.Triple(each.subject, each.predicate, each.object)
            for each in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        )
    except SyntaxError as error:
        place = f"{path.name}, line {error.lineno}, column {error.offset}"
        return [Problem(place, "", f"not Turtle: {error.msg}", "Violation")]
