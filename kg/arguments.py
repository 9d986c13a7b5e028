"""Refuses arguments that would otherwise give a wrong or empty answer without an error."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import index
from pathlib import Path
from typing import SupportsIndex

from kg.errors import ArgumentError
from kg.records import Entity, Paper, Source

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


def check_count(number: int, name: str = "k") -> None:
    """Refuse a negative number of items to list, which slicing would count from the end.

    Parameters
    ----------
    name
        The argument's, for the message.

    Raises
    ------
    ArgumentError
        If it is negative, or not a whole number.
    """
    if not isinstance(number, SupportsIndex) or index(number) < 0:
        raise ArgumentError(f"{name}={number!r}: expected a whole number from 0")


def check_min_score(score: float) -> None:
    """Refuse a minimum score that is outside the range of scores.

    Raises
    ------
    ArgumentError
        If it is not a number from 0 to 1.
    """
    if not 0 <= score <= 1:
        raise ArgumentError(f"min_score={score}: expected a number from 0 to 1")


def check_output(folder: str | Path) -> None:
    """Refuse an empty folder name, which would mean the working directory, and one not in UTF-8.

    Raises
    ------
    ArgumentError
        If it is empty, or not UTF-8, so that the library for tables cannot open its files.
    """
    if folder == "":
        raise ArgumentError("the name of the folder to write into is empty")
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        raise ArgumentError(f"{str(folder)!a}: the name of the folder is not UTF-8") from None


def check_papers(papers: object) -> None:
    """Refuse the name of a file, or a single paper, where several papers are expected.

    Raises
    ------
    ArgumentError
        If it is either.
    """
    if isinstance(papers, str | Path):
        raise ArgumentError(f"expected papers, such as kg.read_papers({str(papers)!r}) gives")
    if isinstance(papers, Paper):
        raise ArgumentError("expected several papers: put a single one into a list")


# The years that RDF and ISO 8601 write with four digits.
_YEARS = range(1, 10_000)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_text_or_none(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, tuple) and all(map(_is_text, value))


def _is_year(value: object) -> bool:
    return value is None or (type(value) is int and value in _YEARS)


def _is_source(value: object) -> bool:
    return value is None or (
        isinstance(value, Source)
        and isinstance(value.file, str)
        and type(value.record) is int
        and (value.line is None or type(value.line) is int)
    )


def _is_extra(value: object) -> bool:
    return isinstance(value, Mapping) and all(map(_is_text, [*value.keys(), *value.values()]))


# What each field of a paper holds. Anything else, as from a data frame or a JSON file, would fail
# only when the graph is written, and a string in place of a tuple would be read as its letters.
_PAPER_FIELDS: Mapping[str, tuple[str, Callable[[object], bool]]] = {
    "id": ("str", _is_text),
    "title": ("str", _is_text),
    "abstract": ("str", _is_text),
    "authors": ("tuple of str", _is_texts),
    "organisation": ("str or None", _is_text_or_none),
    "year": (f"int from {_YEARS[0]} to {_YEARS[-1]} or None", _is_year),
    "date": ("str or None", _is_text_or_none),
    "url": ("str or None", _is_text_or_none),
    "repositories": ("tuple of str", _is_texts),
    "source": ("kg.records.Source or None", _is_source),
    "extra": ("mapping of str to str", _is_extra),
}


def given_papers(papers: Iterable[Paper]) -> Iterator[Paper]:
    """Yield papers that a user made, checking that they are papers and what their fields hold.

    Raises
    ------
    ArgumentError
        If one is not a paper, or a field holds something else; the message names both.

    Examples
    --------
    >>> next(given_papers([Paper("a", year=2024.0)]))
    Traceback (most recent call last):
        ...
    kg.errors.ArgumentError: paper 'a': year=2024.0: expected int from 1 to 9999 or None
    """
    for paper in papers:
        if problem := _problem(paper):
            raise ArgumentError(problem)
        yield paper


def _problem(paper: object) -> str | None:
    if not isinstance(paper, Paper):
        kind = type(paper).__name__
        return f"expected papers, such as kg.Paper(id, title, abstract), not a {kind}"
    for name, (wanted, is_right) in _PAPER_FIELDS.items():
        value = getattr(paper, name)
        if not is_right(value):
            return f"paper {paper.id!r}: {name}={value!r}: expected {wanted}"
    return None


def id_or_name(node: object) -> str:
    """Return the text to look a node up by: the id of a record, or the given text.

    Raises
    ------
    ArgumentError
        If it is neither a paper, an entity nor a string.
    """
    if isinstance(node, str):
        return node
    if isinstance(node, Paper | Entity):
        return node.id
    raise ArgumentError(
        f"expected a paper or an entity, its id or one of its names, not a {type(node).__name__}"
    )


def check_several(nodes: object) -> None:
    """Refuse a single node where several are expected: a name would be read letter by letter.

    Raises
    ------
    ArgumentError
        If it is a record or a name.
    """
    if isinstance(nodes, str | Paper | Entity):
        raise ArgumentError("expected several papers or entities: put a single one into a list")


def input_list(inputs: str | Path | Sequence[str | Path]) -> list[str | Path]:
    """Return the inputs of a build as a list; a single one may be given by itself.

    Raises
    ------
    ArgumentError
        If an input is an empty string, which would mean the working directory.

    Examples
    --------
    >>> input_list("list.txt"), input_list(["a.bib", "b.bib"])
    (['list.txt'], ['a.bib', 'b.bib'])
    """
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    if "" in given:
        raise ArgumentError("the name of an input is empty")
    return given
