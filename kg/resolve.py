"""From mentions to entities: which surface forms name one thing, in a paper and over all papers.

First each paper is read alone, where an acronym means what this paper defines it to mean; then the
names of all papers are joined, the strongest joins first, and what belongs together is described.
The result depends on the set of mentions and the overrides alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from kg.naming import fold_name
from kg.records import (
    ENTITY_TYPES,
    Entity,
    EntityType,
    Link,
    Mention,
    Merge,
    Relation,
    RelationKind,
    Role,
)
from kg.resolution.corpus import Corpus, join_names, refused_definitions, survey
from kg.resolution.describe import (
    EntityKey,
    display,
    entity_ids,
    is_named,
    type_in_paper,
    vote_types,
)
from kg.resolution.entity_counts import EntityCounts
from kg.resolution.joins import ENTRY, Clusters
from kg.resolution.known import known_named
from kg.resolution.name_counts import NameCounts, count_names
from kg.resolution.overrides import NO_OVERRIDES, Overrides
from kg.resolution.papers import PaperUses, Use, mention_order, read_uses
from kg.resolution.reasons import merges_of
from kg.resolution.relations import relations_of
from kg.resolution.sorted_uses import SortedUses

__all__ = ["PaperMentions", "Resolution", "resolve", "resolve_papers"]

PaperMentions = tuple[str, Sequence[Mention]]

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


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of the mentions, each tuple sorted by its ids."""

    entities: tuple[Entity, ...]
    links: Sequence[Link]
    merges: tuple[Merge, ...]
    relations: tuple[Relation, ...] = ()


@dataclass(slots=True)
class _Cluster:
    """Names that are joined, in the making: what they are called together and what they are.

    Attributes
    ----------
    key
        The first of the keys that papers use.
    entry
        The gazetteer entry that it is.
    papers
        How many take it for each type.
    types
        For each of these the type in the graph.
    """

    key: str
    entry: str | None
    papers: Counter[EntityType]
    types: Mapping[EntityType, EntityType] = field(default_factory=dict)


@dataclass(slots=True)
class _Authority:
    """The entities in the making: what papers say under each key, and what it is called."""

    overrides: Overrides
    corpus: Corpus
    clusters: Clusters
    held: dict[str, _Cluster] = field(default_factory=dict)
    counts: dict[EntityKey, EntityCounts] = field(default_factory=dict)
    named: dict[EntityKey, bool] = field(default_factory=dict)
    names: dict[EntityKey, str] = field(default_factory=dict)
    ids: dict[EntityKey, str] = field(default_factory=dict)

    def things(self, uses: Iterable[Use]) -> Iterator[tuple[_Cluster, EntityType, list[Use]]]:
        """Group the uses of one paper by what they name, each with its type in this paper."""
        by_head: dict[str, list[Use]] = defaultdict(list)
        for use in uses:
            by_head[self.clusters.head(use.meaning)].append(use)
        for head, group in by_head.items():
            yield self.held[head], type_in_paper(use.mention for use in group), group

    def entities(self, uses: Iterable[Use]) -> Iterator[tuple[EntityKey, list[Use]]]:
        """Group the uses of one paper by entity."""
        for cluster, type, group in self.things(uses):
            yield (cluster.key, cluster.types[type]), group


def _decide_types(authority: _Authority, papers: SortedUses, meanings: Iterable[str]) -> None:
    """Let papers vote on the type of what each cluster names."""
    clusters, held = authority.clusters, authority.held
    for meaning in sorted(set(meanings)):
        head = clusters.head(meaning)
        if head not in held:
            held[head] = _Cluster(meaning, _entry(authority, head), Counter())
    for _, uses in papers:
        for cluster, type, _ in authority.things(uses):
            cluster.papers[type] += 1
    given = {
        clusters.head(key): kind
        for key, kind in authority.overrides.types().items()
        if key in clusters
    }
    for head, cluster in held.items():
        if kind := given.get(head):
            cluster.types = dict.fromkeys(cluster.papers, kind)
        else:
            cluster.types = vote_types(cluster.papers, _known_types(cluster.entry))


def _count_entities(authority: _Authority, papers: SortedUses) -> None:
    for _, uses in papers:
        for key, group in authority.entities(uses):
            authority.counts.setdefault(key, EntityCounts()).add(group, authority.overrides)


def _entry(authority: _Authority, head: str) -> str | None:
    claimed = authority.clusters.claimed(head, ENTRY)
    return authority.corpus.names.get(min(claimed)) if claimed else None


def _known_types(entry: str | None) -> set[EntityType]:
    if entry is None:
        return set()
    known = (known_named(fold_name(entry), type) for type in ENTITY_TYPES)
    return {found.type for found in known if found}


def _name(authority: _Authority) -> None:
    """Choose what each entity is called, and its identifier."""
    given = authority.overrides.displayed()
    shown = {
        authority.clusters.head(key): name
        for key, name in given.items()
        if key in authority.clusters
    }
    longs = {}
    for key, counts in authority.counts.items():
        head = authority.clusters.head(key[0])
        entry = authority.held[head].entry
        authority.named[key] = is_named(counts, entry, key[1])
        authority.names[key] = shown.get(head) or display(counts, entry, authority.named[key])
        if defined := counts.meanings:
            longs[key] = authority.corpus.text(min(defined, key=lambda k: (-defined[k], k)))
    papers = {key: counts.papers for key, counts in authority.counts.items()}
    authority.ids = entity_ids(authority.names, papers, longs)


