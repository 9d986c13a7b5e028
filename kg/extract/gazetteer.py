"""The layer of known names: methods, datasets, benchmarks, tasks and metrics from TSV files."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.batches import BatchComponent
from kg.extract.phrases import Phrases
from kg.extract.scratch import add_scratch_attribute
from kg.extract.words import words_of
from kg.records import ENTITY_TYPES, EntityType

__all__ = [
    "GazetteerEntry",
    "Known",
    "make_gazetteer",
    "read_gazetteer",
    "stem",
    "stem_type",
    "unmistakable",
]

# A name this short is spelled in too many senses to be known in any but its own case.
CASE_MATTERS_UP_TO = 5
# Names with the same letters before their version are of one type when this share of them is.
STEM_AGREED = 0.8
_LETTERS = re.compile(r"[a-z]{3,}")
_JOINTS = re.compile(r"[-_ ]")

add_scratch_attribute("known")


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """One line of a gazetteer file.

    Attributes
    ----------
    needs_context
        True for an everyday word (Adam, Transformer, Pile) that is a name only beside a word
        that says so.
    """

    name: str
    type: EntityType
    aliases: tuple[str, ...]
    needs_context: bool
    named: bool
    same_as: tuple[str, ...]

    def is_own_case(self, text: str) -> bool:
        """Say whether a text is written as this name is, where that matters."""
        if not self.named or not _case_matters(text):
            return True
        return text in (self.name, *self.aliases) or text.rstrip("s") == self.name


def _case_matters(text: str) -> bool:
    return len(text) <= CASE_MATTERS_UP_TO and " " not in text


def stem(text: str) -> str:
    """Return the letters before a name's version.

    Examples
    --------
    >>> stem("Qwen3-4B-Base"), stem("NAS-Bench-201")
    ('qwen', 'nasbench')
    """
    found = _LETTERS.match(_JOINTS.sub("", text.lower()))
    return found[0] if found else ""


@cache
def read_gazetteer() -> tuple[GazetteerEntry, ...]:
    """Read the gazetteer files that the package ships, one for each type."""
    return tuple(_entries())


def _entries() -> Iterator[GazetteerEntry]:
    folder = files("kg.extract") / "data"
    for entity_type in ENTITY_TYPES:
        text = (folder / f"{entity_type}s.tsv").read_text(encoding="utf8")
        rows = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        for name, aliases, context, named, same_as in rows:
            yield GazetteerEntry(
                name=name,
                type=entity_type,
                aliases=tuple(filter(None, aliases.split("|"))),
                needs_context=context == "needed",
                named=named == "1",
                same_as=tuple(filter(None, same_as.split("|"))),
            )


@cache
def _stem_types() -> dict[str, str]:
    """Map the letters that known names begin with to the type that most of them have."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in read_gazetteer():
        if entry.named:
            for form in {entry.name, *entry.aliases}:
                if " " not in form:
                    votes[stem(form)][entry.type] += 1
    return {
        letters: types.most_common(1)[0][0]
        for letters, types in votes.items()
        if letters and types.most_common(1)[0][1] >= STEM_AGREED * types.total()
    }


def stem_type(letters: str) -> str | None:
    """Return the type of the known names that begin with these letters, as OntoNotes 5.0 does.

    Parameters
    ----------
    letters
        The `stem` of a name.
    """
    return _stem_types().get(letters)


@cache
def unmistakable() -> frozenset[str]:
    """Return the names in small letters that no word is written like: llama.cpp, enwik8."""
    return frozenset(
        form
        for entry in read_gazetteer()
        if entry.named and not entry.needs_context
        for form in (entry.name, *entry.aliases)
        if form.islower() and " " not in form and not form.isalpha()
    )


def _spellings(name: str, named: bool) -> set[str]:
    """Return ways to write a name: with other hyphens, its version joined, a term in the plural."""
    spellings = {name, name.replace("-", " "), name.replace(" ", "-")}
    if not named:
        spellings |= {plural for form in spellings for plural in _plurals(form)}
    elif any(character.isdigit() for character in name):
        spellings.add(_JOINTS.sub("", name))
    return spellings


def _plurals(term: str) -> tuple[str, ...]:
    if term.endswith("y") and term[-2:-1] not in "aeiou":
        return (f"{term[:-1]}ies",)
    if term.endswith(("s", "x", "ch", "sh")):
        return (f"{term}es",)
    return (f"{term}s",)


def _forms(entry: GazetteerEntry) -> list[str]:
    names = (entry.name, *entry.aliases)
    return sorted({form for name in names for form in _spellings(name, entry.named)})


class Known(NamedTuple):
    """Where the name of an entry stands, in tokens, `end` exclusive."""

    start: int
    end: int
    entry: GazetteerEntry


class Gazetteer(BatchComponent):
    """Keeps the known names in a document in ``doc._.known``.

    Matching is blind to case except for names that lower-case letters would make an everyday word.
    """

    def __init__(self, nlp: Language) -> None:
        self.phrases = Phrases(nlp, ((entry, _forms(entry)) for entry in read_gazetteer()))

    def __call__(self, doc: Doc) -> Doc:
        """Find the names in one document."""
        words = words_of(doc)
        doc._.known = tuple(
            Known(start, end, entry)
            for entry, start, end in self.phrases.find(doc)
            if _case_fits(words.text(start, end), entry)
        )
        return doc


def _case_fits(text: str, entry: GazetteerEntry) -> bool:
    """Say whether `text`, found without regard to case, is written as a name would be."""
    if not entry.named or _case_matters(text):
        return entry.is_own_case(text)
    return any(character.isupper() or character.isdigit() for character in text) or (
        entry.name.islower()
    )


@Language.factory("kg_gazetteer", assigns=["doc._.known"])
def make_gazetteer(nlp: Language, name: str) -> Gazetteer:
    """Make the component that finds known names."""
    return Gazetteer(nlp)
