"""The steps of resolution that work paper by paper, once the names of all papers are joined.

Each step needs one paper and the decisions before it, and its counts can be added up: papers may
be spread over any number of machines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kg.records import EntityType, Link, Role
from kg.resolution.describe import EntityKey, type_in_paper
from kg.resolution.entity_counts import EntityCounts
from kg.resolution.known import names_another
from kg.resolution.overrides import Overrides
from kg.resolution.papers import Use

__all__ = [
    "Keys",
    "PaperRow",
    "PaperThings",
    "ThingCounts",
    "Types",
    "add_counts",
    "count_things",
    "links_of",
    "things_of",
]

# A paper's id with its uses, in the order of the text.
PaperRow = tuple[str, Sequence[Use]]
# Maps the meaning of a mention to the key of its cluster of joined names, unless that is dropped.
Keys = Mapping[str, str]
# A paper's id with the things that it names: the cluster's key, the type in this paper, the uses.
PaperThings = tuple[str, Sequence[tuple[str, EntityType, Sequence[Use]]]]
# Counts over papers, by the key of a cluster and the type of the thing in those papers.
ThingCounts = dict[tuple[str, EntityType], EntityCounts]
# Maps the key of a cluster and the type in a paper to the type in the graph.
Types = Mapping[str, Mapping[EntityType, EntityType]]

# The role of an entity in a paper is the strongest role of its mentions; the strongest first.
ROLE_STRENGTH: tuple[Role, ...] = (
    "proposes",
    "evaluates_on",
    "compares_with",
    "uses",
    "measures",
    "studies",
    "mentions",
)
_ROLE_RANK: Mapping[Role, int] = {role: rank for rank, role in enumerate(ROLE_STRENGTH)}


def things_of(paper: PaperRow, keys: Keys, overrides: Overrides) -> PaperThings:
    """Group the uses of one paper by the cluster that their meaning belongs to.

    What the user dropped is left out: only now is it known by which names.
    """
    grouped: dict[str, list[Use]] = defaultdict(list)
    for use in paper[1]:
        key = keys.get(use.meaning)
        if key is not None and not (overrides.dropped and _is_dropped(use, overrides)):
            grouped[key].append(use)
    return paper[0], [(key, _type_of(group), group) for key, group in grouped.items()]


def _is_dropped(use: Use, overrides: Overrides) -> bool:
    entry = (overrides.key(use.entry),) if use.entry else ()
    return not overrides.dropped.isdisjoint((use.form, use.meaning, *entry))


def _type_of(uses: Sequence[Use]) -> EntityType:
    if len(uses) == 1:
        return uses[0].mention.type
    own = [use.mention for use in uses if not _typed_as_namesake(use)]
    return type_in_paper(own or [use.mention for use in uses])


def _typed_as_namesake(use: Use) -> bool:
    """Check whether a mention got its type from another meaning of its acronym: MAP, mAP."""
    return use.form != use.meaning and names_another(use.form, use.meaning, use.mention.type)


def count_things(papers: Iterable[PaperThings], overrides: Overrides) -> ThingCounts:
    """Count what papers say of each thing, separately for each type that it has in them."""
    counts: ThingCounts = {}
    for _, things in papers:
        for key, type, uses in things:
            thing = key, type
            if thing not in counts:
                counts[thing] = EntityCounts()
            counts[thing].add(uses, overrides)
    return counts


def add_counts(counts: ThingCounts, other: ThingCounts) -> None:
    """Add the counts of other papers, which must not be used afterwards."""
    for thing, counted in other.items():
        if thing in counts:
            counts[thing].add_counts(counted)
        else:
            counts[thing] = counted


def links_of(paper: PaperThings, types: Types, ids: Mapping[EntityKey, str]) -> list[Link]:
    """Return the links of one paper, by entity, each with the mentions that are its evidence."""
    links = []
    for key, type, uses in paper[1]:
        evidence = tuple([use.mention for use in uses])
        role = min([mention.role for mention in evidence], key=_ROLE_RANK.__getitem__)
        score = max([mention.score for mention in evidence])
        links.append(Link(paper[0], ids[key, types[key][type]], role, score, evidence))
    return sorted(links, key=lambda link: link.entity)
