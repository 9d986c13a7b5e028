"""The records of the data flow: small, frozen, and passed on by every other module."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

__all__ = [
    "ENTITY_TYPES",
    "RESOURCE_TYPES",
    "ROLES",
    "Entity",
    "EntityType",
    "Field",
    "Layer",
    "Link",
    "Mention",
    "Merge",
    "Note",
    "Paper",
    "Relation",
    "RelationKind",
    "Result",
    "Role",
    "Skipped",
    "Source",
]

EntityType = Literal["method", "dataset", "benchmark", "task", "metric"]
Role = Literal[
    "proposes", "uses", "evaluates_on", "compares_with", "studies", "measures", "mentions"
]
Field = Literal["title", "abstract"]
Layer = Literal["model", "pattern", "gazetteer", "abbreviation"]
RelationKind = Literal["variant_of", "part_of"]

ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
# What a method is evaluated on or trained with; readers often disagree on which of the two it is.
RESOURCE_TYPES: frozenset[str] = frozenset({"dataset", "benchmark"})
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record was read from.

    Attributes
    ----------
    file
        Name of the file as the user gave it, ``-`` for standard input.
    record
        Position of the record in the file, from 1.
    line
        Line at which the record begins, from 1; None if the format has no lines.
    """

    file: str
    record: int
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as a list describes it, in clean text.

    Attributes
    ----------
    id
        Stable: ``arxiv:2405.01234``, ``doi:10.1000/xyz``, else ``sha:`` and twelve hex digits
        of the folded title (of the abstract where there is no title).
    title, abstract
        Clean text; mention offsets count the code points of these strings.
    date
        ISO 8601, as precise as the source is: ``2024``, ``2024-06`` or ``2024-06-19``.
    repositories
        URLs of code, data and project pages that the text states, in order of appearance.
    extra
        Other fields of the source (venue, upvotes...), as strings.
    """

    id: str
    title: str = ""
    # Not shown: a notebook prints lists of papers, and nobody reads a thousand abstracts there.
    abstract: str = field(default="", repr=False)
    authors: tuple[str, ...] = ()
    organisation: str | None = None
    year: int | None = None
    date: str | None = None
    url: str | None = None
    repositories: tuple[str, ...] = ()
    source: Source | None = None
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record or file that could not be read, and why."""

    file: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something a user should know about a file although nothing in it was lost."""

    file: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a paper's text that names an entity.

    Attributes
    ----------
    start, end
        Offsets in code points into the paper's `field`, `end` exclusive.
    score
        Confidence from 0 to 1.
    by
        The layer of the pipeline that found it.
    sentence_start, sentence_end
        Bounds of the sentence that contains it, in the same units.
    expansion
        The long form that the paper defines for this text, if the text is a short form.
    canonical
        The gazetteer's name for this text, if the gazetteer has one.
    named
        Whether the paper uses it as a proper name; None if that was not judged.
    """

    paper: str
    field: Field
    start: int
    end: int
    text: str
    type: EntityType
    role: Role
    score: float
    by: Layer
    sentence_start: int
    sentence_end: int
    expansion: str | None = None
    canonical: str | None = None
    named: bool | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A method, dataset, benchmark, task or metric: one node of the graph.

    Attributes
    ----------
    id
        Stable slug under its type, such as ``method/grpo``.
    aliases
        Every other surface form, sorted.
    named
        True for a proper name or acronym of one specific thing, false for a common-noun term.
    same_as
        IRIs of the same thing elsewhere (Wikidata and others).
    """

    id: str
    name: str
    type: EntityType
    aliases: tuple[str, ...] = ()
    named: bool = False
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An edge from a paper to an entity, with the mentions that are its evidence."""

    paper: str
    entity: str
    role: Role
    score: float
    mentions: Sequence[Mention] = ()


@dataclass(frozen=True, slots=True)
class Merge:
    """One name that was joined to an entity, and why.

    Attributes
    ----------
    other
        The name that it was joined to; a ``different`` line of an overrides file that holds
        these two names undoes the join.
    """

    entity: str
    name: str
    reason: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """An edge from one entity to another: a version, size or edition of it, or a part of it."""

    source: str
    kind: RelationKind
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """A number that an abstract states for a method on a dataset or benchmark.

    Attributes
    ----------
    method, dataset
        Ids of entities; `dataset` may be a benchmark.
    metric
        Name of the metric; empty if the text names none.
    value
        The value as written: ``65.03%``.
    number
        The value as a number, in the unit of `value`.
    baseline
        The value before, if the text says ``from A to B``.
    sentence_start, sentence_end
        Bounds in the abstract of the sentence that states it, in code points, `end` exclusive.
    """

    paper: str
    method: str
    dataset: str
    metric: str
    value: str
    number: float
    baseline: str | None
    sentence_start: int
    sentence_end: int
