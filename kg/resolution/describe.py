"""Describes an entity from its counts: its type, its name, its id, and whether it is named."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from kg.data_files import data_lines
from kg.naming import fold_name, is_acronym, singular, slug, without_latex
from kg.records import ENTITY_TYPES, EntityType, Mention
from kg.resolution.entity_counts import EntityCounts
from kg.resolution.known import kind_of, known_named
from kg.resolution.overrides import Overrides

__all__ = ["EntityKey", "display", "entity_ids", "is_named", "type_in_paper", "vote_types"]

EntityKey = tuple[str, EntityType]
# One thing may rightly be a method to some papers and a task to others (retrieval); a type with
# less support than this, in share and in papers, is an error of extraction.
LEAST_SHARE_OF_TYPE = 0.35
LEAST_PAPERS_OF_TYPE = 3
# The kind in the gazetteer weighs as much as this many papers: it decides where there are only one
# or two papers, and gives way where the corpus says otherwise. Whether a resource is a dataset or
# a benchmark is for the papers to say: there the gazetteer only breaks ties.
GAZETTEER_VOTES = 1.5
TIE_BREAK = 0.5
# The field uses an acronym if at least this share of the papers that name its entity write it.
LEAST_SHARE_OF_ACRONYM = 0.5


def type_in_paper(mentions: Sequence[Mention]) -> EntityType:
    """Return the type whose mentions in one paper have the highest total score."""
    if len(mentions) == 1:
        return mentions[0].type
    weight: dict[EntityType, int] = dict.fromkeys(ENTITY_TYPES, 0)
    for mention in mentions:
        weight[mention.type] += round(1000 * mention.score)
    return max(weight, key=weight.__getitem__)


def vote_types(
    papers: Mapping[EntityType, int], known: Collection[EntityType]
) -> dict[EntityType, EntityType]:
    """Map each type that a thing has in some paper to the type that it has in the graph.

    Parameters
    ----------
    papers
        Number of papers in which it has each type.
    known
        Its types in the gazetteer: none if it is not there, two if two entries have its name.
    """
    if len(papers) == 1 and not known:
        return {type: type for type in papers}
    kinds: Counter[str] = Counter()
    for type, count in papers.items():
        kinds[kind_of(type)] += count
    known_kinds = {kind_of(type) for type in known}

    def weight(type: EntityType) -> tuple[float, float]:
        of_kind = kinds[kind_of(type)] + GAZETTEER_VOTES * (kind_of(type) in known_kinds)
        return of_kind, papers.get(type, 0) + TIE_BREAK * (type in known)

    winner = max(ENTITY_TYPES, key=weight)

    def stands(kind: EntityType) -> bool:
        if kind_of(kind) == kind_of(winner):
            return False
        if known:
            return len(known_kinds) > 1 and kind_of(kind) in known_kinds
        least = max(LEAST_PAPERS_OF_TYPE, LEAST_SHARE_OF_TYPE * kinds.total())
        return papers[kind] >= least

    return {kind: kind if stands(kind) else winner for kind in papers}


def is_named(counts: EntityCounts, entry: str | None, type: EntityType) -> bool:
    """Check whether an entity has a proper name, or the acronym of one, and is not a term.

    The gazetteer decides first, then the extraction's judgement of the mentions, else their
    spelling in running text.
    """
    known = known_named(fold_name(entry), type) if entry else None
    if known is not None:
        return known.named
    if counts.judged:
        return 2 * counts.judged_named >= counts.judged
    return counts.spelled_as_name()


def display(counts: EntityCounts, entry: str | None, named: bool, overrides: Overrides) -> str:
    """Choose the display name: the gazetteer's, else the form of most papers without LaTeX."""
    if entry is not None:
        return entry
    names = counts.names
    pool = set(names)
    acronyms = {form for form, count in names.items() if count.acronym}
    if acronyms and counts.acronym_papers >= LEAST_SHARE_OF_ACRONYM * counts.papers:
        pool = counts.defined or acronyms
    lower = set() if named else {form for form in pool if _in_small_letters(form)}
    name = min(
        lower or pool,
        key=lambda form: (-names[form].papers, -names[form].mentions, len(form), form),
    )
    name = without_latex(name)
    if named and not is_acronym(name):
        return name
    single = _singular_name(name)
    # The user may keep the two apart.
    return single if overrides.key(single) == overrides.key(name) else name


def _in_small_letters(form: str) -> bool:
    """Check whether a form is in lower case, but for what never is: 3D tracking, Gaussian process.

    Examples
    --------
    >>> [_in_small_letters(form) for form in ("Gaussian mixture", "gaussian mixture", "Beam")]
    [True, False, False]
    """
    words = re.findall(r"[^\W\d_]+", re.sub(r"(?<=\d)[A-Z]+\b", "", form))
    return bool(words) and all(
        word.islower() != (singular(word).casefold() in _proper_words()) for word in words
    )


@cache
def _proper_words() -> frozenset[str]:
    return frozenset(data_lines("resolution/data/proper_words.txt"))


def _singular_name(name: str) -> str:
    head, _, last = name.rpartition(" ")
    # The Internet of Things, a bag of words.
    if " of " in head or head.casefold().endswith(" of"):
        return name
    return f"{head} {singular(last)}".strip()


def entity_ids(
    names: Mapping[EntityKey, str], papers: Mapping[EntityKey, int], longs: Mapping[EntityKey, str]
) -> dict[EntityKey, str]:
    """Make the id of each entity from its name.

    Of several entities with one name, the one in most papers gets the plain id; the others are
    qualified by their long form, as a catalogue qualifies homonyms, or else by a hash.
    """
    taken: set[str] = set()
    ids = {}
    for key in sorted(names, key=lambda key: (-papers[key], key)):
        made = f"{key[1]}/{slug(names[key])}"
        if made in taken and key in longs:
            made = f"{key[1]}/{slug(f'{names[key]} {longs[key]}')}"
        if made in taken:
            made = f"{made}-{hashlib.sha256(key[0].encode()).hexdigest()[:6]}"
        taken.add(made)
        ids[key] = made
    return ids
