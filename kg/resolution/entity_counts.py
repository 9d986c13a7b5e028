"""What all papers together say of one entity, counted paper by paper."""

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
    """How many mentions bear a name, in how many papers."""

    mentions: int = 0
    papers: int = 0


@dataclass(slots=True)
class EntityCounts:
    """Counts that grow with the names of an entity and not with its papers.

    Attributes
    ----------
    papers, acronym_papers
        How many name the entity, and by an acronym.
    names
        Its names.
    worded
        How often each surface form of a key occurs, long forms that are only defined included.
    meanings
        How often mentions mean each key that is not their own.
    defined
        The acronyms that mentions with a long form bear.
    judged, judged_named
        How many mentions the extraction judged, and took for names.
    spelling
        How the other mentions are written; see `_spelling`.
    """

    papers: int = 0
    acronym_papers: int = 0
    names: dict[str, NameCount] = field(default_factory=dict)
    worded: Counter[tuple[str, str]] = field(default_factory=Counter)
    meanings: Counter[str] | None = None
    defined: set[str] | None = None
    judged: int = 0
    judged_named: int = 0
    spelling: set[str] | None = None

    def add(self, uses: Sequence[Use], overrides: Overrides) -> None:
        """Count the mentions of one paper."""
        names = Counter(use.name for use in uses)
        for name, count in names.items():
            known = self.names.setdefault(name, NameCount())
            known.mentions += count
            known.papers += 1
        self.papers += 1
        self.acronym_papers += any(map(is_acronym, names))
        for use in uses:
            self.worded[use.form, use.name] += 1
            if use.meaning != use.form:
                self.meanings = self.meanings or Counter()
                self.meanings[use.meaning] += 1
            if use.mention.expansion:
                self._add_expansion(use, use.mention.expansion, overrides)
            self._judge(use.mention)

    def _add_expansion(self, use: Use, expansion: str, overrides: Overrides) -> None:
        if overrides.key(expansion) == use.meaning:
            self.worded[use.meaning, expansion] += 1
        if is_acronym(use.name):
            self.defined = self.defined or set()
            self.defined.add(use.name)

    def _judge(self, mention: Mention) -> None:
        if mention.named is None:
            self.spelling = self.spelling or set()
            self.spelling.update(_spelling(mention))
        else:
            self.judged += 1
            self.judged_named += mention.named

    def forms(self) -> Mapping[str, Counter[str]]:
        """Return how often each surface form occurs, by key."""
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        for (key, form), count in self.worded.items():
            forms[key][form] = count
        return forms

    def spelled_as_name(self) -> bool:
        """Tell by the spelling of mentions that nobody judged whether they are names."""
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
