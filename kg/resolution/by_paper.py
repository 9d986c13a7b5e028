"""What resolution does paper by paper, once the names of all papers are joined.

Each step needs one paper and the decisions before it, and what it counts can be added up: papers
may lie on any number of machines.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.records import EntityType, Link, Role
from kg.resolution.describe import EntityKey, type_in_paper
from kg.resolution.entity_counts import EntityCounts
from kg.resolution.known import names_another
from kg.resolution.overrides import Overrides
from kg.resolution.papers import Use

__all__ = ["Keys", "PaperRow", "TypeCounts", "Types", "count_entities", "count_types", "links_of"]

# A paper's id with what its mentions mean, in the order of the text.
PaperRow = tuple[str, Sequence[Use]]
# By what a mention means the key of all the names that are joined with it.
Keys = Mapping[str, str]
# In how many papers what a key names is of a type.
TypeCounts = Counter[tuple[str, EntityType]]
# By key, and type in a paper, the type in the graph.
Types = Mapping[str, Mapping[EntityType, EntityType]]

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
_ROLE_RANK: Mapping[Role, int] = {role: rank for rank, role in enumerate(ROLE_STRENGTH)}


def _things(uses: Iterable[Use], keys: Keys) -> Iterator[tuple[str, EntityType, list[Use]]]:
    """Group the uses of one paper by what they name, each with its type in this paper."""
    grouped: dict[str, list[Use]] = defaultdict(list)
    for use in uses:
        grouped[keys[use.meaning]].append(use)
    for key, group in grouped.items():
        if len(group) == 1:
            yield key, group[0].mention.type, group
            continue
        own = [use.mention for use in group if not _typed_as_namesake(use)]
        yield key, type_in_paper(own or [use.mention for use in group]), group


def _typed_as_namesake(use: Use) -> bool:
    """Say whether a mention has its type from what its acronym means elsewhere: MAP, mAP."""
    return use.form != use.meaning and names_another(use.form, use.meaning, use.mention.type)


def count_types(papers: Iterable[PaperRow], keys: Keys) -> TypeCounts:
    """Count the papers in which what a key names is of a type."""
    counts: TypeCounts = Counter()
    for _, uses in papers:
        counts.update([(key, type) for key, type, _ in _things(uses, keys)])
    return counts


def count_entities(
    papers: Iterable[PaperRow], keys: Keys, types: Types, overrides: Overrides
) -> dict[EntityKey, EntityCounts]:
    """Count what papers say of each entity."""
    counts: dict[EntityKey, EntityCounts] = {}
    for _, uses in papers:
        for key, type, group in _things(uses, keys):
            entity = key, types[key][type]
            if entity not in counts:
                counts[entity] = EntityCounts()
            counts[entity].add(group, overrides)
    return counts


def links_of(paper: PaperRow, keys: Keys, types: Types, ids: Mapping[EntityKey, str]) -> list[Link]:
    """Return the links of one paper, by entity, each with the mentions that are its evidence."""
    links = []
    for key, type, group in _things(paper[1], keys):
        evidence = tuple([use.mention for use in group])
        role = min([mention.role for mention in evidence], key=_ROLE_RANK.__getitem__)
        score = max([mention.score for mention in evidence])
        links.append(Link(paper[0], ids[key, types[key][type]], role, score, evidence))
    return sorted(links, key=lambda link: link.entity)
