"""Finds in the gazetteers which entry a name belongs to, if any."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple, cast

from kg.naming import fold_name, is_acronym, name_words, numbers, slug
from kg.records import RESOURCE_TYPES, EntityType
from kg.resolution.variants import names_variant, read_rows

if TYPE_CHECKING:
    from kg.extract.gazetteer import GazetteerEntry

__all__ = [
    "UsualSense",
    "everyday_word",
    "follows_owner",
    "is_in_other_case",
    "is_own_spelling",
    "kind_of",
    "known_by_slug",
    "known_entry",
    "known_named",
    "long_names",
    "names_another",
    "names_variant_of_known",
    "spelled_out",
    "usual_senses",
]

_OWNER = re.compile(r"^[A-Z]\w+['’]s\s+(?=[A-Z])")


def kind_of(type: EntityType) -> str:
    """Return the type, with dataset and benchmark as one kind: papers disagree on which it is."""
    return "resource" if type in RESOURCE_TYPES else type


class UsualSense(NamedTuple):
    """What nearly all papers mean by an acronym of a thing of some type.

    Attributes
    ----------
    acronym
        Its key.
    name, type
        Of the entry that it stands for.
    percentage
        How many of a hundred papers that define the acronym as such a thing mean this.
    """

    acronym: str
    name: str
    type: EntityType
    percentage: int


@cache
def usual_senses() -> tuple[UsualSense, ...]:
    """Return the senses of acronyms that papers hardly ever use otherwise, at most one a type."""
    return tuple(
        UsualSense(
            fold_name(row["acronym"]),
            row["name"],
            cast("EntityType", row["type"]),
            int(row["percentage"]),
        )
        for row in read_rows("acronyms.tsv")
    )


@cache
def _entries() -> Mapping[str, tuple[GazetteerEntry, ...]]:
    # Imported here because it loads spaCy, which reading a graph does not need.
    from kg.extract.gazetteer import read_gazetteer

    index: dict[str, list[GazetteerEntry]] = defaultdict(list)
    for entry in read_gazetteer():
        for key in {fold_name(form) for form in (entry.name, *entry.aliases)}:
            index[key].append(entry)
    return {key: tuple(entries) for key, entries in index.items()}


@lru_cache(maxsize=1 << 16)
def known_entry(text: str, type: EntityType, canonical: str | None) -> GazetteerEntry | None:
    """Return the entry that a mention belongs to.

    An alias that names a variant of its entry (ImageNet-1K of ImageNet) does not belong to it:
    the two are related, not the same.

    Parameters
    ----------
    canonical
        The name that the extraction found in the gazetteer, if any.
    """
    name = canonical or text
    for entry in _entries().get(fold_name(name), ()) or _entries_of_owner(name):
        fits = entry.name == canonical or (canonical is None and entry.is_own_case(text))
        if fits and kind_of(entry.type) == kind_of(type):
            return None if _is_variant(text, entry) else entry
    return None


@lru_cache(maxsize=1 << 14)
def is_in_other_case(text: str, type: EntityType) -> bool:
    """Check whether a name differs from an entry's by its case, where case matters: VLLM, vLLM."""
    entries = [e for e in _entries().get(fold_name(text), ()) if kind_of(e.type) == kind_of(type)]
    return bool(entries) and not any(entry.is_own_case(text) for entry in entries)


@lru_cache(maxsize=1 << 14)
def is_own_spelling(text: str, type: EntityType) -> bool:
    """Check whether a name is written letter for letter as an entry's: DimeNet, not DIME-Net.

    Models with a version are written in many ways (YOLOv8-X), as are names of several words and
    terms, which say nothing.
    """
    if numbers(text) or " " in text:
        return True
    entries = [e for e in _entries().get(fold_name(text), ()) if kind_of(e.type) == kind_of(type)]
    return any(
        not entry.named or form in (entry.name, *entry.aliases)
        for entry in entries
        for form in _forms(text)
    )


def _forms(text: str) -> tuple[str, str]:
    return text, text.removesuffix("s")


def _entries_of_owner(text: str) -> tuple[GazetteerEntry, ...]:
    """Return the proper names that follow their owner in a text: Google's Gemini."""
    rest = _OWNER.sub("", text)
    entries = _entries().get(fold_name(rest), ()) if rest != text else ()
    return tuple(entry for entry in entries if entry.named and entry.is_own_case(rest))


