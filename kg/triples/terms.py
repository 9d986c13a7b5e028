"""Writes RDF terms and descriptions of subjects as N-Triples or Turtle."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring
from typing import NewType, cast

from pyoxigraph import NamedNode

from kg.iris import Mint
from kg.surrogates import without_surrogates
from kg.triples.term_counts import pack_counts
from kg.triples.vocabulary import PREFIXES, RDF, VOCABULARIES, XSD

__all__ = [
    "NOT_IN_XML",
    "Description",
    "Filled",
    "Form",
    "NTriples",
    "Pair",
    "Turtle",
    "Written",
    "gap",
]

# RDF may hold these characters; XML 1.0 cannot, escaped or not.
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# The text of a term. Only this module converts other text to it, so that none is left unescaped.
Written = NewType("Written", str)
# A property and its value: a term of our vocabularies, or the text of another term.
Pair = tuple[NamedNode, NamedNode | Written]
Description = tuple[Written, Sequence[Pair]]

# Delimits the name of a gap; no term contains it, since control characters are escaped.
_GAP = "\x00"
_GAPS = re.compile(f"{_GAP}(.+?){_GAP}")


def gap(name: str) -> Written:
    """Return the placeholder for a term, or a part of one, in the descriptions of a form."""
    return Written(f"{_GAP}{name}{_GAP}")


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """Descriptions that differ only in some terms: written once, and filled many times.

    Attributes
    ----------
    text
        A ``%`` format string with a named field for each gap.
    counts
        Packed counts of its terms, from `kg.triples.term_counts`.
    """

    text: str
    counts: bytes

    def filled(self, terms: Mapping[str, Written | str]) -> Filled:
        """Fill the gaps with terms, or with parts of minted IRIs."""
        return Filled(self.counts, _encoded(self.text % terms))


@dataclass(slots=True)
class Filled:
    """Descriptions in UTF-8, and packed counts of their terms, from `kg.triples.term_counts`."""

    counts: bytes
    written: bytes


# Size of each cache: papers, entities, offsets and scores recur in links and mentions.
_KEPT = 2**14
# Local names that need no escape in Turtle; a percent sign always begins an encoded byte.
_LOCAL = re.compile(r"[A-Za-z0-9_:%](?:[A-Za-z0-9_:%.-]*[A-Za-z0-9_:%-])?")


class NTriples:
    """Writes N-Triples: each term in full, each triple on a line.

    Parameters
    ----------
    base_iri
        Base of the IRIs of the graph's own nodes.

    Raises
    ------
    InputError
        The base is not an absolute IRI.
    """

    def __init__(self, base_iri: str) -> None:
        self.mint = mint = Mint(base_iri)
        self._prefixes = mint.prefixes()
        self._names: dict[NamedNode | str, Written] = {
            vocabulary[name]: self._name(prefix, name)
            for prefix, vocabulary in VOCABULARIES.items()
            for name in vocabulary
        }
        kept = lru_cache(_KEPT)
        self.paper: Callable[[str], Written] = kept(lambda id: self.iri(mint.paper(id)))
        self.entity: Callable[[str], Written] = kept(lambda id: self.iri(mint.entity(id)))
        self.part: Callable[[str, str], Written] = kept(lambda *of: self.iri(mint.text(*of)))
        self.count: Callable[[int], Written] = kept(self._count)
        self.boolean: Callable[[bool], Written] = kept(self._boolean)
        # A plain literal. JSON's escapes are valid in both notations, and nothing in Python
        # escapes a string faster.
        self.text = cast("Callable[[str], Written]", encode_basestring)
        self.forms: dict[object, Form] = {}
        self.decimal: Callable[[float], Written] = kept(self._decimal)

    def _name(self, prefix: str, name: str) -> Written:
        return Written(f"<{PREFIXES[prefix]}{name}>")

    def _count(self, value: int) -> Written:
        return self.typed(str(value), XSD.nonNegativeInteger)

    def _decimal(self, value: float) -> Written:
        # Adding zero turns -0.0 into 0.0: the two are equal, and so share one cache entry.
        exact = format(Decimal(repr(float(value) + 0.0)), "f")
        return self.number(exact if "." in exact else exact + ".0", XSD.decimal)

    def _boolean(self, value: bool) -> Written:
        return self.number("true" if value else "false", XSD.boolean)

    def full(self, iri: str) -> Written:
        """Write an IRI that `kg.iris.Mint` made, or one with a suffix added."""
        return Written(f"<{iri}>")

    def iri(self, node: NamedNode) -> Written:
        """Write an IRI."""
        return self.full(node.value)

    def typed(self, value: str, datatype: NamedNode) -> Written:
        """Write a literal with a datatype of our vocabularies."""
        return Written(f"{encode_basestring(value)}^^{self._names[datatype]}")

    def number(self, value: str, datatype: NamedNode) -> Written:
        """Write an ``xsd:decimal``, ``xsd:integer`` or ``xsd:boolean``."""
        return self.typed(value, datatype)

    def integer(self, value: int) -> Written:
        """Write a whole number."""
        return self.number(str(value), XSD.integer)

    def header(self) -> bytes:
        """Return the header of a file, which N-Triples lacks."""
        return b""

    def name(self, term: NamedNode) -> Written:
        """Write a term of our vocabularies."""
        return self._names[term]

    def described(self, descriptions: Iterable[Description | Filled]) -> bytes:
        """Write descriptions in UTF-8."""
        return b"".join(
            [
                each.written if isinstance(each, Filled) else _encoded(self._stated(*each))
                for each in descriptions
            ]
        )

    def _stated(self, subject: Written, pairs: Iterable[Pair]) -> str:
        names = self._names
        return "".join(
            [
                f"{subject} {names[predicate]} {value if type(value) is str else names[value]} .\n"
                for predicate, value in pairs
            ]
        )

    def form(self, descriptions: Sequence[Description]) -> Form:
        """Make a form of descriptions that have gaps."""
        written = "".join(self._stated(*each) for each in descriptions)
        stated = [pair for _, pairs in descriptions for pair in pairs]
        properties = Counter(predicate for predicate, _ in stated)
        classes = Counter(
            value
            for predicate, value in stated
            if predicate is RDF.type and isinstance(value, NamedNode)
        )
        text = _GAPS.sub(r"%(\1)s", written.replace("%", "%%"))
        return Form(text, pack_counts(properties, classes))


class Turtle(NTriples):
    """Writes Turtle, and so TriG: prefixed names, no repeated subjects or properties."""

    def _name(self, prefix: str, name: str) -> Written:
        return Written("a" if (prefix, name) == ("rdf", "type") else f"{prefix}:{name}")

    def iri(self, node: NamedNode) -> Written:
        """Write an IRI, as a prefixed name if that needs no escape."""
        iri, base = node.value, self.mint.base
        if iri.startswith(base):
            kind, _, local = iri[len(base) :].partition("/")
            if kind in self._prefixes and _LOCAL.fullmatch(local):
                return Written(f"{kind}:{local}")
        return self.full(iri)

    def number(self, value: str, datatype: NamedNode) -> Written:
        """Write a number or a boolean without quotes and datatype."""
        return Written(value)

    def header(self) -> bytes:
        """Return the declarations of the prefixes."""
        prefixes = (PREFIXES | self._prefixes).items()
        return "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes).encode()

    def _stated(self, subject: Written, pairs: Iterable[Pair]) -> str:
        names = self._names
        parts: list[str] = [subject]
        before, last = " ", None
        for predicate, value in pairs:
            text = value if type(value) is str else names[value]
            if predicate is last:
                parts.append(f" , {text}")
            else:
                parts.append(f"{before}{names[predicate]} {text}")
            before, last = " ;\n\t", predicate
        parts.append(" .\n")
        return "".join(parts)


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return without_surrogates(text).encode()
