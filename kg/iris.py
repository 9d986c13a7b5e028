"""Mints the IRIs of the graph's own nodes from their ids, percent-encoded and unambiguous."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import quote

from pyoxigraph import NamedNode

from kg.errors import InputError
from kg.records import ENTITY_TYPES

__all__ = ["DEFAULT_BASE_IRI", "Mint", "external_iri", "external_iris", "web_iri"]

DEFAULT_BASE_IRI = "https://w3id.org/paper-kg/id/"
# Characters that RFC 3987 allows in an IRI besides letters, digits and non-ASCII characters. The
# percent sign is among them because a copied address is already percent-encoded.
_SAFE_IN_ADDRESS = ":/?#[]@!$&'()*+,;=-._~%"
# RFC 3986 ends the authority, with the host, at one of these.
_AUTHORITY = re.compile("[^/?#]*")
# Hexadecimal digits, 64 bits: two of a hundred million things agree with a chance of 1 in 3,700.
_HASH_LENGTH = 16
# Size of each cache: ids of papers and entities recur in the IRI of each link and mention.
_KEPT = 2**14


@lru_cache(_KEPT)
def _segment(text: str) -> str:
    """Encode one path segment; RFC 3986 would resolve away a segment of dots only."""
    if text.isascii() and text.replace("-", "").isalnum():
        return text
    clean = text.encode("utf-8", "replace").decode("utf-8")
    encoded = quote(clean, safe=":")
    return encoded.replace(".", "%2E") if set(encoded) <= {"."} else encoded


@lru_cache(_KEPT)
def _path(entity_id: str) -> str:
    """Encode the id of an entity, which contains a slash."""
    return "/".join(map(_segment, entity_id.split("/")))


def web_iri(address: str) -> NamedNode | None:
    """Turn a web address into an IRI if possible, without changing its host.

    Parameters
    ----------
    address
        A URL as somebody wrote it.

    Returns
    -------
    NamedNode or None
        None if it is not an absolute http or https address.
    """
    clean = address.strip().encode("utf-8", "replace").decode("utf-8")
    if not clean.lower().startswith(("http://", "https://")):
        return None
    try:
        return NamedNode(quote(clean, safe=_SAFE_IN_ADDRESS))
    except ValueError:
        return None


def external_iri(address: str) -> NamedNode | None:
    """Turn a web address into an IRI as `web_iri` does, its scheme and host in small letters.

    Examples
    --------
    >>> external_iri("HTTPS://GitHub.com/x/ü").value
    'https://github.com/x/%C3%BC'
    """
    scheme, slashes, rest = address.strip().partition("://")
    authority = rest[: _AUTHORITY.match(rest).end()]  # type: ignore[union-attr]
    user, at, host = authority.rpartition("@")
    path = rest[len(authority) :]
    return web_iri(f"{scheme.lower()}{slashes}{user}{at}{host.lower()}{path}")


def external_iris(addresses: Iterable[str]) -> dict[NamedNode, None]:
    """Turn web addresses into IRIs, each once: several spellings can give one."""
    found = map(external_iri, addresses)
    return dict.fromkeys(each for each in found if each is not None)


class Mint:
    """Makes the IRIs under one base.

    Parameters
    ----------
    base_iri
        Absolute IRI; a slash is added unless it ends in a slash, hash or colon.

    Raises
    ------
    InputError
        The base is not an absolute IRI.
    """

    def __init__(self, base_iri: str = DEFAULT_BASE_IRI) -> None:
        try:
            NamedNode(base_iri)
        except ValueError as error:
            raise InputError(f"base IRI {base_iri!r}: {error}") from None
        self.base = base_iri if base_iri.endswith(("/", "#", ":")) else base_iri + "/"

    def at(self, *path: str) -> NamedNode:
        """Return the IRI of a path under the base, with each segment encoded."""
        return NamedNode(self.base + "/".join(map(_segment, path)))

    def of_content(self, *path: str, content: Sequence[str | float | None]) -> NamedNode:
        """Return the IRI of a thing that has no name: a path, then a hash of what it holds.

        Examples
        --------
        >>> Mint().of_content("override", content=["drop\\tBERT"]).value
        'https://w3id.org/paper-kg/id/override/aafbd6f0ce7d2280'
        """
        digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
        return self.at(*path, digest[:_HASH_LENGTH])

    def paper(self, paper_id: str) -> NamedNode:
        """Return the IRI of a paper."""
        return self.at("paper", paper_id)

    def entity(self, entity_id: str) -> NamedNode:
        """Return the IRI of an entity, whose id contains a slash: ``method/grpo``."""
        return NamedNode(self.base + _path(entity_id))

    def link(self, paper_id: str, entity_id: str, role: str) -> str:
        """Return the IRI, as a string, of the qualified link of a paper to an entity in a role."""
        return f"{self.base}link/{_segment(paper_id)}/{_path(entity_id)}/{_segment(role)}"

    def text(self, paper_id: str, field: str) -> NamedNode:
        """Return the IRI of a paper's title or abstract, the text that mentions point into."""
        return self.at(field, paper_id)

    def named(self, kind: str, name: str) -> NamedNode:
        """Return the IRI of a thing with a name but no id; spaces become ``_``, as in Wikipedia."""
        encoded = _segment(name).replace("_", "%5F").replace("%20", "_")
        return NamedNode(f"{self.base}{kind}/{encoded}")

    def mention(self, paper_id: str, field: str, span: str, entity_id: str) -> str:
        """Return the IRI of an entity's mention in a span, as a string to which parts are added."""
        place = f"{_segment(paper_id)}/{_segment(field)}/{span}"
        return f"{self.base}mention/{place}/{_path(entity_id)}"

    def relation(self, source: str, kind: str, target: str) -> NamedNode:
        """Return the IRI of the statement that an entity is a variant or a part of another."""
        return self.at("relation", *source.split("/"), kind, *target.split("/"))

    def merge(self, entity_id: str, name: str, other: str) -> NamedNode:
        """Return the IRI of the statement that a name was joined to an entity."""
        return self.at("merge", *entity_id.split("/"), name, *([other] if other else []))

    def prefixes(self) -> dict[str, str]:
        """Return Turtle prefixes for the kinds of IRI that have a single segment after the kind."""
        kinds = ("paper", "title", "abstract", "author", "organisation", *ENTITY_TYPES)
        return {kind: f"{self.base}{kind}/" for kind in kinds}
