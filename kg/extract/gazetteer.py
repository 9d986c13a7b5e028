"""The layer of known names: methods, datasets, benchmarks, tasks and metrics from TSV files."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.batches import BatchComponent
from kg.extract.phrases import Phrases
from kg.extract.scratch import add_scratch_attribute
from kg.extract.surface import fold
from kg.extract.words import words_of
from kg.records import ENTITY_TYPES, EntityType

__all__ = [
    "GazetteerEntry",
    "Known",
    "known_names",
    "make_gazetteer",
    "read_gazetteer",
    "stem",
    "stem_type",
    "unmistakable",
]

# In characters. A name this short has too many other senses to match in any but its own case.
CASE_MATTERS_UP_TO = 5
# Known names with the same stem predict a type if at least this share of them has it.
STEM_AGREED = 0.8
_LETTERS = re.compile(r"[a-z]{3,}")
_JOINTS = re.compile(r"[-_ ]")
_MIXED = re.compile(r"[a-z].*[A-Z0-9]")

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
        """Say whether a text has the case of this name; always true where case does not matter."""
        if not self.named or not _case_matters(text):
            return True
        return text in (self.name, *self.aliases) or text.rstrip("s") == self.name


def _case_matters(text: str) -> bool:
    return len(text) <= CASE_MATTERS_UP_TO and " " not in text


def stem(text: str) -> str:
    """Return the letters before a name's version in lower case; empty if fewer than three.

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
def known_names() -> Mapping[str, bool]:
    """Return every name and alias, folded, and whether it is a proper name and not a term."""
    known: dict[str, bool] = {}
    for entry in read_gazetteer():
        for form in (entry.name, *entry.aliases):
            known.setdefault(fold(form), entry.named)
    return known


@cache
def _stem_types() -> dict[str, str]:
    """Map the stems of known names to the type that most of their names have."""
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
    """Return the type of the known names with a stem; None if there is none or they disagree.

    Parameters
    ----------
    letters
        The `stem` of a name.
    """
    return _stem_types().get(letters)


@cache
def unmistakable() -> frozenset[str]:
    """Return the names that are spelled like no ordinary word: llama.cpp, enwik8, DeepONet."""
    return frozenset(
        form
        for entry in read_gazetteer()
        if entry.named and not entry.needs_context
        for form in (entry.name, *entry.aliases)
        if " " not in form and (_is_odd(form) if form.islower() else _is_mixed(form))
    )


def _is_odd(form: str) -> bool:
    return not form.isalpha()


def _is_mixed(form: str) -> bool:
    """Say whether a name has small letters, and capitals or digits behind the first of them."""
    return len(form) > CASE_MATTERS_UP_TO and _MIXED.search(form) is not None


def _spellings(name: str, named: bool) -> set[str]:
    """Return the spellings of a name: other hyphens, its version joined; of a term, plurals too."""
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
    """An entry found in a document, with bounds in tokens, `end` exclusive."""

    start: int
    end: int
    entry: GazetteerEntry


class Gazetteer(BatchComponent):
    """Finds the known names in a document and keeps them in ``doc._.known``.

    Terms match in any case. Short names match in their own case only, longer ones if the text has
    a capital or digit or the name itself is in lower case.
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
    """Say whether the case of `text`, matched without regard to case, fits the entry."""
    if not entry.named or _case_matters(text):
        return entry.is_own_case(text)
    return any(character.isupper() or character.isdigit() for character in text) or (
        entry.name.islower()
    )


@Language.factory("kg_gazetteer", assigns=["doc._.known"])
def make_gazetteer(nlp: Language, name: str) -> Gazetteer:
    """Make the component that finds known names."""
    return Gazetteer(nlp)
