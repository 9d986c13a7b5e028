"""Chooses the media type of an answer from what a client accepts (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["EVERYTHING", "preferred"]

EVERYTHING = "*/*"


def _ranges(accept: str) -> list[tuple[str, float]]:
    """Parse media ranges with their quality; malformed ranges are left out."""
    found = []
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        if name.count("/") == 1:
            found.append((name, quality))
    return found


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return the quality of a media type, from the most specific range that matches it."""
    whole, group = media_type, f"{media_type.partition('/')[0]}/*"
    for wanted in (whole, group, EVERYTHING):
        for name, quality in ranges:
            if name == wanted:
                return quality
    return 0.0


def preferred(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the offered media type that a client prefers.

    Parameters
    ----------
    accept
        The Accept header; if missing or empty, the client accepts everything.
    offered
        Media types, the server's favourite first.

    Returns
    -------
    str or None
        None if the client accepts none of them.

    Examples
    --------
    >>> preferred("text/html;q=0.8, text/turtle", ["text/html", "text/turtle"])
    'text/turtle'
    >>> preferred("text/*, text/html;q=0", ["text/html", "text/turtle"])
    'text/turtle'
    >>> preferred("image/png", ["text/html"]) is None
    True
    """
    ranges = _ranges(accept or EVERYTHING)
    qualities = [_quality(media_type, ranges) for media_type in offered]
    best = max(qualities, default=0.0)
    return offered[qualities.index(best)] if best > 0 else None
