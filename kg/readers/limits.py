"""The bounds that keep a broken or hostile file from filling the memory."""

from __future__ import annotations

__all__ = [
    "DEEPEST_RECORD",
    "LARGEST_SPOOL",
    "LONGEST_ABSTRACT",
    "LONGEST_EXTRA",
    "LONGEST_MARKED_UP",
    "LONGEST_RECORD",
]

# Characters. No abstract is this long.
LONGEST_ABSTRACT = 60_000
# Characters of a title and an abstract with their mark-up, ten for each that is read: a formula in
# MathML is that much longer than it looks.
LONGEST_MARKED_UP = 10 * LONGEST_ABSTRACT
# Characters of one line or JSON record. An OpenAlex work of three thousand authors has about four
# million.
LONGEST_RECORD = 16_000_000
# Levels of nesting in a record. OpenAlex, the deepest of the formats, has six.
DEEPEST_RECORD = 100
# Characters of a value kept in `Paper.extra`. A longer one is a full text or an embedding.
LONGEST_EXTRA = 2_000
# Bytes on disk of a decompressed file that needs random access (Parquet).
LARGEST_SPOOL = 8_000_000_000
