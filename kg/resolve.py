"""From mentions to entities: which surface forms name one thing, in a paper and over all papers.

Names are joined through identical keys and through definitions alone, never through a chain of
similar ones, so that no series of weak joins pulls two clear entities into one.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from kg.naming import fold_name, is_acronym, looks_like_a_name, singular, slug
from kg.records import ENTITY_TYPES, Entity, EntityType, Link, Mention, Merge, Role

__all__ = ["Resolution", "resolve"]

# What a paper does with an entity is what its strongest statement says.
ROLE_STRENGTH: tuple[Role, ...] = (
    "proposes",
    "evaluates_on",
    "compares_with",
    "uses",
    "measures",
    "studies",
    "mentions",
)
# One thing may rightly be a method to some papers and a task to others (retrieval); a type with
# less support than this, in share and in papers, is an error of extraction.
LEAST_SHARE_OF_TYPE = 0.35
LEAST_PAPERS_OF_TYPE = 3
# Long forms of one acronym that are this alike are spellings of one sense ("learning from" and
# "learning with human feedback"); measured on the definitions in 165,000 abstracts.
SAME_SENSE = 0.75
RESOURCES = frozenset({"dataset", "benchmark"})


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of the mentions, each tuple sorted by its ids."""

    entities: tuple[Entity, ...]
    links: tuple[Link, ...]
    merges: tuple[Merge, ...]


@dataclass(frozen=True, slots=True)
class _Local:
    """The mentions of one thing in one paper, and the keys by which others may know it."""

    paper: str
    mentions: tuple[Mention, ...]
    short: str | None
    long: str | None
    canonical: str | None
    text: str
    long_is_known: bool = False


def _order(mention: Mention) -> tuple[str, bool, int, int]:
    return (mention.paper, mention.field == "abstract", mention.start, mention.end)


def _in_paper(mentions: Iterable[Mention]) -> Iterator[_Local]:
    """Group one paper's mentions; an acronym means what this paper defines it to mean."""
    kept = sorted(mentions, key=_order)
    long_of = {fold_name(m.text): fold_name(m.expansion) for m in kept if m.expansion}
    short_of = {long: short for short, long in long_of.items()}
    canonical_of: dict[str, str] = {}
    for mention in kept:
        if mention.canonical:
            canonical_of.setdefault(fold_name(mention.text), mention.canonical)
    grouped: dict[str, list[Mention]] = defaultdict(list)
    for mention in kept:
        text = fold_name(mention.text)
        if not text:
            continue
        known = long_of.get(text, text)
        if known not in short_of and text in canonical_of:
            known = fold_name(canonical_of[text])
            known = long_of.get(known, known)
        grouped[known].append(mention)
    for key, group in sorted(grouped.items()):
        texts = [fold_name(mention.text) for mention in group]
        canonical = next((canonical_of[text] for text in texts if text in canonical_of), None)
        short = short_of.get(key)
        long_canonical = canonical_of.get(key) if short else None
        yield _Local(
            paper=group[0].paper,
            mentions=tuple(group),
            short=short,
            long=key if short else None,
            canonical=long_canonical or canonical,
            text=texts[0],
            long_is_known=long_canonical is not None,
        )


