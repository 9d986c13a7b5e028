"""Streams the records of an XML file of any size, and refuses entities and external files."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, BinaryIO, cast
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from kg.readers.fields import paper_from_fields
from kg.readers.limits import DEEPEST_RECORD, LONGEST_RECORD
from kg.readers.registry import Reading
from kg.records import Paper, Source

__all__ = ["child_text", "child_texts", "detects", "local_name", "read_xml", "whole_text"]


def detects(root: str) -> Callable[[str], bool]:
    """Return a test for XML files whose root element has this name.

    Examples
    --------
    >>> detects("feed")('<?xml version="1.0"?><!-- x --><feed xmlns="http://www.w3.org/2005/Atom">')
    True
    """
    # The quantifier is possessive: a row of comments can be split into comments in more ways than
    # can be tried.
    pattern = re.compile(
        rf"\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)*+"
        rf"<(?:[\w.-]+:)?{re.escape(root)}[\s/>]",
        re.DOTALL,
    )
    return lambda head: pattern.match(head) is not None


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def whole_text(element: Element | None) -> str:
    """Return all text in an element and its descendants."""
    return "" if element is None else "".join(element.itertext())


def child_text(element: Element, *path: str) -> str:
    """Return the text at a path of first children with these names, in any namespace."""
    found: Element | None = element
    for name in path:
        if found is None:
            return ""
        found = next((each for each in found if local_name(each) == name), None)
    return whole_text(found)


def child_texts(element: Element, name: str) -> list[str]:
    """Return the texts of all children with a name, in any namespace, without empty ones."""
    found = (whole_text(each).strip() for each in element if local_name(each) == name)
    return [text for text in found if text]


class _Bounded:
    """A stream with a bound on the bytes that may be read between two records."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.since_record = 0

    def read(self, size: int = -1) -> bytes:
        part = self._stream.read(size)
        self.since_record += len(part)
        if self.since_record > LONGEST_RECORD + len(part):
            raise ValueError(f"a record of more than {LONGEST_RECORD:,} bytes")
        return part


def _events(stream: _Bounded) -> Iterator[tuple[str, Element]]:
    """Parse a stream; an encoding unknown to Python raises a ValueError."""
    try:
        yield from iterparse(stream, events=("start", "end"), forbid_external=True)
    except LookupError as error:
        raise ValueError(str(error)) from error


def _elements(stream: _Bounded, names: Collection[str]) -> Iterator[tuple[Element, list[Element]]]:
    """Yield each element with one of the names and its ancestors, then remove it from them."""
    around: list[Element] = []
    within = 0
    for event, element in _events(stream):
        if event == "start":
            around.append(element)
            if len(around) > DEEPEST_RECORD:
                raise ValueError(f"more than {DEEPEST_RECORD} elements within elements")
            within += local_name(element) in names
            continue
        around.pop()
        if local_name(element) not in names:
            if not within and around and local_name(element) not in _KEPT:
                element.clear()
            continue
        within -= 1
        if not within:
            yield element, around
            stream.since_record = 0
            if around:
                around[-1].remove(element)


# Elements around the records that are needed when the records are read.
_KEPT = frozenset(("meta", "booktitle", "year", "month", "url", "error"))


def read_xml(
    reading: Reading,
    records: Collection[str],
    fields_of: Callable[[Element, list[Element]], Mapping[str, Any] | None],
) -> Iterator[Paper]:
    """Yield the papers of an XML file; a record without a paper is skipped with its place.

    Parameters
    ----------
    records
        Local names of the elements that are papers.
    fields_of
        Converts an element, given with its ancestors, the outermost first, to a record with our
        names of fields; returns None if the element is not about a paper.
    """
    stream = _Bounded(cast(BinaryIO, reading.binary))
    position = 0
    try:
        for element, around in _elements(stream, records):
            position += 1
            try:
                if (fields := fields_of(element, around)) is not None:
                    yield paper_from_fields(fields, Source(reading.file, position, None))
            except ValueError as error:
                reading.skip(f"record {position}", str(error))
        if not position:
            reading.skip("file", f"holds no <{'> and no <'.join(sorted(records))}>")
    except DefusedXmlException as error:
        reading.skip(_after(position), f"XML that defines or fetches entities is refused: {error}")
    except (ParseError, ValueError) as error:
        reading.skip(_after(position), f"not XML: {error}; what follows cannot be read")


def _after(position: int) -> str:
    return f"after record {position}" if position else "record 1"
