"""The folding by which two surface forms in one paper count as the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["fold"]


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Fold away case, hyphens, spaces and a plural s.

    Examples
    --------
    >>> fold("VQ-VAEs") == fold("vq vae")
    True
    """
    normalised = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w+]+", "", re.sub(r"s\b", "", normalised))
