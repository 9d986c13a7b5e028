"""From mentions to entities: which surface forms name one thing, in a paper and over all papers.

First each paper is read by itself, where an acronym means what this paper defines it to mean. Then
the names of all papers are joined, the strongest joins first, and each cluster is described. The
result depends only on the set of mentions and the overrides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.records import Entity, Link, Mention, Merge, Note, Relation
from kg.resolution.by_paper import (
    Keys,
    PaperThings,
    Types,
    count_things,
    links_of,
    things_of,
)
from kg.resolution.catalogue import Catalogue, by_entity, catalogue, decide_types, join
from kg.resolution.name_counts import NameCounts, count_names
from kg.resolution.overrides import NO_OVERRIDES, Overrides
from kg.resolution.papers import PaperUses, read_uses
from kg.resolution.sorted_uses import SortedUses

__all__ = ["PaperMentions", "Resolution", "resolve", "resolve_papers"]

PaperMentions = tuple[str, Sequence[Mention]]


@dataclass(frozen=True, slots=True)
class Resolution:
    """The entities, links, merges and relations made from mentions, each sorted by its ids.

    Attributes
    ----------
    notes
        Remarks on the lines of the overrides with names that no paper uses.
    """

    entities: tuple[Entity, ...]
    links: Sequence[Link]
    merges: tuple[Merge, ...]
    relations: tuple[Relation, ...] = ()
    notes: tuple[Note, ...] = ()


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
        Yields each paper's id with its mentions, in any order; it is called several times and must
        yield the same each time.
    overrides
        As for `resolve`.
    folder
        Folder for data that is too large for memory; None keeps all in memory.
    keep
        Stores the links, which it gets one by one, if there are too many to keep their evidence in
        memory, and returns them with evidence stored elsewhere.

    Returns
    -------
    Resolution

    Raises
    ------
    InputError
        As for `resolve`.
    """
    papers = SortedUses(folder)
    things, types, found = _decide(papers, read, overrides)
    links = (link for paper in things for link in links_of(paper, types, found.ids))
    kept = keep(links) if papers.on_disk else tuple(links)
    return Resolution(found.entities, kept, found.merges, found.relations, found.notes)


def _decide(
    papers: SortedUses, read: Callable[[], Iterable[PaperMentions]], overrides: Overrides
) -> tuple[Iterable[PaperThings], Types, Catalogue]:
    """Fill `papers` and decide what their names mean; frees the counts on return."""

    def count(overrides: Overrides) -> NameCounts:
        papers.clear()
        return count_names(kept(overrides), overrides)

    def kept(overrides: Overrides) -> Iterator[PaperUses]:
        for paper, mentions in read():
            used = read_uses(paper, mentions, overrides)
            papers.add(paper, used.uses)
            yield used

    vocabulary = join(count, overrides)
    grouped = _Grouped(papers, vocabulary.keys, vocabulary.overrides)
    # Iterated again for the links.
    things = grouped if papers.on_disk else list(grouped)
    counted = count_things(things, vocabulary.overrides)
    types = decide_types(vocabulary, counted)
    return things, types, catalogue(vocabulary, by_entity(counted, types))


@dataclass(frozen=True, slots=True)
class _Grouped:
    """The things that papers name, grouped anew in each iteration to save memory."""

    papers: SortedUses
    keys: Keys
    overrides: Overrides

    def __iter__(self) -> Iterator[PaperThings]:
        return (things_of(paper, self.keys, self.overrides) for paper in self.papers)


def resolve(mentions: Iterable[Mention], overrides: Overrides = NO_OVERRIDES) -> Resolution:
    """Join mentions to entities, and entities to the papers that mention them.

    Parameters
    ----------
    mentions
        Mentions of all papers, in any order: the result depends on the set alone.
    overrides
        The user's decisions on names, from `kg.resolution.overrides.read_overrides`.

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
