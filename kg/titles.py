"""The heading of a paper, and the paper that has a title."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from kg.errors import GraphError
from kg.records import Paper

__all__ = ["fold_title", "heading", "titled_so"]

# What is shown of an abstract in place of a missing title: words, and characters where these are
# long, as in scripts without blanks.
HEADING_WORDS = 9
HEADING_LENGTH = 80


def heading(paper: Paper) -> str:
    """Return the title of a paper for display, or the beginning of its abstract if it has none.

    Examples
    --------
    >>> heading(Paper("a", "BERT")), heading(Paper("b", abstract="We train BERT."))
    ('BERT', 'We train BERT.')
    >>> heading(Paper("c", abstract="We train BERT on a list of ten thousand books."))
    'We train BERT on a list of ten thousand…'
    """
    if paper.title:
        return paper.title
    words = paper.abstract.split()
    shown = " ".join(words[:HEADING_WORDS])[:HEADING_LENGTH].rstrip()
    return shown if shown == " ".join(words) else f"{shown}…"


def titled_so(title: str, papers: Iterable[tuple[str, str]]) -> str | None:
    r"""Return the id of the paper with a title; None if there is none.

    Parameters
    ----------
    title
        The whole title; case and accents do not matter.
    papers
        Their ids and titles.

    Raises
    ------
    GraphError
        If several papers have the title.

    Examples
    --------
    >>> titled_so("attention is all you need", [("p1", "Attention Is All You Need")])
    'p1'
    >>> titled_so("naive bayes", [("p2", "Na\u00efve Bayes")])
    'p2'
    """
    wanted = fold_title(title)
    found = [id for id, own in papers if own and fold_title(own) == wanted]
    if len(found) > 1:
        raise GraphError(f"{title!r} is the title of {', '.join(found)}; name one by its id")
    return found[0] if found else None


def fold_title(title: str) -> str:
    """Fold a title to a key that is the same for equal titles, typed with accents or without."""
    letters = unicodedata.normalize("NFKD", title.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
