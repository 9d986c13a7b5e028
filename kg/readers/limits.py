"""The bounds that keep a broken file from filling the memory."""

from __future__ import annotations

__all__ = ["LONGEST_ABSTRACT"]

# Characters. No abstract is this long; a text that is was never one.
LONGEST_ABSTRACT = 60_000
