"""Decides from counts over all papers which names are joined, and each entity's type and name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kg.naming import fold_name
from kg.records import ENTITY_TYPES, Entity, EntityType, Merge, Note, Relation, RelationKind
from kg.resolution.by_paper import Keys, ThingCounts, Types, add_counts
from kg.resolution.corpus import Corpus, join_names, refused_definitions, survey
from kg.resolution.describe import EntityKey, display, entity_ids, is_named, vote_types
from kg.resolution.entity_counts import EntityCounts
from kg.resolution.joins import ENTRY, Clusters
from kg.resolution.known import known_named
from kg.resolution.name_counts import NameCounts
from kg.resolution.overrides import NO_OVERRIDES, Overrides
from kg.resolution.reasons import merges_of
from kg.resolution.relations import relations_of

__all__ = ["Catalogue", "Vocabulary", "by_entity", "catalogue", "decide_types", "join"]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of all papers, and which of them are joined.

    Attributes
    ----------
    overrides
        The user's lines, and lines that refuse definitions in papers which contradict them.
    keys
        Maps the meaning of a mention to the key of its cluster: the first meaning in the cluster.
        Clusters with a name that the user dropped are left out.
    """

    overrides: Overrides
    corpus: Corpus
    clusters: Clusters
    keys: Keys

    def entry(self, key: str) -> str | None:
        """Return the gazetteer entry that the cluster of a key belongs to, if any."""
        claimed = self.clusters.claimed(key, ENTRY)
        return self.corpus.names.get(min(claimed)) if claimed else None


def join(
    count: Callable[[Overrides], NameCounts], overrides: Overrides = NO_OVERRIDES
) -> Vocabulary:
    """Join the names of all papers.

    Parameters
    ----------
    count
        Counts the names in papers, read under the overrides that it is given.

    Raises
    ------
    InputError
        If the overrides contradict themselves.
    """
    while True:
        counts = count(overrides)
        corpus = survey(counts, overrides)
        clusters = join_names(corpus, counts.usual_kinds(), overrides)
        refused = refused_definitions(corpus, clusters, overrides)
        if not refused:
            break
        # A definition in a paper would join names that the user keeps apart.
        overrides = Overrides((*overrides.lines, *refused))
    dropped = {clusters.head(key) for key in overrides.dropped if key in clusters}
    firsts: dict[str, str] = {}
    keys = {}
    for meaning in sorted(set(counts.meanings())):
        if (head := clusters.head(meaning)) not in dropped:
            keys[meaning] = firsts.setdefault(head, meaning)
    return Vocabulary(overrides, corpus, clusters, keys)


def decide_types(vocabulary: Vocabulary, counted: ThingCounts) -> Types:
    """Let papers vote on the type of each cluster of names."""
    votes: dict[str, dict[EntityType, int]] = defaultdict(dict)
    for (key, type), counts in counted.items():
        votes[key][type] = counts.papers
    clusters = vocabulary.clusters
    given = {
        clusters.head(key): kind
        for key, kind in vocabulary.overrides.types().items()
        if key in clusters
    }
    types: dict[str, Mapping[EntityType, EntityType]] = {}
    for key, papers_by_type in votes.items():
        if kind := given.get(clusters.head(key)):
            types[key] = dict.fromkeys(papers_by_type, kind)
        else:
            types[key] = vote_types(papers_by_type, _known_types(vocabulary.entry(key)))
    return types


def by_entity(counted: ThingCounts, types: Types) -> dict[EntityKey, EntityCounts]:
    """Add up the counts of each entity over its types in papers; `counted` is used up by this."""
    counts: dict[EntityKey, EntityCounts] = {}
    for (key, type), of_thing in counted.items():
        add_counts(counts, {(key, types[key][type]): of_thing})
    return counts


def _known_types(entry: str | None) -> set[EntityType]:
    if entry is None:
        return set()
    known = (known_named(fold_name(entry), type) for type in ENTITY_TYPES)
    return {found.type for found in known if found}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The entities of all papers, with the merges of their names and the relations between them.

    Attributes
    ----------
    ids
        The id of each entity, by the key of its cluster and its type.
    entities, merges, relations
        Each sorted by its ids.
    notes
        Remarks on the user's lines with names that no paper uses.
    """

    ids: Mapping[EntityKey, str]
    entities: tuple[Entity, ...]
    merges: tuple[Merge, ...]
    relations: tuple[Relation, ...]
    notes: tuple[Note, ...]


def catalogue(vocabulary: Vocabulary, counted: Mapping[EntityKey, EntityCounts]) -> Catalogue:
    """Describe each entity: its name, its id, why its names were joined, and its relations."""
    clusters, corpus = vocabulary.clusters, vocabulary.corpus
    given = vocabulary.overrides.displayed()
    shown = {clusters.head(key): name for key, name in given.items() if key in clusters}
    named: dict[EntityKey, bool] = {}
    names: dict[EntityKey, str] = {}
    longs: dict[EntityKey, str] = {}
    entries = {key: vocabulary.entry(key[0]) for key in counted}
    for key, counts in counted.items():
        entry = _spelled(entries[key], key[1])
        named[key] = is_named(counts, entry, key[1])
        names[key] = shown.get(clusters.head(key[0])) or display(
            counts, entry, named[key], vocabulary.overrides
        )
        if defined := counts.meanings:
            longs[key] = corpus.text(min(defined, key=lambda k: (-defined[k], k)))
    ids = entity_ids(names, {key: counts.papers for key, counts in counted.items()}, longs)
    entities: list[Entity] = []
    merges: list[Merge] = []
    for key, counts in counted.items():
        id, name = ids[key], names[key]
        forms = counts.forms()
        aliases = {form for of_key in forms.values() for form in of_key} - {name}
        same_as = _same_as(entries[key], key[1])
        entities.append(Entity(id, name, key[1], tuple(sorted(aliases)), named[key], same_as))
        merges += merges_of(id, name, forms, clusters, corpus)
    entities.sort(key=lambda entity: entity.id)
    merges.sort(key=lambda merge: (merge.entity, merge.name))
    papers = {ids[key]: counts.papers for key, counts in counted.items()}
    relations = relations_of(entities, papers, _stated(vocabulary, ids))
    notes = vocabulary.overrides.notes(lambda key: key in corpus.forms or key in corpus.names)
    return Catalogue(ids, tuple(entities), tuple(merges), relations, notes)


def _stated(
    vocabulary: Vocabulary, ids: Mapping[EntityKey, str]
) -> list[tuple[str, RelationKind, str]]:
    """Return the relations in the overrides between entities that exist."""
    clusters = vocabulary.clusters
    by_head: dict[str, str] = {}
    for key in sorted(ids):
        by_head.setdefault(clusters.head(key[0]), ids[key])

    def entity(key: str) -> str | None:
        return by_head.get(clusters.head(key)) if key in clusters else None

    found = []
    for source, kind, target in vocabulary.overrides.relations():
        ends = entity(source), entity(target)
        if ends[0] and ends[1] and ends[0] != ends[1]:
            found.append((ends[0], kind, ends[1]))
    return found


def _spelled(entry: str | None, type: EntityType) -> str | None:
    """Return the spelling of an entry for a type: SuperGLUE is a benchmark, SuperGlue a method."""
    known = known_named(fold_name(entry), type) if entry else None
    return known.name if known else entry


def _same_as(entry: str | None, type: EntityType) -> tuple[str, ...]:
    known = known_named(fold_name(entry), type) if entry else None
    return known.same_as if known else ()
