"""Edges between entities: variants by the structure of their names, parts by the curated list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from kg.naming import fold_name, is_acronym
from kg.records import Entity, EntityType, Relation, RelationKind
from kg.resolution.known import kind_of, known_entry, known_named
from kg.resolution.variants import bases, read_rows

__all__ = ["relations_of"]

# (source, kind, target) of the relations that a user states.
Stated = Sequence[tuple[str, RelationKind, str]]
# For an acronym that one paper alone defines, more than half of the variants were of a namesake.
LEAST_PAPERS_OF_ACRONYM = 2


@cache
def _wholes() -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """Return the wholes of each part, and those of parts that are given by a prefix."""
    exact: dict[str, list[str]] = defaultdict(list)
    beginnings = []
    for row in read_rows("parts.tsv"):
        part, whole = row["part"], row["whole"]
        if part.endswith("*"):
            beginnings.append((part[:-1].casefold(), whole))
        else:
            exact[fold_name(part)].append(whole)
    return dict(exact), beginnings


def _names(entity: Entity) -> tuple[str, ...]:
    return (entity.name, *entity.aliases)


def _written_alike(base: str, form: str) -> bool:
    """Check that a base fits a form in capitals: Math23K is not a variant of MATH."""
    capitals = form.isupper() and sum(character.isalpha() for character in form) > 1
    return not capitals or base.isupper()


def _private(entity: Entity, papers: int) -> bool:
    """Check for an acronym of one paper alone: COLT 2016 is not a version of its COLT."""
    own = fold_name(entity.name)
    return (
        papers < LEAST_PAPERS_OF_ACRONYM
        and is_acronym(entity.name)
        and any(" " in alias and fold_name(alias) != own for alias in entity.aliases)
        and known_named(own, entity.type) is None
    )


class _Index:
    """Named entities by kind and folded name, those in most papers first.

    A term has no versions: "VLM reasoning" is not an edition of "VLM".
    """

    def __init__(self, entities: Iterable[Entity], papers: Mapping[str, int]) -> None:
        self._held: dict[tuple[str, str], list[tuple[Entity, str]]] = defaultdict(list)
        for entity in sorted(entities, key=lambda each: (-papers.get(each.id, 0), each.id)):
            if not entity.named or _private(entity, papers.get(entity.id, 0)):
                continue
            for form in _names(entity):
                self._held[kind_of(entity.type), fold_name(form)].append((entity, form))

    def find(self, kind: str, name: str, other_than: Entity) -> Entity | None:
        """Return the entity of a kind with a name, preferably one whose own name it is."""
        alike: Entity | None = None
        # It ends with the first, since thousands of papers may give one name to what they propose.
        for entity, form in self._held.get((kind, fold_name(name)), ()):
            if entity.id != other_than.id and _written_alike(name, form):
                if entity.name == form:
                    return entity
                alike = alike or entity
        return alike

    def find_known(self, type: EntityType, name: str, other_than: Entity) -> Entity | None:
        """Return the entity with a name, or of whose gazetteer entry it is an alias."""
        kind = kind_of(type)
        entity = self.find(kind, name, other_than)
        if entity is None and (entry := known_entry(name, type, None)):
            entity = self.find(kind, entry.name, other_than)
        return entity


def _variants(entities: Iterable[Entity], index: _Index) -> Iterator[Relation]:
    for entity in entities:
        kind = kind_of(entity.type)
        if not entity.named:
            continue
        own = {fold_name(form) for form in _names(entity)}
        for form in _names(entity):
            found = (
                (base, index.find_known(entity.type, base.name, entity))
                for base in bases(form, kind)
                if fold_name(base.name) not in own
            )
            nearest = next(((base, target) for base, target in found if target), None)
            if nearest and nearest[1]:
                yield Relation(entity.id, "variant_of", nearest[1].id, nearest[0].reason)
                break


def _parts(entities: Iterable[Entity], index: _Index) -> Iterator[Relation]:
    exact, beginnings = _wholes()
    for entity in entities:
        if kind_of(entity.type) != "resource":
            continue
        for form in _names(entity):
            wholes = list(exact.get(fold_name(form), ()))
            wholes += [whole for start, whole in beginnings if form.casefold().startswith(start)]
            for whole in wholes:
                target = index.find("resource", whole, entity)
                if target:
                    yield Relation(entity.id, "part_of", target.id, "curated list of parts")


def _acyclic(found: Iterable[Relation]) -> Iterator[Relation]:
    """Leave out each relation that would close a cycle."""
    targets: dict[tuple[str, str], set[str]] = defaultdict(set)
    for relation in found:
        waiting, seen = [relation.target], set[str]()
        leads_back = False
        while waiting and not leads_back:
            here = waiting.pop()
            leads_back = here == relation.source
            waiting += sorted(targets[relation.kind, here] - seen)
            seen.add(here)
        if not leads_back:
            targets[relation.kind, relation.source].add(relation.target)
            yield relation


def relations_of(
    entities: Iterable[Entity], papers: Mapping[str, int], stated: Stated = ()
) -> tuple[Relation, ...]:
    """Find which entities are variants or parts of which others of the same graph.

    Parameters
    ----------
    papers
        Number of papers with each entity; of several with one name, the most frequent is taken.
    stated
        Relations from overrides, between ids of entities.

    Examples
    --------
    >>> found = relations_of([Entity("method/llama-2", "Llama 2", "method", named=True),
    ...                       Entity("method/llama-2-7b", "LLaMA-2-7B", "method", named=True)], {})
    >>> [(each.source, each.kind, each.target, each.reason) for each in found]
    [('method/llama-2-7b', 'variant_of', 'method/llama-2', 'size 7B')]
    """
    ordered = sorted(entities, key=lambda entity: entity.id)
    index = _Index(ordered, papers)
    by_user = [Relation(*each, reason="overrides file") for each in sorted(set(stated))]
    found = [*by_user, *_variants(ordered, index), *_parts(ordered, index)]
    unique = {(r.source, r.kind, r.target): r for r in reversed(found)}
    kept = _acyclic(each for each in found if unique[each.source, each.kind, each.target] is each)
    return tuple(sorted(kept, key=lambda r: (r.source, r.kind, r.target)))