def _senses(local: Iterable[_Local]) -> dict[str, dict[str, str]]:
    """Map, for each acronym, the long forms that papers define to the senses that these are.

    A long form is compared with the senses alone, each the most frequent of its spellings, so
    that likeness does not run on in chains.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for item in local:
        if item.short and item.long:
            counts[item.short][item.long] += 1
    senses: dict[str, dict[str, str]] = {}
    for short, longs in counts.items():
        sense_of: dict[str, str] = {}
        for long in sorted(longs, key=lambda form: (-longs[form], form)):
            alike = (sense for sense in sense_of.values() if _alike(sense, long))
            sense_of[long] = next(alike, long)
        senses[short] = sense_of
    return senses


def _alike(sense: str, long: str) -> bool:
    return SequenceMatcher(None, sense, long, autojunk=False).ratio() >= SAME_SENSE


class _Keys:
    """Gives each local entity its key over the whole corpus, and the reason for it."""

    def __init__(self, local: list[_Local]) -> None:
        self.senses = _senses(local)
        self.shorts: dict[str, Counter[str]] = defaultdict(Counter)
        for item in local:
            if item.short and item.long:
                self.shorts[item.long][item.short] += 1

    def of(self, item: _Local) -> tuple[str, str]:
        """Return the key of one paper's entity, and why it is this one."""
        if item.canonical and (not item.long or item.long_is_known or self._one_sense(item.short)):
            return fold_name(item.canonical), "one name in the gazetteer"
        if item.short and item.long:
            if self._one_sense(item.short):
                return item.short, "defined in the paper as the short form"
            sense = self.senses[item.short][item.long]
            return f"{item.short} {sense}", "defined in this paper, otherwise in others"
        if item.text in self.shorts:
            short = max(sorted(self.shorts[item.text]), key=self.shorts[item.text].__getitem__)
            sense = self.senses[short][item.text]
            key = short if self._one_sense(short) else f"{short} {sense}"
            return key, f"the long form of {short.upper()} in other papers"
        if self._one_sense(item.text):
            return item.text, "the only definition of this acronym"
        return item.text, "the same but for case, hyphens and plural"

    def _one_sense(self, short: str | None) -> bool:
        return len(set(self.senses.get(short or "", {}).values())) == 1


def _vote_types(group: list[_Local]) -> dict[EntityType, EntityType]:
    """Map each type that a thing has in some paper to the type that it has in the graph."""
    weight: Counter[EntityType] = Counter()
    papers: dict[EntityType, set[str]] = defaultdict(set)
    for item in group:
        kind = _type_of(item)
        weight[kind] += 1
        papers[kind].add(item.paper)
    winner = max(ENTITY_TYPES, key=lambda kind: weight[kind])
    total = sum(weight.values())

    def stands(kind: EntityType) -> bool:
        return (
            not {kind, winner} <= RESOURCES
            and weight[kind] >= LEAST_SHARE_OF_TYPE * total
            and len(papers[kind]) >= LEAST_PAPERS_OF_TYPE
        )

    return {kind: kind if stands(kind) else winner for kind in weight}


def _type_of(item: _Local) -> EntityType:
    weight: Counter[EntityType] = Counter()
    for mention in item.mentions:
        weight[mention.type] += round(1000 * mention.score)
    return max(ENTITY_TYPES, key=lambda kind: weight[kind])


def _role_of(item: _Local) -> Role:
    held = {mention.role for mention in item.mentions}
    return next(role for role in ROLE_STRENGTH if role in held)


def _is_named(mentions: list[Mention]) -> bool:
    """Tell a proper name or the acronym of one from a term and its acronym."""
    judged = [m.named for m in mentions if m.named is not None]
    if judged:
        return 2 * sum(judged) >= len(judged)
    running = [m for m in mentions if m.field == "abstract"] or mentions
    expansions = [m.expansion for m in mentions if m.expansion]
    if any(not expansion[:1].isupper() for expansion in expansions):
        return any(m.role == "proposes" and m.expansion for m in mentions)
    if any(" " not in m.text and looks_like_a_name(m.text) for m in running):
        return not any(m.text.islower() and " " in m.text for m in running)
    return any(_capitalised_name(m) for m in running)


def _capitalised_name(mention: Mention) -> bool:
    words = mention.text.split()
    inside = mention.field == "abstract" and mention.start > mention.sentence_start
    if len(words) == 1:
        return inside and mention.text[:1].isupper()
    return any(looks_like_a_name(word) for word in words) and words[0][:1].isupper()


def _display(mentions: list[Mention], named: bool) -> str:
    """Choose the name that a node bears."""
    canonicals = Counter(m.canonical for m in mentions if m.canonical)
    if canonicals:
        return max(sorted(canonicals), key=canonicals.__getitem__)
    forms = Counter(m.text for m in mentions)
    defined = Counter(m.text for m in mentions if m.expansion)
    pool = defined or Counter({f: n for f, n in forms.items() if is_acronym(f)}) or forms
    lower = Counter({form: count for form, count in pool.items() if form.islower()})
    chosen = lower if lower and not named else pool
    name = min(chosen, key=lambda form: (-chosen[form], len(form), form))
    return name if named and not is_acronym(name) else _singular_name(name)


