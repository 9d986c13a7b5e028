"""Refuses values of arguments that would be answered with nothing, as if there were nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import NoneType

from kg.errors import ArgumentError
from kg.records import Entity, Paper

__all__ = [
    "check_count",
    "check_min_score",
    "check_output",
    "check_papers",
    "check_several",
    "given_papers",
    "id_or_name",
    "input_list",
]


def check_count(k: int) -> None:
    """Refuse a negative number of things to list, which Python would count from the end.

    Raises
    ------
    ArgumentError
        If it is below zero.
    """
    if k < 0:
        raise ArgumentError(f"k={k}: expected a number from 0")


def check_min_score(score: float) -> None:
    """Refuse a lowest score that no mention has.

    Raises
    ------
    ArgumentError
        If it is no number from 0 to 1.
    """
    if not 0 <= score <= 1:
        raise ArgumentError(f"min_score={score}: expected a number from 0 to 1")


def check_output(folder: str | Path) -> None:
    """Refuse an empty name, which would stand for the working directory, and one of odd bytes.

    Raises
    ------
    ArgumentError
        If it is empty, or not UTF-8, which the library of the tables opens no file by.
    """
    if folder == "":
        raise ArgumentError("the name of the folder to write into is empty")
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        raise ArgumentError(f"{str(folder)!a}: the name of the folder is not UTF-8") from None


def check_papers(papers: object) -> None:
    """Refuse the name of a file where papers are asked for, and a paper alone.

    Raises
    ------
    ArgumentError
        If it is one of these.
    """
    if isinstance(papers, str | Path):
        raise ArgumentError(f"expected papers, such as kg.read_papers({str(papers)!r}) gives")
    if isinstance(papers, Paper):
        raise ArgumentError("expected several papers: put a single one into a list")


# By field of a paper what it holds; what else a frame or a JSON file may give would be found out
# only when the graph is written, and a text in place of a tuple be taken for its letters.
_PAPER_FIELDS: Mapping[str, tuple[type, ...]] = {
    "id": (str,),
    "title": (str,),
    "abstract": (str,),
    "authors": (tuple,),
    "organisation": (str, NoneType),
    "year": (int, NoneType),
    "date": (str, NoneType),
    "url": (str, NoneType),
    "repositories": (tuple,),
}


def given_papers(papers: Iterable[Paper]) -> Iterator[Paper]:
    """Yield papers that a user made, and refuse what is none or holds values of another type.

    Raises
    ------
    ArgumentError
        With the paper and the field.

    Examples
    --------
    >>> next(given_papers([Paper("a", year=2024.0)]))
    Traceback (most recent call last):
        ...
    kg.errors.ArgumentError: paper 'a': year=2024.0: expected int or None
    """
    for paper in papers:
        if problem := _problem(paper):
            raise ArgumentError(problem)
        yield paper


def _problem(paper: object) -> str | None:
    if not isinstance(paper, Paper):
        kind = type(paper).__name__
        return f"expected papers, such as kg.Paper(id, title, abstract), not a {kind}"
    for name, types in _PAPER_FIELDS.items():
        value = getattr(paper, name)
        if not isinstance(value, types):
            wanted = " or ".join("None" if each is NoneType else each.__name__ for each in types)
            return f"paper {paper.id!r}: {name}={value!r}: expected {wanted}"
    return None


def id_or_name(node: object) -> str:
    """Return what a node is asked for by: the id of a record, or the text itself.

    Raises
    ------
    ArgumentError
        If it is neither a paper, an entity nor a text.
    """
    if isinstance(node, str):
        return node
    if isinstance(node, Paper | Entity):
        return node.id
    raise ArgumentError(
        f"expected a paper or an entity, its id or one of its names, not a {type(node).__name__}"
    )


def check_several(nodes: object) -> None:
    """Refuse one paper or entity where several are asked for; of a name each letter would be one.

    Raises
    ------
    ArgumentError
        If it is a record or a name.
    """
    if isinstance(nodes, str | Paper | Entity):
        raise ArgumentError("expected several papers or entities: put a single one into a list")


def input_list(inputs: str | Path | Sequence[str | Path]) -> list[str | Path]:
    """Return the inputs of a build, of which there may be one alone.

    Raises
    ------
    ArgumentError
        If the name of one is empty, which would stand for the working directory.

    Examples
    --------
    >>> input_list("list.txt"), input_list(["a.bib", "b.bib"])
    (['list.txt'], ['a.bib', 'b.bib'])
    """
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    if "" in given:
        raise ArgumentError("the name of an input is empty")
    return given