def _links(authority: _Authority, papers: SortedUses) -> Iterator[Link]:
    """Yield the links of each paper in turn, by entity."""
    for paper, uses in papers:
        found = [(authority.ids[key], group) for key, group in authority.entities(uses)]
        for id, group in sorted(found, key=itemgetter(0)):
            mentions = [use.mention for use in group]
            evidence = tuple(sorted(mentions, key=mention_order) if len(group) > 1 else mentions)
            role = min((mention.role for mention in evidence), key=ROLE_STRENGTH.index)
            yield Link(paper, id, role, max(m.score for m in evidence), evidence)


def _stated(authority: _Authority) -> list[tuple[str, RelationKind, str]]:
    """Turn the relations of the overrides into relations between entities that are there."""
    by_head: dict[str, str] = {}
    for key in sorted(authority.ids):
        by_head.setdefault(authority.clusters.head(key[0]), authority.ids[key])

    def entity(key: str) -> str | None:
        clusters = authority.clusters
        return by_head.get(clusters.head(key)) if key in clusters else None

    found = []
    for source, kind, target in authority.overrides.relations():
        ends = entity(source), entity(target)
        if ends[0] and ends[1] and ends[0] != ends[1]:
            found.append((ends[0], kind, ends[1]))
    return found


def _records(
    authority: _Authority,
) -> tuple[list[Entity], list[Merge], tuple[Relation, ...]]:
    entities: list[Entity] = []
    merges: list[Merge] = []
    for key, counts in authority.counts.items():
        id, name = authority.ids[key], authority.names[key]
        forms = counts.forms()
        aliases = {form for of_key in forms.values() for form in of_key} - {name}
        same_as = _same_as(authority.held[authority.clusters.head(key[0])].entry, key[1])
        entities.append(
            Entity(id, name, key[1], tuple(sorted(aliases)), authority.named[key], same_as)
        )
        merges += merges_of(id, name, forms, authority.clusters, authority.corpus)
    papers = {authority.ids[key]: counts.papers for key, counts in authority.counts.items()}
    entities.sort(key=lambda entity: entity.id)
    merges.sort(key=lambda merge: (merge.entity, merge.name))
    return entities, merges, relations_of(entities, papers, _stated(authority))


def _same_as(entry: str | None, type: EntityType) -> tuple[str, ...]:
    known = known_named(fold_name(entry), type) if entry else None
    return known.same_as if known else ()


def _survey(
    read: Callable[[], Iterable[PaperMentions]], overrides: Overrides, folder: Path | None
) -> tuple[_Authority, SortedUses, NameCounts]:
    """Read what each paper means, and join the names of all of them."""
    papers = SortedUses(folder)

    def kept() -> Iterator[PaperUses]:
        for paper, mentions in read():
            used = read_uses(paper, mentions, overrides)
            papers.add(paper, used.uses)
            yield used

    counts = count_names(kept(), overrides)
    corpus = survey(counts, overrides)
    clusters = join_names(corpus, counts.usual_kinds(), overrides)
    return _Authority(overrides, corpus, clusters), papers, counts


def resolve_papers(
    read: Callable[[], Iterable[PaperMentions]],
    overrides: Overrides = NO_OVERRIDES,
    *,
    folder: Path | None = None,
    keep: Callable[[Iterable[Link]], Sequence[Link]] = tuple,
) -> Resolution:
    """Join mentions to entities, in memory that grows with the names and not with the papers.

    Parameters
    ----------
    read
        Gives each paper's id with its mentions, in any order, as often as it is called.
    overrides
        What a user says of names, from `kg.resolution.overrides.read_overrides`.
    folder
        For what is too large to hold; None holds all.
    keep
        Is given the links one by one where they are too many to hold with their evidence, and
        returns them with it elsewhere.

    Returns
    -------
    Resolution

    Raises
    ------
    InputError
        If the overrides contradict themselves.
    """
    authority, papers, counts = _survey(read, overrides, folder)
    while refused := refused_definitions(authority.corpus, authority.clusters, overrides):
        # A paper's own definition would bring together what the user keeps apart.
        overrides = Overrides((*overrides.lines, *refused))
        authority, papers, counts = _survey(read, overrides, folder)
    _decide_types(authority, papers, counts.meanings())
    _count_entities(authority, papers)
    _name(authority)
    entities, merges, relations = _records(authority)
    links = _links(authority, papers)
    kept = keep(links) if papers.on_disk else tuple(links)
    return Resolution(tuple(entities), kept, tuple(merges), relations)


def resolve(mentions: Iterable[Mention], overrides: Overrides = NO_OVERRIDES) -> Resolution:
    """Join mentions to entities, and entities to the papers that mention them.

    Parameters
    ----------
    mentions
        Of all papers, in any order: the result depends on the set alone.
    overrides
        What a user says of names, from `kg.resolution.overrides.read_overrides`.

    Returns
    -------
    Resolution

    Raises
    ------
    InputError
        If the overrides contradict themselves.

    Examples
    --------
    >>> def mention(paper, text, expansion=None):
    ...     return Mention(paper, "abstract", 0, len(text), text, "method", "uses", 0.9, "model",
    ...                    0, 80, expansion)
    >>> found = resolve([mention("a", "SMoE", "Sparse Mixture of Experts"),
    ...                  mention("b", "sparse mixture-of-experts")])
    >>> [(entity.id, entity.aliases) for entity in found.entities]
    [('method/smoe', ('Sparse Mixture of Experts', 'sparse mixture-of-experts'))]
    """
    by_paper: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_paper[mention.paper].append(mention)
    return resolve_papers(by_paper.items, overrides)