def _singular_name(name: str) -> str:
    head, _, last = name.rpartition(" ")
    return f"{head} {singular(last)}".strip()


def _entity_ids(wanted: Mapping[tuple[str, EntityType], str]) -> dict[tuple[str, EntityType], str]:
    """Make an identifier of each name; of two alike the later key has a hash of it added."""
    taken: dict[str, tuple[str, EntityType]] = {}
    ids = {}
    for key in sorted(wanted):
        made = f"{key[1]}/{slug(wanted[key])}"
        if made in taken:
            made = f"{made}-{hashlib.sha256(key[0].encode()).hexdigest()[:6]}"
        taken[made] = key
        ids[key] = made
    return ids


def resolve(mentions: Iterable[Mention]) -> Resolution:
    """Join mentions to entities, and entities to the papers that mention them.

    Parameters
    ----------
    mentions
        Of all papers, in any order: the result depends on the set alone.

    Returns
    -------
    Resolution

    Examples
    --------
    >>> def mention(paper, text, expansion=None):
    ...     return Mention(paper, "abstract", 0, len(text), text, "method", "uses", 0.9, "model",
    ...                    0, 80, expansion)
    >>> found = resolve([mention("a", "RL", "reinforcement learning"),
    ...                  mention("b", "Reinforcement Learning")])
    >>> [(entity.id, entity.aliases) for entity in found.entities]
    [('method/rl', ('Reinforcement Learning', 'reinforcement learning'))]
    """
    by_paper: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_paper[mention.paper].append(mention)
    local = [item for paper in sorted(by_paper) for item in _in_paper(by_paper[paper])]
    keys = _Keys(local)
    grouped: dict[str, list[_Local]] = defaultdict(list)
    reasons: dict[tuple[str, str], str] = {}
    for item in local:
        key, reason = keys.of(item)
        grouped[key].append(item)
        for mention in item.mentions:
            reasons.setdefault((key, mention.text), reason)
    members: dict[tuple[str, EntityType], list[_Local]] = defaultdict(list)
    for key, group in grouped.items():
        types = _vote_types(group)
        for item in group:
            members[key, types[_type_of(item)]].append(item)
    return _records(members, reasons)


def _records(
    members: Mapping[tuple[str, EntityType], list[_Local]], reasons: Mapping[tuple[str, str], str]
) -> Resolution:
    named: dict[tuple[str, EntityType], bool] = {}
    names: dict[tuple[str, EntityType], str] = {}
    for key, group in members.items():
        mentions = [mention for item in group for mention in item.mentions]
        named[key] = _is_named(mentions)
        names[key] = _display(mentions, named[key])
    ids = _entity_ids(names)
    entities, links, merges = [], [], []
    for key, group in members.items():
        mentions = [mention for item in group for mention in item.mentions]
        forms = {m.text for m in mentions} | {m.expansion for m in mentions if m.expansion}
        aliases = tuple(sorted(forms - {names[key]}))
        entities.append(Entity(ids[key], names[key], key[1], aliases, named[key]))
        merges += [
            Merge(ids[key], alias, reasons.get((key[0], alias), "long form that a paper defines"))
            for alias in aliases
        ]
        by_paper: dict[str, list[Mention]] = defaultdict(list)
        for item in group:
            by_paper[item.paper] += item.mentions
        for paper, found in by_paper.items():
            evidence = tuple(sorted(found, key=_order))
            role = next(r for r in ROLE_STRENGTH if r in {m.role for m in evidence})
            links.append(Link(paper, ids[key], role, max(m.score for m in evidence), evidence))
    return Resolution(
        tuple(sorted(entities, key=lambda entity: entity.id)),
        tuple(sorted(links, key=lambda link: (link.paper, link.entity))),
        tuple(sorted(merges, key=lambda merge: (merge.entity, merge.name))),
    )