def follows_owner(name: str, text: str) -> bool:
    """Check whether a text is a name after its owner.

    Examples
    --------
    >>> follows_owner("Gemini", "Google's Gemini"), follows_owner("Newton", "Newton's method")
    (True, False)
    """
    rest = _OWNER.sub("", text)
    return rest != text and fold_name(rest) == fold_name(name)


@cache
def _same_numbers() -> frozenset[tuple[str, str]]:
    rows = read_rows("same_numbers.tsv")
    return frozenset((fold_name(row["name"]), fold_name(row["other"])) for row in rows)


def _same_number(text: str, name: str) -> bool:
    pair = fold_name(text), fold_name(name)
    return pair[0] == pair[1] or pair in _same_numbers() or pair[::-1] in _same_numbers()


def _is_variant(text: str, entry: GazetteerEntry) -> bool:
    """Check whether a name is that of a variant of an entry, as its aliases may be, too.

    MS COCO 2014 and MS COCO 2017 are aliases of COCO, and not one thing.
    """
    if _same_number(text, entry.name):
        return False
    return names_variant(text, entry.name) or any(
        _other_version(text, form)
        for form in (entry.name, *entry.aliases)
        if form == entry.name or not _same_number(form, entry.name)
    )


def _other_version(text: str, name: str) -> bool:
    """Check whether names differ in their numbers alone: ``Llama Guard 3``, ``Llama Guard 2``."""
    first, second = numbers(text), numbers(name)
    if first == second or not first or not second:
        return False
    bare = [fold_name("".join(c for c in form if not c.isdigit())) for form in (text, name)]
    return bare[0] == bare[1]


@lru_cache(maxsize=1 << 16)
def names_variant_of_known(short: str, long: str, type: EntityType) -> bool:
    """Check whether a short form names a variant of what its long form names: ViT-small, ViT."""
    entry = known_entry(long, type, None)
    return entry is not None and names_variant(short, entry.name)


def known_named(entry_key: str, type: EntityType) -> GazetteerEntry | None:
    """Return the entry whose own name has this key, preferably of this type, then of its kind."""
    own = [e for e in _entries().get(entry_key, ()) if fold_name(e.name) == entry_key]
    return min(own, key=lambda e: (e.type != type, kind_of(e.type) != kind_of(type)), default=None)


@cache
def _slugs() -> Mapping[tuple[str, str], str]:
    names = {(kind_of(entry.type), entry.name) for found in _entries().values() for entry in found}
    return {(kind, slug(name)): name for kind, name in sorted(names)}


def known_by_slug(slugged: str, type: EntityType) -> str | None:
    """Return the name of the entry of a type, or of its kind, whose id ends in this."""
    return _slugs().get((kind_of(type), slugged))


@lru_cache(maxsize=1 << 16)
def names_another(short: str, long: str, type: EntityType) -> bool:
    """Check whether an acronym is that of entries of a type, none of which has this long form.

    Parameters
    ----------
    short, long
        Folded.
    """
    entries = [entry for entry in _entries().get(short, ()) if entry.type == type]
    return bool(entries) and not any(
        long == fold_name(form) for entry in entries for form in (entry.name, *entry.aliases)
    )


def long_names(entry: GazetteerEntry) -> tuple[str, ...]:
    """Return the long forms of an entry that also has an acronym.

    A form that contains the acronym (PID controller) does not spell it out.
    """
    forms = (entry.name, *entry.aliases)
    acronyms = {fold_name(form) for form in forms if is_acronym(form)}
    if not acronyms:
        return ()
    longs = (form for form in forms if " " in form or ("-" in form and not is_acronym(form)))
    return tuple(form for form in longs if acronyms.isdisjoint(name_words(form)))


@lru_cache(maxsize=1 << 14)
def spelled_out(acronym: str) -> tuple[str, ...]:
    """Return the long forms of all entries with this acronym."""
    entries = _entries().get(fold_name(acronym), ())
    return tuple(dict.fromkeys(long for entry in entries for long in long_names(entry)))


@lru_cache(maxsize=1 << 16)
def everyday_word(text: str) -> bool:
    """Check whether a text is an everyday word that is also a known acronym: math, MATH."""
    return (
        text.islower()
        and " " not in text
        and any(
            entry.needs_context and entry.named and is_acronym(entry.name)
            for entry in _entries().get(fold_name(text), ())
        )
    )
