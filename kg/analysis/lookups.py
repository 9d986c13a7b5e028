"""Decides which entity or paper a text means that a user gives in place of an id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kg.errors import GraphError
from kg.naming import fold_name
from kg.readers.identifiers import arxiv_id, doi
from kg.titles import fold_title

__all__ = ["FAR_MORE", "Namesake", "begun_so", "meant_by", "registered_id"]

Node = TypeVar("Node")

# An entity in so many times as many papers as any other of its name is what a user means by it.
FAR_MORE = 10
# Shorter beginnings of titles are often names of entities, or mistakes.
LEAST_BEGINNING = 4
# Most papers named in one message.
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Namesake(Generic[Node]):
    """One of the entities that share a name.

    Attributes
    ----------
    name, aliases
        Its own name, and its other names.
    papers
        Number of papers that have it.
    """

    node: Node
    name: str
    aliases: Sequence[str]
    papers: int


def meant_by(name: str, namesakes: Sequence[Namesake[Node]]) -> list[Node]:
    """Choose the entity that a name means from all that have it.

    It is the one that is in `FAR_MORE` times as many papers as any other, whether the name is its
    own or an alias. An entity of exactly this name, in the same case, gives way only to one that is
    spelled so too. If none is so frequent, it is the only one of exactly this name, else the only
    one whose own name this is in another spelling, else the only one of all.

    Returns
    -------
    list
        One node, or all that the name may mean equally well, those in most papers first.

    Examples
    --------
    >>> common = Namesake("reinforcement learning", "reinforcement learning", ("RL",), 96)
    >>> rare = Namesake("rubric learning", "RL", (), 1)
    >>> meant_by("RL", [common, rare])
    ['reinforcement learning']
    """
    most_first = sorted(namesakes, key=lambda each: -each.papers)
    exact = [each for each in most_first if each.name == name]
    rivals = [each for each in most_first if not exact or name in (each.name, *each.aliases)]
    if len(rivals) > 1 and rivals[0].papers >= FAR_MORE * max(rivals[1].papers, 1):
        return [rivals[0].node]
    folded = fold_name(name)
    own = exact or [each for each in most_first if fold_name(each.name) == folded]
    return [each.node for each in own or most_first]


def registered_id(text: str) -> str | None:
    """Return the id of a paper that a bare arXiv id, a DOI, or the URL of either stands for.

    Examples
    --------
    >>> registered_id("2405.01234v2"), registered_id("https://doi.org/10.1000/ABC.1")
    ('arxiv:2405.01234', 'doi:10.1000/abc.1')
    """
    if found := arxiv_id(text):
        return f"arxiv:{found}"
    found = doi(text)
    return f"doi:{found}" if found else None


def begun_so(beginning: str, papers: Iterable[tuple[str, str]]) -> str | None:
    """Return the id of the only paper whose id or title begins with a text; None if none does.

    Parameters
    ----------
    beginning
        At least `LEAST_BEGINNING` characters; case and accents do not matter. An id may begin
        after its colon.
    papers
        Their ids and titles.

    Raises
    ------
    GraphError
        If several papers begin so.

    Examples
    --------
    >>> begun_so("viva: vlm", [("sha:3f2c", "VIVA: VLM-Guided Editing"), ("sha:3f2d", "Other")])
    'sha:3f2c'
    >>> begun_so("sha:3F2D", [("sha:3f2c", "VIVA: VLM-Guided Editing"), ("sha:3f2d", "Other")])
    'sha:3f2d'
    """
    folded = fold_title(beginning.strip())
    if len(folded) < LEAST_BEGINNING:
        return None
    found = [
        id
        for id, title in papers
        if fold_title(title or "").startswith(folded)
        or id.casefold().startswith(folded)
        or id.partition(":")[2].casefold().startswith(folded)
    ]
    if len(found) > 1:
        more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
        raise GraphError(
            f"{beginning!r} begins the id or title of {', '.join(found[:MOST_NAMED])}{more};"
            " write more of it"
        )
    return found[0] if found else None
