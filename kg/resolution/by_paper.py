"""What resolution does paper by paper, once the names of all papers are joined.

Each step needs one paper and the decisions before it, and what it counts can be added up: papers
may lie on any number of machines.
"""

from __future__ import annotations

from collections import Counter, defaultdict
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
    "TypeCounts",
    "Types",
    "count_entities",
    "count_types",
    "links_of",
    "things_of",
]

# A paper's id with what its mentions mean, in the order of the text.
PaperRow = tuple[str, Sequence[Use]]
# By what a mention means the key of all the names that are joined with it.
Keys = Mapping[str, str]
# A paper's id with what it names: the key, the type in this paper, and the uses.
PaperThings = tuple[str, Sequence[tuple[str, EntityType, Sequence[Use]]]]
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


def things_of(paper: PaperRow, keys: Keys) -> PaperThings:
    """Group the uses of one paper by what they name."""
    grouped: dict[str, list[Use]] = defaultdict(list)
    for use in paper[1]:
        grouped[keys[use.meaning]].append(use)
    return paper[0], [(key, _type_of(group), group) for key, group in grouped.items()]


def _type_of(uses: Sequence[Use]) -> EntityType:
    if len(uses) == 1:
        return uses[0].mention.type
    own = [use.mention for use in uses if not _typed_as_namesake(use)]
    return type_in_paper(own or [use.mention for use in uses])


def _typed_as_namesake(use: Use) -> bool:
    """Say whether a mention has its type from what its acronym means elsewhere: MAP, mAP."""
    return use.form != use.meaning and names_another(use.form, use.meaning, use.mention.type)


def count_types(papers: Iterable[PaperThings]) -> TypeCounts:
    """Count the papers in which what a key names is of a type."""
    counts: TypeCounts = Counter()
    for _, things in papers:
        counts.update([(key, type) for key, type, _ in things])
    return counts


def count_entities(
    papers: Iterable[PaperThings], types: Types, overrides: Overrides
) -> dict[EntityKey, EntityCounts]:
    """Count what papers say of each entity."""
    counts: dict[EntityKey, EntityCounts] = {}
    for _, things in papers:
        for key, type, uses in things:
            entity = key, types[key][type]
            if entity not in counts:
                counts[entity] = EntityCounts()
            counts[entity].add(uses, overrides)
    return counts


def links_of(paper: PaperThings, types: Types, ids: Mapping[EntityKey, str]) -> list[Link]:
    """Return the links of one paper, by entity, each with the mentions that are its evidence."""
    links = []
    for key, type, uses in paper[1]:
        evidence = tuple([use.mention for use in uses])
        role = min([mention.role for mention in evidence], key=_ROLE_RANK.__getitem__)
        score = max([mention.score for mention in evidence])
        links.append(Link(paper[0], ids[key, types[key][type]], role, score, evidence))
    return sorted(links, key=lambda link: link.entity)
