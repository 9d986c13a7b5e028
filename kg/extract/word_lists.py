"""The package's word lists: text files with one entry per line and comments after ``#``."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["read_cues", "read_words"]


def read_words(name: str) -> frozenset[str]:
    """Read one of the word lists in kg/extract/data."""
    text = (files("kg.extract") / "data" / name).read_text(encoding="utf8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def read_cues(name: str) -> dict[str, tuple[str, ...]]:
    """Read a file of cue words; return the kinds of cue that each word is."""
    text = (files("kg.extract") / "data" / name).read_text(encoding="utf8")
    kinds: dict[str, list[str]] = {}
    for line in text.splitlines()[1:]:
        kind, _, words = line.partition("\t")
        for word in words.split():
            kinds.setdefault(word, []).append(kind)
    return {word: tuple(held) for word, held in kinds.items()}
