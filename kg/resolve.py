"""From mentions to entities: which surface forms name one thing, in a paper and over all papers.

First each paper is read alone, where an acronym means what this paper defines it to mean; then the
names of all papers are joined, the strongest joins first, and what belongs together is described.
The result depends on the set of mentions and the overrides alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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
from kg.resolution.joins import ENTRY, Clusters
from kg.resolution.known import known_named
from kg.resolution.overrides import NO_OVERRIDES, Overrides
from kg.resolution.papers import Definition, Use, mention_order, read_uses
from kg.resolution.reasons import merges_of, surface_forms
from kg.resolution.relations import relations_of

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


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of the mentions, each tuple sorted by its ids."""

    entities: tuple[Entity, ...]
    links: tuple[Link, ...]
    merges: tuple[Merge, ...]
    relations: tuple[Relation, ...] = ()


@dataclass(slots=True)
class _Authority:
    """The entities in the making: what papers say under each key, and what it is called."""

    overrides: Overrides
    corpus: Corpus
    clusters: Clusters
    uses: dict[EntityKey, list[Use]] = field(default_factory=lambda: defaultdict(list))
    entries: dict[EntityKey, str | None] = field(default_factory=dict)
    named: dict[EntityKey, bool] = field(default_factory=dict)
    names: dict[EntityKey, str] = field(default_factory=dict)
    ids: dict[EntityKey, str] = field(default_factory=dict)


def _gather(authority: _Authority, uses: Iterable[Use]) -> None:
    """Sort the uses by cluster and type."""
    clusters = authority.clusters
    by_head: dict[str, list[Use]] = defaultdict(list)
    for use in uses:
        by_head[clusters.head(use.meaning)].append(use)
    given = {
        clusters.head(key): kind
        for key, kind in authority.overrides.types().items()
        if key in clusters
    }
    for head, group in by_head.items():
        key = min(use.meaning for use in group)
        entry = _entry(authority, head)
        in_paper: dict[str, list[Mention]] = defaultdict(list)
        for use in group:
            in_paper[use.mention.paper].append(use.mention)
        types = {paper: type_in_paper(found) for paper, found in in_paper.items()}
        known = _known_types(entry)
        voted = vote_types(list(types.values()), known)
        for use in group:
            kind = given.get(head) or voted[types[use.mention.paper]]
            authority.uses[key, kind].append(use)
            authority.entries[key, kind] = entry


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
    for key, uses in authority.uses.items():
        entry = authority.entries[key]
        authority.named[key] = is_named(uses, entry, key[1])
        own = shown.get(authority.clusters.head(key[0]))
        authority.names[key] = own or display(uses, entry, authority.named[key])
        defined = Counter(use.meaning for use in uses if use.meaning != use.form)
        if defined:
            longs[key] = authority.corpus.text(min(defined, key=lambda k: (-defined[k], k)))
    papers = {key: len({use.mention.paper for use in uses}) for key, uses in authority.uses.items()}
    authority.ids = entity_ids(authority.names, papers, longs)


def _links(id: str, uses: Iterable[Use]) -> list[Link]:
    by_paper: dict[str, list[Mention]] = defaultdict(list)
    for use in uses:
        by_paper[use.mention.paper].append(use.mention)
    links = []
    for paper, found in by_paper.items():
        evidence = tuple(sorted(found, key=mention_order) if len(found) > 1 else found)
        role = min((mention.role for mention in evidence), key=ROLE_STRENGTH.index)
        links.append(Link(paper, id, role, max(m.score for m in evidence), evidence))
    return links


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


def _records(authority: _Authority) -> Resolution:
    forms_of = {
        use.mention.expansion: authority.overrides.key(use.mention.expansion)
        for uses in authority.uses.values()
        for use in uses
        if use.mention.expansion
    }
    entities: list[Entity] = []
    links: list[Link] = []
    merges: list[Merge] = []
    for key, uses in authority.uses.items():
        id, name = authority.ids[key], authority.names[key]
        forms = surface_forms(uses, forms_of)
        aliases = {form for counts in forms.values() for form in counts} - {name}
        same_as = _same_as(authority.entries[key], key[1])
        entities.append(
            Entity(id, name, key[1], tuple(sorted(aliases)), authority.named[key], same_as)
        )
        links += _links(id, uses)
        merges += merges_of(id, name, forms, authority.clusters, authority.corpus)
    papers = Counter(link.entity for link in links)
    return Resolution(
        tuple(sorted(entities, key=lambda entity: entity.id)),
        tuple(sorted(links, key=lambda link: (link.paper, link.entity))),
        tuple(sorted(merges, key=lambda merge: (merge.entity, merge.name))),
        relations_of(entities, papers, _stated(authority)),
    )


def _same_as(entry: str | None, type: EntityType) -> tuple[str, ...]:
    known = known_named(fold_name(entry), type) if entry else None
    return known.same_as if known else ()


def _read_all(
    by_paper: Mapping[str, list[Mention]], overrides: Overrides
) -> tuple[list[Use], Corpus, Clusters]:
    uses: list[Use] = []
    definitions: list[Definition] = []
    for paper in sorted(by_paper):
        used, defined = read_uses(by_paper[paper], overrides)
        uses += used
        definitions += defined
    corpus = survey(uses, definitions, overrides)
    return uses, corpus, join_names(corpus, uses, overrides)


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
    uses, corpus, clusters = _read_all(by_paper, overrides)
    while refused := refused_definitions(uses, corpus, clusters, overrides):
        # A paper's own definition would bring together what the user keeps apart.
        overrides = Overrides((*overrides.lines, *refused))
        uses, corpus, clusters = _read_all(by_paper, overrides)
    authority = _Authority(overrides, corpus, clusters)
    _gather(authority, uses)
    _name(authority)
    return _records(authority)
