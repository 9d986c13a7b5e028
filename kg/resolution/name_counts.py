"""Counts of names over all papers, added up paper by paper."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.records import EntityType
from kg.resolution.known import known_entry
from kg.resolution.overrides import Overrides
from kg.resolution.papers import PaperUses, Use

__all__ = ["Defined", "NameCounts", "count_names"]


@dataclass(slots=True)
class Defined:
    """The papers that define a short form by a long form.

    Attributes
    ----------
    first
        The first of them, by id.
    papers
        How many there are.
    coined
        Whether one of them proposes the thing that both forms name.
    """

    first: str
    papers: int
    coined: bool

    def add(self, other: Defined) -> None:
        """Add other papers."""
        self.first = min(self.first, other.first)
        self.papers += other.papers
        self.coined |= other.coined


@dataclass(slots=True)
class NameCounts:
    """Counts by key; they grow with the names of a corpus and not with its papers.

    Attributes
    ----------
    forms
        How often each surface form of a key occurs.
    entries
        How many mentions of a key belong to each gazetteer entry.
    defined
        The papers that define a short form by a long form, by the keys of both.
    untelling
        Other definitions, which hold in their papers alone, by the keys of both forms.
    coined
        The papers that propose something under a name, by the key of the name and by what the
        name means in each paper.
    presented
        The same for names in the gazetteer with which titles begin.
    bare
        How many papers use a key with no other meaning than its own.
    kinds
        How many mentions there are with each meaning and type.
    """

    forms: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    entries: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    defined: dict[tuple[str, str], Defined] = field(default_factory=dict)
    untelling: set[tuple[str, str]] = field(default_factory=set)
    coined: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    presented: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    bare: Counter[str] = field(default_factory=Counter)
    kinds: Counter[tuple[str, EntityType]] = field(default_factory=Counter)

    def add(self, other: NameCounts) -> None:
        """Add the counts of other papers."""
        for key, forms in other.forms.items():
            self.forms[key].update(forms)
        for key, entries in other.entries.items():
            self.entries[key].update(entries)
        for pair, made in other.defined.items():
            self.define(pair, made)
        self.untelling |= other.untelling
        for name, papers in other.coined.items():
            self.coined[name].update(papers)
        for name, papers in other.presented.items():
            self.presented[name].update(papers)
        self.bare.update(other.bare)
        self.kinds.update(other.kinds)

    def define(self, pair: tuple[str, str], made: Defined) -> None:
        """Add papers that define a short form by a long form."""
        if pair in self.defined:
            self.defined[pair].add(made)
        else:
            self.defined[pair] = made

    def meanings(self) -> Iterator[str]:
        """Yield the meanings of mentions, some more than once."""
        return (meaning for meaning, _ in self.kinds)

    def usual_kinds(self) -> Mapping[str, EntityType]:
        """Return the type that most mentions with each meaning have."""
        usual: dict[str, tuple[int, EntityType]] = {}
        for (meaning, kind), count in sorted(self.kinds.items()):
            if meaning not in usual or count > usual[meaning][0]:
                usual[meaning] = count, kind
        return {meaning: kind for meaning, (_, kind) in usual.items()}


def count_names(papers: Iterable[PaperUses], overrides: Overrides) -> NameCounts:
    """Count the names in papers, which may come in any order."""
    counts = NameCounts()
    for paper in papers:
        for use in paper.uses:
            _count_use(use, counts, overrides)
        counts.bare.update({use.form for use in paper.uses if use.form == use.meaning})
        for made in paper.definitions:
            if made.telling:
                counts.define((made.short, made.long), Defined(paper.paper, 1, made.coined))
            else:
                counts.untelling.add((made.short, made.long))
        for coinage in paper.coinages:
            held = counts.presented if coinage.known else counts.coined
            held[coinage.name][coinage.own] = paper.paper
    return counts


def _count_use(use: Use, counts: NameCounts, overrides: Overrides) -> None:
    counts.forms[use.form][use.name] += 1
    counts.kinds[use.meaning, use.mention.type] += 1
    if use.entry:
        counts.entries[use.form][use.entry] += 1
    long = use.mention.expansion
    if not long:
        return
    # A long form may occur only in the brackets of a definition.
    counts.forms[overrides.key(long)][long] += 1
    entry = known_entry(long, use.mention.type, None)
    if entry and (overrides.key(long), overrides.key(entry.name)) not in overrides.different:
        counts.entries[overrides.key(long)][entry.name] += 1
