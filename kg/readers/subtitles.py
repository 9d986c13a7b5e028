"""Titles whose sources keep the subtitle apart."""

from __future__ import annotations

from kg.readers.identifiers import folded_letters

__all__ = ["with_subtitle"]

# No colon follows these before a subtitle.
_ENDS_OF_TITLES = ".,:;?!…–—-。：？！"


def with_subtitle(title: str, subtitle: str) -> str:
    """Return a title with its subtitle, unless it ends with that already.

    Examples
    --------
    >>> with_subtitle("Roots", "A Survey"), with_subtitle("Why Roots?", "A Survey")
    ('Roots: A Survey', 'Why Roots? A Survey')
    """
    if not title or folded_letters(title).endswith(folded_letters(subtitle)):
        return title or subtitle
    return f"{title}{'' if title[-1] in _ENDS_OF_TITLES else ':'} {subtitle}"
