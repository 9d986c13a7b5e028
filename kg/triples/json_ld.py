"""Writes triples as JSON-LD with the names of our context, which the document embeds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from operator import attrgetter
from typing import IO, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.triples.vocabulary import RDF, XSD

__all__ = ["write_json_ld"]

# Integers that a JSON number gives back as the same text; a fraction keeps only its value.
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}")
_WHOLE_TYPES = frozenset({XSD.integer.value, XSD.nonNegativeInteger.value})
_STRING = XSD.string.value


@dataclass(frozen=True, slots=True)
class _Name:
    """The context's name for a property, and the type that it gives to bare values."""

    text: str
    type: str | None = None
    is_set: bool = False


class _Context:
    """The names of a JSON-LD context, by the IRIs that they stand for."""

    def __init__(self, entries: Mapping[str, Any]) -> None:
        self._prefixes = {
            name: iri
            for name, iri in entries.items()
            if isinstance(iri, str) and iri.endswith(("#", "/"))
        }
        self._properties: dict[str, _Name] = {}
        self._classes: dict[str, str] = {}
        for text, entry in entries.items():
            if isinstance(entry, dict):
                # Readers would serialize a nested JSON value again, as different text.
                if entry.get("@type") != "@json":
                    type = entry.get("@type", "")
                    name = _Name(text, self._full(type) or None, "@container" in entry)
                    self._properties[self._full(entry["@id"])] = name
            elif isinstance(entry, str) and ":" in entry and text not in self._prefixes:
                self._properties[self._full(entry)] = _Name(text)
                self._classes[self._full(entry)] = text

    def _full(self, compact: str) -> str:
        prefix, _, local = compact.partition(":")
        return self._prefixes[prefix] + local if prefix in self._prefixes else compact

    def short(self, iri: str) -> str:
        for prefix, namespace in self._prefixes.items():
            local = iri.removeprefix(namespace)
            # After a prefix, a local name that begins with // would make an absolute IRI.
            if local not in (iri, "") and not local.startswith("//"):
                return f"{prefix}:{local}"
        return iri

    def property(self, iri: str) -> _Name:
        return self._properties.get(iri) or _Name(self.short(iri))

    def class_(self, iri: str) -> str:
        return self._classes.get(iri) or self.short(iri)

    def value(self, term: NamedNode | BlankNode | Literal | Triple, name: _Name) -> Any:
        if isinstance(term, Literal):
            return self._literal(term, name)
        text = term.value if isinstance(term, NamedNode) else str(term)
        return text if name.type == "@id" else {"id": text}

    def _literal(self, term: Literal, name: _Name) -> Any:
        text, type = term.value, term.datatype.value
        if term.language is not None:
            return {"@value": text, "@language": term.language}
        if type == _STRING:
            return text if name.type is None else {"@value": text}
        if type == XSD.boolean.value and text in {"true", "false"}:
            bare: Any = text == "true"
        elif type in _WHOLE_TYPES and _WHOLE.fullmatch(text):
            bare = int(text)
        else:
            bare = text
        if type == name.type:
            return bare
        return {"@value": text, "@type": self.short(type)}

    def node(self, subject: NamedNode | BlankNode | Triple, triples: Iterable[Triple]) -> Any:
        node: dict[str, Any] = {
            "id": subject.value if isinstance(subject, NamedNode) else str(subject)
        }
        types: list[str] = []
        values: dict[_Name, list[Any]] = {}
        for each in triples:
            if each.predicate == RDF.type and isinstance(each.object, NamedNode):
                types.append(self.class_(each.object.value))
            else:
                name = self.property(each.predicate.value)
                values.setdefault(name, []).append(self.value(each.object, name))
        if types:
            node["type"] = types
        for name, found in values.items():
            node[name.text] = found if name.is_set or len(found) > 1 else found[0]
        return node


@cache
def _context() -> tuple[_Context, str]:
    text = files("kg.schemas").joinpath("context.jsonld").read_text(encoding="utf-8")
    entries = json.loads(text)["@context"]
    return _Context(entries), json.dumps(entries)


def _nodes(triples: Iterable[Triple], context: _Context) -> Iterator[str]:
    for subject, said in groupby(triples, attrgetter("subject")):
        yield json.dumps(context.node(subject, said), ensure_ascii=False)


def write_json_ld(triples: Iterable[Triple], stream: IO[bytes]) -> None:
    """Write triples as one JSON-LD document, one node a line.

    Parameters
    ----------
    triples
        Triples with the same subject should be adjacent, so that they become one node.
    stream
        A binary stream.
    """
    context, text = _context()
    stream.write(f'{{"@context": {text}, "@graph": ['.encode())
    separator = "\n"
    for node in _nodes(triples, context):
        stream.write(f"{separator}{node}".encode())
        separator = ",\n"
    stream.write(b"\n]}\n")
