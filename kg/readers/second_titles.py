"""Records of tagged exports with two titles: the line that separates two papers is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from kg.readers.registry import Reading

__all__ = ["TaggedField", "up_to_second_title"]


class TaggedField(NamedTuple):
    """A field of a record, and the line on which it begins."""

    line: int
    tag: str
    text: str


def up_to_second_title(
    reading: Reading, fields: Iterable[TaggedField], titles: Collection[str]
) -> list[TaggedField]:
    """Return the fields that belong to the first title of a record, and report the others.

    A title right below the first is another title of that paper. Further down, it is that of a
    paper whose beginning is missing, and so are the fields below it.
    """
    kept: list[TaggedField] = []
    stated: dict[str, str] = {}
    above = ""
    for field in fields:
        tag, text = field.tag, " ".join(field.text.split())
        if tag not in titles or tag not in stated:
            kept.append(field)
            stated.setdefault(tag, text)
        elif text != stated[tag]:
            is_another = above == tag
            rest = "" if is_another else ", left out with the fields below it"
            reading.skip(f"line {field.line}", f"a second title in one record{rest}")
            if not is_another:
                break
        above = tag
    return kept
