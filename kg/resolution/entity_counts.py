"""Counts of one entity over all papers, added up paper by paper."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.naming import is_acronym, looks_like_a_name
from kg.records import Mention
from kg.resolution.overrides import Overrides
from kg.resolution.papers import Use

__all__ = ["EntityCounts", "NameCount"]


@dataclass(slots=True)
class NameCount:
    """The number of mentions and of papers with a name, and whether it is an acronym."""

    acronym: bool
    mentions: int = 0
    papers: int = 0


@dataclass(slots=True)
class EntityCounts:
    """Counts that grow with the names of an entity and not with its papers.

    Attributes
    ----------
    papers, acronym_papers
        How many papers name the entity, and how many of them by an acronym.
    names
        The counts of each name.
    worded
        How often each surface form of a key occurs, including long forms in definitions alone.
    meanings
        How often mentions mean each key other than that of their own name.
    defined
        The acronyms of mentions that come with a long form.
    judged, judged_named
        How many mentions the extraction judged, and how many of them it judged to be names.
    spelling
        How the other mentions are written; see `_spelling`.
    """

    papers: int = 0
    acronym_papers: int = 0
    names: dict[str, NameCount] = field(default_factory=dict)
    worded: dict[tuple[str, str], int] = field(default_factory=dict)
    meanings: Counter[str] | None = None
    defined: set[str] | None = None
    judged: int = 0
    judged_named: int = 0
    spelling: set[str] | None = None

    def add(self, uses: Sequence[Use], overrides: Overrides) -> None:
        """Count the mentions of one paper."""
        met: set[str] = set()
        acronym = False
        for use in uses:
            name, mention = use.name, use.mention
            known = self.names.get(name)
            if known is None:
                known = self.names[name] = NameCount(is_acronym(name))
            known.mentions += 1
            if name not in met:
                met.add(name)
                known.papers += 1
                acronym |= known.acronym
            self.worded[use.form, name] = self.worded.get((use.form, name), 0) + 1
            if use.meaning != use.form:
                self.meanings = self.meanings or Counter()
                self.meanings[use.meaning] += 1
            if mention.expansion:
                self._add_expansion(use, mention.expansion, overrides)
            if mention.named is None:
                self.spelling = self.spelling or set()
                self.spelling.update(_spelling(mention))
            else:
                self.judged += 1
                self.judged_named += mention.named
        self.papers += 1
        self.acronym_papers += acronym

    def _add_expansion(self, use: Use, expansion: str, overrides: Overrides) -> None:
        if overrides.key(expansion) == use.meaning:
            worded = use.meaning, expansion
            self.worded[worded] = self.worded.get(worded, 0) + 1
        if self.names[use.name].acronym:
            self.defined = self.defined or set()
            self.defined.add(use.name)

    def add_counts(self, other: EntityCounts) -> None:
        """Add the counts of other papers."""
        self.papers += other.papers
        self.acronym_papers += other.acronym_papers
        for name, count in other.names.items():
            known = self.names.setdefault(name, NameCount(count.acronym))
            known.mentions += count.mentions
            known.papers += count.papers
        for worded, times in other.worded.items():
            self.worded[worded] = self.worded.get(worded, 0) + times
        if other.meanings:
            self.meanings = (self.meanings or Counter()) + other.meanings
        if other.defined:
            self.defined = (self.defined or set()) | other.defined
        self.judged += other.judged
        self.judged_named += other.judged_named
        if other.spelling:
            self.spelling = (self.spelling or set()) | other.spelling

    def forms(self) -> Mapping[str, Counter[str]]:
        """Return how often each surface form occurs, by key."""
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        for (key, form), count in self.worded.items():
            forms[key][form] = count
        return forms

    def spelled_as_name(self) -> bool:
        """Decide by their spelling whether the mentions that were not judged are names."""
        said = self.spelling or set()
        if "expansion of a term" in said:
            return "expansion proposed" in said
        # Capitals say less in a title than in running text.
        field = "abstract" if "abstract" in said else "title"
        if f"{field} like a name" in said:
            return f"{field} in lower case" not in said
        return f"{field} capitalised" in said


def _spelling(mention: Mention) -> Iterable[str]:
    yield mention.field
    if mention.expansion:
        if not mention.expansion[:1].isupper():
            yield "expansion of a term"
        if mention.role == "proposes":
            yield "expansion proposed"
    if " " not in mention.text and looks_like_a_name(mention.text):
        yield f"{mention.field} like a name"
    if mention.text.islower() and " " in mention.text:
        yield f"{mention.field} in lower case"
    if _is_capitalised(mention):
        yield f"{mention.field} capitalised"


def _is_capitalised(mention: Mention) -> bool:
    words = mention.text.split()
    inside = mention.field == "abstract" and mention.start > mention.sentence_start
    if len(words) == 1:
        return inside and mention.text[:1].isupper()
    return any(looks_like_a_name(word) for word in words) and words[0][:1].isupper()
